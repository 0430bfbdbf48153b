"""Indices of jobs of several lifts, made from the NIOSH equation.

CLI  the composite index of tasks done by turns: the largest single-task index and what each other task adds.
VLI  the same of lifts that all differ, sorted into classes of their frequency-independent index.
SLI  the sequential index of somebody who rotates between tasks (`sequential`).

CLI: Applications Manual, p. 27-28. VLI: Waters et al. 2009 and 2016, whose first pages were read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, fsum
from typing import Literal

from dorsum.anatomy.read import Tables, load
from dorsum.errors import BadInput
from dorsum.lifting.conditions import Conditions, outside_scope, refused
from dorsum.lifting.niosh import LiftingIndex, LiftingTask, lifting_index
from dorsum.lifting.niosh_rules import Equation, System, equation, packaged
from dorsum.lifting.published import NOISE, Refused, cite, number, one_of, rounded, some
from dorsum.words import listed

NAME = "composite lifting index"
VARIABLE = "variable lifting index"
Classes = Literal["six", "nine"]
NEEDED = 2  # places of what a task adds, as the manual prints it


@dataclass(frozen=True, kw_only=True)
class Part:
    """A task of a job in the terms of the composite index; kg, or lb for `us`.

    firwl: its frequency-independent limit. mean, heaviest: loads. below: the hands start below 75 cm (30 in).
    """

    firwl: float
    mean: float
    heaviest: float
    frequency: float
    below: bool
    name: str = "task"

    def __post_init__(self) -> None:
        rule = packaged().rule("load_constant")
        number("firwl", self.firwl, "", rule, 0.0)
        number("mean", self.mean, "", rule, 0.0)
        number("heaviest", self.heaviest, "", rule, self.mean)
        number("frequency", self.frequency, "lifts/min", packaged().rule("frequency_range"), above=0.0)
        one_of("below", self.below, (False, True), rule)

    @classmethod
    def of(cls, found: LiftingIndex) -> Part:
        """What a task gives to the index of its job."""
        task = found.task
        below = found.equation.is_below(task.origin.vertical)
        return cls(
            firwl=found.firwl,
            mean=task.load,
            heaviest=found.heaviest,
            frequency=task.frequency,
            below=below,
            name=task.name,
        )


@dataclass(frozen=True)
class Added:
    """What one task adds to the index, in the order of the single-task indices."""

    part: Part
    fili: float
    stli: float
    fm_of_sum: float  # FM of the frequencies so far
    adds: float


@dataclass(frozen=True)
class Composite:
    """The index of a job and how it comes about; no index where a limit is 0 (`undefined` says of what)."""

    rule: str
    index: float | None
    added: tuple[Added, ...]
    undefined: str
    notes: tuple[str, ...]
    source: str

    def lines(self) -> list[str]:
        """The answer in words, for terminal, page and report."""
        if self.index is None:
            return [f"No {self.rule}: {self.undefined}", *self.notes, f"Source: {self.source}."]
        first, *others = self.added
        words = [f"{self.rule[0].upper()}{self.rule[1:]} {self.index:.2f}."]
        words.append(f"{first.part.name} alone has {first.stli:.2f}.")
        words += [f"{one.part.name} adds {one.adds:.2f}." for one in others]
        return [*words, *self.notes, f"Source: {self.source}."]


def composite(
    parts: Sequence[Part],
    hours: float,
    *,
    system: System = "metric",
    printed: bool = False,
    tables: Tables | None = None,
    rule: str = NAME,
) -> Composite | Refused:
    """CLI = STLI_1 + Σ FILI_i (1/FM(F_1 + … + F_i) − 1/FM(F_1 + … + F_{i−1})).

    Tasks are numbered from the largest STLI on, of equal ones the more frequent first. hours: of the job.
    Which height chooses FM of a sum the manual does not say: it is the column below 75 cm, which is never the
    more lenient, as soon as one task of the sum starts there.
    """
    eq = equation(tables or load(), system)
    some("tasks", parts, eq.rule("load_constant"))
    number("hours", hours, "h", eq.rule("hours_long"), high=24.0, above=0.0)
    reasons = outside_scope(eq, Conditions(), hours)
    if reasons:
        return refused(eq, reasons)
    note = (
        f"FM of a sum of frequencies takes the column below {eq.value('vertical_reference'):g}"
        f" {eq.length_unit} as soon as one task starts there: the manual does not say which."
    )
    notes = (note,) if len({part.below for part in parts}) > 1 else ()

    def none(why: str) -> Composite:
        return Composite(rule, None, (), why, notes, eq.source)

    singles = [_single(eq, part, hours, printed) for part in parts]
    if stuck := [part.name for part, (_, stli) in zip(parts, singles, strict=True) if stli is None]:
        return none(f"the recommended weight limit of {listed(stuck)} is 0 {eq.mass_unit}.")
    order = sorted(range(len(parts)), key=lambda i: (-round(singles[i][1] or 0.0, 9), -parts[i].frequency))
    sums = list(accumulate(parts[i].frequency for i in order))
    below = [any(parts[i].below for i in order[: n + 1]) for n in range(len(order))]
    multipliers = [eq.frequency(f, hours, low) for f, low in zip(sums, below, strict=True)]
    added = []
    for place, (i, fm) in enumerate(zip(order, multipliers, strict=True)):
        fili, stli = singles[i]
        assert fili is not None
        assert stli is not None
        if fm == 0.0:
            return none(f"FM of {sums[place]:g} lifts a minute for {hours:g} h is 0 (table 5).")
        adds = stli if place == 0 else fili * (1.0 / fm - 1.0 / multipliers[place - 1])
        adds = rounded(adds, NEEDED) if printed else adds
        added.append(Added(parts[i], fili, stli, fm, adds))
    index = fsum(one.adds for one in added)
    return Composite(
        rule, eq.weight_as_printed(index) if printed else index, tuple(added), "", notes, eq.source
    )


def composite_of(
    tasks: Sequence[LiftingTask], *, printed: bool = False, tables: Tables | None = None
) -> Composite | Refused:
    """The composite index of tasks done by turns within the same hours."""
    some("tasks", tasks, packaged().rule("load_constant"))
    if len({(task.hours, task.system) for task in tasks}) > 1:
        raise BadInput(
            "tasks of a composite index are done by turns: they share their hours and units; tasks one after"
            f" another have a sequential index ({packaged().rule('load_constant')})"
        )
    found = [lifting_index(task, printed=printed, tables=tables) for task in tasks]
    reasons = tuple(
        f"{task.name}: {reason}"
        for task, one in zip(tasks, found, strict=True)
        if isinstance(one, Refused)
        for reason in one.reasons
    )
    if reasons:
        return Refused(NAME, reasons, equation(tables or load(), tasks[0].system).source)
    parts = [Part.of(one) for one in found if isinstance(one, LiftingIndex)]
    return composite(parts, tasks[0].hours, system=tasks[0].system, printed=printed, tables=tables)


def _single(eq: Equation, part: Part, hours: float, printed: bool) -> tuple[float | None, float | None]:
    """FILI and STLI of a task; None where its limit is 0."""
    fm = eq.frequency(part.frequency, hours, part.below)
    strwl = part.firwl * fm
    strwl = eq.weight_as_printed(strwl) if printed else strwl
    if not (part.firwl > 0.0 and strwl > 0.0):
        return None, None
    fili, stli = part.heaviest / part.firwl, part.mean / strwl
    if printed:
        return rounded(fili, NEEDED), eq.weight_as_printed(stli)
    return fili, stli


@dataclass(frozen=True)
class Sampled:
    """Lifts of a variable job: their frequency-independent index, and how many a minute."""

    fili: float
    frequency: float

    def __post_init__(self) -> None:
        rule = f"{VARIABLE}, {cite(load(), 'Waters2016')}"
        number("fili", self.fili, "", rule, 0.0)
        number("frequency", self.frequency, "lifts/min", rule, above=0.0)


def variable(
    lifts: Sequence[Sampled],
    hours: float,
    below: bool,
    *,
    classes: Classes = "six",
    tables: Tables | None = None,
) -> Composite | Refused:
    """VLI: lifts sorted into classes by FILI, each class a task of the composite index.

    A class has the mean FILI of its lifts, weighted by their frequency, and their frequencies added. `six`
    (2016) holds a sixth of the lifts each, equal ones together; `nine` (2009) are one FILI wide, the last one
    open. How the authors cut their classes was not read: both are taken so. below: hands that start below
    75 cm (30 in) are among the lifts.
    """
    tables = tables or load()
    source = "; ".join(cite(tables, key) for key in ("Waters2009", "Waters2016"))
    rule = f"{VARIABLE}, {source}"
    one_of("classes", classes, ("six", "nine"), rule)
    some("lifts", lifts, rule)
    sorted_ = sorted(lifts, key=lambda lift: lift.fili)
    eq = equation(tables, "metric")
    count = int(eq.value(f"variable_classes_{classes}"))
    if classes == "six":
        places = _sixths([lift.frequency for lift in sorted_], [lift.fili for lift in sorted_], count)
    else:
        places = [min(max(ceil(lift.fili / eq.value("variable_width")), 1), count) - 1 for lift in sorted_]
    parts = []
    for place in sorted(set(places)):
        of_class = [lift for lift, at in zip(sorted_, places, strict=True) if at == place]
        frequency = fsum(lift.frequency for lift in of_class)
        mean = fsum(lift.fili * lift.frequency for lift in of_class) / frequency
        name = f"class {place + 1}, {frequency:g} a minute of mean FILI {mean:.2f},"
        # A limit of 1 makes the load the FILI.
        part = Part(firwl=1.0, mean=mean, heaviest=mean, frequency=frequency, below=below, name=name)
        parts.append(part)
    found = composite(parts, hours, tables=tables, rule=VARIABLE)
    if isinstance(found, Refused):
        return Refused(VARIABLE, found.reasons, source)
    note = eq.rows["variable_sixths" if classes == "six" else "variable_width"]
    told = f"Assumed: {note.condition}; {note.note}."
    return Composite(VARIABLE, found.index, found.added, found.undefined, (*found.notes, told), source)


def _sixths(frequencies: Sequence[float], filis: Sequence[float], count: int) -> list[int]:
    """The class of every lift, in the order of FILI: how many borders lie below it.

    A border is the least FILI that, with all below it, holds so many sixths of the lifts.
    """
    running = list(accumulate(frequencies))
    borders = []
    for k in range(1, count):
        least = bisect_left(running, running[-1] * (k / count - NOISE))
        borders.append(filis[least])
    return [bisect_left(borders, fili) for fili in filis]
