"""`dorsum analyze` of a folder of recordings."""

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
import pytest

from dorsum.exchange.write.results.many import rows_of_frames
from dorsum.mechanics.arrays import PIECE
from dorsum.motion.analyze import analyze

HEAD = "{name}\nversion=1\nnRows={rows}\nnColumns=4\ninDegrees=yes\nendheader\n"


def bow(folder: Path, name: str, deepest: float, frames: int = 26) -> Path:
    times = np.linspace(0.0, 1.0, frames)
    half = -deepest * np.sin(np.pi * times) / 2
    rows = [f"{t:.4f}\t{angle:.6f}\t0\t{angle:.6f}" for t, angle in zip(times, half, strict=True)]
    head = HEAD.format(name=name, rows=len(times)) + "time\tpelvis_tilt\tpelvis_list\tlumbar_extension\n"
    (folder / f"{name}.mot").write_text(head + "\n".join(rows) + "\n")
    return folder / f"{name}.mot"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "trials"
    found.mkdir()
    bow(found, "b_deep", 60.0)
    bow(found, "a_slight", 20.0)
    (found / "c_broken.mot").write_text("no storage file\n")
    (found / "notes.txt").write_text("not a recording\n")
    return found


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_what_fails_in_a_folder_takes_no_other_file_down(dorsum, folder, tmp_path, suffix):
    saved = tmp_path / f"all{suffix}"
    ran = dorsum("analyze", folder, "--rate", 5, "--save", saved)
    assert ran.code == 2
    assert ran.out.index("a_slight.mot. L5/S1 bears") < ran.out.index("b_deep.mot. L5/S1 bears")
    assert "c_broken.mot has no line `endheader`" in ran.err
    assert "1 of 3 recordings could not be analysed: c_broken.mot" in ran.err
    if suffix == ".csv":
        with saved.open() as file:
            rows = list(csv.DictReader(file))
    else:
        rows = parquet.read_table(saved).to_pylist()
    for name in ("a_slight.mot", "b_deep.mot"):
        own = [row for row in rows if Path(row["file"]).name == name]
        alone = analyze(folder / name, rate_hz=5)
        assert [int(row["frame"]) for row in own] == list(range(len(alone.times)))
        loads = np.array([float(row["L5_S1_compression_n"]) for row in own])
        np.testing.assert_allclose(loads, np.asarray(alone.compression)[:, 0], rtol=1e-5)
        net = np.array([float(row["L5_S1_net_extension_nm"]) for row in own])
        joint = list(alone.body.skeleton.joints).index("L5/S1")
        np.testing.assert_allclose(net, np.asarray(alone.net_moments)[:, joint, 0], rtol=1e-5, atol=1e-4)
        assert max(float(row["thorax_turn_deg"]) for row in own) > (50.0 if name == "b_deep.mot" else 15.0)
    assert len(rows) == sum(Path(row["file"]).name in ("a_slight.mot", "b_deep.mot") for row in rows)


def test_json_has_every_file_or_why_not(dorsum, folder):
    ran = dorsum("analyze", folder / "a_slight.mot", folder / "c_broken.mot", "--rate", 5, "--json")
    assert ran.code == 2
    first, second = json.loads(ran.out)
    assert Path(first["recording"]).name == "a_slight.mot"
    assert first["levels"][0]["level"] == "L5/S1"
    assert second["error"]["kind"] == "BadInput"
    assert "endheader" in second["error"]["message"]


def test_a_folder_without_recordings_and_options_of_one_are_refused(refused, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "holds no recording" in refused("analyze", tmp_path / "empty")
    assert "--report goes with one recording" in refused("analyze", folder, "--report", tmp_path / "r.html")
    assert "standing_relaxed is no recording" in refused("analyze", folder, "standing_relaxed")
    assert "must end in .parquet or .csv" in refused("analyze", folder, "--save", tmp_path / "all.nc")


def test_nothing_is_saved_where_nothing_could_be_analysed(dorsum, folder, tmp_path):
    for name in ("a_slight.mot", "b_deep.mot"):
        (folder / name).unlink()
    saved = tmp_path / "all.parquet"
    ran = dorsum("analyze", folder, "--save", saved)
    assert (ran.code, ran.out) == (2, "")
    assert "nothing is saved" in ran.err
    assert not saved.exists()


def test_frames_are_counted_through_pieces(tmp_path):
    result = analyze(bow(tmp_path, "long", 30.0, 200))
    assert len(result.times) > PIECE
    pieces = list(rows_of_frames("long.mot", result, {"seconds": np.asarray(result.times)}))
    np.testing.assert_array_equal(np.concatenate([p["frame"] for p in pieces]), np.arange(len(result.times)))
    for name in ("time_s", "seconds"):
        np.testing.assert_array_equal(np.concatenate([p[name] for p in pieces]), result.times)
