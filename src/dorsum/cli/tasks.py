"""`dorsum tasks`: what can be analysed by name."""

from typing import Any

from dorsum.cli.terminal import AsJson, console, print_json


def tasks(as_json: AsJson = False) -> None:
    """List the built-in tasks and the pressures measured in them."""
    found = listed()
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


def listed() -> list[dict[str, Any]]:
    """Name, title and pressure measured at L4/L5 (Wilke 1999) of every built-in task."""
    from dorsum.anatomy.read import load
    from dorsum.motion.task import Task, built_in_names

    measured = {row.task: row.pressure_mpa for row in load().disc_pressure if row.study == "Wilke1999"}
    found = (Task.named(name) for name in built_in_names())
    return [
        {"name": task.name, "title": task.title, "measured_mpa": measured.get(task.measured or "")}
        for task in found
    ]
