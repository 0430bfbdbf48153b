"""How people lift: how they stand when their hands are at a load, and how they come up from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from .columns import Angle, Confidence, Fact, Name, NotNegative, Phrases, Positive, Row


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftingComparisonRow(Fact):
    """Two ways to lift, a and b, side by side as published: which costs the back more, and how much.

    measure, level: what was compared. sense: a against b. relation: `value` is a ratio a/b or a difference
    a − b in `unit`; of an `order` no size was printed. low, high: as `spread` says; none where no spread was
    printed. a_value, b_value: printed, in `unit`. why_not_posed: where the model is asked for no such lifts.
    """

    KEY: ClassVar[tuple[str, ...]] = ("comparison",)
    WORDS: ClassVar[tuple[str, ...]] = ("people", "condition_a", "condition_b", "spread", "why_not_posed")

    comparison: Name
    topic: Literal["style", "stance", "hands", "reach", "speed", "mass", "height", "asymmetry", "people"]
    people: Name
    condition_a: Name
    condition_b: Name
    measure: Literal["compression", "shear", "moment", "side moment", "pressure", "impulse", "trunk"]
    level: Literal["", "L5/S1", "L4/L5", "L3/L4", "L1/L2", "lumbar", "T12/L1 to L4/L5"]
    sense: Literal["more", "less", "same"]
    relation: Literal["ratio", "difference", "order"]
    value: float | None
    low: float | None
    high: float | None
    spread: str
    a_value: Positive | None
    b_value: Positive | None
    unit: Literal["", "N", "N.m", "MPa", "deg", "body weight"]
    why_not_posed: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftingTrialRow(Fact):
    """One of the two lifts of a comparison as the model is asked for it, written down before it was computed.

    Without an end the load is held at the start; without seconds hands go as fast as they usually do. body: a
    built-in subject. assumed: what the study does not tell.
    """

    KEY: ClassVar[tuple[str, ...]] = ("comparison", "side")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "comparison": "lifting_comparisons"}
    WORDS: ClassVar[tuple[str, ...]] = ("assumed",)

    comparison: Name
    side: Literal["a", "b"]
    mass_kg: NotNegative
    start_h_cm: NotNegative
    start_v_cm: NotNegative
    start_asymmetry_deg: Angle
    end_h_cm: NotNegative | None
    end_v_cm: NotNegative | None
    end_asymmetry_deg: Angle | None
    style: Literal["free", "stoop", "squat", "semi-squat"]
    hands: Literal["both", "right", "left"]
    seconds: Positive | None
    body: Literal["male", "female", "wilke"]
    assumed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionRegressionRow(Fact):
    """A published equation for the compression of a disc; formula: how it is computed, empty: not computed.

    coefficients: in the order of the formula, or by name (`trunk=3`). error: as its authors print it.
    """

    KEY: ClassVar[tuple[str, ...]] = ("regression",)
    WORDS: ClassVar[tuple[str, ...]] = ("name", "equation", "error", "why_not_computed")

    regression: Name
    name: Name
    level: Literal["L5/S1", "L4/L5"]
    equation: str
    formula: Literal["", "utah", "polynomial", "single_muscle"]
    coefficients: Phrases
    error: str
    why_not_computed: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftingMissRow(Row):
    """Why model and comparison differ: what was posed, a rule of the posture, the model, or the study."""

    KEY: ClassVar[tuple[str, ...]] = ("comparison",)
    REFERS: ClassVar[Mapping[str, str]] = {"comparison": "lifting_comparisons"}

    comparison: Name
    cause: Literal["posed", "rule", "model", "study"]
    text: Name
