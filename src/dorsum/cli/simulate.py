"""`dorsum simulate`: let a solved task go, and see how long it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import AsJson, console, each, heading, note, print_json, working

if TYPE_CHECKING:
    from dorsum.simulation.plan import Plan
    from dorsum.simulation.run import Run

TaskName = Annotated[
    str, typer.Argument(metavar="TASK", help="A name from `dorsum tasks`, or a task file (TOML).")
]
Who = Annotated[
    str | None, typer.Option(metavar="NAME", help="wilke, male, female or a TOML file; default: the task's.")
]
Seconds = Annotated[
    float | None, typer.Option(metavar="S", help="How long; default: the movement's time, 5 s of a posture.")
]
Given = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Activations instead of those solved: .csv, .sto, .nc."),
]
Feedback = Annotated[
    str, typer.Option(metavar="NAME", help="reflex, joints or none; open loop is always shown beside it.")
]
Disturb = Annotated[float, typer.Option(metavar="DEG", help="Spread of what is added to the first angles.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the run with feedback: .csv or .sto.")]


def simulate(
    task: TaskName,
    subject: Who = None,
    seconds: Seconds = None,
    activations: Given = None,
    feedback: Feedback = "reflex",
    disturb: Disturb = 0.1,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Forward dynamics in MuJoCo: how long solved muscle activations keep the spine on its way.

    Every joint begins exactly as stated; activations from a file of `dorsum analyze` fit that if it was
    written with --posture exact.

    Needs the extra: pip install 'dorsum[simulate]'.
    """
    check_output(out, (".csv", ".sto"))
    from dorsum.simulation.run import refuse
    from dorsum.simulation.run import simulate as let_go

    refuse(seconds, disturb)
    plan = read_plan(task, subject, activations, feedback)

    runs = []
    for name in dict.fromkeys(("none", feedback)):

        def watch(samples: Sequence[int], name: str = name) -> Iterable[int]:
            return each(samples, "simulating", [f"feedback {name}"] * len(samples))

        runs.append(let_go(plan, name, seconds=seconds, disturbed_deg=disturb, watch=watch))
    if out is not None:
        write_run(runs[-1], plan.task.name, out)
    if as_json:
        print_json(
            {"task": plan.task.name, "title": plan.task.title, "runs": [run.as_dict() for run in runs]}
        )
    else:
        print_runs(plan.task.title, runs)


def read_plan(task: str, who: str | None, activations: Path | None, feedback: str) -> Plan:
    """The solved task, after everything has been looked at that may be wrong."""
    from dorsum.body.subject import Subject
    from dorsum.motion.task import Task
    from dorsum.simulation.engine import mujoco

    chosen = Task.find(task)
    subject = None if who is None else Subject.find(who)
    mujoco()
    from dorsum.motion.analyze import model_for
    from dorsum.simulation.plan import Plan
    from dorsum.simulation.simulator import named_feedback

    named_feedback(feedback)
    model = model_for(subject or chosen.subject or "male")
    given = None
    if activations is not None:
        from dorsum.simulation.activations import read_activations

        given = read_activations(activations, model.body)
    with working("solving"):
        plan = Plan(model, chosen)
    if given is not None:
        plan.give(given)
    return plan


def write_run(run: Run, title: str, path: Path) -> None:
    """Write angles, planned angles and moments of the feedback over time."""
    from dorsum.exchange.write.results.text import write_columns
    from dorsum.files import write_whole

    write_whole(path, lambda temporary: write_columns(run.columns(), temporary, title))
    note(f"saved: {path}")


def print_runs(title: str, runs: Sequence[Run]) -> None:
    """One run a row."""
    from rich.table import Table

    from dorsum.simulation.run import WINDOWS

    screen = console()
    screen.print(heading(title, f", {runs[0].seconds:g} s, how far the 25 spinal joints are from the plan"))
    windows = [f"within {degrees:g}°" for degrees in WINDOWS]
    grid = Table(
        "feedback", *windows, "RMS", "largest", "at", "share of moment", box=None, header_style="bold"
    )
    for run in runs:
        until = [run.window(degrees) for degrees in WINDOWS]
        largest, where = run.largest
        grid.add_row(
            run.feedback,
            *("all the time" if t is None else f"for {t:.2f} s" for t in until),
            f"{run.rms:.3f}°",
            f"{largest:.2f}°",
            where,
            f"{100 * run.share:.2f} %",
        )
    screen.print(grid)
    screen.print("share of moment: of the feedback, over what the plan asks of the muscles.")
