"""Splines, bridges and the low-pass filter: the same as SciPy's, from the fewest knots on."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.signal import butter, sosfiltfilt

from dorsum.motion.curves import FEWEST_KNOTS, bridge, spline
from dorsum.motion.recorded.low_pass import low_pass


def knots(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    time = np.cumsum(rng.uniform(0.5, 1.5, n))
    return time, np.sort(rng.uniform(time[0] - 0.1, time[-1] + 0.1, 300))


@pytest.mark.parametrize("n", [FEWEST_KNOTS, 5, 6, 7, 8, 33, 1000])
@pytest.mark.parametrize("derivative", [0, 1, 2])
def test_a_spline_is_that_of_scipy(n, derivative, rng):
    time, asked = knots(rng, n)
    values = rng.normal(size=(n, 3, 2))
    expected = CubicSpline(time, values, axis=0)(asked, derivative)
    assert_allclose(spline(time, values).at(asked, derivative), expected, atol=1e-10)


@pytest.mark.parametrize("n", [2, 3, 4, 9, 200])
def test_a_bridge_is_that_of_scipy_and_does_not_overshoot(n, rng):
    time, asked = knots(rng, n)
    values = np.round(rng.normal(size=n), 1)  # some are equal
    inside = asked[(asked > time[0]) & (asked < time[-1])]
    found = bridge(time, values).at(inside)
    assert_allclose(found, PchipInterpolator(time, values)(inside), atol=1e-10)
    i = np.searchsorted(time, inside) - 1
    assert (found <= np.maximum(values[i], values[i + 1]) + 1e-12).all()
    assert (found >= np.minimum(values[i], values[i + 1]) - 1e-12).all()


@pytest.mark.parametrize("frames", [8, 63, 64, 65, 129, 1000])
@pytest.mark.parametrize("cut_off", [0.001, 0.06, 0.25, 0.49])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_filter_is_that_of_scipy(frames, cut_off, share, rng):
    values = rng.normal(size=(frames, 2, 3)).cumsum(axis=0) + 5.0
    around = int(share * (frames - 1))
    sos = butter(2, cut_off, fs=1.0, output="sos")
    expected = sosfiltfilt(sos, values, axis=0, padlen=around)
    assert_allclose(low_pass(values, cut_off, around), expected, atol=1e-10 * np.abs(expected).max())
