"""The sequential lifting index (SLI) of somebody who rotates between tasks in a shift.

    SLI = LI_1 + (LI_max,1 − LI_1) · K        K = Σ_j LI_max,j · t_j / LI_max,1

LI_max,j is the index of task j as if it were done all the time; task 1 is the one with the largest; LI_1 is
its index with its own time; t_j is the share of the time that task j takes. Waters, Lu and Occhipinti 2007,
recalled: the article was not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

from dorsum.anatomy.read import Tables, load
from dorsum.errors import BadInput
from dorsum.lifting.niosh import LiftingIndex, LiftingTask, lifting_index
from dorsum.lifting.niosh_rules import equation, packaged
from dorsum.lifting.published import NOISE, Refused, cite, number, some

NAME = "sequential lifting index"
SOURCE = "Waters2007"


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """A task in a rotation: its index with the hours of one spell, and as if done all the time.

    own: with its own hours; all_the_time: with the hours of the whole rotation (at least as large). hours:
    that the task takes in all.
    """

    own: float
    all_the_time: float
    hours: float
    name: str = "task"

    def __post_init__(self) -> None:
        rule = _rule()
        number("own", self.own, "", rule, 0.0)
        number("all_the_time", self.all_the_time, "", rule, self.own)
        number("hours", self.hours, "h", rule, above=0.0)


@dataclass(frozen=True)
class Sequential:
    """The index of a rotation; None where the limit of a task is 0 (`undefined` says which)."""

    index: float | None
    first: Rotation | None
    weight: float | None  # K
    undefined: str
    source: str

    def lines(self) -> list[str]:
        """The answer in words, for terminal, page and report."""
        end = f"Source: {self.source}."
        if self.index is None or self.first is None:
            return [f"No {NAME}: {self.undefined}", end]
        first = self.first
        return [
            f"{NAME[0].upper()}{NAME[1:]} {self.index:.2f}.",
            f"{first.name} weighs most: {first.own:.2f} for its own time, {first.all_the_time:.2f} if it were"
            f" done all the time; K = {self.weight:.2f}.",
            end,
        ]


def sequential(rotations: Sequence[Rotation], *, tables: Tables | None = None) -> Sequential:
    """SLI of a rotation."""
    some("rotations", rotations, _rule())
    source = _source(tables)
    total = fsum(one.hours for one in rotations)
    first = max(rotations, key=lambda one: (one.all_the_time, one.own))
    if first.all_the_time == 0.0:
        return Sequential(0.0, first, 0.0, "", source)
    weight = fsum(one.all_the_time * one.hours for one in rotations) / total / first.all_the_time
    index = first.own + (first.all_the_time - first.own) * weight
    return Sequential(index, first, weight, "", source)


def sequential_of(
    tasks: Sequence[LiftingTask], spells: Sequence[int] | None = None, *, tables: Tables | None = None
) -> Sequential | Refused:
    """SLI of tasks one after another, each with the hours of one spell; spells: how often each comes."""
    some("tasks", tasks, _rule())
    spells = [1] * len(tasks) if spells is None else spells
    if len(spells) != len(tasks) or any(
        isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in spells
    ):
        raise BadInput(f"spells = {list(spells)}: must be a whole number from 1 for every task ({_rule()})")
    if len({task.system for task in tasks}) > 1:
        raise BadInput(f"tasks of a rotation are told in the same units ({_rule()})")
    own_hours = [task.hours * n for task, n in zip(tasks, spells, strict=True)]
    total = fsum(own_hours)
    if total > packaged().value("hours_long") + NOISE:
        total = packaged().value("hours_long") + 1.0  # refused below in the words of the equation
    rotations, reasons, stuck = [], [], []
    for task, hours in zip(tasks, own_hours, strict=True):
        found = lifting_index(task, tables=tables)
        whole = lifting_index(replace(task, hours=total), tables=tables)
        for one in (found, whole):
            if isinstance(one, Refused):
                reasons += [f"{task.name}: {reason}" for reason in one.reasons]
        if isinstance(found, LiftingIndex) and isinstance(whole, LiftingIndex):
            if found.li is None or whole.li is None:
                stuck.append(f"{task.name}: {whole.undefined}")
            else:
                rotation = Rotation(own=found.li, all_the_time=whole.li, hours=hours, name=task.name)
                rotations.append(rotation)
    source = _source(tables)
    if reasons:
        return Refused(NAME, tuple(dict.fromkeys(reasons)), source)
    if stuck:
        return Sequential(None, None, None, " ".join(stuck), source)
    return sequential(rotations, tables=tables)


def _rule() -> str:
    return f"{NAME}, {_source(None)}"


def _source(tables: Tables | None) -> str:
    """The article, and whether its formula was read."""
    tables = tables or load()
    row = equation(tables, "metric").rows["sequential"]
    recalled = "; the formula is recalled, not read" if row.provenance == "recalled" else ""
    return f"{cite(tables, SOURCE)}{recalled}"
