"""Totals of a stream of frames are those of all frames at once."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics.model import Model
from dorsum.motion.recorded.recorded import thorax_turn, trunk_inclination, weights_of
from dorsum.motion.recorded.totals import MOST_BINS, Course, LevelTotals


@pytest.mark.parametrize("chunk", [1, 7, 128])
def test_levels(rng: np.random.Generator, chunk: int) -> None:
    time = np.cumsum(rng.uniform(0.005, 0.02, 400))
    load, shear = rng.uniform(500, 7000, (400, 25)), rng.uniform(0, 900, (400, 25))
    totals, weight = LevelTotals((3400.0, 6400.0)), weights_of(time)
    good = np.ones((400, 25), dtype=bool)
    for i in range(0, 400, chunk):
        part = slice(i, i + chunk)
        totals.add(time[part], weight[part], load[part], shear[part], good[part], good[part], good[part])
    assert_allclose(totals.cumulative, np.trapezoid(load, time, axis=0))
    assert_allclose(totals.mean, np.trapezoid(load, time, axis=0) / (time[-1] - time[0]))
    assert_allclose(totals.peak, load.max(axis=0))
    assert_allclose(totals.peak_time, time[load.argmax(axis=0)])
    assert_allclose(totals.above[1], np.trapezoid((load > 6400).astype(float), time, axis=0))
    assert_allclose(totals.shear_peak, shear.max(axis=0))
    assert totals.balanced.all()


def added(load: np.ndarray, good: np.ndarray) -> LevelTotals:
    """Totals of loads (frames,) at 0, 1, 2, … s on all levels, of which `good` are balanced."""
    totals, time = LevelTotals((3400.0, 6400.0)), np.arange(float(len(load)))
    loads, flags = (np.repeat(np.asarray(part)[:, None], 25, axis=1) for part in (load, good))
    counted = np.where(flags.any(axis=0), flags, True)
    totals.add(time, weights_of(time), loads, loads, flags, counted, np.ones_like(flags))
    return totals


def test_a_frame_that_is_not_balanced_counts_nowhere_and_is_told() -> None:
    totals = added(np.array([1.0, 2.0, 9e9, 4.0, 5.0]), np.array([1, 1, 0, 1, 1], dtype=bool))
    assert_allclose(totals.duration, 0.5 + 1 + 1 + 0.5)
    assert_allclose(totals.cumulative, 0.5 * 1 + 2 + 4 + 0.5 * 5)
    assert_allclose(totals.mean, 9 / 3)
    assert (totals.peak[0], totals.peak_time[0]) == (5.0, 4.0)
    assert (totals.other_peak[0], totals.other_time[0]) == (9e9, 2.0)
    assert (totals.greatest[0], totals.greatest_time[0]) == (9e9, 2.0)
    assert (totals.shear_peak[0], totals.other_shear[0], totals.greatest_shear[0]) == (5.0, 9e9, 9e9)


def test_the_mean_of_lone_balanced_frames_is_no_peak() -> None:
    totals = added(np.array([1.0, 9.0, 2.0, 9.0, 6.0]), np.array([1, 0, 1, 0, 1], dtype=bool))
    assert_allclose(totals.mean, (0.5 * 1 + 2 + 0.5 * 6) / 2)
    assert totals.peak[0] == 6.0


def test_where_no_frame_is_balanced_all_count_as_lower_bounds() -> None:
    totals = added(np.array([1.0, 3.0, 2.0]), np.zeros(3, dtype=bool))
    assert not totals.balanced.any()
    assert_allclose(totals.mean, (0.5 * 1 + 3 + 0.5 * 2) / 2)
    assert totals.peak[0] == 3.0
    assert totals.other_peak[0] == -np.inf


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


def test_a_rib_cage_turns_by_the_sum_of_the_joints_below_and_its_line_less(male: Model) -> None:
    """Twelve degrees in the pelvis and six at each of two lumbar joints."""
    angles = np.zeros((1, len(male.body.skeleton.names), 3))
    angles[0, 0, 0] = -np.radians(12)
    for joint in ("L3/L4", "T12/L1"):
        angles[0, male.joint(joint), 0] = -np.radians(6)
    assert thorax_turn(male, angles)[0] == pytest.approx(24.0)
    assert 12.0 < trunk_inclination(male, angles)[0] < 24.0
    assert thorax_turn(male, np.zeros_like(angles))[0] == pytest.approx(0.0, abs=1e-9)
