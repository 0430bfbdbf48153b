"""A result as one Parquet file, a long table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from dorsum.exchange.write.results.tables import table
from dorsum.mechanics.dataset import attributes
from dorsum.mechanics.result import Result

KINDS = ("levels", "muscles", "fascicles", "joints", "frames")


def write_parquet(result: Result, path: Path) -> None:
    """The rows of `levels`, `muscles`, `fascicles`, `joints` and `frames`, one after the other.

    The column `table` says of which a row is; columns that it does not have are null there. The file's
    metadata say whose back it is, under which options, and the version of the format (`dorsum_format`).
    """
    schema = _schema(result)
    with parquet.ParquetWriter(path, schema) as writer:
        for kind in KINDS:
            first = 0
            for piece in result.pieces():
                columns = {"task": np.array(result.task), "table": np.array(kind)} | table(piece, kind)
                columns["frame"] = columns["frame"] + first
                first += len(piece.times)
                writer.write_table(_arrow(columns, schema))


def _schema(result: Result) -> Any:
    """Columns of all tables with their types; of the first frame, as they are of all."""
    one = result.at(slice(0, 1))
    fields = {"task": pa.string(), "table": pa.string()}
    for kind in KINDS:
        for name, values in table(one, kind).items():
            fields.setdefault(name, _type(values))
    described = {key: str(value) for key, value in attributes(result).items()}
    return pa.schema(list(fields.items()), metadata=described)


def _type(values: Any) -> Any:
    kinds = {"b": pa.bool_(), "i": pa.int64(), "f": pa.float64(), "U": pa.string()}
    return kinds[values.dtype.kind]


def _arrow(columns: Mapping[str, Any], schema: Any) -> Any:
    """A part of the long table; no value where a number is NaN, a word empty or a column foreign."""
    rows = len(columns["time_s"])
    arrays = []
    for field in schema:
        if field.name not in columns:
            arrays.append(pa.nulls(rows, field.type))
            continue
        values = np.broadcast_to(columns[field.name], (rows,))
        missing = values == "" if values.dtype.kind == "U" else np.isnan(values)
        arrays.append(pa.array(values, field.type, mask=missing))
    return pa.table(arrays, schema=schema)
