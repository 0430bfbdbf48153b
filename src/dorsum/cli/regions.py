"""`dorsum regions`: where it can hurt."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import AsJson, console, print_json, working

if TYPE_CHECKING:
    from dorsum.anatomy.read import Tables
    from dorsum.anatomy.rows import RegionRow

Places = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PLACE]...", help="Only these: regions or plain words, such as 'low back'."),
]
File = Annotated[
    Path | None,
    typer.Option("--picture", metavar="FILE.svg", help="Draw the body with every region; PLACEs stand out."),
]


def regions(places: Places = None, picture: File = None, as_json: AsJson = False) -> None:
    """List the places that `dorsum pain` knows, or draw them."""
    check_output(picture, [".svg"])
    from dorsum.anatomy.read import load

    tables = load()
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
    console().print(table)


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
