"""Columns of spine models, arms and maps: totals beside their shares, and what is no angle."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read import read
from dorsum.exchange.read.name_maps import read_maps
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.coordinates import segments_of
from motion.recorded.made_up import TRUNK, coordinates

LUMBAR = ("L5_S1_FE", "L4_L5_FE", "L3_L4_FE", "L2_L3_FE", "L1_L2_FE")
SHARES = np.array([0.125, 0.185, 0.204, 0.231, 0.255])  # of a model whose lumbar joints are coupled to one


def lumbar(male: Model, names: tuple[str, ...], degrees: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Extension (frames, 5) of L5/S1 to L1/L2, °, and what is said."""
    found = segments_of(coordinates(names, degrees), male)
    assert found.joints is not None
    return np.degrees(found.joints[:, male.body.spine[:5], 0]), found.notes


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_total_beside_its_shares_is_not_added_twice(male: Model, sign: float) -> None:
    """L5/S1 has no column of its own: it has what the others leave of the whole."""
    total = sign * np.array([0.0, 10.0, 40.0])
    degrees = np.column_stack([total, np.outer(total, SHARES[1:])])
    angles, notes = lumbar(male, ("flex_extension", *LUMBAR[1:]), degrees)
    assert_allclose(angles, np.outer(total, SHARES), atol=1e-9)
    assert any(note.startswith("The extension of L5/S1 is what the others leave") for note in notes)


def test_a_column_of_l5_s1_that_the_others_follow_is_no_total(male: Model) -> None:
    """In a model of lifting the others turn 6 times as much together: it is L5/S1's own."""
    own = np.array([0.0, -2.0, -7.0])
    degrees = np.column_stack([own, np.outer(own, [1.857, 1.643, 1.143, 0.929])])
    angles, _ = lumbar(male, ("flex_extension", *LUMBAR[1:]), degrees)
    assert_allclose(angles, np.column_stack([own, degrees[:, 1:]]), atol=1e-9)


def test_a_total_that_the_joints_do_not_follow_is_none_of_them(male: Model) -> None:
    """Joints that move by themselves are not coupled: their columns count, and the difference is said."""
    total, other = np.array([0.0, -30.0, -10.0]), np.array([0.0, -5.0, -20.0])
    angles, notes = lumbar(male, ("lumbar_extension", "L4_L5_FE"), np.column_stack([total, other]))
    assert_allclose(angles[:, 1], other, atol=1e-9)
    assert any("differ by" in note for note in notes)


def test_a_model_without_a_pelvis_stands_on_the_ground(male: Model) -> None:
    found = segments_of(coordinates(("lumbar_extension",), np.array([[0.0], [-40.0]])), male)
    assert_allclose(found.pelvis, np.broadcast_to(np.eye(3), (2, 3, 3)))
    assert_allclose(np.degrees(np.arccos(found.trunk[1, 0, 0])), 40.0)
    assert "No column of the pelvis: it is taken as fixed and upright." in found.notes


def test_a_pelvis_without_its_tilt_is_a_question(male: Model) -> None:
    with pytest.raises(BadInput, match=r"no column pelvis_tilt.*--coordinates map\.toml"):
        segments_of(coordinates(("pelvis_list", "lumbar_extension"), np.zeros((2, 2))), male)


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize(
    ("plane", "elevation", "forward", "up", "outward"),
    [
        (0, 90, 0, 0, 1),
        (90, 90, 1, 0, 0),
        (90, 30, 0.5, -np.sqrt(0.75), 0),
        (0, 180, 0, 1, 0),
        (45, 0, 0, -1, 0),
    ],
)
def test_arms_by_plane_and_elevation(
    male: Model, side: str, plane: float, elevation: float, forward: float, up: float, outward: float
) -> None:
    """0 is to the side and 90° forward, on both sides (Wu 2005); an arm that hangs is not twisted."""
    letter = side[0]
    names = (*TRUNK, f"elv_angle_{letter}", f"shoulder_elv_{letter}", f"shoulder_rot_{letter}")
    degrees = np.array([[0.0] * 6 + [plane, elevation, 0.0]] * 2)
    limb = segments_of(coordinates(names, degrees), male).limbs["humerus", side]
    to_the_side = 1.0 if side == "right" else -1.0
    assert_allclose(limb.direction[0], [forward, up, to_the_side * outward], atol=1e-12)
    if elevation == 0:
        assert_allclose(limb.hinge[0], [0, 0, 1], atol=1e-12)


def test_inward_rotation_turns_the_forearm_before_the_trunk(male: Model) -> None:
    for letter, side, inward in (("r", "right", -1.0), ("l", "left", 1.0)):
        names = (*TRUNK, f"elv_angle_{letter}", f"shoulder_elv_{letter}", f"shoulder_rot_{letter}")
        limb = segments_of(coordinates(names, np.array([[0.0] * 8 + [90.0]] * 2)), male).limbs[
            "humerus", side
        ]
        forearm = np.cross(limb.hinge[0], limb.direction[0])  # of an elbow bent by 90°
        assert_allclose(forearm, [0, 0, inward], atol=1e-12)


def test_a_map_says_what_columns_mean_and_how_they_count(male: Model, tmp_path: Path) -> None:
    text = """
[[coordinates]]
names = ["Becken"]
coordinate = "pelvis_tilt"
[[coordinates]]
names = ["Rumpfbeugung"]
coordinate = "trunk_extension"
sign = -1
[[coordinates]]
names = ["Knie links"]
coordinate = "knee"
side = "left"
"""
    (tmp_path / "map.toml").write_text(text)
    own = read_maps(coordinates=tmp_path / "map.toml")
    names = ("Becken", "Rumpfbeugung", "hip_flexion_l", "Knie links")
    degrees = np.array([[0.0, 0.0, 0.0, 0.0], [-10.0, 30.0, 20.0, 50.0]])
    found = segments_of(coordinates(names, degrees), male, own)
    known = segments_of(
        coordinates(
            ("pelvis_tilt", "lumbar_extension", "hip_flexion_l", "knee_angle_l"), degrees * [1, -1, 1, 1]
        ),
        male,
    )
    assert_allclose(found.pelvis, known.pelvis)
    assert_allclose(found.trunk, known.trunk)
    assert_allclose(found.limbs["femur", "left"].bend, np.radians([0.0, -50.0]))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('names = ["A"]\ncoordinate = "trunk_extention"', "did you mean trunk_extension"),
        ('names = ["A"]\ncoordinate = "knee"\nsign = 2', "sign = 2: is 1 or -1"),
        ('coordinate = "knee"', "lacks names"),
    ],
)
def test_a_faulty_map_of_coordinates_is_refused(tmp_path: Path, entry: str, message: str) -> None:
    (tmp_path / "map.toml").write_text(f"[[coordinates]]\n{entry}\n")
    with pytest.raises((BadInput, UnknownName), match=message):
        read_maps(coordinates=tmp_path / "map.toml")


@pytest.mark.parametrize("title", ["Speeds", "Accelerations"])
def test_rates_under_the_names_of_angles_are_refused(male: Model, title: str, tmp_path: Path) -> None:
    """OpenSim writes positions, speeds and accelerations into files with the same columns."""
    rows = "time\tpelvis_tilt\tlumbar_extension\n0\t1\t2\n1\t3\t4\n"
    text = f"{title}\nversion=1\ninDegrees=yes\nendheader\n{rows}"
    (tmp_path / "it.sto").write_text(text)
    with pytest.raises(BadInput, match=f"holds {title.lower()} by its first line, not angles"):
        segments_of(read(tmp_path / "it.sto"), male)
    (tmp_path / "it.sto").write_text(text.replace(title, "Coordinates"))
    assert len(segments_of(read(tmp_path / "it.sto"), male).time) == 2


def test_forces_of_the_ground_are_no_angles(male: Model) -> None:
    names = ("ground_force_vx", "ground_force_vy", "1_ground_torque_x")
    with pytest.raises(BadInput, match="give it with --forces beside the angles"):
        segments_of(coordinates(names, np.zeros((2, 3))), male)
