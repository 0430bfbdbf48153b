"""Damage at random to files of every kind: a recording that holds together, or our own error."""

import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.mutations import FILES, mutated, outcome

SEEDS = {file.name: file.read_bytes() for file in sorted(FILES.iterdir())}
KEPT = sorted((Path(__file__).parent / "damaged").iterdir())  # what once broke a reader


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(SEEDS)), rng=st.randoms(use_true_random=False))
def test_damage_is_read_or_refused(name: str, rng: Random):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(mutated(SEEDS[name], rng))
        assert outcome(path) in ("read", "refused")


@pytest.mark.parametrize("file", KEPT, ids=[file.name for file in KEPT])
def test_damage_that_once_broke_a_reader(file):
    assert outcome(file) in ("read", "refused")


@pytest.mark.parametrize("suffix", [".mot", ".sto", ".trc", ".c3d", ".bvh"])
@settings(deadline=None)
@given(content=st.binary(max_size=2000))
def test_junk_is_refused(suffix, content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"junk{suffix}"
        path.write_bytes(content)
        assert outcome(path) == "refused"


CELLS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True).map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(
        ["", " ", "nan", "-nan(ind)", "1.#QNAN", "1,5", "x", "1e999", "0x10", "1_000", "+.5", "-"]
    ),
)
NAMES = st.sampled_from(
    ["time", "Time", "lumbar_extension", "pelvis_ty", "pelvis_tilt", "/jointset/a/knee/value", "", "ä", "a b"]
)
HEADER_LINES = ["version=1", "version=3", "nRows=1000000000", "nRows=-1", "nRows=3", "nColumns=999999999"]
HEADER_LINES += ["nColumns=3", "inDegrees=yes", "inDegrees=no", "inDegrees=perhaps", "DataType=double"]
HEADER_LINES += ["DataType=Vec3", "=", "a=b=c", ""]


@settings(deadline=None, max_examples=200)
@given(
    header=st.lists(st.sampled_from(HEADER_LINES), max_size=6),
    names=st.lists(NAMES, max_size=5),
    rows=st.lists(st.lists(CELLS, max_size=5), max_size=5),
    mark=st.sampled_from(["\t", " ", "  ", ", "]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
)
def test_storage_files_of_all_sorts(header, names, rows, mark, end, last):
    lines = ["made up", *header, "endheader", mark.join(names), *(mark.join(row) for row in rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "it.mot"
        path.write_bytes((end.join(lines) + end * last).encode())
        assert outcome(path) in ("read", "refused")
