"""Rest under a pull: energy, its slope by two roads, stops, and laws of symmetry."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dorsum.mechanics import settle
from dorsum.mechanics.geometry import geometry
from dorsum.mechanics.passive import Springs, moments
from dorsum.mechanics.ring import RING, Ring
from dorsum.mechanics.settle import Pull

pytestmark = pytest.mark.usefixtures("double")


@pytest.fixture(scope="module")
def pull(male):
    return Pull(male)


def posture(pull, rng):
    return rng.uniform(-0.5, 0.5, len(pull.names)) * np.where(
        rng.random(len(pull.names)) < 0.5, pull.coordinates.range[:, 0], pull.coordinates.range[:, 1]
    )


def test_nothing_pulls_in_standing(pull):
    still = np.zeros(len(pull.names))
    assert np.abs(pull.gradient(still, np.zeros(len(pull.model.body.fascicles)))).max() < 1e-9


def test_gradient_is_the_slope_of_the_energy(pull, rng):
    activation = rng.random(len(pull.model.body.fascicles))
    q = posture(pull, rng)
    slope = pull.gradient(q, activation)
    for i in rng.choice(len(q), 12, replace=False):
        step = np.zeros(len(q))
        step[i] = 1e-5
        rise = pull.energy(q + step, activation) - pull.energy(q - step, activation)
        assert rise / 2e-5 == pytest.approx(slope[i], rel=1e-7, abs=2e-5)


def test_moment_arms_are_those_of_the_lines(pull, male):
    """Automatic differentiation of lengths against screws and Plücker lines, spine, in standing."""
    arms = pull.moment_arms(np.zeros(len(pull.names)))
    crossing = male.mech.crossing
    by_lines = geometry(male.mech, np.zeros((1, len(male.body.skeleton.names), 3))).arms[0]
    fascicle = male.mech.active[male.mech.pair_column]
    joints = [male.body.skeleton.joints[male.body.spine[j]] for j in crossing.pair_joint]
    for k, axis in enumerate("zxy"):
        at = [pull.coordinates.position[f"{joint} {axis}"] for joint in joints]
        np.testing.assert_allclose(arms[fascicle, at], by_lines[k], rtol=0, atol=1e-12)


def test_springs_are_those_of_the_balance(pull, male, rng):
    """Without fibres and scapulae the slope of the energy is the passive moment of spinal units and ring."""
    q = np.zeros(len(pull.names))
    spine = [
        pull.coordinates.position[f"{male.body.skeleton.joints[b]} {axis}"]
        for b in male.body.spine
        for axis in "zxy"
    ]
    q[spine] = posture(pull, rng)[spine]
    expected = -moments(Springs(male.rows.slope, male.rows.rate), male.rows.values(pull.angles(q)[None]))
    ring = Ring.of(male.body).stiffness @ q[[pull.coordinates.position[name] for name in RING]]
    expected[0, [male.rows.position[name] for name in RING]] += ring
    np.testing.assert_allclose(pull.spring_moments(q)[spine], expected[0], rtol=1e-9, atol=1e-9)


def test_springs_have_their_whole_curvature_in_standing(pull):
    """At exactly q = 0: as differences of their moments to both sides; of like ways the tabled slope."""
    elastic, n = pull.elastic, len(pull.names)
    zero = jnp.zeros(n)
    found = np.asarray(jax.jacfwd(jax.grad(settle._of_springs, argnums=1), argnums=1)(elastic, zero))
    step = 1e-6
    by_differences = [
        (pull.spring_moments(e) - pull.spring_moments(-e)) / (2 * step) for e in step * np.eye(n)
    ]
    np.testing.assert_allclose(found, by_differences, rtol=1e-3, atol=1e-4)
    bending = pull.coordinates.position["L4/L5 x"]
    spring = pull.model.body.tables.joint_stiffness
    k = next(row.k0_nm_per_deg for row in spring if (row.joint, row.direction) == ("L4/L5", "bending"))
    assert found[bending, bending] == pytest.approx(np.rad2deg(k), rel=1e-9)


def test_the_scapula_stays_on_the_thorax(pull, male):
    """Raising the scapula along the thorax costs little, pushing it in by a centimetre costs joules."""
    at = pull.coordinates.position["sternoclavicular_right y"]
    q = np.zeros(len(pull.names))
    q[at] = np.deg2rad(-10)
    assert pull.gliding_energy(q) > 0.1
    assert pull.gliding_energy(0 * q) < 1e-20


def test_locked_joints_stay_and_rest_is_a_minimum(pull, male):
    activation = np.zeros(len(male.body.fascicles))
    activation[male.body.of_muscle("multifidus_lumborum", "right")] = 0.3
    locked = np.array([not name.startswith(("L4/L5", "L3/L4")) for name in pull.names])
    rest = pull.settle(activation, locked)
    assert (rest.coordinates[locked] == 0).all()
    assert (rest.coordinates[~locked] != 0).all()
    assert rest.residual < 1e-6
    assert rest.least_stiffness > 0
