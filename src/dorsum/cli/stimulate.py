"""`dorsum stimulate`: pull a muscle and see what moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.terminal import AsJson, console, heading, print_json, working

if TYPE_CHECKING:
    from dorsum.function.stimulate import Movement, Stimulation

Name = Annotated[
    str, typer.Argument(metavar="MUSCLE", help="Any name of a muscle, a part or a group, in any case.")
]
Side = Annotated[str, typer.Option(help="right, left or both.")]
Activation = Annotated[float, typer.Option(help="0 to 1.")]
Fix = Annotated[str, typer.Option(metavar="BODY", help="What is held: a bone, thorax, femur, vertebrae …")]
Who = Annotated[str, typer.Option(metavar="NAME|FILE", help="Whose body: male, female or a file.")]


def stimulate(
    muscle: Name,
    side: Side = "both",
    activation: Activation = 1.0,
    fix: Fix = "pelvis",
    subject: Who = "male",
    as_json: AsJson = False,
) -> None:
    """Pull a muscle: what moves and how far, without gravity, all other muscles passive."""
    from dorsum.body.subject import Subject
    from dorsum.function.headline import Headline
    from dorsum.function.stimulate import stimulate as pull

    with working("pulling"):
        done = pull(muscle, side=side, activation=activation, fix=fix, subject=Subject.find(subject))
    if as_json:
        print_json(done.as_dict() | Headline(done).as_dict())
    else:
        print_stimulation(done)


def print_stimulation(done: Stimulation) -> None:
    """What the muscle is for first, then part by part and joint by joint."""
    from dorsum.function.headline import Headline

    screen = console()
    how = "both sides" if done.side == "both" else f"{done.side} side"
    fix = done.fix.replace("_", " ")
    screen.print(heading(done.muscle, f", {how}, activation {done.activation:g}, {fix} held still"))
    if not done.joints:
        screen.print("Nothing turns by more than 0.1°.")
        return
    screen.print(*Headline(done).sentences, sep="\n")
    screen.print(table("part", done.parts))
    screen.print(table("joint", done.joints))
    screen.print("Gravity off, from standing, all other muscles passive: an action, not a posture of people.")


def table(name: str, moves: Sequence[Movement]) -> object:
    """Movements in rows."""
    from rich.table import Table

    grid = Table(name, "movement", "how far", box=None, header_style="bold")
    for move in moves:
        size = f"{move.amount:.1f}{'°' if move.unit == '°' else ' mm'}"
        grid.add_row(f"{move.side} {move.what}".strip(), move.movement, size)
    return grid
