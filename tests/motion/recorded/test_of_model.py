"""Coordinates with their own model: whatever it calls its joints and however it counts, ours turn so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum import analyze
from dorsum.errors import BadInput
from dorsum.exchange.read import read
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.osim import read_osim
from dorsum.exchange.read.recording import Coordinates, FileFacts
from dorsum.exchange.write.osim.coordinates import random_angles
from dorsum.exchange.write.osim.document import osim_document
from dorsum.exchange.write.results.angles import write_angles
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.coordinates import segments_of
from dorsum.motion.recorded.of_model import segments_of_model
from dorsum.motion.recorded.recognised import recognised
from dorsum.motion.recorded.segments import motion_of
from dorsum.motion.recorded.spine import TRUNK
from exchange.osim_models import four
from motion.recorded.test_round_trip import result_of

# Columns of the small model, °, and what others call them: it leans and bows forward by positive angles.
OWN = {"lean": 20.0, "list": 5.0, "turn": -8.0, "bow": 35.0, "sway": 6.0, "c": 40.0, "knee_r": -30.0}
THEIRS = {
    **{"pelvis_tilt": -20.0, "pelvis_list": 5.0, "pelvis_rotation": -8.0, "lumbar_extension": -35.0},
    **{"lumbar_bending": 6.0, "lumbar_rotation": 3.0},
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.osim"
    path.write_text(four())
    return path


def rows(columns: dict[str, float], length: float = 0.9) -> Coordinates:
    """Two frames, as the reader gives them: what looks like an angle is turned to rad."""
    names = (*columns, "height", "pelvis_ty")
    values = np.radians([*columns.values(), length, 0.0])
    values[-1] = length
    return Coordinates(
        Path("it.mot"), np.array([0.0, 0.1]), names, np.tile(values, (2, 1)), (), FileFacts(unit="degrees")
    )


def test_a_model_of_its_own_names_and_signs_moves_us_as_a_known_one(male: Model, small: Path) -> None:
    """The twist is coupled to the sway, 1 to 2; the height is a length whose name looks like an angle's."""
    mine = segments_of_model(rows(OWN), male, read_osim(small))
    known = segments_of(rows(THEIRS), male)
    for part in ("pelvis", "trunk"):
        assert_allclose(getattr(mine, part), getattr(known, part), atol=1e-12)
    assert_allclose(
        mine.limbs["femur", "right"].direction[0] @ mine.pelvis[0],
        [np.sin(np.radians(40.0)), -np.cos(np.radians(40.0)), 0],
        atol=1e-12,
    )
    assert_allclose(mine.limbs["femur", "right"].bend, np.radians(-30.0), atol=1e-3)  # about an axis 1° off
    assert mine.root is not None
    assert 1.7 < mine.root[0, 1] < 1.9  # 0.9 m of the column, 0.9 m of the joint
    assert any("no coordinates of the model: pelvis_ty" in note for note in mine.notes)
    assert any("no coordinate of small.osim" in str(e) for e in [refused(male, small, rows({"x": 1.0}))])


def refused(male: Model, small: Path, recording: Coordinates) -> BadInput:
    strange = replace(recording, names=tuple(f"q{k}" for k in range(len(recording.names))))
    with pytest.raises(BadInput) as error:
        segments_of_model(strange, male, read_osim(small))
    return error.value


def test_our_own_model_gives_our_own_angles(male: Model, tmp_path: Path) -> None:
    """Joint by joint through 17 joints of the trunk, by another road than the names of its columns."""
    angles = random_angles(male.body, 3, seed=1)
    angles[:, 0] = [[0.3, 0.2, -0.1]] * 3
    write_angles(result_of(male, angles), tmp_path / "any.mot")
    path = tmp_path / "ours.osim"
    path.write_text(osim_document(male, np.zeros_like(angles[0])))
    segments = segments_of_model(read(tmp_path / "any.mot"), male, read_osim(path))
    motion, _, _ = motion_of(segments, male, np.eye(3))
    trunk = male.body.spine[:TRUNK]
    assert_allclose(motion.angles[0][[0, *trunk]], angles[0][[0, *trunk]], atol=1e-7)
    at = male.body.skeleton.index("T1")
    assert_allclose(male.place(motion.angles).rotation[:, at], male.place(angles).rotation[:, at], atol=1e-7)


def test_bodies_that_nobody_knows_are_a_question(male: Model, small: Path) -> None:
    small.write_text(four().replace("torso", "upper"))
    with pytest.raises(BadInput, match=r"no body is known as trunk; it has .*--coordinates map.toml"):
        segments_of_model(rows(OWN), male, read_osim(small))


def test_the_option_reaches_reading_and_analysis(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.mot"
    course = np.linspace(0.0, 30.0, 60)
    lines = [f"{k / 50:.3f}\t{a:.6f}\t{a:.6f}" for k, a in enumerate(course)]
    path.write_text(
        "own\nversion=1\nnRows=60\nnColumns=3\ninDegrees=yes\nendheader\ntime\tlean\tbow\n" + "\n".join(lines)
    )
    assert "needed" in recognised(path, Asked()).missing[0]
    assert recognised(path, Asked(model=small)).missing == ()
    found = analyze(path, model=small, rate_hz=5)
    assert any("axes and couplers are those of small.osim" in note for note in found.assumptions)
    bowed = np.degrees(found.angles[-1, 0, 0])
    assert -30.0 < bowed < -20.0
    markers = Path(__file__).parents[3] / "examples/recordings/rehazenter_2014001_walk.c3d"
    with pytest.raises(BadInput, match="holds no markers"):
        analyze(markers, model=small)
