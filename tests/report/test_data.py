"""JSON and files hold what the result holds, and what does not exist is null."""

import csv
import gc
import json
import os
import resource
import sys
from contextlib import contextmanager
from itertools import product

import numpy as np
import pytest
import xarray
from pyarrow import parquet

from dorsum.errors import BadInput
from dorsum.exchange.write.results import WRITERS, save_result
from dorsum.exchange.write.results.text import storage_columns
from dorsum.files import write_whole
from dorsum.mechanics.result import STATES
from dorsum.mechanics.variables import VARIABLES
from dorsum.report.data import result_as_dict


@pytest.fixture(scope="module")
def data(moving):
    return json.loads(json.dumps(result_as_dict(moving), allow_nan=False))


def test_the_keys_are_those_promised(data, moving):
    assert {"task", "subject", "frames", "certificate", "sources"} <= set(data)
    assert len(data["frames"]) == len(moving.times)
    for frame in data["frames"]:
        told = {"time_s", "balanced", "doubtful", "short_nm", "short_at", "levels", "muscles", "certificate"}
        used = {f"{of}_strength_used" for of in ("trunk", "neck", "shoulder", "elbow", "hip", "knee")}
        assert set(frame) == {*told, *used, "give_settled", "whole_muscles", "joints"}
        assert [len(frame["levels"]), len(frame["muscles"])] == [25, len(moving.body.fascicles)]
    assert set(data["frames"][0]["levels"][0]) == {
        "level",
        "compression_n",
        "anterior_shear_n",
        "right_shear_n",
        "pressure_mpa",
        "exact_compression_n",
        "least_compression_n",
        "greatest_compression_n",
        "give_extension_deg",
        "give_right_bending_deg",
        "give_left_twist_deg",
        "give_at_bound",
    }
    assert set(data["frames"][0]["muscles"][0]) == {
        "fascicle",
        "muscle",
        "side",
        "activation",
        "force_n",
        "state",
    }
    certificate = {"moment_imbalance_nm", "bound_violation", "duality_gap", "largest_reserve_nm", "converged"}
    assert set(data["certificate"]) == set(data["frames"][0]["certificate"]) == certificate
    assert set(data["sources"][0]) == {"key", "citation"}
    assert data["subject"]["sex"] == "male"


def test_a_fascicle_left_out_has_null_and_never_zero(data, moving):
    for frame in data["frames"]:
        for fascicle, row in zip(moving.body.fascicles, frame["muscles"], strict=True):
            left_out = [row["activation"], row["force_n"], row["state"]] == [None] * 3
            assert left_out is not fascicle.takes_part, fascicle.name


def test_a_frame_says_what_the_muscles_lack(data, weak):
    assert all(frame["balanced"] and frame["short_nm"] == 0 for frame in data["frames"])
    assert (data["balanced"], data["shortfall"]) == (True, None)
    found = result_as_dict(weak)
    (frame,) = found["frames"]
    assert (found["balanced"], frame["balanced"]) == (False, False)
    assert frame["short_nm"] == weak.shortfall.moment > 1.0
    assert found["shortfall"] == f"muscles lack {frame['short_nm']:.1f} N·m of {direction(frame)}"


def direction(frame):
    """`extension at L5/S1`, from `L5/S1 extension`."""
    joint, of = frame["short_at"].split(" ", 1)
    return f"{of} at {joint}"


def test_only_lumbar_discs_have_a_pressure(data):
    lumbar = {"L5/S1", "L4/L5", "L3/L4", "L2/L3", "L1/L2"}
    for frame in data["frames"]:
        assert {r["level"] for r in frame["levels"] if r["pressure_mpa"] is not None} == lumbar


def test_numbers_are_those_of_the_result(data, moving):
    for f, frame in enumerate(data["frames"]):
        assert frame["time_s"] == moving.times[f]
        assert [r["compression_n"] for r in frame["levels"]] == pytest.approx(moving.compression[f])
        forces = [np.nan if r["force_n"] is None else r["force_n"] for r in frame["muscles"]]
        assert np.array_equal(forces, moving.forces[f], equal_nan=True)
    assert data["certificate"]["moment_imbalance_nm"] == max(
        frame["certificate"]["moment_imbalance_nm"] for frame in data["frames"]
    )


def test_netcdf_comes_back(moving, tmp_path):
    save_result(moving, tmp_path / "bow.nc")
    with xarray.open_dataset(tmp_path / "bow.nc") as found:
        assert np.array_equal(found["force"], moving.forces, equal_nan=True)
        assert found["compression"].attrs["units"] == "N"
        assert list(found["level"].values) == list(moving.levels)


def test_states_of_muscles_are_small_numbers_that_say_what_they_mean(moving, tmp_path):
    save_result(moving, tmp_path / "bow.nc")
    with xarray.open_dataset(tmp_path / "bow.nc") as found:
        states = found["muscle_state"]
        assert states.dtype == np.int8
        meanings = states.attrs["flag_meanings"].split()
        words = dict(zip(states.attrs["flag_values"].tolist(), meanings, strict=True))
        for f, row in enumerate(states.values.tolist()):
            for fascicle, state, number in zip(moving.body.fascicles, moving.states[f], row, strict=True):
                expected = STATES[state] if fascicle.takes_part else "takes_no_part"
                assert words[number] == expected
        assert all(found[name].encoding["zlib"] for name in VARIABLES)


def test_parquet_comes_back_as_a_long_table(moving, tmp_path):
    save_result(moving, tmp_path / "bow.parquet")
    table = parquet.read_table(tmp_path / "bow.parquet", filters=[("table", "==", "fascicles")]).to_pydict()
    frames, fascicles = len(moving.times), moving.body.fascicles
    assert len(table["force_n"]) == frames * len(fascicles)
    for row, (f, i) in enumerate(product(range(frames), range(len(fascicles)))):
        assert (table["frame"][row], table["fascicle"][row]) == (f, fascicles[i].name)
        force = moving.forces[f, i] if fascicles[i].takes_part else None
        assert table["force_n"][row] == force
        assert (table["state"][row] is None) is not fascicles[i].takes_part


def test_storage_text_is_what_opensim_reads(moving, tmp_path):
    save_result(moving, tmp_path / "bow.sto")
    head, _, body = (tmp_path / "bow.sto").read_text().partition("endheader\n")
    lines = body.splitlines()
    names = lines[0].split("\t")
    assert {
        "dorsum_posture=giving",
        "inDegrees=no",
        f"nRows={len(moving.times)}",
        f"nColumns={len(names)}",
    } <= set(head.splitlines())
    numbers = np.array([[float(cell) for cell in line.split("\t")] for line in lines[1:]])
    assert names == list(storage_columns(moving))
    assert np.allclose(numbers[:, names.index("time")], moving.times)
    i = moving.body.active[5]
    assert np.allclose(numbers[:, names.index(moving.body.fascicles[i].name)], moving.forces[:, i])
    assert np.allclose(numbers[:, names.index("L5_S1_fy")], -moving.compression[:, 0])


def test_csv_has_a_line_per_frame_and_level(moving, tmp_path):
    save_result(moving, tmp_path / "bow.csv")
    with (tmp_path / "bow.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 25 * len(moving.times)
    assert float(rows[25]["compression_n"]) == pytest.approx(moving.compression[1, 0], rel=5e-6)  # six digits
    assert [row["pressure_mpa"] == "" for row in rows[:25]] == [False] * 5 + [True] * 20


@pytest.mark.parametrize("name", ["bow.txt", "bow", ".nc"])
def test_an_unknown_suffix_is_refused_with_those_known(moving, tmp_path, name):
    with pytest.raises(BadInput, match=r"\.nc, \.parquet, \.sto, \.csv, \.xlsx"):
        save_result(moving, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_missing_folder_is_refused(moving, tmp_path, suffix):
    with pytest.raises(BadInput, match="cannot write"):
        save_result(moving, tmp_path / "missing" / f"bow{suffix}")
    assert list(tmp_path.iterdir()) == []


@contextmanager
def little_room(size):
    """No file grows beyond this many bytes, as on a full disc; no module leaves half of its code."""
    allowed, silent = resource.getrlimit(resource.RLIMIT_FSIZE), sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, allowed[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
        sys.dont_write_bytecode = silent


# openpyxl leaves a sheet half written, which cannot be closed either; it is let go here, not in a later test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("suffix", WRITERS)
def test_a_full_disc_is_one_clear_message_and_the_old_file_stays(moving, tmp_path, suffix):
    path = tmp_path / f"bow{suffix}"
    path.write_text("old")
    with little_room(2_000), pytest.raises(BadInput, match=f"cannot write {path}: "):
        save_result(moving, path)
    gc.collect()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_link_stays_and_its_target_is_replaced(moving, tmp_path, suffix):
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "target", tmp_path / f"bow{suffix}"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    save_result(moving, link)
    assert link.readlink() == target
    assert target.stat().st_size > 1_000
    assert target.stat().st_mode & 0o777 == 0o640
    assert os.listdir(target.parent) == ["target"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/dev/null", "not a file that can be replaced"),
        ("bow.csv", "links go round in a circle"),
        ("missing/bow.csv", "there is no folder"),
        (".", "it is a folder"),
    ],
)
def test_a_link_to_what_is_no_file_is_refused(tmp_path, target, message):
    (tmp_path / "bow.csv").symlink_to(target)
    with pytest.raises(BadInput, match=message):
        write_whole(tmp_path / "bow.csv", lambda temporary: temporary.write_text("new"))
    assert os.listdir(tmp_path) == ["bow.csv"]


def test_a_write_protected_file_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "bow.csv"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda file, mode: False)  # the superuser may write all files
    with pytest.raises(BadInput, match="write-protected"):
        write_whole(path, lambda temporary: temporary.write_text("new"))
    assert path.read_text() == "old"


def test_a_writer_that_fails_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "old.csv"
    path.write_text("old")

    def fail(temporary):
        temporary.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(BadInput, match="no space left on /"):
        write_whole(path, fail)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]
