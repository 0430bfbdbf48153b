"""A task: who, in which posture or movement, carrying and leaning on what. Built-in ones and TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import Any

from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.tasks.posture import Posture

HANDS = {"right": ("right",), "left": ("left",), "both": ("right", "left")}
SUPPORTS = ("couch", "backrest", "elbows")
MOST_FRAMES = 100_000
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
    """A force on a body, constant in space: x anterior, y up, z right, N, at millimetres from its joint centre."""

    body: str
    force_n: tuple[float, float, float]
    at_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class Support:
    """What carries part of the weight.

    `couch` bears the weight of each body listed (or of all). `backrest` (a push along the trunk's anterior
    axis at `body`) and `elbows` (an upward push at both elbows) bear what a relaxed person lets them: as
    much as leaves no moment for the muscles at `relieves`.
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
        text = (resources.files("dorsum.tasks") / "library" / f"{name}.toml").read_text(encoding="utf-8")
        return parse_task(text, name)

    @classmethod
    def read(cls, path: Path | str) -> Task:
        """A task file of the user's."""
        path = Path(path)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"cannot read the task file {path}: {error}") from error
        if not text.strip():
            raise BadInput(f"the task file {path} is empty")
        return parse_task(text, path.stem, str(path))

    @classmethod
    def find(cls, name_or_path: str | Path) -> Task:
        """A built-in task by name, or a file where the argument looks like one or exists."""
        text = str(name_or_path)
        if text in built_in_names():
            return cls.named(text)
        if text.endswith(".toml") or "/" in text or Path(text).is_file():
            return cls.read(text)
        return cls.named(text)

    def with_load(self, mass_kg: float) -> Task:
        """The same task with another mass in the hands; a task without a load takes it in both hands."""
        if not self.loads:
            return replace(self, loads=(_load({"mass_kg": mass_kg}, "load"),))
        total = sum(load.mass_kg for load in self.loads)
        loads = [{**vars_of(load), "mass_kg": mass_kg * load.mass_kg / total} for load in self.loads]
        return replace(self, loads=tuple(_load(load, "load") for load in loads))


def vars_of(load: Load) -> dict[str, Any]:
    """The fields of a load."""
    return {name: getattr(load, name) for name in load.__dataclass_fields__}


def built_in_names() -> tuple[str, ...]:
    """Names of the built-in tasks."""
    folder = resources.files("dorsum.tasks") / "library"
    return tuple(sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")))


def parse_task(text: str, name: str, where: str | None = None) -> Task:
    """A task from the text of a TOML file; every fault is one clear message that names the file."""
    where = where or f"task {name}"
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{where} is not valid TOML: {error}") from error
    try:
        return _task(data, name)
    except UnknownName as error:
        raise BadInput(f"{where}: {error}") from error
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from error


def _task(data: Mapping[str, Any], name: str) -> Task:
    known = {
        "title", "measured", "assumptions", "subject", "posture", "keyframes", "frames",
        "loads", "forces", "supports", "abdominal_pressure_kpa",
    }  # fmt: skip
    _only(data, known, "entry")
    if "posture" in data and "keyframes" in data:
        raise BadInput("a task takes [posture] or [[keyframes]], not both")
    keyframes = _keyframes(data)
    frames = _number(data.get("frames", 41 if len(keyframes) > 1 else 1), "frames", 1, MOST_FRAMES)
    if len(keyframes) > 1 and frames < 5:
        raise BadInput(f"frames = {frames:g}: a movement needs at least 5 frames")
    loads = tuple(_load(row, f"loads[{i}]") for i, row in enumerate(_tables(data, "loads")))
    taken: set[str] = set()
    for load in loads:
        for hand in HANDS[load.hands]:
            if hand in taken:
                raise BadInput(f"two loads in the {hand} hand: a hand holds one load")
            taken.add(hand)
    pressure = data.get("abdominal_pressure_kpa")
    return Task(
        name=name,
        title=str(data.get("title", name)),
        subject=Subject.from_mapping(data["subject"]) if "subject" in data else None,
        keyframes=keyframes,
        frames=int(frames),
        loads=loads,
        forces=tuple(_force(row, f"forces[{i}]") for i, row in enumerate(_tables(data, "forces"))),
        supports=tuple(_support(row, f"supports[{i}]") for i, row in enumerate(_tables(data, "supports"))),
        abdominal_pressure_kpa=None if pressure is None else _number(pressure, "abdominal_pressure_kpa", 0, 40),
        measured=data.get("measured"),
        assumptions=tuple(str(line) for line in data.get("assumptions", ())),
    )


def _keyframes(data: Mapping[str, Any]) -> tuple[Keyframe, ...]:
    rows = _tables(data, "keyframes")
    if not rows:
        if not isinstance(data.get("posture", {}), Mapping):
            raise BadInput("posture must be a table: [posture]")
        return (Keyframe(time_s=0.0, posture=Posture.from_mapping(data.get("posture", {}))),)
    keyframes = []
    for i, row in enumerate(rows):
        _only(row, {"time_s", "posture"}, f"keyframes[{i}] entry")
        time = _number(row.get("time_s"), f"keyframes[{i}].time_s", 0, 1e6)
        if keyframes and time <= keyframes[-1].time_s:
            raise BadInput(f"keyframes[{i}].time_s = {time:g}: must be later than the keyframe before")
        keyframes.append(Keyframe(time_s=time, posture=Posture.from_mapping(row.get("posture", {}))))
    if len({k.posture.stance for k in keyframes}) > 1:
        raise BadInput("all keyframes of a task have one stance")
    return tuple(keyframes)


def _load(row: Mapping[str, Any], where: str) -> Load:
    _only(row, set(Load.__dataclass_fields__), f"{where} entry")
    hands = row.get("hands", "both")
    if hands not in HANDS:
        raise UnknownName("hand", str(hands), HANDS)
    numbers = {
        key: _number(row.get(key, 0.0), f"{where}.{key}", -2.0, 2.0) for key in ("forward_m", "up_m", "right_m")
    }
    if any(numbers.values()) and row.get("reference") is None:
        raise BadInput(f"{where} has a position but no reference: say from which joint, or from `shoulders`")
    return Load(
        mass_kg=_number(row.get("mass_kg"), f"{where}.mass_kg", 0.0, MOST_LOAD_KG),
        hands=hands,
        reference=row.get("reference"),
        **numbers,
    )


def _force(row: Mapping[str, Any], where: str) -> Force:
    _only(row, set(Force.__dataclass_fields__), f"{where} entry")
    return Force(
        body=str(row.get("body")),
        force_n=_vector(row.get("force_n"), f"{where}.force_n", 1e4),
        at_mm=_vector(row.get("at_mm", [0, 0, 0]), f"{where}.at_mm", 1e3),
    )


def _support(row: Mapping[str, Any], where: str) -> Support:
    _only(row, set(Support.__dataclass_fields__), f"{where} entry")
    if row.get("kind") not in SUPPORTS:
        raise UnknownName("support", str(row.get("kind")), SUPPORTS)
    if row["kind"] == "backrest" and not row.get("body"):
        raise BadInput(f"{where}: a backrest needs the body it touches, for instance T9")
    return Support(**{**row, "bodies": tuple(row.get("bodies", ()))})


def _tables(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise BadInput(f"{key} must be a list of tables: [[{key}]]")
    return rows


def _only(row: Mapping[str, Any], known: set[str], what: str) -> None:
    for key in row:
        if key not in known:
            raise UnknownName(what, key, known)


def _number(value: Any, name: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise BadInput(f"{name} = {value!r}: must be a finite number")
    if not low <= value <= high:
        raise BadInput(f"{name} = {value:g}: allowed is {low:g} to {high:g}")
    return float(value)


def _vector(value: Any, name: str, largest: float) -> tuple[float, float, float]:
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise BadInput(f"{name} = {value!r}: must be three numbers [x, y, z]")
    x, y, z = (_number(v, name, -largest, largest) for v in value)
    return (x, y, z)
