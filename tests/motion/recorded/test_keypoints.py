"""Keypoints of video: our own body bent by the rhythm, seen as centres of joints, bends as it did."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.name_maps import NameMap, read_maps
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze
from dorsum.motion.frames import frames_of
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.keypoints import are_keypoints
from dorsum.motion.recorded.markers import tracked
from dorsum.motion.recorded.recorded import trunk_inclination
from dorsum.motion.recorded.source import source_of
from dorsum.motion.task import Task
from exchange.test_marker_files import trc
from motion.recorded.made_up import write_trc

JOINTS = {
    **{"Hip": "femur", "Knee": "shank", "Ankle": "foot"},
    **{"Shoulder": "humerus", "Elbow": "forearm", "Wrist": "hand"},
}
TASK = """
title = "Bow"
[[keyframes]]
time_s = 0
posture = {}
[[keyframes]]
time_s = 2
posture = {trunk_inclination = 60, knee_flexion = 40}
"""


@pytest.fixture(scope="module")
def bow(male: Model, tmp_path_factory: pytest.TempPathFactory) -> tuple[Markers, np.ndarray]:
    """The keypoints of a bow by our own rhythm, and its angles."""
    path = tmp_path_factory.mktemp("task") / "bow.toml"
    path.write_text(TASK)
    frames = frames_of(replace(Task.find(path), frames=21), male)
    placed, skeleton = male.place(frames.angles), male.body.skeleton
    found = {
        f"{side[0].upper()}{name}": placed.origin[:, skeleton.index(f"{bone}_{side}")]
        for name, bone in JOINTS.items()
        for side in ("right", "left")
    }
    found["Neck"] = placed.origin[:, male.joint("C7/T1")]
    names = tuple(found)
    positions = np.stack([found[name] for name in names], axis=1)
    return Markers(Path("made_up.trc"), np.linspace(0, 2, 21), names, positions), frames.angles


def analysed(male: Model, recording: Markers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple:
    path = tmp_path / "it.trc"
    path.write_text(trc("", "mm"))
    monkeypatch.setattr("dorsum.motion.recorded.source.read_as", lambda path, asked: recording)
    source = source_of(path, None, Asked(), Smoothing(low_pass_hz=0.0))
    (part,) = source.parts(male)
    return part.motion, source


def test_trunk_and_pelvis_bend_as_the_body_did(male, bow, tmp_path, monkeypatch):
    recording, angles = bow
    motion, source = analysed(male, recording, tmp_path, monkeypatch)
    assert_allclose(trunk_inclination(male, motion.angles), trunk_inclination(male, angles), atol=0.5)
    assert trunk_inclination(male, motion.angles)[-1] == pytest.approx(60, abs=0.5)
    assert_allclose(np.degrees(motion.angles[:, 0]), np.degrees(angles[:, 0]), atol=2.0)
    knees = [male.body.skeleton.index(f"shank_{side}") for side in ("right", "left")]
    # Bones of a knee stand 4° from a straight line when it counts as straight.
    assert_allclose(np.degrees(motion.angles[:, knees, 0]), np.degrees(angles[:, knees, 0]), atol=4.5)
    assert source.failed() == ()
    assert any(note.startswith("Keypoints do not tell how the pelvis tilts") for note in motion.notes)


def test_a_person_of_another_size_bends_as_far(male, bow, tmp_path, monkeypatch):
    recording, angles = bow
    small = replace(recording, positions=0.8 * recording.positions)
    motion, _ = analysed(male, small, tmp_path, monkeypatch)
    assert_allclose(trunk_inclination(male, motion.angles), trunk_inclination(male, angles), atol=0.5)


def test_limbs_that_are_not_seen_throughout_are_left_out(male, bow, tmp_path, monkeypatch):
    recording, _ = bow
    positions = recording.positions.copy()
    positions[3:, recording.names.index("RWrist")] = np.nan
    motion, _ = analysed(male, replace(recording, positions=positions), tmp_path, monkeypatch)
    assert "Not seen throughout, left out: right Hand." in motion.notes
    assert motion.arms == ("left",)


@pytest.mark.parametrize("lost", ["Neck", "RHip"])
def test_hips_and_neck_are_needed_throughout(male, bow, lost, tmp_path, monkeypatch):
    recording, _ = bow
    positions = recording.positions.copy()
    positions[5:, recording.names.index(lost)] = np.nan
    with pytest.raises(BadInput, match="is missing"):
        analysed(male, replace(recording, positions=positions), tmp_path, monkeypatch)


def test_markers_on_the_pelvis_are_no_keypoints(bow):
    recording, _ = bow
    assert are_keypoints(recording, NameMap())
    also = (*recording.names, "LASI")
    assert not are_keypoints(replace(recording, names=also), NameMap())


def test_any_set_of_centres_is_keypoints(bow):
    """ART-Human writes a point a joint under names of its own, and two more on the axes of its segment."""
    joints = [
        "PELV",
        "PELVY",
        "PELVZ",
        "NECK",
        "NECKY",
        "NECKZ",
        "LUAR",
        "LUARY",
        "LUARZ",
        "RUAR",
        "RUARY",
        "RUARZ",
        "LULE",
        "RULE",
    ]
    positions = np.zeros((21, len(joints), 3))
    assert are_keypoints(replace(bow[0], names=tuple(joints), positions=positions), NameMap())


def test_a_set_of_markers_with_a_hip_among_them_is_no_set_of_keypoints(bow):
    """Its pelvis may be marked under names that nobody knows: that is a question."""
    names = (
        "RHip",
        "LHip",
        "RTHI",
        "LTHI",
        "RKNE",
        "LKNE",
        "RANK",
        "LANK",
        "RSHO",
        "LSHO",
        "C7",
        "XSAC",
        "RTOE",
    )
    assert not are_keypoints(replace(bow[0], names=names), NameMap())


def test_a_map_of_three_points_on_a_line_is_refused(male, bow, tmp_path):
    recording, _ = bow
    text = "".join(
        f'[[markers]]\nnames = ["{name}"]\nbody = "{body}"\noffset_mm = [{x}, 0, {z}]\n'
        for name, body, x, z in (
            *(("RHip", "pelvis", 40, 85), ("LHip", "pelvis", 40, -85), ("RKnee", "pelvis", 40, 0)),
            *(("Neck", "T1", 30, 0), ("RShoulder", "T1", 20, 170), ("LShoulder", "T1", 20, -170)),
        )
    )
    (tmp_path / "map.toml").write_text(text)
    own = read_maps(markers=tmp_path / "map.toml")
    assert not are_keypoints(recording, own)
    with pytest.raises(BadInput, match="RHip, LHip and RKnee, lie on a line, which does not fix it"):
        tracked(recording, male, own)
    (tmp_path / "map.toml").write_text(text.replace("offset_mm = [40, 0, 0]", "offset_mm = [-40, 50, 0]"))
    assert len(tracked(recording, male, read_maps(markers=tmp_path / "map.toml")).names) >= 6


def test_forces_of_the_ground_beside_keypoints_are_refused_and_not_dropped(bow, tmp_path):
    write_trc(bow[0], tmp_path / "bow.trc")
    with pytest.raises(BadInput, match="--forces goes with markers and coordinates"):
        analyze(tmp_path / "bow.trc", forces=tmp_path / "grf.mot")
