"""The revised NIOSH lifting equation in one system of units: its constants, multipliers and rules of time.

Constants of metric and US customary units are each the manual's own; they are not conversions of one another.
All numbers are rows of `niosh_rules.csv`, `niosh_frequency.csv` and `niosh_coupling.csv`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import fsum
from typing import Literal

from dorsum.anatomy.read import Tables, load
from dorsum.anatomy.rows.lifting import NioshRuleRow
from dorsum.errors import BadInput
from dorsum.lifting.published import NOISE, cite, number, one_of, rounded, some

System = Literal["metric", "us"]
Grip = Literal["good", "fair", "poor"]
NAME = "revised NIOSH lifting equation"
MANUAL = "Niosh94110"
SYSTEMS: tuple[System, ...] = ("metric", "us")
GRIPS: tuple[Grip, ...] = ("good", "fair", "poor")


@dataclass(frozen=True)
class Equation:
    """The equation in one system of units; lengths in cm or in, weights in kg or lb, angles in degrees."""

    tables: Tables
    system: System

    @cached_property
    def rows(self) -> dict[str, NioshRuleRow]:
        """The rules by name, of this system or of both."""
        return {row.rule: row for row in self.tables.niosh_rules if row.system in (self.system, "both")}

    def value(self, rule: str) -> float:
        """The constant of a rule."""
        found = self.rows[rule].value
        assert found is not None  # rules that are asked for have one: tested
        return found

    def range(self, rule: str) -> tuple[float, float]:
        """The range of the variable of a rule."""
        row = self.rows[rule]
        assert row.low is not None  # tested, as is the next
        assert row.high is not None
        return row.low, row.high

    def rule(self, name: str) -> str:
        """The equation, the place and the source of a rule, as a message has them."""
        return f"{NAME}, {self.rows[name].locator} of {self.source}"

    @cached_property
    def source(self) -> str:
        """The manual and its edition."""
        return cite(self.tables, MANUAL)

    @property
    def length_unit(self) -> str:
        """`cm` or `in`."""
        return self.rows["horizontal_numerator"].unit

    @property
    def mass_unit(self) -> str:
        """`kg` or `lb`."""
        return self.rows["load_constant"].unit

    def is_below(self, vertical: float) -> bool:
        """Whether hands are below 75 cm (30 in), which chooses the column of FM and CM."""
        return vertical < self.value("vertical_reference")

    def horizontal(self, distance: float) -> float:
        """HM of the hands' distance from between the ankles."""
        near, far = self.range("horizontal_numerator")
        return 0.0 if distance > far else self.value("horizontal_numerator") / max(distance, near)

    def vertical(self, height: float) -> float:
        """VM of the hands' height above the floor."""
        if height > self.range("vertical_slope")[1]:
            return 0.0
        return 1.0 - self.value("vertical_slope") * abs(height - self.value("vertical_reference"))

    def distance(self, travel: float) -> float:
        """DM of the way that the hands go up or down."""
        short, long = self.range("distance_numerator")
        if travel > long:
            return 0.0
        return self.value("distance_constant") + self.value("distance_numerator") / max(travel, short)

    def asymmetry(self, angle: float) -> float:
        """AM of the angle between the middle of the hands and the sagittal plane."""
        if angle > self.range("asymmetry_slope")[1]:
            return 0.0
        return 1.0 - self.value("asymmetry_slope") * angle

    def frequency(self, per_min: float, hours: float, below: bool) -> float:
        """FM of a pace: linear between the rows of the table; 0 above its last one."""
        at, multipliers = self._columns[self.hours_column(hours), "below" if below else "from"]
        if per_min > at[-1] + NOISE:
            return 0.0
        per_min = min(max(per_min, at[0]), at[-1])
        upper = bisect_left(at, per_min)
        if at[upper] == per_min:
            return multipliers[upper]
        share = (per_min - at[upper - 1]) / (at[upper] - at[upper - 1])
        return multipliers[upper - 1] + share * (multipliers[upper] - multipliers[upper - 1])

    def grip(self, grip: Grip, below: bool) -> float:
        """CM of a grip."""
        return self._grips[grip, "below" if below else "from"]

    def hours_column(self, hours: float) -> float:
        """The column of FM: 1, 2 or 8 hours; more than 8 are not in the equation's scope."""
        limits = [self.value(f"hours_{name}") for name in ("short", "moderate", "long")]
        return next(limit for limit in limits if hours <= limit + NOISE)

    def as_printed(self, multiplier: float, name: str, variable: float) -> float:
        """A multiplier with the manual's two places; where its table differs from its formula, that."""
        for row in self.rows.values():
            if row.rule.startswith(f"printed_{name}_") and row.low == variable:
                return self.value(row.rule)
        return rounded(multiplier, int(self.value("places_multiplier")))

    def weight_as_printed(self, weight: float) -> float:
        """A weight or an index with the manual's one place."""
        return rounded(weight, int(self.value("places_weight")))

    @cached_property
    def _columns(self) -> dict[tuple[float, str], tuple[tuple[float, ...], tuple[float, ...]]]:
        found: dict[tuple[float, str], list[tuple[float, float]]] = {}
        for row in self.tables.niosh_frequency:
            cells = found.setdefault((row.hours_up_to, row.origin), [])
            cells.append((row.frequency_per_min, row.multiplier))
        columns = {}
        for key, cells in found.items():
            at, multipliers = zip(*sorted(cells), strict=True)
            columns[key] = at, multipliers
        return columns

    @cached_property
    def _grips(self) -> dict[tuple[str, str], float]:
        return {(row.grip, row.hands): row.multiplier for row in self.tables.niosh_coupling}


@lru_cache(maxsize=8)
def equation(tables: Tables, system: System) -> Equation:
    """The equation of some tables, made once."""
    return Equation(tables, system)


def packaged(system: System = "metric") -> Equation:
    """The equation of the program's own tables."""
    return equation(load(), system)


def estimated_horizontal(width: float, vertical: float, system: System = "metric") -> float:
    """H where it cannot be measured: from the container's width in the sagittal plane and the hands' height.

    All in cm, or in inches for `us`. The manual gives it for a container held at its middle.
    """
    one_of("system", system, SYSTEMS, packaged().rule("load_constant"))
    eq = packaged(system)
    rule = eq.rule("estimate_high")
    width = number("width", width, eq.length_unit, rule, above=0.0)
    vertical = number("vertical", vertical, eq.length_unit, rule, low=0.0)
    border = eq.rows["estimate_high"].low
    assert border is not None
    return eq.value("estimate_high" if vertical >= border else "estimate_low") + width / 2.0


def averaged_pace(lifts_per_min: float, minutes: float) -> float:
    """Lifts a minute over a quarter of an hour, of which somebody lifts for some minutes only.

    The manual allows it while the pace itself is at most 15 a minute.
    """
    eq = packaged()
    quarter, fastest = eq.value("burst_minutes"), eq.range("frequency_range")[1]
    rule = eq.rule("burst_minutes")
    pace = number("lifts_per_min", lifts_per_min, "lifts/min", rule, high=fastest, above=0.0)
    return pace * number("minutes", minutes, "min", rule, high=quarter, above=0.0) / quarter


@dataclass(frozen=True)
class Spell:
    """Hours of lifting, and of recovery (light work or rest) after them; None after the last: enough."""

    work: float
    recovery: float | None = None

    def __post_init__(self) -> None:
        rule = packaged().rule("hours_short")
        number("work", self.work, "h", rule, above=0.0)
        if self.recovery is not None:
            number("recovery", self.recovery, "h", rule, low=0.0)


def lifting_hours(spells: Sequence[Spell]) -> float:
    """The hours that choose the column of FM: of the longest work that no sufficient recovery ends.

    Work of up to 1 h is ended by recovery of at least 1.0 times its length (edition of 2021; 1.2 before),
    work of up to 2 h by 0.3 times. Where recovery is shorter the work before and after it is added. More than
    8 h in all are told as their sum, which the equation does not cover.
    """
    eq = packaged()
    rule = eq.rule("hours_short")
    some("spells", spells, rule)
    if any(spell.recovery is None for spell in spells[:-1]):
        raise BadInput(f"recovery is not told between spells: only after the last it may be ({rule})")
    longest = running = 0.0
    for spell in spells:
        running += spell.work
        longest = max(longest, running)
        if spell.recovery is None or spell.recovery + NOISE >= _needed(eq, running):
            running = 0.0
    total = fsum(spell.work for spell in spells)
    return total if total > eq.value("hours_long") + NOISE else longest


def _needed(eq: Equation, work: float) -> float:
    """Hours of recovery that end so many hours of work; longer work is in the last column anyway."""
    if work <= eq.value("hours_short") + NOISE:
        return eq.value("recovery_short") * work
    return eq.value("recovery_moderate") * work
