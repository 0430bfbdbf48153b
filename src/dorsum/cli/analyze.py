"""`dorsum analyze`: tasks or recorded motion in, muscle forces and disc loads out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.files import check_output
from dorsum.cli.recording import (
    End,
    Hands,
    LowPass,
    MarkerMap,
    Rate,
    RecordingOptions,
    Start,
    Static,
    analyze_recording,
    is_recording,
)
from dorsum.cli.terminal import AsJson, clean_up_at_interrupt, console, each, note, print_json
from dorsum.errors import BadInput, NoEquilibrium

if TYPE_CHECKING:
    from dorsum.mechanics.result import Result
    from dorsum.motion.task import Task

Tasks = Annotated[
    list[str],
    typer.Argument(
        metavar="TASK...",
        help="Names from `dorsum tasks`, task files (TOML), or one recording: .mot .sto .trc .c3d .bvh.",
    ),
]
Who = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="wilke, male, female or a TOML file; default: the task's own."),
]
Kilograms = Annotated[
    float | None, typer.Option(metavar="KG", help="Mass in the hands, instead of the task's own.")
]
Aim = Annotated[
    str,
    typer.Option(metavar="NAME", help="What muscles keep small: relative_force_cubed, stress_cubed …"),
]
Report = Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a report to read.")]
Save = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the numbers of one task: .nc, .parquet, .sto, .csv."),
]


Strict = Annotated[
    bool, typer.Option("--strict", help="End with exit code 3 where the muscles cannot hold a task.")
]


def analyze(
    tasks: Tasks,
    subject: Who = None,
    load: Kilograms = None,
    objective: Aim = "relative_force_cubed",
    report: Report = None,
    save: Save = None,
    hands: Hands = None,
    static: Static = None,
    markers: MarkerMap = None,
    lowpass: LowPass = None,
    rate: Rate = None,
    start: Start = None,
    end: End = None,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Compute muscle forces and the load on every disc, in tasks or over a recorded motion.

    Where the muscles cannot hold a posture the least that they lack is told, and loads are lower bounds.
    Exit code 2 means that the input makes no sense; with --strict, 3 that the muscles lack something.
    """
    check_output(report, (".html",))
    options = RecordingOptions(hands, static, markers, lowpass, rate, start, end)
    if any(map(is_recording, tasks)):
        if load is not None:
            raise BadInput("--load goes with tasks; loads of a recording are stated in a file: --task")
        analyze_recording(tasks, subject, objective, options, report, save, as_json)
        return
    options.refuse()
    if save is not None and len(tasks) > 1:
        raise BadInput(f"--save takes one task, not {len(tasks)}")
    check_output(save, (".nc", ".parquet", ".sto", ".csv"))
    found = read_tasks(tasks, load)
    results = computed(found, subject, objective)
    write_files(results, found, report, save)
    if as_json:
        from dorsum.report.data import result_as_dict

        data = [result_as_dict(result) for result in results]
        print_json(data[0] if len(data) == 1 else data)
    else:
        print_text(results, found)
    if strict:
        refuse_shortfalls(results)


def refuse_shortfalls(results: Sequence[Result]) -> None:
    """End with exit code 3 where the muscles lack something in any task.

    Raises:
        NoEquilibrium: with a sentence for each such task.
    """
    lacking = [(result, result.shortfall) for result in results if result.shortfall is not None]
    if lacking:
        told = "; ".join(f"{result.title}: {short.words}" for result, short in lacking if short)
        raise NoEquilibrium(told)


def read_tasks(names: Sequence[str], load: float | None) -> list[Task]:
    """The tasks, all read before the first one is computed, with another load if one is given."""
    from dorsum.motion.task import Task

    tasks = [Task.find(name) for name in names]
    return tasks if load is None else [task.with_load(load) for task in tasks]


def computed(tasks: Sequence[Task], who: str | None, objective: str) -> list[Result]:
    """The results of the tasks, for the subject given or for each task's own."""
    from dorsum.body.subject import Subject

    subject = None if who is None else Subject.find(who)
    from dorsum.motion.analyze import analyze

    return [
        analyze(task, subject, objective=objective)
        for task in each(tasks, "analysing", [task.title for task in tasks])
    ]


def write_files(
    results: Sequence[Result], tasks: Sequence[Task], report: Path | None, save: Path | None
) -> None:
    """Write what was asked for."""
    clean_up_at_interrupt()
    if report is not None:
        from dorsum.report.html import write_report

        write_report(results, report, measured=[task.measured for task in tasks])
        note(f"report: {report}")
    if save is not None:
        from dorsum.report.data import save_result

        save_result(results[0], save)
        note(f"saved: {save}")


def print_text(results: Sequence[Result], tasks: Sequence[Task]) -> None:
    """One result in full, several beside each other."""
    from dorsum.report.summary import summaries_of
    from dorsum.report.text import print_comparison, print_result

    summaries = summaries_of(results, [task.measured for task in tasks])
    if len(summaries) == 1:
        print_result(summaries[0], console())
    else:
        print_comparison(summaries, console())
