"""Named regions of anatomy: triangles and spaces between muscles, and the layers of a fascia."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import Confidence, Fact, Name, Names, NotNegative, Phrases, Positive, min_len

RegionSide = Literal[
    "", "superior", "inferior", "medial", "lateral", "anterior", "posterior",
    "superomedial", "superolateral", "inferomedial", "inferolateral",
]  # fmt: skip
RegionRole = Literal[
    "bound", "floor", "roof", "over", "content", "near", "attached", "arises", "within", "use", "felt"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRegionRow(Fact):
    """A triangle or space between muscles, or a layer of a fascia; part_of: the fascia, or group of spaces.

    Not a place where it hurts: these are in `regions.csv`.
    """

    KEY: ClassVar[tuple[str, ...]] = ("region",)

    region: Name
    name: Name
    latin_name: str
    synonyms: Phrases
    type: Literal["triangle", "space", "layer"]
    part_of: str
    ta2_id: str | None
    fma_id: str | None
    definition: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPartRow(Fact):
    """What bounds, covers, fills or makes up a named region, or what it is used for.

    Bounds stand in their order around it. slips, `muscle.slip`: those that are the border on its side;
    landmarks, `bone.landmark`: points along a border of bone. A bound without both is what other sources
    name in place of another of the same side. over: covers the region beyond its roof. near: passes by.
    attached: what a layer is fixed to. arises: muscles that arise from or pull on a layer. within: what it
    encloses or parts. felt: where to feel it on the living body.
    """

    KEY: ClassVar[tuple[str, ...]] = ("region", "role", "what")
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources", "region": "named_regions", "muscles": "muscles", "slips": "slips",
        "bones": "bones", "landmarks": "landmarks", "nerves": "nerves", "arteries": "arteries",
        "veins": "veins",
    }  # fmt: skip

    region: Name
    role: RegionRole
    side: RegionSide
    what: Name
    muscles: Names
    slips: Names
    bones: Names
    landmarks: Names
    nerves: Names
    arteries: Names
    veins: Names
    detail: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionAreaRow(Fact):
    """The area of a named region as somebody measured it; sample: in whom, and how."""

    KEY: ClassVar[tuple[str, ...]] = ("region", "sample")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "region": "named_regions"}

    region: Name
    sample: Annotated[str, min_len(1)]
    area_mm2: Positive
    sd_mm2: NotNegative | None
