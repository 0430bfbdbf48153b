"""`dorsum sit`: hours of sitting, with breaks and without."""

from __future__ import annotations

from typing import Annotated

import typer

from dorsum.cli.amounts import minutes
from dorsum.cli.analyze import Report, Who
from dorsum.cli.asked import check_subject
from dorsum.cli.files import check_output
from dorsum.cli.terminal import AsJson, console, note, print_json, working

Hours = Annotated[float, typer.Option(metavar="H", help="How long.")]
Breaks = Annotated[
    str | None, typer.Option("--breaks", metavar="TIME", help="Stand up after every so long, such as 20m.")
]
Lasts = Annotated[str, typer.Option("--break-length", metavar="TIME", help="How long a break lasts.")]
Seat = Annotated[str, typer.Option("--posture", metavar="TASK", help="How the person sits.")]


def sit(
    hours: Hours = 3.0,
    breaks: Breaks = None,
    break_length: Lasts = "2m",
    posture: Seat = "sitting_slouched",
    subject: Who = None,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Sit for hours: how tissue of the lumbar spine creeps and comes back, with breaks beside without.

    Facts and simulation: no interval is shown to prevent pain.
    """
    check_output(report, (".html",))
    check_subject(subject)
    every = None if breaks is None else minutes("--breaks", breaks)
    lasts = minutes("--break-length", break_length)
    from dorsum.body.subject import Subject
    from dorsum.clinic.sitting import sit
    from dorsum.report import sitting as told
    from dorsum.report.endurance import NOT_CLINICAL

    who = None if subject is None else Subject.find(subject)
    with working("sitting"):
        found = sit(hours, every, lasts, posture, who)
    if report is not None:
        from dorsum.report.course_page import write_sitting_report

        write_sitting_report(found, report)
        note(f"report: {report}")
    if as_json:
        print_json(told.data(found))
        return
    screen = console()
    screen.print(told.headline(found), style="bold", soft_wrap=True)
    for line in (*told.lines(found), *told.sentences(found)):
        screen.print(line, soft_wrap=True)
    screen.print("Assumed: " + "; ".join(found.assumptions) + ".", soft_wrap=True)
    screen.print(NOT_CLINICAL, style="dim")
