"""The columns of the balance without their zeros: which rows each touches, and its numbers in every frame.

A column touches the few joints that its muscle crosses: one in six of the spine's 75 × 720 numbers.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.errors import BadInput
from dorsum.kernel.library import FLOATS, INTS, NEW_FLOATS, Function, Kernel, kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COUNT = ctypes.c_int64
PATTERN = (COUNT, COUNT, COUNT, INTS, INTS, INTS, INTS)  # as every compiled function takes it


@dataclass(frozen=True, eq=False)
class Pattern:
    """Where M, n × m, has entries: column by column, in each the rows ascending. Any rows may be in a column.

    Attributes:
        n: rows.
        starts: (m + 1,) of every column's entries.
        rows: (entries,) row of every entry.

    Raises:
        BadInput: a row that is not there, or rows of a column that do not ascend.
    """

    n: int
    starts: Ints
    rows: Ints

    def __post_init__(self) -> None:
        for field in ("starts", "rows"):
            kept = np.array(getattr(self, field), dtype=np.int64).view()
            kept.flags.writeable = False
            object.__setattr__(self, field, kept)
        starts, rows = self.starts, self.rows
        if starts.ndim != 1 or rows.ndim != 1 or not len(starts) or starts[0] or starts[-1] != len(rows):
            raise BadInput(f"{starts.shape} starts do not divide {rows.shape} entries into columns")
        if (np.diff(starts) < 0).any() or (len(rows) and not 0 <= rows.min() <= rows.max() < self.n):
            raise BadInput(f"columns do not end before they start, and rows are from 0 to {self.n - 1}")
        if (np.diff(rows)[np.diff(self.columns) == 0] <= 0).any():
            raise BadInput("the rows of a column must ascend")

    @classmethod
    def of(cls, filled: NDArray[np.bool_]) -> Pattern:
        """Of the entries that are true, (n, m)."""
        columns, rows = np.nonzero(filled.T)
        return cls.at(rows, columns, filled.shape)

    @classmethod
    def at(cls, rows: Ints, columns: Ints, shape: tuple[int, int]) -> Pattern:
        """Of entries that are sorted by columns, then rows."""
        starts = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=shape[1]))])
        return cls(shape[0], starts, rows)

    @property
    def m(self) -> int:
        """Columns."""
        return len(self.starts) - 1

    @cached_property
    def columns(self) -> Ints:
        """(entries,) column of every entry."""
        return np.repeat(np.arange(self.m), np.diff(self.starts))

    @cached_property
    def cells(self) -> Ints:
        """(entries,) where every entry lies in the matrix, row after row."""
        return self.rows * self.m + self.columns

    @cached_property
    def _by_row(self) -> tuple[Ints, Ints, Ints]:
        """Entries sorted by rows; where each row that has some starts among them; those rows."""
        order = np.argsort(self.rows, kind="stable")
        rows, starts = np.unique(self.rows[order], return_index=True)
        return order, starts, rows

    @cached_property
    def groups(self) -> tuple[Ints, Ints]:
        """Columns (m,), those of the same rows beside each other; where each group starts, and the end."""
        return _grouped(self.starts.tobytes(), self.rows.tobytes())

    @cached_property
    def arguments(self) -> tuple[int | Ints, ...]:
        """What stands for it in a call of a compiled function, see `PATTERN`."""
        order, ends = self.groups
        return self.n, self.m, len(ends) - 1, self.starts, self.rows, order, ends


@lru_cache(maxsize=16)
def _grouped(starts: bytes, rows: bytes) -> tuple[Ints, Ints]:
    """`Pattern.groups`, once for equal patterns: contacts make theirs anew for every posture."""
    at, row = np.frombuffer(starts, dtype=np.int64), np.frombuffer(rows, dtype=np.int64)
    of_rows: dict[bytes, list[int]] = {}
    for column in range(len(at) - 1):
        of_rows.setdefault(row[at[column] : at[column + 1]].tobytes(), []).append(column)
    ends = np.cumsum([0, *map(len, of_rows.values())])
    order = np.array([column for group in of_rows.values() for column in group], dtype=np.int64)
    for found in (order, ends):
        found.flags.writeable = False
    return order, ends


@dataclass(frozen=True, eq=False)
class Columns:
    """M of every frame: the entries of a pattern, (frames, entries).

    Raises:
        BadInput: there are more or fewer than the pattern has.
    """

    pattern: Pattern
    values: Floats

    def __post_init__(self) -> None:
        values = np.ascontiguousarray(self.values, dtype=np.float64)
        if values.ndim != 2 or values.shape[1] != len(self.pattern.rows):
            raise BadInput(f"values are {values.shape}, but the pattern has {len(self.pattern.rows)} entries")
        object.__setattr__(self, "values", values)

    @classmethod
    def of(cls, matrices: Floats) -> Columns:
        """Of matrices (frames, n, m): entries are what is not zero in some frame."""
        pattern = Pattern.of((matrices != 0).any(axis=0))
        return cls(pattern, np.ascontiguousarray(matrices[:, pattern.rows, pattern.columns]))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Frames, rows, columns."""
        return len(self.values), self.pattern.n, self.pattern.m

    def dense(self) -> Floats:
        """The matrices (frames, n, m)."""
        full = np.zeros(self.shape)
        full.reshape(len(full), -1)[:, self.pattern.cells] = self.values
        return full

    def frame(self, f: int, room: Floats | None = None) -> Floats:
        """The matrix (n, m) of a frame, in the room of that of another if it is given."""
        full = np.zeros(self.shape[1:]) if room is None else room
        full.reshape(-1)[self.pattern.cells] = self.values[f]
        return full

    def pull(self, multipliers: Floats) -> Floats:
        """Mᵀ λ of λ (frames, n): (frames, m)."""
        out = np.zeros((len(self.values), self.pattern.m))
        if found := kernel():
            _product(found, "dorsum_pull")(
                len(out), *self.pattern.arguments, self.values, np.ascontiguousarray(multipliers), out
            )
            return out
        some = np.flatnonzero(np.diff(self.pattern.starts))
        products = self.values * multipliers[:, self.pattern.rows]
        if some.size:
            out[:, some] = np.add.reduceat(products, self.pattern.starts[some], axis=1)
        return out

    def add_square(self, scales: Floats, to: Floats) -> None:
        """Add M diag(s) Mᵀ of s (frames, m), none below nought, to symmetric matrices (frames, n, n)."""
        if found := kernel():
            asked = self.values, np.ascontiguousarray(scales)
            function = _product(found, "dorsum_square", ctypes.c_int32)
            if not function(len(scales), *self.pattern.arguments, *asked, to):
                raise MemoryError
            return
        dense = self.dense()
        to += (dense * scales[:, None]) @ np.swapaxes(dense, 1, 2)

    def moments(self, x: Floats) -> Floats:
        """M x of x (frames, m): (frames, n)."""
        out = np.zeros((len(self.values), self.pattern.n))
        if found := kernel():
            _product(found, "dorsum_moments")(
                len(out), *self.pattern.arguments, self.values, np.ascontiguousarray(x), out
            )
            return out
        order, starts, rows = self.pattern._by_row
        if rows.size:
            products = self.values[:, order] * x[:, self.pattern.columns[order]]
            out[:, rows] = np.add.reduceat(products, starts, axis=1)
        return out


def _product(found: Kernel, name: str, returns: Any = None) -> Function:
    return found.function(name, COUNT, *PATTERN, FLOATS, FLOATS, NEW_FLOATS, returns=returns)
