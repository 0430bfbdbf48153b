"""Contacts push, hold by friction no more than they may, and bear the body: laws, and second roads."""

from dataclasses import replace
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.errors import BadInput
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.bearing import bear, held, weight_of
from dorsum.mechanics.contacts import GROUND, Contacts
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import on_bodies
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.result import Result
from dorsum.mechanics.solve import solve
from dorsum.motion.acting import Support
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.external import limbs
from dorsum.motion.frames import frames_of, pose_of, unsupported
from dorsum.motion.giving import analyse_pose
from dorsum.motion.posture import Posture
from dorsum.motion.supports import _skin, contacts_of, supported
from dorsum.motion.task import Keyframe, Task
from laws.free_body import imbalance

LYING = ("lying_supine", "lying_prone", "lying_on_side")
SITTING = ("sitting_slouched", "sitting_elbows_on_thighs")
RESTING = (*LYING, "lying_prone_on_elbows", *SITTING, "prone_extension", "plank", "bridge")
NEWTON = 1e-5  # N and N·m: the solver stops at 1e-8 of the weight
by_clarabel = run_path(str(Path(__file__).parents[2] / "benchmarks" / "solver.py"))["by_clarabel"]
RULE, OPTIONS = Objective.of(DEFAULT), Options()


@pytest.fixture(scope="module")
def found(wilke: Model) -> dict[str, Result]:
    return {name: analyze(name, wilke, posture="exact") for name in RESTING}


def normal_and_sideways(contacts: Contacts, forces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    along = (forces * contacts.normal).sum(axis=-1)
    return along, np.linalg.norm(forces - along[..., None] * contacts.normal, axis=-1)


@pytest.mark.parametrize("name", RESTING)
def test_contacts_and_limp_limbs_bear_the_weight(name: str, wilke: Model, found: dict[str, Result]) -> None:
    """Six equations of the whole body, and in lying the limbs each by themselves."""
    analysis = found[name].analysis
    external, weight = analysis.frames.external, wilke.weights(analysis.frames.angles)
    assert_allclose((external + weight).sum(axis=1), 0.0, atol=NEWTON)
    if name in LYING:
        limp = limbs(wilke)
        assert_allclose(external[:, limp], -weight[:, limp], atol=1e-9)
        borne = analysis.borne
        trunk = -weight[0, ~limp, 1].sum()
        assert borne.forces[0, :, 1].sum() == pytest.approx(trunk, abs=NEWTON)
        assert 300.0 < trunk < weight_of(wilke)


@pytest.mark.parametrize("name", RESTING)
def test_no_contact_pulls_or_leaves_its_cone(name: str, found: dict[str, Result]) -> None:
    borne = found[name].analysis.borne
    along, sideways = normal_and_sideways(borne.contacts, borne.forces)
    assert along.min() >= 0.0
    assert (sideways <= 0.40 * along + 1e-9).all()
    assert along.max() > 10.0


@pytest.mark.parametrize("name", RESTING)
def test_every_part_above_a_joint_is_a_free_body_in_balance(name: str, found: dict[str, Result]) -> None:
    assert imbalance(found[name]) < 2e-6  # N·m


@pytest.mark.parametrize("name", [*LYING, *SITTING])
def test_the_muscles_that_contacts_were_found_with_are_those_of_the_analysis(
    name: str, wilke: Model, found: dict[str, Result]
) -> None:
    analysis, n = found[name].analysis, len(wilke.active)
    assert_allclose(analysis.solution.values[:, :n], analysis.borne.solution.values[:, :n], atol=1e-6)


def with_friction(name: str, coefficient: float) -> Task:
    task = Task.named(name)
    return replace(task, supports=[replace(support, friction=coefficient) for support in task.supports])


def test_without_friction_forces_are_normal(wilke: Model) -> None:
    task = with_friction("lying_supine", 0.0)
    _, borne = supported(wilke, task, unsupported(task, wilke))
    along, sideways = normal_and_sideways(borne.contacts, borne.forces)
    assert sideways.max() < 1e-12
    assert along.sum() > 300.0


def test_a_smoother_backrest_bears_less_upward(wilke: Model) -> None:
    """Its normal points up a little, so that some is left without friction."""
    lifts = []
    for coefficient in (0.0, 0.2, 0.4):
        task = Task.named("sitting_slouched")
        *others, back = task.supports
        task = replace(task, supports=[*others, replace(back, friction=coefficient)])
        _, borne = supported(wilke, task, unsupported(pose_of(Task.named("sitting_slouched"), wilke), wilke))
        contacts = contacts_of(
            wilke, task, unsupported(pose_of(Task.named("sitting_slouched"), wilke), wilke)
        )
        lifts.append(borne.forces[0, contacts.on == wilke.body.skeleton.index("T9"), 1].sum())
    assert 0.0 < lifts[0] < lifts[1] - 5.0 < lifts[2] - 10.0


@pytest.mark.parametrize("name", [*LYING[:2], *SITTING, "plank", "bridge"])
def test_mirrored_bodies_bear_mirrored_forces(name: str, wilke: Model, found: dict[str, Result]) -> None:
    external, names = found[name].analysis.frames.external[0], wilke.body.skeleton.names
    turned = external * np.array([1, 1, -1, -1, -1, 1])
    swap = {"right": "left", "left": "right"}
    other = [
        names.index("_".join([*n.split("_")[:-1], swap[n.split("_")[-1]]]) if n.split("_")[-1] in swap else n)
        for n in names
    ]
    assert_allclose(external[other], turned, atol=2e-3)  # N: of forces near 100, cheap ones least well known


def test_a_raised_leg_on_the_other_side_mirrors_what_is_borne(male: Model) -> None:
    task = Task.named("bird_dog")
    flip = {"right": "left", "left": "right"}
    posture = {k: getattr(task.posture, k) for k in ("stance",)}
    for side, other in flip.items():
        for angle in ("shoulder_flexion", "hip_flexion", "knee_flexion"):
            posture[f"{angle}_{other}"] = getattr(task.posture, f"{angle}_{side}")
    support = Support(kind="floor", bodies=("hand_left", "shank_right"))
    mirrored = replace(task, posture=Posture(**posture), supports=[support])
    here, there = (analyze(t, male, posture="exact") for t in (task, mirrored))
    assert_allclose(here.compression, there.compression, atol=1e-3)
    pushes = [r.analysis.borne.forces[0].sum(axis=0) for r in (here, there)]
    assert_allclose(pushes[0], pushes[1] * [1, 1, -1], atol=1e-3)


def test_elbows_push_the_thighs_as_much_as_they_are_pushed(wilke: Model, found: dict[str, Result]) -> None:
    borne = found["sitting_elbows_on_thighs"].analysis.borne
    contacts, names = borne.contacts, wilke.body.skeleton.names
    wrench = contacts.wrenches(borne.forces, len(names))[0]
    inner = contacts.against != GROUND
    assert {names[b] for b in contacts.against[inner]} == {"femur_right", "femur_left"}
    lifted = borne.forces[0, inner].sum(axis=0)
    assert lifted[1] > 100.0
    on_ground = borne.forces[0, ~inner].sum(axis=0)
    assert_allclose(wrench[:, :3].sum(axis=0), on_ground, atol=1e-9)  # inner ones cancel
    assert on_ground[1] == pytest.approx(weight_of(wilke), abs=NEWTON)


def test_a_belly_pushed_onto_the_thighs_is_borne_by_them(wilke: Model) -> None:
    task = replace(
        Task.named("sitting_full_flexion"),
        supports=[Support(kind="belly", body="L3")],
        posture=Posture(stance="sitting", trunk_inclination=60.0, lumbar_flexion=15.0, thoracic_flexion=5.0),
    )
    result = analyze(task, wilke, posture="exact")
    assert result.analysis.borne.forces[0, :, 1].min() > 20.0
    alone = analyze(replace(task, supports=()), wilke, posture="exact")
    assert np.asarray(result.compression)[0, 1] < np.asarray(alone.compression)[0, 1]
    assert any("belly and thighs are" in text for text in result.assumptions)


def test_a_conic_solver_finds_the_same_forces_and_cost(wilke: Model) -> None:
    """Of squares; with cubes clarabel loses its way among so many power cones, see the certificate below."""
    pose = pose_of(Task.named("sitting_slouched"), wilke)
    _, borne = supported(wilke, pose.task, unsupported(pose, wilke), "relative_force_squared")
    told = borne.problem  # the balance of the whole is priced so high that an interior point feels it
    problem = replace(told, matrices=told.columns, reserve_scale=np.maximum(told.reserve_scale, 0.1))
    found = solve(problem)
    assert_allclose(found.values, borne.solution.values, atol=1e-4)
    x = by_clarabel(problem, 0)
    cost = problem.objective(x[None], problem.rhs - problem.matrices[0] @ x)
    assert_allclose(problem.objective(found.values, found.reserves), cost, rtol=1e-5)
    theirs = borne.contacts.forces(weight_of(wilke) * x[None, -borne.factors.shape[1] :])
    back = np.asarray(borne.contacts.on) == wilke.body.skeleton.index("T9")
    assert_allclose(theirs.sum(axis=1), borne.forces.sum(axis=1), atol=0.5)  # N
    assert_allclose(theirs[:, back].sum(axis=1), borne.forces[:, back].sum(axis=1), atol=0.5)


@pytest.mark.parametrize("name", RESTING)
def test_no_other_forces_ask_less_of_the_muscles(name: str, found: dict[str, Result]) -> None:
    """Proven by the multipliers, whatever solver found them."""
    proof = found[name].analysis.borne.solution.certificate()
    assert abs(proof.duality_gap) < 1e-6
    assert proof.bound_violation == 0.0
    assert proof.moment_imbalance < NEWTON


def test_a_price_ten_times_as_low_changes_no_load_that_contacts_decide(wilke: Model) -> None:
    loads = []
    for price in (0.01, 0.001):
        tables = wilke.body.tables.altered("constants", "contact_cost", value=price)
        model = Model(type(wilke.body).of(wilke.body.subject, tables))
        loads.append(
            [
                np.asarray(analyze(name, model, posture="exact").compression)[0, :5]
                for name in (*SITTING, "plank")
            ]
        )
    assert_allclose(loads[1], loads[0], rtol=2e-3)


def test_joints_that_give_find_what_contacts_bear_there(wilke: Model) -> None:
    task = Task.named("sitting_elbows_on_thighs")
    given = analyse_pose(wilke, pose_of(task, wilke), options=Options(posture="giving"))
    frames = given.frames._replace(external=given.borne.without)
    again = bear(wilke, frames, contacts_of(wilke, task, frames), RULE, OPTIONS)
    assert_allclose(again.external, given.frames.external, atol=2e-2)
    assert given.given.settled.all()
    weights = wilke.weights(given.frames.angles)
    assert_allclose((given.frames.external + weights).sum(axis=1), 0.0, atol=NEWTON)


def test_a_movement_is_borne_in_every_frame(male: Model) -> None:
    """Inertia too: what acts on the whole body, less what speeds it up, is nothing."""
    seat = [Support(kind="seat"), Support(kind="floor", bodies=("foot_right", "foot_left"))]
    keyframes = [
        Keyframe(time_s=t, posture=Posture(stance="sitting", trunk_inclination=a))
        for t, a in ((0, 0), (1, 30))
    ]
    task = Task(keyframes=keyframes, frames=7, supports=seat)
    frames = frames_of(task, male)
    assert_allclose(on_bodies(male, frames, male.place(frames.angles)).sum(axis=1), 0.0, atol=1e-4)
    assert np.abs(frames.velocities).max() > 0.1


def test_what_lies_limp_is_borne_under_itself_and_the_belly_raises_the_rest(wilke: Model) -> None:
    """Pushed at T7 alone a curled trunk would hang on the stand-in moment of the rib cage: rectus 2 %."""
    result = analyze("curl_up", wilke, posture="exact")
    external = result.analysis.frames.external[0]
    weight = wilke.weights(result.analysis.frames.angles)[0]
    trunk = [wilke.body.skeleton.index(name) for name in ("pelvis", "L3", "T7")]
    assert_allclose(external[trunk], -weight[trunk], atol=1e-9)
    assert result.analysis.borne is None
    rectus = result.dataset["muscle_activation"].sel(whole_muscle="rectus_abdominis_right").item()
    assert rectus > 0.25
    beside = replace(
        Task.named("curl_up"), supports=(*Task.named("curl_up").supports, Support(kind="elbows"))
    )
    contacts = contacts_of(wilke, beside, unsupported(pose_of(beside, wilke), wilke))
    assert contacts is not None
    assert not contacts.whole  # what lies limp is not pushed, so that no whole body is balanced
    with pytest.raises(BadInput, match="limp: is for a couch"):
        Support(kind="floor", bodies=("pelvis",), limp=True)


def test_limbs_of_a_woman_and_of_a_light_man_are_priced_as_their_muscles_are(wilke: Model) -> None:
    """Strength and volume as the areas: a moment of the same share of strength costs by the volume."""
    light = replace(wilke.body.subject, mass_kg=60.0)
    task = Task.named("sitting_elbows_on_thighs")
    subjects = (light, replace(light, mass_kg=120.0), replace(light, sex="female"))
    prices = []
    for model in map(Model, map(Body.of, subjects)):
        beside = unsupported(task, model)
        prices.append(held(model, contacts_of(model, task, beside), Options(), 3))
    area = 2.0 ** (2 / 3), wilke.body.tables.constant("female_muscle_area_factor")
    assert len(prices[0])
    for factor, price in zip(area, prices[1:], strict=True):
        assert_allclose(price, prices[0] * factor ** (2 / 3))


# 4082 men and 1986 women together, mean and standard deviation, m (Gordon 2014, summary of the public data).
BELLY_SITTING, THIGH_CLEARANCE = (0.2465, 0.0374), (0.1763, 0.0162)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_belly_and_thighs_are_as_thick_as_peoples(sex: str) -> None:
    """Their skin is found from masses and radii of gyration: here beside callipers."""
    model = model_for(sex)
    skeleton = model.body.skeleton
    standing = model.place(np.zeros((1, len(skeleton.names), 3)))

    def deep(body: str) -> float:
        forward = np.array([[1.0, 0.0, 0.0]])
        front, back = (_skin(model, standing, skeleton.index(body), way) for way in (-forward, forward))
        return float(front[0, 0, 0] - back[0, 0, 0])

    for body, (mean, spread) in (
        ("L3", BELLY_SITTING),
        ("L4", BELLY_SITTING),
        ("femur_right", THIGH_CLEARANCE),
    ):
        assert abs(deep(body) - mean) < spread
