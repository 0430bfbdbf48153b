"""What `dorsum cut` and `dorsum weaken` say of a body before and after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.asked import check_subject
from dorsum.cli.files import check_output
from dorsum.cli.terminal import console, heading, note, print_json, working

if TYPE_CHECKING:
    from dorsum.body.subject import Subject
    from dorsum.clinic.consequences import Consequences
    from dorsum.clinic.weakening import Weakening

Like = Annotated[
    str | None,
    typer.Option("--task", metavar="TASK", help="A task, a task file or a recording, before and after."),
]
Full = Annotated[
    bool,
    typer.Option("--full", help="Also strength by direction, how high arms go, the hip on one leg."),
]
SideOf = Annotated[str, typer.Option("--side", metavar="right|left|both", help="The side that loses.")]
Who = Annotated[str | None, typer.Option(metavar="NAME|FILE", help="Whose body: male, female or a file.")]
Report = Annotated[
    Path | None, typer.Option(metavar="FILE.html", help="Write a report of both, side by side.")
]


def answer(
    weakening: Weakening,
    subject: str | None,
    task: str | None,
    full: bool,
    report: Path | None,
    as_json: bool,
) -> None:
    """Compute and print what follows from a weakening.

    Raises:
        BadInput: a report without a task.
    """
    from dorsum.body.subject import Subject
    from dorsum.clinic.consequences import consequences
    from dorsum.errors import BadInput

    if report is not None and task is None:
        raise BadInput("--report shows a task before and after: say which by --task")
    check_output(report, (".html",))
    check_subject(subject)
    who = Subject.find(subject) if subject is not None else _of_task(task)
    with working("computing before and after"):
        found = consequences(weakening, who, task=task, full=full)
    if report is not None and found.lesion is not None:
        from dorsum.report.html import write_report

        write_report([found.lesion.before, found.lesion.after], report)
        note(f"report: {report}")
    if as_json:
        print_json(found.as_dict())
    else:
        print_found(found)


def _of_task(task: str | None) -> Subject | str:
    """Whose body a task is of."""
    from dorsum.cli.recording import is_recording
    from dorsum.motion.task import Task

    if task is None or is_recording(task):
        return "male"
    return Task.find(task).subject or "male"


def print_found(found: Consequences) -> None:
    """The answer as text and tables."""
    from rich.table import Table

    from dorsum.report.lesion import headline, sections

    screen = console()
    screen.print(headline(found), soft_wrap=True)
    for title, head, rows, sentences in sections(found):
        if title:
            screen.print(heading(f"\n{title}"))
        if rows:
            table = Table(box=None, header_style="dim")
            for i, name in enumerate(head):
                table.add_column(name, justify="right" if i else "left")
            for row in rows:
                table.add_row(*row)
            screen.print(table)
        for sentence in sentences:
            screen.print(sentence, soft_wrap=True, style="" if title else "dim")
