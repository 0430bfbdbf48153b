"""Movements over time: what three discs bear, and how hard the erector spinae works."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SIDES, Floats
from dorsum.report.chart import Chart, number, ticks
from dorsum.report.limits import kilonewton
from dorsum.report.summary import Summary
from dorsum.words import percent

JOINTS = ("L5/S1", "L4/L5", "T12/L1")
LEFT, WIDTH, ROOM = 44.0, 850.0, 150.0
N_GHOSTS = 7
ALIKE = 0.002  # activations that are drawn as one line


def ghost_frames(summary: Summary) -> list[int]:
    """Frames at equal steps of time, for a strip of figures above the chart."""
    return [int(i) for i in np.linspace(0, len(summary.result.times) - 1, N_GHOSTS).round()]


def load_course(summary: Summary, top: float) -> str:
    """Compression of three discs over time on a scale up to `top` N, with the limits that fall into it."""
    result = summary.result
    scale = TimeScale(result.times, top, 300.0)
    scale.axes("kN", 1e-3)
    for newton, words in (
        (summary.limits.action, "NIOSH action limit"),
        (summary.limits.maximum, "NIOSH maximum"),
    ):
        if newton <= top:
            scale.chart.line(LEFT, scale.y(newton), LEFT + WIDTH, scale.y(newton), "limit")
            scale.chart.text(LEFT + 6, scale.y(newton) - 5, f"{words} {kilonewton(newton)}", "note")
    scale.lacking(result.times, ~np.asarray(result.balanced))
    loads = {joint: result.compression[:, result.levels.index(joint)] for joint in JOINTS}
    heights = apart([scale.y(float(load[-1])) for load in loads.values()])
    for k, (joint, load) in enumerate(loads.items()):
        scale.course(result.times, load, f"line c{k}")
        scale.chart.text(LEFT + WIDTH + 8, heights[k] + 4, joint, f"series c{k}")
    at, peak = float(scale.x(result.times[[summary.peak_frame]])[0]), summary.compression
    scale.peak(at, scale.y(peak), summary.level, summary.load)
    return scale.chart.svg("Compression over time")


def effort_course(summary: Summary) -> str:
    """Mean activation of the erector spinae over time, left and right."""
    times = summary.result.times
    sides = {side: summary.result.erector_effort(side) for side in SIDES[::-1]}
    if np.allclose(sides["left"], sides["right"], atol=ALIKE):
        sides = {"both sides": sides["left"]}
    most = max(float(effort.max()) for effort in sides.values())
    scale = TimeScale(times, max(0.05, 1.2 * most), 180.0)
    scale.axes("%", 100.0)
    heights = apart([scale.y(float(effort[-1])) for effort in sides.values()])
    for k, (side, effort) in enumerate(sides.items()):
        scale.course(times, effort, f"line s{k}")
        scale.chart.text(
            LEFT + WIDTH + 8, heights[k] + 4, f"{side}, peak {percent(float(effort.max()))}", f"series s{k}"
        )
    return scale.chart.svg("Effort of the erector spinae over time")


class TimeScale:
    """Time to the right and a quantity from `bottom` to `top` upward."""

    def __init__(
        self, times: Floats, top: float, height: float, bottom: float = 0.0, unit: str = "s"
    ) -> None:
        self.start, self.end, self.height = float(times[0]), float(times[-1]), height
        self.unit = unit  # of the times
        self.top, self.bottom = top, bottom
        self.chart = Chart(LEFT + WIDTH + ROOM, height + 44)

    def x(self, times: Floats) -> Floats:
        """Places of times, px."""
        return np.asarray(LEFT + WIDTH * (times - self.start) / (self.end - self.start))

    def y(self, value: float) -> float:
        """Place of a value, px."""
        return 12.0 + self.height * (self.top - value) / (self.top - self.bottom)

    def course(self, times: Floats, values: Floats, classes: str) -> None:
        """A line through values."""
        heights = 12.0 + self.height * (self.top - values) / (self.top - self.bottom)
        self.chart.curve(self.x(times), heights, classes)

    def lacking(self, times: Floats, lacks: NDArray[np.bool_]) -> None:
        """Shade the times at which the muscles lack something (n,), each as wide as its step."""
        self.shaded(times, lacks, "lacking", "shaded: muscles lack something", 24)

    def shaded(self, times: Floats, which: NDArray[np.bool_], classes: str, words: str, at: float) -> None:
        """Shade some times (n,), each as wide as its step, and say what for at a height."""
        half = 0.5 * float(np.median(np.diff(times))) if len(times) > 1 else 0.0
        low, high = (np.clip(times + by, self.start, self.end) for by in (-half, half))
        for left, right in zip(self.x(low[which]), self.x(high[which]), strict=True):
            self.chart.box(float(left), 12.0, float(right - left) + 0.5, self.height, classes)
        if which.any():
            self.chart.text(LEFT + WIDTH - 6, at, words, "note", "end")

    def peak(self, x: float, y: float, level: str, load: str) -> None:
        """A dot at the greatest load of a lumbar disc, with its words."""
        tone = f"c{JOINTS.index(level)}" if level in JOINTS else "peak"
        self.chart.dot(x, y, 5, f"dot {tone}", f"{level}: {load}")
        self.chart.text(x, y - 10, f"{load} at {level}", "value halo", "middle")

    def axes(self, unit: str, factor: float) -> None:
        """Grid and numbers; texts show a value times `factor`."""
        for value in ticks(self.bottom, self.top, 4):
            y = self.y(value)
            self.chart.line(LEFT, y, LEFT + WIDTH, y, "axis" if value == 0 else "grid")
            self.chart.text(LEFT - 6, y + 4, number(value * factor, "g"), "tick", "end")
        self.chart.text(LEFT - 6, 8, unit, "tick", "end")
        self.time_axis()

    def time_axis(self) -> None:
        """Numbers of the times."""
        for time in ticks(self.start, self.end, 8):
            x = float(self.x(np.array([time]))[0])
            self.chart.text(x, self.height + 30, f"{time:g}", "tick", "middle")
        beyond = 8 if self.unit == "s" else 16  # of the last number
        self.chart.text(LEFT + WIDTH + beyond, self.height + 30, self.unit, "tick")


def apart(heights: Sequence[float], gap: float = 16.0) -> list[float]:
    """Heights of labels moved down so far that none covers another."""
    out = list(heights)
    order = np.argsort(heights)
    for above, below in pairwise(order):
        out[below] = max(out[below], out[above] + gap)
    return out
