"""What the ground does to the legs of a body whose hips are balanced, and what hips and knees then bear."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.skeleton import SIDES
from dorsum.body.strength import area_factor
from dorsum.mechanics.analysis import Frames, Options, analyse_frames, columns_of, set_up
from dorsum.mechanics.give import effort
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.floor import beneath, held_up
from dorsum.motion.frames import pose_of, unsupported
from dorsum.motion.giving import analyse_pose, followed, known_of_words
from dorsum.motion.task import Task, parse_task

EXACT = Options(free=("hips",), posture="exact")
TASKS = ("upright_standing", "standing_bent_forward", "sitting_straight", "carrying_one_hand")


@pytest.fixture(scope="module")
def model() -> Model:
    return model_for("male", EXACT)


@pytest.fixture(scope="module", params=TASKS)
def result(request: pytest.FixtureRequest) -> Result:
    return analyze(request.param, "male", options=EXACT)


def ground_on(found: Result, body: str) -> np.ndarray:
    """Force (3,) and moment about the origin (3,) of the ground on a body."""
    b = found.body.skeleton.index(body)
    return np.concatenate([found.array(f"external_{what}")[0, b] for what in ("force", "moment")])


def pulls_on(found: Result, bodies: set[int]) -> np.ndarray:
    """Force and moment about the origin of the fascicles on some bodies: along the first and last piece that
    leaves them, from where their points lie."""
    points, layout = found.analysis.equations.point[0], found.body.fascicles.layout
    total = np.zeros(6)
    for i, tension in enumerate(found.array("force")[0]):
        if not tension > 0.0:
            continue
        for start in range(layout.first[i], layout.first[i + 1] - 1):
            for here, there in ((start, start + 1), (start + 1, start)):
                inside = layout.point_body[here] in bodies
                if inside and layout.point_body[there] not in bodies:
                    way = points[there] - points[here]
                    pull = tension * way / np.linalg.norm(way)
                    total += np.concatenate([pull, np.cross(points[here], pull)])
    return total


def test_the_ground_bears_the_whole_body(result: Result) -> None:
    weight = result.model.weights(result.angles)[0].sum(axis=0)
    acting = weight + np.concatenate(
        [result.array("external_force"), result.array("external_moment")], axis=-1
    )[0].sum(axis=0)
    assert_allclose(acting, 0.0, atol=1e-4)
    feet = sum(ground_on(result, f"foot_{side}")[1] for side in SIDES)
    assert feet > 1.0
    assert abs(weight[1]) > 700.0  # N: without the ground there is no balance


@pytest.mark.parametrize("side", SIDES)
def test_each_leg_is_in_balance(result: Result, side: str) -> None:
    """Weight, ground, muscles and what the pelvis does at the hip add up to nothing: force and moment."""
    body = result.body
    hip = body.skeleton.joint_index(f"hip_{side}")
    leg = set(np.flatnonzero(body.skeleton.carried()[hip]).tolist())
    weight = result.model.weights(result.angles)[0, sorted(leg)].sum(axis=0)
    ground = sum(ground_on(result, body.skeleton.names[b]) for b in leg)
    on_pelvis = result.array("reaction_force")[0, hip]
    at = result.array("joint_centre")[0, hip]
    muscles = pulls_on(result, leg)
    assert_allclose(weight[:3] + ground[:3] + muscles[:3] - on_pelvis, 0.0, atol=1e-6)
    about = np.concatenate([at, at])
    moments = [w[3:] - np.cross(about[:3], w[:3]) for w in (weight, ground, muscles)]
    reserves, springs = (
        np.nan_to_num(result.array("joint_reserve")[0, hip]),
        result.analysis.equations.passive[0, [result.body.rows.index_of(f"hip_{side} {a}") for a in "zxy"]],
    )
    axes = result.model.joint_axes(result.angles)[0, hip]
    left = axes @ sum(moments) + reserves + springs
    assert_allclose(left, 0.0, atol=1e-5)
    assert np.abs(axes @ (sum(moments) - 2.0 * moments[1])).max() > 1.0  # the ground the other way round


def test_a_mirrored_posture_has_mirrored_legs() -> None:
    found = analyze("standing_bent_forward", "male", options=EXACT)
    right, left = (ground_on(found, f"foot_{side}") for side in SIDES)
    assert_allclose(left, right * [1, 1, -1, -1, -1, 1], atol=1e-6)
    hips = [found.array("reaction_force")[0, found.body.skeleton.index(f"femur_{s}")] for s in SIDES]
    assert_allclose(hips[1], hips[0] * [1, 1, -1], atol=1e-3)
    act = found.array("activation")[0]
    assert_allclose(act[found.body.opposite], act, atol=1e-5, equal_nan=True)


def test_the_net_moment_of_the_hip_in_quiet_standing_is_that_of_ground_and_leg() -> None:
    """By hand, about the medio-lateral axis: x F_y − y F_x of the ground, and the weight of the leg."""
    found = analyze("upright_standing", "male", options=EXACT)
    skeleton, masses = found.body.skeleton, found.body.masses
    for side in SIDES:
        hip = skeleton.joint_index(f"hip_{side}")
        at = found.array("joint_centre")[0, hip]
        force, moment = np.split(ground_on(found, f"foot_{side}"), 2)
        leg = np.flatnonzero(skeleton.carried()[hip])
        centres = found.model.centres_in(found.posed)[0, leg]
        weights = masses.mass[leg] * 9.80665
        flexing = moment[2] - (at[0] * force[1] - at[1] * force[0]) - weights @ (centres[:, 0] - at[0])
        assert found.net_moments[0, hip, 0] == pytest.approx(-flexing, abs=1e-6)
        assert abs(force[1] / (masses.mass.sum() * 9.80665) - 0.5) < 1e-3


def test_who_stands_on_a_side_leans_on_that_foot() -> None:
    found = analyze("carrying_one_hand", "male", options=EXACT)  # the right one
    assert ground_on(found, "foot_right")[1] > 1.2 * ground_on(found, "foot_left")[1] > 0.0


@pytest.mark.parametrize("subject", ["female", "wilke"])
def test_feet_bear_what_the_muscles_of_the_hips_can_best_hold(subject: str) -> None:
    """Of hips flexed by 113° all that extends adducts, so that feet push apart, and the ground pushes them
    inwards: muscles are asked for adduction with the extension, and lack nothing."""
    found = analyze("lifting_20kg_bent_knees", subject, options=Options(free=("hips",)))
    assert found.balanced.all()
    friction = found.body.tables.constant("contact_friction")
    for side, outwards in zip(SIDES, (1.0, -1.0), strict=True):
        hip = found.body.skeleton.joint_index(f"hip_{side}")
        force = ground_on(found, f"foot_{side}")[:3]
        assert -friction * force[1] < outwards * force[2] < -10.0  # N
        assert outwards * found.net_moments[0, hip, 1] > 5.0  # N·m


def test_moment_arms_at_hips_and_knees_are_slopes_of_length(model: Model) -> None:
    rng, rows = np.random.default_rng(5), model.rows
    beside = np.arange(75, len(rows))
    angles = np.zeros((1, len(model.body.skeleton.names), 3))
    angles[0, rows.body[beside], rows.axis[beside]] = rng.normal(0.0, 0.3, len(beside))
    step = 1e-6
    there = np.repeat(angles, 2 * len(beside), axis=0)
    for k, row in enumerate(beside):
        there[2 * k : 2 * k + 2, rows.body[row], rows.axis[row]] += [step, -step]

    def at(angles: np.ndarray):  # type: ignore[no-untyped-def]
        nothing, still = np.zeros((*angles.shape[:2], 6)), np.zeros_like(angles)
        times = np.zeros(len(angles))
        return set_up(model, Frames(times, angles, still, still, nothing, times), Options())

    eq = at(angles)
    n = len(model.active)
    strength = model.mech.fibres.maximal_force * eq.gains.cosine[0]
    arms = columns_of(model, eq).frame(0)[beside, :n] / strength
    length = at(there).path_length[:, model.active]
    slopes = (length[::2] - length[1::2]) / (2 * step)
    assert_allclose(arms, -slopes, atol=1e-7)
    assert np.abs(arms).max() > 0.03  # m


def test_muscles_of_the_knee_without_lines_pull_one_way(model: Model) -> None:
    names = model.actuators.names
    assert {name for name in names if "knee" in name} == {
        f"{muscle} knee_{side} z"
        for muscle in ("vasti", "gastrocnemius", "biceps_femoris_short")
        for side in SIDES
    }
    found = analyze("lifting_20kg_bent_knees", "male", options=EXACT)
    values = dict(zip(names, found.analysis.solution.values[0, len(model.active) :], strict=True))
    assert values["vasti knee_right z"] > 0.05  # bent knees are held from falling
    assert all(value >= 0.0 for name, value in values.items() if "knee" in name)


def test_muscles_without_lines_are_as_large_as_the_subject_s() -> None:
    """Strength, price and the entries of the balance, in the one factor that fascicles have."""
    man, woman = (Model(Body.of(name, free=("hips",))) for name in ("male", "female"))
    factor, of_man = (area_factor(model.body.tables, model.body.subject) for model in (woman, man))
    own = [i for i, name in enumerate(man.actuators.names) if "knee" in name]
    for of in ("capacity", "weight"):
        ratio = getattr(woman.actuators, of)[own] / getattr(man.actuators, of)[own]
        assert_allclose(ratio, factor / of_man, rtol=1e-12)
    assert_allclose(woman.mech.packing.actuated, woman.actuators.capacity, rtol=0)
    assert 0.5 < factor < 0.9 < of_man
    cage = [i for i, name in enumerate(man.actuators.names) if "rib cage" in name]
    assert_allclose(woman.actuators.capacity[cage], man.actuators.capacity[cage], rtol=0)


def test_legs_that_lie_on_nothing_that_is_told_hang_on_no_hip() -> None:
    found = analyze(parse_task('[posture]\nstance = "supine"', "lying"), "male", options=EXACT)
    hips = [found.body.skeleton.index(f"femur_{side}") for side in SIDES]
    assert_allclose(found.net_moments[0, hips], 0.0, atol=1e-9)


def test_a_task_that_says_what_the_ground_does_is_left_alone() -> None:
    body = Body.of("male", free=("hips",))
    assert beneath(Model(body), Task.named("walking")) == ()
    assert beneath(Model(body), Task.named("bridge")) == ()
    assert beneath(model_for("male"), Task.named("upright_standing")) == ()
    assert len(beneath(Model(body), Task.named("sitting_straight"))) == 2


@pytest.mark.parametrize(
    ("task", "free"),
    [
        ("standing_bent_forward", ("hips",)),
        ("carrying_one_hand", ("hips",)),
        ("carrying_one_hand", ("hips", "girdle")),
        ("standing_twisted", ("girdle",)),
    ],
)
def test_no_other_give_is_better(task: str, free: tuple[str, ...]) -> None:
    """Effort and price of the whole body, limbs and girdle included, rise whichever way the joints go."""
    model = model_for("male", Options(free=free))
    pose = pose_of(Task.named(task), model)
    stated, known = unsupported(pose, model), known_of_words(model, pose)
    found = analyse_pose(model, pose, options=Options(free=free))
    assert found.given is not None
    assert found.given.settled.all()

    def merit(deviation: np.ndarray) -> float:
        frames = followed(model, pose, stated, deviation[None], np.array([0]))
        frames, _ = held_up(model, pose.task, frames._replace(stiffening=found.frames.stiffening))
        there = analyse_frames(model, frames)
        mean, _ = effort(model, there.problem, there.solution.values, there.solution.reserves)
        return float(mean[0] + price * deviation @ precision @ deviation / 2)

    here, price = found.given.deviation[0], model.body.tables.constant("give_price")
    assert not here[75:].any()  # the legs stand where they are told
    precision = np.linalg.pinv(known.covariance[0], rcond=1e-9, hermitian=True)
    best = merit(here)
    assert best < merit(np.zeros_like(here))
    rng = np.random.default_rng(1)
    size, ways = np.linalg.eigh(known.covariance[0])
    tried = 0
    for _ in range(12):
        way = ways @ (np.sqrt(np.maximum(size, 0.0)) * rng.normal(size=len(size)))
        for there in (here + 0.3 * way, here - 0.3 * way):
            limited = known.limited @ there
            if ((limited >= known.lower[0]) & (limited <= known.upper[0])).all():
                tried += 1
                assert merit(there) > best - 2e-3 * best
    assert tried > 3


@pytest.mark.parametrize("task", ["upright_standing", "sitting_straight"])
def test_ground_and_scapulae_are_borne_together(task: str) -> None:
    """With the girdle balanced, too, its contacts bear the arms, and the ground all of it."""
    found = analyze(task, "male", options=Options(free=("hips", "girdle"), posture="exact"))
    assert found.balanced.all()
    assert np.abs(found.array("reaction_force")[0, 0]).max() < 1e-3
    assert ground_on(found, "foot_right")[1] > 10.0
