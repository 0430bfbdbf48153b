"""Names that people use, and what supplies a muscle: nerves with roots, arteries, veins, lymph nodes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import Cited, Confidence, Fact, Name, Names, Phrases, Sep, min_len

Root = Literal[
    "V", "VII", "XI",
    "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8",
    "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12",
    "L1", "L2", "L3", "L4", "L5",
    "S1", "S2", "S3", "S4", "S5",
]  # fmt: skip
Roots = Annotated[tuple[Root, ...], Sep(" ")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymRow(Cited):
    """Another name of a muscle, or the name of several together.

    usage: `group` names several parts at once; `old` names stand in older books.
    """

    KEY: ClassVar[tuple[str, ...]] = ("synonym",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscles": "muscles"}

    synonym: Name
    muscles: Annotated[Names, min_len(1)]
    usage: Literal["synonym", "group", "old", "popular", "abbreviation", "plural"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NerveRow(Fact):
    """A nerve, or the rami of many segments; ramus: of the spinal nerve that it comes from. XI is cranial."""

    KEY: ClassVar[tuple[str, ...]] = ("nerve",)

    nerve: Name
    name: Name
    synonyms: Phrases
    type: Literal["cranial", "named", "segmental"]
    ramus: Literal["cranial", "anterior", "posterior"]
    roots: Annotated[Roots, min_len(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleNerveRow(Fact):
    """A nerve of a muscle part, with the roots that reach it.

    variable_roots: in part of people or by part of the sources. role: `sensory` for position sense and pain,
    `disputed` where the sources disagree.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "nerve")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles", "nerve": "nerves"}

    muscle: Name
    nerve: Name
    roots: Roots
    variable_roots: Roots
    role: Literal["motor", "sensory", "disputed"]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ArteryRow(Fact):
    """An artery, or those of many segments, and what it is a branch of."""

    KEY: ClassVar[tuple[str, ...]] = ("artery",)

    artery: Name
    name: Name
    synonyms: Phrases
    branch_of: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleArteryRow(Fact):
    """An artery of a muscle part; branch: which of its branches, or which of its levels."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "artery")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles", "artery": "arteries"}

    muscle: Name
    artery: Name
    branch: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class VeinRow(Fact):
    """A vein, or those of many segments, and what it drains into; the caval veins end in the heart."""

    KEY: ClassVar[tuple[str, ...]] = ("vein",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "drains_into": "veins"}

    vein: Name
    name: Name
    synonyms: Phrases
    drains_into: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleVeinRow(Fact):
    """A vein of a muscle part; branch: which of its branches, or which of its levels."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "vein")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles", "vein": "veins"}

    muscle: Name
    vein: Name
    branch: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LymphNodesRow(Fact):
    """The lymph nodes of a place, or a trunk or duct beyond them, and what they drain into."""

    KEY: ClassVar[tuple[str, ...]] = ("nodes",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "drains_into": "lymph_nodes"}

    nodes: Name
    name: Name
    synonyms: Phrases
    type: Literal["nodes", "trunk", "duct"]
    drains_into: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleLymphRow(Fact):
    """Lymph nodes of a muscle part; group: which of these nodes; tissue: the muscle, or the skin over it."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "nodes", "tissue")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles", "nodes": "lymph_nodes"}

    muscle: Name
    nodes: Name
    group: str
    tissue: Literal["muscle", "skin"]
    confidence: Confidence
