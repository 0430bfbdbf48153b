"""A sternum that no vertebra holds: six equations, cartilages that answer, and what moves it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.groups import GROUPS, groups_of
from dorsum.body.names import AXES
from dorsum.mechanics.model import Model
from dorsum.mechanics.of_ring import borne
from dorsum.mechanics.result import Result
from dorsum.mechanics.ring import FLOATING, HINGES, RING, Ring, off_by_floating
from dorsum.motion.analyze import analyze
from dorsum.units import DEGREE

SMALL = 1e-6  # rad


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(Body.of("male", free=("sternum",)))


@pytest.fixture(scope="module")
def ring(model: Model) -> Ring:
    found = model.mech.ring
    assert found is not None
    return found


@pytest.fixture(scope="module")
def held(model: Model) -> Result:
    return analyze("standing_relaxed", model)


def test_a_sternum_comes_with_the_ribs_and_the_girdle_that_hang_on_it(model: Model) -> None:
    assert "sternum" not in groups_of("all")
    assert groups_of(("all", "sternum")) == tuple(GROUPS)
    assert groups_of("sternum") == model.body.free == ("girdle", "ribs", "sternum")
    beside = [row.name for row in model.rows if row.kind in GROUPS["sternum"]]
    assert tuple(beside) == FLOATING
    without = Body.of("male", free=("girdle", "ribs"))
    assert set(without.active) == set(model.body.active)
    assert set(model.rows.names) - set(FLOATING) == set(without.rows.names)


def test_told_by_where_the_sternum_is_the_ring_is_as_stiff_as_it_was_where_it_follows(
    model: Model, ring: Ring
) -> None:
    hinged = Ring.of(model.body, hinged=True)
    assert ring.names == (*RING, *HINGES, *FLOATING)
    k, q = ring.stiffness, len(hinged.names)
    follow = k[:q, :q] - k[:q, q:] @ np.linalg.solve(k[q:, q:], k[q:, :q])
    assert_allclose(follow, hinged.stiffness, atol=1e-9)
    assert np.linalg.eigvalsh(k)[0] > 0.0
    given = np.linalg.inv(k[q:, q:])  # how a pull moves it, by the compliance of the other road
    off = off_by_floating(model.body.skeleton)
    sternum = len(RING) + 6 * len(ring.cage.rib)
    assert_allclose(off @ given @ off.T, hinged.gives[sternum : sternum + 6], rtol=1e-6, atol=1e-12)


def test_its_six_angles_move_it_as_the_bones_are_placed(model: Model, ring: Ring) -> None:
    """The other road: the tree's rotations. Turned about the point below by the right hand it goes back,
    about the one before it down."""
    skeleton, sternum = model.body.skeleton, ring.cage.sternum
    still, off = model.upright, off_by_floating(model.body.skeleton)
    for i, name in enumerate(FLOATING):
        (chosen,) = model.rows.named((name,))
        angles = np.zeros((1, len(skeleton.names), 3))
        angles[0, chosen.body, AXES.index(chosen.axis)] = SMALL
        posed = model.place(angles)
        shift = (posed.origin[0, sternum] - still.origin[0, sternum]) / SMALL
        turn = (posed.rotation[0, sternum] @ still.rotation[0, sternum].T - np.eye(3)) / SMALL
        vector = 0.5 * np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
        assert_allclose(np.concatenate([shift, vector]), off[:, i], atol=1e-5)
    assert off[0, 0] < -0.09
    assert off[1, 2] < -0.09
    motions = ring.follows @ np.concatenate([np.zeros(len(ring.names) - 6), 0.01 * np.arange(1.0, 7.0)])
    told = off @ (0.01 * np.arange(1.0, 7.0))
    assert_allclose(ring.motion(sternum, skeleton.centre[sternum]) @ motions, told, atol=1e-12)


def test_what_acts_on_the_sternum_sums_to_what_cartilages_hold(
    model: Model, held: Result, ring: Ring
) -> None:
    """Cut free with the arms that hang on it: muscles as forces at their points, weights and what the thorax
    pushes at the scapulae, and the ring by its energy, whose slope is taken by differences."""
    found = held.analysis
    posed, tension = found.equations.posed, found.tension
    chosen = model.body.coordinates.named(ring.names)
    angles = np.asarray(chosen.values(found.frames.angles))[0]
    sternum = ring.cage.sternum
    axes = model.joint_axes(found.frames.angles)[0]
    wrench = np.zeros(6)  # about the world's origin
    above = np.asarray(model.mech.above)[sternum] > 0.0
    layout, at = model.body.fascicles.layout, np.asarray(found.equations.point)[0]
    at = at.T if at.shape[0] == 3 else at
    of = dict(zip(model.active.tolist(), tension[0], strict=True))
    for start, fascicle in zip(layout.piece_start.tolist(), layout.piece_fascicle.tolist(), strict=True):
        from_above, to_above = above[layout.point_body[start : start + 2]]
        if from_above != to_above and fascicle in of:
            way = (at[start + 1] - at[start]) * (1.0 if from_above else -1.0)
            force = of[fascicle] * way / np.linalg.norm(way)
            wrench += np.concatenate([force, np.cross(at[start], force)])
    wrench += found.equations.carried[0, above].sum(axis=0)
    most = 0.0
    for name in FLOATING:
        i = ring.names.index(name)
        (row,) = model.rows.named((name,))
        beside = SMALL * (np.arange(len(angles)) == i)
        lower, higher = (0.5 * a @ ring.stiffness @ a for a in (angles - beside, angles + beside))
        about = wrench[3:] - np.cross(posed.origin[0, row.body], wrench[:3])
        moment = about @ axes[row.body, AXES.index(row.axis)]
        reserve = found.solution.reserves[0, model.rows.index_of(name)]
        assert abs(moment - (higher - lower) / (2 * SMALL) + reserve) < 1e-6, name
        most = max(most, abs(moment))
    assert most > 0.2


def test_it_stays_within_its_bounds_and_the_back_is_held(model: Model, held: Result, ring: Ring) -> None:
    assert held.balanced.all()
    assert np.abs(held.analysis.solution.reserves).max() < 0.5  # N·m
    off = (
        off_by_floating(model.body.skeleton)
        @ np.asarray(model.body.coordinates.named(FLOATING).values(held.angles))[0]
    )
    assert 5e-4 < np.linalg.norm(off[:3]) < 0.010001
    assert np.linalg.norm(off[3:]) < 5.001 * DEGREE
    told = borne(model, held.angles, held.posed, held.analysis.tension)
    assert told is not None
    assert_allclose(told.shift[0], np.linalg.norm(off[:3]), rtol=0.01)
    without = analyze("standing_relaxed", Model(Body.of("male", free=("girdle", "ribs"))))
    assert_allclose(held.analysis.compression[0, 1], without.analysis.compression[0, 1], rtol=0.02)
