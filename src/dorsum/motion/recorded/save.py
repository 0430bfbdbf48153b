"""Saving the loads of a recording as they are computed, so that its length does not matter."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.mechanics.result import Result
from dorsum.units import MPA

SUFFIXES = (".csv", ".parquet")
LOADS = ("compression_n", "anterior_shear_n", "right_shear_n", "pressure_mpa")
COLUMNS = ("time_s", "level", "balanced", *LOADS)


class Writer(Protocol):
    """Takes results one after the other; as a context it leaves a whole file or none."""

    def add(self, result: Result, good: np.ndarray) -> None:
        """More frames; `good` (frames, 25) says which levels are balanced."""

    def __enter__(self) -> Writer: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def writer_for(path: Path | None) -> Writer:
    """What writes to a path by its suffix; nothing for None.

    Raises:
        BadInput: another suffix.
    """
    if path is None:
        return _Nowhere()
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"cannot save {path}: loads of a recording are saved as {' or '.join(SUFFIXES)}")
    return _Csv(path) if suffix == ".csv" else _Parquet(path)


class _Nowhere:
    def add(self, result: Result, good: np.ndarray) -> None:
        pass

    def __enter__(self) -> _Nowhere:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _ToFile:
    """A temporary file beside the path, put in its place when all is written."""

    def __init__(self, path: Path) -> None:
        self.path, self.temporary = path, path.with_name(f".{path.name}.part")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close()
        if kind is None and self.temporary.exists():
            os.replace(self.temporary, self.path)
        self.temporary.unlink(missing_ok=True)

    def close(self) -> None:
        """Finish the file."""
        raise NotImplementedError


class _Csv(_ToFile):
    """Levels per frame; an empty cell where there is no value."""

    def __enter__(self) -> _Csv:
        self.file = self.temporary.open("w", encoding="utf-8")
        self.file.write(",".join(COLUMNS) + "\n")
        return self

    def add(self, result: Result, good: np.ndarray) -> None:
        for row in zip(*table(result, good).values(), strict=True):
            self.file.write(",".join(map(_cell, row)) + "\n")

    def close(self) -> None:
        self.file.close()


class _Parquet(_ToFile):
    """The same columns."""

    writer: Any = None

    def __enter__(self) -> _Parquet:
        return self

    def add(self, result: Result, good: np.ndarray) -> None:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow import parquet

        columns = table(result, good)
        arrays = {name: pa.array(values, from_pandas=True) for name, values in columns.items()}
        rows = pa.table(arrays)
        if self.writer is None:
            self.writer = parquet.ParquetWriter(self.temporary, rows.schema)
        self.writer.write_table(rows)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


def table(result: Result, good: np.ndarray) -> dict[str, Any]:
    """Columns of the loads, a row per frame and level; NaN where there is no value or no balance."""
    levels = len(result.levels)

    def known(values: Floats) -> Floats:
        return np.where(good, values, np.nan).ravel()

    values = (result.compression, result.anterior_shear, result.right_shear, result.pressure / MPA)
    return {
        "time_s": np.repeat(result.times, levels),
        "level": np.tile(np.array(result.levels), len(result.times)),
        "balanced": good.ravel(),
        **dict(zip(LOADS, map(known, values), strict=True)),
    }


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.10g}"
    return str(value).lower() if isinstance(value, np.bool_) else str(value)
