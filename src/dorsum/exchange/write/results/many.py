"""Several results as one wide table: a row per file and frame."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.exchange.write.results.tables import ROTATIONS, table
from dorsum.exchange.write.results.text import cell
from dorsum.mechanics.net import of_spine
from dorsum.mechanics.result import Result

Columns = dict[str, Any]
Write = Callable[[Columns], None]


def rows_of_frames(file: str, result: Result, more: Mapping[str, Floats]) -> Iterator[Columns]:
    """The columns of a result, some frames at a time: flags, `more` columns (frames,), loads of all levels.

    A level has its compression, with every joint at its stated angle too (`L5_S1_exact_compression_n`, where
    that is computed), its shear and its net moments
    (`L5_S1_net_extension_nm`), all as in the table of levels.
    """
    first = 0
    for piece in result.pieces():
        here = slice(first, first + len(piece.times))
        columns = table(piece, "frames")
        columns = {"file": np.full(len(piece.times), file), **columns, "frame": columns["frame"] + first}
        columns |= {name: values[here] for name, values in more.items()}
        first = here.stop
        for name in ("compression", "anterior_shear", "right_shear", "exact_compression"):
            values = piece.array(name)
            columns |= {f"{_plain(level)}_{name}_n": values[:, k] for k, level in enumerate(result.levels)}
        moments = of_spine(piece.model, piece.array("net_joint_moment"))
        for k, level in enumerate(result.levels):
            columns |= {
                f"{_plain(level)}_net_{turn}_nm": moments[:, k, i] for i, turn in enumerate(ROTATIONS)
            }
        yield columns


def _plain(level: str) -> str:
    return level.replace("/", "_")


@contextmanager
def writing(path: Path, suffix: str) -> Iterator[Write]:
    """A file, .parquet or .csv by its suffix, to which columns are written one after the other."""
    if suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            yield _to_csv(csv.writer(file, lineterminator="\n"))
        return
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    writers: list[Any] = []

    def write(columns: Columns) -> None:
        found = pa.table({name: _column(values) for name, values in columns.items()})
        if not writers:
            writers.append(parquet.ParquetWriter(path, found.schema, compression="zstd"))
        writers[0].write_table(found)

    try:
        yield write
    finally:
        for writer in writers:
            writer.close()


def _column(values: NDArray[Any]) -> Any:
    """A column of numbers, truths or words; null where a number is NaN or a word empty."""
    from dorsum.exchange.arrow import column_of, words_of

    if values.dtype.kind != "U":
        return column_of(values)
    import pyarrow as pa

    words, number = np.unique(values, return_inverse=True)
    return pa.DictionaryArray.from_arrays(
        column_of(number.astype(np.int32), values == ""), words_of(words.tolist())
    )


def _to_csv(writer: Any) -> Write:
    begun: list[bool] = []

    def write(columns: Columns) -> None:
        if not begun:
            writer.writerow(columns)
            begun.append(True)
        writer.writerows(_cells(columns))

    return write


def _cells(columns: Columns) -> Iterable[list[str]]:
    units = [name.rpartition("_")[2] for name in columns]
    for row in zip(*columns.values(), strict=True):
        yield [cell(value, unit) for unit, value in zip(units, row, strict=True)]
