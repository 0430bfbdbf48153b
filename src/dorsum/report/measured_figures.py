"""The figures of `docs/validation.md`: what was measured beside what the model gives, as SVG files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dorsum.body.skeleton import LUMBAR
from dorsum.function.measured.comparison import Compared
from dorsum.function.measured.results import stored_rows
from dorsum.report.chart import Chart, number, ticks
from dorsum.report.standalone import svg_file

COLOURS = ("#1f5fa8", "#c8641b", "#1d7f63", "#8a4f9e", "#a88a00", "#5b6770", "#a3210f")
STYLE = "".join(
    f".dot.t{i}{{fill:{colour}}}.series.t{i}{{fill:{colour};font-weight:600}}"
    for i, colour in enumerate(COLOURS)
) + (
    'text{font:400 12px "DejaVu Sans",Verdana,sans-serif;fill:#23211e}.paper{fill:#fbfaf7}'
    ".tick{fill:#6c665d;font-size:11px}.head{font-weight:600;font-size:13px}.note{fill:#6c665d}"
    ".grid{stroke:#e4dfd6}.axis{stroke:#9a8f80}.same{stroke:#23211e;stroke-dasharray:5 4}"
    ".band{fill:#cfe0ee}.mean{stroke:#1f5fa8;stroke-width:2.5}.stripe{fill:#f5f2ec}"
    ".dot{fill-opacity:.85}.miss{fill:#a3210f}.hit{fill:#1d7f63}"
)
LEFT, SIDE, HEAD = 64.0, 400.0, 44.0  # px: a square plot and its place
ROW_HEIGHT, NAMES = 22.0, 400.0  # px of a chart of rows
QUARTER = 0.25  # the lines beside equality


def figures(found: Mapping[str, Any]) -> dict[str, str]:
    """File name → SVG of every figure of the page."""
    rows = stored_rows(found)
    return {f"validation_{kind}.svg": draw(rows) for kind, draw in FIGURES.items()}


@dataclass
class Scatter:
    """A square plot of ours over measured, both from 0 to `top`."""

    chart: Chart
    left: float
    top: float
    unit: str

    def at(self, measured: float, ours: float) -> tuple[float, float]:
        """Place of a pair, px."""
        scale = SIDE / self.top
        return self.left + measured * scale, HEAD + SIDE - ours * scale

    def axes(self, title: str, across: str = "measured") -> None:
        """Grid, numbers, the line of equality and a quarter to each side of it."""
        self.chart.text(self.left, HEAD - 22, title, "head")
        for value in ticks(0.0, self.top):
            (x, y0), (_, y) = self.at(value, 0.0), self.at(0.0, value)
            self.chart.line(x, HEAD, x, y0, "grid")
            self.chart.line(self.left, y, self.left + SIDE, y, "grid")
            self.chart.text(x, y0 + 16, number(value, "g"), "tick", "middle")
            self.chart.text(self.left - 6, y + 4, number(value, "g"), "tick", "end")
        self.chart.text(self.left + SIDE, HEAD + SIDE + 34, f"{across}, {self.unit}", "note", "end")
        self.chart.text(self.left + 6, HEAD + 14, f"model, {self.unit}", "note")
        self.chart.text(self.left, HEAD + SIDE + 34, "dashed: equal; lines: a quarter beside", "note")
        self.chart.line(*self.at(0, 0), *self.at(self.top, self.top), "same")
        self.chart.line(*self.at(0, 0), *self.at(self.top, (1 - QUARTER) * self.top), "axis")
        self.chart.line(*self.at(0, 0), *self.at((1 - QUARTER) * self.top, self.top), "axis")

    def series(self, groups: Mapping[str, Sequence[Compared]], low: float, first: int = 0) -> None:
        """Dots of each group, and its name below the plot from y = `low` on."""
        for i, (name, rows) in enumerate(groups.items()):
            for row in rows:
                assert row.measured is not None  # chosen so
                assert row.ours is not None
                x, y = self.at(row.measured, row.ours)
                self.chart.dot(x, y, 5, f"dot t{first + i}", f"{row.what}: {row.measured:g} and {row.ours:g}")
            y = low + 18 * i
            self.chart.dot(self.left + 6, y - 4, 5, f"dot t{first + i}")
            self.chart.text(self.left + 18, y, name, f"series t{first + i}")


def _pressure(rows: Sequence[Compared]) -> str:
    """Pressures in MPa and forces in N, each study a colour."""
    both = [r for r in rows if r.kind == "pressure" and r.measured is not None and r.ours is not None]
    chart = Chart(2 * (LEFT + SIDE) + 40, HEAD + SIDE + 110)
    first = 0
    for i, (unit, title) in enumerate((("MPa", "Disc pressure"), ("N", "Force on the disc L3/L4"))):
        chosen = [row for row in both if row.unit == unit]
        top = 1.05 * max(max(row.measured or 0.0, row.ours or 0.0) for row in chosen)
        groups = _by(chosen, lambda row: row.study)
        plot = Scatter(chart, LEFT + i * (LEFT + SIDE + 10), top, unit)
        plot.axes(title)
        plot.series(groups, HEAD + SIDE + 60, first)
        first += len(groups)
    return _file(chart, "Load of the discs: measured and computed")


def _exercise(rows: Sequence[Compared]) -> str:
    """Activity in exercises, each muscle a colour, beside the load of L4/L5."""
    both = [r for r in rows if r.kind == "exercise" and r.measured is not None and r.ours is not None]
    emg = [row for row in both if row.unit == "%" and row.study == "Ekstrom2007"]
    force = [row for row in both if row.unit == "N"]
    chart = Chart(2 * (LEFT + SIDE) + 40, HEAD + SIDE + 130)
    plot = Scatter(chart, LEFT, 105.0, "% of maximum")
    plot.axes("Activity in exercises (Ekstrom 2007)")
    muscles = _by(emg, lambda row: row.what.split(": ")[1])
    plot.series(muscles, HEAD + SIDE + 60)
    top = 1.05 * max(max(row.measured or 0.0, row.ours or 0.0) for row in force)
    other = Scatter(chart, 2 * LEFT + SIDE + 10, top, "N")
    other.axes("Compression of L4/L5 (models driven by EMG)")
    other.series(_by(force, lambda row: row.study), HEAD + SIDE + 60, len(muscles))
    return _file(chart, "Exercises: activity and load")


def _strength(rows: Sequence[Compared]) -> str:
    """Bands, means and the model, a line for each row."""
    return _bands([row for row in rows if row.kind == "strength"], "Strength by direction", "N·m")


def _arm(rows: Sequence[Compared]) -> str:
    """Arms in the sagittal plane in standing, muscle by muscle and level by level."""
    chosen = [row for row in rows if row.kind == "arm" and row.judged]
    order = {level: i for i, level in enumerate(reversed(LUMBAR))}
    chosen.sort(key=lambda row: (row.what.split(", ")[0], row.what.split(", ")[2:], order[_level(row)]))
    return _bands(chosen, "Moment arms by level", "mm")


def _level(row: Compared) -> str:
    return row.what.split(", ")[1]


def _bands(rows: Sequence[Compared], title: str, unit: str) -> str:
    """A line for each row: its band, its mean, and a dot for the model, green inside and red outside."""
    known = [x for row in rows for x in (row.low, row.high, row.measured, row.ours) if x is not None]
    low, high = min(0.0, 1.08 * min(known)), 1.08 * max(known)
    width, bottom = 520.0, HEAD + ROW_HEIGHT * len(rows)
    chart = Chart(NAMES + width + 40, bottom + 60)

    def at(value: float) -> float:
        return NAMES + width * (value - low) / (high - low)

    chart.text(NAMES, HEAD - 22, f"{title}, {unit}", "head")
    for i in range(0, len(rows), 2):
        chart.box(0, HEAD + ROW_HEIGHT * i, NAMES + width + 40, ROW_HEIGHT, "stripe")
    for value in ticks(low, high, 8):
        chart.line(at(value), HEAD, at(value), bottom, "axis" if value == 0 else "grid")
        chart.text(at(value), bottom + 16, number(value, "g"), "tick", "middle")
    for i, row in enumerate(rows):
        y = HEAD + ROW_HEIGHT * (i + 0.5)
        chart.text(NAMES - 8, y + 4, _short(row), "", "end")
        start, end = (row.low if row.low is not None else low), (row.high if row.high is not None else high)
        chart.box(at(start), y - 6, at(end) - at(start), 12, "band")
        if row.measured is not None:
            chart.line(at(row.measured), y - 7, at(row.measured), y + 7, "mean")
        if row.ours is not None:
            chart.dot(at(row.ours), y, 5, "dot miss" if row.missed else "dot hit", f"{row.ours:g} {unit}")
    chart.box(NAMES, bottom + 34, 26, 12, "band")
    chart.line(NAMES + 13, bottom + 33, NAMES + 13, bottom + 47, "mean")
    chart.text(NAMES + 34, bottom + 44, "measured: band and mean", "note")
    chart.dot(NAMES + 240, bottom + 40, 5, "dot hit")
    chart.dot(NAMES + 254, bottom + 40, 5, "dot miss")
    chart.text(NAMES + 266, bottom + 44, "model, inside and outside the band", "note")
    return _file(chart, title)


def _short(row: Compared) -> str:
    """What a line is about, with its study, in as many letters as fit."""
    what = row.what.replace("standing/semi-seated isometric, healthy young men", "isometric")
    study = row.study.split("; ")[0]
    return f"{what}, {study}" if row.kind == "strength" else what


def _by(rows: Sequence[Compared], key: Callable[[Compared], str]) -> dict[str, list[Compared]]:
    groups: dict[str, list[Compared]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _file(chart: Chart, title: str) -> str:
    return svg_file(chart.width, chart.height, title, "".join(chart.parts), base=STYLE) + "\n"


FIGURES: Mapping[str, Callable[[Sequence[Compared]], str]] = MappingProxyType(
    {"pressure": _pressure, "strength": _strength, "arm": _arm, "exercise": _exercise}
)
