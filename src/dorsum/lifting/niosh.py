"""The revised NIOSH lifting equation: how much it recommends at most for a task, and the lifting index.

    RWL = LC · HM · VM · DM · AM · FM · CM        LI = load / RWL

Waters, Putz-Anderson and Garg, Applications Manual (DHHS (NIOSH) 94-110, revised 9/2021). The manual computes
with multipliers of two places and weights of one (`printed=True`); else nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod

from dorsum.anatomy.read import Tables, load
from dorsum.errors import BadInput
from dorsum.lifting.conditions import Conditions, outside_scope, refused
from dorsum.lifting.niosh_rules import GRIPS, NAME, SYSTEMS, Equation, Grip, System, equation, packaged
from dorsum.lifting.published import NOISE, Refused, number, one_of, rounded
from dorsum.words import listed

# What multiplies the load constant, in the order of the formula, and the rule that a zero comes from.
MULTIPLIERS: Mapping[str, str] = {
    "HM": "horizontal_numerator",
    "VM": "vertical_slope",
    "DM": "distance_numerator",
    "AM": "asymmetry_slope",
    "FM": "frequency_range",
    "CM": "coupling",
}
UPRIGHT = 180.0  # degrees: no asymmetry is larger


@dataclass(frozen=True)
class Hands:
    """Where the middle of the hands is at one end of a lift.

    horizontal: from between the ankles; vertical: above the floor, both in cm (`us`: in). asymmetry: the
    angle from the sagittal plane, to either side, in degrees.
    """

    horizontal: float
    vertical: float
    asymmetry: float = 0.0


@dataclass(frozen=True, kw_only=True)
class LiftingTask:
    """One lift as the equation asks for it, done again and again; kg and cm, or lb and in for `us`.

    load: its mean; heaviest: its largest, which FILI takes, the mean where it is not told. destination or
    travel: where the hands end, or how far they go up or down. frequency: lifts a minute. hours: of work that
    no sufficient recovery ends (`lifting_hours`). control: the load is grasped anew, held or placed with care
    at the destination, which then counts, too.
    """

    load: float
    origin: Hands
    frequency: float
    hours: float
    grip: Grip
    destination: Hands | None = None
    travel: float | None = None
    heaviest: float | None = None
    control: bool = False
    conditions: Conditions = field(default_factory=Conditions)
    system: System = "metric"
    name: str = "lift"

    def __post_init__(self) -> None:
        one_of("system", self.system, SYSTEMS, packaged().rule("load_constant"))
        eq = packaged(self.system)
        weighed, rated = eq.rule("load_constant"), eq.rule("frequency_range")
        number("load", self.load, eq.mass_unit, weighed, 0.0)
        if self.heaviest is not None:
            number("heaviest", self.heaviest, eq.mass_unit, weighed, self.load)
        number(
            "frequency", self.frequency, "lifts/min", rated, high=eq.range("frequency_range")[1], above=0.0
        )
        number("hours", self.hours, "h", eq.rule("hours_long"), high=24.0, above=0.0)
        one_of("grip", self.grip, GRIPS, eq.rule("coupling"))
        one_of("control", self.control, (False, True), eq.rule("control"))
        _check_hands(eq, "origin", self.origin)
        if not isinstance(self.conditions, Conditions):
            raise BadInput(f"conditions: must be Conditions(…) ({eq.rule('excluded_hands')})")
        if self.destination is not None:
            _check_hands(eq, "destination", self.destination)
        if self.travel is not None:
            number("travel", self.travel, eq.length_unit, eq.rule("distance_numerator"), 0.0)
        if (self.destination is None) == (self.travel is None):
            raise BadInput(
                "a lift has either a destination or a travel of the hands, and one of them"
                f" ({eq.rule('distance_numerator')})"
            )
        if self.control and self.destination is None:
            raise BadInput(f"control at the destination asks where it is ({eq.rule('control')})")

    @property
    def distance(self) -> float:
        """D: how far the hands go up or down."""
        if self.destination is not None:
            return abs(self.destination.vertical - self.origin.vertical)
        assert self.travel is not None
        return self.travel


@dataclass(frozen=True)
class PointLimit:
    """What the equation gives at one end of a lift."""

    where: str  # origin or destination
    multipliers: Mapping[str, float]  # HM, VM, DM, AM, FM, CM
    firwl: float  # frequency-independent recommended weight limit: FM = 1
    rwl: float  # recommended weight limit


@dataclass(frozen=True)
class LiftingIndex:
    """The recommended weight limit of a task and its index; the end with the lower limit counts."""

    task: LiftingTask
    equation: Equation
    points: tuple[PointLimit, ...]
    printed: bool

    @property
    def governing(self) -> PointLimit:
        """The end that counts."""
        return min(self.points, key=lambda point: point.firwl)

    @property
    def rwl(self) -> float:
        """Recommended weight limit, kg or lb."""
        return self.governing.rwl

    @property
    def firwl(self) -> float:
        """Recommended weight limit as if lifted seldom and for less than an hour, kg or lb."""
        return self.governing.firwl

    @property
    def strwl(self) -> float:
        """Single-task limit: FIRWL times the task's own FM, kg or lb."""
        return self._shown(self.firwl * self.governing.multipliers["FM"])

    @property
    def heaviest(self) -> float:
        """The largest load."""
        return self.task.load if self.task.heaviest is None else self.task.heaviest

    @property
    def li(self) -> float | None:
        """Lifting index: load over RWL; None where RWL is 0 (`undefined` says why)."""
        return self._over(self.task.load, self.rwl)

    @property
    def fili(self) -> float | None:
        """Frequency-independent index: the largest load over FIRWL."""
        return self._over(self.heaviest, self.firwl)

    @property
    def stli(self) -> float | None:
        """Single-task index: the mean load over STRWL."""
        return self._over(self.task.load, self.strwl)

    @property
    def undefined(self) -> str:
        """Why there is no index, with the multipliers that are 0; empty where there is one."""
        zeros = [name for name in MULTIPLIERS if not self.governing.multipliers[name]]
        if self.li is not None:
            return ""
        if not zeros:
            return f"RWL is rounded to 0 {self.equation.mass_unit}: there is no index."
        whys = [f"{name} = 0 ({self._beyond(name)})" for name in zeros]
        return (
            f"RWL is 0 {self.equation.mass_unit} at the {self.governing.where}, so that there is no index:"
            f" {listed(whys)}; {self.equation.source}."
        )

    def lines(self) -> list[str]:
        """The answer in words, for terminal, page and report."""
        eq, point = self.equation, self.governing
        parts = " × ".join(f"{name} {rounded(point.multipliers[name], 2):.2f}" for name in MULTIPLIERS)
        limit = f"Recommended weight limit at the {point.where}: {self.rwl:.1f} {eq.mass_unit}"
        words = [f"{limit} = {eq.value('load_constant'):g} {eq.mass_unit} × {parts}."]
        if self.li is None:
            words.append(self.undefined)
        else:
            words.append(
                f"Lifting index {self.li:.1f} for {self.task.load:g} {eq.mass_unit}. The goal is"
                f" {eq.value('goal'):.1f} or less ({eq.rows['goal'].locator}; the glossary, p. 74, calls"
                f" {eq.value('goal'):.1f} or more hazardous for some); no risk can be read from it (p. 19)."
            )
            if self.li > eq.value("high"):
                words.append(f"The index is high: {eq.rows['high'].condition} ({eq.rows['high'].locator}).")
        return [*words, *self.notes(), f"{NAME[0].upper()}{NAME[1:]}: {eq.source}."]

    def notes(self) -> list[str]:
        """What was taken as the equation needs it, and what the manual leaves open."""
        eq, task = self.equation, self.task
        found = []
        least = {
            "H": (task.origin.horizontal, *eq.range("horizontal_numerator"), eq.length_unit),
            "D": (task.distance, *eq.range("distance_numerator"), eq.length_unit),
            "F": (task.frequency, *eq.range("frequency_range"), "lifts/min"),
        }
        for name, (value, low, _, unit) in least.items():
            if value < low:
                found.append(f"{name} = {value:g} {unit} is taken as {low:g}, the least of the equation.")
        if task.conditions.not_told:
            found.append(f"Not told and taken as the equation asks: {listed(task.conditions.not_told)}.")
        if task.frequency < eq.value("frequency_infrequent") and task.hours > eq.value("hours_short"):
            row = eq.rows["frequency_infrequent"]
            found.append(f"Below {row.value:g} lifts a minute {row.condition} ({row.locator}).")
        column = eq.hours_column(task.hours)
        if 0.0 < self.governing.multipliers["FM"] < _least_row(eq, column, eq.is_below(task.origin.vertical)):
            found.append("FM lies between a row and 0: the manual does not say what then; taken as linear.")
        return found

    def _shown(self, weight: float) -> float:
        return self.equation.weight_as_printed(weight) if self.printed else weight

    def _over(self, mass: float, limit: float) -> float | None:
        return self._shown(mass / limit) if limit > 0.0 else None

    def _beyond(self, name: str) -> str:
        """What a multiplier of 0 comes from."""
        eq, task, unit = self.equation, self.task, self.equation.length_unit
        row = eq.rows[MULTIPLIERS[name]]
        at = task.destination if self.governing.where == "destination" else task.origin
        assert at is not None
        if name == "FM":
            column = f"{eq.hours_column(task.hours):g} h"
            side = "below" if eq.is_below(task.origin.vertical) else "from"
            height = f"{eq.value('vertical_reference'):g} {unit}"
            return f"F = {task.frequency:g}/min for up to {column}, hands {side} {height}, table 5"
        value = {"HM": at.horizontal, "VM": at.vertical, "DM": task.distance, "AM": at.asymmetry}[name]
        unit = "°" if name == "AM" else f" {unit}"
        return f"{name[0]} = {value:g}{unit} is above {row.high:g}{unit}, {row.locator}"


def lifting_index(
    task: LiftingTask, *, printed: bool = False, tables: Tables | None = None
) -> LiftingIndex | Refused:
    """RWL and LI of a task, the single-task and the frequency-independent ones; `printed`: as the manual.

    V of the origin chooses the column of FM at both ends, V of each end that of CM. Where the equation does
    not apply there is no index, but why not.
    """
    eq = equation(tables or load(), task.system)
    reasons = outside_scope(eq, task.conditions, task.hours)
    if reasons:
        return refused(eq, reasons)
    ends = {"origin": task.origin}
    if task.control and task.destination is not None:
        ends["destination"] = task.destination
    points = tuple(_limit_at(eq, task, where, hands, printed) for where, hands in ends.items())
    return LiftingIndex(task, eq, points, printed)


def _limit_at(eq: Equation, task: LiftingTask, where: str, hands: Hands, printed: bool) -> PointLimit:
    fm = eq.frequency(task.frequency, task.hours, eq.is_below(task.origin.vertical))
    exact = {
        "HM": (eq.horizontal(hands.horizontal), "horizontal", hands.horizontal),
        "VM": (eq.vertical(hands.vertical), "vertical", hands.vertical),
        "DM": (eq.distance(task.distance), "distance", task.distance),
        "AM": (eq.asymmetry(hands.asymmetry), "asymmetry", hands.asymmetry),
        "FM": (fm, "frequency", task.frequency),
        "CM": (eq.grip(task.grip, eq.is_below(hands.vertical)), "grip", 0.0),
    }
    found = {name: eq.as_printed(*one) if printed else one[0] for name, one in exact.items()}
    constant = eq.value("load_constant")
    firwl = constant * prod(value for name, value in found.items() if name != "FM")
    rwl = constant * prod(found.values())
    if printed:
        firwl, rwl = eq.weight_as_printed(firwl), eq.weight_as_printed(rwl)
    return PointLimit(where, found, firwl, rwl)


def _least_row(eq: Equation, column: float, below: bool) -> float:
    """The least FM above 0 of a column."""
    pairs = (
        row.multiplier
        for row in eq.tables.niosh_frequency
        if row.hours_up_to == column and (row.origin == "below") == below and row.multiplier > NOISE
    )
    return min(pairs)


def _check_hands(eq: Equation, where: str, hands: Hands) -> None:
    if not isinstance(hands, Hands):
        raise BadInput(f"{where}: must be Hands(horizontal, vertical) ({eq.rule('horizontal_numerator')})")
    unit = eq.length_unit
    number(f"{where} horizontal", hands.horizontal, unit, eq.rule("horizontal_numerator"), 0.0)
    number(f"{where} vertical", hands.vertical, unit, eq.rule("vertical_slope"), 0.0)
    number(f"{where} asymmetry", hands.asymmetry, "°", eq.rule("asymmetry_slope"), 0.0, UPRIGHT)
