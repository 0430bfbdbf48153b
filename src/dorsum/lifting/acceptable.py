"""How many people chose such a load in psychophysical studies: the Liberty Mutual equations.

The load that half of a sex chose is a reference load times one factor for each variable; others are normally
spread about it. Potvin, Ciriello, Snook, Maynard and Brogmus 2021, which replaces the tables of Snook and
Ciriello 1991. It tells what people chose to handle, with two hands, without twisting, for 8 h: not who may
safely do so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import erfc, fsum, log, prod, sqrt
from statistics import NormalDist
from typing import Literal, get_args

from dorsum.anatomy.read import Tables, load
from dorsum.anatomy.rows import Sex
from dorsum.lifting.published import NOISE, Refused, cite, number, one_of, rounded, share

NAME = "Liberty Mutual equations"
SOURCE = "Potvin2021"
PLACES = 2  # of the load of half and its SD, in the example of the article
TOLD = (75.0, 90.0)  # %: of people for whom lines tell a load
MEANING = "chose at least so much in psychophysical studies; that is not who may safely handle it"
Handles = Literal["good", "poor", "none"]
Action = Literal["lift", "lower", "push", "pull", "carry"]
Phase = Literal["initial", "sustained"]
WORDS: Mapping[Sex, str] = {"F": "female", "M": "male"}
PEOPLE: Mapping[Sex, str] = {"F": "women", "M": "men"}
# What a term makes of the variable before it divides it.
POWERS: Mapping[str, Callable[[float], float]] = {
    "x": lambda x: x,
    "x^2": lambda x: x * x,
    "ln x": lambda x: log(x),
    "(ln x)^2": lambda x: log(x) ** 2,
}


def _rule() -> str:
    return f"{NAME}, {cite(load(), SOURCE)}"


@dataclass(frozen=True, kw_only=True)
class Lifted:
    """A load lifted or lowered by two hands; lengths in m.

    start, end: height of the hands above the floor. horizontal: of the hands from the ankles. frequency: a
    minute. load: kg; handles: good, poor (or slippery) or none.
    """

    load: float
    start: float
    end: float
    horizontal: float
    frequency: float
    sex: Sex
    handles: Handles = "good"

    def __post_init__(self) -> None:
        rule = _rule()
        number("load", self.load, "kg", rule, 0.0)
        for name in ("start", "end", "horizontal"):
            number(name, getattr(self, name), "m", rule, 0.0)
        number("frequency", self.frequency, "1/min", rule, above=0.0)
        one_of("sex", self.sex, get_args(Sex), rule)
        one_of("handles", self.handles, get_args(Handles), rule)

    @property
    def action(self) -> Action:
        """Whether the hands rise or sink."""
        return "lift" if self.end >= self.start else "lower"

    @property
    def equation(self) -> str:
        """The name of its equation."""
        return f"{self.action}_{WORDS[self.sex]}"

    @property
    def variables(self) -> Mapping[str, float]:
        """What the equation asks for, and the products that have a range."""
        travel = abs(self.end - self.start)
        return {
            "H": self.horizontal,
            "VRM": (self.start + self.end) / 2.0,
            "DV": travel,
            "F": self.frequency,
            "DV F": travel * self.frequency,
            "reach": max(self.start, self.end),
        }


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A load carried, kg, or a cart pushed or pulled with a force, N, by two hands; lengths in m.

    phase: of a push or pull, the initial force that starts it or the sustained one. height: of the hands
    above the floor. distance: that the load is moved. frequency: a minute.
    """

    action: Literal["push", "pull", "carry"]
    load: float
    height: float
    distance: float
    frequency: float
    sex: Sex
    phase: Phase | Literal[""] = ""

    def __post_init__(self) -> None:
        rule = _rule()
        one_of("action", self.action, ("push", "pull", "carry"), rule)
        one_of("phase", self.phase, ("",) if self.action == "carry" else get_args(Phase), rule)
        number("load", self.load, "kg" if self.action == "carry" else "N", rule, 0.0)
        number("height", self.height, "m", rule, 0.0)
        number("distance", self.distance, "m", rule, above=0.0)
        number("frequency", self.frequency, "1/min", rule, above=0.0)
        one_of("sex", self.sex, get_args(Sex), rule)

    @property
    def equation(self) -> str:
        """The name of its equation; pushing and pulling of women share theirs."""
        if self.action == "carry":
            return f"carry_{WORDS[self.sex]}"
        action = "push_or_pull" if self.sex == "F" else self.action
        return f"{action}_{self.phase}_{WORDS[self.sex]}"

    @property
    def variables(self) -> Mapping[str, float]:
        """What the equation asks for, and the product that has a range."""
        return {
            "V": self.height,
            "DH": self.distance,
            "F": self.frequency,
            "DH F": self.distance * self.frequency,
        }


@dataclass(frozen=True)
class Chosen:
    """What people of a sex chose for a task: kg, or N for pushing and pulling."""

    tables: Tables
    task: Lifted | Moved
    factors: Mapping[str, float]
    median: float  # what half of them chose, or more
    sd: float

    @property
    def unit(self) -> str:
        """Of the loads."""
        return "N" if self.task.action in ("push", "pull") else "kg"

    @property
    def percent(self) -> float:
        """Of people who chose the task's load or more."""
        return 50.0 * erfc((self.task.load - self.median) / (self.sd * sqrt(2.0)))

    def load_of(self, percent: float) -> float:
        """The load that so many % of people chose, or more."""
        percent = number("percent", percent, "%", _rule(), high=100.0 - NOISE, above=0.0)
        return self.median - NormalDist().inv_cdf(percent / 100.0) * self.sd

    @property
    def cautions(self) -> tuple[str, ...]:
        """What limits the task beside the load."""
        row = next(row for row in self.tables.acceptable_rules if row.rule == "caution_DV F")
        assert row.value is not None
        pace = self.task.variables.get("DV F", 0.0)
        if pace <= row.value:
            return ()
        return (
            f"The load goes up or down {pace:.1f} m a minute, more than {row.value:g}: what the body can"
            " spend in energy governs then, which the equations do not tell.",
        )

    def lines(self) -> list[str]:
        """The answer in words, for terminal, page and report."""
        task, unit = self.task, self.unit
        verb = f"{task.phase} {task.action}" if isinstance(task, Moved) and task.phase else task.action
        people = PEOPLE[task.sex]
        loads = ", ".join(f"{self.load_of(percent):.1f} {unit} by {percent:g} %" for percent in TOLD)
        return [
            f"{share(self.percent)} of {people} {MEANING} ({verb}, {task.load:g} {unit}).",
            f"Half of {people} chose {self.median:.1f} {unit}; {loads}.",
            *self.cautions,
            f"{NAME}: {cite(self.tables, SOURCE)}; two hands, no twist, 8 h.",
        ]


def chosen(task: Lifted | Moved, *, printed: bool = False, tables: Tables | None = None) -> Chosen | Refused:
    """What people chose for a task; `printed`: the load of half and SD to 0.01, as the article.

    Outside the ranges that the equations were fitted to there is no share, but which range it is.
    """
    tables = tables or load()
    reasons = tuple(_outside(tables, task))
    if reasons:
        return Refused(NAME, reasons, cite(tables, SOURCE))
    terms = _terms(tables)
    variables = task.variables
    factors = {
        factor: fsum(
            value if term == "constant" else POWERS[term](variables[factor]) / value for term, value in of
        )
        for (equation, factor), of in terms.items()
        if equation == task.equation and factor in variables
    }
    if isinstance(task, Lifted) and task.handles != "good":
        factors["handles"] = _value(tables, f"factor_{task.handles}")
    ((_, reference),) = terms[task.equation, "RL"]
    own = terms.get((task.equation, "CV")) or terms[task.equation, f"CV {task.action}"]
    ((_, spread),) = own
    median = reference * prod(factors.values())
    if task.action in ("push", "pull"):
        median *= tables.constant("gravity")
    if printed:
        median = rounded(median, PLACES)
    sd = spread * median
    return Chosen(tables, task, factors, median, rounded(sd, PLACES) if printed else sd)


@lru_cache(maxsize=4)
def _terms(tables: Tables) -> Mapping[tuple[str, str], list[tuple[str, float]]]:
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in tables.acceptable_terms:
        found.setdefault((row.equation, row.factor), []).append((row.term, row.value))
    return found


def _value(tables: Tables, rule: str) -> float:
    found = next(row.value for row in tables.acceptable_rules if row.rule == rule)
    assert found is not None
    return found


def _outside(tables: Tables, task: Lifted | Moved) -> Iterator[str]:
    """A sentence for every range that the task leaves."""
    for row in tables.acceptable_rules:
        ranged = row.low is not None or row.high is not None
        if not ranged or task.action not in row.actions or row.sex not in (task.sex, "both"):
            continue
        value = task.variables[row.rule]
        if (row.low is not None and value < row.low - NOISE) or (
            row.high is not None and value > row.high + NOISE
        ):
            bounds = [f"from {row.low:g}"] if row.low is not None else []
            bounds += [f"up to {row.high:g}"] if row.high is not None else []
            name = row.rule.replace(" ", " · ")
            yield (
                f"{name} = {value:g} {row.unit}: the {NAME} for {PEOPLE[task.sex]} who {task.action} hold"
                f" {' '.join(bounds)} {row.unit} ({cite(tables, SOURCE)})."
            )
