"""Force plates of all types, by statics and by ezc3d."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.exchange.read import read
from exchange import scene
from exchange.c3d_bytes import c3d
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


def test_an_origin_that_is_written_from_the_surface_down_is_turned(tmp_path):
    """Some programs do; the transducers cannot lie above the surface."""
    content = FILE.read_bytes()
    below = np.array(scene.PLATES[1].origin, "<f4") * np.float32(1000)
    assert content.count(below.tobytes()) == 1
    (tmp_path / "it.c3d").write_bytes(content.replace(below.tobytes(), (-below).tobytes()))
    np.testing.assert_array_equal(read(tmp_path / "it.c3d").plates[1].point, read(FILE).plates[1].point)


def test_a_plate_that_hardly_carries_has_no_point_and_no_free_moment(tmp_path):
    """Without a word on units they are N, and N times the unit of length, mm."""
    extra = {
        "FORCE_PLATFORM:USED": np.array(1),
        "FORCE_PLATFORM:TYPE": np.array([2]),
        "FORCE_PLATFORM:CORNERS": 1000.0 * np.array([[0, 0, -1, -1], [1, 0, 0, 1], [0, 0, 0, 0]])[:, :, None],
        "FORCE_PLATFORM:ORIGIN": np.zeros((3, 1)),
        "FORCE_PLATFORM:CHANNEL": np.arange(1, 7)[:, None],
    }  # x of the plate is y of the file, its y is x, its z down
    loads = np.array([[0, 0, 500.0, 50_000, -100_000, 3000], [0, 0, 9, 50, -100, 3000]])[:, None]
    (tmp_path / "it.c3d").write_bytes(c3d(np.ones((2, 1, 3)) * 1000, loads, extra=extra))
    plate = read(tmp_path / "it.c3d", forward="x").plates[0]
    np.testing.assert_allclose(plate.force, [[0, 500, 0], [0, 9, 0]])
    # 0.2 m along the plate's x and 0.1 m along its y from its middle at (-0.5, 0.5); z is to the right: -y
    np.testing.assert_allclose(plate.point, [[-0.4, 0, -0.7], [np.nan] * 3], atol=1e-6)
    np.testing.assert_allclose(plate.free_moment, [[0, 3, 0], [0, 0, 0]], atol=1e-6)


def test_the_wrench_about_any_point_is_that_of_the_truth():
    """Force and point and moment belong together: about the origin they turn as the ground's force does."""
    for plate, made in zip(read(FILE).plates, scene.PLATES, strict=True):
        force, point, moment = scene.ground_force(made)
        truth = np.cross(point, force) + moment
        found = np.cross(plate.point, plate.force) + plate.free_moment
        np.testing.assert_allclose(found[scene.STANDS], truth[scene.STANDS], atol=2e-3)


A, B, HEIGHT = 120.0, 200.0, -54.0  # mm, of the sensors from the middle of the surface


def sensors(force: np.ndarray, point: np.ndarray, twist: float) -> np.ndarray:
    """Forces (4 sensors, 3) under a plate, pressed at a point (mm) of its surface: one of those in balance.

    The sensors lie at (±A, ±B) below the surface, z of the plate is down; `twist` is about z, N·mm.
    """
    at = np.array([[A, B], [-A, B], [-A, -B], [A, -B]])
    moment = np.cross([*point, 0.0], force) + np.array([0.0, 0.0, twist])
    level = -np.cross([0.0, 0.0, -HEIGHT], force)  # the moment about the plane of the sensors
    mx, my, mz = moment + level
    found = np.tile(force / 4, (4, 1))
    found[:, 2] += mx * np.sign(at[:, 1]) / (4 * B) - my * np.sign(at[:, 0]) / (4 * A)
    share = mz / (4 * (A**2 + B**2))
    found[:, 0] -= share * at[:, 1]
    found[:, 1] += share * at[:, 0]
    return found


def of_sensors(kind: int, gains: np.ndarray, flipped: bool, tmp_path: Path) -> object:
    """A plate of type 5, 6 or 7 pressed by 40, -30 and 500 N at (55, -70) mm, twisted by 2500 N·mm."""
    force, point, twist = np.array([40.0, -30.0, 500.0]), np.array([55.0, -70.0]), 2500.0
    one = sensors(force, point, twist)
    if kind == 6:
        measured, matrix = one.T.ravel(), np.eye(12) + 0.02 * np.arange(144).reshape(12, 12) / 144
        channels = np.linalg.solve(matrix, measured)
    else:
        x, y, z = one.T
        measured = np.array([x[0] + x[1], x[2] + x[3], y[0] + y[3], y[1] + y[2], *z]) / gains
        sums = np.array(
            [
                [1, 1, 0, 0, 0, 0, 0, 0],
                [0, 0, 1, 1, 0, 0, 0, 0],
                [0, 0, 0, 0, 1, 1, 1, 1],
                [0, 0, 0, 0, B, B, -B, -B],
                [0, 0, 0, 0, -A, A, A, -A],
                [-B, B, A, -A, 0, 0, 0, 0],
            ]
        )
        channels, matrix = measured, sums * gains
        if kind == 7:  # the eight sums with what each says to the others
            matrix = np.diag(gains) + 0.02 * np.arange(64).reshape(8, 8) / 64
            channels = np.linalg.solve(matrix, measured * gains)
    n = len(channels)
    extra = {
        "FORCE_PLATFORM:USED": np.array(1),
        "FORCE_PLATFORM:TYPE": np.array([kind]),
        "FORCE_PLATFORM:CORNERS": np.array([[300, -300, -300, 300], [200, 200, -200, -200], [0, 0, 0, 0.0]])[
            :, :, None
        ],
        "FORCE_PLATFORM:ORIGIN": np.array([[A], [B], [HEIGHT]]),
        "FORCE_PLATFORM:CHANNEL": np.arange(1, n + 1)[:, None],
        "FORCE_PLATFORM:CAL_MATRIX": (matrix.T if flipped else matrix)[:, :, None],
    }  # z of the plate is z of the file: the laboratory has z down, and the markers lie above
    markers = np.ones((4, 2, 3)) * [0.0, 0.0, -1000.0]
    content = c3d(markers, np.tile(channels, (4, 1, 1)), extra=extra)
    (tmp_path / "it.c3d").write_bytes(content)
    return read(tmp_path / "it.c3d", up="-z", forward="x").plates[0]


@pytest.mark.parametrize(("kind", "flipped"), [(5, False), (5, True), (6, False), (7, False)])
def test_plates_of_sensors_with_a_matrix_by_statics(kind, flipped, tmp_path):
    """Force, point and twist are those that the sensors hold in balance."""
    plate = of_sensors(kind, np.array([1.1, 0.9, 1.2, 0.8, 1.05, 0.95, 1.15, 1.0]), flipped, tmp_path)
    # x of the file forward, z down, so y of the file is to the right; the ground pushes back.
    np.testing.assert_allclose(plate.force[0], [-40, 500, 30], atol=1e-3)
    np.testing.assert_allclose(plate.point[0], [0.055, 0, -0.07], atol=1e-6)
    np.testing.assert_allclose(plate.free_moment[0], [0, 2.5, 0], atol=1e-3)
