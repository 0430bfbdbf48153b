"""Rest under a pull: energy, its slope by two roads, stops, and laws of symmetry."""

import jax
import numpy as np
import pytest
from by_energy import Energy
from pulls import LEAST, SAME, by_tangent, compared, drawn, pulled

from dorsum.body.skeleton import LUMBAR, THORACIC
from dorsum.mechanics.geometry import geometry
from dorsum.mechanics.passive import Springs, moments
from dorsum.mechanics.ring import RING, Ring
from dorsum.mechanics.settle import EVEN, Pull

FEW = 2  # pulls drawn by lot

pytestmark = pytest.mark.usefixtures("double")


@pytest.fixture(scope="module")
def pull(male):
    return Pull(male)


@pytest.fixture(scope="module")
def energy(pull):
    """Compiled once: that takes most of the time."""
    with jax.enable_x64(True):
        return Energy(pull)


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


def longer_than_tendons(pull, q, activation):
    """Of the fascicles that pull: there the energy of the test is that of `hill`."""
    slack = pull.balance.mech.fibres.slack_length
    return bool((pull.lengths(q) > slack)[activation > 0.0].all())


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_what_the_rows_lack_is_the_slope_of_the_energy(pull, energy, rng, share):
    """Two roads to every moment: lines and screws of the balance, and lengths that are differentiated by
    machine; springs three times as stiff, the ring, stretched fibres and the scapulae on the thorax in it."""
    activation = rng.random(len(pull.model.body.fascicles))
    q, factors = share * posture(pull, rng), np.full(len(pull.names), 3.0)
    assert longer_than_tendons(pull, q, activation)
    traced = np.asarray(energy.gradient(q, activation, factors))
    np.testing.assert_allclose(pull.gradient(q, activation, factors), traced, rtol=1e-9, atol=1e-9)


def test_curvature_is_that_of_the_energy(pull, energy, rng):
    activation, q = rng.random(len(pull.model.body.fascicles)), 0.1 * posture(pull, rng)
    traced = np.asarray(energy.hessian(q, activation, pull.plain))
    within_step = dict(rtol=1e-4, atol=0.05)  # N·m/rad, of fibres that begin to resist there
    np.testing.assert_allclose(pull.hessian(q, activation), traced, **within_step)


@pytest.fixture(scope="module")
def rests(pull, male):
    """Rests of pulled muscles of the right side, the pelvis held."""
    muscles = "multifidus_lumborum", "latissimus_dorsi", "longissimus_thoracis_pars_thoracis"
    return {muscle: pulled(pull, muscle, "right") for muscle in muscles}


@pytest.mark.slow
def test_rest_is_the_least_energy(pull, energy, rests):
    """By machine differentiation: no slope, and no way down."""
    for activation, rest in rests.values():
        slope = np.asarray(energy.gradient(rest.coordinates, activation, rest.factors))
        assert longer_than_tendons(pull, rest.coordinates, activation)
        assert np.abs(slope).max() < 1e-6
        curvature = np.asarray(energy.hessian(rest.coordinates, activation, rest.factors))
        assert np.linalg.eigvalsh(curvature)[0] > 0.0
        assert rest.least_stiffness > 0.0


def test_the_tangent_of_the_balance_leads_to_the_same_rest(pull, rests):
    """Newton rounds with `tangent`, as joints give, and the slopes of gliding: to a millionth of a radian."""
    for activation, rest in rests.values():
        q, lacking = by_tangent(pull, activation, rest)
        assert lacking < LEAST
        np.testing.assert_allclose(q, rest.coordinates, rtol=0, atol=SAME)


@pytest.mark.slow
def test_it_does_for_muscles_and_sides_drawn_by_lot(pull, male):
    """The first of the forty of `pulls`, which `make soak` compares."""
    few = drawn(male)[:FEW]
    assert len({side for _, side in few}) == 2
    for _, lacking, apart, turned in compared(pull, few):
        assert lacking < LEAST
        assert apart < SAME
        assert turned > 1e-3


def test_springs_are_as_stiff_as_the_pull_presses_them(pull, rests):
    """Those of loin and thorax alone; what the rest presses asks for its own factors."""
    activation, rest = rests["longissimus_thoracis_pars_thoracis"]
    asked = pull.factors(rest.coordinates, activation)
    np.testing.assert_allclose(rest.factors, asked, rtol=2 * EVEN)
    some = np.array([name.split()[0] in (*LUMBAR, *THORACIC) for name in pull.names])
    assert (rest.factors[~some] == 1.0).all()
    assert 1.2 < rest.factors[some].max() <= 2.2
    softer = pull._descend(rest.coordinates, activation, np.ones(len(some), dtype=bool), pull.plain)[0]
    assert np.abs(softer[some]).max() > np.abs(rest.coordinates[some]).max()


def test_moment_arms_are_those_of_the_lines(pull, energy, male):
    """Automatic differentiation of lengths against screws and Plücker lines, spine, in standing."""
    still = np.zeros(len(pull.names))
    arms = pull.moment_arms(still)
    traced = np.asarray(energy.length_slopes(still))
    np.testing.assert_allclose(arms, -traced, rtol=0, atol=1e-12)
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
    """At exactly q = 0, where they jump: the tabled slope of a way that is like the other."""
    still, none = np.zeros(len(pull.names)), np.zeros(len(pull.model.body.fascicles))
    bending = pull.coordinates.position["L4/L5 x"]
    step = pull.plain.copy()
    step[bending] = 2.0
    twice = pull.hessian(still, none, step) - pull.hessian(still, none)
    spring = pull.model.body.tables.joint_stiffness
    k = next(row.k0_nm_per_deg for row in spring if (row.joint, row.direction) == ("L4/L5", "bending"))
    assert twice[bending, bending] == pytest.approx(np.rad2deg(k), rel=1e-3)


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
