"""Coordinates at the end of their range or beyond it are named, whatever triple tells a turn."""

import numpy as np
import pytest

from dorsum.mechanics.model import Model
from dorsum.motion.recorded.ranges import Ranges

DEGREE = np.pi / 180


def of(model: Model, **joints: list[float]) -> Ranges:
    """Ranges of two frames: as standing, and with the angles z x y of some joints in °."""
    angles = np.zeros((2, len(model.body.skeleton.names), 3))
    for joint, turns in joints.items():
        angles[1, model.joint(joint)] = np.array(turns) * DEGREE
    ranges = Ranges(model)
    ranges.add(angles)
    return ranges


def test_a_joint_beyond_its_range_is_named_with_how_far(male: Model) -> None:
    ranges = of(male, ankle_right=[35, 0, 0], hip_left=[0, -43.5, 0])
    (told,) = ranges.notes()
    assert (
        "of 2 frames: ankle_dorsiflexion_r in 1 by 10° at most and hip_adduction_l in 1 by 6° at most" in told
    )
    assert ranges.doubts() == []


@pytest.mark.parametrize(("turns", "named"), [([0, -43.5, 0], True), ([0, 43.5, 0], False)])
def test_the_left_counts_as_the_right(male: Model, turns: list[float], named: bool) -> None:
    """Adduction ends at 37.5°, abduction at 56°; of a left hip they are − and + of our angle."""
    assert bool(of(male, hip_left=turns).notes()) == named


def test_a_turn_by_its_other_triple_is_the_same_turn(male: Model) -> None:
    assert of(male, glenohumeral_right=[180 + 30, 180 - 20, 180 + 10]).notes() == []
    assert of(male, knee_right=[150, 0, 0]).notes() != []  # a hinge has one


def test_standing_with_straight_knees_is_no_end(male: Model) -> None:
    assert of(male).notes() == []
    (told,) = of(male, ankle_left=[25, 0, 0]).notes()
    assert told == "At the end of their range, of 2 frames: ankle_dorsiflexion_l in 1."


def test_what_nobody_can_do_is_doubted(male: Model) -> None:
    assert of(male, knee_left=[60, 0, 0]).doubts() == [
        "Beyond what a person can do by more than 20°: knee_extension_l."
    ]
