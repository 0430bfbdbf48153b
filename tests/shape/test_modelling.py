"""What the bones are modelled with, on shapes whose size is known."""

import numpy as np
import pytest
from surfaces import edges

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.mesh import Model, pulled, tube
from dorsum.shape.bones.nets import nets
from dorsum.shape.bones.shapes import ball, bar, ellipsoid, plate, rod, xyz
from dorsum.shape.bones.thin import thinned

RADIUS = 20.0  # mm
STEP = 1.5  # mm


def volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def assert_closed(faces: np.ndarray) -> None:
    run = {tuple(edge) for edge in edges(faces)}
    assert len(run) == 3 * len(faces)
    assert run == {(b, a) for a, b in run}


@pytest.mark.parametrize("middle", [False, True])
def test_a_ball_is_a_ball(middle: bool) -> None:
    vertices, normals, faces = (
        Clay([ball([3, 4, 0], RADIUS)], STEP, middle).add(ball([3, 4, 0], RADIUS)).mesh()
    )
    assert_closed(faces)
    out = vertices - [3, 4, 0]
    assert np.linalg.norm(out, axis=1) == pytest.approx(RADIUS, abs=0.05)
    assert (out * normals).sum(axis=1) / RADIUS == pytest.approx(1.0, abs=0.01)
    assert volume(vertices, faces) == pytest.approx(4 / 3 * np.pi * RADIUS**3, rel=0.02)


def test_what_is_cut_is_gone() -> None:
    whole, hole = ball(xyz(0, 0, 0), RADIUS), rod([[0, -30, 0], [0, 30, 0]], 6.0)
    vertices, _, faces = Clay([whole], STEP).add(whole).cut(hole).mesh()
    assert_closed(faces)
    assert len(vertices) - len(faces) // 2 == 0  # Euler: one hole right through
    bored = 4 / 3 * np.pi * (RADIUS**2 - 6.0**2) ** 1.5  # the napkin ring
    assert volume(vertices, faces) == pytest.approx(bored, rel=0.03)


def test_a_pulled_surface_runs_through_the_points() -> None:
    points = np.array([[RADIUS + 3, 0, 0], [0, RADIUS - 2, 0], [0, 0, -RADIUS - 1]])
    clay = Clay([ball([0, 0, 0], RADIUS)], STEP).add(ball([0, 0, 0], RADIUS)).pull(points, 8.0)
    vertices, _, faces = clay.mesh(tolerance=0.0)
    assert_closed(faces)
    for point in points:
        assert np.linalg.norm(vertices - point, axis=1).min() < STEP
    assert clay.value(points) == pytest.approx(0.0, abs=0.3)


def test_surfaces_that_would_touch_are_joined() -> None:
    """Two inner corners across a face: one more is filled, so that no edge has four triangles."""
    field = np.ones((4, 4, 4))
    field[1, 1, 1] = field[2, 2, 1] = -1.0
    _, _, faces = nets(field, np.zeros(3), np.ones(3))
    assert_closed(faces)


def test_thinning_spares_flat_parts_and_keeps_the_shape() -> None:
    block = plate([[0, 0, 0], [60, 0, 0], [60, 40, 0], [0, 40, 0]], 4.0)
    clay = Clay([block], STEP).add(block)
    full = nets(clay.field, clay.low, clay.step)
    thin = thinned(*full, tolerance=0.45)
    assert_closed(thin[2])
    assert len(thin[2]) < 0.5 * len(full[2])
    assert volume(thin[0], thin[2]) == pytest.approx(volume(full[0], full[2]), rel=0.01)
    kept = {tuple(v) for v in full[0]}
    assert all(tuple(v) in kept for v in thin[0])


@pytest.mark.parametrize(
    ("shape", "inside", "on"),
    [
        (rod([[0, 0, 0], [10, 0, 0]], [2.0, 4.0]), [5, 0, 0], [10, 4, 0]),
        (bar([0, 0, 0], [10, 0, 0], [0, 0, 1], (5.0, 5.0), (2.0, 2.0)), [5, 0, 4], [5, 2, 0]),
        (ellipsoid([0, 0, 0], [3, 5, 7]), [0, 4, 0], [0, 0, 7]),
        (plate([[0, 0, 0], [9, 0, 0], [0, 9, 0]], 1.5), [3, 3, 1], [3, 3, -1.5]),
    ],
)
def test_shapes_know_inside_and_surface(shape, inside, on) -> None:
    assert shape.distance(np.array([inside], dtype=float))[0] < 0
    assert shape.distance(np.array([on], dtype=float))[0] == pytest.approx(0.0, abs=1e-9)
    assert (shape.low <= np.array(on) + 1e-9).all()
    assert (shape.high >= np.array(on) - 1e-9).all()


@pytest.mark.parametrize("hand", [1.0, -1.0])
def test_tubes_face_outward(hand: float) -> None:
    centres = np.column_stack([np.linspace(0, 50, 20), np.zeros(20), np.zeros(20)])
    made = tube(centres, np.tile([0.0, 5.0, 0.0], (20, 1)), np.tile([0.0, 0.0, hand * 3.0], (20, 1)), 24)
    assert_closed(made.faces)
    assert volume(made.vertices, made.faces) == pytest.approx(np.pi * 15 * 50, rel=0.15)
    middle = np.abs(made.vertices[:, 0] - 25) < 10
    assert (made.normals[middle] * made.vertices[middle]).sum(axis=1).min() > 0
    at = np.array([[25.0, 7.0, 0.0]])
    moved: Model = pulled(made, at, 8.0)
    assert np.linalg.norm(moved.vertices - at, axis=1).min() < 1.5
