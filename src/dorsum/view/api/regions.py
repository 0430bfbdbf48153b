"""Named regions of anatomy: their facts, as `dorsum regions --json` prints them, and where they lie."""

from __future__ import annotations

from dorsum.view.api.atlas import Source
from dorsum.view.api.model import Message
from dorsum.view.api.scene import Vector


class RegionName(Message):
    """A named region, by which it can be found.

    parts: the muscle parts that bound it, or make up a layer. covers: those that lie over it and do not.
    """

    id: str
    name: str
    latin: str
    synonyms: list[str]
    part_of: str
    parts: list[str]
    covers: list[str]


class RegionFact(Message):
    """What bounds, covers or fills a region, or what it is used for; `told_as` says which."""

    role: str
    told_as: str
    side: str
    what: str
    muscles: list[str]
    slips: list[str]
    bones: list[str]
    landmarks: list[str]
    nerves: list[str]
    arteries: list[str]
    veins: list[str]
    detail: str
    confidence: str
    provenance: str
    source: list[str]
    note: str


class RegionArea(Message):
    """The area of a region as somebody measured it."""

    sample: str
    area_mm2: float
    sd_mm2: float | None
    source: list[str]


class RegionFacts(Message):
    """All that is known of a named region; `lacks` says what the sources do not tell."""

    region: str
    name: str
    latin_name: str
    synonyms: list[str]
    type: str
    part_of: str
    ta2_id: str
    fma_id: str
    definition: str
    confidence: str
    provenance: str
    source: list[str]
    note: str
    parts: list[RegionFact]
    areas: list[RegionArea]
    lacks: list[str]
    sources: list[Source]


class RegionCorner(Message):
    """Where two borders are nearest: a point in standing, m, and the body that carries it."""

    at: Vector
    body: int


class RegionPlace(Message):
    """Where a region of the right side lies on a subject, and whence it is seen, degrees.

    Corners follow each other around it; there are none of a layer. amiss: why the lines of the model enclose
    no such region, where they do not.
    """

    corners: list[RegionCorner]
    amiss: list[str]
    azimuth: float
    elevation: float
