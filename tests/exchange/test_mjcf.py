"""The exported model for MuJoCo: what stands in it, how near its curves are, and that it is in balance."""

from xml.etree import ElementTree

import numpy as np
import pytest

from dorsum.body.coordinates import Coordinates
from dorsum.errors import UnknownName
from dorsum.exchange.write.mjcf import mjcf
from dorsum.exchange.write.mjcf.coordinates import free_coordinates
from dorsum.exchange.write.mjcf.curves import (
    LENGTHS,
    STRAINS,
    VELOCITIES,
    mujoco_length,
    mujoco_passive,
    mujoco_velocity,
    muscle_shape,
)
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.hill import active_length, force_velocity, passive_length
from dorsum.mechanics.settle import Pull
from dorsum.motion.analyze import analyze, model_for
from dorsum.simulation.engine import compiled, mujoco

STABILISER = 1  # group of actuators
NAMES = ("upright_standing", "lifting_20kg_round_back")


@pytest.fixture(scope="module")
def results(male):
    return {name: analyze(name, male) for name in NAMES}


@pytest.fixture(scope="module")
def exact(male):
    """Upright standing exactly as stated: no fibre is stretched, where the two curves are not the same."""
    return analyze("upright_standing", male, posture="exact")


@pytest.fixture(scope="module")
def standing(male, results):
    """Text, model and data of upright standing with free spine."""
    text = mjcf(male, results["upright_standing"], free="spine")
    model = compiled(text)
    return text, model, mujoco().MjData(model)


def depth_first(skeleton, parent=-1):
    for b in np.flatnonzero(np.asarray(skeleton.parent) == parent):
        yield skeleton.names[b]
        yield from depth_first(skeleton, b)


def at_keyframe(model, data):
    mujoco().mj_resetDataKeyframe(model, data, 0)
    mujoco().mj_forward(model, data)
    return data


def run(model, data, seconds):
    while data.time < seconds:
        mujoco().mj_step(model, data)


def test_unknown_set_of_joints(male):
    with pytest.raises(UnknownName, match="set of free joints"):
        mjcf(male, free="everything")


def test_mass_and_names(male, standing):
    text, model, _ = standing
    assert model.body_mass.sum() == pytest.approx(male.body.masses.mass.sum(), rel=1e-9)
    tree = ElementTree.fromstring(text)
    assert [b.get("name") for b in tree.iter("body")] == ["ground", *depth_first(male.body.skeleton)]
    ground, pelvis = tree.find("worldbody/body"), tree.find("worldbody/body/body")
    assert set(ground.attrib) == {"name"}  # identity: Pinocchio forgets the pose of what hangs on the world
    assert pelvis.get("name") == "pelvis"
    muscles = [a.get("name") for a in tree.iter("general") if a.get("group") == "0"]
    assert muscles == [male.body.fascicles[i].name for i in male.body.active]


@pytest.mark.slow
@pytest.mark.parametrize("free", ["spine", "elastic", "all"])
@pytest.mark.parametrize("name", NAMES)
def test_the_keyframe_is_in_balance(male, results, free, name):
    """The same forces, springs and loads in two programs leave nothing over: 1e-8 N·m."""
    model = compiled(mjcf(male, results[name], free=free))
    data = at_keyframe(model, mujoco().MjData(model))
    assert np.abs(data.qfrc_smooth).max() < 1e-8


def test_the_stabiliser_holds_what_the_solver_left_over(male, exact):
    """At the spine its moments are the reserves of the solution, computed by quite another road."""
    model = compiled(mjcf(male, exact, free="spine"))
    data = at_keyframe(model, mujoco().MjData(model))
    reserves = exact.analysis.solution.reserves[0].reshape(25, 3)
    for j, joint in enumerate(exact.levels):
        for k, axis in enumerate("zxy"):
            moment = data.actuator(f"stabiliser {joint} {axis}").force[0]
            assert moment == pytest.approx(reserves[j, k], abs=1e-8)


def test_a_hyoid_that_hangs_in_its_muscles_loads_the_spine_alike():
    """There it is fixed to C4, which bears nothing of it as the pulls on it sum to nought: the moments of the
    stabiliser are the reserves, with muscles on the hyoid at work."""
    options = Options(free=("hyoid",), posture="exact")
    found = analyze("upright_standing", "male", options=options)
    model = compiled(mjcf(model_for("male", options), found, free="spine"))
    data = at_keyframe(model, mujoco().MjData(model))
    assert data.actuator("sternohyoid_right").force[0] < -1.0
    reserves = found.analysis.solution.reserves[0][:75]
    held = [data.actuator(f"stabiliser {name}").force[0] for name in found.body.rows.names[:75]]
    np.testing.assert_allclose(held, reserves, rtol=0, atol=1e-8)


def test_a_sternum_that_cartilages_hold_keeps_its_place_and_pull():
    """It is fixed there, off where T4 carries it: left out of the ring its part would be 1 N·m."""
    options = Options(free=("sternum",))
    found = analyze("standing_relaxed", "male", options=options)
    model = compiled(mjcf(model_for("male", options), found, free="spine"))
    data = at_keyframe(model, mujoco().MjData(model))
    assert np.abs(data.qfrc_smooth).max() < 1e-8
    reserves = found.analysis.solution.reserves[0][:75]
    held = [data.actuator(f"stabiliser {name}").force[0] for name in found.body.rows.names[:75]]
    np.testing.assert_allclose(held, reserves, rtol=0, atol=0.05)


def test_the_springs_of_a_keyframe_that_gives_are_as_stiff_as_it_found_them(results, standing):
    """But for the difference of two curves of a fibre the stabiliser holds the reserves, no spring's part."""
    result, (_, model, data) = results["upright_standing"], standing
    at_keyframe(model, data)
    factor = result.array("spring_factor")[0]
    assert factor[:5].max() > 1.3
    reserves = result.analysis.solution.reserves[0].reshape(25, 3)
    held = [
        [data.actuator(f"stabiliser {joint} {axis}").force[0] for axis in "zxy"] for joint in result.levels
    ]
    spring = np.abs(np.asarray(result.array("spring_moment"))[0]) * (1.0 - 1.0 / factor)
    off = np.abs(np.array(held) - reserves)
    assert off.max() < 0.05  # N·m
    assert spring.max() > 5 * off.max()


def test_muscles_of_the_keyframe_pull_as_solved(male, results, standing):
    _, model, data = standing
    at_keyframe(model, data)
    solved = results["upright_standing"].forces[0]
    ours = [solved[i] for i in male.body.active]
    theirs = [-data.actuator(male.body.fascicles[i].name).force[0] for i in male.body.active]
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-9)


@pytest.mark.slow
def test_standing_holds_with_the_stabiliser_and_falls_without(standing, rng):
    """10 s under gravity from a posture that is off by 0.1°."""
    _, model, data = standing
    farthest = {}
    for disabled in (0, 1 << STABILISER):
        mujoco().mj_resetDataKeyframe(model, data, 0)
        posture = data.qpos.copy()
        data.qpos[:] += rng.normal(0.0, np.deg2rad(0.1), model.nq)
        model.opt.disableactuator = disabled
        run(model, data, seconds=4.0 if disabled else 10.0)
        farthest[disabled] = np.rad2deg(np.abs(data.qpos - posture).max())
    model.opt.disableactuator = 0
    assert farthest[0] < 0.05
    assert farthest[1 << STABILISER] > 5.0


def test_springs_are_those_of_the_energy(male, rng):
    """Passive moments of every coordinate against the slope of `settle`'s springs, within 2 %."""
    model = compiled(mjcf(male, free="elastic"))
    data = mujoco().MjData(model)
    pull = Pull(male)
    share = rng.uniform(-1.0, 1.0, len(pull.names))
    q = np.where(share < 0, share * pull.coordinates.range[:, 0], share * pull.coordinates.range[:, 1])
    for name, value in zip(pull.names, q, strict=True):
        data.joint(name).qpos[0] = value
    gliding = [i for i in range(model.ntendon) if model.tendon(i).name.startswith("gliding")]
    model.tendon_stiffness[gliding] = 0.0
    mujoco().mj_forward(model, data)
    theirs = [data.qfrc_spring[model.joint(name).dofadr[0]] for name in pull.names]
    np.testing.assert_allclose(theirs, -pull.spring_moments(q), rtol=0.02, atol=1e-3)


def weightless(male, factors=None):
    """Every elastic joint free, no gravity, no stabiliser, and ten times the damping for less swing.

    `factors` multiply the springs of coordinates by name: what presses on them MuJoCo does not know.
    """
    tree = ElementTree.fromstring(mjcf(male, free="elastic"))
    for spring in tree.iterfind("tendon/fixed"):
        name = spring.get("name").removeprefix("spring ").rpartition(" ")[0]
        times = float((factors or {}).get(name, 1.0))
        spring.set("stiffness", " ".join(repr(times * float(k)) for k in spring.get("stiffness").split()))
    model = compiled(ElementTree.tostring(tree, encoding="unicode"))
    model.opt.gravity[:] = 0.0
    model.opt.disableactuator = 1 << STABILISER
    model.dof_damping[:] *= 10.0
    return model, mujoco().MjData(model)


@pytest.mark.slow
def test_gravity_off_the_back_settles_on_its_passive_stiffness(male, rng):
    """Let go from a bent posture, spine and ribs come to rest in standing, as `settle` says.

    Within 1°, for C1/C2 has next to no stiffness in twist.
    """
    model, data = weightless(male)
    pull = Pull(male)
    rest = pull.settle(np.zeros(len(male.body.fascicles)), np.zeros(len(pull.names), dtype=bool))
    half = 0.5 * np.where(
        rng.random(len(pull.names)) < 0.5, -pull.coordinates.range[:, 0], pull.coordinates.range[:, 1]
    )
    for name, value in zip(pull.names, half, strict=True):
        data.joint(name).qpos[0] = value
    run(model, data, seconds=12.0)
    chosen = [i for i, name in enumerate(pull.names) if "/" in name or "costo" in name]
    theirs = np.array([data.joint(pull.names[i]).qpos[0] for i in chosen])
    assert np.rad2deg(np.abs(theirs - rest.coordinates[chosen]).max()) < 1.0
    assert np.abs(data.qfrc_spring).max() < 0.3


@pytest.mark.slow
def test_gravity_off_a_pulled_muscle_ends_where_settle_ends(male):
    """Multifidus of one side at 0.2, springs as stiff as it presses them: the curves of the muscles differ by
    7 % of maximal force."""
    pull = Pull(male)
    activation = np.zeros(len(male.body.fascicles))
    activation[male.body.of_muscle("multifidus_lumborum", "right")] = 0.2
    rest = pull.settle(activation, np.zeros(len(pull.names), dtype=bool))
    model, data = weightless(male, dict(zip(pull.names, rest.factors, strict=True)))
    for i in np.flatnonzero(activation):
        data.actuator(male.body.fascicles[i].name).ctrl[0] = activation[i]
    run(model, data, seconds=12.0)
    spine = [i for i, name in enumerate(pull.names) if "/" in name]
    theirs = np.array([data.joint(pull.names[i]).qpos[0] for i in spine])
    ours = rest.coordinates[spine]
    assert np.abs(ours).max() > np.deg2rad(1)
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=0.1 * np.abs(ours).max())


def test_muscle_curves_are_near_ours(male):
    """MuJoCo's shapes are others; how far they are from ours where fibres work, over maximal force."""
    curves, shape = male.mech.curves, muscle_shape(male.mech.curves)
    l, v, s = (np.linspace(*ends, 100) for ends in (LENGTHS, VELOCITIES, STRAINS))
    maximal = shape.maximal_velocity / curves.maximal_velocity
    pairs = (
        (mujoco_length(l, shape.shortest, shape.longest), active_length(curves, l), 0.07),
        (mujoco_velocity(v, maximal, shape.eccentric), force_velocity(curves, v), 0.07),
        (mujoco_passive(1 + s, shape.passive_force, shape.passive_longest), passive_length(curves, s), 0.05),
    )
    for theirs, ours, most in pairs:
        assert np.abs(theirs - np.asarray(ours)).max() < most


def test_our_copy_of_mujocos_muscle_is_mujocos():
    """The fitted functions against MuJoCo's own."""
    low, high, fast, eccentric, passive, late = -0.1, 2.1, 6.0, 1.3, 0.8, 2.0
    one = np.array([0.0, 1.0])
    for length in np.linspace(0.1, 2.5, 13):
        for velocity in (-7.0, -1.0, 0.0, 1.0, 3.0):
            gain = np.array([0.0, 1.0, 1.0, 1.0, low, high, fast, passive, eccentric])
            theirs = -mujoco().mju_muscleGain(length, velocity, one, 1.0, gain)
            v = np.array([velocity / fast])
            ours = mujoco_length(np.array([length]), low, high) * mujoco_velocity(v, 1.0, eccentric)
            assert ours[0] == pytest.approx(theirs, abs=1e-12)
        bias = np.array([0.0, 1.0, 1.0, 1.0, low, late, fast, passive, eccentric])
        theirs = -mujoco().mju_muscleBias(length, one, 1.0, bias)
        assert mujoco_passive(np.array([length]), passive, late)[0] == pytest.approx(theirs, abs=1e-12)


def test_every_stiffness_of_the_tables_is_exported(male):
    compliance = Coordinates.of(male.body, "elastic")
    assert {c.name for c in free_coordinates(male.body, "elastic")} == set(compliance.names)
    assert len(free_coordinates(male.body, "spine")) == 75
    everything = free_coordinates(male.body, "all")
    assert len(everything) == sum(len(letters) for letters in male.body.skeleton.freedoms)
    assert all(c.range is None or c.range[0] <= 0 <= c.range[1] for c in everything)


def test_hips_that_are_balanced_are_so_in_the_other_program():
    """With muscles of hip and thigh at work and the floor under the feet the stabiliser holds the reserves at
    the hips, and at the knees what the muscles do that have no lines."""
    options = Options(free=("hips",), posture="exact")
    model = model_for("male", options)
    found = analyze("upright_standing", model, options=options)
    other = compiled(mjcf(model, found, free="elastic"))
    data = at_keyframe(other, mujoco().MjData(other))
    assert data.actuator("semimembranosus_right").force[0] < -1.0
    solution, actuators, rows = found.analysis.solution, model.actuators, found.body.rows.names
    others = actuators.capacity * solution.values[0, len(model.active) :]
    wanted = solution.reserves[0].copy()
    np.add.at(wanted, actuators.row, np.where(actuators.element < 0, others, 0.0))
    held = [data.actuator(f"stabiliser {name}").force[0] for name in rows]
    np.testing.assert_allclose(held, wanted, rtol=0, atol=1e-6)
    assert sum("hip" in name or "knee" in name for name in rows) == 8
