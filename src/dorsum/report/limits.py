"""Limits of occupational health for what a lumbar disc bears, and the words that compare a load with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsum.anatomy.rows import DiscPressureRow
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR
from dorsum.errors import UnknownName
from dorsum.mechanics.result import Result
from dorsum.motion.task import Task, built_in_names
from dorsum.words import listed

STUDY = "Wilke1999"
REFERENCE = "These are reference values for the design of work, not limits of safety for a person."


@dataclass(frozen=True)
class Limits:
    """N. Reference values for the design of work, not limits of safety for a person."""

    action: float
    maximum: float
    shear_occasional: float
    shear_frequent: float

    @classmethod
    def of(cls, body: Body) -> Limits:
        """The limits, the same for all; those by age and sex are left out: their table was not read."""
        values = {row.quantity: row.value for row in body.tables.limits}
        return cls(
            action=values["compression_action_limit"],
            maximum=values["compression_maximum"],
            shear_occasional=values["shear_limit_occasional"],
            shear_frequent=values["shear_limit_frequent"],
        )

    def zone(self, compression: float) -> str:
        """`below` the action limit, `between` it and the maximum, or `above` both."""
        if compression <= self.action:
            return "below"
        return "between" if compression <= self.maximum else "above"

    def shear_zone(self, shear: float) -> str:
        """`below` the limit for frequent loading, `between` it and that for occasional, or `above` both."""
        if shear <= self.shear_frequent:
            return "below"
        return "between" if shear <= self.shear_occasional else "above"

    def shear_words(self, joint: str, size: float, at_least: bool) -> str:
        """A shear against its limit; a lower bound (`at_least`) is called below no limit."""
        often, seldom = self.shear_frequent, self.shear_occasional
        zone, load = self.shear_zone(size), f"{'at least ' * at_least}{size:.0f} N at {joint}"
        if zone == "above":
            return f"{load}: above the limit of {seldom:.0f} N even for occasional loading"
        if zone == "between":
            below = "" if at_least else f", below the {seldom:.0f} N for occasional"
            return f"{load}: above the {often:.0f} N for frequent{below} loading"
        return load if at_least else f"{load}: below the limit of {often:.0f} N for frequent loading"

    def share(self, compression: float, at_least: bool = False) -> str:
        """A compression as a share of the NIOSH limit that it has to be held against.

        A lower bound (`at_least`) is called below no limit.
        """
        zone, action, maximum = self.zone(compression), kilonewton(self.action), kilonewton(self.maximum)
        if zone == "above":
            return f"{100 * compression / self.maximum:.0f} % of the NIOSH maximum of {maximum}"
        words = f"{100 * compression / self.action:.0f} % of the NIOSH action limit of {action}"
        return words if zone == "below" or at_least else f"{words}, below the maximum of {maximum}"


def bounded(newton: float, at_least: bool) -> str:
    """`3.9 kN`, and `at least 3.9 kN` for a lower bound."""
    return f"{'at least ' * at_least}{kilonewton(newton)}"


def kilonewton(newton: float) -> str:
    """`3.9 kN`, with two digits below 1 kN."""
    size = newton / 1000.0
    return f"{size:z.2f} kN" if abs(size) < 1.0 else f"{size:.1f} kN"


def known_measurements(results: Sequence[Result]) -> list[str | None]:
    """The measurement that each result's task names, if the task is a built-in one; by name and title."""
    built_in = {name: Task.named(name) for name in {r.task for r in results} & set(built_in_names())}
    tasks = (built_in.get(r.task) for r in results)
    pairs = zip(results, tasks, strict=True)
    return [task.measured if task is not None and task.title == r.title else None for r, task in pairs]


def measured_pressure(result: Result, measured: str | None) -> DiscPressureRow | None:
    """The row of `disc_pressure.csv` that tells what was measured in people in a task called `measured`."""
    rows = {row.task: row for row in result.body.tables.disc_pressure if row.study == STUDY}
    if measured is None:
        return None
    if measured not in rows:
        raise UnknownName(f"measurement of {STUDY}", measured, rows)
    return rows[measured]


def passed(zones: Sequence[str], none: str) -> str:
    """Where the lumbar discs pass {0}, the lower limit, and {1}, the upper one; else `none`."""
    found = {zone: [level for level, z in zip(LUMBAR, zones, strict=True) if z == zone] for zone in zones}
    limits = {"above": "{1}", "between": "{0}"}
    words = [f"above the {limits[zone]} at {listed(found[zone])}" for zone in limits if zone in found]
    return ", ".join(words) or none
