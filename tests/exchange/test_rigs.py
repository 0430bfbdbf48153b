"""Character rigs: every joint by another road, and the unit by the size of the figure."""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from dorsum.exchange.read import read
from dorsum.exchange.read.recording import Rig

FILE = Path(__file__).parent / "files" / "bend.bvh"
TEXT = FILE.read_text()
IN_OUR_AXES = np.array([[0, 0, 1.0], [0, 1.0, 0], [-1.0, 0, 0]])  # the file has y up, z forward, x left
CM = 0.01


def rig(path: Path, **axes: str) -> Rig:
    found = read(path, **axes)
    assert isinstance(found, Rig)
    return found


def chain(frame: int, way: list[int]) -> np.ndarray:
    """Where the end of a chain is in the axes of the file, cm: one homogeneous matrix a joint, by SciPy.

    Args:
        way: places of the joints among those with channels, from the root on; the next offset ends it.
    """
    rows = [list(map(float, line.split())) for line in TEXT.split("Frame Time: 0.0333333\n")[1].splitlines()]
    offsets = [
        list(map(float, found)) for found in re.findall(r"JOINT \w+\s+\{\s+OFFSET (\S+) (\S+) (\S+)", TEXT)
    ]
    whole = np.eye(4)
    for joint in way:
        angles = rows[frame][3 + 3 * joint : 6 + 3 * joint]
        step = np.eye(4)
        step[:3, :3] = Rotation.from_euler("ZXY", angles, degrees=True).as_matrix()
        step[:3, 3] = rows[frame][:3] if joint == 0 else offsets[joint - 1]
        whole = whole @ step
    return whole


@pytest.mark.parametrize("frame", [0, 1, 2])
@pytest.mark.parametrize(
    ("name", "way"), [("Hips", [0]), ("Head", [0, 1, 2]), ("LeftFoot", [0, 3, 4]), ("RightUpLeg", [0, 5])]
)
def test_joints_are_where_a_chain_of_matrices_puts_them(frame, name, way):
    found = rig(FILE)
    truth = chain(frame, way)
    joint = found.names.index(name)
    np.testing.assert_allclose(found.positions[frame, joint], IN_OUR_AXES @ truth[:3, 3] * CM, atol=1e-12)
    turned = IN_OUR_AXES @ truth[:3, :3] @ IN_OUR_AXES.T
    np.testing.assert_allclose(found.rotations[frame, joint], turned, atol=1e-12)


def test_bones_keep_their_length_and_hang_on_their_parents():
    found = rig(FILE)
    for i, parent in enumerate(found.parents[1:], 1):
        end = found.positions[:, parent] + np.einsum(
            "fij,j->fi", found.rotations[:, parent], found.offsets[i]
        )
        np.testing.assert_allclose(found.positions[:, i], end, atol=1e-12)


def test_the_rest_pose_stands_upright_in_our_axes():
    found = rig(FILE)
    place = {-1: np.zeros(3)}
    for i, parent in enumerate(found.parents):
        place[i] = place[parent] + found.offsets[i]
    at = {name: place[i] for i, name in enumerate(found.names)}
    assert at["Head"][1] > at["Hips"][1] > at["LeftFoot"][1]
    assert at["LeftUpLeg"][2] < 0 < at["RightUpLeg"][2]
    assert at["LeftFoot_end"][0] > at["LeftFoot"][0]


def test_ends_of_chains_are_named_after_their_parents():
    assert [name for name in rig(FILE).names if name.endswith("_end")] == [
        "Head_end",
        "LeftFoot_end",
        "RightFoot_end",
    ]


@pytest.mark.parametrize(("factor", "unit"), [(1.0, "cm"), (0.01, "m"), (10.0, "mm"), (1 / 2.54, "inches")])
def test_the_unit_is_known_by_the_size_of_the_figure(factor, unit, tmp_path):
    def scaled(match: re.Match[str]) -> str:
        return "OFFSET " + " ".join(f"{float(x) * factor:.12g}" for x in match[1].split())

    text = re.sub(r"OFFSET (.*)", scaled, TEXT)
    head, _, rows = text.rpartition("0.0333333\n")
    for line in rows.splitlines():
        numbers = line.split()
        moved = " ".join(f"{float(x) * factor:.12g}" for x in numbers[:3])
        rows = rows.replace(line, " ".join([moved, *numbers[3:]]))
    (tmp_path / "it.bvh").write_text(head + "0.0333333\n" + rows)
    found = rig(tmp_path / "it.bvh")
    np.testing.assert_allclose(found.positions, rig(FILE).positions, atol=1e-9)
    assert found.notes[0].startswith(f"Lengths are read in {unit}: so the figure is 1.73 m")


def test_a_root_on_the_floor_is_no_bone_of_the_figure(tmp_path):
    """Character programs hang the hips, 90 cm up, on a joint that stays where the scene begins."""
    bones, motion = TEXT.removeprefix("HIERARCHY\nROOT").split("MOTION\n")
    floor = "HIERARCHY\nROOT Reference\n{\nOFFSET 0 0 0\nCHANNELS 3 Zrotation Xrotation Yrotation\nJOINT"
    rows = [line if ":" in line or not line else f"0 0 0 {line}" for line in motion.split("\n")]
    (tmp_path / "it.bvh").write_text(f"{floor}{bones}}}\nMOTION\n" + "\n".join(rows))
    found, plain = rig(tmp_path / "it.bvh"), rig(FILE)
    assert found.notes[0] == plain.notes[0]
    np.testing.assert_allclose(
        found.positions[:, found.names.index("Hips")], plain.positions[:, 0], atol=1e-9
    )


def test_a_figure_of_no_known_unit_is_made_a_person(tmp_path):
    text = re.sub(
        r"OFFSET (.*)", lambda m: "OFFSET " + " ".join(str(float(x) / 5) for x in m[1].split()), TEXT
    )
    (tmp_path / "it.bvh").write_text(text)
    found = rig(tmp_path / "it.bvh")
    assert (
        found.notes[0] == "A figure 34.58 units tall is a person in no unit that is known: made 1.7 m tall."
    )
    ratio = np.linalg.norm(found.offsets[1:], axis=1) / np.linalg.norm(rig(FILE).offsets[1:], axis=1)
    np.testing.assert_allclose(ratio, ratio[0])


def test_positions_of_a_joint_replace_its_offset(tmp_path):
    """Some programs write six channels for every joint."""
    text = TEXT.replace("CHANNELS 3 Z", "CHANNELS 6 Xposition Yposition Zposition Z", 1)
    rows = [line.split() for line in text.rpartition("0.0333333\n")[2].splitlines()]
    head = text.rpartition("0.0333333\n")[0] + "0.0333333\n"
    moved = "\n".join(" ".join([*row[:6], "0", "20", "-2", *row[6:]]) for row in rows)
    (tmp_path / "it.bvh").write_text(head + moved)
    np.testing.assert_allclose(rig(tmp_path / "it.bvh").positions, rig(FILE).positions, atol=1e-12)
