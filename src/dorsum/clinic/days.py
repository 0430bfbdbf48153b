"""A day of 24 hours as tasks with their hours: those of `days.csv`, or a file of the user's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dorsum import inputs
from dorsum.anatomy.read import Tables
from dorsum.errors import BadInput, UnknownName
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

HOURS = 24.0
NEAR = 0.01  # h, that the hours of a day may miss 24
FRAMES = 17  # of a movement within a day: more change no mean
KEYS = ("title", "part")
OF_PART = ("task", "posture", "hours", "rest", "title")


@dataclass(frozen=True, kw_only=True)
class PartOfDay:
    """A task and its hours; rest: what is done in place of what is avoided."""

    task: Task
    hours: float
    rest: bool = False


@dataclass(frozen=True, kw_only=True)
class Day:
    """What somebody does in 24 hours."""

    title: str
    parts: tuple[PartOfDay, ...]
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.parts:
            raise BadInput(f"{self.title}: a day has one part at least")
        total = sum(part.hours for part in self.parts)
        if abs(total - HOURS) > NEAR:
            raise BadInput(f"{self.title}: the hours of a day are {total:g}: must be 24")
        if sum(part.rest for part in self.parts) != 1:
            raise BadInput(
                f"{self.title}: one part of a day has rest = true, which is done for what is avoided"
            )

    @property
    def words(self) -> str:
        """`lying supine 9.3 h, sitting relaxed 8.6 h, …`."""
        return ", ".join(f"{part.task.name.replace('_', ' ')} {part.hours:g} h" for part in self.parts)

    @classmethod
    def of(cls, tables: Tables, name: str) -> Day:
        """A built-in day by name.

        Raises:
            UnknownName: no such day.
        """
        rows = [row for row in tables.days if row.day == name]
        if not rows:
            raise UnknownName("day", name, dict.fromkeys(row.day for row in tables.days))
        parts = tuple(
            PartOfDay(task=_cut(Task.find(row.task)), hours=row.hours, rest=row.rest) for row in rows
        )
        return cls(
            title=name, parts=parts, sources=tuple(dict.fromkeys(k for row in rows for k in row.source))
        )

    @classmethod
    def read(cls, path: Path | str) -> Day:
        """A file of the user's: TOML with `[[part]]`, each a `task` or `posture`, its `hours`, and `rest`.

        Raises:
            BadInput, UnknownName: the file makes no sense; the sentence names it.
        """
        path = Path(path)
        values = inputs.parse_toml(inputs.read_text(path, "file of a day"), str(path))
        try:
            inputs.only(values, set(KEYS), "key of a day")
            rows = values.get("part")
            if not isinstance(rows, list) or not rows:
                raise BadInput("part is missing: a day has [[part]] with a task and hours")
            parts = tuple(_part(i, row, path.parent) for i, row in enumerate(rows))
            return cls(title=inputs.text("title", values.get("title", path.stem)), parts=parts)
        except (BadInput, UnknownName) as error:
            raise BadInput(f"{path}: {error}") from error

    @classmethod
    def find(cls, tables: Tables, name_or_path: str) -> Day:
        """A built-in day, or a file where the argument looks like one."""
        if name_or_path.endswith(".toml") or "/" in name_or_path:
            return cls.read(name_or_path)
        return cls.of(tables, name_or_path)


def _cut(task: Task) -> Task:
    """Fewer frames of a movement."""
    return replace(task, subject=None, frames=min(task.frames, FRAMES) if task.moves else task.frames)


def _part(index: int, row: Any, folder: Path) -> PartOfDay:
    where = f"part[{index}]"
    try:
        told = inputs.table(where, row)
        inputs.only(told, set(OF_PART), "key of a part")
        if ("task" in told) == ("posture" in told):
            raise BadInput("a part has a task or a posture, one of them")
        if "hours" not in told:
            raise BadInput("hours is missing")
        hours = inputs.within("hours", told["hours"], 0.0, HOURS, "h")
        rest = told.get("rest", False)
        if not isinstance(rest, bool):
            raise BadInput(f"rest = {inputs.shown(rest)}: must be true or false")
        title = inputs.text("title", told.get("title", ""))
        if "posture" in told:
            task = Task(title=title or "Posture", posture=Posture.from_mapping(told["posture"]))
        else:
            name = inputs.text("task", told["task"])
            beside = folder / name
            task = Task.read(beside) if beside.is_file() else Task.find(name)
            task = replace(task, title=title or task.title)
        return PartOfDay(task=_cut(task), hours=hours, rest=rest)
    except (BadInput, UnknownName) as error:
        raise BadInput(f"{where}: {error}") from error
