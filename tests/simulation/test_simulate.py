"""Forward dynamics: our curves step by step, what falls and what stands, and files of activations."""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.write.results import save_result
from dorsum.mechanics import hill, passive
from dorsum.motion.task import Task, parse_task
from dorsum.simulation import engine
from dorsum.simulation.activations import read_activations
from dorsum.simulation.curves import Muscles
from dorsum.simulation.plan import Plan
from dorsum.simulation.run import simulate
from dorsum.simulation.simulator import COORDINATES, FEEDBACK, Simulator

pytestmark = pytest.mark.usefixtures("double")

MOVEMENT = """
title = "A short bow"
frames = 11
[[keyframes]]
time_s = 0
posture = { trunk_inclination = 0 }
[[keyframes]]
time_s = 0.6
posture = { trunk_inclination = 20 }
[[loads]]
mass_kg = 2
"""


@pytest.fixture(scope="module")
def standing(male):
    return Plan(male, Task.named("upright_standing"))


@pytest.fixture(scope="module")
def bow(male):
    return Plan(male, parse_task(MOVEMENT, "bow"))


@pytest.fixture(scope="module")
def fallen(standing):
    return simulate(standing, "none", seconds=2.0)


def test_tension_is_that_of_hill(male, rng):
    """Both roads, and the slope against differences."""
    fibres = Muscles(male.mech.fibres, male.mech.curves)
    n = len(male.body.active)
    length = np.array([male.body.fascicles[i].standing_length for i in male.body.active])
    length = length * rng.uniform(0.9, 1.2, n)
    velocity, activation = rng.uniform(-0.5, 0.5, n), rng.random(n)
    tension, slope = fibres.tension(activation, length, velocity)
    gains = hill.gains(male.mech.fibres, male.mech.curves, length, velocity)
    expected = male.mech.fibres.maximal_force * (activation * gains.active + gains.passive) * gains.cosine
    np.testing.assert_allclose(tension, np.asarray(expected), rtol=1e-12, atol=1e-12)
    step = 1e-6
    more, less = (fibres.tension(activation, length, velocity + s)[0] for s in (step, -step))
    np.testing.assert_allclose(slope, (more - less) / (2 * step), rtol=1e-5, atol=1e-3)


def test_cross_bridges_and_tendon_are_springs_in_series(tables, rng):
    """Against the stretch at which both pull alike, and no further than cross-bridges hold."""
    short = hill.short_range(tables)
    strength, force = 500.0 * rng.random(20), 5.0 * rng.random(20)
    optimal, slack = 0.01 + 0.1 * rng.random(20), 0.2 * rng.random(20)
    tendon = strength / (short.tendon_strain * slack)
    fibre = short.fibre * force / optimal
    stretch = 1e-4
    of_fibre = stretch * tendon / (fibre + tendon)
    pulls = short.stiffness(strength, optimal, slack, force) * stretch
    np.testing.assert_allclose(pulls, fibre * of_fibre, rtol=1e-12)
    np.testing.assert_allclose(pulls, tendon * (stretch - of_fibre), rtol=1e-12)
    np.testing.assert_allclose(short.most(force), fibre * short.stretch * optimal, rtol=1e-12)


def test_springs_are_those_of_the_balance(male, rng):
    """One formula, computed by NumPy and by JAX."""
    angles = rng.uniform(-0.2, 0.2, len(male.rows))
    expected = passive.moments(male.mech.rows.springs, jnp.asarray(angles))
    found = passive.moments(passive.Springs(male.rows.slope, male.rows.rate), angles)
    assert isinstance(found, np.ndarray)
    np.testing.assert_allclose(found, np.asarray(expected), rtol=1e-12, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize(("which", "time"), [("standing", 0.0), ("bow", 0.0), ("bow", 0.3), ("bow", 0.44)])
def test_solved_forces_are_those_that_the_motion_asks_in_mujoco(which, time, request):
    """Inverse dynamics by MuJoCo at the planned accelerations, against all that acts on the spine: 1e-6 N·m.

    Without dampers and the inertia of bones that weigh nothing, which the balance of tasks does not know.
    """
    plan = request.getfixturevalue(which)
    simulator = Simulator(plan, "none")
    engine, data, lib = simulator.engine, simulator.data, simulator.mujoco
    engine.opt.disableflags |= lib.mjtDisableBit.mjDSBL_DAMPER
    place = simulator.body_of, simulator.axis_of
    angles, velocities, accelerations = (values[place] for values in plan.motion(time))
    data.qpos[:], data.qvel[:], data.time = angles, velocities, time
    simulator.step()
    acting = (data.qfrc_actuator + data.qfrc_applied)[simulator.spine]
    engine.dof_armature[:] = 0.0
    data.qpos[:], data.qvel[:], data.qacc[:] = angles, velocities, accelerations
    lib.mj_inverse(engine, data)
    np.testing.assert_allclose(acting, data.qfrc_inverse[simulator.spine], rtol=0, atol=1e-6)


@pytest.mark.slow
def test_standing_falls_without_feedback(fallen):
    assert 0.5 < fallen.window(1.0) < 1.0
    assert fallen.window(5.0) < 1.2, "as the README says"
    assert fallen.share == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("feedback", ["joints", "reflex"])
def test_standing_holds_with_feedback(standing, feedback):
    run = simulate(standing, feedback)
    assert run.largest[0] < 0.4, "as the README says"
    assert run.rms < 0.05
    assert 0 < run.share < 0.012, "the muscles do the work; as the README says"


@pytest.mark.slow
def test_compression_and_cross_bridges_are_what_reflexes_need(standing):
    """Each makes T1 to T4, bent aside, spring back faster: by the speed after one step, from either side."""
    found = []
    for short_range, pressed in ((False, 0.0), (False, 1.0), (True, 1.0)):
        simulator = Simulator(standing, replace(FEEDBACK["none"], short_range=short_range))
        bent = [COORDINATES.index(f"{joint} x") for joint in ("T3/T4", "T2/T3", "T1/T2")]
        moments = []
        for sign in (1.0, -1.0):
            simulator.reset()
            simulator.data.qpos[simulator.spine[bent]] += sign * 1e-4
            before = simulator.data.qvel.copy()
            simulator.plan.pressed, kept = pressed * standing.pressed, standing.pressed
            simulator.step()
            simulator.plan.pressed = kept
            moments.append((simulator.data.qvel - before)[simulator.spine[bent]].sum())
        found.append(-(moments[0] - moments[1]))
    assert found[0] < found[1] < found[2]


@pytest.mark.slow
def test_a_movement_is_reproduced(bow):
    """For its 0.6 s, with a load in the hands; off by the damping of tissue, which is not planned."""
    loose, held = (simulate(bow, name, disturbed_deg=0.0) for name in ("none", "reflex"))
    moved = np.rad2deg(np.abs(loose.planned[-1] - loose.planned[0]).max())
    assert moved > 1.0
    assert loose.largest[0] < 0.5
    assert held.largest[0] < 0.2
    assert held.share < 0.02


@pytest.mark.slow
def test_muscles_that_do_nothing_let_the_body_fall(standing, male):
    plan = Plan(male, Task.named("upright_standing"))
    plan.given = np.zeros(1), np.zeros((1, len(male.body.active)))
    assert simulate(plan, "none", seconds=1.0).window(5.0) < 0.6


@pytest.mark.slow
def test_a_shorter_step_gives_the_same_motion(standing, fallen):
    """The fall with steps of 2 ms until it is 1° far."""
    simulator = Simulator(standing, "none", step_time=2e-3)
    simulator.disturb(np.deg2rad(0.1), np.random.default_rng(0))
    until = fallen.window(1.0)
    simulator.advance(until)
    at = int(np.flatnonzero(np.isclose(fallen.times, until))[0])
    np.testing.assert_allclose(simulator.angles, fallen.angles[at], rtol=0, atol=np.deg2rad(0.1))


@pytest.mark.slow
def test_a_push_moves_the_way_it_pushes(standing):
    simulator = Simulator(standing, "joints")
    simulator.push("T4", np.array([100.0, 0.0, 0.0]))
    simulator.advance(0.2)
    lumbar = simulator.angles[:15:3]
    assert (lumbar < 0).all(), "forward: flexion"


def test_unknown_feedback(standing):
    with pytest.raises(UnknownName, match="feedback"):
        Simulator(standing, "magic")


def test_without_mujoco_the_message_names_the_extra(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(engine, "import_module", missing)
    with pytest.raises(BadInput, match=r"pip install 'dorsum\[simulate\]'"):
        engine.mujoco()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["sto", "nc"])
def test_what_analyze_saves_is_read(standing, male, tmp_path, suffix):
    """Activations from .nc, forces from .sto: both are those solved."""
    path = tmp_path / f"standing.{suffix}"
    save_result(standing.result, path)
    given = read_activations(path, male.body)
    assert given.forces == (suffix == "sto")
    plan = Plan(male, Task.named("upright_standing"))
    plan.give(given)
    np.testing.assert_allclose(plan.activation_at(0.0), standing.activation[0], rtol=1e-6, atol=1e-6)


def test_activations_of_a_table(male, tmp_path):
    name = male.body.fascicles[male.body.active[3]].name
    path = tmp_path / "a.csv"
    path.write_text(f"time,{name}\n0,0.25\n1,0.75\n", encoding="utf-8")
    given = read_activations(path, male.body)
    assert given.values.sum() == pytest.approx(1.0)
    assert given.values[:, 3].tolist() == [0.25, 0.75]


FAULTS = {
    "empty": ("", "is empty"),
    "no time": ("a,b\n1,2\n", "line 1: the first column must be time"),
    "word": ("time,{name}\n0,0.1\n1,x\n", "line 3, column {name}: 'x' is not a number"),
    "ragged": ("time,{name}\n0,0.1,5\n", "line 2: 3 values for 2 columns"),
    "backwards": ("time,{name}\n1,0.1\n0,0.1\n", "line 3: time must rise"),
    "large": ("time,{name}\n0,0.1\n1,7\n", "line 3, column {name} = 7: an activation is 0 to 1"),
    "nan": ("time,{name}\n0,nan\n", "line 2, column {name} = nan"),
    "twice": ("time,{name},{name}\n0,0.1,0.1\n", "two columns are called"),
    "misspelt": ("time,{name}t\n0,0.1\n", "no fascicle is called"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_table_is_refused_by_line_and_column(male, tmp_path, fault):
    name = male.body.fascicles[male.body.active[0]].name
    text, message = (part.format(name=name) for part in FAULTS[fault])
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((BadInput, UnknownName)) as raised:
        read_activations(path, male.body)
    assert message in str(raised.value)


@pytest.mark.parametrize("name", ["junk.nc", "junk.sto", "junk.csv", "missing.nc", "missing.csv", "a.txt"])
def test_junk_is_refused(male, tmp_path, name):
    path = tmp_path / name
    if name.startswith("junk"):
        path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(BadInput):
        read_activations(path, male.body)


def test_coordinates_and_feedback_have_names():
    assert len(COORDINATES) == 75
    assert set(FEEDBACK) == {"none", "joints", "reflex"}


def test_a_warning_of_mujoco_leaves_no_file(tmp_path, monkeypatch):
    """By itself MuJoCo would write MUJOCO_LOG.TXT into the folder of the user."""
    monkeypatch.chdir(tmp_path)
    model = engine.compiled(
        "<mujoco><worldbody><body><freejoint/><geom size='.1'/></body></worldbody></mujoco>"
    )
    data = engine.mujoco().MjData(model)
    data.qvel[0] = 1e12
    engine.mujoco().mj_step(model, data)
    assert data.warning.number.sum() > 0
    assert not list(tmp_path.iterdir())
