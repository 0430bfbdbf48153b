"""Arms as stated: to which side they go."""

import numpy as np

from dorsum.mechanics.model import Model
from dorsum.motion.frames import pose_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task


def test_abducted_arms_point_to_their_own_side(male: Model) -> None:
    abducted = Posture(
        **{f"shoulder_flexion_{side}": 0.0 for side in ("right", "left")},
        **{f"shoulder_abduction_{side}": 90.0 for side in ("right", "left")},
    )
    posed = pose_of(Task(name="arms", posture=abducted), male).placed(male)
    for side, sign in (("right", 1.0), ("left", -1.0)):
        shoulder = posed.origin[0, male.body.skeleton.index(f"humerus_{side}")]
        assert sign * (male.grip_in(posed, side)[0] - shoulder)[2] > 0.5


def test_the_forearm_of_a_side_plank_is_below_its_shoulder(male: Model) -> None:
    posed = pose_of(Task.find("side_plank"), male).placed(male)
    names = male.body.skeleton.names
    shoulder, elbow = (posed.origin[0, names.index(f"{bone}_right")] for bone in ("humerus", "forearm"))
    assert shoulder[1] - elbow[1] > 0.2
    assert np.abs(shoulder[0] - elbow[0]) < 0.1


def test_an_angle_to_the_side_alone_raises_the_arm(male: Model) -> None:
    sideways = {f"shoulder_abduction_{side}": 60.0 for side in ("right", "left")}
    both = {f"shoulder_flexion_{side}": 0.0 for side in ("right", "left")} | sideways
    alone, stated, hanging = (
        pose_of(Task(name="arms", posture=Posture(**words)), male).angles for words in (sideways, both, {})
    )
    assert np.array_equal(alone, stated)
    assert np.abs(alone - hanging).max() > 0.5  # rad
