"""The sheet of a named region of anatomy, for `dorsum muscle` and `dorsum regions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dorsum.cli.terminal import console, heading, print_json

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from dorsum.anatomy.atlas import Region
    from dorsum.shape.outlines import Outline

MM2_PER_CM2 = 100


def show(regions: Sequence[Region], as_json: bool, outlines: bool = False) -> None:
    """Print the sheets; JSON of one is an object, of several a list. outlines: with those of the model."""
    from dorsum.anatomy.atlas.region import sheet

    found = [sheet(region) for region in regions]
    if outlines:
        for one, region in zip(found, regions, strict=True):
            one["outline"] = outline_of(region)
    if as_json:
        print_json(found[0] if len(found) == 1 else found)
        return
    screen = console()
    for one in found:
        for block in blocks(one):
            screen.print(block)


def listing(regions: Sequence[Region], as_json: bool) -> None:
    """Print the names of all named regions."""
    if as_json:
        from dorsum.anatomy.atlas.region import sheet

        print_json([sheet(region) for region in regions])
        return
    from rich.table import Table

    table = Table("named region", "what it is", "bounds or muscles", box=None, header_style="bold")
    for region in regions:
        rows = region.of("bound") or region.of("arises") or region.of("within")
        table.add_row(region.name, region.record.definition, ", ".join(row.what for row in rows))
    console().print(table)


def blocks(found: Mapping[str, Any]) -> Iterator[str | Table | Text]:
    """The sheet as text and tables."""
    from dorsum.cli.muscle import also, pairs

    yield heading(found["name"], also(found["synonyms"]))
    of_record = [("what it is", found["definition"]), ("Latin", found["latin_name"])]
    if found["part_of"]:
        of_record.append(("one of", found["part_of"]))
    yield pairs(of_record)
    titles = dict.fromkeys(part["told_as"] for part in found["parts"])
    for title in titles:
        yield heading(f"\n{title[0].upper()}{title[1:]}")
        yield pairs((part["side"] or "·", text(part)) for part in found["parts"] if part["told_as"] == title)
    if found["areas"]:
        yield heading("\nMeasured area")
        yield pairs(
            (area(row["area_mm2"], row["sd_mm2"]), f"{row['sample']} [{', '.join(row['source'])}]")
            for row in found["areas"]
        )
    if "outline" in found:
        yield heading("\nIn the model")
        yield outline_text(found["outline"])
    yield "\n" + "; ".join([*found["lacks"], "a table of facts, not an examination"]) + "."
    yield pairs([("sources", ", ".join(source["key"] for source in found["sources"])), ("", "")])


def text(part: Mapping[str, Any]) -> str:
    """A fact with where it comes from."""
    said = "; ".join(filter(None, (part["what"], part["detail"], part["note"])))
    return f"{said} [{', '.join(part['source'])}; {part['confidence']} confidence]"


def area(value: float, sd: float | None = None) -> str:
    """An area in words."""
    spread = f" ± {sd / MM2_PER_CM2:.1f}" if sd is not None else ""
    return f"{value / MM2_PER_CM2:.1f}{spread} cm²"


def outline_of(region: Region) -> dict[str, Any] | None:
    """What the lines of the model make of a space, right side of an average man; None for a layer."""
    if region.record.type == "layer":
        return None
    from dorsum.body.body import Body
    from dorsum.shape.outlines import outline

    return outline_as_dict(outline(Body.of("male", region.atlas.tables), region.id))


def outline_as_dict(found: Outline) -> dict[str, Any]:
    """Corners in standing, m, with the bounds that meet there and how far apart their lines stay."""
    after = (*found.bounds[1:], found.bounds[0])
    return {
        "closed": found.closed,
        "amiss": list(found.amiss),
        "area_mm2": round(found.area * 1e6, 1) if found.closed else None,
        "corners": [
            {
                "between": [one.what, other.what],
                "at_m": [round(float(x), 5) for x in corner.at],
                "gap_mm": round(1000 * corner.gap, 1),
            }
            for one, other, corner in zip(found.bounds, after, found.corners, strict=True)
        ],
        "sides_mm": {
            row.what: round(1000 * float(length), 1)
            for row, length in zip(found.bounds, found.sides, strict=True)
        },
    }


def outline_text(found: Mapping[str, Any] | None) -> str:
    """The outline in a sentence."""
    if found is None:
        return "a layer has no outline"
    widest = max(found["corners"], key=lambda corner: corner["gap_mm"])
    apart = f"at most {widest['gap_mm']:.0f} mm apart, {widest['between'][0]} and {widest['between'][1]}"
    if not found["closed"]:
        return f"its lines, one or a few for a muscle, enclose no such region: {'; '.join(found['amiss'])}"
    enclosed = f"lines of muscles and borders of bones of an average man enclose {area(found['area_mm2'])}"
    return f"{enclosed}; neighbours stay {apart}"
