"""What becomes of the pieces of a recording: arrays that outlive their folder, rows in their order."""

import errno
import gc
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from dorsum.errors import BadInput
from dorsum.exchange.write.results import parquet as rows
from dorsum.mechanics.keeping import Files
from dorsum.mechanics.variables import READ
from dorsum.motion.recorded import frames, resume
from dorsum.motion.recorded.analyze import Request, analyze_recording, analyze_to_file
from dorsum.motion.recorded.filter import Smoothing

SQUATS = Path(__file__).parents[3] / "examples/recordings/opencap_squats1.mot"
ASKED = Request(path=SQUATS, smoothing=Smoothing(from_s=0.5, to_s=0.7), workers=2)
SMALL = 3  # frames of a piece


@pytest.fixture(scope="module")
def in_memory():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(frames, "CHUNK", SMALL)
        yield analyze_recording(ASKED)


@pytest.mark.parametrize("held", [True, False], ids=["held", "copied"])
def test_arrays_of_many_frames_outlive_their_folder(in_memory, tmp_path, monkeypatch, held):
    """Also where no file can be read that has lost its name."""
    monkeypatch.setattr(frames, "CHUNK", SMALL)
    monkeypatch.setattr(resume, "IN_MEMORY", 2 * SMALL)
    monkeypatch.setattr(resume, "HELD", held)
    found = analyze_to_file(ASKED, tmp_path / "out.sto")
    assert [path.name for path in tmp_path.iterdir()] == ["out.sto"]
    there, here = found.kept["force"], in_memory.array("force")
    assert there.path.exists() is not held
    for name in READ:
        assert np.array_equal(found.array(name), in_memory.array(name), equal_nan=True), name
    for some in (slice(2, 9), slice(1, None, 4), slice(5, 5), [0, 7]):
        assert np.array_equal(there[some], here[some], equal_nan=True)
    before, folder = there.held, there.path.parent
    del found, there
    gc.collect()
    assert not folder.exists()
    assert before is None or before.closed


def test_rows_are_written_as_frames_are_balanced(in_memory, tmp_path, monkeypatch):
    """In groups of some frames, those of a kind in order, and the same as of a whole result."""
    monkeypatch.setattr(frames, "CHUNK", SMALL)
    monkeypatch.setattr(rows, "MOST_FRAMES", 3 * SMALL)
    monkeypatch.setattr(rows, "MOST_ROWS", 4 * SMALL * 166)
    analyze_to_file(ASKED, tmp_path / "out.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]
    in_memory.save(tmp_path / "once.parquet")
    found, once = (parquet.ParquetFile(tmp_path / f"{name}.parquet") for name in ("out", "once"))
    assert found.schema_arrow.metadata == once.schema_arrow.metadata
    assert found.num_row_groups > once.num_row_groups == len(rows.KINDS)
    for kind in rows.KINDS:
        wanted = ("table", "=", kind)
        a, b = (
            parquet.read_table(tmp_path / f"{name}.parquet", filters=[wanted]) for name in ("out", "once")
        )
        assert a.equals(b)
        number = a["frame"].to_numpy()
        assert np.all(np.diff(number) >= 0)
        assert np.array_equal(np.unique(number), np.arange(len(in_memory.times)))


@pytest.mark.parametrize("where", ["pieces", "rows"])
def test_a_full_disk_is_told_of_the_file_to_come_and_the_pieces_stay(tmp_path, monkeypatch, where):
    real = Files.put

    def full(*given, **named):
        raise OSError(errno.ENOSPC, "No space left on device")

    def put(self, first, arrays):
        real(self, first, arrays) if first < SMALL else full()

    monkeypatch.setattr(frames, "CHUNK", SMALL)
    monkeypatch.setattr(*((Files, "put", put) if where == "pieces" else (rows.Rows, "end", full)))
    path = tmp_path / "out.parquet"
    with pytest.raises(BadInput, match=f"cannot write {path}: no space left on /") as raised:
        analyze_to_file(ASKED, path)
    (part,) = tmp_path.iterdir()
    assert str(part) in raised.value.__notes__[0]
    assert {path.name for path in part.iterdir()} == {"about.json", "lock", "pieces.jsonl", "time", *READ}
    monkeypatch.undo()
    monkeypatch.setattr(frames, "CHUNK", SMALL)
    analyze_to_file(ASKED, path, resume=True)
    assert list(tmp_path.iterdir()) == [path]
