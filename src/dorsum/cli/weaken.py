"""`dorsum weaken`: a weak or wasted muscle, or the muscles of an age, before and after."""

from __future__ import annotations

from typing import Annotated

import typer

from dorsum.cli.amounts import what_is_left
from dorsum.cli.terminal import AsJson
from dorsum.cli.weakened import Full, Like, Report, SideOf, Who, answer
from dorsum.errors import BadInput

Muscle = Annotated[
    str | None, typer.Argument(metavar="[MUSCLE]", help="Any name of a muscle, a part or a group; or all.")
]
To = Annotated[str | None, typer.Option("--to", metavar="60%|0.6", help="What is left of its force.")]
Wasted = Annotated[bool, typer.Option("--wasted", help="Smaller: it also resists less when it is stretched.")]
Injured = Annotated[
    str | None,
    typer.Option(
        "--injured",
        metavar="LEVEL",
        help="Multifidus wasted beside pain at a level, such as L5, as measured.",
    ),
]
Age = Annotated[float | None, typer.Option(metavar="YEARS", help="All muscles smaller by age, as measured.")]


def weaken(
    muscle: Muscle = None,
    to: To = None,
    side: SideOf = "both",
    wasted: Wasted = False,
    injured: Injured = None,
    age: Age = None,
    subject: Who = None,
    task: Like = None,
    full: Full = False,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Weaken or waste a muscle: strength by direction, who takes over, what every disc bears, against before.

    Without --task strength alone is told.
    """
    from dorsum.clinic.wasting import aged, beside_injury
    from dorsum.clinic.weakening import checked_side, weak_muscle

    if sum(asked is not None for asked in (muscle, injured, age)) != 1:
        raise BadInput("say one of: a muscle with --to, --injured LEVEL, or --age YEARS")
    if muscle is None and (to is not None or wasted):
        raise BadInput("--to and --wasted go with a muscle: --injured and --age bring their own sizes")
    if age is not None and side != "both":
        raise BadInput("--age acts on both sides: leave out --side")
    if muscle is not None:
        if to is None:
            raise BadInput("--to says what is left of the muscle's force, such as --to 60%")
        found = weak_muscle(muscle, what_is_left("--to", to), checked_side(side), wasted=wasted)
    elif injured is not None:
        found = beside_injury(injured, checked_side("right" if side == "both" else side))
    else:
        assert age is not None
        found = aged(age)
    answer(found, subject, task, full or task is None, report, as_json)
