"""Pressure in the chest: free bodies, virtual work, mirror, and what it does to a thorax."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.subject import Subject
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.chest import Chest
from dorsum.mechanics.kinematics import carry
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for

PA = 1e4  # 10 kPa


@pytest.fixture(scope="module")
def model() -> Model:
    return model_for("male", Options(free=("ribs",)))


@pytest.fixture(scope="module")
def bent(model: Model) -> np.ndarray:
    """(1, n_bodies, 3) every joint of the thorax turned, and every rib raised."""
    angles, names = np.zeros((1, len(model.body.skeleton.names), 3)), model.body.skeleton.names
    for i, name in enumerate(names):
        if name in {f"T{k}" for k in range(1, 13)}:
            angles[0, i] = np.deg2rad((1.5, -0.7, 0.9))
        elif name.startswith("rib"):
            angles[0, i, 0] = np.deg2rad(3.0)
    return angles


def wrenches(model: Model, angles: np.ndarray) -> np.ndarray:
    return PA * model.chest.wrenches(model.place(angles), angles.shape[1])[0]


def volume(chest: Chest, at: np.ndarray) -> float:
    """Of what lies between the wall and the origin, by the theorem of Gauss."""
    a, b, c = (at[chest.triangle[:, i]] for i in range(3))
    return float((a * np.cross(b, c)).sum() / 6.0)


def test_nothing_comes_out_in_all(model: Model, bent: np.ndarray) -> None:
    for angles in (0.0 * bent, bent):
        found = wrenches(model, angles)
        assert np.abs(found).max() > 10.0
        assert_allclose(found.sum(axis=0), 0.0, atol=1e-9)


def test_the_wall_has_one_edge_along_the_lower_border_of_the_lungs(model: Model) -> None:
    """Every other edge belongs to two triangles, which run along it in opposite ways."""
    edges = [(t[i], t[(i + 1) % 3]) for t in model.chest.triangle.tolist() for i in range(3)]
    assert len(set(edges)) == len(edges)
    border = dict(edge for edge in edges if edge[::-1] not in edges)
    ring, at = [], next(iter(border))
    while at not in ring:
        ring.append(at)
        at = border[at]
    assert len(ring) == len(border)
    names = {model.body.skeleton.names[model.chest.body[corner]] for corner in border}
    assert names == {
        "sternum",
        "T10",
        *(f"rib{k}_{side}" for k in (6, 7, 8, 9, 10) for side in ("right", "left")),
    }


def test_wall_is_pushed_by_the_slope_of_the_volume(model: Model, bent: np.ndarray) -> None:
    """Virtual work: what pushes a rib or vertebra, against differences of the volume as it shifts and turns.
    Bodies at the edge of the wall, or that hold the diaphragm, are left out."""
    chest, posed = model.chest, model.place(bent)
    at, found = carry(posed, chest.body, chest.local)[0], wrenches(model, bent)
    names = model.body.skeleton.names
    edge = {names.index(name) for name in ("T10", "rib6_right", "rib6_left")}
    alone = set(chest.body.tolist()) - set(chest.held_by.tolist()) - edge
    assert len(alone) == 9 + 2 * 5  # T1 to T9, ribs 1 to 5
    for body in alone:
        of_body = (chest.body == body)[:, None]
        for axis in np.eye(3):
            shift, turn = 1e-6 * axis * of_body, 1e-6 * np.cross(axis, at) * of_body
            for k, moved in ((0, shift), (3, turn)):
                slope = (volume(chest, at + moved) - volume(chest, at - moved)) / 2e-6
                assert found[body, k : k + 3] @ axis == pytest.approx(PA * slope, abs=1e-4)


def test_both_sides_are_pushed_alike(model: Model) -> None:
    names, found = (
        model.body.skeleton.names,
        wrenches(model, np.zeros((1, len(model.body.skeleton.names), 3))),
    )
    mirror = np.array([1.0, 1.0, -1.0, -1.0, -1.0, 1.0])  # of a force and a moment, z to the right
    for name in [name for name in names if name.startswith("rib") and name.endswith("right")]:
        right, left = names.index(name), names.index(name.replace("right", "left"))
        assert_allclose(found[left], mirror * found[right], atol=1e-9)


def test_it_extends_the_thorax_raises_its_upper_ribs_and_leaves_the_loin(model: Model) -> None:
    """About as a piston does: 10 kPa on the section at T6/T7, some 300 cm² 9 cm before the spine, 27 N·m."""
    still = np.zeros((1, len(model.body.skeleton.names), 3))
    found, posed = wrenches(model, still), model.upright

    def moment(body: int, axis: np.ndarray) -> float:
        total = model.mech.above[body] @ found
        return float((total[3:] - np.cross(posed.origin[0, body], total[:3])) @ axis)

    assert 20.0 < moment(model.joint("T6/T7"), np.array([0.0, 0.0, 1.0])) < 40.0
    assert moment(model.joint("L4/L5"), np.array([0.0, 0.0, 1.0])) == pytest.approx(0.0, abs=1e-9)
    skeleton = model.body.skeleton
    for rib in ("rib2", "rib4", "rib6"):
        body = skeleton.index(f"{rib}_right")
        assert moment(body, skeleton.axes[body][:, 2]) > 1.0  # raised
    sideways = found[[skeleton.index("rib4_right"), skeleton.index("rib4_left")], 2]
    assert sideways[0] > 20.0 > -20.0 > sideways[1]


def test_forces_grow_with_the_square_of_the_stature(model: Model) -> None:
    small = model_for(Subject(name="small", height_m=1.5))
    tall = model_for(Subject(name="tall", height_m=1.65))
    sizes = [
        np.abs(wrenches(one, np.zeros((1, len(one.body.skeleton.names), 3)))[:, :3]) for one in (small, tall)
    ]
    assert_allclose(sizes[1], 1.21 * sizes[0], atol=1e-9)
