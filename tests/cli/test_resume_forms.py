"""Going on after an interrupt ends at the same file, whatever the recording is and whatever is written."""

import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

import dorsum
from dorsum.errors import BadInput
from dorsum.exchange.read.unfinished import Pieces
from dorsum.files import parts_of
from dorsum.mechanics.variables import READ, VARIABLES
from dorsum.motion.recorded import frames
from dorsum.motion.recorded.analyze import Request, analyze_to_file
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.resume import Computed

FILES = Path(__file__).parents[1] / "exchange/files"
MARKERS = FILES / "markers.trc"  # 25 frames at 100 Hz, of which 7 are analysed
WALK = Path(__file__).parents[2] / "examples/recordings/rehazenter_2014001_walk.c3d"
SMALL, STOPPED_AFTER = 3, 2  # frames of a piece; pieces


def bow(path: Path) -> Path:
    """A rig that bows by 20° in 30 frames."""
    lines = (FILES / "bend.bvh").read_text().replace("JOINT Head", "JOINT Neck").splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("Frames:"))
    still = lines[first + 2].split()
    head = [*lines[:first], "Frames: 30", lines[first + 1]]
    bent = [" ".join([*still[:3], *still[3:4], str(-20 * k / 29), *still[5:]]) for k in range(30)]
    path.write_text("\n".join([*head, *bent]) + "\n")
    return path


def interrupted(request: Request, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is ended after `STOPPED_AFTER` pieces."""
    real, numbers = Computed.add, count(1)

    def add(self, piece):
        real(self, piece)
        if next(numbers) == STOPPED_AFTER:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Computed, "add", add)
        with pytest.raises(KeyboardInterrupt):
            analyze_to_file(request, path)
    (part,) = parts_of(path)
    assert len(Pieces.read(part).known) == STOPPED_AFTER


def same(a, b, names) -> bool:
    return all(np.allclose(a.array(name), b.array(name), 0.0, 0.0, equal_nan=True) for name in names)


@pytest.fixture(scope="module")
def ended(request, tmp_path_factory):
    """A folder with what an interrupted run has left for `out`, the question, and the answer in one go."""
    folder = tmp_path_factory.mktemp(request.param)
    recording = {"trc": MARKERS, "c3d": WALK}.get(request.param) or bow(folder / "bow.bvh")
    stretch = Smoothing(from_s=0.6, to_s=0.67) if request.param == "c3d" else Smoothing()
    asked = Request(path=recording, smoothing=stretch, workers=2)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(frames, "CHUNK", SMALL)
        whole = analyze_to_file(asked, folder / "whole.csv")
        interrupted(asked, folder / "out.csv", patched)
        yield folder, asked, whole


@pytest.mark.parametrize(
    ("ended", "suffix"),
    [
        *(("trc", suffix) for suffix in (".csv", ".parquet", ".nc", ".sto")),
        *((form, ".csv") for form in ("bvh", "c3d")),
    ],
    indirect=["ended"],
)
def test_a_run_goes_on_to_the_same_bits_and_file(ended, tmp_path: Path, suffix: str) -> None:
    folder, asked, whole = ended
    (part,) = parts_of(folder / "out.csv")
    shutil.copytree(part, tmp_path / part.name)
    out, once = tmp_path / f"out{suffix}", folder / f"whole{suffix}"
    found = analyze_to_file(asked, out, resume=True)
    assert parts_of(out) == []
    assert len(whole.times) > SMALL * STOPPED_AFTER
    assert same(whole, found, READ)
    assert found.assumptions == whole.assumptions
    assert found.recorded.stored() == whole.recorded.stored()
    whole.save(once)
    if suffix == ".nc":
        assert same(*map(dorsum.open_result, (once, out)), VARIABLES)
    elif suffix == ".parquet":
        assert parquet.read_table(once).equals(parquet.read_table(out))
        assert parquet.read_schema(once).metadata == parquet.read_schema(out).metadata
    else:
        assert once.read_bytes() == out.read_bytes()


@pytest.mark.parametrize("ended", ["trc"], indirect=True)
def test_a_part_of_other_markers_is_refused(ended, tmp_path: Path) -> None:
    """A standing trial that says where they lie is part of what is asked."""
    folder, asked, _ = ended
    with pytest.raises(BadInput, match="it differs in standing trial;"):
        analyze_to_file(replace(asked, static=MARKERS), folder / "out.csv", resume=True)
