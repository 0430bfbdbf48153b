"""A result as one Parquet file, a long table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from dorsum.exchange.arrow import column_of, words_of
from dorsum.exchange.write.results.tables import Coded, Words, coded_table
from dorsum.mechanics.arrays import PIECE
from dorsum.mechanics.dataset import attributes
from dorsum.mechanics.result import Result
from dorsum.workers import in_order, number_of

KINDS = ("levels", "muscles", "fascicles", "joints", "frames")
TYPES = {"b": pa.bool_(), "i": pa.int64(), "f": pa.float64()}
WORD = pa.dictionary(pa.int32(), pa.string())  # in the file a string like any other
REPEATED = ("frame", "time_s", "short_nm")  # columns of numbers of which many are the same
SOUGHT = ("table", "frame", "time_s")  # whose least and greatest of every piece spare a reader the others
MOST_ROWS, MOST_FRAMES = 2**17, 1024  # that are written at a time


def write_parquet(result: Result, path: Path, workers: int | None = None) -> None:
    """The rows of `levels`, `muscles`, `fascicles`, `joints` and `frames`, one after the other.

    The column `table` says of which a row is; columns that it does not have are null there. The file's
    metadata say whose back it is, under which options, and the version of the format (`dorsum_format`).
    """
    first = {kind: _columns(kind, result.at(slice(0, 1)), 0) for kind in KINDS}
    schema = _schema(first)
    words = [field.name for field in schema if field.type == WORD]
    pieces = _pieces(result, {kind: _rows_of(columns) for kind, columns in first.items()})
    tables = in_order(lambda piece: _arrow(_columns(*piece), schema), pieces, number_of(workers))
    how = {"use_dictionary": [*words, *REPEATED], "write_statistics": SOUGHT, "store_schema": False}
    with closing(tables), parquet.ParquetWriter(path, schema, **how) as writer:
        writer.add_key_value_metadata({key: str(value) for key, value in attributes(result).items()})
        for table in tables:
            writer.write_table(table)


def _pieces(result: Result, each: Mapping[str, int]) -> Iterator[tuple[str, Result, int]]:
    """Some frames of each kind of rows, and the number of the first; there are so many rows `each` frame."""
    for kind in KINDS:
        size = max(PIECE, min(MOST_FRAMES, MOST_ROWS // each[kind]))
        for k, piece in enumerate(result.pieces(size)):
            yield kind, piece, k * size


def _columns(kind: str, piece: Result, first: int) -> Coded:
    """A table of some frames, the first of which has that number."""
    columns = coded_table(piece, kind)
    columns["frame"] = np.asarray(columns["frame"]) + first
    nothing = np.zeros(_rows_of(columns), dtype=np.int32)
    return {"task": Words(nothing, [piece.task]), "table": Words(nothing, [kind])} | columns


def _rows_of(columns: Coded) -> int:
    return len(np.asarray(columns["frame"]))


def _schema(tables: Mapping[str, Coded]) -> Any:
    """Columns of all tables with their types."""
    fields: dict[str, Any] = {}
    for columns in tables.values():
        for name, values in columns.items():
            fields.setdefault(name, WORD if isinstance(values, Words) else TYPES[values.dtype.kind])
    return pa.schema(list(fields.items()))


def _arrow(columns: Coded, schema: Any) -> Any:
    """A part of the long table; no value where a number is NaN, a word empty or a column foreign."""
    rows = _rows_of(columns)
    nothing = {kind: pa.nulls(rows, kind) for kind in set(schema.types)}
    arrays = []
    for field in schema:
        values = columns.get(field.name)
        if values is None:
            arrays.append(nothing[field.type])
        elif isinstance(values, Words):
            number = values.number.astype(np.int32, copy=False)
            empty = number == values.words.index("") if "" in values.words else None
            arrays.append(pa.DictionaryArray.from_arrays(column_of(number, empty), words_of(values.words)))
        else:
            arrays.append(column_of(values))
    return pa.table(arrays, schema=schema)
