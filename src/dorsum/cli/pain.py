"""`dorsum pain`: what is known of pain in a place; warnings first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, heading, print_json, spoken
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

FIRST = 10  # muscles shown; --json has all
MEMORY = "general knowledge, unread"
UNTOLD = {
    "definition",
    "classification",
    "time",
    "factor",
    "prevention",
}  # effects that say nothing of their own
TESTS = " (sens: of the ill, share found; spec: of the well, share cleared; LR: factor on the odds)"


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
    from dorsum.anatomy.atlas.pain import regions
    from dorsum.anatomy.atlas.signs import listing as of_areas
    from dorsum.anatomy.read import load

    tables = load()
    if not at:
        return of_areas(tables)
    return of_areas(tables, {area for place in at for row in regions(tables, place) for area in row.areas})


def table(found: list[dict[str, Any]]) -> Table:
    """Signs, what to do, and what else they may be called."""
    from rich.table import Table

    made = Table("sign", "what to do", "with pain in", "also called", box=None, header_style="bold")
    for row in found:
        made.add_row(row["sign"], row["do"], ", ".join(row["areas"]), ", ".join(row["plain_words"]))
    return made


def blocks(found: dict[str, Any], sources: bool = False) -> Iterator[str | Table | Text]:
    """The answer: what to do first, and what the program is not at the end."""
    from dorsum.cli.muscle import pairs

    yield heading(found["first"], style="bold red" if found["red_flags"] else "bold")
    yield found["rule"]
    if found["red_flags"]:
        yield heading("\nWarning signs named", style="bold red")
        yield pairs((row["do"].upper(), text(row)) for row in found["red_flags"])
    yield heading("\nWarning signs to know")
    yield pairs((do, "; ".join(signs)) for do, signs in found["watch_for"].items() if signs)
    yield from found["lacks"]
    titles = {
        "signs": "Signs named",
        "course": "Course",
        "conditions": "Conditions of these places",
        "tests": "Tests and what they tell",
        "imaging": "Imaging",
        "treatments": "Treatments and their evidence",
        "advice": "Advice and its evidence",
    }
    for key, title in titles.items():
        if found[key]:
            yield heading(f"\n{title}", TESTS if key == "tests" else "")
            yield pairs((row["subject"], text(row)) for row in found[key])
    if found["muscles"]:
        yield heading(
            "\nMuscles whose referral zones cover the places", " (share explained; disputed concept)"
        )
        yield pairs(
            (f"{row['explains']:.0%} {row['subject']}", zone(row)) for row in found["muscles"][:FIRST]
        )
    else:
        yield "\nno referral zone of the tables covers the places"
    if found["exercises"]:
        yield heading("\nExercises of the first muscles")
        yield pairs((row["subject"], text(row)) for row in found["exercises"])
    if sources:
        yield heading("\nSources")
        yield pairs((named(key), citation) for key, citation in found["sources"].items())
    yield f"\n{found['disclaimer']}"


def text(row: dict[str, Any]) -> str:
    """A fact with its evidence and sources."""
    about = row["subject"] if "do" in row else "" if row["effect"] in UNTOLD else row["effect"]
    said = "; ".join([*filter(None, (about, row["detail"], row["evidence"])), *row.get("documents_say", ())])
    elsewhere = row.get("listed_for")
    if elsewhere:
        said += f"; our sources list it for the {', '.join(elsewhere)}, ask about it all the same"
    return f"{said} [{origin(row)}]"


def origin(row: dict[str, Any]) -> str:
    """Sources and how well a fact stands."""
    return f"{', '.join(map(named, row['source']))}; {row['confidence']} confidence"


def named(key: str) -> str:
    """A source as it is told."""
    return MEMORY if key == "recall" else key


def zone(row: dict[str, Any]) -> str:
    """Which places a zone covers, and where else it lies."""
    covered = [
        f"{kind}: {', '.join(map(spoken, row[kind]))}" for kind in ("essential", "spillover") if row[kind]
    ]
    elsewhere = f"also {', '.join(row['elsewhere'])}" if row["elsewhere"] else "nowhere else"
    return f"{'; '.join(covered)}; {elsewhere} [{origin(row)}]"
