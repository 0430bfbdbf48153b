"""`dorsum exercises`: what loads, moves or lengthens a muscle, and how much effort was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, heading, print_json, spoken
from dorsum.errors import BadInput

For = Annotated[str | None, typer.Option("--for", metavar="MUSCLE", help="Only those that load it.")]
Stretch = Annotated[str | None, typer.Option(metavar="MUSCLE", help="Only those that lengthen it.")]


def exercises(for_: For = None, stretch: Stretch = None, as_json: AsJson = False) -> None:
    """List exercises, their muscles and efforts."""
    if for_ is not None and stretch is not None:
        raise BadInput("--for and --stretch exclude each other")
    from dorsum.anatomy.atlas import Atlas
    from dorsum.anatomy.atlas.exercises import listed
    from dorsum.anatomy.atlas.pain import DISCLAIMER

    atlas = Atlas()
    found = listed(atlas, for_, stretch)
    if as_json:
        print_json({**found, "disclaimer": DISCLAIMER})
        return
    from dorsum.cli.muscle import pairs

    names = {row.muscle: row.name for row in atlas.tables.muscles}
    screen = console()
    screen.print(heading("Exercises") if found["exercises"] else "no exercise of the tables")
    screen.print(pairs((row["exercise"], text(row, names)) for row in found["exercises"]))
    if found["measured"]:
        screen.print(heading("\nMeasured"))
        screen.print(pairs((row["exercise"], effort(row)) for row in found["measured"]))
    screen.print(f"\n{DISCLAIMER}")


def text(row: dict[str, Any], names: Mapping[str, str]) -> str:
    """What an exercise does, with evidence, documents and sources."""
    said = [
        row["effect"],
        ", ".join(names.get(muscle, spoken(muscle)) for muscle in row["muscles"]),
        row["how"],
        row["evidence"],
    ]
    named = f"named by {', '.join(row['documents'])}" if row["documents"] else ""
    return "; ".join(filter(None, [*said, named])) + f" [{', '.join(row['source'])}; {row['confidence']}]"


def effort(row: dict[str, Any]) -> str:
    """A measured effort in words."""
    value = "" if row["value"] is None else f"{row['comparison']} {row['value']:g}"
    sd = "" if row["sd"] is None else f" ± {row['sd']:g}"
    unit = {"pct_mvic": "% MVIC", "pct_mvc": "% MVC", "n": "N"}.get(row["unit"], row["note"])
    return f"{row['quantity']} {value}{sd} {unit} [{', '.join(row['source'])}]".replace("= ", "")
