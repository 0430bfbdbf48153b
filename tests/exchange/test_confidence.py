"""Keypoints of which a file says how sure they are: less sure ones are gaps like any other."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.exchange.read import read
from exchange import scene
from exchange.test_marker_files import FILES, markers

UNSURE = (slice(4, 7), 2)  # frames, marker
FOURTH = ["C", "L", "Confidence"]


def trc(path: Path, letter: str = "C") -> Path:
    """The markers of the scene with a fourth column each; one is unsure in three frames."""
    names = "Frame#\tTime\t" + "\t\t\t\t".join(scene.MARKERS) + "\n"
    n = len(scene.MARKERS)
    axes = "\t\t" + "\t".join(f"{a}{i}" for i in range(1, n + 1) for a in ("X", "Y", "Z", letter)) + "\n"
    sure = np.full((scene.FRAMES, n, 1), 0.9)
    sure[UNSURE] = 0.1
    sure[8, 2] = 0.4
    cells = np.concatenate([scene.markers() * 1000, sure], axis=2)
    rows = ""
    for i, row in enumerate(cells):
        written = ("" if np.isnan(x) else f"{x:.9g}" for x in row.ravel())
        rows += "\t".join([str(i + 1), f"{scene.TIME[i]:.2f}", *written]) + "\n"
    head = f"PathFileType\t4\t(X/Y/Z)\tit.trc\nDataRate\tNumFrames\tNumMarkers\tUnits\n100\t25\t{n}\tmm\n"
    path.write_text(head + names + axes + rows, encoding="utf-8")
    return path


@pytest.mark.parametrize("letter", FOURTH)
def test_what_is_less_sure_is_a_gap_and_said(letter, tmp_path):
    found = markers(trc(tmp_path / "it.trc", letter))
    truth = scene.markers()
    truth[UNSURE] = np.nan
    assert found.names == scene.MARKERS
    np.testing.assert_allclose(found.positions, truth, atol=1e-6)
    said = "Keypoints of a confidence below 0.3 count as not seen: 3 of 325; --confidence says another."
    assert said in found.notes
    assert any(f"{scene.MARKERS[2]} in 3 of 25 frames, at most 3 in a row" in note for note in found.notes)


def test_the_share_can_be_said(tmp_path):
    path = trc(tmp_path / "it.trc")
    every = markers(path, confidence=0)
    np.testing.assert_allclose(every.positions, scene.markers(), atol=1e-6)
    assert not any("confidence" in note for note in every.notes)
    less = markers(path, confidence=0.5)
    assert np.isnan(less.positions[[4, 5, 6, 8], 2]).all()
    assert "Keypoints of a confidence below 0.5 count as not seen: 4 of 325." in less.notes


@pytest.mark.parametrize("name", ["markers.trc", "plates.c3d", "bend.bvh", "degrees.mot"])
def test_a_file_that_does_not_say_it_takes_no_confidence(name):
    with pytest.raises(BadInput, match="--confidence goes with keypoints that say how sure they are"):
        read(FILES / name, confidence=0.5)
