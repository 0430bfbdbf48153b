"""What the page shows of named regions."""

from __future__ import annotations

from dorsum.anatomy import rows
from dorsum.anatomy.atlas import Atlas, Region
from dorsum.body.body import Body
from dorsum.shape.outlines import outline
from dorsum.view.api.regions import RegionCorner, RegionName, RegionPlace

FROM_BEHIND = (180.0, 4.0)  # azimuth and elevation, degrees; a layer of fascia is seen so
COVERS = ("roof", "over")


def region_names(atlas: Atlas) -> list[RegionName]:
    """The named regions, for the search box."""
    found = []
    for region in atlas.regions:
        record = region.record
        parts = list(dict.fromkeys(muscle for row in _shown(region) for muscle in row.muscles))
        over = dict.fromkeys(m for row in region.facts if row.role in COVERS for m in row.muscles)
        entry = RegionName(
            id=region.id,
            name=region.name,
            latin=record.latin_name,
            synonyms=list(record.synonyms),
            part_of=record.part_of,
            parts=parts,
            covers=[muscle for muscle in over if muscle not in parts],
        )
        found.append(entry)
    return found


def _shown(region: Region) -> tuple[rows.RegionPartRow, ...]:
    return region.of("bound") or (*region.of("arises"), *region.of("within"))


def place_of(region: Region, body: Body) -> RegionPlace:
    """Where a region lies on a body."""
    if region.record.type == "layer":
        azimuth, elevation = FROM_BEHIND
        return RegionPlace(corners=[], amiss=[], azimuth=azimuth, elevation=elevation)
    found = outline(body, region.id)
    azimuth, elevation = found.seen_from
    corners = [
        RegionCorner(at=(float(c.at[0]), float(c.at[1]), float(c.at[2])), body=c.body) for c in found.corners
    ]
    return RegionPlace(corners=corners, amiss=list(found.amiss), azimuth=azimuth, elevation=elevation)
