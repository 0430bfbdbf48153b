"""The balance of the whole body: every bone by its own forces, energy, mirror, turn, order, the tables."""

from dataclasses import replace
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE
from dorsum.mechanics import inertia, kinematics
from dorsum.mechanics.analysis import Analysis, Frames, Options, analyse_frames, set_up
from dorsum.mechanics.model import Model
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task
from postures import mirrored, mirrored_wrenches, random_angles

pytestmark = pytest.mark.usefixtures("double")

BALANCE = {"rtol": 0, "atol": 1e-6}  # N, N·m
SOLVER = {"rtol": 1e-5, "atol": 1e-4}  # N: the solver stops at 1e-8 of the moments, forces near 1e2


def still(model: Model, angles: np.ndarray, external: np.ndarray | None = None) -> Frames:
    zero = np.zeros_like(angles)
    external = np.zeros((*angles.shape[:2], 6)) if external is None else external
    return Frames(np.zeros(len(angles)), angles, zero, zero, external, np.full(len(angles), np.nan))


def analysed(model: Model, task: str) -> Analysis:
    return analyse_frames(model, frames_of(Task.named(task), model))


@pytest.mark.parametrize("task", ["standing_bent_forward", "carrying_one_hand", "sitting_slouched"])
def test_every_bone_is_in_balance(wilke: Model, task: str) -> None:
    """Free bodies: pulls at each path point, weight, loads, pressure, and the reactions at both joints."""
    found = analysed(wilke, task)
    body, eq = wilke.body, found.equations
    n = len(body.skeleton.names)
    points = eq.point[0]
    total = eq.carried[0].copy()
    for column, index in enumerate(body.active):
        tension = found.tension[0, column]
        first = sum(len(f.path) for f in body.fascicles[:index])
        path = [(p.body, points[first + k]) for k, p in enumerate(body.fascicles[index].path)]
        for (body_a, a), (body_b, b) in pairwise(path):
            pull = tension * (b - a) / np.linalg.norm(b - a)
            total[body_a] += np.concatenate([pull, np.cross(a, pull)])
            total[body_b] -= np.concatenate([pull, np.cross(b, pull)])
    reaction = found.reactions.wrench[0]  # of the carried side on the parent
    for i in range(n):
        balance = total[i] - reaction[i]
        for child in np.flatnonzero(body.skeleton.parent == i):
            balance = balance + reaction[child]
        assert_allclose(balance, 0.0, **BALANCE, err_msg=body.skeleton.names[i])


def test_muscles_passive_tissue_and_reserves_carry_the_moment_at_every_joint(wilke: Model) -> None:
    """The reaction's moment about each axis is what springs, rib cage and reserves bear, nothing else."""
    found = analysed(wilke, "standing_bent_forward")
    eq = found.equations
    spine = wilke.body.spine
    axes = np.asarray(kinematics.joint_axes(wilke.mech.tree, eq.posed, found.frames.angles))[0, spine]
    wrench = found.reactions.wrench[0, spine]
    centre = eq.posed.origin[0, spine]
    moment = wrench[:, 3:] - np.cross(centre, wrench[:, :3])
    about = np.einsum("jac,jc->ja", axes, moment)
    borne = (eq.passive[0] + found.solution.reserves[0]).reshape(-1, 3)
    for i, row in enumerate(wilke.body.tables.rib_cage):
        borne[SPINE.index(row.joint)] += found.rib_cage[0, i]
    assert_allclose(about, -borne, **BALANCE)


def test_gravity_moments_are_the_slope_of_potential_energy(wilke: Model, rng: np.random.Generator) -> None:
    angles = random_angles(wilke, rng, 1)

    def energy(q: jax.Array) -> jax.Array:
        posed = kinematics.place(wilke.mech.tree, q)
        centre = inertia.centres_of_mass(wilke.mech.masses, posed)
        return -jnp.sum(wilke.mech.masses.mass[:, None] * wilke.gravity * centre)

    slope = np.asarray(jax.grad(energy)(jnp.asarray(angles)))[0]
    wrench = wilke.weights(angles)
    for joint in ("L5/S1", "T7/T8", "C0/C1"):
        moment = wilke.moment_about_z(angles, wrench, wilke.joint(joint))[0]
        assert_allclose(moment, -slope[wilke.joint(joint), 0], rtol=1e-9)


def test_masses_add_up_to_the_subject(wilke: Model) -> None:
    assert_allclose(wilke.body.masses.mass.sum(), wilke.body.subject.mass_kg, rtol=1e-12)


def test_abdominal_pressure_pushes_each_bone_that_holds_the_diaphragm(wilke: Model) -> None:
    angles = np.zeros((1, len(wilke.body.skeleton.names), 3))
    frames = still(wilke, angles)
    none = set_up(wilke, frames, Options(abdominal_pressure=False))
    some = set_up(wilke, frames._replace(pressure=np.array([5e3])), Options())
    pushed = (some.carried - none.carried)[0]
    assert_allclose(pushed.sum(axis=0), 0.0, atol=1e-9)
    area = wilke.body.tables.constant("diaphragm_area") * 1e-4 * wilke.body.skeleton.scale**2
    assert_allclose(pushed[0, :3], [0.0, -5e3 * area, 0.0], atol=1e-9)

    slips = [row for row in wilke.body.tables.fascicles if row.muscle.startswith("diaphragm")]
    whole = 2.0 * sum(row.pcsa_cm2 for row in slips)
    names = wilke.body.skeleton.names
    for rib in range(7, 13):  # each of them holds one slip a side
        (slip,) = (row for row in slips if row.origin_bone == f"rib{rib}")
        for side in ("left", "right"):
            push = pushed[names.index(f"rib{rib}_{side}"), 1]
            assert_allclose(push, 5e3 * area * slip.pcsa_cm2 / whole, rtol=1e-9)
    assert pushed[names.index("L2"), 1] > pushed[names.index("L1"), 1] > 0.0  # crura


def test_mirrored_posture_gives_mirrored_forces(wilke: Model) -> None:
    frames = frames_of(Task.named("carrying_one_hand"), wilke)
    angles, external = mirrored(wilke, frames.angles), mirrored_wrenches(wilke, frames.external)
    there = analyse_frames(wilke, frames._replace(angles=angles, external=external))
    here = analyse_frames(wilke, frames)
    position = {index: i for i, index in enumerate(wilke.body.active)}
    opposite = [position[wilke.body.opposite[index]] for index in wilke.body.active]
    assert_allclose(there.tension, here.tension[:, opposite], **SOLVER)
    assert_allclose(there.compression, here.compression, **SOLVER)
    assert_allclose(there.right_shear, -here.right_shear, **SOLVER)


def test_turning_body_and_gravity_together_changes_nothing(wilke: Model) -> None:
    frames = frames_of(Task.named("standing_bent_forward"), wilke)
    before = analyse_frames(wilke, frames)
    turned = Model(wilke.body)
    angle = 0.7
    c, s = np.cos(angle), np.sin(angle)
    turned.gravity = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ wilke.gravity
    angles = frames.angles.copy()
    angles[:, 0, 0] += angle  # the root turns about z before x and y
    after = analyse_frames(turned, frames._replace(angles=angles))
    assert_allclose(after.tension, before.tension, **SOLVER)
    assert_allclose(after.compression, before.compression, **SOLVER)


def test_the_order_of_the_rows_changes_nothing(wilke: Model, tables: Tables) -> None:
    reversed_tables = replace(tables, fascicles=tables.fascicles[::-1])
    other = Model(Body.of("wilke", reversed_tables))
    here, there = analysed(wilke, "carrying_one_hand"), analysed(other, "carrying_one_hand")
    assert_allclose(there.compression, here.compression, **SOLVER)
    tensions = tension_by_name(other, there)
    for name, tension in tension_by_name(wilke, here).items():
        assert_allclose(tensions[name], tension, **SOLVER, err_msg=name)


def tension_by_name(model: Model, found: Analysis) -> dict[str, float]:
    names = [model.body.fascicles[i].name for i in model.body.active]
    return dict(zip(names, found.tension[0], strict=True))


def with_fascicle(tables: Tables, fascicle: str, **changes: object) -> Tables:
    rows = tuple(replace(row, **changes) if row.fascicle == fascicle else row for row in tables.fascicles)
    return replace(tables, fascicles=rows)


def test_a_larger_fascicle_pulls_more_and_lowers_the_effort_of_all(wilke: Model, tables: Tables) -> None:
    name = "longissimus_thoracis_pars_thoracis_t10_transverse"
    larger = Model(Body.of("wilke", with_fascicle(tables, name, pcsa_cm2=3 * tables.fascicle(name).pcsa_cm2)))
    task = "standing_bent_forward"
    here, there = analysed(wilke, task), analysed(larger, task)
    column = list(wilke.body.active).index(wilke.body.fascicle_index(f"{name}_right"))
    assert there.tension[0, column] > 1.5 * here.tension[0, column]
    assert effort(there) < effort(here)


def effort(found: Analysis) -> float:
    """Cost of the first frame."""
    return float(found.problem.objective(found.solution.values, found.solution.reserves)[0])


def test_an_end_nearer_the_disc_has_less_leverage(wilke: Model, tables: Tables) -> None:
    """The longest lumbar multifidus, moved from the tip of the spinous process to the lamina."""
    name = "multifidus_lumborum_l1_tip_psis"
    nearer = Model(Body.of("wilke", with_fascicle(tables, name, insertion_landmark="lamina")))
    joint = 3 * SPINE.index("L1/L2")
    column = list(wilke.body.active).index(wilke.body.fascicle_index(f"{name}_right"))
    here = analysed(wilke, "standing_relaxed").problem.matrices[0, joint, column]
    there = analysed(nearer, "standing_relaxed").problem.matrices[0, joint, column]
    assert 0 < there < 0.8 * here


def test_compression_grows_with_the_load_in_the_hands(wilke: Model) -> None:
    task = Task.named("carrying_one_hand")
    loads = [
        analyse_frames(wilke, frames_of(task.with_load(mass), wilke)).compression[0, SPINE.index("L5/S1")]
        for mass in (0.0, 5.0, 10.0)
    ]
    assert loads[0] < loads[1] < loads[2]


def test_inertia_agrees_with_differences_of_momentum(wilke: Model, rng: np.random.Generator) -> None:
    """Rate of momentum of every bone, by differencing linear and angular momentum along the motion."""
    shape = (1, len(wilke.body.skeleton.names), 3)
    q, v, a = random_angles(wilke, rng, 1), rng.normal(0, 0.5, shape), rng.normal(0, 1.0, shape)
    motion = map(jnp.asarray, (q, v, a))
    found = np.asarray(inertia.rates_of_momentum(wilke.mech.tree, wilke.mech.masses, *motion))
    step = 1e-4

    def momentum(t: float) -> np.ndarray:
        def pose(s: float) -> tuple[np.ndarray, np.ndarray]:
            posed = kinematics.place(wilke.mech.tree, jnp.asarray(q + s * v + 0.5 * s**2 * a))
            return np.asarray(inertia.centres_of_mass(wilke.mech.masses, posed)), np.asarray(posed.rotation)

        (c0, r0), (c1, r1), (c, r) = pose(t - step), pose(t + step), pose(t)
        linear = wilke.body.masses.mass[:, None] * (c1 - c0) / (2 * step)
        spin = (r1 - r0) / (2 * step) @ np.swapaxes(r, -1, -2)
        omega = np.stack([spin[..., 2, 1], spin[..., 0, 2], spin[..., 1, 0]], axis=-1)
        inertia_world = r @ wilke.body.masses.inertia @ np.swapaxes(r, -1, -2)
        angular = np.cross(c, linear) + np.einsum("fbij,fbj->fbi", inertia_world, omega)
        return np.concatenate([linear, angular], axis=-1)

    expected = (momentum(step) - momentum(-step)) / (2 * step)
    assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def test_transversus_holds_the_abdominal_pressure_as_a_hoop(wilke: Model) -> None:
    """On paper: force of one side = pressure · radius · height of the wall."""
    found = analysed(wilke, "lifting_20kg_bent_knees")
    tables, scale = wilke.body.tables, wilke.body.skeleton.scale
    radius = tables.constant("abdominal_wall_radius") * 1e-3 * scale
    height = tables.constant("abdominal_wall_height") * 1e-3 * scale
    force = found.equations.transversus_activation[0] * wilke.mech.abdomen.transversus_capacity
    assert_allclose(force, found.equations.pressure[0] * radius * height, rtol=1e-9)
    assert_allclose(found.equations.hoop_activation[0], 0.0, atol=1e-12)


def test_ligaments_press_the_disc_as_hard_as_they_pull(wilke: Model) -> None:
    found = analysed(wilke, "standing_bent_forward")
    pulled = found.equations.ligament_tension
    assert (pulled[0, :5] > 30).all()
    assert_allclose(found.compression + found.reactions.force[..., 1], pulled, atol=1e-9)
