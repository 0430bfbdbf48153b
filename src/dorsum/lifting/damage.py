"""Cumulative damage of the low back: LiFFT by the moment of the load, and a law of fatigue by disc force.

LiFFT, Lifting Fatigue Failure Tool: log10(damage of a cycle) = a + b · moment (ft·lbf), added over a day;
chance = exp(y)/(1 + exp(y)), y = c + d · log10(daily damage), as in the calculator 1.4.0. Gallagher et al.
2017 (Appl Ergon 63:142-150) print another chance for the same damage: the line was changed since.

Fatigue by disc force: N = 902416 exp(−0.162 · %US) cycles to failure, %US the force in % of the strength.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, log10
from typing import Literal, get_args

from dorsum.anatomy.read import Tables, load
from dorsum.anatomy.rows.lifting import CumulativeDamageRow
from dorsum.lifting.published import FOOT_POUND, cite, number, one_of, rounded, share, some

CALCULATOR, ARTICLE = "LifftWorkbook", "Gallagher2017"
MEANING = (
    "modelled chance that a job with this daily dose falls in the studied high-risk group,"
    " not a person's chance of injury"
)
OUTSIDE = "a fatigue index outside its validation"
STRONGEST = 1e5  # N, N·m: more is a mistake of units
KN = 1e3
MOST_A_DAY = 1e6  # repetitions
Lever = Literal["hip", "L5/S1"]


def _rows(tables: Tables) -> dict[str, CumulativeDamageRow]:
    return {row.quantity: row for row in tables.cumulative_damage}


def _rule(key: str = CALCULATOR) -> str:
    name = "LiFFT" if key == CALCULATOR else "law of fatigue by disc force"
    return f"{name}, {cite(load(), key)}"


@dataclass(frozen=True, kw_only=True)
class MomentTask:
    """A task of a day: the largest moment of the load in one cycle, N·m, and its repetitions a day.

    lever: what the moment is about, the hip joint (calculator) or L5/S1 (article).
    """

    moment: float
    repetitions: float
    lever: Lever = "hip"
    name: str = "task"

    def __post_init__(self) -> None:
        number("moment", self.moment, "N·m", _rule(), 0.0, STRONGEST)
        number("repetitions", self.repetitions, "a day", _rule(), 0.0, MOST_A_DAY)
        one_of("lever", self.lever, get_args(Lever), _rule())


def moment_task(
    mass: float, arm: float, repetitions: float, *, lever: Lever = "hip", name: str = "task"
) -> MomentTask:
    """A task from the mass of a load, kg, and the largest horizontal distance of its centre, m."""
    mass = number("mass", mass, "kg", _rule(), 0.0)
    arm = number("arm", arm, "m", _rule(), 0.0, 3.0)
    moment = mass * load().constant("gravity") * arm
    return MomentTask(moment=moment, repetitions=repetitions, lever=lever, name=name)


@dataclass(frozen=True)
class DailyDamage:
    """LiFFT of a day: damage of each task, their sum and the chance by the calculator's line."""

    tables: Tables
    tasks: tuple[MomentTask, ...]
    per_cycle: tuple[float, ...]
    of_task: tuple[float, ...]
    daily: float

    @property
    def chance(self) -> float:
        """In %; `MEANING` says of what."""
        if self.daily <= 0.0:
            return 0.0
        rows = _rows(self.tables)
        y = rows["chance_intercept"].value + rows["chance_slope"].value * log10(self.daily)
        return 100.0 / (1.0 + exp(-y))

    @property
    def shares(self) -> tuple[float, ...]:
        """Of the daily damage, for each task; 0 where there is none."""
        return tuple(one / self.daily if self.daily > 0.0 else 0.0 for one in self.of_task)

    @property
    def band(self) -> str:
        """The article's word for the chance: low, moderate or high."""
        rows = _rows(self.tables)
        if self.chance < rows["band_moderate"].value:
            return "low"
        return "moderate" if self.chance <= rows["band_high"].value else "high"

    def lines(self) -> list[str]:
        """The answer in words, for terminal, page and report."""
        rows, tables = _rows(self.tables), self.tables
        ranked = sorted(zip(self.tasks, self.shares, strict=True), key=lambda pair: -pair[1])
        words = [
            f"Daily damage {self.daily:.4f}: {share(self.chance)} by {cite(tables, CALCULATOR)}, {MEANING}"
            f" ({self.band} in the article's words).",
            f"{ranked[0][0].name} has {100.0 * ranked[0][1]:.0f} % of it.",
            self._cut(),
            self._conflict(),
            self._lever(),
        ]
        heavy = [task.name for task in self.tasks if task.moment > rows["moment_caution"].value]
        if heavy:
            words.append(
                f"Above {rows['moment_caution'].value:g} N·m ({', '.join(heavy)}) a small damage of few"
                " repetitions is not to be trusted."
            )
        return [*words, f"Sources: {cite(tables, CALCULATOR)}; {cite(tables, ARTICLE)}."]

    def _cut(self) -> str:
        cut = _rows(self.tables)["daily_cut"].value
        side = "above" if self.daily > cut else "not above"
        return f"That is {side} {cut:g}, where the article divides jobs of high and low risk."

    def _conflict(self) -> str:
        """The article's chance beside that of the calculator, for the article's own example."""
        printed = {
            row.quantity: float(row.printed)
            for row in self.tables.printed_examples
            if (row.rule, row.example) == ("damage", "article")
        }
        dose = printed["daily damage"]
        here = DailyDamage(self.tables, (), (), (), dose).chance
        return (
            f"For a daily damage of {dose:g} the article prints {printed['chance']:.2f} %, the calculator's"
            f" later line gives {here:.0f} %: the line was changed."
        )

    def _lever(self) -> str:
        rows = _rows(self.tables)
        used = " and ".join(dict.fromkeys(task.lever for task in self.tasks))
        return (
            f"Lever arms are told from {used}; {rows['lever_difference'].condition}"
            f" (up to about {rows['lever_difference'].value:g} cm apart)."
        )


def daily_damage(
    tasks: Sequence[MomentTask], *, printed: bool = False, tables: Tables | None = None
) -> DailyDamage:
    """LiFFT of a day; `printed`: each task rounded to four places before the sum, as the calculator does."""
    tables = tables or load()
    some("tasks", tasks, _rule())
    rows = _rows(tables)
    intercept, slope = rows["damage_intercept"].value, rows["damage_slope"].value / FOOT_POUND
    cycles = tuple(10.0 ** (intercept + slope * task.moment) for task in tasks)
    of_task = tuple(one * task.repetitions for one, task in zip(cycles, tasks, strict=True))
    if printed:
        of_task = tuple(rounded(one, int(rows["damage_places"].value)) for one in of_task)
    return DailyDamage(tables, tuple(tasks), cycles, of_task, fsum(of_task))


@dataclass(frozen=True, kw_only=True)
class ForceTask:
    """A task of a day: the largest compression of a disc in one cycle, N, and its repetitions a day."""

    compression: float
    repetitions: float
    name: str = "task"

    def __post_init__(self) -> None:
        number("compression", self.compression, "N", _rule(ARTICLE), 0.0, STRONGEST)
        number("repetitions", self.repetitions, "a day", _rule(ARTICLE), 0.0, MOST_A_DAY)


@dataclass(frozen=True)
class Fatigue:
    """Damage of a disc by modelled force: repetitions over the cycles that specimens bore, summed.

    It is no chance of anything: the law was fitted to specimens at 20 to 70 % of their strength, and never
    held against people with a modelled force.
    """

    tables: Tables
    tasks: tuple[ForceTask, ...]
    strength: float  # N
    percent: tuple[float, ...]  # of the strength
    cycles: tuple[float, ...]  # to failure
    of_task: tuple[float, ...]

    @property
    def total(self) -> float:
        """The sum; 1 is where specimens failed."""
        return fsum(self.of_task)

    @property
    def beyond(self) -> float:
        """What of the sum is from forces outside 20 to 70 % of the strength, where the law was not fitted."""
        row = _rows(self.tables)["cycles_factor"]
        assert row.low is not None
        assert row.high is not None
        low, high = row.low, row.high
        pairs = zip(self.percent, self.of_task, strict=True)
        return fsum(one for percent, one in pairs if not low <= percent <= high)

    def lines(self) -> list[str]:
        """The answer in words, for terminal, page and report."""
        row = _rows(self.tables)["cycles_factor"]
        words = [
            f"Fatigue of the disc {self.total:.3g} a day (1: where specimens failed) at a strength of"
            f" {self.strength:.0f} N: {OUTSIDE}, no chance of injury."
        ]
        if self.beyond:
            words.append(
                f"{100.0 * self.beyond / self.total:.0f} % of it is from forces outside {row.low:g} to"
                f" {row.high:g} % of the strength, where the law was not fitted."
            )
        return [*words, f"Source: {cite(self.tables, ARTICLE)}, fitted to motion segments."]


def fatigue(
    tasks: Sequence[ForceTask], strength: float | None = None, *, tables: Tables | None = None
) -> Fatigue:
    """Fatigue of a disc of a compressive strength, N, by the modelled force of each task.

    The strength of an average spine of 20 to 60 years and either sex where none is told.
    """
    tables = tables or load()
    strength = _rows(tables)["ultimate_strength"].value * KN if strength is None else strength
    some("tasks", tasks, _rule(ARTICLE))
    strength = number("strength", strength, "N", _rule(ARTICLE), high=STRONGEST, above=0.0)
    percent = tuple(100.0 * task.compression / strength for task in tasks)
    cycles = tuple(cycles_to_failure(one, tables=tables) for one in percent)
    of_task = tuple(task.repetitions / n for task, n in zip(tasks, cycles, strict=True))
    return Fatigue(tables, tuple(tasks), strength, percent, cycles, of_task)


def cycles_to_failure(percent: float, *, tables: Tables | None = None) -> float:
    """Cycles that motion segments bear at a force of so many % of their strength; fitted to 20 to 70 %."""
    percent = number("percent", percent, "%", _rule(ARTICLE), 0.0, 2000.0)
    rows = _rows(tables or load())
    return rows["cycles_factor"].value * exp(rows["cycles_rate"].value * percent)
