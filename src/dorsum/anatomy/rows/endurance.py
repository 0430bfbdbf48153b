"""How long people hold, how muscles tire and recover, how tissue creeps: what was published, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from .columns import Confidence, Fact, Name


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow(Fact):
    """One published figure; none where a page tells only a sense, or where it was looked for in vain.

    low, high: printed range or one SD, as `note` says.
    """

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    WORDS: ClassVar[tuple[str, ...]] = ("condition",)

    id: Name
    quantity: Name
    condition: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class EnduranceTimeRow(PublishedRow):
    """How long groups of people held a posture, s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FatigueModelRow(PublishedRow):
    """A constant of the curve of endurance, or of the three-compartment model, or what either gives.

    group: the muscles that it was fitted to, `general` over all; sex where it is of one. Rates are per s.
    """

    group: Literal["", "general", "ankle", "knee", "trunk", "shoulder", "elbow", "grip"]
    sex: Literal["", "M", "F"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreepRow(PublishedRow):
    """How passive tissue of the back gives way under a lasting load, and comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FatigueGroupRow(Fact):
    """By which fitted group the muscles of a group of `muscles.csv` tire and recover."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle_group",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources"}

    muscle_group: Name
    group: Literal["general", "ankle", "knee", "trunk", "shoulder", "elbow", "grip"]
    confidence: Confidence
