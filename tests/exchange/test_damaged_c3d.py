"""C3D files that are damaged are refused, and plates that are not understood are left out and said."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.exchange.read import read
from exchange.c3d_bytes import NO_ANALOG, POSITIONS, SMALL, c3d, written

FILES = Path(__file__).parent / "files"
REFUSED_C3D = {
    "no such processor": (SMALL[:515] + b"\x50" + SMALL[516:], "nobody knows a processor 80"),
    "no parameters": (b"\xff" + SMALL[1:], "its parameters lie outside the file"),
    "no frames": (SMALL[:1024], "ends before its first frame"),
    "other counts": (SMALL[:2] + b"\5\0" + SMALL[4:-40], "it has 5 points by its header and 2 by POINT:USED"),
    "no rate": (c3d(POSITIONS, NO_ANALOG, rate=0.0), "it says 0 frames a second"),
    "no scale": (c3d(POSITIONS, NO_ANALOG, extra={"POINT:SCALE": np.array(0.0)}), "its POINT:SCALE is 0"),
    "no marker seen": (c3d(np.zeros((4, 2, 3)), NO_ANALOG), "no marker is seen in any frame"),
    "no points": (c3d(np.zeros((4, 0, 3)), NO_ANALOG, extra={"POINT:LABELS": [""]}), "holds no markers"),
}


@pytest.mark.parametrize("damage", REFUSED_C3D)
def test_a_damaged_c3d_is_refused(damage, tmp_path):
    content, message = REFUSED_C3D[damage]
    with pytest.raises(BadInput, match=message):
        read(written(tmp_path, "it.c3d", content))


def test_a_c3d_that_ends_too_early_is_read_as_far_as_it_goes(tmp_path):
    found = read(written(tmp_path, "it.c3d", SMALL[:-40]))
    assert len(found.time) == 2
    assert found.notes[0] == "The file says 4 frames and ends after 2."


@pytest.mark.parametrize("corners", [np.zeros((3, 4, 1)), np.full((3, 4, 1), np.nan), np.zeros(1)])
def test_a_plate_that_lies_nowhere_is_left_out_and_said(corners, tmp_path):
    extra = {"FORCE_PLATFORM:USED": np.array(1), "FORCE_PLATFORM:CORNERS": corners}
    found = read(written(tmp_path, "it.c3d", c3d(POSITIONS, NO_ANALOG, extra=extra)))
    assert found.plates == ()
    assert "Force plate 1 is left out: its four corners span no surface." in found.notes


def test_plates_without_samples_are_said(tmp_path):
    corners = np.array([[1, 0, 0, 1], [1, 1, 0, 0], [0, 0, 0, 0.0]])[:, :, None]
    extra = {"FORCE_PLATFORM:USED": np.array(1), "FORCE_PLATFORM:CORNERS": corners}
    found = read(written(tmp_path, "it.c3d", c3d(POSITIONS, np.empty((4, 0, 0)), extra=extra)))
    assert "The file describes force plates and holds no samples of them." in found.notes


@pytest.mark.parametrize("kind", [8, 0])
def test_a_plate_that_is_not_understood_is_left_out_and_said(kind, tmp_path):
    content = bytearray((FILES / "plates.c3d").read_bytes())
    at = content.index(b"TYPE", content.index(b"FORCE_PLATFORM")) + len("TYPE") + 2 + 3
    assert content[at : at + 2] == b"\1\0"
    content[at] = kind
    found = read(written(tmp_path, "it.c3d", bytes(content)))
    assert [plate.name for plate in found.plates] == ["plate 2", "plate 3", "plate 4"]
    note = next(note for note in found.notes if note.startswith("A force plate is left out"))
    assert f"force plate 1 is of type {kind}; read are types 1 to 7" in note
