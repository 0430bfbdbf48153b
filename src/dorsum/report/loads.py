"""The load on every level in the terminal, with marks where a lumbar disc bears more than a limit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dorsum.body.skeleton import LUMBAR, SPINE
from dorsum.report.limits import Limits
from dorsum.report.summary import Summary
from dorsum.units import MPA

BAR = 24  # characters of a full bar
ZONE_STYLE = {"below": "green", "between": "yellow", "above": "bold red"}
ZONE_WORDS = {"below": "", "between": " above action limit", "above": " above maximum"}
ZONE_MARK = {"below": "", "between": "*", "above": "**"}
LEVEL_WIDTH, TASK_WIDTH = 9, 33  # characters of the columns of `print_loads`


def limits_key(limits: Limits) -> str:
    """What the marks mean."""
    return (
        f"* above {limits.action:.0f} N of compression or {limits.shear_frequent:.0f} N of shear,"
        f" ** above {limits.maximum:.0f} N or {limits.shear_occasional:.0f} N; limits are for lumbar discs."
    )


def load_table(summary: Summary) -> Table:
    """Loads of one task in its peak frame, head at the top, with bars."""
    result, f = summary.result, summary.peak_frame
    table = Table(
        title=f"Load of every level{_when(summary)}{_bound(summary)}",
        title_justify="left",
        box=None,
        header_style="dim",
    )
    table.add_column("level")
    for name in ("compression N", "shear forward N", "shear right N", "disc pressure MPa"):
        table.add_column(name, justify="right")
    table.add_column("")
    per_newton = BAR / max(summary.limits.action, float(result.compression[f].max()))
    for k in reversed(range(len(SPINE))):
        load = float(result.compression[f, k])
        bar = Text("▇" * round(max(load, 0.0) * per_newton), style="blue")
        words = ZONE_WORDS[summary.limits.zone(load)] if SPINE[k] in LUMBAR else ""
        table.add_row(SPINE[k], *_cells(summary, k), bar.append(words, style="default"))
    return table


def print_loads(summaries: Sequence[Summary], console: Console) -> None:
    """Loads of several tasks in their peak frames beside each other, as many as the width holds."""
    title = "Load of every level: compression, shear forward and to the right, N; disc pressure, MPa"
    console.print(Text(title, style="italic"))
    beside = max(1, (console.width - LEVEL_WIDTH) // TASK_WIDTH)
    for first in range(0, len(summaries), beside):
        console.print(_side_by_side(summaries[first : first + beside]))
    for summary in summaries:
        title = f"{summary.result.title}{_when(summary)}{_bound(summary)}"
        console.print(Text(f"{title}: {summary.limits_passed}"))
    console.print(Text(limits_key(summaries[0].limits), style="dim"))


def _side_by_side(summaries: Sequence[Summary]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(vertical="bottom")
    for _ in summaries:
        grid.add_column(width=TASK_WIDTH - 2, vertical="bottom")
    levels = Table("level", box=None, header_style="dim", padding=(0, 1, 0, 0))
    for level in reversed(SPINE):
        levels.add_row(level)
    grid.add_row("", *(Text(summary.result.title) for summary in summaries))
    grid.add_row(levels, *map(_numbers, summaries))
    return grid


def _numbers(summary: Summary) -> Table:
    table = Table(box=None, header_style="dim", expand=True, padding=(0, 0, 0, 1))
    for name in ("compr.", "forward", "right", "MPa"):
        table.add_column(name, justify="right", no_wrap=True)
    for k in reversed(range(len(SPINE))):
        table.add_row(*_cells(summary, k))
    return table


def _cells(summary: Summary, k: int) -> tuple[Text, Text, Text, Text]:
    """Compression, shear forward and to the right and disc pressure of a level."""
    at, result = (summary.peak_frame, k), summary.result
    load, forward, right = (
        float(of[at]) for of in (result.compression, result.anterior_shear, result.right_shear)
    )
    pressure = float(result.pressure[at]) / MPA
    lumbar = SPINE[k] in LUMBAR
    press = summary.limits.zone(load) if lumbar else None
    shear = summary.limits.shear_zone(float(np.hypot(forward, right))) if lumbar else None
    greater = abs(forward) >= abs(right)
    return (
        _marked(load, press),
        _marked(forward, shear if greater else None),
        _marked(right, None if greater else shear),
        Text("" if np.isnan(pressure) else f"{pressure:z.2f}"),
    )


def _marked(newton: float, zone: str | None) -> Text:
    """A load with the mark of its zone, or with none where no limit applies."""
    if zone is None:
        return Text(f"{newton:z.0f}")
    return Text(ZONE_MARK[zone] + f"{newton:z.0f}", style=ZONE_STYLE[zone])


def _when(summary: Summary) -> str:
    moment = float(summary.result.times[summary.peak_frame])
    return f" at {moment:.1f} s, when {summary.level} bears most" if summary.moves else ""


def _bound(summary: Summary) -> str:
    return ", at least, for the muscles lack something" if summary.at_least else ""
