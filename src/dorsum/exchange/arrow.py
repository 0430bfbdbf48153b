"""Arrow's columns from NumPy's arrays and back, by their memory.

Arrow's own ways look whether they are given something of pandas, and import it for that: a second for
every program that reads or writes one file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats

BITS: Any = "little"  # order of Arrow's


def column_of(values: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> Any:
    """A column of truths, whole numbers or numbers (n,), null where they are `missing` or NaN."""
    if values.dtype.kind == "f" and missing is None:
        missing = np.isnan(values)
    gaps = 0 if missing is None else int(np.count_nonzero(missing))
    there = _bits(~missing) if missing is not None and gaps else None
    kind = pa.from_numpy_dtype(values.dtype)
    data = _bits(values) if values.dtype.kind == "b" else pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(kind, len(values), [there, data], gaps)


def words_of(words: Sequence[str]) -> Any:
    """A column of words."""
    letters = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, letters)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(words), pa.py_buffer(ends), pa.py_buffer(b"".join(letters)))


def numbers_of(column: Any) -> Floats:
    """The numbers of a chunked column of float64, NaN where they are null."""
    found = np.empty(len(column))
    first = 0
    for chunk in column.chunks:
        there, data = chunk.buffers()
        here = slice(chunk.offset, chunk.offset + len(chunk))
        values = np.frombuffer(data, np.float64)[here]
        if chunk.null_count:
            known = np.unpackbits(np.frombuffer(there, np.uint8), bitorder=BITS)[here]
            values = np.where(known, values, np.nan)
        found[first : first + len(chunk)] = values
        first += len(chunk)
    return found


def _bits(truths: NDArray[np.bool_]) -> Any:
    return pa.py_buffer(np.packbits(truths, bitorder=BITS))
