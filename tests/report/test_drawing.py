"""Shapes in the plane, cameras and the classes of effort."""

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dorsum.report.drawing import UNITS_PER_M, Camera, balls, hull, polygon, ribbon, smooth
from dorsum.report.effort import DARK, LIGHT, STEPS, effort_class

clouds = arrays(float, st.tuples(st.integers(3, 30), st.just(2)), elements=st.integers(-50, 50))


def turns(ring):
    """Cross products at the corners of a closed ring."""
    step = np.roll(ring, -1, axis=0) - ring
    after = np.roll(step, -1, axis=0)
    return step[:, 0] * after[:, 1] - step[:, 1] * after[:, 0]


@given(clouds)
def test_a_hull_is_convex_and_holds_every_point(points):
    ring = hull(points)
    if len(ring) < 3:
        return
    assert (turns(ring) > 0).all()
    for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        assert ((b[0] - a[0]) * (points[:, 1] - a[1]) - (b[1] - a[1]) * (points[:, 0] - a[0]) >= -1e-9).all()


def test_a_camera_from_the_right_shows_the_front_on_the_right():
    camera = Camera.looking(np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.1]))
    assert np.allclose(camera.flat(np.eye(3))[:2], [[UNITS_PER_M, 0], [0, -UNITS_PER_M]])
    assert camera.depth(np.array([[0.0, 0.0, 0.3]])) == pytest.approx(0.3)


def test_a_camera_from_behind_shows_the_right_on_the_right():
    camera = Camera.looking(np.array([-1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]))
    assert np.allclose(camera.flat(np.array([[0.0, 0.0, 1.0]])), [[UNITS_PER_M, 0]])


def test_a_ball_is_as_wide_as_its_radius():
    camera = Camera.looking(np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0]))
    outline = balls(((0, 0, 0), 0.05)).outline(camera)
    assert np.ptp(outline, axis=0) == pytest.approx([200, 200], rel=0.02)


def test_paths_close_and_keep_whole_numbers():
    assert polygon(np.array([[0.4, 0], [10, 0], [10, -10.2]])) == "M0 0l10 0 0-10z"
    assert polygon(np.array([[1.0, 1.0], [1.2, 1.1]])) == ""
    assert smooth(np.array([[0.0, 0], [9, 0], [9, 9]]), closed=True).endswith("z")


def test_a_ribbon_has_the_width_asked_for():
    ring = ribbon(np.array([[0.0, 0], [5, 0], [10, 0]]), np.array([1.0, 3, 1]))
    assert np.ptp(ring[:, 1]) == 6
    assert len(ring) == 6


@pytest.mark.parametrize(
    ("activation", "index"), [(nan, -1), (0.0, 0), (0.02, 0), (0.021, 1), (0.5, 5), (1.0, 7), (1.0 + 1e-9, 7)]
)
def test_every_activation_has_its_class(activation, index):
    assert effort_class(activation) == index


def lightness(colour):
    """CIE L* of a colour."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    y = float(np.dot(linear, [0.2126, 0.7152, 0.0722]))
    return 116 * np.cbrt(y) - 16


@pytest.mark.parametrize(("scale", "sign"), [(LIGHT, -1), (DARK, 1)])
def test_the_scale_of_effort_is_ordered_by_lightness_alone(scale, sign):
    """So it can be read by the colour-blind and in grey print."""
    steps = sign * np.diff([lightness(colour) for colour in scale])
    assert len(scale) == len(STEPS)
    assert (steps > 3).all()
