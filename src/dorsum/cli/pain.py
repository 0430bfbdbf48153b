"""`dorsum pain`: what is known of pain in a place; warnings first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, heading, print_json
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

Places = Annotated[
    list[str] | None,
    typer.Option("--at", metavar="PLACE", help="Where: a region or plain words; may be given again."),
]
Since = Annotated[str | None, typer.Option(metavar="TIME", help="For how long: 3d, 5w, 2m, 1y.")]
Signs = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="SIGN", help="Another sign, such as fever; may be given again."),
]
List = Annotated[
    bool, typer.Option("--signs", help="List the signs that --with knows: of the places, or all.")
]
Cited = Annotated[bool, typer.Option("--sources", help="Name the sources in full, too.")]


def pain(
    at: Places = None,
    since: Since = None,
    with_: Signs = None,
    list_signs: List = False,
    sources: Cited = False,
    as_json: AsJson = False,
) -> None:
    """Say what is known of pain; not a diagnosis."""
    from dorsum.anatomy.atlas import Atlas

    found: Any
    if list_signs:
        if since is not None or with_ or sources:
            raise BadInput("--signs goes with --at and --json alone")
        found = listing(at)
        if as_json:
            print_json(found)
        else:
            console().print(table(found))
        return
    from dorsum.anatomy.atlas.pain import answer

    found = answer(Atlas(), at or (), since, with_ or ())
    if as_json:
        print_json(found)
        return
    screen = console()
    for block in blocks(found, sources):
        screen.print(block)


def listing(at: list[str] | None) -> list[dict[str, Any]]:
    """Signs that can be named: those of the places, or all."""
    from dorsum.anatomy.atlas.pain import signs_of
    from dorsum.anatomy.read import load

    return signs_of(load(), at or ())


def table(found: list[dict[str, Any]]) -> Table:
    """Signs, what to do, and what else they may be called."""
    from rich.table import Table

    made = Table("sign", "what to do", "with pain in", "also called", box=None, header_style="bold")
    for row in found:
        made.add_row(row["sign"], row["do"], ", ".join(row["areas"]), ", ".join(row["plain_words"]))
    return made


def blocks(found: dict[str, Any], sources: bool = False) -> Iterator[str | Table | Text]:
    """The answer: what to do first, and what the program is not at the end."""
    from dorsum.anatomy.atlas.pain_words import sections
    from dorsum.cli.muscle import pairs

    yield heading(found["first"], style="bold red" if found["red_flags"] else "bold")
    yield found["rule"]
    for section in sections(found):
        if section.key == "sources" and not sources:
            continue
        style = "bold red" if section.key == "red_flags" else "bold"
        yield heading(f"\n{section.title}", section.note, style)
        if section.rows:
            yield pairs((row.name, row.text) for row in section.rows)
        if section.key == "watch_for":
            yield from found["lacks"]
    yield f"\n{found['disclaimer']}"
