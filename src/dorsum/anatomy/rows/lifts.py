"""How people lift: how they stand when their hands are at a load, and how they come up from there."""

from dataclasses import dataclass
from typing import ClassVar

from .columns import Confidence, Fact, Name, NotNegative, Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftingStyleRow(Fact):
    """A way to lift: how far trunk and knees bend, in °, for a load on the floor, and in plain words."""

    KEY: ClassVar[tuple[str, ...]] = ("style",)

    style: Name
    words: str
    trunk_inclination_deg: Positive
    knee_flexion_deg: Positive
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftingRuleRow(Fact):
    """A number of the rules by which a posture and a course are found; low and high as `note` says."""

    KEY: ClassVar[tuple[str, ...]] = ("rule",)

    rule: Name
    value: Positive
    low: NotNegative
    high: Positive
    unit: str
    confidence: Confidence
