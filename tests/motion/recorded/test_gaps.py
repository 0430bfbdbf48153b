"""Gaps have one rule: absent rows, empty cells and zeros are bridged, told by name, or refused alike."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.recorded.analyze import Request, analyze_recording
from dorsum.motion.recorded.chain import Chain
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.gaps import told, with_absent_rows
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from motion.recorded.made_up import RATE, bow, chain_of, names_of, recording, write_trc

EXACT = Options(posture="exact")  # what a gap does to the angles, not to how far joints give
SET = "Plug-in Gait"
FRAMES = 110
SHORT, LONG = slice(60, 67), slice(56, 76)  # 0.16 and 0.42 s from the row before to the row after
TELLS = ("C7", "T10", "CLAV", "STRN", "RSHO", "LSHO", "RASI", "LASI", "RPSI", "LPSI")


@pytest.fixture(scope="module")
def chain(male: Model) -> Chain:
    return chain_of(male, SET)


def lost(path: Path, chain: Chain, how: str, rows: slice) -> Path:
    """A bow of which the markers of trunk and pelvis are lost for some rows, written in three ways."""
    recorded = recording(chain, bow(chain, FRAMES), SET)
    write_trc(recorded, path)
    if how == "absent":
        lines = path.read_text().splitlines()
        gone = range(6 + rows.start, 6 + rows.stop)
        path.write_text("\n".join(line for k, line in enumerate(lines) if k not in gone) + "\n")
        return path
    positions = recorded.positions.copy()
    for name in TELLS:
        positions[rows, names_of(SET).index(name)] = np.nan if how == "empty" else 0.0
    write_trc(replace(recorded, positions=positions), path)
    return path


def load(path: Path) -> Result:
    return analyze_recording(Request(path=path, smoothing=Smoothing(rate_hz=20), options=EXACT))


@pytest.mark.parametrize("how", ["absent", "empty", "zeros"])
def test_a_short_gap_is_bridged_alike_and_told(chain: Chain, tmp_path: Path, how: str) -> None:
    whole = load(lost(tmp_path / "whole.trc", chain, "empty", slice(0, 0)))
    found = load(lost(tmp_path / f"{how}.trc", chain, how, SHORT))
    assert_allclose(found.times, whole.times)
    assert_allclose(found.array("compression")[:, 0], whole.array("compression")[:, 0], rtol=0.1)
    (note,) = [n for n in found.recorded.notes if n.startswith("Gaps of up to 0.2 s, bridged")]
    assert "7 frames, 1.20 to 1.32 s" in note
    assert ("everything" in note) == (how == "absent")
    assert ("C7" in note) == (how != "absent")


@pytest.mark.parametrize("how", ["absent", "empty", "zeros"])
def test_a_long_gap_is_refused_alike(chain: Chain, tmp_path: Path, how: str) -> None:
    path = lost(tmp_path / f"{how}.trc", chain, how, LONG)
    with pytest.raises(BadInput, match=r"markers of the pelvis are seen from 1\.12 to 1\.50 s; .*--from"):
        load(path)


def test_rows_absent_in_coordinates_follow_the_same_rule(tmp_path: Path) -> None:
    time = np.arange(0.0, 2.0, 0.02)
    turn = -10.0 + 10.0 * np.cos(np.pi * time)
    rows = [f"{t:.2f}\t{a:.6f}\t{a:.6f}" for t, a in zip(time, turn, strict=True)]
    head = "it\nversion=1\nnRows={}\nnColumns=3\ninDegrees=yes\nendheader\n"
    head += "time\tpelvis_tilt\tlumbar_extension\n"
    for name, gone in (("whole", 0), ("short", 7), ("long", 20)):
        kept = rows[:40] + rows[40 + gone :]
        (tmp_path / f"{name}.mot").write_text(head.format(len(kept)) + "\n".join(kept) + "\n")
    whole, short = (load(tmp_path / f"{name}.mot") for name in ("whole", "short"))
    assert_allclose(short.times, whole.times)
    assert_allclose(short.array("compression")[:, 0], whole.array("compression")[:, 0], rtol=0.05)
    assert any("bridged by a smooth curve: everything in 7 frames" in note for note in short.recorded.notes)
    with pytest.raises(BadInput, match=r"pelvis_tilt is missing from 0\.80 to 1\.18 s"):
        load(tmp_path / "long.mot")


def test_a_marker_with_a_long_gap_is_left_out_and_named(male: Model, chain: Chain) -> None:
    recorded = recording(chain, bow(chain, FRAMES), SET)
    positions = recorded.positions.copy()
    positions[LONG, names_of(SET).index("C7")] = np.nan
    found = motion_of_markers(tracked(replace(recorded, positions=positions), male), male)
    assert any("left out while they last: C7 in 20 frames, 1.12 to 1.50 s" in note for note in found.notes)
    assert not found.doubtful.any()
    for name in ("T10", "RSHO", "LSHO"):
        positions[LONG, names_of(SET).index(name)] = np.nan
    thin = motion_of_markers(tracked(replace(recorded, positions=positions), male), male)
    assert np.flatnonzero(thin.doubtful).tolist() == list(range(FRAMES)[LONG])
    assert "fewer than 3 markers on the trunk in 20 of 110 frames" in thin.doubts[0]


def test_absent_rows_are_put_in_where_they_lack() -> None:
    time = np.array([0.0, 0.1, 0.2, 0.31, 0.6, 0.7, 9.7, 9.8])
    filled, values = with_absent_rows(time, np.arange(8.0)[:, None])
    assert_allclose(
        filled, [0, 0.1, 0.2, 0.31, 0.31 + 0.29 / 3, 0.6 - 0.29 / 3, 0.6, 0.7, 0.8, 9.6, 9.7, 9.8]
    )
    assert np.isnan(values[:, 0]).tolist() == [k in (4, 5, 8, 9) for k in range(12)]
    even = np.arange(5) / RATE
    assert with_absent_rows(even, even[:, None])[0] is even


def test_many_gaps_are_told_in_few_words() -> None:
    missing = np.zeros((20, 2), dtype=bool)
    missing[[2, 3, 7, 11, 15], 0] = True
    (text,) = told(("A", "B"), np.arange(20) / 10, missing, missing)
    assert text.endswith("smooth curve: A in 5 frames, 0.20 to 0.30 and 0.70 to 0.70 s and 2 times more.")
