"""`dorsum pain`: what is known of pain in a place; warnings first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, heading, print_json, spoken

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

FIRST = 10  # muscles shown; --json has all


def pain(at: Places = None, since: Since = None, with_: Signs = None, as_json: AsJson = False) -> None:
    """Say what is known of pain; not a diagnosis."""
    from dorsum.anatomy.atlas import Atlas
    from dorsum.anatomy.atlas.pain import answer

    found = answer(Atlas(), at or (), since, with_ or ())
    if as_json:
        print_json(found)
        return
    screen = console()
    for block in blocks(found):
        screen.print(block)


def blocks(found: dict[str, Any]) -> Iterator[str | Table | Text]:
    """The answer, warnings first and what the program is not at the end."""
    from dorsum.cli.muscle import pairs

    if found["red_flags"]:
        yield heading("Warning signs named", style="bold red")
        yield pairs((row["do"].upper(), text(row)) for row in found["red_flags"])
    yield heading("Warning signs to know")
    yield pairs((do, "; ".join(signs)) for do, signs in found["watch_for"].items())
    if found["muscles"]:
        yield heading(
            "\nMuscles whose referral zones cover the places", " (share explained; disputed concept)"
        )
        yield pairs(
            (f"{row['explains']:.0%} {row['subject']}", zone(row)) for row in found["muscles"][:FIRST]
        )
    else:
        yield "\nno referral zone of the tables covers the places"
    titles = {
        "signs": "Signs named",
        "conditions": "Conditions of these places",
        "course": "Course",
        "imaging": "Imaging",
        "treatments": "Treatments and their evidence",
        "exercises": "Exercises of the first muscles",
        "advice": "Advice and its evidence",
    }
    for key, title in titles.items():
        if found[key]:
            yield heading(f"\n{title}")
            yield pairs((row["subject"], text(row)) for row in found[key])
    yield f"\n{found['disclaimer']}"


def text(row: dict[str, Any]) -> str:
    """A fact with its evidence and sources."""
    about = row["subject"] if "do" in row else row["effect"]
    said = "; ".join([about, *filter(None, (row["detail"], row["evidence"])), *row.get("documents_say", ())])
    return f"{said} [{', '.join(row['source'])}; {row['confidence']} confidence]"


def zone(row: dict[str, Any]) -> str:
    """Which places a zone covers, and where else it lies."""
    covered = [
        f"{kind}: {', '.join(map(spoken, row[kind]))}" for kind in ("essential", "spillover") if row[kind]
    ]
    elsewhere = f"also {', '.join(map(spoken, row['elsewhere']))}" if row["elsewhere"] else "nowhere else"
    return f"{'; '.join(covered)}; {elsewhere} [{', '.join(row['source'])}; {row['confidence']} confidence]"
