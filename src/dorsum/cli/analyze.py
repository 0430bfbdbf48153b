"""`dorsum analyze`: tasks or recorded motion in, muscle forces and disc loads out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.answers import Answer, compute, files_for, read
from dorsum.cli.asked import check_objective, check_subject
from dorsum.cli.files import check_output
from dorsum.cli.options import spread
from dorsum.cli.recording import RecordingOptions, analyze_recording, is_recording
from dorsum.cli.terminal import AsJson, console, note, print_json
from dorsum.errors import BadInput, NoEquilibrium

if TYPE_CHECKING:
    from dorsum.report.summary import Summary

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
Way = Annotated[
    str,
    typer.Option(
        "--posture",
        metavar="giving|exact",
        help="Joints give as far as a posture is known, two or three degrees, or stand exactly as stated.",
    ),
]
Free = Annotated[
    list[str] | None,
    typer.Option(
        "--free",
        metavar="GROUP",
        help="Balance beside the spine, with their muscles: hips, girdle, ribs, hyoid, all; or sternum.",
    ),
]
Report = Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a report to read.")]
Save = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write the numbers: .nc, .parquet, .sto, .csv, .xlsx, or the motion: .mot; of several tasks with"
        " {task} in the name.",
    ),
]
Full = Annotated[bool, typer.Option("--full", help="Print every level and muscle and the certificate.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="End with exit code 3 where the muscles cannot hold a task.")
]


@spread
def analyze(
    tasks: Tasks,
    subject: Who = None,
    load: Kilograms = None,
    objective: Aim = "relative_force_cubed",
    posture: Way = "giving",
    free: Free = None,
    report: Report = None,
    save: Save = None,
    *,
    options: RecordingOptions,
    full: Full = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Compute muscle forces and the load on every disc, in tasks or over a recorded motion.

    Three lines answer: the load against its limit, what limits, what was assumed. Where the muscles cannot
    hold a posture the least that they lack is told, and loads are lower bounds. Exit code 2 means that an
    input makes no sense, the other tasks are computed; with --strict, 3 that the muscles lack something.
    """
    check_output(report, (".html",))
    check_subject(subject)
    if any(map(is_recording, tasks)):
        if load is not None:
            raise BadInput("--load goes with tasks; loads of a recording are stated in a file: --task")
        analyze_recording(
            tasks, subject, objective, posture, free, options, report, save, full, strict, as_json
        )
        return
    options.refuse()
    names = list(dict.fromkeys(tasks))
    files = files_for(save, names)
    answers = read(names, load)
    check_objective(objective)
    compute(answers, subject, objective, posture, free)
    write_files(answers, report, files)
    if as_json:
        data = [answer.as_dict() for answer in answers]
        print_json(data[0] if len(data) == 1 else data)
    else:
        print_text(answers, full)
    if any(answer.error is not None for answer in answers):
        raise typer.Exit(BadInput.exit_code)
    if strict:
        refuse_shortfalls(answers)


def refuse_shortfalls(answers: Sequence[Answer]) -> None:
    """End with exit code 3 where the muscles lack something in any task.

    Raises:
        NoEquilibrium: with the answer's sentence for each such task.
    """
    lacking = [summary for summary in summaries(answers) if summary.lacks]
    if lacking:
        raise NoEquilibrium(" ".join(f"{s.result.title}. {s.headline}" for s in lacking))


def summaries(answers: Sequence[Answer]) -> Sequence[Summary]:
    """Of those that are answered, each with what was measured in its task."""
    from dorsum.report.summary import summaries_of

    found = [(a.result, a.task.measured) for a in answers if a.result is not None and a.task is not None]
    return summaries_of([result for result, _ in found], [measured for _, measured in found])


def write_files(answers: Sequence[Answer], report: Path | None, files: Mapping[str, Path]) -> None:
    """Write what was asked for, of those that are answered."""
    found = [answer for answer in answers if answer.result is not None]
    if report is not None and found:
        from dorsum.report.html import write_report

        refused = {answer.asked: str(answer.error) for answer in answers if answer.error is not None}
        results = [answer.result for answer in found if answer.result is not None]
        measured = [answer.task.measured for answer in found if answer.task is not None]
        write_report(results, report, measured=measured, refused=refused)
        note(f"report: {report}")
    for answer in found:
        if answer.asked in files and answer.result is not None:
            from dorsum.exchange.write.results import save_result

            save_result(answer.result, files[answer.asked])
            note(f"saved: {files[answer.asked]}")


def print_text(answers: Sequence[Answer], full: bool) -> None:
    """One result, or several beside each other."""
    from dorsum.report.text import print_comparison, print_result

    found = summaries(answers)
    if len(found) == 1:
        print_result(found[0], console(), full)
    elif found:
        print_comparison(found, console(), full)
