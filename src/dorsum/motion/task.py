"""A task: who, in which posture or movement, carrying and leaning on what. Built-in ones and TOML files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib import resources
from itertools import pairwise
from os.path import isfile
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any

from dorsum import inputs
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.motion.acting import FARTHEST_M, HANDS, MOST_LOAD_KG, Force, Ground, Load, Moment, Support, Vector
from dorsum.motion.built_in import built_in_names as built_in_names
from dorsum.motion.built_in import exercise_names
from dorsum.motion.posture import Posture
from dorsum.motion.stated import masses_of, restated, title_with

MOST_FRAMES = 5000  # a frame takes half a megabyte until its forces are known
FEWEST_FRAMES = 5  # of a movement, whose rates are told from them
USUAL_FRAMES = 41
MOST_PRESSURE_KPA = 40.0
MOST_LEAD = 0.5  # of the time between keyframes
NOT_IN_A_NAME = re.compile(r"\W+")


@dataclass(frozen=True, kw_only=True)
class Keyframe:
    """A posture at a time; movement between keyframes starts and ends smoothly.

    `load_m` is where the one load of the task then is from its reference: forward, up, right, m. On the way
    to the next keyframe the knees are ahead of trunk, spine and arms by `knees_lead`, a share of the time
    that takes (below 0: behind): they begin at once and are done so much before the end, the others begin so
    much later; hands and load are on their way all the time.
    """

    time_s: float
    posture: Posture = field(default_factory=Posture)
    load_m: Vector | None = None
    knees_lead: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "time_s", inputs.within("time_s", self.time_s, 0, 1e6))
        _checked("posture", self.posture, Posture)
        if self.load_m is not None:
            object.__setattr__(self, "load_m", inputs.vector("load_m", self.load_m, FARTHEST_M, "m"))
        lead = inputs.within("knees_lead", self.knees_lead, -MOST_LEAD, MOST_LEAD)
        object.__setattr__(self, "knees_lead", lead)


@dataclass(frozen=True, kw_only=True, repr=False)
class Task:
    """What is analysed: a posture that is held, or keyframes of a movement.

    `name` follows from the title where it is left out, and the other way round; lists are taken as tuples.
    `frames` are those that a movement is cut into; 0 stands for 41. A held posture is one.
    `assumptions` says how the angles follow from the words of a protocol.
    """

    name: str = ""
    title: str = ""
    subject: Subject | None = None
    posture: Posture = field(default_factory=Posture)
    keyframes: Sequence[Keyframe] = ()
    frames: int = 0
    loads: Sequence[Load] = ()
    forces: Sequence[Force] = ()
    moments: Sequence[Moment] = ()
    supports: Sequence[Support] = ()
    ground: Sequence[Ground] = ()
    abdominal_pressure_kpa: float | None = None
    measured: str | None = None  # task of `disc_pressure.csv`, study Wilke1999
    assumptions: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name, title and how many of what is not left out."""
        parts = [f"{len(getattr(self, name))} {name}" for name in LISTS if getattr(self, name)]
        who = [] if self.subject is None else [f"of {self.subject.name}"]
        return f"<Task {self.name}: {'; '.join([self.title, *who, *parts])}>"

    def __post_init__(self) -> None:
        title = inputs.text("title", self.title) or inputs.text("name", self.name) or "Task"
        self._set("title", title)
        self._set("name", self.name or NOT_IN_A_NAME.sub("_", title.lower()).strip("_") or "task")
        if self.subject is not None:
            _checked("subject", self.subject, Subject)
        _checked("posture", self.posture, Posture)
        for name, kind in LISTS.items():
            self._set(name, _all(name, getattr(self, name), kind))
        self._set("assumptions", inputs.texts("assumptions", self.assumptions))
        self._check_held()
        self._check_movement()
        self._check_hands()
        self._check_ground()
        if self.abdominal_pressure_kpa is not None:
            name, pressure = "abdominal_pressure_kpa", self.abdominal_pressure_kpa
            self._set(name, inputs.within(name, pressure, 0, MOST_PRESSURE_KPA, "kPa"))
        if self.measured is not None:
            inputs.text("measured", self.measured)

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _check_movement(self) -> None:
        """Keyframes one after the other, of one stance; a single one is a held posture."""
        if self.keyframes and self.posture != Posture():
            raise BadInput("a task takes a posture or keyframes, not both")
        for i, (before, after) in enumerate(pairwise(self.keyframes), start=1):
            if after.time_s <= before.time_s:
                raise BadInput(
                    f"keyframes[{i}].time_s = {after.time_s:g}: must be later than the keyframe before"
                )
        if len(self.keyframes) == 1:
            self._set("posture", self.keyframes[0].posture)
            self._set("keyframes", ())
        frames = inputs.finite("frames", self.frames)
        if not self.moves:
            if frames not in (0, 1):
                raise BadInput(f"frames = {frames:g}: frames is for movements: a held posture has one frame")
            self._set("frames", 1)
            return
        if len({k.posture.stance for k in self.keyframes}) > 1:
            raise BadInput("keyframes: all keyframes of a task have one stance")
        if any(k.posture.relaxed for k in self.keyframes):
            raise BadInput("keyframes: a relaxed posture is held, those of a movement cannot be relaxed")
        if not inputs.within("frames", frames or USUAL_FRAMES, FEWEST_FRAMES, MOST_FRAMES).is_integer():
            raise BadInput(f"frames = {frames:g}: must be a whole number")
        self._set("frames", int(frames or USUAL_FRAMES))

    def _check_hands(self) -> None:
        taken: set[str] = set()
        for load in self.loads:
            for hand in HANDS[load.hands]:
                if hand in taken:
                    raise BadInput(f"loads: two loads in the {hand} hand: a hand holds one load")
                taken.add(hand)
        if len(self.loads) > 1 and any(load.fixed_to for load in self.loads):
            raise BadInput("loads: fixed_to is for tasks with just one load")

    def _check_held(self) -> None:
        """Keyframes say where the load is from its reference, all or none, and there is just one load."""
        told = [k.load_m is not None for k in self.keyframes]
        if not any(told):
            return
        if len(self.loads) != 1 or self.loads[0].reference is None:
            raise BadInput("keyframes: load_m is for tasks with just one load, that has a reference")
        if not all(told):
            raise BadInput(f"keyframes[{told.index(False)}]: load_m is missing: give it in all or in none")
        if not self.moves:
            raise BadInput("keyframes: load_m is for movements: of a posture the load says where it is")

    def _check_ground(self) -> None:
        for support in self.supports:
            if self.ground and support.balances:
                kind = support.kind
                raise BadInput(
                    f"ground: its forces say what bears the body: a {kind} has nothing left to balance"
                )

    @property
    def moves(self) -> bool:
        """Whether the posture changes with time."""
        return len(self.keyframes) > 1

    @property
    def held(self) -> tuple[Vector, ...]:
        """Where the load is from its reference at the keyframes, m; empty where that is not told."""
        return tuple(k.load_m for k in self.keyframes if k.load_m is not None)

    @property
    def postures(self) -> tuple[Posture, ...]:
        """The posture that is held, or those of the keyframes."""
        return tuple(k.posture for k in self.keyframes) or (self.posture,)

    @classmethod
    def named(cls, name: str) -> Task:
        """A built-in task, or an exercise."""
        known = (*built_in_names(), *exercise_names())
        if name not in known:
            raise UnknownName("task", name, known)
        return _built_in(name)

    @classmethod
    def read(cls, path: Path | str) -> Task:
        """A task file of the user's."""
        return cls.written(inputs.read_text(Path(path), "task file"), str(path))

    @classmethod
    def written(cls, text: str, where: str) -> Task:
        """The task that a file holds; `where`, its path or name, stands in messages and names the task."""
        return parse_task(inputs.filled(text, f"the task file {where}"), PurePath(where).stem, where)

    @classmethod
    def find(cls, name_or_path: str | Path) -> Task:
        """A built-in task or an exercise by name, or a file where the argument looks like one or exists."""
        text = str(name_or_path)
        if text in (*built_in_names(), *exercise_names()):
            return cls.named(text)
        if text.endswith(".toml") or "/" in text or isfile(text):
            return cls.read(text)
        return cls.named(text)

    def with_load(self, mass_kg: float) -> Task:
        """The same task with another mass in the hands; a task without a load takes it in both hands.

        Title and assumptions state the new mass, and what was measured with the old one is compared no more.
        """
        mass_kg = inputs.within("load", mass_kg, 0.0, MOST_LOAD_KG, "kg")
        total = sum(load.mass_kg for load in self.loads)
        if mass_kg == total:
            return self
        if self.loads:
            shares = [load.mass_kg / total if total else 1 / len(self.loads) for load in self.loads]
            pairs = zip(self.loads, shares, strict=True)
            loads = tuple(replace(load, mass_kg=mass_kg * share) for load, share in pairs)
        else:
            loads = (Load(mass_kg=mass_kg),)
        stated = masses_of(self.loads, loads) if self.loads else {}
        return replace(
            self,
            loads=loads,
            title=title_with(self.title, self.loads, loads),
            assumptions=tuple(restated(text, stated)[0] for text in self.assumptions),
            measured=None,
        )


# The fields of a task that are lists, and the tables of a task file of the same names.
LISTS: Mapping[str, type] = MappingProxyType(
    {
        "keyframes": Keyframe,
        "loads": Load,
        "forces": Force,
        "moments": Moment,
        "supports": Support,
        "ground": Ground,
    }
)


def parse_task(text: str, name: str, where: str | None = None) -> Task:
    """A task from the text of a TOML file; every fault is one clear message that names the file."""
    where = where or f"task {name}"
    data = inputs.parse_toml(text, where)
    try:
        return _task(data, name)
    except (BadInput, UnknownName) as error:
        raise BadInput(f"{where}: {error}") from error


@cache
def _built_in(name: str) -> Task:
    folder = "library" if name in built_in_names() else "exercises"
    text = (resources.files("dorsum.motion") / folder / f"{name}.toml").read_text(encoding="utf-8")
    return parse_task(text, name)


def _task(data: Mapping[str, Any], name: str) -> Task:
    inputs.only(data, {f.name for f in fields(Task)} - {"name"}, "entry")
    if "posture" in data and "keyframes" in data:
        raise BadInput("a task takes [posture] or [[keyframes]], not both")
    given = dict(data)
    if "subject" in data:
        given["subject"] = Subject.from_mapping(data["subject"])
    if "posture" in data:
        given["posture"] = Posture.from_mapping(data["posture"])
    for key, kind in LISTS.items():
        rows = inputs.tables(key, data.get(key, []))
        given[key] = [_made(kind, row, f"{key}[{i}]") for i, row in enumerate(rows)]
    return Task(**{"title": name} | given, name=name)


def _made(kind: type, row: Mapping[str, Any], where: str) -> Any:
    if kind is Keyframe and "posture" in row:
        row = {**row, "posture": Posture.from_mapping(row["posture"])}
    return inputs.made(kind, row, where)


def _checked(name: str, value: object, kind: type) -> None:
    if not isinstance(value, kind):
        raise BadInput(f"{name} = {inputs.shown(value)}: must be a {kind.__name__}")


def _all(name: str, values: object, kind: type) -> tuple[Any, ...]:
    """A list as a tuple, each of its items of one class."""
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        raise BadInput(f"{name} = {inputs.shown(values)}: must be a list, each a {kind.__name__}")
    items = tuple(values)
    for i, item in enumerate(items):
        _checked(f"{name}[{i}]", item, kind)
    return items
