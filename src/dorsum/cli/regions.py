"""`dorsum regions`: where it can hurt, and the named regions of anatomy."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import AsJson, console, print_json, working
from dorsum.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from dorsum.anatomy.atlas import Atlas, Region
    from dorsum.anatomy.read import Tables
    from dorsum.anatomy.rows import RegionRow

Places = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PLACE]...",
        help="Only these: regions or plain words, such as 'low back'; or named regions, 'Petit triangle'.",
    ),
]
File = Annotated[
    Path | None,
    typer.Option("--picture", metavar="FILE.svg", help="Draw the body with every region; PLACEs stand out."),
]
Named = Annotated[
    bool, typer.Option("--named", help="List the named regions: triangles, spaces and layers of fascia.")
]
WithOutline = Annotated[
    bool, typer.Option("--outline", help="Of a named region: what the lines of the model enclose, too.")
]


def regions(
    places: Places = None,
    picture: File = None,
    named: Named = False,
    with_outline: WithOutline = False,
    as_json: AsJson = False,
) -> None:
    """List the places that `dorsum pain` knows, or draw them; tell of a named region of anatomy."""
    check_output(picture, [".svg"])
    if named and (places or picture):
        raise BadInput("--named lists the named regions: it goes with --json alone")
    from dorsum.anatomy.atlas import Atlas

    atlas = Atlas()
    tables = atlas.tables
    if named:
        from dorsum.cli.named_region import listing

        listing(atlas.regions, as_json)
        return
    of_anatomy = sheets_asked(atlas, places or ())
    if of_anatomy:
        if picture is not None:
            raise BadInput("--picture draws where it can hurt; `dorsum view` shows a named region")
        from dorsum.cli.named_region import show

        show(of_anatomy, as_json, with_outline)
        return
    if with_outline:
        raise BadInput("--outline goes with a named region, such as 'suboccipital triangle'")
    found = chosen(tables, places or ())
    if picture is not None:
        draw(tables, picture, [row.region for row in found] if places else [])
    if as_json:
        print_json([asdict(row) for row in found])
        return
    from rich.table import Table

    table = Table("region", "plain words", "where", box=None, header_style="bold")
    for row in found:
        table.add_row(row.region, ", ".join(row.plain_words), row.definition)
    screen = console()
    screen.print(table)
    if not places:
        screen.print("\nTriangles, spaces and layers of fascia: dorsum regions --named")


def sheets_asked(atlas: Atlas, places: list[str] | tuple[()]) -> list[Region]:
    """The named regions asked for; none if these are places where it can hurt.

    Raises:
        BadInput: for both at once.
        UnknownName: for a word that is neither.
    """
    from dorsum.anatomy.atlas.pain import regions as of_place
    from dorsum.anatomy.atlas.region import known, regions

    named: list[Region] = []
    hurting: list[str] = []
    for place in places:
        try:
            of_place(atlas.tables, place)
            hurting.append(place)
        except UnknownName:
            found = regions(atlas, place)
            if not found:
                words = {word for row in atlas.tables.regions for word in (row.region, *row.plain_words)}
                raise UnknownName("region", place, words | known(atlas)) from None
            named += found
    if named and hurting:
        raise BadInput(
            f"{hurting[0]!r} is a place where it can hurt, {named[0].name!r} a named region: ask apart"
        )
    return named


def chosen(tables: Tables, places: list[str] | tuple[()]) -> list[RegionRow]:
    """The regions that places mean; all where none is named.

    Raises:
        UnknownName: for a place that no region is called.
    """
    from dorsum.anatomy.atlas.pain import regions as of_place

    named = {row.region for place in places for row in of_place(tables, place)}
    return [row for row in tables.regions if not places or row.region in named]


def draw(tables: Tables, file: Path, here: list[str]) -> None:
    """Write the body map."""
    from dorsum.body.body import Body
    from dorsum.files import write_whole
    from dorsum.report.body_map import body_map

    with working("drawing"):
        svg = body_map(Body.of("male", tables), here)
    write_whole(file, lambda path: path.write_text(svg, encoding="utf-8"))
