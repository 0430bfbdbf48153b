"""`dorsum strength`: the greatest moments that the muscles can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.terminal import AsJson, console, each, print_json

if TYPE_CHECKING:
    from dorsum.function.strength import Strength

Joint = Annotated[str, typer.Argument(metavar="[JOINT]", help="A spinal joint, such as L5/S1 or C7/T1.")]
Who = Annotated[str, typer.Option(metavar="NAME|FILE", help="Whose body: male, female or a file.")]


def strength(joint: Joint = "L5/S1", subject: Who = "male", as_json: AsJson = False) -> None:
    """Push against a pad as hard as the muscles can: extension, flexion, bending and twist of a joint."""
    from dataclasses import asdict

    from dorsum.body.subject import Subject
    from dorsum.function.strength import EFFORTS, strength
    from dorsum.motion.analyze import model_for

    model = model_for(Subject.find(subject))
    found = [strength(model, joint, direction) for direction in each(list(EFFORTS), "pushing", list(EFFORTS))]
    if as_json:
        print_json([asdict(effort) for effort in found])
    else:
        print_strength(found)


def print_strength(found: Sequence[Strength]) -> None:
    """A line for each direction."""
    from rich.table import Table

    screen = console()
    first = found[0]
    screen.print(f"Upright, pelvis held, against a pad on {first.pad}: moment about {first.joint} in N·m")
    table = Table(box=None, header_style="dim")
    table.add_column("effort")
    for name in ("held", "push of the pad", "gives way at", "joint alone", "with muscles left out"):
        table.add_column(name, justify="right")
    for effort in found:
        unit = "N·m" if effort.direction == "twist" else "N"
        table.add_row(
            effort.direction,
            f"{effort.moment_nm:.0f}" if effort.moment_nm >= 10 else f"{effort.moment_nm:.1f}",
            f"{effort.push:.0f} {unit}",
            effort.gives_way,
            f"{effort.muscles_nm:.0f}",
            f"{effort.all_nm:.0f}",
        )
    screen.print(table)
    screen.print("Not a diagnosis, not for clinical decisions.", style="dim")
