"""What is wrong with a file is mended and noted, or refused in one sentence that says where."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.exchange.read import read, read_in_pieces
from dorsum.exchange.read.recording import Coordinates
from exchange.c3d_bytes import SMALL, written

FILES = Path(__file__).parent / "files"
HEADER = "made up\nversion=1\nnRows=3\nnColumns=3\ninDegrees=yes\nendheader\n"
NAMES = "time\tlumbar_extension\tpelvis_ty\n"
ROWS = "0.00\t10\t1.0\n0.01\t20\t1.1\n0.02\t30\t1.2\n"
MOT = HEADER + NAMES + ROWS
NO_DEGREES = MOT.replace("inDegrees=yes\n", "")
TRC = (FILES / "markers.trc").read_text()
BVH = (FILES / "bend.bvh").read_text()


def coordinates(path: Path) -> Coordinates:
    found = read(path)
    assert isinstance(found, Coordinates)
    return found


MENDED = {
    "line ends of Windows": (MOT.replace("\n", "\r\n"), ""),
    "line ends of old Macintosh": (MOT.replace("\n", "\r"), ""),
    "blanks instead of tabs": (MOT.replace("\t", "   "), ""),
    "blanks before and after numbers": (HEADER + NAMES + ROWS.replace("\t", " \t  "), ""),
    "a tab at the end of each line": (HEADER + (NAMES + ROWS).replace("\n", "\t\n"), ""),
    "empty lines": (HEADER + NAMES + "\n" + ROWS.replace("\n", "\n\n") + "  \n", ""),
    "a byte order mark": ("\ufeff" + MOT, ""),
    "the last line without its end": (MOT.rstrip("\n"), ""),
    "the last line cut off": (MOT + "0.03\t4", "Line 11, the last, is cut off and left out."),
    "more rows stated": (MOT.replace("nRows=3", "nRows=9"), "The header says 9 rows, the file has 3."),
    "more columns stated": (
        MOT.replace("nColumns=3", "nColumns=4"),
        "The header says 4 columns, the line of names has 3.",
    ),
    "a row twice": (
        MOT.replace("nRows=3", "nRows=4").replace("\n0.02\t", "\n0.02\t31\t1.3\n0.02\t"),
        "Of rows with the same time the last counts: 1 row is left out, the first above line 11.",
    ),
    "a column twice": (
        "".join(
            line + "\t" + line.split("\t")[1] + "\n" if "\t" in line else line + "\n"
            for line in MOT.replace("nColumns=3", "nColumns=4").split("\n")
        ),
        "Columns that stand there twice are read once: lumbar_extension.",
    ),
    "degrees that are said to be radians": (
        MOT.replace("=yes", "=no"),
        "The header says inDegrees=no, but radians would turn lumbar_extension more than once round: "
        "taken as degrees.",
    ),
    "degrees without a word on it": (
        NO_DEGREES,
        "The header says nothing of degrees, but radians would turn lumbar_extension more than once round: "
        "taken as degrees.",
    ),
    "degrees of a file without a version": (NO_DEGREES.replace("version=1\n", ""), ""),
    "the keys of SIMM": (
        NO_DEGREES.replace("version=1\nnRows=3\nnColumns=3", "datacolumns 3\ndatarows 3\nrange 0 0.02"),
        "",
    ),
}


@pytest.mark.parametrize("damage", MENDED)
def test_what_can_be_mended_is_mended_and_noted(damage, tmp_path):
    content, note = MENDED[damage]
    found = coordinates(written(tmp_path, "it.mot", content))
    assert found.names == ("lumbar_extension", "pelvis_ty")
    np.testing.assert_allclose(found.time, [0, 0.01, 0.02])
    np.testing.assert_allclose(found.values, np.column_stack([np.radians([10, 20, 30]), [1.0, 1.1, 1.2]]))
    assert [told for told in found.notes if not told.startswith("The header says 3 columns")] == [
        note
    ] * bool(note)


NOTED = {
    "radians without a word on it": (
        NO_DEGREES.replace("\t10", "\t0.1").replace("\t20", "\t0.2").replace("\t30", "\t0.3"),
        "The header does not say whether angles are in degrees: taken as radians.",
    ),
    "millimetres": (
        MOT.replace("\t1.", "\t1100."),
        "pelvis_ty reaches 1100.2 m: are lengths in millimetres? They are left as they are.",
    ),
    "milliseconds": (
        MOT.replace("0.00\t", "0\t").replace("0.01\t", "10\t").replace("0.02\t", "20\t"),
        "The frames are 10 s apart: are the times milliseconds?",
    ),
    "a missing frame": (
        MOT.replace("nRows=3", "nRows=4") + "0.05\t1\t1\n",
        "The frames are not evenly spaced: 0.01 to 0.03 s apart, most 0.01 s; the longest step is at 0.02 s.",
    ),
    "gaps": (
        MOT.replace("\t1.1", "\tnan").replace("\t1.2", "\t"),
        "Gaps, left as they are: column pelvis_ty in 2 of 3 frames, at most 2 in a row.",
    ),
    "two gaps": (
        MOT.replace("\t1.0", "\tnan").replace("\t1.2", "\tnan"),
        "Gaps, left as they are: column pelvis_ty in 2 of 3 frames, at most 1 in a row.",
    ),
    "an infinite value": (
        MOT.replace("\t1.1", "\tinf"),
        "Gaps, left as they are: column pelvis_ty in 1 of 3 frames, at most 1 in a row.",
    ),
    "no value at all": (
        HEADER
        + NAMES
        + ROWS.replace("\t1.", "\tNaN\t")
        .replace("\t0\n", "\n")
        .replace("\t1\n", "\n")
        .replace("\t2\n", "\n"),
        "No values at all: column pelvis_ty.",
    ),
    "letters of Windows": (
        MOT.replace("pelvis_ty", "Hüfte").encode("cp1252"),
        "Names are read as Windows-1252, for they are not UTF-8.",
    ),
}


@pytest.mark.parametrize("damage", NOTED)
def test_what_looks_odd_is_noted(damage, tmp_path):
    content, note = NOTED[damage]
    assert coordinates(written(tmp_path, "it.mot", content)).notes == (note,)


REFUSED = {
    ("it.mot", ""): "{path} is empty",
    ("it.mot", HEADER): "{path} ends after its header",
    ("it.mot", HEADER + NAMES): "{path} has a header and no rows of numbers",
    ("it.mot", NAMES + ROWS): "{path} has no line `endheader`; is it an OpenSim storage file?",
    ("it.mot", b"\x7fELF\0\1\2"): "{path}, line 1: is not text but binary data",
    ("it.mot", MOT.encode("utf-16")): "{path} is text in UTF-16; save it as UTF-8",
    ("it.mot", MOT + "0.03\t\0\t1\n"): "{path}, line 11: holds binary data; the file is damaged",
    (
        "it.mot",
        MOT.replace("time", "frame"),
    ): "{path}, line 7: there is no column `time`; the columns are frame, lumbar_extension and pelvis_ty",
    (
        "it.mot",
        MOT.replace("0.01", "0,01"),
    ): "{path}, line 9, column 1 (time): '0,01' is not a number; write a decimal point, not a comma",
    (
        "it.mot",
        MOT.replace("20", "abc"),
    ): "{path}, line 9, column 2 (lumbar_extension): 'abc' is not a number",
    ("it.mot", MOT.replace("\t20", "")): "{path}, line 9: has 2 values for 3 columns",
    (
        "it.mot",
        MOT + "0.01\t1\t1\n",
    ): "{path}, line 11: the time goes back from 0.02 to 0.01 s; cut the file there, or "
    "put its rows in order",
    ("it.mot", MOT + "nan\t1\t1\n"): "{path}, line 11: the time is missing",
    (
        "it.mot",
        MOT.replace("pelvis_ty", "lumbar_extension"),
    ): "{path}, line 8: the columns 2 and 3 are both called "
    "lumbar_extension and differ; rename or delete one",
    ("it.mot", MOT.replace("=yes", "=maybe")): "{path}: inDegrees = 'maybe' in the header; it is yes or no",
    (
        "it.sto",
        MOT.replace("version", "DataType=Quaternion\nversion"),
    ): "{path}: DataType='Quaternion' in the header; coordinates are of DataType=double",
    ("it.trc", TRC[:200]): "{path} ends within its header",
    ("it.trc", TRC.replace("\tmm\t", "\tparsec\t")): "{path}: the unit 'parsec' is not known; known are",
    (
        "it.trc",
        TRC.replace("Units", "Untis"),
    ): "{path}, lines 2 and 3: there are no Units; write mm or m there",
    ("it.trc", TRC.replace("Frame#", "Rahmen")): "{path}, line 4: the names must begin with Frame# and Time",
    ("it.trc", TRC[: TRC.index("\n1\t")]): "{path} has a header and no rows of numbers",
    ("it.bvh", BVH.replace("JOINT Head", "JOINT Spine")): "{path}, line 10: two joints are called 'Spine'",
    ("it.bvh", BVH.replace("MOTION", "")): "{path} has no line MOTION",
    (
        "it.bvh",
        BVH.replace("Zrotation", "Wrotation", 1),
    ): "{path}, line 5: 'Wrotation' is no channel; such are",
    ("it.bvh", BVH.replace("OFFSET 0.0 20.0", "OFFSET 0.0 x")): "{path}, line 8: 'x' is no length",
    ("it.bvh", BVH.replace("0.0333333", "-1")): "{path}, line 51: the frame time '-1' is no time in s",
    (
        "it.bvh",
        BVH.replace("\n1 88", "\nnan 88"),
    ): "{path}, line 53, column 1 (Hips Xposition): there is no number",
    ("it.c3d", b"junk" * 1000): "{path} does not begin as a .c3d file does; is it another kind of file?",
    (
        "it.png",
        b"\x89PNG",
    ): "{path} is no recording that can be read; there are readers of .mot, .sto, .trc, .c3d, .bvh",
}


@pytest.mark.parametrize(("name", "content"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_mended_is_refused_with_its_place(name, content, tmp_path):
    path = written(tmp_path, name, content)
    with pytest.raises(BadInput) as refusal:
        read(path)
    assert str(refusal.value).startswith(REFUSED[name, content].format(path=path))


@pytest.mark.parametrize("path", ["", "nowhere.mot", "no\0where.mot"])
def test_files_that_cannot_be_opened(path, tmp_path):
    with pytest.raises(BadInput, match="cannot read"):
        read(tmp_path / path)


ABSURD = {
    "it.mot": MOT.replace("nRows=3", "nRows=1000000000").replace("nColumns=3", "nColumns=1000000000"),
    "it.trc": TRC.replace("\t25\t13\t", "\t1000000000\t1000000000\t"),
    "it.bvh": BVH.replace("Frames: 3", "Frames: 1000000000"),
    "it.c3d": SMALL[:8] + b"\xfe\xff" + SMALL[10:],
}


@pytest.mark.parametrize("name", ABSURD)
def test_absurd_counts_take_no_memory(name, tmp_path):
    path = written(tmp_path, name, ABSURD[name])
    read(path)
    tracemalloc.start()
    try:
        notes = read(path).notes
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert any("says" in note for note in notes)
    assert peak < 5e6  # bytes; the smallest of the counts asks for 1e9


def test_a_time_that_goes_back_between_blocks_is_refused(tmp_path, monkeypatch):
    """Read in blocks of 24 bytes, two rows each."""
    monkeypatch.setattr("dorsum.exchange.read.files.BLOCK", 24)
    with pytest.raises(BadInput, match=r"line 12: the time goes back from 0.03 to 0.02 s"):
        read(written(tmp_path, "it.mot", MOT + "0.03\t40\t1.0\n0.02\t40\t1.0\n"))


def test_a_column_that_stands_there_twice_may_have_gaps(tmp_path):
    text = HEADER + "time\tpelvis_ty\tpelvis_ty\n0.00\t1\t1\n0.01\tnan\tnan\n0.02\t1\t1\n"
    assert coordinates(written(tmp_path, "it.mot", text)).names == ("pelvis_ty",)


def test_the_time_may_stand_in_any_column(tmp_path):
    lines = [line.split("\t") for line in (NAMES + ROWS).splitlines()]
    turned = "\n".join("\t".join([*cells[1:], cells[0]]) for cells in lines)
    found = coordinates(written(tmp_path, "it.mot", HEADER + turned))
    assert found.names == ("lumbar_extension", "pelvis_ty")
    np.testing.assert_allclose(found.time, [0, 0.01, 0.02])
    np.testing.assert_allclose(found.values[:, 1], [1.0, 1.1, 1.2])


def test_the_content_says_what_a_file_is(tmp_path):
    found = read(written(tmp_path, "it.mot", TRC))
    np.testing.assert_array_equal(found.positions, read(FILES / "markers.trc").positions)


def test_a_piece_that_speaks_against_the_first_is_refused(tmp_path):
    """The first piece is taken as radians; 20 and 30 rad cannot be a trunk's."""
    path = written(tmp_path, "it.mot", NO_DEGREES.replace("\t10", "\t1"))
    with pytest.raises(BadInput, match=r"after 0.01 s lumbar_extension turns more than once round"):
        list(read_in_pieces(path, 1))


def test_a_time_that_goes_back_between_pieces_is_refused(tmp_path):
    pieces = iter(read_in_pieces(written(tmp_path, "it.mot", MOT + "0.01\t1\t1\n"), 3))
    with pytest.raises(BadInput, match="line 11: the time goes back"):
        list(pieces)


@pytest.mark.parametrize("content", [HEADER + NAMES, HEADER + NAMES + "0.0\t1"])
def test_pieces_of_nothing_are_refused(content, tmp_path):
    with pytest.raises(BadInput, match="no rows of numbers"):
        list(read_in_pieces(written(tmp_path, "it.mot", content)))
