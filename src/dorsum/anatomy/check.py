"""Everything that can be wrong with a folder of tables, found in one pass.

The row classes are the schema; pydantic, imported only here, holds every cell against them. What no single
row can tell (references, sums, order) is in `laws.py`.
"""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from dorsum.anatomy.laws import Placed, lawless
from dorsum.anatomy.read import FOLDER, TABLES, Parse, R, parsers
from dorsum.anatomy.rows import Row, Side
from dorsum.errors import Fault, nearest

FACT_COLUMNS = ("kind", "provenance", "source", "confidence", "note")


def faults(folder: Path = FOLDER) -> list[Fault]:
    """Every fault of every table, by file and line; an empty list means that the tables may be used."""
    found: list[Fault] = []
    placed: dict[str, list[Placed]] = {}
    for name, row_class in TABLES.items():
        rows, wrong = _table(folder / f"{name}.csv", row_class)
        placed[name] = rows
        found += wrong
    return sorted([*found, *lawless(placed, complete=not found)])


def columns(row_class: type[Row]) -> list[str]:
    """Columns of a table as they are written: what the fact is, then where it comes from."""
    names = list(parsers(row_class))
    tail = [name for name in FACT_COLUMNS if name in names]
    return [name for name in names if name not in tail] + tail


def json_schema() -> dict[str, Any]:
    """JSON Schema of every table: one object per row, with key and references as `x-` members."""
    tables = {}
    for name, row_class in TABLES.items():
        schema = TypeAdapter(row_class).json_schema()
        order = columns(row_class)
        schema["properties"] = {column: schema["properties"][column] for column in order}
        schema["x-columns"] = order
        schema["x-key"] = list(row_class.KEY)
        schema["x-refers"] = dict(row_class.REFERS)
        tables[name] = schema
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dorsum tables",
        "$defs": tables,
    }


def _table(path: Path, row_class: type[Row]) -> tuple[list[Placed], list[Fault]]:
    def fault(line: int, message: str, column: str = "", value: str = "") -> Fault:
        return Fault(path.name, line, column, value, message)

    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return [], [fault(1, f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return [], [fault(text_line(error), "is not UTF-8 text")]
    if not text.strip():
        return [], [fault(1, "the file is empty")]
    lines, broken = _lines(text)
    wrong = [fault(line, message) for line, message in broken]
    header = lines[0][1] if lines else []
    bad_header = list(_header_faults(header, columns(row_class)))
    if bad_header:
        return [], [*wrong, *(fault(1, message, column, value) for column, value, message in bad_header)]
    rows: list[Placed] = []
    parse_of, adapter = parsers(row_class), TypeAdapter(row_class)
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            wrong.append(fault(line, f"has {len(cells)} cells where the header has {len(header)}"))
            continue
        row, bad = _row(dict(zip(header, cells, strict=True)), parse_of, adapter)
        wrong += [fault(line, message, column, value) for column, value, message in bad]
        if row is not None:
            rows.append(Placed(path.name, line, row))
    return rows, wrong


def text_line(error: UnicodeDecodeError) -> int:
    """Line of the first byte that is no UTF-8."""
    return error.object[: error.start].count(b"\n") + 1


def _lines(text: str) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """Cells of each line with its number, and what is wrong with the file as a file."""
    lines: list[tuple[int, list[str]]] = []
    wrong: list[tuple[int, str]] = []
    reader = csv.reader(StringIO(text), strict=True)
    last = 0
    try:
        for cells in reader:
            if reader.line_num != last + 1:
                wrong.append((last + 1, "a cell runs over the end of the line"))
            last = reader.line_num
            lines.append((last, cells))
    except csv.Error as error:
        wrong.append((last + 1, f"cannot be read as CSV: {error}"))
    else:
        if not text.endswith("\n"):
            wrong.append((last, "the last line has no end; the file may be cut off"))
    return lines, wrong


def _header_faults(header: list[str], wanted: list[str]) -> Iterator[tuple[str, str, str]]:
    """Column, value and message for each column that is missing, unknown or there twice."""
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield "header", name, "this column is there twice"
        if name not in wanted:
            near = nearest(name, [column for column in wanted if column not in header], n=1)
            yield "header", name, "no such column" + (f"; nearest is {near[0]!r}" if near else "")
    for name in wanted:
        if name not in header:
            yield "header", name, "this column is missing"


def _row(
    cells: Mapping[str, str], parse_of: Mapping[str, Parse], adapter: TypeAdapter[R]
) -> tuple[R | None, list[tuple[str, str, str]]]:
    """The row, if all its cells are right, and column, value and message of those that are not."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column, parse in parse_of.items():
        try:
            values[column] = parse(cells[column])
        except ValueError as error:
            wrong[column] = str(error) if cells[column] else "must not be empty"
    try:
        row = adapter.validate_python({**values, **{column: cells[column] for column in wrong}})
    except ValidationError as error:
        for detail in error.errors():
            column = str(detail["loc"][0])
            wrong.setdefault(column, _words(detail, cells[column]))
        row = None
    if wrong:
        return None, [(column, cells[column], message) for column, message in wrong.items()]
    return row, []


def _words(detail: Any, cell: str) -> str:
    """A fault of pydantic in the words of the tables."""
    bounds = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in bounds:
        return f"must be {signs[bounds[kind]]} {context[bounds[kind]]:g}"
    if kind in ("string_too_short", "too_short"):
        return "must not be empty"
    if kind == "finite_number":
        return "must be a finite number"
    if kind == "literal_error":
        if cell == "left" and "'right'" in context["expected"] and "'mid'" in context["expected"]:
            return f"only {' and '.join(get_args(Side))} are stored; the left side is derived"
        return f"must be {context['expected']}"
    return str(detail["msg"])
