"""Speeds and accelerations of movements against SciPy's splines."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.interpolate import CubicSpline

from dorsum.motion.frames import rates


@pytest.mark.parametrize("frames", [2, 3, 4, 5, 12])
def test_rates_are_those_of_the_spline_through_the_angles(rng: np.random.Generator, frames: int) -> None:
    times = 0.3 + np.cumsum(rng.uniform(0.1, 0.5, frames))
    angles = rng.normal(size=(frames, 4, 3))
    velocities, accelerations = rates(times, angles)
    expected = CubicSpline(times, angles, axis=0)
    assert_allclose(velocities, expected(times, 1), atol=1e-9)
    assert_allclose(accelerations, expected(times, 2), atol=1e-8)


def test_what_is_held_has_none(rng: np.random.Generator) -> None:
    for rate in rates(np.zeros(1), rng.normal(size=(1, 4, 3))):
        assert_allclose(rate, np.zeros((1, 4, 3)))
