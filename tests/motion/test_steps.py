"""Postures are made by pure steps: what goes in stays as it was, and the words of all frames are arrays."""

import numpy as np
import pytest

from dorsum.body.skeleton import SPINE
from dorsum.errors import BadInput
from dorsum.motion.acting import Load
from dorsum.motion.analyze import analyze
from dorsum.motion.frames import pose_of, steps
from dorsum.motion.pose import Pose
from dorsum.motion.posture import Posture
from dorsum.motion.roots import newton
from dorsum.motion.task import Keyframe, Task
from dorsum.motion.words import Words
from dorsum.units import DEGREE

HELD = Task(
    posture=Posture(trunk_inclination=20, lumbar_bending=5, knee_flexion_right=20, knee_flexion_left=20),
    loads=[Load(mass_kg=5, reference="shoulders", forward_m=0.4)],
)
RELAXED = Task(posture=Posture(stance="sitting", relaxed=True, lumbar_flexion=30))


@pytest.mark.parametrize("task", [HELD, RELAXED])
def test_no_step_touches_the_pose_it_takes(male, task):
    pose = Pose.of(task, male.body)
    for step in steps(pose.words):
        before = pose.angles.copy()
        after = step(male, pose)
        np.testing.assert_array_equal(pose.angles, before)
        assert not after.angles.flags.writeable
        pose = after
    np.testing.assert_array_equal(pose.angles, pose_of(task, male).angles)


def test_frames_of_a_movement_do_not_know_of_each_other(male):
    """Each frame of a movement has the angles of its own words, held."""
    bent = Posture(trunk_inclination=60, thoracic_twist=10, shoulder_flexion_right=40, elbow_flexion_right=30)
    start = Posture(trunk_inclination=10, elbow_flexion_right=10)
    moving = pose_of(
        Task(keyframes=[Keyframe(time_s=0, posture=start), Keyframe(time_s=1, posture=bent)], frames=5), male
    )
    for frame, at in ((0, start), (4, bent)):
        if at.shoulder_flexion_right is None:  # stated in one of the two keyframes: 0 in the other
            at = Posture(trunk_inclination=10, elbow_flexion_right=10, shoulder_flexion_right=0)
        held = pose_of(Task(posture=at), male)
        np.testing.assert_allclose(moving.angles[frame], held.angles[0], atol=1e-6)


def test_an_angle_stated_in_one_keyframe_is_zero_in_the_other():
    up, down = Posture(joints={"L4/L5": {"flexion": 4.0}}), Posture(lumbar_flexion=20)
    times, words = Words.of(
        Task(keyframes=[Keyframe(time_s=0, posture=up), Keyframe(time_s=2, posture=down)], frames=5)
    )
    smooth = np.array([0, 0.103515625, 0.5, 0.896484375, 1])  # s³ (10 − 15 s + 6 s²)
    np.testing.assert_allclose(times, [0, 0.5, 1, 1.5, 2])
    np.testing.assert_allclose(words["lumbar_flexion"], 20 * smooth)
    np.testing.assert_allclose(words.joints["L4/L5", "flexion"], 4 * (1 - smooth))
    assert not words.stated("thoracic_flexion").any()


# Inside the documented ranges: each is answered, some of them with what the muscles lack.
INSIDE = ("neck_flexion = 40", "neck_twist = 40", "lumbar_twist = 6", "lumbar_bending = 25")


@pytest.mark.parametrize("stated", INSIDE)
def test_a_posture_inside_the_ranges_is_answered(male, stated):
    angle, value = stated.split(" = ")
    result = analyze(Task(posture=Posture(**{angle: float(value)})), male)
    assert np.isfinite(result.compression).all()
    assert result.balanced.all() == (result.shortfall is None)
    axis = {"flexion": 0, "bending": 1, "twist": 2}[angle.split("_")[1]]
    turned = result.analysis.frames.angles[0, [male.joint(joint) for joint in SPINE], axis]
    assert abs(turned.sum()) / DEGREE == pytest.approx(float(value))


@pytest.mark.parametrize(("flexion", "movement"), [(12.0, "flexion"), (-12.0, "extension")])
def test_the_lumbar_joints_share_bending_forward_and_back_by_their_own_rhythm(male, flexion, movement):
    """And the two rhythms are not the same."""
    tables, lumbar = male.body.tables, SPINE[:5]
    angles = pose_of(Task(posture=Posture(lumbar_flexion=flexion)), male).angles[0]
    turned = np.array([-angles[male.joint(joint), 0] / DEGREE for joint in lumbar])
    shares = {way: [tables.rhythm_share(way, joint) for joint in lumbar] for way in ("flexion", "extension")}
    np.testing.assert_allclose(turned / flexion, shares[movement], atol=1e-12)
    assert np.abs(np.subtract(*shares.values())).max() > 0.01


def test_newton_finds_the_root():
    target = np.array([0.1, -0.2])
    matrix = np.array([[2.0, 0.5], [0.1, 1.0]])

    def function(change):
        return (change - target) @ matrix.T + 0.5 * (change - target) ** 2

    change, left = newton(function, 2)
    np.testing.assert_allclose(change, target, atol=1e-9)
    np.testing.assert_allclose(left, function(change[None])[0], rtol=0, atol=1e-15)


def test_newton_finds_the_least_squares_where_nothing_vanishes():
    """x, x² − 1 and 1 − y: the derivative of their squares, 2x + 4x (x² − 1), vanishes at x² = 1/2."""

    def function(change):
        x, y = change.T
        return np.stack([x, x**2 - 1.0, 1.0 - y], axis=1)

    found, left = newton(lambda c: function(c + 0.9), 2)
    np.testing.assert_allclose(found + 0.9, [np.sqrt(0.5), 1.0], atol=1e-5)
    np.testing.assert_array_equal(left, function(found[None] + 0.9)[0])


def test_the_centre_of_mass_stands_over_the_feet(male):
    """Body and load together as far in front of the ankles as upright, whatever the posture."""
    load = Load(mass_kg=10, hands="right", reference="L4/L5", forward_m=0.3)
    carried = Load(mass_kg=10, hands="left")
    mass, ankle = male.body.masses.mass, male.body.skeleton.index("foot_right")
    upright = (mass @ male.centres_in(male.upright))[0, 0] / mass.sum() - male.upright.origin[0, ankle, 0]
    for stated in ({}, {"trunk_inclination": 25}, {"pelvis_tilt": 10}):
        pose = pose_of(Task(posture=Posture(lumbar_bending=10, **stated), loads=[load, carried]), male)
        posed = pose.placed(male)
        held = [male.grip_in(posed, "left")[0, 0], posed.origin[0, male.joint("L4/L5"), 0] + 0.3]
        whole = (mass @ male.centres_in(posed))[0, 0] + 10 * sum(held)
        ahead = whole / (mass.sum() + 20) - posed.origin[0, ankle, 0]
        assert ahead == pytest.approx(upright, abs=2e-4)  # m: the feet are turned flat after the balance


def test_a_load_that_no_lean_balances_is_refused(male):
    ahead = [
        Load(mass_kg=500, hands=side, reference="shoulders", forward_m=0.5) for side in ("right", "left")
    ]
    with pytest.raises(BadInput, match="no lean of the body"):
        pose_of(Task(posture=Posture(trunk_inclination=90), loads=ahead), male)
