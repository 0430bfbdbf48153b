"""`dorsum spiral`: what becomes of muscles by use, disuse and training, as a what-if of assumed rates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import AsJson, console, note, print_json, working
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from dorsum.clinic.spiral import Spiral

Weak = Annotated[
    list[str] | None,
    typer.Option(metavar="MUSCLE=SHARE", help="What is left of a muscle at first, as multifidus=0.7."),
]
Held = Annotated[
    list[str] | None,
    typer.Option(metavar="MUSCLE=SHARE", help="Share of its drive that is held back all the time."),
]
Days = Annotated[int, typer.Option(metavar="N", help="How many days that are all alike.")]
Lived = Annotated[str, typer.Option(metavar="NAME|FILE.toml", help="The day: desk, manual, bed or a file.")]
Usual = Annotated[
    str | None,
    typer.Option(metavar="NAME|FILE.toml", help="What kept the muscles; default: the same, desk for bed."),
]
Train = Annotated[
    list[str] | None,
    typer.Option(metavar="EXERCISE:N/week", help="A task or file done N times a week, as bird_dog:3/week."),
]
Set = Annotated[str, typer.Option(metavar="mild|middle|harsh", help="The set of assumed rates.")]
Change = Annotated[
    list[str] | None, typer.Option("--rate", metavar="RATE=VALUE", help="Another rate, as avoidance=2.")
]
Who = Annotated[str, typer.Option(metavar="NAME|FILE", help="Whose body: male, female, wilke or a file.")]
Way = Annotated[str, typer.Option(metavar="giving|exact", help="Joints give, or stand exactly as stated.")]
Report = Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a report to read.")]


def spiral(
    weak: Weak = None,
    hold_back: Held = None,
    days: Days = 365,
    day: Lived = "desk",
    usual: Usual = None,
    train: Train = None,
    rates: Set = "middle",
    rate: Change = None,
    subject: Who = "male",
    posture: Way = "giving",
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Use, disuse and training of every muscle, day by day, as a what-if of assumed rates.

    Tells strength and loads over time, whether a weakness feeds itself, and how much hangs on the rates. No
    study shows the whole loop; pain is not an output.
    """
    check_output(report, (".html",))
    from dorsum.body.subject import Subject
    from dorsum.clinic.spiral import spiral as simulated

    told = [given(text, "--weak") for text in weak or ()]
    held = [given(text, "--hold-back") for text in hold_back or ()]
    changes = [given(text, "--rate") for text in rate or ()]
    exercises = [exercise(text) for text in train or ()]
    who = Subject.find(subject)
    with working("living day by day"):
        answer = simulated(
            who,
            weak=dict(told),
            hold_back=dict(held),
            days=days,
            day=day,
            usual=usual,
            train=exercises,
            rates=rates,
            changes=dict(changes),
            posture=posture,
        )
        if report is not None:
            _write(answer, report)
        if as_json:
            from dorsum.report.spiral import as_dict

            print_json(as_dict(answer))
            return
        _print(answer)


def given(text: str, option: str) -> tuple[str, float]:
    """`multifidus=0.7` or `multifidus=70%` as a name and a number."""
    name, sign, value = text.rpartition("=")
    if not sign or not name.strip():
        raise BadInput(f"{option} {text}: must be NAME=NUMBER, such as multifidus=0.7")
    try:
        whole = value.strip().removesuffix("%").strip()
        return name.strip(), float(whole) / (1.0 if whole == value.strip() else 100.0)
    except ValueError:
        raise BadInput(f"{option} {text}: {value} is no number") from None


def exercise(text: str) -> tuple[str, float]:
    """`bird_dog:3/week` as a task and sessions a week."""
    name, sign, often = text.rpartition(":")
    try:
        number = float(often.strip().removesuffix("/week"))
    except ValueError:
        number = 0.0
    if not sign or not name.strip() or not number > 0.0:
        raise BadInput(f"--train {text}: must be EXERCISE:N/week, such as bird_dog:3/week")
    return name.strip(), number


def _write(answer: Spiral, path: Path) -> None:
    from dorsum.files import write_whole
    from dorsum.report.spiral import html

    page = html(answer)
    write_whole(path, lambda temporary: temporary.write_text(page, encoding="utf-8"))
    note(f"report: {path}")


def _print(answer: Spiral) -> None:
    from rich.table import Table

    from dorsum.report.spiral import course, hanging, lines, notes, rows_of, trained

    screen = console()
    first, *others = lines(answer)
    screen.print(first, style="bold", soft_wrap=True)
    for line in others:
        screen.print(line, soft_wrap=True)

    def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
        made = Table(box=None, header_style="dim")
        for i, cell in enumerate(head):
            made.add_column(cell, justify="right" if i else "left")
        for row in rows:
            made.add_row(*row)
        return made

    muscles = [[row.muscle, *(f"{x:.0f} %" for x in row[1:])] for row in rows_of(answer)]
    screen.print(table(("muscle", "at first", f"day {answer.days}", "in the end"), muscles))
    screen.print(
        table(
            ("day", "strength", "use", "active hours kept", "most on a disc"),
            [
                [
                    str(row["day"]),
                    f"{row['strength_percent']:.0f} %",
                    f"{row['use_percent']:.0f} %",
                    f"{row['active_hours_kept_percent']:.0f} %",
                    f"{max(row['compression_n'].values())} N",
                ]
                for row in course(answer)
            ],
        )
    )
    screen.print("What it hangs on: the same by rates, and from which avoidance it would run away")
    screen.print(table(*hanging(answer)))
    if shares := trained(answer):
        most = sorted(shares.items(), key=lambda pair: -pair[1])[:6]
        told = ", ".join(f"{name.replace('_', ' ')} {100 * share:.0f} %" for name, share in most)
        screen.print(f"Trained, of full training: {told}", soft_wrap=True)
    for line in notes(answer):
        screen.print(line, soft_wrap=True)
