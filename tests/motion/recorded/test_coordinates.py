"""Coordinates of OpenSim models: OpenSim itself turns pelvis and trunk as we do; our spine follows."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.spatial.transform import Rotation

from dorsum.body.skeleton import SPINE
from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.coordinates import segments_of
from dorsum.motion.recorded.segments import motion_of
from dorsum.motion.recorded.spine import SpineMap
from dorsum.motion.recorded.trunk import trunk_turns
from exchange.other_programs import opensim
from motion.recorded.made_up import TRUNK, coordinates


def of_opensim(angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotations of pelvis and trunk of a two-joint model, each about z, x, y, in OpenSim."""
    model = opensim.Model()
    parent, zero, bodies = model.getGround(), opensim.Vec3(0), []
    for name, first in (("pelvis", 0), ("torso", 3)):
        body = opensim.Body(name, 1.0, zero, opensim.Inertia(1, 1, 1, 0, 0, 0))
        model.addBody(body)
        transform = opensim.SpatialTransform()
        axes = ((0, 0, 1), (1, 0, 0), (0, 1, 0))
        for k, axis in enumerate(axes, 1):
            names = opensim.ArrayStr(TRUNK[first + k - 1], 1)
            one = getattr(transform, f"upd_rotation{k}")()
            one.setCoordinateNames(names)
            one.setAxis(opensim.Vec3(*axis))
            one.set_function(opensim.LinearFunction(1, 0))
        joint = opensim.CustomJoint(f"{name}_joint", parent, zero, zero, body, zero, zero, transform)
        model.addJoint(joint)
        parent, bodies = body, [*bodies, body]
    state = model.initSystem()
    for name, value in zip(TRUNK, angles, strict=True):
        model.getCoordinateSet().get(name).setValue(state, float(value))
    model.realizePosition(state)
    turns = [body.getTransformInGround(state).R().asMat33() for body in bodies]
    return tuple(np.array([[m.get(i, j) for j in range(3)] for i in range(3)]) for m in turns)


def test_pelvis_and_trunk_turn_as_in_opensim(male: Model, rng: np.random.Generator) -> None:
    degrees = rng.uniform(-60, 60, (4, 6))
    found = segments_of(coordinates(TRUNK, degrees), male)
    for frame, angles in enumerate(np.radians(degrees)):
        pelvis, trunk = of_opensim(angles)
        assert_allclose(found.pelvis[frame], pelvis, atol=1e-12)
        assert_allclose(found.trunk[frame], trunk, atol=1e-12)


def test_angles_of_single_joints_are_used_as_they_are(male: Model) -> None:
    names = ("pelvis_tilt", "L5_S1_FE", "L4_L5_Flex_Ext", "L1_T12_FE", "L5_S1_AR", "T8_T9_LB", "T8_T9_FE")
    motion, turned, _ = motion_of(
        segments_of(coordinates(names, np.array([[-10, -5, -26, -7, 0, 3, 2], [0, 0, 0, 0, 4, 0, 0]])), male),
        male,
    )
    degrees = np.degrees(motion.angles[:, [0, *male.body.spine]])
    expected = np.zeros((2, 26, 3))
    expected[0, 0, 0] = -10
    for joint, axis, angle in (("L5/S1", 0, -5), ("L4/L5", 0, -26), ("T12/L1", 0, -7), ("T8/T9", 0, 2)):
        expected[0, 1 + SPINE.index(joint), axis] = angle
    expected[0, 1 + SPINE.index("T8/T9"), 1] = 3
    expected[1, 1, 2] = 4
    assert_allclose(degrees, expected, atol=1e-9)
    assert_allclose(turned, 0.0, atol=1e-7)


def test_adduction_and_inward_rotation_mirror_each_other(male: Model) -> None:
    limbs = ("arm_flex", "arm_add", "arm_rot", "hip_flexion", "hip_adduction", "hip_rotation")
    names = (*TRUNK, *(f"{name}_{side}" for name in limbs for side in "rl"))
    degrees = np.zeros((1, len(names)))
    degrees[0, 6:] = np.repeat([30, 20, 15, 25, 10, 5], 2)
    found = segments_of(coordinates(names, degrees), male).limbs
    for bone in ("humerus", "femur"):
        right, left = found[bone, "right"], found[bone, "left"]
        assert right.direction[0, 0] > 0.3  # flexed: forward
        assert right.direction[0, 2] < -0.1  # adducted: to the left
        assert_allclose(left.direction, right.direction * [1, 1, -1], atol=1e-12)
        assert_allclose(left.hinge, right.hinge * [-1, -1, 1], atol=1e-12)


def test_a_raised_foot_turns_its_toes_up(male: Model) -> None:
    names = (*TRUNK, "ankle_angle_r", "ankle_angle_l")
    motion, _, _ = motion_of(segments_of(coordinates(names, np.array([[0] * 6 + [15, -20]])), male), male)
    rotation = male.place(motion.angles).rotation[0]
    for side, degrees in (("right", 15), ("left", -20)):
        foot = rotation[male.body.skeleton.index(f"foot_{side}")]
        assert_allclose(np.degrees(np.arctan2(foot[1, 0], foot[0, 0])), degrees, atol=0.5)


def test_the_recorded_place_of_the_pelvis_is_the_middle_of_its_spines(male: Model) -> None:
    names = (*TRUNK, "pelvis_tx", "pelvis_ty", "pelvis_tz")
    place = np.array([0.3, 0.95, -0.2])
    degrees = np.array([[-30, 10, 20, 0, 0, 0, *np.degrees(place)]])
    found = segments_of(coordinates(names, degrees), male)
    skeleton = male.body.skeleton
    spines = np.array([skeleton.at("ilium", "ASIS", side) for side in ("right", "left")])
    there = found.root[0] + (spines - skeleton.centre[0]) @ found.pelvis[0].T
    assert_allclose(there.mean(axis=0), place, atol=1e-12)


def line_and_shoulders(model: Model, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Direction from L5/S1 to C7/T1, and of the shoulders (T4's z) across it."""
    posed = model.place(angles)
    line = posed.origin[:, model.joint("C7/T1")] - posed.origin[:, model.joint("L5/S1")]
    line /= np.linalg.norm(line, axis=1, keepdims=True)
    across = posed.rotation[:, model.body.skeleton.index("T4"), :, 2]
    across = across - line * np.sum(line * across, axis=1, keepdims=True)
    return line, across / np.linalg.norm(across, axis=1, keepdims=True)


def test_line_and_shoulders_of_our_body_turn_as_the_trunk_does(male: Model) -> None:
    degrees = np.array([[-20, 5, 10, -40, 0, 0], [5, 0, 0, 8, 12, -9], [-30, -4, 0, -35, 10, 15.0]])
    recorded = segments_of(coordinates(TRUNK, degrees), male)
    motion, pelvis, _ = motion_of(recorded, male, np.eye(3))
    line, shoulders = line_and_shoulders(male, motion.angles)
    upright, right = line_and_shoulders(male, np.zeros_like(motion.angles[:1]))
    assert_allclose(line, recorded.trunk @ upright[0], atol=1e-6)
    assert_allclose(shoulders, recorded.trunk @ right[0], atol=1e-6)
    assert pelvis.max() < 1e-5
    assert_allclose(male.place(motion.angles).rotation[:, 0], recorded.pelvis, atol=1e-6)


def test_beyond_the_range_of_the_spine_the_pelvis_turns_instead(male: Model) -> None:
    recorded = segments_of(coordinates(TRUNK, np.array([[0, 0, 0, -100, 0, 0.0]])), male)
    motion, pelvis, _ = motion_of(recorded, male)
    line, _ = line_and_shoulders(male, motion.angles)
    upright, _ = line_and_shoulders(male, np.zeros_like(motion.angles))
    assert_allclose(line, recorded.trunk @ upright[0], atol=1e-6)
    assert 15 < np.degrees(pelvis[0]) < 30
    spine = SpineMap.of(male.body.tables)
    turns, _ = trunk_turns(male, spine, recorded.trunk)
    low, _ = spine.bounds()
    assert_allclose(turns[0, :2, 0], low[:2, 0])


@pytest.mark.parametrize("deg", [-180.0, -110.0, 110.0, 180.0])
def test_a_trunk_that_no_spine_follows_is_met_as_far_as_it_goes(male: Model, deg: float) -> None:
    """A figure that lies: some turn of the spine has all its joints at their ends and moves nothing."""
    turned = Rotation.from_euler("x", deg, degrees=True).as_matrix().reshape(1, 3, 3)
    spine = SpineMap.of(male.body.tables)
    turns, reached = trunk_turns(male, spine, turned)
    assert np.isfinite(turns).all()
    left = Rotation.from_matrix(np.swapaxes(turned, -1, -2) @ reached).magnitude()
    assert np.degrees(left[0]) < abs(deg) - 20


def test_no_joint_leaves_its_range(male: Model, rng: np.random.Generator) -> None:
    spine = SpineMap.of(male.body.tables)
    joints = np.degrees(spine.joints(spine.shared(rng.uniform(-3, 3, (200, 3)))))
    tolerance = male.body.tables.constant("range_tolerance")
    for k, joint in enumerate(SPINE[:17]):
        for axis, (more, less) in enumerate((("extension", "flexion"), ("bending",) * 2, ("twist",) * 2)):
            top, bottom = (male.body.tables.joint_range(joint, word) * tolerance for word in (more, less))
            assert joints[:, k, axis].max() <= top + 1e-3
            assert joints[:, k, axis].min() >= -bottom - 1e-3


def test_flexion_is_shared_as_in_the_table_of_forward_bending(male: Model) -> None:
    spine = SpineMap.of(male.body.tables)
    for row in male.body.tables.flexion_rhythm:
        both = np.radians(row.lumbar_flexion_deg + row.thoracic_flexion_deg)
        lumbar, thoracic, _ = np.degrees(spine.shared(np.array([-both, 0, 0])))[:, 0]
        assert_allclose([-lumbar, -thoracic], [row.lumbar_flexion_deg, row.thoracic_flexion_deg], atol=1e-9)


def test_the_way_a_person_faces_does_not_matter(male: Model) -> None:
    names = (*TRUNK, "pelvis_tx", "pelvis_ty", "pelvis_tz")
    bent = np.array([[-30, 0, 0, -40, 5, 3, 0.1, 0.9, 0.2]])
    bent[:, 6:] = np.degrees(bent[:, 6:])  # lengths are no angles
    here, _, _ = motion_of(segments_of(coordinates(names, bent), male), male)
    turn = Rotation.from_euler("y", 130, degrees=True)
    pelvis = turn * Rotation.from_euler("ZXY", bent[0, :3], degrees=True)
    turned = bent.copy()
    turned[0, :3] = pelvis.as_euler("ZXY", degrees=True)
    turned[0, 6:] = np.degrees(turn.apply(np.radians(bent[0, 6:])))
    there, _, _ = motion_of(segments_of(coordinates(names, turned), male), male)
    assert_allclose(there.angles, here.angles, atol=1e-6)
    assert_allclose(there.root, here.root, atol=1e-9)


def test_arms_hang_and_rise_where_the_model_says(male: Model) -> None:
    names = (*TRUNK, "arm_flex_r", "arm_add_r", "arm_rot_r", "elbow_flex_r", "arm_flex_l", "elbow_flex_l")
    degrees = np.array([[0] * 12, [0] * 6 + [90, 0, 0, 90, 0, 0], [0] * 6 + [0, -60, 0, 0, 0, 0]])
    motion, _, _ = motion_of(segments_of(coordinates(names, degrees), male), male)
    posed, skeleton = male.place(motion.angles), male.body.skeleton
    bones = [skeleton.index(f"{bone}_right") for bone in ("humerus", "forearm", "hand")]
    shoulder, elbow, wrist = (posed.origin[:, bone] for bone in bones)
    upper = (elbow - shoulder) / np.linalg.norm(elbow - shoulder, axis=1, keepdims=True)
    fore = (wrist - elbow) / np.linalg.norm(wrist - elbow, axis=1, keepdims=True)
    assert_allclose(upper, [[0, -1, 0], [1, 0, 0], [0, -0.5, np.sqrt(0.75)]], atol=1e-6)
    assert fore[1, 1] > 0.9  # bent by a right angle in front: the forearm points up
    assert fore[0, 1] < -0.9


def test_a_knee_that_counts_flexion_as_negative_is_recognised(male: Model) -> None:
    names = (*TRUNK, "hip_flexion_r", "hip_adduction_r", "hip_rotation_r", "knee_angle_r")
    bent = np.zeros((2, 10))
    bent[1, -1] = -80
    found = segments_of(coordinates(names, bent), male)
    assert any("right knee bends by negative angles" in note for note in found.notes)
    assert found.limbs["femur", "right"].bend[1] == pytest.approx(np.radians(-80))


def test_what_is_not_known_or_not_there_is_said(male: Model) -> None:
    found = segments_of(coordinates(("pelvis_tilt", "lumbar_extension", "tail_wag"), np.zeros((2, 3))), male)
    told = " ".join(found.notes)
    assert "tail_wag" in told
    assert "bending of the trunk" in told
    assert "pelvis_tx" in told


@pytest.mark.parametrize("names", [("pelvis_tilt", "hip_flexion_r"), ("soleus_r", "vasti_l")])
def test_without_pelvis_or_trunk_it_is_refused(male: Model, names: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match=r"made_up\.mot has no column (lumbar_extension|pelvis_tilt)"):
        segments_of(coordinates(names, np.zeros((2, 2))), male)
