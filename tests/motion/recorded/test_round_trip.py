"""What we write comes back: postures and movements through `.mot` and `.sto` bear the same loads."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum import analyze
from dorsum.body.skeleton import SPINE
from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.exchange.read import read
from dorsum.exchange.read.recording import Coordinates
from dorsum.exchange.write.osim.coordinates import coordinates, random_angles, values_of
from dorsum.exchange.write.results.angles import write_angles
from dorsum.mechanics.analysis import Frames, analyse_frames
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.recorded.coordinates import segments_of
from dorsum.motion.recorded.segments import motion_of
from dorsum.motion.recorded.spine import TRUNK

SHARE_OF_RANGE = 0.4  # so that muscles hold most of the postures
SAME = 1e-6  # relative


def result_of(model: Model, angles: np.ndarray) -> Result:
    """An answer of which the angles alone are kept."""
    kept = {"time": np.arange(len(angles)) / 10, "joint_angle": angles}
    kept["root_place"] = np.full((len(angles), 3), np.nan)
    return Result(
        body=model.body, kept=kept, task="t", title="t", assumptions=(), objective="", compiled=model
    )


def test_every_coordinate_lands_where_it_was_written(male: Model, tmp_path: Path) -> None:
    angles = random_angles(male.body, 3, seed=1)
    angles[:, 0] = [[0.3, 0.2, -0.1]] * 3
    write_angles(result_of(male, angles), tmp_path / "any.mot")
    segments = segments_of(read(tmp_path / "any.mot"), male)
    motion, turned, left = motion_of(segments, male, np.eye(3))
    assert_allclose(motion.angles[0], angles[0], atol=1e-12)  # of the others the same turn by other angles
    assert_allclose(male.place(motion.angles).rotation, male.place(angles).rotation, atol=1e-12)
    assert_allclose(segments.root, segments.root[[0, 0, 0]], atol=0)
    assert max(turned.max(), left.max()) < 1e-7
    assert not [note for note in segments.notes if "not known" in note or "Not recorded" in note]
    assert any("Dorsum's own model" in note for note in segments.notes)


def test_what_our_own_file_lacks_is_zero_and_said(male: Model) -> None:
    names = ("pelvis_tilt", "L5_S1_FE", "sternoclavicular_depression_l", "knee_extension_r")
    recording = Coordinates(Path("own.mot"), np.zeros(1), names, np.array([[0.1, -0.2, 0.3, -0.4]]))
    segments = segments_of(recording, male)
    motion, _, _ = motion_of(segments, male)
    expected = np.zeros_like(motion.angles)
    expected[0, 0, 0], expected[0, male.joint("L5/S1"), 0] = 0.1, -0.2
    expected[0, male.joint("sternoclavicular_left"), 1] = -0.3
    expected[0, male.joint("knee_right"), 0] = -0.4
    assert_allclose(motion.angles, expected, atol=1e-12)
    assert any("taken as 0: L5_S1_LB" in note for note in segments.notes)


@pytest.mark.parametrize("suffix", [".mot", ".sto"])
def test_postures_bear_the_loads_that_they_bore(male: Model, tmp_path: Path, suffix: str) -> None:
    """Ribs, girdle, head and limbs anywhere; `.sto` as OpenSim writes states: paths of values in rad."""
    angles = SHARE_OF_RANGE * random_angles(male.body, 2, seed=2)
    nothing, wrench = np.zeros_like(angles), np.zeros((*angles.shape[:2], 6))
    for k in range(len(angles)):
        one = slice(k, k + 1)
        frames = Frames(np.zeros(1), angles[one], nothing[one], nothing[one], wrench[one], np.full(1, np.nan))
        found = analyse_frames(male, frames)
        path = tmp_path / f"posture{suffix}"
        if suffix == ".mot":
            write_angles(result_of(male, angles[one]), path)
        else:
            write_states(male, angles[one], path)
        back = analyze(path, male, posture="exact")
        for name in ("compression", "anterior_shear", "right_shear"):
            expected = getattr(found, name)
            assert_allclose(back.array(name), expected, rtol=SAME, atol=SAME * np.abs(expected).max())
        assert any("a posture that is held" in note for note in back.assumptions)


def write_states(model: Model, angles: np.ndarray, path: Path) -> None:
    found = coordinates(model.body)
    joints = [model.body.skeleton.joints[c.body].replace("/", "_") for c in found]
    names = [f"/jointset/{joint}/{c.name}/value" for joint, c in zip(joints, found, strict=True)]
    row = "\t".join(map(repr, [0.0, *values_of(found, angles)[0].tolist()]))
    path.write_text(
        "\n".join(["states", "version=1", "inDegrees=no", "endheader", "time\t" + "\t".join(names), row])
    )


def test_a_movement_and_its_loads_come_back(male: Model, tmp_path: Path) -> None:
    from dorsum.motion.task import Task

    moved = analyze(replace(Task.named("axial_turn"), frames=9), male, posture="exact")
    moved.save(tmp_path / "turn.mot")
    back = analyze(tmp_path / "turn.mot", male, low_pass_hz=0, posture="exact")
    assert not any("joints gave" in note for note in back.assumptions)
    assert_allclose(back.times, moved.times, atol=1e-12)
    for name in ("compression", "anterior_shear", "joint_velocity", "joint_acceleration"):
        expected = moved.array(name)
        assert_allclose(back.array(name), expected, rtol=SAME, atol=SAME * np.abs(expected).max())


def test_whose_motion_it_is_comes_back(tmp_path: Path) -> None:
    ida = Subject(name="Ida", sex="female", height_m=1.71, mass_kg=66.0, strength={"multifidus": 0.8})
    found = analyze("standing_bent_20", ida, posture="exact")
    found.save(tmp_path / "ida.mot")
    back = analyze(tmp_path / "ida.mot", posture="exact")
    assert back.subject == ida
    assert "the person: from the file" in back.assumptions
    assert_allclose(back.compression, found.compression, rtol=SAME)
    odd = (tmp_path / "ida.mot").read_text(encoding="utf-8").replace('"height_m": 1.71', '"height_m": "tall"')
    (tmp_path / "odd.mot").write_text(odd, encoding="utf-8")
    with pytest.raises(BadInput, match=r"odd\.mot: dorsum_subject in the header makes no sense: height_m"):
        analyze(tmp_path / "odd.mot")


def test_a_file_says_that_its_angles_are_those_to_which_joints_gave(male: Model, tmp_path: Path) -> None:
    """The angles come back as they were found, and where joints give anew about the same loads."""
    gave = analyze("standing_bent_20", male)
    gave.save(tmp_path / "gave.mot")
    assert "dorsum_posture=giving" in (tmp_path / "gave.mot").read_text(encoding="utf-8").splitlines()
    back, again = (analyze(tmp_path / "gave.mot", male, posture=way) for way in ("exact", "giving"))
    assert any("joints gave" in note for note in back.assumptions)
    assert_allclose(
        back.array("joint_angle")[:, male.body.spine],
        gave.array("joint_angle")[:, male.body.spine],
        atol=1e-9,
    )
    lumbar = slice(None), slice(0, 5)
    assert_allclose(again.compression[lumbar], gave.compression[lumbar], rtol=0.05)


def test_where_a_recorded_pelvis_was_is_written_again(male: Model, tmp_path: Path) -> None:
    angles, place = np.zeros((9, len(male.body.skeleton.names), 3)), np.zeros((9, 3))
    place[:, 0], place[:, 1] = np.linspace(0.0, 0.2, 9) ** 2, 0.9
    result = result_of(male, angles)
    result.kept["root_place"] = place  # type: ignore[index]
    result.save(tmp_path / "walk.mot")
    back = analyze(tmp_path / "walk.mot", male, low_pass_hz=0)
    assert_allclose(back.array("root_place"), place, atol=1e-12)
    assert_allclose(back.array("root_acceleration")[:, 0], 2 * (0.2 / 0.8) ** 2, rtol=1e-6)


def test_published_levels_of_the_thorax_are_no_line_of_the_back(male: Model) -> None:
    """Every joint of the trunk by 1°, in a file of another model: the joints say it, not what they sum to."""
    names = ["pelvis_tilt", *(f"{joint.replace('/', '_')}_FE" for joint in SPINE[:TRUNK]), "arm_flex_r"]
    values = np.radians([[-5.0, *[-1.0] * TRUNK, 30.0]])
    segments = segments_of(Coordinates(Path("other.mot"), np.zeros(1), tuple(names), values), male)
    motion, turned, _ = motion_of(segments, male)
    degrees = np.degrees(motion.angles[0, male.body.spine, 0])
    assert_allclose(degrees, [-1.0] * TRUNK + [0.0] * (len(SPINE) - TRUNK), atol=1e-9)
    assert turned.max() < 1e-7
    arm, elbow = (male.body.skeleton.index(f"{bone}_right") for bone in ("humerus", "forearm"))
    posed = male.place(motion.angles)
    forward = posed.origin[0, elbow] - posed.origin[0, arm]
    chest = male.body.skeleton.index("T4")
    lean = np.arctan2(-posed.rotation[0, chest, 0, 1], posed.rotation[0, chest, 1, 1])
    assert_allclose(np.arctan2(forward[0], -forward[1]), np.radians(30) + lean, atol=1e-6)


def test_a_total_beside_its_joints_is_not_added(male: Model) -> None:
    names = ("pelvis_tilt", "lumbar_extension", "lumbar_bending", "L5_S1_FE", "L4_L5_FE", "L5_S1_LB")
    values = np.radians([[0.0, -20.0, 6.0, -12.0, -8.0, 0.0], [0.0, -25.0, 3.0, -12.0, -8.0, 0.0]])
    segments = segments_of(Coordinates(Path("coupled.mot"), np.arange(2.0), names, values), male)
    motion, _, _ = motion_of(segments, male)
    trunk = np.degrees(motion.angles[:, male.body.spine[:TRUNK]])
    assert_allclose(trunk[..., 0], [[-12, -8] + [0] * 15] * 2, atol=1e-9)
    assert_allclose(trunk[..., 1].sum(axis=1), [6, 3], atol=1e-9)  # zeros beside a total are no record
    assert (trunk[0, :5, 1] > 0.1).all()
    lumbar = 40 / (40 + 15.6)  # Pearcy and Tibrewal 1984 beside Fujimori 2014, from one side to the other
    assert_allclose(trunk[0, :5, 1], 6 * lumbar * np.array([3, 6, 10, 11, 10]) / 40, rtol=1e-4)
    told = " ".join(segments.notes)
    assert "extension of the trunk as a whole and the sum of its joints differ by 5°" in told
    assert "bending of the trunk is shared by the rhythm" in told
