"""Published rules for lifting: what people may lift, and what lifting adds up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import Confidence, Fact, Fraction, Name, Names, NotNegative, Phrases, Positive, Sex, min_len

AnySex = Literal["M", "F", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NioshRuleRow(Fact):
    """A constant or border of the revised NIOSH lifting equation and of the indices made from it.

    system: of units; the manual has constants of its own for each. low, high: the range of the variable that
    the constant stands with: below `low` the variable is taken as `low`, above `high` the multiplier is 0. Of
    `excluded_…`: the equation holds from low to high only; condition is the sentence for what is outside.
    Of `printed_…`: at the variable `low` the manual's table prints `value` where its formula gives another.
    """

    KEY: ClassVar[tuple[str, ...]] = ("rule", "system")
    WORDS: ClassVar[tuple[str, ...]] = ("condition", "locator")

    rule: Name
    system: Literal["metric", "us", "both"]
    value: float | None
    low: float | None
    high: float | None
    unit: str
    condition: str
    locator: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class NioshFrequencyRow(Fact):
    """Frequency multiplier of the NIOSH equation; origin: hands start `below` 75 cm (30 in) or from there."""

    KEY: ClassVar[tuple[str, ...]] = ("frequency_per_min", "hours_up_to", "origin")

    frequency_per_min: Positive
    hours_up_to: Positive
    origin: Literal["below", "from"]
    multiplier: Fraction
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class NioshCouplingRow(Fact):
    """Coupling multiplier of the NIOSH equation; hands: `below` 75 cm (30 in) or `from` there."""

    KEY: ClassVar[tuple[str, ...]] = ("grip", "hands")
    WORDS: ClassVar[tuple[str, ...]] = ("meaning",)

    grip: Literal["good", "fair", "poor"]
    hands: Literal["below", "from"]
    multiplier: Fraction
    meaning: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedExampleRow(Fact):
    """A number that a publication works out in an example; printed: its digits as they stand there."""

    KEY: ClassVar[tuple[str, ...]] = ("rule", "example", "quantity")

    rule: Literal["niosh", "composite", "damage", "acceptable"]
    example: Name
    given: Annotated[Phrases, min_len(1)]
    quantity: Name
    printed: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptableTermRow(Fact):
    """A term of the Liberty Mutual equations: a constant, or a power x of a variable divided by `value`.

    factor: the variable (H, VRM, DV, V, DH in m, F per minute), the reference load RL in kg, or the
    coefficient of variation CV. Each factor of a load is the sum of its terms.
    """

    KEY: ClassVar[tuple[str, ...]] = ("equation", "factor", "term")

    equation: Name
    factor: Literal["RL", "H", "VRM", "DV", "V", "DH", "F", "CV", "CV push", "CV pull"]
    term: Literal["constant", "x", "x^2", "ln x", "(ln x)^2"]
    value: float
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptableRuleRow(Fact):
    """A valid range of the Liberty Mutual equations, a factor for poor grip, or a caution."""

    KEY: ClassVar[tuple[str, ...]] = ("rule", "actions", "sex")

    rule: Name
    actions: Annotated[Names, min_len(1)]
    sex: AnySex
    value: float | None
    low: float | None
    high: float | None
    unit: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulativeDamageRow(Fact):
    """A constant or border of cumulative damage of the low back; low, high: the range it was fitted to."""

    KEY: ClassVar[tuple[str, ...]] = ("quantity", "source")
    WORDS: ClassVar[tuple[str, ...]] = ("condition",)

    quantity: Name
    value: float
    low: float | None
    high: float | None
    unit: Name
    condition: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLimitRow(Fact):
    """A published limit of work by edition; no value: the edition exists and its table was not read.

    age_from, age_to: years, both included. `protected_share` is the share of a population that a reference
    mass protects; `mass_kg` is that mass.
    """

    KEY: ClassVar[tuple[str, ...]] = ("quantity", "edition", "sex", "age_from", "mass_kg")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources"}
    WORDS: ClassVar[tuple[str, ...]] = ("condition",)

    quantity: Literal["compression", "shear", "reference_mass", "protected_share"]
    edition: Name
    sex: Sex | None
    age_from: NotNegative | None
    age_to: Positive | None
    mass_kg: Positive | None
    value: Positive | None
    unit: Literal["N", "kg", "%"]
    condition: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PushPullLimitRow(Fact):
    """Force of two hands that protects at least 80 % up to one size and under 50 % from another on."""

    KEY: ClassVar[tuple[str, ...]] = ("action", "hand_height_in")

    action: Literal["push", "pull"]
    hand_height_in: Positive
    protects_80_pct_up_to_lbf: Positive
    protects_under_50_pct_from_lbf: Positive
    confidence: Confidence
