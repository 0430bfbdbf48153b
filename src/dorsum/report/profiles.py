"""Loads of single moments: the lumbar disc that bears most on a gauge, and all 25 levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import LUMBAR
from dorsum.report.chart import N_LEVELS, ROW, Chart, Panel, number, ticks
from dorsum.report.limits import kilonewton
from dorsum.report.summary import Summary
from dorsum.units import MPA

LONGEST_TITLE = 90  # letters beside a bar of the gauge
LEAST_RANGE = 4000.0  # N: the action limit is always in the picture
LEAST_SHEAR = 1150.0  # N: so are the limits of shear
LEAST_PRESSURE = 0.6  # MPa


def gauge(summaries: Sequence[Summary]) -> str:
    """Compression of the lumbar disc that bears most in each task, on one scale with the limits."""
    limits = summaries[0].limits
    top = max(7000.0, 1.08 * max(s.compression for s in summaries))
    left, width, head, row = 8.0, 940.0, 34.0, 46.0
    chart = Chart(left + width + 60, head + row * len(summaries) + 46)

    def at(newton: float) -> float:
        return left + width * newton / top

    bottom = head + row * len(summaries)
    ends = (0.0, limits.action, limits.maximum, top)
    for start, end, zone in zip(ends, ends[1:], ("below", "between", "above"), strict=False):
        chart.box(at(start), head, at(end) - at(start), bottom - head, f"zone {zone}")
    for newton, words in ((limits.action, "NIOSH action limit"), (limits.maximum, "NIOSH maximum")):
        chart.line(at(newton), head - 8, at(newton), bottom, "limit")
        chart.text(at(newton), head - 14, f"{words} {kilonewton(newton)}", "note", "middle")
    for newton in ticks(0, top, 8):
        chart.line(at(newton), bottom, at(newton), bottom + 4, "axis")
        chart.text(at(newton), bottom + 17, number(newton / 1000, "g"), "tick", "middle")
    chart.text(left + width + 8, bottom + 17, "kN", "tick")
    for i, summary in enumerate(summaries):
        y = head + row * i
        chart.box(left, y + 25, at(summary.compression) - left, 12, f"bar t{i}")
        title = f"  {shorten(summary.result.title)}" if len(summaries) > 1 else ""
        chart.text(left + 6, y + 18, f"{summary.load} at {summary.level}{title}", "value halo")
    return chart.svg("Compression of the lumbar disc that bears most against its limits")


def shorten(title: str) -> str:
    """As much of a title as the gauge has room for."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def level_profile(summaries: Sequence[Summary]) -> str:
    """Compression, shear and disc pressure of every level in the peak frame, head at the top."""
    head, foot, name = 42.0, 26.0, 52.0
    chart = Chart(1050, head + N_LEVELS * ROW + foot)
    _level_names(chart, summaries[0].result.levels, head, name)
    limits = summaries[0].limits
    loads = [s.result.compression[s.peak_frame] for s in summaries]
    low = min(0.0, *(1.1 * float(load.min()) for load in loads))
    high = max(LEAST_RANGE, *(1.12 * float(load.max()) for load in loads))
    panel = Panel(chart, name + 10, 370, low, high, head, "Compression", "kN", 1e-3)
    panel.axis()
    panel.limit(limits.action, "action limit", "limit")
    panel.limit(limits.maximum, "maximum", "limit")
    for i, load in enumerate(loads):
        panel.profile(load, i, len(summaries) == 1, "≥ " * summaries[i].at_least)
    _shears(chart, summaries, name + 416, head)
    _pressures(chart, summaries, name + 852, head)
    return chart.svg("Loads of every spinal level")


def _shears(chart: Chart, summaries: Sequence[Summary], left: float, head: float) -> None:
    """Shear forward and to the right on one scale, with the limits to both sides."""
    limits = summaries[0].limits
    forward = [s.result.anterior_shear[s.peak_frame] for s in summaries]
    right = [s.result.right_shear[s.peak_frame] for s in summaries]
    wide = max(LEAST_SHEAR, *(1.1 * float(np.abs(shear).max()) for shear in (*forward, *right)))
    for x, title, shears in ((left, "Shear forward", forward), (left + 218, "Shear to the right", right)):
        panel = Panel(chart, x, 188, -wide, wide, head, title, "kN", 1e-3)
        panel.axis()
        for sign in (-1, 1):
            panel.limit(sign * limits.shear_frequent, "", "limit soft")
            panel.limit(sign * limits.shear_occasional, "", "limit")
        for i, shear in enumerate(shears):
            panel.profile(shear, i)


def _level_names(chart: Chart, levels: Sequence[str], head: float, right: float) -> None:
    for k, level in enumerate(reversed(levels)):
        y = head + ROW * (k + 0.5)
        if k % 2 == 0:
            chart.box(0, y - ROW / 2, right + 828, ROW, "stripe")
        chart.text(right, y + 4, level, "tick strong" if level in LUMBAR else "tick", "end")


def _pressures(chart: Chart, summaries: Sequence[Summary], left: float, head: float) -> None:
    """Disc pressure of the lumbar discs; a diamond where it was measured in people."""
    values = [s.result.pressure[s.peak_frame, : len(LUMBAR)] / MPA for s in summaries]
    most = max(LEAST_PRESSURE, *(float(v.max()) for v in values), *(s.measured_mpa or 0.0 for s in summaries))
    panel = Panel(chart, left, 132, 0.0, 1.15 * most, head, "Disc pressure", "MPa", rows=len(LUMBAR))
    panel.axis()
    for i, (summary, v) in enumerate(zip(summaries, values, strict=True)):
        panel.profile(v, i)
        if summary.measured_mpa is not None:
            x, y = panel.at(summary.measured_mpa), panel.y(1)
            diamond = f"M{x:.1f} {y - 7:.1f}l7 7-7 7-7-7z"
            title = f"<title>measured {summary.measured_mpa:g} MPa</title>"
            chart.parts.append(f'<path class="measured t{i}" d="{diamond}">{title}</path>')
    if any(s.measured_mpa is not None for s in summaries):
        chart.text(left, panel.bottom - ROW * len(LUMBAR) - 14, "◇ measured at L4/L5", "note")
