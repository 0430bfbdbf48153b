"""Loads that are fixed to the feet: the hands stay there while joints give."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import SIDES
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.analysis import Frames, apparent_gravity
from dorsum.mechanics.model import Model
from dorsum.mechanics.reacting import Reacting
from dorsum.mechanics.statics import moments_of_carried
from dorsum.motion.acting import Load
from dorsum.motion.analyze import analyze
from dorsum.motion.arms import by_elbow, reach_with
from dorsum.motion.fixed import fixed_of
from dorsum.motion.frames import pose_of, unsupported
from dorsum.motion.giving import followed, known_of_words
from dorsum.motion.pose import Pose
from dorsum.motion.posture import Posture
from dorsum.motion.task import Keyframe, Task, parse_task
from dorsum.motion.write import task_text
from dorsum.units import DEGREE, MM

STEP = 1e-5  # rad
BENT = Posture(trunk_inclination=60.0, knee_flexion_right=30.0, knee_flexion_left=30.0, lumbar_twist=3.0)
HELD = Load(mass_kg=12.0, reference="shoulders", forward_m=0.25, up_m=-0.45, right_m=0.05, fixed_to="feet")
HOLDING = Task(title="Holding a box on a shelf", posture=BENT, loads=[HELD])


def free(task: Task) -> Task:
    return replace(task, loads=[replace(load, fixed_to=None) for load in task.loads])


def turned(model: Model, pose: Pose, size: float) -> tuple[Frames, np.ndarray]:
    """The frame of a pose with the rows off at random, by about so much, rad, and by how much."""
    deviation = np.random.default_rng(3).normal(0.0, size, (1, len(model.rows)))
    return followed(model, pose, unsupported(pose, model), deviation, np.array([0])), deviation


def hands(model: Model, frames: Frames) -> np.ndarray:
    """(2, 3) m, from the middle of the ankles."""
    posed = model.place(frames.angles)
    ankles = np.mean([posed.origin[0, model.joint(f"ankle_{side}")] for side in SIDES], axis=0)
    return np.array([model.grip_in(posed, side)[0] - ankles for side in SIDES])


def load_at(model: Model, frames: Frames) -> np.ndarray:
    """Where the line of the load's weight is, forward and right, from the middle of the ankles, m."""
    posed, names = model.place(frames.angles), model.body.skeleton.names
    force, moment = np.split(frames.external[0, [names.index(f"hand_{s}") for s in SIDES]].sum(axis=0), 2)
    ankles = np.mean([posed.origin[0, model.joint(f"ankle_{side}")] for side in SIDES], axis=0)
    return np.array([moment[2] / force[1] - ankles[0], -moment[0] / force[1] - ankles[2]])


def test_hands_and_load_stay_where_they_are_from_the_feet(male: Model) -> None:
    told, other = (pose_of(task, male) for task in (HOLDING, free(HOLDING)))
    stated, _ = turned(male, told, 0.0)
    gave, _ = turned(male, told, 0.01)
    assert_allclose(hands(male, gave), hands(male, stated), atol=1e-7)
    assert_allclose(load_at(male, gave), load_at(male, stated), atol=1e-9)
    carried, _ = turned(male, other, 0.01)
    assert np.linalg.norm(hands(male, carried) - hands(male, stated), axis=1).min() > 5 * MM


def test_slopes_have_how_arms_reach_anew(male: Model) -> None:
    """Against central differences; where the load goes with the shoulders they are others."""

    def asked(pose: Pose, deviation: np.ndarray) -> np.ndarray:
        frames = followed(male, pose, unsupported(pose, male), deviation, np.zeros(len(deviation), dtype=int))
        gravity = apparent_gravity(male, frames)
        return -moments_of_carried(male.mech, frames.angles, gravity, frames.external)

    pose, n = pose_of(HOLDING, male), len(male.rows)
    stated, known = unsupported(pose, male), known_of_words(male, pose)
    assert known.reacts

    def follow(deviation: np.ndarray, which: np.ndarray) -> Frames:
        return followed(male, pose, stated, deviation, which)

    _, deviation = turned(male, pose, 0.01)
    found = Reacting(male, known, follow, None).slopes(deviation, np.array([0]))[0][0]
    ways = STEP * np.concatenate([np.eye(n), -np.eye(n)])

    def differences(pose: Pose) -> np.ndarray:
        far = asked(pose, deviation + ways)
        return np.asarray((far[:n] - far[n:]).T / (2 * STEP))

    wanted, other = differences(pose), differences(pose_of(free(HOLDING), male))
    assert_allclose(found, wanted, atol=2e-4 * np.abs(wanted).max())
    assert np.abs(other - wanted).max() > 0.1 * np.abs(wanted).max()


def test_hands_in_place_tell_how_far_the_shoulders_are_from_them(male: Model) -> None:
    """As well as the elbows are known: the distances are, the angles beside them as before."""
    pose, n = pose_of(HOLDING, male), len(male.rows)
    fixed = fixed_of(male, pose)
    assert fixed is not None
    before, after = (
        known_of_words(male, each).covariance[0] for each in (pose_of(free(HOLDING), male), pose)
    )
    stated, ways = unsupported(pose, male), STEP * np.concatenate([np.eye(n), -np.eye(n)])
    there = followed(male, pose, stated, ways, np.zeros(2 * n, dtype=int))
    far = fixed.distances(male.place(there.angles), np.zeros(2 * n, dtype=int))
    by_angle = (far[:n] - far[n:]).T / (2 * STEP)  # (hands, n_rows), with the shoulders that go with the arms
    error = male.body.tables.constant("posture_error_words") * DEGREE * np.abs(fixed.by_elbow[0])
    spread = [np.sqrt(np.diag(by_angle @ of @ by_angle.T)) for of in (before, after)]
    assert (spread[1] < 1.2 * error).all()
    assert (spread[0] > 2.0 * error).all()
    assert np.linalg.eigvalsh(before - after).min() > -1e-12
    assert np.linalg.matrix_rank(before - after, tol=1e-9 * np.abs(before).max()) == 2


def test_distances_change_with_the_elbow_as_differences_say(male: Model) -> None:
    for bent in (5.0, 60.0):
        ahead, behind = reach_with(male, bent + 1e-3), reach_with(male, bent - 1e-3)
        wanted = [(ahead[side] - behind[side]) / (2e-3 * DEGREE) for side in SIDES]
        assert_allclose(by_elbow(male, SIDES, np.full((1, 2), bent * DEGREE))[0], wanted, rtol=1e-6)


def test_what_arms_miss_is_told(male: Model) -> None:
    """A twist that takes one shoulder back is followed by an arm that is straight, and by a sentence."""
    low = replace(HELD, forward_m=0.1, up_m=-0.58, right_m=0.0)
    pose = pose_of(replace(HOLDING, loads=[low]), male)
    fixed = fixed_of(male, pose)
    assert fixed is not None
    assert fixed.told(pose.angles) == ()
    rows, n = male.rows.names, len(male.rows)
    twisted = np.zeros((1, n))
    twisted[0, [k for k, name in enumerate(rows) if name.endswith(" y")]] = 1.5 * DEGREE
    frames = followed(male, pose, unsupported(pose, male), twisted, np.array([0]))
    missed = fixed.missed(frames.angles)[0]
    (told,) = fixed.told(frames.angles)
    assert missed.max() > 10 * MM
    assert f"{missed.max() / MM:.0f} mm" in told
    side = SIDES[int(missed.argmax())]
    assert side in told


def test_a_movement_keeps_its_way_from_the_feet(male: Model) -> None:
    """Stated postures are as without; as joints give the hands go where they were told to."""
    ends = (BENT, Posture(trunk_inclination=30.0, knee_flexion_right=10.0, knee_flexion_left=10.0))
    keyframes = [Keyframe(time_s=float(i), posture=at, load_m=(0.3, -0.4, 0.0)) for i, at in enumerate(ends)]
    task = Task(title="Raising", keyframes=keyframes, frames=5, loads=[HELD])
    found, other = (analyze(each, male) for each in (task, free(task)))
    pose = pose_of(task, male)
    assert_allclose(pose.angles, pose_of(free(task), male).angles, atol=0)
    fixed = fixed_of(male, pose)
    assert fixed is not None
    assert fixed.missed(found.analysis.frames.angles).max() < 5 * MM
    assert fixed.missed(other.analysis.frames.angles).max() > 5 * MM


def test_it_is_kept_in_a_file_and_refused_where_it_makes_no_sense() -> None:
    assert parse_task(task_text(HOLDING), "holding").loads == HOLDING.loads
    with pytest.raises(UnknownName, match="what a load is fixed to"):
        replace(HELD, fixed_to="floor")
    with pytest.raises(BadInput, match="fixed_to is for a load with a reference"):
        Load(mass_kg=1.0, fixed_to="feet")
    both = [replace(HELD, hands="right"), Load(mass_kg=1.0, hands="left")]
    with pytest.raises(BadInput, match="just one load"):
        Task(title="Two", loads=both)
