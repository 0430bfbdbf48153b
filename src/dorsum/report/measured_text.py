"""Measured rows beside the model in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dorsum.function.measured.agreement import Agreement, said_of_null
from dorsum.function.measured.comparison import INSIDE, KINDS, MISSES, NO_BALANCE, OUTSIDE
from dorsum.report.measured import NEVER, number

STYLE = {INSIDE: "green", OUTSIDE: "red", NO_BALANCE: "red"}


def print_summary(found: Mapping[str, Mapping[str, Any]], console: Console) -> None:
    """How the rows of every kind came out."""
    console.print(Text("All measured rows", style="bold"))
    table = Table(box=None, header_style="dim")
    table.add_column("")
    columns = [key for key in next(iter(found.values())) if key != "median_ratio"]
    for name in (*columns, "ours / measured"):
        table.add_column(name, justify="right")
    for kind, of in found.items():
        ratio = "" if of["median_ratio"] is None else f"{of['median_ratio']:.2f}"
        table.add_row(f"{KINDS[kind]} ({kind})", *(str(of[key]) for key in columns), ratio)
    console.print(table)
    console.print(
        "`--kind` lists the rows of a kind; docs/validation.md has them all with figures.", style="dim"
    )


def print_agreements(found: Sequence[Agreement], console: Console) -> None:
    """Ours and the simplest model beside each set of loads."""
    console.print(Text("Loads beside the simplest model, weight + moment/60 mm", style="bold"))
    table = Table(box=None, header_style="dim")
    table.add_column("")
    names = ("rows", "inside", "simplest", "ratio", "simplest", "error", "simplest")
    for name in names:
        table.add_column(name, justify="right")
    for each in found:
        counts = (each.rows, each.inside, each.null_inside)
        figures = (each.ratio, each.null_ratio, each.error, each.null_error)
        table.add_row(each.data, *map(str, counts), *("" if x is None else f"{x:.2f}" for x in figures))
    console.print(table)
    console.print(Text(said_of_null(found)))


def print_rows(found: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Each row on a line, and what is to be said of it below: once where several rows have it in common."""
    last = None
    loads = any(row["null"] is not None for row in found)
    table = Table(box=None, header_style="dim")
    for name in ("what", "study", "measured", "band", "ours", *["simplest"] * loads, ""):
        table.add_column(name, justify="right" if name in ("measured", "ours", "simplest") else "left")
    for row in found:
        said = row["verdict"]
        ours = NEVER if said == OUTSIDE and row["ours"] is None else number(row["ours"])
        unit = row["unit"] if row["measured"] is not None else ""
        band = " to ".join("…" if end is None else number(end) for end in (row["low"], row["high"]))
        band = "" if row["low"] is None and row["high"] is None else band
        measured = f"{number(row['measured'])} {unit}".strip()
        words = Text(said, style=STYLE.get(said, "dim"))
        simplest = [number(row["null"])] * loads
        table.add_row(Text(row["what"]), Text(row["study"]), measured, band, ours, *simplest, words)
        why = row["cause"] if said in MISSES else row["note"]
        if why and why != last:
            table.add_row(Text(f"  {why}", style="dim"))
        last = why
    console.print(table)
