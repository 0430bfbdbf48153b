"""Storage files: what OpenSim wrote and reads itself, whole or in pieces."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsum.errors import BadInput
from dorsum.exchange.read import read, read_in_pieces
from dorsum.exchange.read.recording import Coordinates
from exchange import scene
from exchange.other_programs import opensim

FILES = Path(__file__).parent / "files"
RADIANS = np.column_stack(
    [
        values if name in scene.TRANSLATIONS else np.radians(values)
        for name, values in scene.COORDINATES.items()
    ]
)
PRINTED = 1e-8  # digits after the point in the older format


def coordinates(path: Path) -> Coordinates:
    found = read(path)
    assert isinstance(found, Coordinates)
    return found


@pytest.mark.parametrize(
    ("file", "rounded"), [("degrees.mot", 1e-15), ("radians.sto", 1e-15), ("older.sto", PRINTED)]
)
def test_angles_are_radians_and_lengths_metres_whatever_the_file_says(file, rounded):
    found = coordinates(FILES / file)
    assert found.names == tuple(scene.COORDINATES)
    np.testing.assert_allclose(found.time, scene.TIME, atol=rounded)
    np.testing.assert_allclose(found.values, RADIANS, atol=rounded)
    assert found.notes == ()


@pytest.mark.parametrize(
    "file", ["degrees.mot", "radians.sto", "states.sto", "ground_forces.mot", "older.sto"]
)
def test_opensim_reads_the_same_numbers(file):
    theirs = opensim.TimeSeriesTable(str(FILES / file))
    ours = coordinates(FILES / file)
    values = ours.values.copy()
    if file in ("degrees.mot", "older.sto"):
        angles = [i for i, name in enumerate(ours.names) if name not in scene.TRANSLATIONS]
        values[:, angles] = np.degrees(values[:, angles])
    np.testing.assert_array_equal(ours.time, theirs.getIndependentColumn())
    np.testing.assert_allclose(values, theirs.getMatrix().to_numpy(), rtol=1e-15)
    assert [name.rpartition("/")[2] for name in ours.names] == [
        label.removesuffix("/value").rpartition("/")[2] for label in theirs.getColumnLabels()
    ]


def test_a_coordinate_in_a_file_of_states_is_called_as_in_other_files():
    assert coordinates(FILES / "states.sto").names == (*scene.COORDINATES, "/forceset/psoas/activation")


def test_forces_and_points_are_not_turned_to_radians(tmp_path):
    text = (FILES / "ground_forces.mot").read_text().replace("DataType", "inDegrees=yes\nDataType")
    (tmp_path / "forces.mot").write_text(text)
    found = coordinates(tmp_path / "forces.mot")
    np.testing.assert_array_equal(found.values, coordinates(FILES / "ground_forces.mot").values)


@given(rows=st.integers(1, 30))
def test_pieces_are_the_whole_in_order(rows):
    whole = coordinates(FILES / "degrees.mot")
    pieces = read_in_pieces(FILES / "degrees.mot", rows)
    parts = list(pieces)
    assert pieces.rows == scene.FRAMES
    assert pieces.names == whole.names
    assert [len(part.time) for part in parts[:-1]] == [rows] * (len(parts) - 1)
    np.testing.assert_array_equal(np.concatenate([part.time for part in parts]), whole.time)
    np.testing.assert_array_equal(np.concatenate([part.values for part in parts]), whole.values)


def test_pieces_can_be_read_twice():
    pieces = read_in_pieces(FILES / "degrees.mot", 7)
    assert [len(part.time) for part in pieces] == [len(part.time) for part in pieces] == [7, 7, 7, 4]


def test_pieces_are_refused_that_hold_no_row():
    with pytest.raises(BadInput, match="a piece has 1 row or more"):
        read_in_pieces(FILES / "degrees.mot", 0)


def test_blocks_of_a_long_file_are_joined_where_lines_break(tmp_path, monkeypatch):
    """With blocks of 100 bytes, every line is cut somewhere."""
    whole = coordinates(FILES / "degrees.mot")
    monkeypatch.setattr("dorsum.exchange.read.files.BLOCK", 100)
    found = coordinates(FILES / "degrees.mot")
    np.testing.assert_array_equal(found.values, whole.values)
    assert found.notes == ()
