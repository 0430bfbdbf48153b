"""Courses of a recording over time: a line for the mean of each short stretch, a band for its range."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.motion.recorded.recorded import JOINTS, Recording
from dorsum.motion.recorded.totals import Course
from dorsum.report.courses import LEFT, WIDTH, TimeScale, apart
from dorsum.report.limits import Limits, kilonewton

LEAST_TOP = 3600.0  # N: the action limit is in the picture
GAP = 1.5  # bins without a value before a line is broken
DECADES = (-12, 2)  # of the certificate
LEAST_EFFORT = 0.05


def load_course(found: Recording, limits: Limits, level: str, load: str) -> str:
    """Compression of three discs, with the limits that fall into the picture; the lumbar disc that bears
    most is `level`, what it bears is said by `load`."""
    at, greatest = LUMBAR.index(level), found.levels.greatest
    most = max(float(greatest[at]), *(float(found.course.of(joint)[2].max()) for joint in JOINTS))
    scale = TimeScale(found.course.times, max(LEAST_TOP, 1.1 * most), 300.0)
    scale.axes("kN", 1e-3)
    doubtful = found.course.of("doubtful")[2] > 0.0
    scale.shaded(found.course.times, doubtful, "doubtful", "grey: doubtful", 40)
    scale.lacking(found.course.times, found.course.of("reserve")[2] > found.lacks.bound)
    for newton, words in ((limits.action, "NIOSH action limit"), (limits.maximum, "NIOSH maximum")):
        if newton <= scale.top:
            scale.chart.line(LEFT, scale.y(newton), LEFT + WIDTH, scale.y(newton), "limit")
            scale.chart.text(LEFT + 6, scale.y(newton) - 5, f"{words} {kilonewton(newton)}", "note")
    _lines(scale, found.course, {joint: joint for joint in JOINTS}, "c")
    when = float(scale.x(found.levels.greatest_time[[at]])[0])
    scale.peak(when, scale.y(float(greatest[at])), level, load)
    return scale.chart.svg("Compression over time")


def inclination_course(found: Recording) -> str:
    """Inclination of the trunk, °."""
    low, high = found.inclination
    scale = TimeScale(found.course.times, max(10.0, 1.1 * high), 160.0, min(0.0, 1.1 * low))
    scale.axes("°", 1.0)
    _lines(scale, found.course, {"inclination": "trunk"}, "c")
    return scale.chart.svg("Inclination of the trunk over time")


def effort_course(found: Recording) -> str:
    """Mean activation of the erector spinae, right and left."""
    names = {"erector left": "left", "erector right": "right"}
    most = max(float(found.course.of(name)[2].max()) for name in names)
    scale = TimeScale(found.course.times, max(LEAST_EFFORT, 1.2 * most), 160.0)
    scale.axes("%", 100.0)
    _lines(scale, found.course, names, "s")
    return scale.chart.svg("Effort of the erector spinae over time")


def certificate_course(found: Recording) -> str:
    """Missing moment, what balance leaves over and the gap of the cost, in powers of ten."""
    low, high = DECADES
    scale = TimeScale(found.course.times, float(high), 180.0, float(low))
    for decade in range(low, high + 1, 2):
        y = scale.y(decade)
        scale.chart.line(LEFT, y, LEFT + WIDTH, y, "grid")
        scale.chart.text(LEFT - 6, y + 4, f"1e{decade}" if decade else "1", "tick", "end")
    scale.time_axis()
    bound = float(np.log10(found.lacks.bound))
    scale.chart.line(LEFT, scale.y(bound), LEFT + WIDTH, scale.y(bound), "limit")
    scale.chart.text(LEFT + 6, scale.y(bound) - 5, "what a reserve may add, 1 N·m", "note")
    names = {"reserve": "missing, N·m", "imbalance": "remainder, N·m", "gap": "gap of the cost"}
    _lines(scale, found.course, names, "c", decades=True)
    return scale.chart.svg("Certificate over time")


def _lines(
    scale: TimeScale, course: Course, names: Mapping[str, str], kind: str, decades: bool = False
) -> None:
    """A line with its band and name for each quantity."""
    ends = []
    for k, name in enumerate(names):
        least, mean, greatest = course.of(name)
        if decades:
            least, mean, greatest = (np.log10(np.maximum(v, 10.0 ** DECADES[0])) for v in course.of(name))
        for run in _runs(course):
            times = course.times[run]
            if (greatest[run] > least[run]).any():
                _band(scale, times, least[run], greatest[run], f"band {kind}{k}")
            scale.course(times, mean[run], f"line {kind}{k}")
        ends.append(scale.y(float(mean[-1])))
    for k, (words, height) in enumerate(zip(names.values(), apart(ends), strict=True)):
        scale.chart.text(LEFT + WIDTH + 8, height + 4, words, f"series {kind}{k}")


def _runs(course: Course) -> list[slice]:
    """Stretches without a gap."""
    breaks = np.flatnonzero(np.diff(course.times) > GAP * course.width) + 1
    edges = [0, *breaks.tolist(), len(course.times)]
    return [slice(a, b) for a, b in pairwise(edges) if b > a]


def _band(scale: TimeScale, times: Floats, least: Floats, greatest: Floats, classes: str) -> None:
    x = scale.x(times)
    upper = [f"{a:.1f},{scale.y(float(v)):.1f}" for a, v in zip(x, greatest, strict=True)]
    lower = [f"{a:.1f},{scale.y(float(v)):.1f}" for a, v in zip(x, least, strict=True)]
    points = " ".join([*upper, *reversed(lower)])
    scale.chart.parts.append(f'<polygon class="{classes}" points="{points}"/>')
