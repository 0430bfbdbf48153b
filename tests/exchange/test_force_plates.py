"""Force plates of all types, by statics and by ezc3d."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.exchange.read import read
from exchange import scene
from exchange.other_programs import ezc3d

FILE = Path(__file__).parent / "files" / "plates.c3d"
ROUNDED_FORCE, ROUNDED_LENGTH, ROUNDED_MOMENT = 1e-3, 1e-6, 1e-3  # N, m, N·m: single precision in the file
CARRIES = 10.0  # N


@pytest.mark.parametrize("i", range(len(scene.PLATES)), ids=[f"type {plate.kind}" for plate in scene.PLATES])
def test_a_plate_gives_what_the_ground_does_to_the_foot(i):
    """The file holds the foot's force on the plate, but for the third plate."""
    force, point, moment = scene.ground_force(scene.PLATES[i])
    plate = read(FILE).plates[i]
    np.testing.assert_allclose(plate.time, scene.SAMPLE_TIME, atol=1e-12)
    np.testing.assert_allclose(plate.force, force, atol=ROUNDED_FORCE)
    np.testing.assert_allclose(plate.point, point, atol=ROUNDED_LENGTH)
    np.testing.assert_allclose(plate.free_moment, moment, atol=ROUNDED_MOMENT)


@pytest.mark.parametrize("i", range(len(scene.PLATES)), ids=[f"type {plate.kind}" for plate in scene.PLATES])
def test_ezc3d_finds_the_same(i):
    theirs = ezc3d.c3d(str(FILE), extract_forceplat_data=True)["data"]["platform"][i]
    ours = read(FILE).plates[i]
    sign = 1 if scene.PLATES[i].writes_reaction else -1
    to_ours = scene.LABORATORY.T
    np.testing.assert_allclose(ours.force, sign * (to_ours @ theirs["force"]).T, atol=1e-9)
    stands = ours.force[:, 1] > CARRIES
    pressed = (to_ours @ theirs["center_of_pressure"]).T / 1000
    np.testing.assert_allclose(ours.point[stands], pressed[stands], atol=1e-12)
    free = sign * (to_ours @ theirs["Tz"]).T / 1000
    np.testing.assert_allclose(ours.free_moment[stands], free[stands], atol=1e-9)


def test_the_wrench_about_any_point_is_that_of_the_truth():
    """Force and point and moment belong together: about the origin they turn as the ground's force does."""
    for plate, made in zip(read(FILE).plates, scene.PLATES, strict=True):
        force, point, moment = scene.ground_force(made)
        truth = np.cross(point, force) + moment
        found = np.cross(plate.point, plate.force) + plate.free_moment
        np.testing.assert_allclose(found[scene.STANDS], truth[scene.STANDS], atol=2e-3)
