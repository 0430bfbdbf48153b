"""A task: who, in which posture or movement, carrying and leaning on what. Built-in ones and TOML files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from os.path import isfile
from pathlib import Path, PurePath
from typing import Any, TypeVar

from dorsum import inputs
from dorsum.body.skeleton import SPINE
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.motion.posture import Posture
from dorsum.motion.stated import masses_of, restated, title_with

T = TypeVar("T")

HANDS = {"right": ("right",), "left": ("left",), "both": ("right", "left")}
POSITION = ("forward_m", "up_m", "right_m")
REFERENCES = (*SPINE, "shoulders")
SUPPORTS = ("couch", "backrest", "elbows", "floor")
MOST_FRAMES = 5000  # a frame takes half a megabyte until its forces are known
MOST_LOAD_KG = 500.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """A weight in one hand or both.

    Without a position it hangs where the hands are. With one its centre lies at `forward_m`, `up_m`,
    `right_m` (along the world's axes) from the spinal joint or from `shoulders` named in `reference`, and
    the hands are moved there.
    """

    mass_kg: float
    hands: str = "both"
    reference: str | None = None
    forward_m: float = 0.0
    up_m: float = 0.0
    right_m: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Force:
    """A force on a body, x anterior, y up, z right; it acts `at_mm` from the centre of its joint.

    The force stays constant in space; the place moves with the body.
    """

    body: str
    force_n: tuple[float, float, float]
    at_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class Support:
    """What carries part of the weight.

    `couch` bears the weight of each body listed (or of all). `backrest` (a push along the trunk's anterior
    axis at `body`) and `elbows` (an upward push at both elbows) bear what a relaxed person lets them: as
    much as leaves no moment for the muscles at `relieves`. `floor` pushes straight up at the joint centres of
    the bodies listed, as much as balances the whole body; on places in one line the body leans over them.
    """

    kind: str
    bodies: tuple[str, ...] = ()
    body: str | None = None
    relieves: str = "L4/L5"


@dataclass(frozen=True, kw_only=True)
class Keyframe:
    """A posture at a time; movement between keyframes starts and ends smoothly."""

    time_s: float
    posture: Posture


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is analysed. `assumptions` says how the angles follow from the words of a protocol."""

    name: str
    title: str
    subject: Subject | None = None
    keyframes: tuple[Keyframe, ...] = (Keyframe(time_s=0.0, posture=Posture()),)
    frames: int = 1
    loads: tuple[Load, ...] = ()
    forces: tuple[Force, ...] = ()
    supports: tuple[Support, ...] = ()
    abdominal_pressure_kpa: float | None = None
    measured: str | None = None  # task of `disc_pressure.csv`, study Wilke1999
    assumptions: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether the posture changes with time."""
        return len(self.keyframes) > 1

    @classmethod
    def named(cls, name: str) -> Task:
        """A built-in task."""
        if name not in built_in_names():
            raise UnknownName("task", name, built_in_names())
        text = (resources.files("dorsum.motion") / "library" / f"{name}.toml").read_text(encoding="utf-8")
        return parse_task(text, name)

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
        """A built-in task by name, or a file where the argument looks like one or exists."""
        text = str(name_or_path)
        if text in built_in_names():
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
            loads = (_load({"mass_kg": mass_kg}, "load"),)
        stated = masses_of(self.loads, loads) if self.loads else {}
        return replace(
            self,
            loads=loads,
            title=title_with(self.title, self.loads, loads),
            assumptions=tuple(restated(text, stated)[0] for text in self.assumptions),
            measured=None,
        )


def built_in_names() -> tuple[str, ...]:
    """Names of the built-in tasks."""
    folder = resources.files("dorsum.motion") / "library"
    files = (item.name for item in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml")))


def parse_task(text: str, name: str, where: str | None = None) -> Task:
    """A task from the text of a TOML file; every fault is one clear message that names the file."""
    where = where or f"task {name}"
    data = inputs.parse_toml(text, where)
    try:
        return _task(data, name)
    except (BadInput, UnknownName) as error:
        raise BadInput(f"{where}: {error}") from error


def _task(data: Mapping[str, Any], name: str) -> Task:
    known = {
        "title", "measured", "assumptions", "subject", "posture", "keyframes", "frames",
        "loads", "forces", "supports", "abdominal_pressure_kpa",
    }  # fmt: skip
    inputs.only(data, known, "entry")
    if "posture" in data and "keyframes" in data:
        raise BadInput("a task takes [posture] or [[keyframes]], not both")
    keyframes = _keyframes(data)
    loads = _each(data, "loads", _load)
    taken: set[str] = set()
    for load in loads:
        for hand in HANDS[load.hands]:
            if hand in taken:
                raise BadInput(f"two loads in the {hand} hand: a hand holds one load")
            taken.add(hand)
    pressure = data.get("abdominal_pressure_kpa")
    if pressure is not None:
        pressure = inputs.within("abdominal_pressure_kpa", pressure, 0, 40, "kPa")
    return Task(
        name=name,
        title=inputs.text("title", data.get("title", name)),
        subject=Subject.from_mapping(data["subject"]) if "subject" in data else None,
        keyframes=keyframes,
        frames=_frames(data, len(keyframes) > 1),
        loads=loads,
        forces=_each(data, "forces", _force),
        supports=_each(data, "supports", _support),
        abdominal_pressure_kpa=pressure,
        measured=inputs.text("measured", data["measured"]) if "measured" in data else None,
        assumptions=inputs.texts("assumptions", data.get("assumptions", ())),
    )


def _each(data: Mapping[str, Any], key: str, make: Callable[[Mapping[str, Any], str], T]) -> tuple[T, ...]:
    return tuple(make(row, f"{key}[{i}]") for i, row in enumerate(inputs.tables(key, data.get(key, []))))


def _frames(data: Mapping[str, Any], moves: bool) -> int:
    if not moves:
        if "frames" in data and data["frames"] != 1:
            raise BadInput("frames is for movements: a held posture has one frame")
        return 1
    frames = inputs.within("frames", data.get("frames", 41), 5, MOST_FRAMES)
    if not frames.is_integer():
        raise BadInput(f"frames = {frames:g}: must be a whole number")
    return int(frames)


def _keyframes(data: Mapping[str, Any]) -> tuple[Keyframe, ...]:
    rows = inputs.tables("keyframes", data.get("keyframes", []))
    if not rows:
        return (Keyframe(time_s=0.0, posture=Posture.from_mapping(data.get("posture", {}))),)
    keyframes: list[Keyframe] = []
    for i, row in enumerate(rows):
        where = f"keyframes[{i}]"
        inputs.only(row, {"time_s", "posture"}, f"{where} entry")
        time = inputs.within(f"{where}.time_s", _needed(row, "time_s", where), 0, 1e6)
        if keyframes and time <= keyframes[-1].time_s:
            raise BadInput(f"{where}.time_s = {time:g}: must be later than the keyframe before")
        keyframes.append(Keyframe(time_s=time, posture=Posture.from_mapping(row.get("posture", {}))))
    if len({k.posture.stance for k in keyframes}) > 1:
        raise BadInput("all keyframes of a task have one stance")
    if len(keyframes) > 1 and any(k.posture.relaxed for k in keyframes):
        raise BadInput("a relaxed posture is held: keyframes of a movement cannot be relaxed")
    return tuple(keyframes)


def _load(row: Mapping[str, Any], where: str) -> Load:
    inputs.only(row, set(Load.__dataclass_fields__), f"{where} entry")
    hands = inputs.text(f"{where}.hands", row.get("hands", "both"))
    if hands not in HANDS:
        raise UnknownName("hand", hands, HANDS)
    reference = inputs.text(f"{where}.reference", row["reference"]) if "reference" in row else None
    if reference is not None and reference not in REFERENCES:
        raise UnknownName("reference of a load", reference, REFERENCES)
    at = {key: inputs.within(f"{where}.{key}", row.get(key, 0.0), -2, 2, "m") for key in POSITION}
    if any(at.values()) and reference is None:
        raise BadInput(f"{where} has a position but no reference: say from which joint, or from `shoulders`")
    return Load(
        mass_kg=inputs.within(f"{where}.mass_kg", _needed(row, "mass_kg", where), 0, MOST_LOAD_KG, "kg"),
        hands=hands,
        reference=reference,
        **at,
    )


def _force(row: Mapping[str, Any], where: str) -> Force:
    inputs.only(row, set(Force.__dataclass_fields__), f"{where} entry")
    return Force(
        body=inputs.text(f"{where}.body", _needed(row, "body", where)),
        force_n=_vector(f"{where}.force_n", _needed(row, "force_n", where), 1e4, "N"),
        at_mm=_vector(f"{where}.at_mm", row.get("at_mm", [0, 0, 0]), 1e3, "mm"),
    )


def _support(row: Mapping[str, Any], where: str) -> Support:
    inputs.only(row, set(Support.__dataclass_fields__), f"{where} entry")
    given: dict[str, Any] = {key: inputs.text(f"{where}.{key}", row[key]) for key in row if key != "bodies"}
    kind = _needed(given, "kind", where)
    if kind not in SUPPORTS:
        raise UnknownName("support", kind, SUPPORTS)
    if kind == "backrest" and not given.get("body"):
        raise BadInput(f"{where}: a backrest needs the body it touches, for instance T9")
    if kind == "floor" and not row.get("bodies"):
        raise BadInput(f"{where}: a floor needs the bodies that touch it, for instance hand_right")
    return Support(**given, bodies=inputs.texts(f"{where}.bodies", row.get("bodies", ())))


def _needed(row: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in row:
        raise BadInput(f"{where} lacks {key}")
    return row[key]


def _vector(name: str, value: Any, largest: float, unit: str) -> tuple[float, float, float]:
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise BadInput(f"{name} = {inputs.shown(value)}: must be three numbers [x, y, z]")
    x, y, z = (inputs.within(name, v, -largest, largest, unit) for v in value)
    return (x, y, z)
