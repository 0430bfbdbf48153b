"""`dorsum job`: what a shift of lifts and held postures asks of the discs, ranked by what contributes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.asked import check_subject
from dorsum.cli.files import check_output
from dorsum.cli.terminal import AsJson, console, note, print_json, working
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from dorsum.lifting.shift import Shift

File = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="The job: .toml, or a table, .csv or .xlsx.")
]
Who = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="wilke, male, female or a TOML file; default: the job's own."),
]
Hours = Annotated[
    float | None,
    typer.Option(metavar="H", help="In which the lifts are done by turns, for the NIOSH index."),
]
Way = Annotated[
    str,
    typer.Option(
        metavar="giving|exact",
        help="Joints give as far as a posture is known, or stand exactly as stated, which is quicker.",
    ),
]
Save = Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Write a row for every part.")]
Template = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write an example to be changed, .csv, .xlsx or .toml, and end."),
]


def job(
    file: File = None,
    subject: Who = None,
    hours: Hours = None,
    posture: Way = "giving",
    save: Save = None,
    template: Template = None,
    as_json: AsJson = False,
) -> None:
    """Add up what a shift of lifts and held postures does to the discs, and rank what contributes.

    Of every part: the greatest compression, its share of the damage (a fatigue index by modelled disc force,
    outside its validation), force times time. Of the lifts: LiFFT and an index of NIOSH. Never a person's
    chance of injury.
    """
    if template is not None:
        if file is not None:
            raise BadInput("--template writes an example and ends: it takes no job")
        check_output(template, (".csv", ".xlsx", ".toml"))
        from dorsum.lifting.job_sheet import write_template

        write_template(template)
        note(f"saved: {template}")
        return
    if file is None:
        raise BadInput("give the file of a job; --template FILE writes an example")
    check_output(save, (".csv",))
    check_subject(subject)
    from dorsum.body.subject import Subject
    from dorsum.lifting.job import Job
    from dorsum.lifting.shift import analyze_job
    from dorsum.lifting.shift_told import as_dict

    asked = Job.read(file)
    if hours is not None:
        asked = replace(asked, hours=hours)
    who = None if subject is None else Subject.find(subject)
    with working("analysing"):
        shift = analyze_job(asked, who, posture=posture)
    if save is not None:
        _save(shift, save)
    if as_json:
        print_json(as_dict(shift))
        return
    screen = console()
    screen.print(shift.headline)
    screen.print(_table(shift))
    for line in _lines(shift):
        screen.print(line)


def _table(shift: Shift) -> Table:
    from rich.table import Table

    from dorsum.lifting.shift_told import rows_of
    from dorsum.words import percent

    made = Table("part", "a shift", box=None, header_style="bold")
    for column in ("damage", "most N", "at", f"{shift.level} kN·s", "LiFFT"):
        made.add_column(column, justify="left" if column == "at" else "right")
    for i, row in zip(shift.ranked, rows_of(shift), strict=True):
        dose = row["lifft_damage"]
        if row["left_out"]:
            made.add_row(row["part"], shift.job.parts[i].words, *["left out", "", "", "", ""])
            continue
        made.add_row(
            row["part"],
            shift.job.parts[i].words,
            percent(row["share"]),
            f"{'≥ ' if not row['balanced'] else ''}{row['compression_n']:.0f}",
            row["worst_level"],
            f"{row['force_time_kn_s']:.0f}",
            "" if dose is None else f"{dose:.2g}",
        )
    return made


def _lines(shift: Shift) -> Iterator[str]:
    from dorsum.lifting.shift import KN
    from dorsum.report.answer import person

    yield f"For {person(shift.body.subject)}. Damage and kN·s are of {shift.level}."
    yield from shift.lacks()
    first, *others = shift.damage.lines()
    yield f"{first} Every repetition counts once with its greatest compression, a held posture each time."
    yield from others
    yield (
        f"Force times time {shift.impulse / KN:.0f} kN·s, squared {shift.squared / KN**2:.0f} kN²·s, of the"
        " parts alone, without what lies between; no published limit of it is in the tables."
    )
    if shift.lifft is not None:
        yield "LiFFT of the lifts, levers from the hips to the load at start or end:"
        yield from shift.lifft.lines()
    yield from shift.index.lines()
    if shift.unbalanced:
        yield f"The muscles cannot hold {', '.join(shift.unbalanced)}: their loads are lower bounds."


def _save(shift: Shift, path: Path) -> None:
    """A row for every part, whole or not at all."""
    from dorsum.files import write_whole
    from dorsum.lifting.shift_told import rows_of

    rows = rows_of(shift)

    def write(temporary: Path) -> None:
        with temporary.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, rows[0], lineterminator="\n")
            table.writeheader()
            table.writerows(rows)

    write_whole(path, write)
    note(f"saved: {path}")
