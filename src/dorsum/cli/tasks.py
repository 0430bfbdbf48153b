"""`dorsum tasks`: what can be analysed by name."""

from typing import Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, print_json

Exercises = Annotated[bool, typer.Option("--exercises", help="List the exercises that can be analysed, too.")]


def tasks(exercises: Exercises = False, as_json: AsJson = False) -> None:
    """List the built-in tasks and the pressures measured in them."""
    found = listed(exercises)
    if as_json:
        print_json(found)
        return
    from rich.table import Table

    table = Table("task", "what it is", box=None, header_style="bold")
    table.add_column("measured, MPa", justify="right")
    for row in found:
        measured = "" if row["measured_mpa"] is None else f"{row['measured_mpa']:.2f}"
        table.add_row(row["name"], row["title"], measured)
    console().print(table)
    if not exercises:
        from dorsum.motion.built_in import exercise_names

        console().print(f"\nand {len(exercise_names())} exercises, by name like these: --exercises")


def listed(exercises: bool = False) -> list[dict[str, Any]]:
    """Name, title and pressure measured at L4/L5 (Wilke 1999) of built-in tasks, and of `exercises`."""
    from dorsum.anatomy.read import load
    from dorsum.motion.built_in import exercise_names
    from dorsum.motion.task import Task, built_in_names

    measured = {row.task: row.pressure_mpa for row in load().disc_pressure if row.study == "Wilke1999"}
    names = (*built_in_names(), *(exercise_names() if exercises else ()))
    found = (Task.named(name) for name in names)
    return [
        {"name": task.name, "title": task.title, "measured_mpa": measured.get(task.measured or "")}
        for task in found
    ]
