"""`dorsum strength`: the greatest moments that the muscles can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.analyze import Free, Way
from dorsum.cli.terminal import AsJson, console, each, print_json

if TYPE_CHECKING:
    from dorsum.function.strength import Strength
    from dorsum.motion.posture import Posture

Joint = Annotated[
    str,
    typer.Argument(metavar="[JOINT]", help="A spinal joint, such as L5/S1 or C7/T1; or hip, knee, shoulder."),
]
Who = Annotated[str, typer.Option(metavar="NAME|FILE", help="Whose body: male, female or a file.")]
Towards = Annotated[
    list[float] | None,
    typer.Option(
        metavar="°", help="Effort to one side: 0 back, 90 right, 180 forward, 270 left; may be repeated."
    ),
]
Bent = Annotated[float | None, typer.Option(metavar="°", help="How far the trunk is bent forward.")]
Like = Annotated[
    str | None, typer.Option("--task", metavar="TASK", help="In the posture of a task, or of a task file.")
]

MOST_LIMITS, MOST_GIVES = 4, 6  # muscles that are named


def strength(
    joint: Joint = "L5/S1",
    subject: Who = "male",
    towards: Towards = None,
    trunk: Bent = None,
    task: Like = None,
    posture: Way = "giving",
    free: Free = None,
    as_json: AsJson = False,
) -> None:
    """Push against a pad as hard as the muscles can: extension, flexion, bending and twist of a joint.

    Tells the push of the pad, its moment, that with the weight of the body above, and what limits it.
    """
    from dataclasses import asdict

    from dorsum.body.subject import Subject
    from dorsum.function.limb_strength import LIMBS, directions
    from dorsum.function.strength import EFFORTS, strength
    from dorsum.mechanics.analysis import Options
    from dorsum.motion.analyze import model_for

    options = Options(posture=posture, free=None if free is None else tuple(free))
    stands, model = _posture(trunk, task), model_for(Subject.find(subject), options)
    efforts: list[str | float] = list(EFFORTS)
    if joint in LIMBS:
        efforts = list(directions(model.body.tables, LIMBS[joint]))
    if towards:
        efforts = list(towards)
    found = [
        strength(model, joint, direction, stands, options)
        for direction in each(efforts, "pushing", [str(effort) for effort in efforts])
    ]
    if as_json:
        print_json([asdict(effort) for effort in found])
    else:
        print_strength(found, _told(trunk, task))


def _posture(trunk: float | None, task: str | None) -> Posture:
    from dorsum.errors import BadInput
    from dorsum.motion.posture import Posture
    from dorsum.motion.task import Task

    if task is None:
        return Posture(trunk_inclination=trunk)
    if trunk is not None:
        raise BadInput("the trunk is bent as --trunk or as --task has it, not both")
    return Task.find(task).posture


def _told(trunk: float | None, task: str | None) -> str:
    if task is not None:
        return f"In the posture of {task}"
    return "Upright" if trunk is None else f"Trunk bent by {trunk:g}°"


def print_strength(found: Sequence[Strength], stands: str = "Upright") -> None:
    """A line for each direction, and what limits each."""
    from rich.table import Table

    screen = console()
    first = found[0]
    screen.print(
        f"{stands}, {first.held}, against a pad on {first.pad}: moment about {_words(first.joint)} in N·m",
        soft_wrap=True,
    )
    table = Table(box=None, header_style="dim")
    table.add_column("effort")
    pad = ("push of the pad", "its moment", "with body weight", "gives way at")
    for name in (*pad, "joint alone", "with all muscles"):
        table.add_column(name, justify="right")
    for effort in found:
        table.add_row(
            _words(effort.direction),
            f"{effort.push:.0f} {effort.unit}",
            _rounded(effort.moment_nm),
            _rounded(effort.total_nm),
            effort.gives_way,
            f"{effort.muscles_nm:.0f}",
            f"{effort.all_nm:.0f}",
        )
    screen.print(table)
    screen.print("What limits it, by how much a muscle 1 % stronger would add:")
    for effort in found:
        named = list(effort.limits.items())[:MOST_LIMITS]
        told = ", ".join(f"{_words(muscle)} {growth:.2f} %" for muscle, growth in named)
        screen.print(f"  {_words(effort.direction)}: {told or 'no one muscle'}", soft_wrap=True)
    screen.print("What each muscle does about the joint, in N·m:")
    for effort in found:
        given = [f"{_words(muscle)} {_rounded(nm)}" for muscle, nm in effort.gives_nm.items()][:MOST_GIVES]
        screen.print(f"  {_words(effort.direction)}: {', '.join(given)}", soft_wrap=True)
    screen.print("Not a diagnosis, not for clinical decisions.", style="dim")


def _rounded(moment: float) -> str:
    return f"{moment:.0f}" if abs(moment) >= 10 else f"{moment:.1f}"


def _words(name: str) -> str:
    """A name of the tables as people write it."""
    return name.replace("_", " ")
