"""Shapes in the plane, cameras and colours."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import dorsum
from dorsum.report.drawing import UNITS_PER_M, Camera, balls, hull, polygon
from dorsum.report.drawn.colours import FLESH, NO_DATA, RAMP, TISSUES, ramp

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


def lightness(colour):
    """CIE L* of a colour, 0 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    y = float(np.dot(linear, [0.2126, 0.7152, 0.0722]))
    return 116 * np.cbrt(y) - 16


def test_the_scale_of_activation_is_ordered_by_lightness_alone():
    """So it can be read by the colour-blind and in grey print."""
    steps = np.diff([lightness(ramp(share)) for share in np.linspace(0, 1, 41)])
    assert (steps < 0).all()


def test_colours_are_those_of_the_page():
    text = (Path(dorsum.__file__).parent / "view" / "web" / "src" / "colours.ts").read_text(encoding="utf-8")
    tissues = dict(re.findall(r"(bone|cartilage|disc): (0x[0-9a-f]+)", text))
    assert {name: int(colour, 16) for name, colour in tissues.items()} == TISSUES
    ramps = re.search(r"const RAMP: .*?= \[(.*?)\];", text, re.S)[1]
    assert np.array(re.findall(r"[\d.]+", ramps), float).reshape(-1, 3) == pytest.approx(RAMP)
    assert int(re.search(r"NO_DATA = (0x\w+)", text)[1], 16) == NO_DATA
    assert tuple(int(c, 16) for c in re.findall("0x\\w+", re.search(r"FLESH = \[(.*?)\]", text)[1])) == FLESH
    for share, colour in ((0.0, RAMP[0]), (0.2, RAMP[1]), (0.5, (RAMP[2] + RAMP[3]) / 2), (2.0, RAMP[5])):
        assert ramp(share) == pytest.approx(colour)
