"""Totals of a stream of frames are those of all frames at once."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.motion.recorded.totals import MOST_BINS, Course, LevelTotals


@pytest.mark.parametrize("chunk", [1, 7, 128])
def test_levels(rng: np.random.Generator, chunk: int) -> None:
    time = np.cumsum(rng.uniform(0.005, 0.02, 400))
    load, shear = rng.uniform(500, 7000, (400, 25)), rng.uniform(0, 900, (400, 25))
    totals = LevelTotals((3400.0, 6400.0))
    good = np.ones((400, 25), dtype=bool)
    for i in range(0, 400, chunk):
        part = slice(i, i + chunk)
        totals.add(time[part], load[part], shear[part], good[part])
    assert_allclose(totals.cumulative, np.trapezoid(load, time, axis=0))
    assert_allclose(totals.mean, np.trapezoid(load, time, axis=0) / (time[-1] - time[0]))
    assert_allclose(totals.peak, load.max(axis=0))
    assert_allclose(totals.peak_time, time[load.argmax(axis=0)])
    assert_allclose(totals.above[1], np.trapezoid((load > 6400).astype(float), time, axis=0))
    assert_allclose(totals.shear_peak, shear.max(axis=0))


def test_loads_that_are_not_balanced_count_nowhere() -> None:
    totals = LevelTotals((3400.0, 6400.0))
    time, load = np.arange(5.0), np.tile([[1.0], [2.0], [9e9], [4.0], [5.0]], (1, 25))
    good = np.ones((5, 25), dtype=bool)
    good[2, :3] = False
    totals.add(time, load, load, good)
    assert_allclose(totals.duration[[0, 5]], [2.0, 4.0])
    assert_allclose(totals.cumulative[0], 1.5 + 4.5)
    assert totals.peak[0] == 5.0
    assert totals.peak[5] == 9e9


def test_a_course_keeps_range_and_mean_however_long_it_gets(rng: np.random.Generator) -> None:
    frames = 10 * MOST_BINS + 123
    time, values = np.arange(frames) / 100, rng.normal(size=(frames, 2))
    course = Course(("a", "b"), 0.01)
    for i in range(0, frames, 1000):
        course.add(time[i : i + 1000], values[i : i + 1000])
    least, mean, greatest = course.of("b")
    assert len(course.times) <= MOST_BINS
    assert least.min() == values[:, 1].min()
    assert greatest.max() == values[:, 1].max()
    assert_allclose(mean @ course.count[course.count > 0] / frames, values[:, 1].mean(), atol=1e-12)
    k = len(mean) // 2
    inside = np.abs(time - course.times[k]) < course.width / 2
    assert_allclose(mean[k], values[inside, 1].mean(), atol=0.05)
