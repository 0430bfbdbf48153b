"""A result as one Parquet file, a long table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import lru_cache
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
Tables = dict[str, Any]  # of Arrow, by kind


def write_parquet(result: Result, path: Path, workers: int | None = None) -> None:
    """The rows of `levels`, `muscles`, `fascicles`, `joints` and `frames`, some frames of each in turn.

    The column `table` says of which a row is; columns that it does not have are null there. The file's
    metadata say whose back it is, under which options, and the version of the format (`dorsum_format`).
    """
    pieces = ((piece, k * PIECE) for k, piece in enumerate(result.pieces()))
    made = in_order(lambda piece: tables_of(*piece), pieces, number_of(workers))
    with closing(made), Rows(lambda: path) as rows:
        for tables in made:
            rows.add(tables)
        rows.end(result)


def tables_of(piece: Result, first: int) -> Tables:
    """All rows of some frames, the first of which has that number."""
    found = {kind: _columns(kind, piece, first) for kind in KINDS}
    schema = _schema(found)
    return {kind: _arrow(columns, schema) for kind, columns in found.items()}


class Rows:
    """A Parquet file in the making, to which frames are added in their order.

    Its path is asked for when the first ones come.
    """

    def __init__(self, path: Callable[[], Path]) -> None:
        self.path = path
        self.waiting: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        self.rows = dict.fromkeys(KINDS, 0)  # that wait
        self.writer: Any = None

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *error: object) -> None:
        if self.writer is not None and self.writer.is_open:  # an error is on its way
            with suppress(OSError):
                self.writer.close()
            self.path().unlink(missing_ok=True)

    def add(self, tables: Tables) -> None:
        """More frames. They are written when they are many."""
        if self.writer is None:
            self.writer = _writer(self.path(), tables[KINDS[0]].schema)
        for kind, table in tables.items():
            self.waiting[kind].append(table)
            self.rows[kind] += len(table)
            each = len(table) // len(tables["frames"])
            if self.rows[kind] >= min(MOST_ROWS, MOST_FRAMES * each):
                self._write(kind)

    def _write(self, kind: str) -> None:
        """What waits, a group of its own."""
        if self.rows[kind]:
            table = pa.concat_tables(self.waiting[kind]).unify_dictionaries()
            self.writer.write_table(table, row_group_size=len(table))
        self.waiting[kind], self.rows[kind] = [], 0

    def end(self, result: Result) -> None:
        """The file is whole: all frames of a result are added."""
        for kind in KINDS:
            self._write(kind)
        self.writer.add_key_value_metadata({key: str(value) for key, value in attributes(result).items()})
        self.writer.close()


def _writer(path: Path, schema: Any) -> Any:
    words = [field.name for field in schema if field.type == WORD]
    how = {"use_dictionary": [*words, *REPEATED], "write_statistics": SOUGHT, "store_schema": False}
    return parquet.ParquetWriter(path, schema, **how)


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
    arrays = []
    for field in schema:
        values = columns.get(field.name)
        if values is None:
            arrays.append(_nothing(rows, field.type))
        elif isinstance(values, Words):
            number = values.number.astype(np.int32, copy=False)
            empty = number == values.words.index("") if "" in values.words else None
            words = _words(tuple(values.words))
            arrays.append(pa.DictionaryArray.from_arrays(column_of(number, empty), words, safe=False))
        else:
            arrays.append(column_of(values))
    return pa.Table.from_arrays(arrays, schema=schema)


_words = lru_cache(maxsize=64)(words_of)  # most are the same in all pieces


@lru_cache(maxsize=64)
def _nothing(rows: int, kind: Any) -> Any:
    """A column without a value."""
    return pa.nulls(rows, kind)
