"""How muscles change by use: assumed rates, days, published changes, and the steps of the spiral."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from .columns import Confidence, Count, Fact, Name, Names, NotNegative, Positive, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthRateRow(Fact):
    """A rate by which muscles gain and lose, in three sets: mild, middle, harsh for who gets weak."""

    KEY: ClassVar[tuple[str, ...]] = ("rate",)
    WORDS: ClassVar[tuple[str, ...]] = ("meaning",)

    rate: Name
    mild: NotNegative
    middle: NotNegative
    harsh: NotNegative
    unit: Name
    meaning: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow(Fact):
    """A part of a day of 24 hours: a built-in task and its hours; rest: what is done in place of all else."""

    KEY: ClassVar[tuple[str, ...]] = ("day", "place")

    day: Name
    place: Count
    task: Name
    hours: Positive
    rest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleChangeRow(Fact):
    """A published change of muscles by pain, rest, age or training.

    said: quantity and figures as published. protocol: how the rates are asked for the same, empty: not asked.
    value, low, high: what their answer is held against, as `note` says.
    """

    KEY: ClassVar[tuple[str, ...]] = ("row",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles"}
    WORDS: ClassVar[tuple[str, ...]] = ("condition", "said")

    row: Name
    muscle: Names
    condition: Name
    said: Name
    protocol: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMissRow(Row):
    """Why the rates miss a published change, written down after the comparison."""

    KEY: ClassVar[tuple[str, ...]] = ("row",)
    REFERS: ClassVar[Mapping[str, str]] = {"row": "muscle_changes"}
    WORDS: ClassVar[tuple[str, ...]] = ("text",)

    row: Name
    text: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiralStepRow(Fact):
    """A step of what the documents say of spiral, posture time, recovery and exercise, and how it is decided.

    supports, against: rows of `muscle_changes`. number: what the model is asked for; the step needs it to be
    `more` or `less` than `bound`, set before the first run.
    """

    KEY: ClassVar[tuple[str, ...]] = ("step",)
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "claims": "claims",
        "supports": "muscle_changes",
        "against": "muscle_changes",
    }
    WORDS: ClassVar[tuple[str, ...]] = ("statement", "meaning")

    step: Name
    theme: Literal["spiral", "recovery", "exercise", "posture time"]
    statement: Name
    claims: Names
    supports: Names
    against: Names
    number: str
    sense: Literal["", "more", "less"]
    bound: float | None
    unit: str
    meaning: str
