"""A load out of reach: the trunk leans or the feet stand nearer, as little as is enough, and it is said."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.motion.acting import HANDS, Load
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.arms import elbow_for, reaches_of
from dorsum.motion.frames import frames_of, pose_of
from dorsum.motion.places import hand_offset, load_position
from dorsum.motion.posture import Posture
from dorsum.motion.reach import LEAN_STEP
from dorsum.motion.task import Keyframe, Task
from dorsum.motion.trunk import inclination
from dorsum.units import DEGREE

EXACT = dict(rtol=0, atol=1e-9)  # m
CRATE = Load(mass_kg=5, reference="L5/S1", forward_m=0.75, up_m=0.3)
AHEAD = Load(mass_kg=5, reference="shoulders", forward_m=0.65, up_m=-0.08)
HIPS_STATED = Posture(trunk_inclination=0)


def hand_misses(model, pose):
    """How much nearer or farther from its shoulder a hand is than where it should hold, at most, m."""
    posed = model.place(pose.angles)
    most = 0.0
    for load in pose.task.loads:
        for side in HANDS[load.hands]:
            shoulder = posed.origin[:, model.body.skeleton.index(f"humerus_{side}")]
            to = load_position(model, load, posed.origin) + hand_offset(model, load.hands, side)
            asked = np.linalg.norm(to - shoulder, axis=1)
            most = max(
                most, np.abs(np.linalg.norm(model.grip_in(posed, side) - shoulder, axis=1) - asked).max()
            )
    return most


def test_within_reach_nothing_is_changed_or_said(male):
    pose = pose_of(Task(loads=[replace(AHEAD, forward_m=0.5)]), male)
    assert pose.notes == ()
    assert pose.task.loads[0].forward_m == 0.5


def test_the_trunk_leans_as_little_as_is_enough(male):
    pose = pose_of(Task(posture=Posture(stance="sitting"), loads=[CRATE]), male)
    (note,) = pose.notes
    lean = float(re.search(r"leans ([\d.]+)° further", note)[1])
    assert pose.task.loads == (CRATE,)
    assert inclination(male, pose.placed(male))[0] / DEGREE == pytest.approx(lean, abs=1e-9)
    assert hand_misses(male, pose) < 1e-9
    stated = Task(posture=Posture(stance="sitting", trunk_inclination=lean), loads=[CRATE])
    np.testing.assert_allclose(pose.angles, pose_of(stated, male).angles, **EXACT)
    less = replace(stated, posture=Posture(stance="sitting", trunk_inclination=lean - LEAN_STEP))
    assert "nearer" in pose_of(less, male).notes[0]


def test_the_feet_stand_nearer_by_as_little_as_is_enough(male):
    pose = pose_of(Task(posture=HIPS_STATED, loads=[AHEAD]), male)
    near = pose.task.loads[0]
    assert pose.notes == (
        "the hands do not reach the load by 3.0 cm:"
        f" the feet stand {100 * (0.65 - near.forward_m):.1f} cm nearer"
        f" (forward_m = {near.forward_m:.3f} from the shoulders)",
    )
    assert 0.02 < 0.65 - near.forward_m < 0.04
    assert hand_misses(male, pose) < 1e-9
    again = pose_of(Task(posture=HIPS_STATED, loads=[near]), male)
    assert again.notes == ()
    np.testing.assert_allclose(again.angles, pose.angles, **EXACT)
    farther = replace(near, forward_m=near.forward_m + 0.001)
    assert pose_of(Task(posture=HIPS_STATED, loads=[farther]), male).notes


def test_a_load_to_the_side_comes_nearer_along_its_own_direction(male):
    load = Load(mass_kg=3, hands="right", reference="shoulders", forward_m=0.5, right_m=0.66)
    near = pose_of(Task(loads=[load]), male).task.loads[0]
    assert near.right_m < 0.66
    assert near.forward_m / near.right_m == pytest.approx(0.5 / 0.66, rel=1e-12)


def test_a_stated_trunk_never_leans(male):
    for posture in (HIPS_STATED, Posture(pelvis_tilt=0)):
        pose = pose_of(Task(posture=posture, loads=[replace(CRATE, forward_m=0.62)]), male)
        assert "nearer" in pose.notes[0]
        assert abs(inclination(male, pose.placed(male))[0]) < 1e-9


def test_in_a_movement_the_feet_stand_nearer_once(male):
    turned = Posture(trunk_inclination=0, lumbar_twist=5, thoracic_twist=15)
    frames = [Keyframe(time_s=0, posture=HIPS_STATED), Keyframe(time_s=1, posture=turned)]
    pose = pose_of(Task(keyframes=frames, frames=9, loads=[AHEAD]), male)
    assert len(pose.notes) == 1
    assert hand_misses(male, pose) < 1e-9


@pytest.mark.parametrize("load", [replace(CRATE, forward_m=0.8), replace(AHEAD, forward_m=0.8)])
def test_what_is_refused_names_a_distance_that_is_taken(male, load):
    with pytest.raises(BadInput, match="cannot reach the load") as error:
        pose_of(Task(posture=HIPS_STATED, loads=[load]), male)
    forward = float(re.search(r"it is reached at forward_m = ([\d.]+)", str(error.value))[1])
    assert pose_of(Task(posture=HIPS_STATED, loads=[replace(load, forward_m=forward)]), male).notes == ()


@pytest.mark.parametrize(
    "load", [replace(AHEAD, forward_m=0.0, up_m=1.9), replace(AHEAD, forward_m=0.05, up_m=0)]
)
def test_above_the_head_and_in_the_shoulder_no_step_helps(male, load):
    with pytest.raises(
        BadInput, match=r"loads\[0\]: the right hand cannot reach the load, .* the arm reaches from"
    ):
        pose_of(Task(loads=[load]), male)


def test_the_answer_says_so_and_bears_the_load_where_it_is():
    """The built-in task whose crate is too far for a small woman."""
    female = model_for("female")
    result = analyze("holding_20kg_60cm", female, posture="exact")
    said = [text for text in result.assumptions if "do not reach" in text]
    assert said == [
        "the hands do not reach the load by 2.3 cm: the feet stand 2.4 cm nearer"
        " (forward_m = 0.576 from the shoulders)"
    ]
    task = Task.named("holding_20kg_60cm")
    near = replace(task, loads=[replace(task.loads[0], forward_m=0.576)])
    np.testing.assert_allclose(
        result.analysis.frames.external, frames_of(near, female).external, rtol=0, atol=1e-9
    )


def test_who_sits_moves_the_seat(male):
    pose = pose_of(Task(posture=Posture(stance="sitting"), loads=[AHEAD]), male)
    assert "the seat stands 3.1 cm nearer" in pose.notes[0]


@pytest.mark.parametrize("side", ["right", "left"])
def test_the_elbow_brings_the_grip_to_any_distance_in_reach(male, side):
    """Closed form against the bones themselves: place the arm and measure."""
    shortest, longest = reaches_of(male)[side]
    asked = np.linspace(shortest, longest, 17)
    skeleton = male.body.skeleton
    angles = np.zeros((len(asked), len(skeleton.names), 3))
    angles[:, skeleton.index(f"forearm_{side}"), 0] = elbow_for(male, side, asked)
    posed = male.place(angles)
    found = male.grip_in(posed, side) - posed.origin[:, skeleton.index(f"humerus_{side}")]
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), asked, **EXACT)
    np.testing.assert_allclose(elbow_for(male, side, np.array([longest + 1])), 0.0, atol=1e-7)
