"""A couple on a bone: what it asks of every joint below, and how it differs from two forces."""

import numpy as np
import pytest

from dorsum.body.skeleton import SPINE
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.motion.acting import Force, Moment
from dorsum.motion.external import external_wrenches
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.motion.turns import turns_zxy

MOMENT = (3.0, -4.0, 12.0)  # N·m
BENT = Posture(
    trunk_inclination=50, lumbar_bending=8, thoracic_twist=-10, knee_flexion_right=20, knee_flexion_left=20
)
EXACT = dict(rtol=0, atol=1e-9)  # N·m, of moments near 1e2


def required(model, task, turn=0.0):
    """What is asked of the muscles (25, 3: z x y) N·m under a fixed pressure; `turn` of all about y."""
    angles = frames_of(Task(posture=task.posture), model).angles.copy()
    angles[:, 0] = turns_zxy(about_y(turn) @ model.place(angles).rotation[:, 0])
    still, pressure = np.zeros_like(angles), np.full(1, 5e3)
    frames = Frames(np.zeros(1), angles, still, still, external_wrenches(model, task, angles), pressure)
    return angles, np.asarray(set_up(model, frames, Options()).required).reshape(len(SPINE), 3)


def about_y(angle):
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def wrench(model, posture, **acting):
    angles = frames_of(Task(posture=posture), model).angles
    return external_wrenches(model, Task(posture=posture, **acting), angles)[0]


@pytest.mark.parametrize("body", ["T8", "skull", "L5"])
def test_every_joint_below_is_asked_for_its_part_and_none_above(male, body):
    """Minus n · M about each axis n of each joint between pelvis and bone."""
    angles, without = required(male, Task(posture=BENT))
    _, asked = required(male, Task(posture=BENT, moments=[Moment(body=body, moment_nm=MOMENT)]))
    axes = male.joint_axes(angles)[0]
    carried = np.asarray(male.mech.above)[:, male.body.skeleton.index(body)]
    for joint, change in zip(SPINE, asked - without, strict=True):
        at = male.joint(joint)
        np.testing.assert_allclose(change, -carried[at] * (axes[at] @ MOMENT), **EXACT)
    assert np.abs(asked - without).max() > 5
    assert carried.sum() > 1


def test_it_equals_two_opposite_forces_on_the_bone(male):
    """Forces of ±100 N forward, 10 cm apart along the bone: in an upright bone −10 N·m about z."""
    pair = [Force(body="T8", force_n=(s * 100, 0, 0), at_mm=(0, s * 50, 0)) for s in (1, -1)]
    upright = Posture()
    found = wrench(male, upright, forces=pair)
    rotation = male.place(frames_of(Task(), male).angles).rotation[0, male.body.skeleton.index("T8")]
    moment = np.cross(rotation @ [0, 0.1, 0], [100.0, 0, 0])
    expected = wrench(male, upright, moments=[Moment(body="T8", moment_nm=moment)])
    np.testing.assert_allclose(found, expected, **EXACT)
    assert expected[male.body.skeleton.index("T8"), 5] == pytest.approx(-10, abs=0.1)


def test_a_couple_of_forces_loses_its_moment_as_the_bone_turns_and_a_moment_does_not(male):
    pair = [Force(body="T8", force_n=(s * 100, 0, 0), at_mm=(0, s * 50, 0)) for s in (1, -1)]
    moment = [Moment(body="T8", moment_nm=(0, 0, -10))]
    t8 = male.body.skeleton.index("T8")
    lean = Posture(trunk_inclination=60)
    assert wrench(male, lean, forces=pair)[t8, 5] > -7
    assert wrench(male, lean, moments=moment)[t8, 5] == pytest.approx(-10, abs=1e-12)


def test_a_moment_in_the_bone_turns_with_it(male):
    t8 = male.body.skeleton.index("T8")
    rotation = male.place(frames_of(Task(posture=BENT), male).angles).rotation[0, t8]
    found = wrench(male, BENT, moments=[Moment(body="T8", moment_nm=MOMENT, frame="bone")])
    np.testing.assert_allclose(found[t8, 3:], rotation @ MOMENT, **EXACT)
    assert np.linalg.norm(found[t8, 3:] - MOMENT) > 3


def test_in_a_turned_world_the_joints_are_asked_the_same(male):
    """Of the body turned about the vertical: in space the couple turns, in the bone it is what it was."""
    turn = 0.7
    for frame, there in (("world", about_y(turn) @ MOMENT), ("bone", MOMENT)):
        _, here = required(
            male, Task(posture=BENT, moments=[Moment(body="T8", moment_nm=MOMENT, frame=frame)])
        )
        _, after = required(
            male, Task(posture=BENT, moments=[Moment(body="T8", moment_nm=there, frame=frame)]), turn
        )
        np.testing.assert_allclose(after, here, **EXACT)
