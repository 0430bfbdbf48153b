"""A result as one Parquet file, a long table."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from dorsum.exchange.write.results.tables import Coded, Words, coded_table
from dorsum.mechanics.dataset import attributes
from dorsum.mechanics.result import Result

KINDS = ("levels", "muscles", "fascicles", "joints", "frames")
TYPES = {"b": pa.bool_(), "i": pa.int64(), "f": pa.float64()}
WORD = pa.dictionary(pa.int32(), pa.string())  # in the file a string like any other
REPEATED = ("frame", "time_s", "short_nm")  # columns of numbers of which many are the same


def write_parquet(result: Result, path: Path) -> None:
    """The rows of `levels`, `muscles`, `fascicles`, `joints` and `frames`, one after the other.

    The column `table` says of which a row is; columns that it does not have are null there. The file's
    metadata say whose back it is, under which options, and the version of the format (`dorsum_format`).
    """
    schema = _schema(result)
    words = [field.name for field in schema if field.type == WORD]
    with (
        ThreadPoolExecutor(1) as pool,  # packs a table while the next one is made
        parquet.ParquetWriter(path, schema, store_schema=False, use_dictionary=[*words, *REPEATED]) as writer,
    ):
        writer.add_key_value_metadata({key: str(value) for key, value in attributes(result).items()})
        written: Future[None] | None = None
        for table in _tables(result, schema):
            if written is not None:
                written.result()
            written = pool.submit(writer.write_table, table)
        if written is not None:
            written.result()


def _tables(result: Result, schema: Any) -> Iterator[Any]:
    """All rows of the file, some at a time."""
    for kind in KINDS:
        first = 0
        for piece in result.pieces():
            yield _arrow(_columns(piece, kind, first), schema)
            first += len(piece.times)


def _columns(piece: Result, kind: str, first: int) -> Coded:
    """A table of some frames, the first of which has that number."""
    columns = coded_table(piece, kind)
    columns["frame"] = np.asarray(columns["frame"]) + first
    nothing = np.zeros(_rows_of(columns), dtype=np.int32)
    return {"task": Words(nothing, [piece.task]), "table": Words(nothing, [kind])} | columns


def _rows_of(columns: Coded) -> int:
    return len(np.asarray(columns["frame"]))


def _schema(result: Result) -> Any:
    """Columns of all tables with their types; of the first frame, as they are of all."""
    one = result.at(slice(0, 1))
    fields: dict[str, Any] = {}
    for kind in KINDS:
        for name, values in _columns(one, kind, 0).items():
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
            missing = np.array([word == "" for word in values.words])[number]
            number = pa.array(number, mask=missing) if missing.any() else pa.array(number)
            arrays.append(pa.DictionaryArray.from_arrays(number, pa.array(values.words, pa.string())))
        else:
            arrays.append(pa.array(values, field.type, from_pandas=True))
    return pa.table(arrays, schema=schema)
