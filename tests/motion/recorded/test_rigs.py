"""Character rigs: turns since the first frame, whichever way the figure faces."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.spatial.transform import Rotation

from dorsum.errors import BadInput
from dorsum.exchange.read import read
from dorsum.exchange.read.axes import turn_by
from dorsum.exchange.read.recording import FileFacts, Rig
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.recorded import trunk_inclination
from dorsum.motion.recorded.rig import segments_of
from dorsum.motion.recorded.segments import motion_of

REST = {  # name: parent, place from the parent, m
    "Hips": (-1, (0, 1, 0)),
    "Spine": (0, (0, 0.2, 0)),
    "Neck": (1, (0.02, 0.3, 0)),
    "Head": (2, (0, 0.1, 0)),
    "RightArm": (1, (0, 0.25, 0.18)),
    "RightForeArm": (4, (0, -0.3, 0)),
    "RightHand": (5, (0, -0.25, 0)),
    "LeftArm": (1, (0, 0.25, -0.18)),
    "LeftForeArm": (7, (0, -0.3, 0)),
    "LeftHand": (8, (0, -0.25, 0)),
    "RightUpLeg": (0, (0, 0, 0.09)),
    "LeftUpLeg": (0, (0, 0, -0.09)),
    "RightLeg": (10, (0, -0.42, 0)),
    "RightFoot": (12, (0, -0.4, 0)),
}


def posed(turns: dict[str, np.ndarray], facing: float = 0.0) -> Rig:
    """A figure whose joints turn (frames, 3: z x y, °) against their parents, facing somewhere."""
    names, frames = tuple(REST), len(next(iter(turns.values())))
    rotations, positions = np.zeros((frames, len(names), 3, 3)), np.zeros((frames, len(names), 3))
    heading = Rotation.from_euler("y", facing, degrees=True).as_matrix()
    for i, name in enumerate(names):
        parent, place = REST[name]
        own = Rotation.from_euler("ZXY", turns.get(name, np.zeros((frames, 3))), degrees=True).as_matrix()
        base = heading if parent < 0 else rotations[:, parent]
        rotations[:, i] = base @ own
        at = np.zeros(3) if parent < 0 else positions[:, parent]
        positions[:, i] = at + base @ np.array(place)
    offsets = np.array([place for _, place in REST.values()], dtype=float)
    parents = tuple(parent for parent, _ in REST.values())
    return Rig(Path("made_up.bvh"), np.arange(frames) / 30, names, parents, offsets, rotations, positions)


BOW = {"Hips": np.array([[0, 0, 0], [-40, 0, 0]]), "Spine": np.array([[0, 0, 0], [-30, 0, 0]])}
ARM = {"RightArm": np.array([[0, 0, 0], [90, 0, 0]]), "RightForeArm": np.array([[0, 0, 0], [60, 0, 0]])}


@pytest.mark.parametrize("facing", [0.0, 75.0, 180.0])
def test_hips_back_and_arms_turn_as_the_figure_does(male: Model, facing: float) -> None:
    rig = posed(BOW | ARM, facing)
    motion, _, _ = motion_of(segments_of(rig), male, np.eye(3))
    line = rig.positions[:, 2] - rig.positions[:, 0]
    ahead = line @ Rotation.from_euler("y", facing, degrees=True).as_matrix()[:, 0]
    leans = np.degrees(np.arctan2(ahead, line[:, 1]))
    assert_allclose(np.diff(trunk_inclination(male, motion.angles)), np.diff(leans), atol=1e-3)
    assert_allclose(np.degrees(motion.angles[1, 0]), [-40, 0, 0], atol=1e-6)
    skeleton = male.body.skeleton
    elbow = skeleton.index("forearm_right")
    assert_allclose(np.degrees(motion.angles[1, elbow, 0]), 60, atol=1e-6)
    origin = male.place(motion.angles).origin[1]
    upper = origin[elbow] - origin[skeleton.index("humerus_right")]
    recorded = rig.positions[1, 5] - rig.positions[1, 4]
    turned = Rotation.from_euler("y", -facing, degrees=True).apply(recorded)
    assert_allclose(upper / np.linalg.norm(upper), turned / np.linalg.norm(turned), atol=1e-6)


@pytest.mark.parametrize("facing", [0.0, 130.0])
def test_elbow_and_knee_bend_the_way_they_can(male: Model, facing: float) -> None:
    """Both bones of a limb lie as recorded: the hinge between them stands the right way round."""
    step = {"RightUpLeg": np.array([[0, 0, 0], [70, -10, 0]]), "RightLeg": np.array([[0, 0, 0], [-80, 0, 0]])}
    rig = posed(ARM | step, facing)
    motion, _, _ = motion_of(segments_of(rig), male, np.eye(3))
    skeleton = male.body.skeleton
    origin = male.place(motion.angles).origin[1]
    back = Rotation.from_euler("y", -facing, degrees=True)
    names = list(REST)
    pairs = {
        ("humerus", "forearm"): ("RightArm", "RightForeArm"),
        ("forearm", "hand"): ("RightForeArm", "RightHand"),
        ("femur", "shank"): ("RightUpLeg", "RightLeg"),
        ("shank", "foot"): ("RightLeg", "RightFoot"),
    }
    for ours, theirs in pairs.items():
        a, b = (origin[skeleton.index(f"{bone}_right")] for bone in ours)
        c, d = (rig.positions[1, names.index(name)] for name in theirs)
        cosine = (b - a) @ back.apply(d - c) / np.linalg.norm(b - a) / np.linalg.norm(d - c)
        assert np.degrees(np.arccos(min(cosine, 1.0))) < 6, (
            ours
        )  # a hinge of ours may be bent a little at rest
    assert_allclose(np.degrees(motion.angles[1, skeleton.index("shank_right"), 0]), -80, atol=1e-6)


def test_a_rig_without_hips_or_neck_is_refused() -> None:
    rig = posed(BOW)
    with pytest.raises(BadInput, match="no joint called neck"):
        segments_of(replace(rig, names=tuple("X" if n == "Neck" else n for n in rig.names)))


def test_the_head_on_the_arms_own_bone_is_the_neck(male: Model) -> None:
    """A rig of one spinal joint, on which arms and head hang: the line of its trunk ends at the head's."""
    rig = posed(BOW)
    kept = [i for i, name in enumerate(rig.names) if name != "Head"]
    names = tuple("Head" if rig.names[i] == "Neck" else rig.names[i] for i in kept)
    parents = tuple(kept.index(rig.parents[i]) if rig.parents[i] >= 0 else -1 for i in kept)
    headed = replace(
        rig, names=names, parents=parents, offsets=rig.offsets[kept],
        rotations=rig.rotations[:, kept], positions=rig.positions[:, kept],
    )  # fmt: skip
    segments, plain = segments_of(headed), segments_of(rig)
    assert_allclose(segments.trunk, plain.trunk)
    assert any("No joint is called neck" in note for note in segments.notes)
    assert not any("called neck" in note for note in plain.notes)


def test_picking_something_up(male: Model, shared_data: Path) -> None:
    rig = read(shared_data / "motions" / "pick_something_up.bvh")
    assert isinstance(rig, Rig)
    line = rig.positions[:, rig.names.index("Neck")] - rig.positions[:, rig.names.index("Hips")]
    recorded = np.degrees(np.arccos(line[:, 1] / np.linalg.norm(line, axis=1)))
    first, second = (np.abs(rig.time - t) < 1 for t in (3.6, 11.5))
    assert_allclose([recorded[0], recorded[first].max(), recorded[second].max()], [6, 85, 98], atol=0.6)
    motion, pelvis, _ = motion_of(segments_of(rig), male, np.eye(3))
    forward = np.degrees(np.arctan2(line[:, 0], line[:, 1]))  # the figure faces x: its reader turned it
    leans = trunk_inclination(male, motion.angles)
    assert_allclose(leans[second].max(), forward[second].max() - forward[0], atol=1.0)
    assert np.degrees(pelvis.max()) < 0.5


@pytest.mark.parametrize("facing", [0.0, 75.0])
def test_a_force_beside_a_rig_turns_with_the_figure(male: Model, facing: float) -> None:
    """The figure faces somewhere, z points up in its file: what pushes its hand ahead pushes ours ahead."""
    rig = replace(posed(BOW, facing), facts=FileFacts(up="z", forward="-y"))
    motion, _, _ = motion_of(segments_of(rig), male, np.eye(3))
    ahead = Rotation.from_euler("y", facing, degrees=True).as_matrix()[:, 0]
    in_file = turn_by("z", "-y").T @ ahead
    assert_allclose(motion.heading @ motion.room @ in_file, [1, 0, 0], atol=1e-12)
