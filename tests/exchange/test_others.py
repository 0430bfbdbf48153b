"""Random valid files by other programs; `python -m exchange.others` makes more, of more programs."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.exchange.read import read
from exchange.other_programs import ezc3d, opensim
from exchange.others.agreement import Disagreement, equal
from exchange.others.c3d_files import ezc3d_file, is_cut
from exchange.others.tables import storage_file, trc_file
from exchange.test_marker_files import markers

FILES = 40  # of each kind


@pytest.mark.parametrize("trial", [ezc3d_file, trc_file, storage_file])
def test_a_file_of_another_program_is_read_as_that_program_reads_it(trial, tmp_path):
    for seed in range(FILES):
        trial(np.random.default_rng(seed), tmp_path)


@pytest.mark.parametrize("other", [[1.0, 2.1], [1.0, np.nan], [1.0, 2.0, 3.0]])
def test_other_numbers_gaps_and_shapes_are_a_disagreement(other):
    equal("numbers", np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-15]))
    with pytest.raises(Disagreement, match="numbers"):
        equal("numbers", np.array([1.0, 2.0]), np.array(other))


def test_points_between_signals_at_the_rates_of_television_are_in_their_place(tmp_path):
    """899.1 Hz of signals at 59.94 Hz of points are 15 samples a frame; ezc3d, which wrote it, reads 14."""
    rate, samples, frames = 59.94, 15, 4
    assert is_cut(rate, samples)
    points = np.ones((4, 2, frames))
    points[:3] = np.arange(6 * frames).reshape(3, 2, frames) + 1
    made = ezc3d.c3d()
    made["parameters"]["POINT"]["RATE"]["value"] = [rate]
    made["parameters"]["POINT"]["LABELS"]["value"] = ["A", "B"]
    made["parameters"]["ANALOG"]["RATE"]["value"] = [rate * samples]
    made["parameters"]["ANALOG"]["LABELS"]["value"] = ["signal"]
    made["data"]["points"] = points
    made["data"]["analogs"] = np.full((1, 1, frames * samples), 99.0)
    made.write(str(tmp_path / "it.c3d"))
    found = markers(tmp_path / "it.c3d", up="y", forward="x", unit="m")
    np.testing.assert_array_equal(found.positions, points[:3].transpose(2, 1, 0))


def test_rows_after_a_missing_number_are_read(tmp_path):
    """OpenSim's older class writes nan and reads no row after that."""
    table = opensim.TimeSeriesTable()
    table.setColumnLabels(["pelvis_tilt"])
    for i, value in enumerate([1.0, np.nan, 3.0]):
        table.appendRow(0.1 * i, opensim.RowVector([value]))
    opensim.STOFileAdapter.write(table, str(tmp_path / "it.sto"))
    opensim.Storage.printResult(
        opensim.Storage(str(tmp_path / "it.sto")), "older", str(tmp_path), -1.0, ".sto"
    )
    assert "version=1" in Path(tmp_path / "older.sto").read_text()
    np.testing.assert_allclose(read(tmp_path / "older.sto").values[:, 0], [1, np.nan, 3])
