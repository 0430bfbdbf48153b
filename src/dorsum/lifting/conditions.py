"""Where the NIOSH equation does not apply: what is told of the work, and the sentences that refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from dorsum.lifting.niosh_rules import NAME, Equation, packaged
from dorsum.lifting.published import NOISE, Refused, number, one_of

Posture = Literal["standing", "seated", "kneeling"]
Moving = Literal["", "carrying", "pushing", "pulling"]
Tool = Literal["", "wheelbarrow", "shovel"]
POSTURES: tuple[Posture, ...] = get_args(Posture)
NOT_TOLD = ("speed", "friction", "temperature", "humidity")


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How the work is done, as far as the equation asks for it; None: not told, taken as it asks.

    hands: 1 or 2. restricted: space in which a person cannot stand upright. moving: what is done while the
    load is lifted. speed: of the load, cm/s. friction: of feet on the floor. temperature: °C. humidity: %.
    """

    hands: int = 2
    posture: Posture = "standing"
    restricted: bool = False
    unstable: bool = False
    moving: Moving = ""
    tool: Tool = ""
    speed: float | None = None
    friction: float | None = None
    temperature: float | None = None
    humidity: float | None = None

    def __post_init__(self) -> None:
        eq = packaged()
        rule = eq.rule("excluded_hands")
        one_of("hands", self.hands, (1, 2), rule)
        one_of("posture", self.posture, POSTURES, rule)
        one_of("restricted", self.restricted, (False, True), rule)
        one_of("unstable", self.unstable, (False, True), rule)
        one_of("moving", self.moving, get_args(Moving), rule)
        one_of("tool", self.tool, get_args(Tool), rule)
        for name, low, high in (("speed", 0.0, 1e4), ("friction", 0.0, 10.0), ("humidity", 0.0, 100.0)):
            if getattr(self, name) is not None:
                number(name, getattr(self, name), eq.rows[f"excluded_{name}"].unit, rule, low, high)
        if self.temperature is not None:
            number("temperature", self.temperature, "°C", rule, -100.0, 100.0)

    @property
    def not_told(self) -> tuple[str, ...]:
        """What was left out of what the equation asks for."""
        return tuple(name for name in NOT_TOLD if getattr(self, name) is None)


def outside_scope(eq: Equation, told: Conditions, hours: float) -> tuple[str, ...]:
    """Why the equation does not apply, one sentence a reason; empty where it does."""
    found = {
        "posture": told.posture != "standing",
        "restricted": told.restricted,
        "unstable": told.unstable,
        "moving": bool(told.moving),
        "tool": bool(told.tool),
        "hours": _outside(eq, "excluded_hours", hours),
    }
    for name in ("hands", *NOT_TOLD):
        value = getattr(told, name)
        found[name] = value is not None and _outside(eq, f"excluded_{name}", value)
    return tuple(
        f"The {NAME} does not apply to {row.condition} ({row.locator} of {eq.source})."
        for row in eq.rows.values()
        if found.get(row.rule.removeprefix("excluded_")) and row.rule.startswith("excluded_")
    )


def refused(eq: Equation, reasons: tuple[str, ...]) -> Refused:
    """A refusal of the equation."""
    return Refused(NAME, reasons, eq.source)


def _outside(eq: Equation, rule: str, value: float) -> bool:
    row = eq.rows[rule]
    return (row.low is not None and value < row.low - NOISE) or (
        row.high is not None and value > row.high + NOISE
    )
