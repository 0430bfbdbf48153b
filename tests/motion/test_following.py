"""Slopes of what is carried, as joints give, against differences of the posture that follows."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics.analysis import Frames, Options, apparent_gravity, set_up
from dorsum.mechanics.model import Model
from dorsum.mechanics.statics import moments_of_carried
from dorsum.mechanics.tangent import add_leaning, dead_loads, leaning, tangent
from dorsum.motion.analyze import model_for
from dorsum.motion.floor import floor_of, held_up
from dorsum.motion.frames import pose_of, unsupported
from dorsum.motion.giving import followed, known_of_words
from dorsum.motion.pose import Pose
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

STEP = 1e-5  # rad
WAYS = 12  # in which all joints turn at once
GIVEN = 0.01  # rad, by how much joints stand off the stated posture


def asked(model: Model, frames: Frames) -> np.ndarray:
    """What is carried asks of the rows (frames, n_rows) N·m."""
    gravity = apparent_gravity(model, frames)
    return -moments_of_carried(model.mech, frames.angles, gravity, frames.external)


def turned(model: Model, pose: Pose) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A posture near the one stated (1, n_rows), ways from there, and small steps along them and back."""
    known, rng = known_of_words(model, pose), np.random.default_rng(7)
    gives = known.covariance[0].diagonal() > 0.0
    here, *ways = gives * rng.normal(size=(1 + WAYS, len(model.rows)))
    steps = STEP * np.concatenate([ways, np.negative(ways)])
    return GIVEN * here[None], np.array(ways), GIVEN * here + steps


def slopes_of_loads(model: Model, frames: Frames, hung_at: np.ndarray, upright: bool) -> np.ndarray:
    """What weights and other forces add to the tangent (n_rows, n_rows)."""
    eq = set_up(model, frames, Options())
    force, at = dead_loads(model.mech, eq, hung_at)
    x, switches = np.zeros((1, len(model.active))), Options().switches()
    heavy, weightless = (
        tangent(model, frames.angles, eq, x, switches, (times * force, at)) for times in (1.0, 0.0)
    )
    by_rows, by_tilt = (a - b for a, b in zip(heavy, weightless, strict=True))
    if upright:
        hips = [k for k, row in enumerate(model.rows) if row.kind == "hip" and row.axis == "z"]
        add_leaning(model, frames.angles, eq.posed, by_tilt - by_rows[:, :, hips].sum(axis=2), by_rows)
    return np.asarray(by_rows[0])


@pytest.mark.parametrize("task", ["standing_bent_forward", "carrying_one_hand", "lifting_20kg_bent_knees"])
def test_arms_hang_from_shoulders_that_move(task: str) -> None:
    """All of an arm, the upper arm with it, moves as its shoulder does and does not turn."""
    model = model_for("male")
    pose = pose_of(Task.named(task), model)
    stated, known = unsupported(pose, model), known_of_words(model, pose)
    here, ways, near = turned(model, pose)
    there = asked(model, followed(model, pose, stated, near, np.zeros(len(near), dtype=int)))
    differences = (there[:WAYS] - there[WAYS:]) / (2 * STEP)
    frames = followed(model, pose, stated, here, np.zeros(1, dtype=int))._replace(pressure=np.zeros(1))
    slopes = slopes_of_loads(model, frames, known.hung_at, known.upright)
    assert_allclose(ways @ slopes.T, differences, atol=1e-4 * np.abs(differences).max())


RISING = Posture(trunk_inclination=40.0, knee_flexion_right=70.0, knee_flexion_left=70.0)
HALF_RISEN = Task(title="half risen", posture=RISING)
ON_FEET = (HALF_RISEN, "lifting_20kg_bent_knees", "carrying_one_hand", "standing_bent_sideways")


@pytest.mark.parametrize("given", [*ON_FEET, "sitting_bent_forward"])
def test_the_ground_answers_as_the_whole_search_for_it_does(given: Task | str) -> None:
    """What floor and seat bear changes the moments of hips and knees; differences find it anew each time."""
    task, options = given if isinstance(given, Task) else Task.named(given), Options(free=("hips",))
    model = model_for("male", options)
    pose = pose_of(task, model)
    stated, known, which = unsupported(pose, model), known_of_words(model, pose), np.zeros(1, dtype=int)
    here, ways, near = turned(model, pose)

    def without(deviation: np.ndarray, which: np.ndarray) -> Frames:
        return followed(model, pose, stated, deviation, which)

    found = held_up(model, pose.task, without(near, which.repeat(len(near))))[0]
    there = asked(model, found)
    differences = (there[:WAYS] - there[WAYS:]) / (2 * STEP)
    floor = floor_of(model, pose.task, without)
    assert floor is not None
    frames = held_up(model, pose.task, without(here, which), floor=floor)[0]
    slopes = slopes_of_loads(model, frames, known.hung_at, known.upright)
    posed = model.place(frames.angles)
    lean = leaning(model, frames.angles, posed) if known.upright else np.zeros_like(here)
    eq = set_up(model, frames, options)
    _, at = dead_loads(model.mech, eq, known.hung_at)
    rows, answer = floor.slopes(floor.moments(posed, at, lean), lean)
    unanswered = np.abs(ways @ slopes[rows].T - differences[:, rows]).max()
    slopes[rows] += answer[0]
    most = np.abs(differences[:, rows]).max()
    assert most > 1.0 or given not in ON_FEET  # pelvis and thighs bear who sits
    assert unanswered >= 0.5 * most
    assert_allclose(ways @ slopes.T, differences, atol=1e-4 * np.abs(differences).max())
