"""What a column may hold: closed vocabularies, bounds, and the columns every fact carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar, Literal, NamedTuple


class Sep(NamedTuple):
    """How the parts of a list stand apart in one cell."""

    text: str


class Bound(NamedTuple):
    """What a value must keep to, as pydantic names it; only a check imports that."""

    rule: str
    value: float

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], dict[str, Any]]) -> Any:
        return handler(source) | {self.rule: self.value}


def ge(least: float) -> Bound:
    """At least so much."""
    return Bound("ge", least)


def gt(bound: float) -> Bound:
    """More than that."""
    return Bound("gt", bound)


def le(most: float) -> Bound:
    """At most so much."""
    return Bound("le", most)


def min_len(least: int) -> Bound:
    """At least so many characters or parts."""
    return Bound("min_length", least)


Kind = Literal["measured", "derived", "estimated", "assumed"]
Provenance = Literal["read", "recalled", "derived", "assumed"]
Confidence = Literal["high", "medium-high", "medium", "low"]
Side = Literal["right", "mid"]
Sex = Literal["M", "F"]
View = Literal["behind", "right", "front"]
Region = Literal["pelvis", "lumbar", "thoracic", "cervical", "head", "thorax", "upper_limb", "lower_limb"]
System = Literal[
    "superficial",
    "intermediate",
    "spinotransverse",
    "sacrospinal",
    "transversospinal",
    "segmental",
    "suboccipital",
    "partner",
]
Level = Literal[
    "S1", "L5", "L4", "L3", "L2", "L1",
    "T12", "T11", "T10", "T9", "T8", "T7", "T6", "T5", "T4", "T3", "T2", "T1",
    "C7", "C6", "C5", "C4", "C3", "C2", "C1",
]  # fmt: skip

Name = Annotated[str, min_len(1)]
Names = Annotated[tuple[str, ...], Sep(" ")]
Phrases = Annotated[tuple[str, ...], Sep("; ")]
Sources = Annotated[tuple[str, ...], Sep("; "), min_len(1)]
Positive = Annotated[float, gt(0)]
NotNegative = Annotated[float, ge(0)]
Fraction = Annotated[float, ge(0), le(1)]
Percent = Annotated[float, ge(0), le(100)]
Angle = Annotated[float, ge(-180), le(180)]
Coordinate = Annotated[float, ge(-2000), le(2000)]
Direction = Annotated[float, ge(-1), le(1)]
Count = Annotated[int, ge(1)]

# The last columns of a table: where a fact comes from.
ORIGIN = ("kind", "provenance", "source", "confidence", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table.

    KEY: columns that together name the row. REFERS: column, or columns that form a key, to the table
    they must be found in. ANY: columns where `*` stands for every row of that table. WORDS: columns that
    only people read.
    """

    KEY: ClassVar[tuple[str, ...]] = ()
    REFERS: ClassVar[Mapping[str, str]] = {}
    ANY: ClassVar[tuple[str, ...]] = ()
    WORDS: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[Mapping[str, Any]] = {"allow_inf_nan": False, "extra": "forbid"}

    def facts(self) -> tuple[Any, ...]:
        """What the row says of the back, without words and where it comes from; () where that is nothing."""
        left_out = {*ORIGIN, *self.WORDS}
        return tuple(getattr(self, field.name) for field in fields(self) if field.name not in left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited(Row):
    """A row that somebody published.

    provenance: read (seen in a document), recalled (from knowledge of the literature, not verified),
    derived (computed from other rows), assumed. source: keys of `sources.csv`.
    """

    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources"}

    provenance: Provenance
    source: Sources
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Cited):
    """A fact; kind: measured, derived from measurements, estimated by a rule, or assumed."""

    kind: Kind
