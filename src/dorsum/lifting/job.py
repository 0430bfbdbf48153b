"""A job: what somebody does in a shift: lifts, and postures that are held, each so many times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dorsum import inputs
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.lifting.damage import MOST_A_DAY
from dorsum.lifting.lift import MOST_A_MINUTE, MOST_HOURS, Lift
from dorsum.lifting.published import NOISE
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

if TYPE_CHECKING:
    from dorsum.lifting.shift import Shift
    from dorsum.motion.analyze import Who

T = TypeVar("T")
SUFFIXES = (".toml", ".csv", ".xlsx")
OF_JOB = ("title", "subject", "hours", "lift", "held")
OF_HELD = ("title", "task", "posture", "mass_kg", "start", "hands", "style", "times", "seconds", "hours")
MINUTES, SECONDS = 60.0, 3600.0  # of an hour


@dataclass(frozen=True, kw_only=True)
class Lifting:
    """A lift that is done so many times a shift; hours: in which, if that is told of it."""

    lift: Lift
    times: float
    hours: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.lift, Lift):
            raise BadInput(f"lift = {inputs.shown(self.lift)}: must be a Lift")
        if self.lift.end is None:
            raise BadInput("end is missing: a load that is held at one place is a held part, with its time")
        object.__setattr__(self, "times", _more("times", self.times, MOST_A_DAY, "a shift"))
        if self.hours is not None:
            object.__setattr__(self, "hours", _more("hours", self.hours, MOST_HOURS, "h"))
            if self.times / (self.hours * MINUTES) > MOST_A_MINUTE:
                raise BadInput(
                    f"times = {self.times:g} in {self.hours:g} h: more than {MOST_A_MINUTE:g} a minute"
                )

    @property
    def title(self) -> str:
        """What it is called."""
        return self.lift.title

    @property
    def words(self) -> str:
        """`300 times`."""
        return f"{self.times:g} times"


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A posture, a task or a load at one place, held so many seconds, so many times a shift.

    A task that moves takes its own time: its seconds are left out.
    """

    what: Task | Lift
    seconds: float | None = None
    times: float = 1.0

    def __post_init__(self) -> None:
        if not isinstance(self.what, Task | Lift):
            raise BadInput(f"what = {inputs.shown(self.what)}: must be a Task or a Lift")
        if isinstance(self.what, Lift) and self.what.end is not None:
            raise BadInput("end: a load that is held stays at its start; leave the end out")
        seconds = self.seconds
        if isinstance(self.what, Task) and self.what.moves:
            if seconds is not None:
                raise BadInput(f"{self.title} moves and takes its own time: tell its times alone")
            seconds = self.what.keyframes[-1].time_s - self.what.keyframes[0].time_s
        elif seconds is None:
            raise BadInput("seconds is missing: how long it is held each time")
        object.__setattr__(self, "times", _more("times", self.times, MOST_A_DAY, "a shift"))
        object.__setattr__(self, "seconds", _more("seconds", seconds, MOST_HOURS * SECONDS, "s"))
        if self.lasts > MOST_HOURS * SECONDS * (1.0 + NOISE):
            hours = self.lasts / SECONDS
            raise BadInput(f"{self.title} takes {hours:.1f} h: a shift has at most {MOST_HOURS:g} h")

    @property
    def title(self) -> str:
        """What it is called."""
        return self.what.title

    @property
    def lasts(self) -> float:
        """All of it, s."""
        assert self.seconds is not None  # known since it was made
        return self.seconds * self.times

    @property
    def words(self) -> str:
        """`40 times for 30 s`, `2 h`."""
        assert self.seconds is not None
        long = f"{self.seconds / SECONDS:g} h" if self.seconds >= SECONDS else f"{self.seconds:g} s"
        return long if self.times == 1.0 else f"{self.times:g} times for {long}"


Part = Lifting | Holding


@dataclass(frozen=True, kw_only=True)
class Job:
    """The parts of a shift.

    subject: who does it, None: asked for later; hours: in which its lifts are done.
    """

    parts: Sequence[Part]
    title: str = "Job"
    subject: Subject | None = None
    hours: float | None = None

    def __post_init__(self) -> None:
        parts = tuple(self.parts)
        if not parts:
            raise BadInput("the job has no part: give at least one lift or one held posture")
        for i, part in enumerate(parts):
            if not isinstance(part, Lifting | Holding):
                raise BadInput(f"parts[{i}] = {inputs.shown(part)}: must be a Lifting or a Holding")
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "title", inputs.text("title", self.title) or "Job")
        if self.subject is not None and not isinstance(self.subject, Subject):
            raise BadInput(f"subject = {inputs.shown(self.subject)}: must be a Subject")
        if self.hours is not None:
            object.__setattr__(self, "hours", _more("hours", self.hours, MOST_HOURS, "h"))
            told = sum(part.hours or 0.0 for part in parts if isinstance(part, Lifting))
            if told > self.hours * (1.0 + NOISE):
                raise BadInput(f"hours = {self.hours:g} h: its lifts take {told:g} h")

    @property
    def lifts(self) -> tuple[Lifting, ...]:
        """The parts that are lifts."""
        return tuple(part for part in self.parts if isinstance(part, Lifting))

    @classmethod
    def read(cls, path: Path | str) -> Job:
        """From a file: TOML with `[[lift]]` and `[[held]]`, or a table, CSV or Excel, with a part a row.

        Raises:
            BadInput, UnknownName: it makes no sense; the sentence names the place.
        """
        path = Path(path)
        if path.suffix.lower() == ".toml":
            data = inputs.parse_toml(inputs.read_text(path, "job file"), str(path))
            return _named(str(path), lambda: cls.from_mapping({"title": path.stem} | data, path.parent))
        if path.suffix.lower() not in SUFFIXES:
            raise BadInput(f"cannot read the job file {path}: the name must end in .toml, .csv or .xlsx")
        from dorsum.lifting.job_sheet import parts_of

        return cls(parts=parts_of(path), title=path.stem)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], folder: Path | None = None) -> Job:
        """From the tables of a job file; paths of own tasks count from `folder`."""
        inputs.only(values, OF_JOB, "entry of a job")
        parts: list[Part] = []
        for i, row in enumerate(inputs.tables("lift", values.get("lift", []))):
            parts.append(_named(_place("lift", i, row), partial(lifting, row)))
        for i, row in enumerate(inputs.tables("held", values.get("held", []))):
            parts.append(_named(_place("held", i, row), partial(holding, row, folder)))
        subject = values.get("subject")
        if subject is not None:
            subject = Subject.find(subject) if isinstance(subject, str) else Subject.from_mapping(subject)
        given = {name: values[name] for name in ("title", "hours") if name in values}
        return cls(parts=parts, subject=subject, **given)

    def analyze(self, subject: Who = None, *, posture: str = "giving") -> Shift:
        """What the shift asks of a body: the argument's, else the job's own, else the built-in `male`."""
        from dorsum.lifting.shift import analyze_job

        return analyze_job(self, subject, posture=posture)


def lifting(row: Mapping[str, Any]) -> Lifting:
    """A part from an entry `[[lift]]`: the fields of a `Lift`, and `times`, or `per_minute` with `hours`."""
    given = dict(row)
    times = given.pop("times", None)
    if "subject" in given:
        raise BadInput("subject: the one who does the job is told for all of it")
    if times is not None and "per_minute" in given:
        raise BadInput("times and per_minute are both told: give one of them")
    if times is None and "per_minute" not in given:
        raise BadInput("times is missing: how often a shift; or per_minute with hours")
    if times is None and "hours" not in given:
        raise BadInput("hours is missing: per_minute tells how often a shift with the hours it is done")
    lift = Lift.from_mapping(given)
    if times is None:
        assert lift.per_minute is not None
        assert lift.hours is not None
        times = lift.per_minute * lift.hours * MINUTES
    found = Lifting(lift=lift, times=times, hours=lift.hours)
    if found.hours is not None and lift.per_minute is None:
        lift = replace(lift, per_minute=found.times / (found.hours * MINUTES))
    return replace(found, lift=lift)


def holding(row: Mapping[str, Any], folder: Path | None = None) -> Holding:
    """A part from an entry `[[held]]`: a `task` (a name or a file), a `posture`, or a load at its `start`;
    with `seconds` each time, or `hours` in all."""
    inputs.only(row, OF_HELD, "entry of a held part")
    told = [name for name in ("task", "posture", "start") if name in row]
    if len(told) != 1:
        raise BadInput(f"{' and '.join(told) or 'nothing'}: a held part has one of task, posture and start")
    times = _more("times", row.get("times", 1.0), MOST_A_DAY, "a shift")
    if "seconds" in row and "hours" in row:
        raise BadInput("seconds and hours are both told: give the seconds of one time, or the hours of all")
    what, seconds = _held(row, told[0], folder), row.get("seconds")
    if "hours" in row:
        seconds = _more("hours", row["hours"], MOST_HOURS, "h") * SECONDS / times
    elif seconds is None and not (isinstance(what, Task) and what.moves):
        raise BadInput("seconds and hours are missing: give the seconds of one time, or the hours of all")
    return Holding(what=what, seconds=seconds, times=times)


def _held(row: Mapping[str, Any], kind: str, folder: Path | None) -> Task | Lift:
    named = {"title": row["title"]} if "title" in row else {}
    if kind == "start":
        own = {name: row[name] for name in ("mass_kg", "start", "hands", "style") if name in row}
        return Lift.from_mapping(own | named)
    for name in ("mass_kg", "hands", "style"):
        if name in row:
            raise BadInput(f"{name} goes with start, where the hands hold a load; a {kind} has its own loads")
    if kind == "posture":
        return Task(**({"title": "Posture"} | named), posture=Posture.from_mapping(row["posture"]))
    task = inputs.text("task", row["task"])
    beside = None if folder is None else folder / task
    found = Task.read(beside) if beside is not None and beside.is_file() else Task.find(task)
    return replace(found, **named)


def _more(name: str, value: Any, most: float, unit: str) -> float:
    """A number above 0."""
    found = inputs.within(name, value, 0.0, most, unit)
    if found == 0.0:
        raise BadInput(f"{name} = 0: must be more than 0")
    return found


def _place(kind: str, index: int, row: Mapping[str, Any]) -> str:
    title = row.get("title")
    return f"{kind}[{index}]" + (f" ({title})" if isinstance(title, str) and title else "")


def _named(where: str, make: Callable[[], T]) -> T:
    """What is made; what it refuses says where."""
    try:
        return make()
    except (BadInput, UnknownName) as error:
        raise BadInput(f"{where}: {error}") from error
