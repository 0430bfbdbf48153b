"""`dorsum endure`: how long a posture is held, or a task repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.amounts import minutes, per_minute, share
from dorsum.cli.analyze import Free, Kilograms, Report, Way, Who
from dorsum.cli.asked import check_subject
from dorsum.cli.files import check_output
from dorsum.cli.terminal import AsJson, console, note, print_json, working

if TYPE_CHECKING:
    from rich.table import Table

    from dorsum.clinic.endured import Endurance
    from dorsum.motion.task import Task

TaskName = Annotated[
    str,
    typer.Argument(
        metavar="TASK",
        help="sorensen, trunk_flexors, side_bridge; a name from `dorsum tasks`, or a task file.",
    ),
]
Repeat = Annotated[
    str | None, typer.Option("--repeat", metavar="N/min", help="Done again and again, such as 6/min.")
]
Work = Annotated[
    str | None,
    typer.Option("--work", metavar="SHARE", help="Of each period at work, such as 50%; the rest is rest."),
]
Most = Annotated[str, typer.Option("--most", metavar="TIME", help="Look no longer than so long, such as 8h.")]
Again = Annotated[
    str | None, typer.Option("--again-after", metavar="TIME", help="Once more after a rest, such as 5m.")
]
Legs = Annotated[
    bool,
    typer.Option("--legs-held", help="What bears the body holds the legs alone: hip muscles work, too."),
]

Kept = Annotated[
    bool,
    typer.Option("--posture-kept", help="Joints stay as at first: the body does not sag onto tissue."),
]


def endure(
    task: TaskName,
    mass: Kilograms = None,
    repeat: Repeat = None,
    work: Work = None,
    most: Most = "8h",
    again_after: Again = None,
    legs_held: Legs = False,
    posture_kept: Kept = False,
    subject: Who = None,
    posture: Way = "giving",
    free: Free = None,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Hold a posture, or repeat a task, until the muscles can no longer balance it.

    Tells how long, what then lacks, how load goes from tired muscles to others and to tissue.
    """
    check_output(report, (".html",))
    check_subject(subject)
    rate = None if repeat is None else per_minute("--repeat", repeat)
    at_work = None if work is None else share("--work", work)
    longest, rest = (
        minutes("--most", most),
        None if again_after is None else minutes("--again-after", again_after),
    )
    from dorsum.body.subject import Subject
    from dorsum.clinic.endurance import endure
    from dorsum.mechanics.analysis import Options
    from dorsum.report.endurance import endurance_data

    options = Options(posture=posture, free=None if free is None else tuple(free))
    who = None if subject is None else Subject.find(subject)
    asked = _task(task, mass)

    def hold(who: Any, tired: Any = None) -> Endurance:
        return endure(
            asked,
            who,
            per_minute=rate,
            work=at_work,
            most_minutes=longest,
            legs_held=legs_held,
            sags=not posture_kept,
            tired=tired,
            options=options,
        )

    with working("holding"):
        found = hold(who)
        second = None if rest is None else hold(found.model, found.rested(60.0 * rest))
    if report is not None:
        from dorsum.report.course_page import write_endurance_report

        write_endurance_report(found, report)
        note(f"report: {report}")
    if as_json:
        again = None if second is None else {"rest_min": rest, "seconds": second.seconds}
        print_json(endurance_data(found) | {"again": again})
        return
    _print(found, second, rest)


def _task(name: str, mass: float | None) -> Task | str:
    """A task with its load; one without, or a test, by its name."""
    from dorsum.clinic.endurance_tests import TESTS, find
    from dorsum.errors import BadInput

    if mass is None:
        return name
    if name in TESTS:
        raise BadInput(f"--mass: the test {name} is held without a load")
    return find(name).task.with_load(mass)


def _print(found: Endurance, second: Endurance | None, rest: float | None) -> None:
    from dorsum.report.endurance import NOT_CLINICAL, assumed, duration, headline, sentences

    screen = console()
    screen.print(headline(found), style="bold")
    for line in sentences(found):
        screen.print(line, soft_wrap=True)
    if second is not None and rest is not None:
        held = "as long as was looked at" if second.seconds is None else duration(second.seconds)
        screen.print(f"Once more after {duration(60.0 * rest)} of rest: {held}.")
    screen.print(_muscles(found))
    screen.print("Assumed: " + "; ".join(assumed(found)) + ".", soft_wrap=True)
    screen.print(NOT_CLINICAL, style="dim")


def _muscles(found: Endurance) -> Table:
    from rich.table import Table

    from dorsum.report.endurance import MOST_MUSCLES, muscle_rows, spoken
    from dorsum.words import percent

    table = Table("muscle, both sides", box=None, header_style="dim")
    for name in ("at first, N", "in the end, N", "tired"):
        table.add_column(name, justify="right")
    for row in muscle_rows(found)[:MOST_MUSCLES]:
        table.add_row(spoken(row.muscle), f"{row.first_n:.0f}", f"{row.last_n:.0f}", percent(row.tired))
    return table
