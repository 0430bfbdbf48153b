"""The compiled library is found, checked and refused with a sentence; arrays that do not fit are refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.kernel import build, library
from dorsum.kernel.library import FLOATS, INTS, NEW_FLOATS, Kernel, described, kernel, load

COMPILED = pytest.mark.skipif(library.load(build.HERE)[0] is None, reason="no compiled kernel is built here")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with the libraries of this version."""
    for path in build.HERE.glob("kernel-*.so"):
        shutil.copy(path, tmp_path)
    return tmp_path


@COMPILED
def test_the_quickest_build_that_runs_here_is_taken(copied):
    found, why = load(copied)
    assert isinstance(found, Kernel)
    assert why == ""
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    if "avx2" in flags and "fma" in flags:
        assert found.build == "avx2"
    (copied / build.file_name("avx2")).unlink(missing_ok=True)
    assert load(copied)[0].build == "plain"


@COMPILED
def test_a_library_of_other_sources_is_refused(copied, monkeypatch):
    monkeypatch.setattr(library, "digest", lambda: "another")
    found, why = load(copied)
    assert found is None
    assert f"is of another version, {build.digest()}; run `make kernel`" in why


@COMPILED
@pytest.mark.parametrize("damage", [b"", b"no library", b"\x7fELF\x01\x01\x01"])
def test_a_library_that_does_not_load_is_refused(copied, damage):
    (copied / build.file_name("plain")).write_bytes(damage)
    found, why = load(copied)
    assert found is None
    assert "is not a library of this system and processor" in why


def test_a_folder_without_a_library_computes_with_numpy(tmp_path):
    assert load(tmp_path) == (None, "none is built; run `make kernel`")


def test_the_choice_is_read_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DORSUM_KERNEL", "numpy")
    assert kernel() is None
    assert described() == "NumPy: no compiled kernel (DORSUM_KERNEL=numpy)"
    monkeypatch.setenv("DORSUM_KERNEL", str(tmp_path))
    with pytest.raises(BadInput, match="there is no compiled kernel: none is built"):
        kernel()
    monkeypatch.setenv("DORSUM_KERNEL", "fortran")
    with pytest.raises(BadInput, match=r"DORSUM_KERNEL is numpy, compiled or a folder .*, not 'fortran'"):
        kernel()


def test_a_kernel_that_is_asked_for_and_missing_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(library, "HERE", tmp_path)
    library._chosen.cache_clear()
    monkeypatch.setenv("DORSUM_KERNEL", "compiled")
    with pytest.raises(BadInput, match="DORSUM_KERNEL is 'compiled', but there is no compiled kernel"):
        kernel()
    monkeypatch.delenv("DORSUM_KERNEL")
    assert described() == "NumPy: no compiled kernel (none is built; run `make kernel`)"
    library._chosen.cache_clear()


def address(kind, array):
    return kind.from_param(array).value


def test_arrays_that_lie_as_c_reads_them_are_passed_by_address():
    array = np.arange(6.0).reshape(2, 3)
    assert address(FLOATS, array) == address(NEW_FLOATS, array) == array.ctypes.data
    assert address(INTS, np.arange(3)) is not None


@pytest.mark.parametrize(
    ("array", "why"),
    [
        (np.ones((3, 4)).T, "C order"),
        (np.ones((3, 4))[:, [2, 0]], "C order"),
        (np.ones((3, 4))[:, ::2], "C order"),
        (np.ones(3, dtype=np.float32), "float32"),
        (np.ones(3, dtype=">f8"), ">f8"),
        (np.ones(3, dtype=np.int64), "int64"),
        (np.frombuffer(bytes(17), dtype=np.uint8)[1:].view(np.float64), "C order"),
    ],
)
def test_arrays_that_lie_otherwise_are_refused(array, why):
    with pytest.raises(TypeError, match=why):
        FLOATS.from_param(array)


@pytest.mark.parametrize("part", [slice(None), slice(1, None), slice(0, 2)])
def test_what_is_only_read_is_passed_by_its_own_address(part):
    """Views of all of an array, and of parts of one; of an array that is locked itself; without numbers."""
    array = np.arange(12.0).reshape(3, 4)
    seen = array[part]
    seen.flags.writeable = False
    assert address(FLOATS, seen) == seen.ctypes.data
    array.flags.writeable = False
    assert address(FLOATS, array[part]) == array[part].ctypes.data
    empty = np.empty((0, 3))
    assert FLOATS.from_param(empty)


def test_what_must_not_be_written_is_not_written():
    array = np.ones(3)
    array.flags.writeable = False
    FLOATS.from_param(array)
    with pytest.raises(TypeError, match="must not be written"):
        NEW_FLOATS.from_param(array)


def test_a_machine_without_a_compiler_is_told_and_goes_on(tmp_path):
    """Neither a compiler nor an installer on the path, and no PyPI."""
    environment = {"PATH": str(tmp_path), "PIP_NO_INDEX": "1", "PIP_INDEX_URL": "http://localhost:9"}
    command = [sys.executable, str(build.HERE / "build.py"), "--into", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0
    assert "kernel: not built, so that NumPy computes" in done.stderr
    assert not list(tmp_path.glob("kernel-*"))


def test_a_compiler_that_finds_a_fault_is_told(tmp_path):
    environment = {**os.environ, "CXX": "false", "PATH": str(tmp_path), "PIP_NO_INDEX": "1"}
    environment["CXX"] = shutil.which("false") or "/bin/false"
    command = [sys.executable, str(build.HERE / "build.py"), "--into", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0
    assert "false:" in done.stderr
