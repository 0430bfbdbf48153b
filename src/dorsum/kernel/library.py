"""The compiled library: found, checked, and its functions with what they demand of their arrays.

`DORSUM_KERNEL` chooses: `numpy` for none, `compiled` for one that must be there, or a folder that holds it.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from dorsum.errors import BadInput
from dorsum.kernel.build import BUILDS, HERE, digest, file_name

CHOICE = "DORSUM_KERNEL"
WORDS = {"plain": "compiled", "avx2": "compiled, AVX2"}
MEND = "run `make kernel`"

Function = Callable[..., Any]


class Kernel:
    """A library that fits this version and this processor."""

    def __init__(self, library: ctypes.CDLL, build: str) -> None:
        self.build = build
        self._library = library
        self._functions: dict[str, Function] = {}

    def function(self, name: str, *arguments: Any, returns: Any = None) -> Function:
        """A function by name, with the kinds of its arguments: `FLOATS`, `INTS`, `NEW_FLOATS`, `ctypes` …

        An array that is not as the kind says raises ctypes.ArgumentError; shapes are the caller's to check.
        """
        if name not in self._functions:
            found = getattr(self._library, name)
            found.argtypes, found.restype = arguments, returns
            self._functions[name] = found
        return self._functions[name]


PLACE = ctypes.c_char * 0  # where an array begins


class _Array:
    """A kind of argument: a C-contiguous NumPy array of one type of number, passed as its address."""

    def __init__(self, letters: str, written: bool) -> None:
        self._letters, self._written = letters, written

    def from_param(self, array: Any) -> ctypes.c_void_p:
        flags = array.flags
        if array.dtype.char not in self._letters or array.itemsize != 8 or not array.dtype.isnative:
            raise TypeError(f"an array of {array.dtype}, where 8-byte {self._letters!r} are read")
        if not (flags.c_contiguous and flags.aligned):
            raise TypeError(f"an array {array.shape} that does not lie in C order")
        if not flags.writeable:
            if self._written:
                raise TypeError("an array that must not be written")
            whole = array.base  # a view of all of an array begins where that does
            if type(whole) is not type(array) or whole.nbytes != array.nbytes or not whole.flags.carray:
                return ctypes.c_void_p(array.__array_interface__["data"][0])
            array = whole
        return ctypes.c_void_p(ctypes.addressof(PLACE.from_buffer(array)))  # much quicker than the interface


FLOATS = _Array("d", written=False)
INTS = _Array("lq", written=False)
NEW_FLOATS = _Array("d", written=True)
NEW_INTS = _Array("lq", written=True)


def kernel() -> Kernel | None:
    """The compiled functions, or None where NumPy is to compute.

    Raises:
        BadInput: `DORSUM_KERNEL` asks for a library that is not there.
    """
    return _chosen(os.environ.get(CHOICE, ""))[0]


def described() -> str:
    """What computes, in words: "compiled, AVX2", or NumPy and why."""
    found, why = _chosen(os.environ.get(CHOICE, ""))
    return WORDS[found.build] if found else f"NumPy: no compiled kernel ({why})"


@lru_cache(maxsize=8)
def _chosen(choice: str) -> tuple[Kernel | None, str]:
    if choice == "numpy":
        return None, f"{CHOICE}=numpy"
    asked = choice not in ("", "compiled")
    if asked and not Path(choice).is_dir():
        raise BadInput(f"{CHOICE} is numpy, compiled or a folder that holds a kernel, not {choice!r}")
    found, why = load(Path(choice) if asked else HERE)
    if found is None and choice:
        raise BadInput(f"{CHOICE} is {choice!r}, but there is no compiled kernel: {why}")
    return found, why


def load(folder: Path) -> tuple[Kernel | None, str]:
    """The quickest build in a folder that runs here, or None and the reason."""
    plain, why = _open(folder, "plain")
    if plain is None:
        return None, why
    if "avx2" in BUILDS and plain.dorsum_has_avx2():
        quicker, _ = _open(folder, "avx2")
        if quicker is not None:
            return Kernel(quicker, "avx2"), ""
    return Kernel(plain, "plain"), ""


def _open(folder: Path, build: str) -> tuple[ctypes.CDLL | None, str]:
    """One library, if it was built from the sources at hand."""
    path = folder / file_name(build)
    if not path.is_file():
        return None, f"none is built; {MEND}"
    try:
        library = ctypes.CDLL(str(path))
        library.dorsum_sources.restype = ctypes.c_char_p
        version = (library.dorsum_sources() or b"").decode("ascii", "replace")
    except (OSError, AttributeError) as error:
        return None, f"{path} is not a library of this system and processor: {error}"
    if version != digest():
        return None, f"{path} is of another version, {version}; {MEND}"
    return library, ""
