"""The balance of other rows than the spine's: arms by differences of length, moments by free bodies."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates
from dorsum.mechanics.analysis import Frames, Options, analyse_frames, columns_of, set_up
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.model import Model
from dorsum.mechanics.ring import RING, Ring
from dorsum.mechanics.statics import Equations
from postures import random_angles

BARE = Options(abdominal_pressure=False, ligaments=False)
STEP = 1e-5  # rad: truncation about ℓ'''·h²/6 ≈ 1e-11, rounding 1e-16/1e-5
MOMENT_ARM = 1e-7  # m
PART = ("L3/L4 z", "L5/S1 x", "L5/S1 z", "T12/L1 y", "hip_left y", "costovertebral_7_right z")


@pytest.fixture(scope="module", params=["standing", "elastic", "part"])
def other(request: pytest.FixtureRequest, male: Model) -> Model:
    """A model that balances other rows, by every fascicle of the body."""
    body = male.body
    rows = body.coordinates.named(PART) if request.param == "part" else Coordinates.of(body, request.param)
    return Model(body, rows, np.arange(len(body.fascicles)))


def still(model: Model, angles: np.ndarray, external: np.ndarray) -> Frames:
    zero = np.zeros_like(angles)
    return Frames(np.zeros(len(angles)), angles, zero, zero, external, np.full(len(angles), np.nan))


def at(model: Model, angles: np.ndarray, options: Options = BARE) -> Equations:
    return set_up(model, still(model, angles, np.zeros((*angles.shape[:2], 6))), options)


def test_the_matrix_is_strength_times_minus_the_slope_of_length(other: Model) -> None:
    angles = random_angles(other, np.random.default_rng(1), 1)
    eq = at(other, angles)
    found = columns_of(other, eq).dense()[0, :, : len(other.active)]
    strength = np.asarray(other.mech.fibres.maximal_force) * eq.gains.cosine[0]
    rows = np.arange(len(other.rows))
    if len(rows) > 20:
        rows = np.random.default_rng(2).choice(rows, 20, replace=False)
    n = len(rows)
    moved = np.repeat(angles, 2 * n, axis=0)
    moved[np.arange(n), other.rows.body[rows], other.rows.axis[rows]] += STEP
    moved[n + np.arange(n), other.rows.body[rows], other.rows.axis[rows]] -= STEP
    length = np.asarray(at(other, moved).path_length)
    arms = -(length[:n] - length[n:]) / (2 * STEP)
    assert (np.abs(arms).max(axis=1) > 1e-3).mean() > 0.7  # no muscle reaches the knees and ankles
    assert_allclose(found[rows] / strength, arms, rtol=0, atol=MOMENT_ARM)


def test_what_is_asked_is_the_moment_of_all_that_a_row_moves(other: Model) -> None:
    """Free bodies: weights and pushes on all beyond the joint, found by walking from child to parent."""
    rng = np.random.default_rng(3)
    angles = random_angles(other, rng, 1)
    skeleton, masses = other.body.skeleton, other.body.masses
    external = rng.normal(0.0, 20.0, (1, len(skeleton.names), 6))
    asked = set_up(other, still(other, angles, external), BARE).required[0]
    posed = other.place(angles)
    axes = other.joint_axes(angles)[0]
    moments = np.zeros(len(other.rows))
    gravity = np.array([0.0, -other.body.tables.constant("gravity"), 0.0])
    for bone in range(len(skeleton.names)):
        weight = masses.mass[bone] * gravity
        centre = posed.origin[0, bone] + posed.rotation[0, bone] @ masses.centre[bone]
        chain, here = set(), bone
        while here >= 0:
            chain.add(here)
            here = skeleton.parent[here]
        for r, (joint, axis) in enumerate(zip(other.rows.body, other.rows.axis, strict=True)):
            if joint in chain:
                lever, push = posed.origin[0, joint], external[0, bone]
                about = np.cross(centre - lever, weight) + push[3:] - np.cross(lever, push[:3])
                moments[r] += axes[joint, axis] @ about
    assert_allclose(asked, -moments, rtol=0, atol=1e-9)


def test_springs_and_fibres_turn_back_what_they_are_told_to(other: Model) -> None:
    """The spring of every row by itself, from its slope and growth, and the ring, which couples rows."""
    angles = random_angles(other, np.random.default_rng(4), 1)
    with_springs, without = at(other, angles, Options(fibre_passive=False)), at(other, angles, BARE)
    expected = []
    for c, q in zip(other.rows, other.rows.values(angles)[0], strict=True):
        way = int(q > 0)
        k, growth = c.slope[way], c.rate[way]
        size = np.expm1(growth * abs(q)) / growth if growth else abs(q)
        expected.append(-np.sign(q) * k * size)
    ring = -Ring.of(other.body).stiffness @ other.body.coordinates.named(RING).values(angles)[0]
    for name, moment in zip(RING, ring, strict=True):
        if name in other.rows.position:
            expected[other.rows.position[name]] += moment
    assert_allclose(with_springs.passive[0], expected, rtol=1e-12, atol=1e-12)
    assert_allclose(without.passive[0], 0.0, atol=0)


def test_a_part_of_the_spine_has_that_part_of_the_matrix(male: Model) -> None:
    names = ("L3/L4 z", "L5/S1 x", "T7/T8 y", "L5/S1 z")
    part = Model(male.body, male.rows.named(names))
    angles = random_angles(male, np.random.default_rng(5), 2)
    whole, some = at(male, angles, Options()), at(part, angles, Options())
    pick = [male.rows.index_of(name) for name in names]
    n = len(male.active)
    assert_allclose(some.required, whole.required[:, pick], rtol=0, atol=1e-12)
    assert_allclose(
        columns_of(part, some).dense()[..., :n],
        columns_of(male, whole).dense()[:, pick, :n],
        rtol=0,
        atol=1e-12,
    )
    assert part.actuators.names == ("rib cage T7/T8 y",)
    assert (
        columns_of(part, some).dense()[0, 2, n]
        == male.body.tables.rib_cage[
            [row.joint for row in male.body.tables.rib_cage].index("T7/T8")
        ].capacity_nm
    )


def test_nothing_stands_in_for_muscles_that_are_balanced() -> None:
    """Less beside a free girdle, which is not counted twice, and nothing where ribs are free, too."""
    told = {}
    for free in ((), ("girdle",), ("ribs",), ("girdle", "ribs")):
        actuators = Model(Body.of("male", free=free)).actuators
        told[free] = actuators.capacity[actuators.element >= 0]
    assert_allclose(told["ribs",], told[()])
    assert (told["girdle",] < 0.5 * told[()]).all()
    assert len(told["girdle", "ribs"]) == 0


def test_beside_a_free_girdle_stands_what_muscles_left_out_can_do() -> None:
    """Within a fifth: the table rounds, and its numbers are of standing."""
    model = Model(Body.of("male", free=("girdle",)))
    body, rows = model.body, model.body.tables.rib_cage
    joints = [model.joint(row.joint) for row in rows]
    arms = all_moment_arms(model, np.zeros((1, len(body.skeleton.names), 3)), joints)[0, :, 0]
    out = [not f.takes_part and not f.muscle.startswith("diaphragm") for f in body.fascicles]
    moments = np.nan_to_num(arms) * body.fascicles.maximal_force * np.array(out)
    larger = np.maximum(np.maximum(moments, 0.0).sum(axis=1), np.maximum(-moments, 0.0).sum(axis=1))
    assert_allclose([row.free_girdle_nm for row in rows], larger, rtol=0.2)


def test_fewer_rows_are_balanced_and_told_apart(male: Model) -> None:
    """Without twist and bending the muscles have less to do; what no row balances is told by no shortfall."""
    rows = male.rows.named([name for name in male.rows.names if name.endswith(" z")])
    part = Model(male.body, rows)
    angles = np.zeros((1, len(male.body.skeleton.names), 3))
    angles[0, male.body.spine[:5], :2] = 0.05, 0.02
    frames = still(part, angles, np.zeros((1, angles.shape[1], 6)))
    few, all_rows = analyse_frames(part, frames), analyse_frames(male, frames)
    assert few.shortfalls.balanced.all()
    assert few.solution.moment_imbalance()[0] < 1e-6
    assert few.problem.objective(few.solution.values, few.solution.reserves) < all_rows.problem.objective(
        all_rows.solution.values, all_rows.solution.reserves
    )
    assert np.isnan(few.rib_cage[..., 1:]).all()
    assert np.isfinite(few.rib_cage[..., 0]).all()
    assert few.compression.shape == (1, len(male.body.levels.names))


def test_a_shortfall_at_a_hip_is_told_by_sign_and_axis(male: Model) -> None:
    """No muscle of the spine crosses the hip: a push on the foot is what it lacks."""
    part = Model(male.body, male.body.coordinates.named(["hip_left x"]))
    angles = np.zeros((1, len(male.body.skeleton.names), 3))
    external = np.zeros((1, angles.shape[1], 6))
    foot = male.body.skeleton.index("foot_left")
    external[0, foot, 3] = 50.0  # N·m, turns the leg about +x
    found = analyse_frames(part, still(part, angles, external)).shortfalls.worst
    assert found is not None
    assert found.joint == "hip_left"
    assert found.direction == "adduction"


def test_a_coordinate_is_a_row_once(male):
    with pytest.raises(ValueError, match="a row once"):
        Model(male.body, male.body.coordinates.named(("L3/L4 z", "L5/S1 x", "L3/L4 z")))
