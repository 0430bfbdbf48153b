"""Real recordings show what is known of them; see the README beside them."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.exchange.read import read
from exchange.other_programs import ezc3d, opensim

RECORDINGS = Path(__file__).parents[2] / "examples" / "recordings"
SQUATS, WALK = RECORDINGS / "opencap_squats1.mot", RECORDINGS / "rehazenter_2014001_walk.c3d"
GRAVITY = 9.81  # m/s²


def test_five_squats():
    found = read(SQUATS)
    assert found.notes == ()
    assert len(found.time) == 801
    assert found.time[[0, -1]].tolist() == [0, 8]
    degrees = dict(zip(found.names, np.degrees(found.values).T, strict=True))
    assert len(degrees) == 35
    lean = -(degrees["pelvis_tilt"] + degrees["lumbar_extension"])
    for deepest in (0.95, 2.46, 3.97, 5.56, 7.18):  # s
        assert 83 < lean[np.abs(found.time - deepest).argmin()] < 88
    assert degrees["knee_angle_r"].max() == pytest.approx(87, abs=0.5)


def test_opensim_reads_the_same_squats():
    theirs = opensim.TimeSeriesTable(str(SQUATS))
    ours = read(SQUATS)
    values = ours.values.copy()
    angles = [
        i for i, name in enumerate(ours.names) if not name.startswith("pelvis_t") or name == "pelvis_tilt"
    ]
    values[:, angles] = np.degrees(values[:, angles])
    np.testing.assert_allclose(values, theirs.getMatrix().to_numpy(), rtol=1e-14)
    assert list(ours.names) == list(theirs.getColumnLabels())


def test_a_walk():
    found = read(WALK)
    assert found.positions.shape == (387, 52, 3)
    assert found.subject == pytest.approx({"age_y": 30, "mass_kg": 67, "height_m": 1.655})
    assert not np.isnan(found.positions).any()
    at = dict(zip(found.names, found.positions.transpose(1, 0, 2), strict=True))
    trunk = (at["CV7"] + at["SJN"]) / 2 - (at["L_IAS"] + at["R_IAS"] + at["L_IPS"] + at["R_IPS"]) / 4
    from_vertical = np.degrees(np.arccos(trunk[:, 1] / np.linalg.norm(trunk, axis=1)))
    assert from_vertical.min() == pytest.approx(0.6, abs=0.1)
    assert from_vertical.max() == pytest.approx(5.4, abs=0.1)
    assert (at["L_IAS"] - at["L_IPS"])[:, 0].min() > 0  # the front is in front
    assert (at["R_IAS"] - at["L_IAS"])[:, 2].min() > 0  # the right on the right
    assert np.ptp(found.positions[:, :, 0].mean(axis=1)) > 1  # walks forward


def test_plates_carry_the_walker():
    """Peaks as known; over the steps on both plates the feet press where they are, and carry the weight."""
    found = read(WALK)
    assert [plate.force[:, 1].max() for plate in found.plates] == pytest.approx([666, 666], abs=1)
    at = dict(zip(found.names, found.positions.transpose(1, 0, 2), strict=True))
    under = []
    for plate in found.plates:
        frames = np.flatnonzero(plate.force[::15, 1] > 200)
        foot = {
            side: np.linalg.norm((at[f"{side}_FCC"] + at[f"{side}_FM2"]) / 2 - plate.point[::15], axis=-1)[
                frames
            ]
            for side in "LR"
        }
        under.append(min(foot, key=lambda side: np.median(foot[side])))
        assert np.median(foot[under[-1]]) < 0.15
    assert sorted(under) == ["L", "R"]
    both = sum(plate.force[:, 1] for plate in found.plates)
    doubles = np.all([plate.force[:, 1] > 150 for plate in found.plates], axis=0)
    assert both[doubles].mean() == pytest.approx(67 * GRAVITY, rel=0.1)


def test_ezc3d_reads_the_same_walk():
    theirs = ezc3d.c3d(str(WALK), extract_forceplat_data=True)["data"]
    ours = read(WALK)
    to_ours = np.array([[-1.0, 0, 0], [0, 0, 1.0], [0, 1.0, 0]])
    points = theirs["points"][:3].transpose(2, 1, 0) / 1000 @ to_ours.T
    np.testing.assert_allclose(ours.positions, points, rtol=1e-12)
    for plate, other in zip(ours.plates, theirs["platform"], strict=True):
        np.testing.assert_allclose(np.abs(plate.force), np.abs(to_ours @ other["force"]).T, atol=1e-9)
        stands = plate.force[:, 1] > 10
        pressed = (to_ours @ other["center_of_pressure"]).T / 1000
        np.testing.assert_allclose(plate.point[stands], pressed[stands], atol=1e-9)
        free = np.abs(to_ours @ other["Tz"]).T / 1000
        np.testing.assert_allclose(np.abs(plate.free_moment)[stands], free[stands], atol=1e-9)


def test_the_same_man_stands():
    found = read(RECORDINGS / "rehazenter_2014001_static.c3d")
    assert found.positions.shape == (1, 52, 3)
    assert found.plates == ()
    assert found.positions[0, :, 1].max() == pytest.approx(1.4, abs=0.1)  # C7; no marker is on the head


def test_picking_something_up(shared_data):
    found = read(shared_data / "motions" / "pick_something_up.bvh")
    assert found.notes[0].startswith("Lengths are read in inches")
    hips, neck = (found.positions[:, found.names.index(name)] for name in ("Hips", "Neck"))
    trunk = neck - hips
    lean = np.degrees(np.arccos(trunk[:, 1] / np.linalg.norm(trunk, axis=1)))
    assert lean[0] == pytest.approx(6, abs=0.5)
    first = found.time < 7
    assert lean[first].max() == pytest.approx(85, abs=0.5)
    assert found.time[lean[first].argmax()] == pytest.approx(3.6, abs=0.05)
    assert lean.max() == pytest.approx(98, abs=0.5)
    assert found.time[lean.argmax()] == pytest.approx(11.5, abs=0.05)
    assert trunk[lean > 60, 0].min() > 0  # bends forward
