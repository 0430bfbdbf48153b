"""Named regions of anatomy: what bounds, covers and fills a space, and what a layer of fascia holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dorsum.anatomy import rows
from dorsum.anatomy.atlas.words import choose, words
from dorsum.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from dorsum.anatomy.atlas.atlas import Atlas
    from dorsum.anatomy.atlas.muscle import Muscle

NOT_FELT = "our sources do not say where to feel it on the living body"
NO_USE = "our sources name no use"
# What a region's rows are told as, in this order.
ROLES = {
    "bound": "bounds",
    "floor": "floor",
    "roof": "roof",
    "over": "lies over it",
    "content": "content",
    "near": "passes by",
    "attached": "attached to",
    "arises": "arise from it or pull on it",
    "within": "encloses or parts",
    "use": "used for",
    "felt": "to feel",
}
# What a muscle is to a region.
IS = {
    "bound": "bound",
    "floor": "floor",
    "roof": "roof",
    "over": "lies over it",
    "near": "passes by",
    "attached": "attached to it",
    "arises": "arises from it or pulls on it",
    "within": "enclosed or parted by it",
}


@dataclass(frozen=True, eq=False, repr=False)
class Region:
    """A triangle, space or layer: `record` in `named_regions.csv`, `facts` in `region_parts.csv`."""

    atlas: Atlas
    record: rows.NamedRegionRow

    @property
    def id(self) -> str:
        """Its key in the tables."""
        return self.record.region

    @property
    def name(self) -> str:
        """What it is called."""
        return self.record.name

    @property
    def facts(self) -> tuple[rows.RegionPartRow, ...]:
        """Its facts, bounds in their order around it."""
        return tuple(row for row in self.atlas.tables.region_parts if row.region == self.id)

    def of(self, role: str) -> tuple[rows.RegionPartRow, ...]:
        """The rows of a role."""
        return tuple(row for row in self.facts if row.role == role)

    @property
    def bounds(self) -> tuple[Muscle, ...]:
        """The muscle parts that bound it."""
        found = {muscle for row in self.of("bound") for muscle in row.muscles}
        return tuple(part for part in self.atlas.parts if part.ids[0] in found)

    @property
    def areas(self) -> tuple[rows.RegionAreaRow, ...]:
        """Its measured areas."""
        return tuple(row for row in self.atlas.tables.region_areas if row.region == self.id)

    @property
    def sources(self) -> tuple[rows.SourceRow, ...]:
        """Where its facts come from."""
        keys = {key for row in (self.record, *self.facts, *self.areas) for key in row.source}
        return tuple(row for row in self.atlas.tables.sources if row.key in keys)

    def __repr__(self) -> str:
        bounds = ", ".join(row.what for row in self.of("bound")) or "no bounds"
        return f"<Region {self.id}: {self.name}; {bounds}>"


def named(row: rows.NamedRegionRow) -> list[str]:
    """What a region is called."""
    return [row.region, row.name, *filter(None, (row.latin_name, row.ta2_id, row.fma_id)), *row.synonyms]


def regions(atlas: Atlas, name: str, *, exact: bool = False) -> list[Region]:
    """The regions of a name: one, or all that are parts of what is called so; none if no name fits.

    exact: only of that very name.
    """
    table, wanted = atlas.tables.named_regions, words(name)
    whole = [row for row in table if row.part_of and wanted and words(row.part_of) == wanted]
    if whole:
        return [Region(atlas, row) for row in whole]
    try:
        found = choose("region", name, table, named)
    except UnknownName:
        return []
    if exact:
        found = [row for row in found if wanted in map(words, named(row))]
    return [Region(atlas, row) for row in found]


def known(atlas: Atlas) -> set[str]:
    """All names of regions."""
    table = atlas.tables.named_regions
    return {name for row in table for name in (row.name, *row.synonyms)} | {
        r.part_of for r in table if r.part_of
    }


def region(atlas: Atlas, name: str) -> Region:
    """The one region of a name.

    Raises:
        BadInput: if the name fits several.
        UnknownName: if it fits none.
    """
    found = regions(atlas, name)
    if not found:
        raise UnknownName("named region", name, known(atlas))
    if len(found) > 1:
        raise BadInput(f"{name!r} may be {'; '.join(one.name for one in found)}: say which")
    return found[0]


def bounding(atlas: Atlas, name: str) -> set[str]:
    """The muscle parts that bound the regions of a name.

    Raises:
        BadInput: if these are layers, which have no bounds.
        UnknownName: if nothing is called so.
    """
    found = regions(atlas, name)
    if not found:
        raise UnknownName("named region", name, known(atlas))
    if all(one.record.type == "layer" for one in found):
        raise BadInput(
            f"{name!r} is a fascia and has no bounds: `dorsum regions {name!r}` says what it is attached to "
            "and what arises from it"
        )
    return {part.ids[0] for one in found for part in one.bounds}


def sheet(region: Region) -> dict[str, Any]:
    """Every fact of a region, as plain values and words."""
    record = region.record
    return {
        "region": region.id,
        "name": region.name,
        "latin_name": record.latin_name or "not known: the sources name none",
        "synonyms": list(record.synonyms),
        "type": record.type,
        "part_of": record.part_of,
        "ta2_id": record.ta2_id or "not known: no entry was seen",
        "fma_id": record.fma_id or "not known: no entry was seen",
        "definition": record.definition,
        **_standing(record),
        "parts": [_part(region.atlas, row) for row in region.facts],
        "areas": [
            {"sample": row.sample, "area_mm2": row.area_mm2, "sd_mm2": row.sd_mm2, "source": list(row.source)}
            for row in region.areas
        ],
        "lacks": list(_lacks(region)),
        "sources": [{"key": row.key, "citation": row.citation, "tier": row.tier} for row in region.sources],
    }


def _lacks(region: Region) -> Iterable[str]:
    if not region.of("felt"):
        yield NOT_FELT
    if not region.of("use"):
        yield NO_USE


def _part(atlas: Atlas, row: rows.RegionPartRow) -> dict[str, Any]:
    tables = atlas.tables
    names = {found.nerve: found.name for found in tables.nerves}
    arteries = {found.artery: found.name for found in tables.arteries}
    veins = {found.vein: found.name for found in tables.veins}
    return {
        "role": row.role,
        "told_as": ROLES[row.role],
        "side": row.side,
        "what": row.what,
        "muscles": list(row.muscles),
        "slips": list(row.slips),
        "bones": list(row.bones),
        "landmarks": list(row.landmarks),
        "nerves": [names[key] for key in row.nerves],
        "arteries": [arteries[key] for key in row.arteries],
        "veins": [veins[key] for key in row.veins],
        "detail": row.detail,
        **_standing(row),
    }


def _standing(row: rows.NamedRegionRow | rows.RegionPartRow) -> dict[str, Any]:
    return {
        "confidence": row.confidence,
        "provenance": row.provenance,
        "source": list(row.source),
        "note": row.note,
    }


def of_muscle(muscle: Muscle) -> list[dict[str, str]]:
    """The regions that a muscle bounds, covers or is part of."""
    names = {row.region: row.name for row in muscle.atlas.tables.named_regions}
    return [
        {
            "region": row.region,
            "name": names[row.region],
            "told_as": f"{row.side} {IS[row.role]}" if row.role == "bound" else IS[row.role],
        }
        for row in muscle.atlas.tables.region_parts
        if not set(row.muscles).isdisjoint(muscle.ids)
    ]
