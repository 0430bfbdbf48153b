"""The rhythm of the girdle: measured turns, the scapula on the thorax, hands where the task says."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.read import Tables
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Load
from dorsum.motion.frames import pose_of
from dorsum.motion.girdle import girdle_of, rhythm_of, rotations
from dorsum.motion.places import load_points, shoulder_line
from dorsum.motion.pose import Pose
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.units import DEGREE

ELEVATIONS = np.array([30.0, 60.0, 90.0, 120.0, 150.0])


def euler_yxz(rotation: np.ndarray) -> np.ndarray:
    """Angles y, x′, z″ (…, 3) in ° of rotations."""
    y = np.arctan2(rotation[..., 0, 2], rotation[..., 2, 2])
    x = np.arcsin(-rotation[..., 1, 2])
    z = np.arctan2(rotation[..., 1, 0], rotation[..., 1, 1])
    return np.stack([y, x, z], axis=-1) / DEGREE


def turned(model: Model, scapula: np.ndarray) -> np.ndarray:
    """External rotation, upward rotation and posterior tilt (…, 3) in °, by the axes of the International
    Society of Biomechanics: from acromial angle, root of the spine and lower angle."""
    corner, root, low = (
        model.body.skeleton.at("scapula", name)
        for name in ("angulus_acromialis_AA", "trigonum_spinae_TS", "angulus_inferior_AI")
    )
    z = (corner - root) / np.linalg.norm(corner - root)
    x = np.cross(corner - low, root - low)
    x *= np.sign(x[0]) / np.linalg.norm(x)
    axes = np.stack([x, np.cross(z, x), z], axis=1)
    return (euler_yxz(scapula @ axes) - euler_yxz(axes)) * [-1.0, -1.0, 1.0]


def stated(**angles: float) -> Task:
    return Task(name="arms", posture=Posture(**angles))


def both(flexion: float = 0.0, abduction: float = 0.0) -> Task:
    return stated(
        shoulder_flexion_right=flexion,
        shoulder_flexion_left=flexion,
        shoulder_abduction_right=abduction,
        shoulder_abduction_left=abduction,
    )


def test_joint_angles_of_the_table_are_the_turns_that_were_measured(male: Model, tables: Tables) -> None:
    """The table's two halves say the same: composed by the joints, read by anatomical axes."""
    turns = np.array([row.turns for row in tables.scapular_rhythm]) * DEGREE
    _, scapula = rotations(girdle_of(male).axes, turns)
    expected = [
        [row.scapula_external_rotation_deg, row.scapula_upward_rotation_deg, row.scapula_posterior_tilt_deg]
        for row in tables.scapular_rhythm
    ]
    assert_allclose(
        turned(male, scapula), expected, atol=1.6
    )  # the axes of the subject's scapula, not its own


def test_the_scapula_turns_up_and_stays_on_the_thorax(male: Model, wilke: Model) -> None:
    for model in (male, wilke):
        girdle, measured = girdle_of(model), model.body.tables.scapular_rhythm
        clavicle, scapula = rotations(girdle.axes, rhythm_of(model).at(ELEVATIONS * DEGREE))
        off = girdle.outside(clavicle, scapula) - girdle.outside(np.eye(3), np.eye(3))
        assert np.abs(off[:3]).max() < 0.005  # m, up to 90°; by the measured turns alone 17 mm
        assert np.abs(off).max() < 0.009  # by the measured turns alone 51 mm
        upward = turned(model, scapula)[:, 1]
        assert (np.diff(upward) > 0.0).all()
        assert 20.0 < upward[2] < 28.0  # 27.5 measured
        asked = np.array([row.turns for row in measured])[1:] * DEGREE
        alone = girdle.outside(*rotations(girdle.axes, asked)) - girdle.outside(np.eye(3), np.eye(3))
        assert np.abs(alone).max() > 4.0 * np.abs(off).max()


def test_hanging_arms_leave_the_girdle_where_it_is(male: Model) -> None:
    pose = pose_of(Task.find("upright_standing"), male)
    for bone in ("clavicle", "scapula"):
        for side in ("right", "left"):
            assert_allclose(pose.angles[:, male.body.skeleton.index(f"{bone}_{side}")], 0.0, atol=1e-12)


@pytest.mark.parametrize(("flexion", "abduction"), [(90.0, 0.0), (40.0, 0.0), (0.0, 90.0), (-20.0, 10.0)])
def test_stated_shoulders_turn_the_arm_against_the_thorax(
    male: Model, flexion: float, abduction: float
) -> None:
    """However the scapula turns, the upper arm stands as stated."""
    pose = pose_of(both(flexion, abduction), male)
    posed, skeleton = pose.placed(male), male.body.skeleton
    thorax = posed.rotation[0, skeleton.index("sternum")]
    for side, sign in (("right", -1.0), ("left", 1.0)):
        a, b = flexion * DEGREE, sign * abduction * DEGREE
        about_z = np.array([[np.cos(a), -np.sin(a), 0.0], [np.sin(a), np.cos(a), 0.0], [0.0, 0.0, 1.0]])
        about_x = np.array([[1.0, 0.0, 0.0], [0.0, np.cos(b), -np.sin(b)], [0.0, np.sin(b), np.cos(b)]])
        humerus = skeleton.index(f"humerus_{side}")
        axes = skeleton.axes[humerus]
        expected = axes @ about_z @ about_x @ axes.T
        assert_allclose(thorax.T @ posed.rotation[0, humerus], expected, atol=1e-12)


def test_mirrored_arms_turn_a_mirrored_girdle(male: Model) -> None:
    one = pose_of(stated(shoulder_flexion_right=70.0, shoulder_flexion_left=10.0), male).angles
    other = pose_of(stated(shoulder_flexion_right=10.0, shoulder_flexion_left=70.0), male).angles
    names = male.body.skeleton.names
    for bone in ("clavicle", "scapula", "humerus"):
        right, left = names.index(f"{bone}_right"), names.index(f"{bone}_left")
        assert_allclose(one[:, right], other[:, left] * [1.0, -1.0, -1.0], atol=1e-12)
        assert np.abs(one[:, right]).max() > 0.05


def hands_off(model: Model, pose: Pose) -> float:
    """How far hands are from where they hold loads, m."""
    posed = pose.placed(model)
    at = load_points(model, pose.task.loads[0], posed)
    middle = np.mean([model.grip_in(posed, side) for side in ("right", "left")], axis=0)
    return float(np.abs(middle - at).max())


@pytest.mark.parametrize("up_m", [-0.3, 0.0, 0.3, 0.5])
def test_hands_stay_where_the_task_says_however_high(male: Model, up_m: float) -> None:
    load = Load(mass_kg=2.0, reference="shoulders", forward_m=0.3, up_m=up_m)
    pose = pose_of(Task(name="high", posture=Posture(), loads=[load]), male)
    assert hands_off(male, pose) < 1e-9
    raised = pose.placed(male)
    still = Pose.of(Task(name="none", posture=Posture()), male.body).placed(male)
    skeleton = male.body.skeleton
    line = shoulder_line(skeleton, still.origin)
    shoulders = [skeleton.index(f"humerus_{side}") for side in ("right", "left")]
    assert_allclose(line, still.origin[:, shoulders].mean(axis=1), atol=1e-12)
    thorax = skeleton.index("sternum")
    moved = shoulder_line(skeleton, raised.origin) - raised.origin[:, thorax]
    rotation = raised.rotation[:, thorax]
    assert_allclose(moved, ((line - still.origin[:, thorax]) @ rotation[0].T), atol=1e-12)
