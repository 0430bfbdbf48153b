"""What must hold of named regions: a space is bounded all around, and its borders are of what bounds it."""

from collections.abc import Iterator, Mapping

from dorsum.anatomy.sheets import Book, Law, Placed
from dorsum.errors import Fault

FEWEST_BOUNDS = 3  # sides of a triangle


def _bounded(book: Book) -> Iterator[Fault]:
    """A triangle or space has three borders at least, each of one kind; a layer has none, but is attached."""
    parts = book["region_parts"].rows
    for placed in book["named_regions"].rows:
        own = [part for part in parts if part.row.region == placed.row.region]
        sides = [part for part in own if part.row.role == "bound" and _border(part)]
        if placed.row.type == "layer":
            if any(part.row.role == "bound" for part in own):
                yield placed.fault("type", "a layer has no bounds in region_parts.csv")
            if not any(part.row.role == "attached" for part in own):
                yield placed.fault(
                    "region", "needs a row of region_parts.csv that says what it is attached to"
                )
        elif len(sides) < FEWEST_BOUNDS:
            yield placed.fault("region", f"needs {FEWEST_BOUNDS} bounds with slips or landmarks at least")


def _borders(book: Book) -> Iterator[Fault]:
    """A border is made of slips of the muscle that bounds, drawn ones, or of points of the bone that does."""
    drawn = {(placed.row.muscle, placed.row.slip) for placed in book["fascicles"].rows}
    bordered = {
        (p.row.region, p.row.side) for p in book["region_parts"].rows if p.row.role == "bound" and _border(p)
    }
    for placed in book["region_parts"].rows:
        row = placed.row
        for slip in row.slips:
            muscle, _, name = slip.partition(".")
            if muscle not in row.muscles:
                yield placed.fault("slips", f"{slip} is no slip of its muscles")
            elif (muscle, name) not in drawn:
                yield placed.fault("slips", f"{slip} has no fascicle")
        for landmark in row.landmarks:
            if landmark.split(".")[0] not in row.bones:
                yield placed.fault("landmarks", f"{landmark} is no landmark of its bones")
        if row.role != "bound":
            continue
        if not row.side:
            yield placed.fault("side", "a bound needs the side that it is on")
        if row.slips and row.landmarks:
            yield placed.fault("landmarks", "a border is made of slips or of landmarks, not of both")
        if not _border(placed) and (row.region, row.side) not in bordered:
            yield placed.fault("slips", "the first bound of a side needs slips or landmarks")


def _border(placed: Placed) -> bool:
    return bool(placed.row.slips or placed.row.landmarks)


LAWS_OF_REGIONS: Mapping[Law, tuple[str, ...]] = {
    _bounded: ("named_regions", "region_parts"),
    _borders: ("region_parts", "fascicles"),
}
