"""Everything that can be wrong with a folder of tables, found in one pass.

The row classes are the schema; pydantic, imported only here, holds every cell against them. What no single
row can tell (references, sums, order) is in `laws.py`.
"""

import csv
from collections.abc import Iterator, Mapping, Set
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import TypeAdapter, ValidationError

from dorsum.anatomy.laws import lawless
from dorsum.anatomy.parse import Parse, parsers
from dorsum.anatomy.read import FOLDER, FOLDERS, TABLES, Tables, files_of
from dorsum.anatomy.rows import Row, Side
from dorsum.anatomy.rows.columns import ORIGIN
from dorsum.anatomy.sheets import Placed, Sheet
from dorsum.errors import Fault, TableError, nearest
from dorsum.words import listed


def faults(folder: Path = FOLDER) -> list[Fault]:
    """Every fault of every table, by file and line; an empty list means that the tables may be used."""
    found: list[Fault] = []
    book: dict[str, Sheet] = {}
    files = files_of(folder)
    for name, row_class in TABLES.items():
        book[name], wrong = _sheet(folder, files[name], row_class, _adapter(name))
        found += wrong
    return sorted([*found, *_elsewhere(folder, set(files.values())), *lawless(book)])


def rule_faults(tables: Tables) -> list[Fault]:
    """Every fault of tables in memory that no single row shows."""
    book: dict[str, Sheet] = {}
    for name, row_class in TABLES.items():
        rows = [Placed(_file(name), line, row) for line, row in enumerate(tables.seen(name), start=2)]
        keys = {tuple(getattr(placed.row, column) for column in row_class.KEY) for placed in rows}
        book[name] = Sheet(rows, keys, whole=True)
    return sorted(lawless(book))


def row_of(table: str, at: int, values: Mapping[str, Any]) -> Row:
    """A row of checked values, the one at a place in its table.

    Raises:
        TableError: with every fault of it.
    """
    try:
        return _adapter(table).validate_python(dict(values))
    except ValidationError as error:
        found = {str(detail["loc"][0]): detail for detail in error.errors()}
        raise TableError(
            [
                Fault(_file(table), at + 2, column, str(values[column]), _words(detail, str(values[column])))
                for column, detail in found.items()
            ]
        ) from None


def _file(table: str) -> str:
    return f"{FOLDERS[table]}/{table}.csv"


def _elsewhere(folder: Path, files: Set[Path]) -> Iterator[Fault]:
    """A fault for each file that has the name of a table and lies where none is read."""
    for path in sorted({*folder.glob("*.csv"), *folder.glob("*/*.csv")} - files):
        if path.stem in TABLES:
            file = path.relative_to(folder).as_posix()
            yield Fault(file, 1, "", "", f"is not read here: this table lies in {FOLDERS[path.stem]}/")


def columns(row_class: type[Row]) -> list[str]:
    """Columns of a table as they are written: what the fact is, then where it comes from."""
    names = list(parsers(row_class))
    tail = [name for name in ORIGIN if name in names]
    return [name for name in names if name not in tail] + tail


def json_schema() -> dict[str, Any]:
    """JSON Schema of every table: one object per row, with key and references as `x-` members."""
    tables = {}
    for name, row_class in TABLES.items():
        schema = _adapter(name).json_schema()
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


@cache
def _adapter(table: str) -> TypeAdapter[Row]:
    return TypeAdapter(TABLES[table])


def _sheet(
    folder: Path, path: Path, row_class: type[Row], adapter: TypeAdapter[Row]
) -> tuple[Sheet, list[Fault]]:
    """The rows of a table that are right one by one, and every fault that shows without looking elsewhere."""
    file = path.relative_to(folder).as_posix()
    lines, wrong = _lines(path, file)
    header = lines[0].cells if lines else []
    bad_header = list(_header_faults(file, header, columns(row_class))) if lines else []
    if bad_header or not lines:
        return Sheet([], set(), whole=False), wrong + bad_header
    rows, keys, parse_of = [], set(), parsers(row_class)
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            message = f"has {len(cells)} cells where the header has {len(header)}"
            wrong.append(Fault(file, number, "", "", message))
            continue
        named = dict(zip(header, cells, strict=True))
        row, bad = _row(named, parse_of, adapter)
        wrong += [Fault(file, number, column, named[column], message) for column, message in bad.items()]
        if not bad.keys() & set(row_class.KEY):
            keys.add(tuple(parse_of[column](named[column]) for column in row_class.KEY))
        if row is not None:
            rows.append(Placed(file, number, row))
    if not wrong and not rows:
        wrong.append(Fault(file, 1, "", "", "there is no row under the header"))
    return Sheet(rows, keys, whole=not wrong), wrong


class Line(NamedTuple):
    """The cells of one line of a file."""

    number: int
    cells: list[str]


def _lines(path: Path, file: str) -> tuple[list[Line], list[Fault]]:
    """The lines of a file, and what is wrong with it as a file."""

    def fault(line: int, message: str) -> Fault:
        return Fault(file, line, "", "", message)

    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return [], [fault(1, f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [], [fault(line, "is not UTF-8 text")]
    if not text.strip():
        return [], [fault(1, "the file is empty")]
    lines: list[Line] = []
    wrong: list[Fault] = []
    reader = csv.reader(StringIO(text), strict=True)
    last = 0
    try:
        for cells in reader:
            if reader.line_num != last + 1:
                wrong.append(fault(last + 1, "a cell runs over the end of the line"))
            last = reader.line_num
            lines.append(Line(last, cells))
    except csv.Error as error:
        wrong.append(fault(last + 1, f"cannot be read as CSV: {error}"))
    else:
        if not text.endswith("\n"):
            wrong.append(fault(last, "the last line has no end; the file may be cut off"))
    return lines, wrong


def _header_faults(file: str, header: list[str], wanted: list[str]) -> Iterator[Fault]:
    """A fault for each column that is missing, unknown or there twice."""
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Fault(file, 1, "header", name, "this column is there twice")
        if name not in wanted:
            near = nearest(name, [column for column in wanted if column not in header], n=1)
            hint = f"; nearest is {near[0]!r}" if near else ""
            yield Fault(file, 1, "header", name, f"no such column{hint}")
    for name in wanted:
        if name not in header:
            yield Fault(file, 1, "header", name, "this column is missing")


def _row(
    cells: Mapping[str, str], parse_of: Mapping[str, Parse], adapter: TypeAdapter[Row]
) -> tuple[Row | None, dict[str, str]]:
    """The row, if all its cells are right, and what is wrong with those that are not, by column."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column, parse in parse_of.items():
        try:
            values[column] = parse(cells[column])
        except ValueError as error:
            values[column] = cells[column]
            wrong[column] = str(error) if cells[column] else "must not be empty"
    try:
        row = adapter.validate_python(values)
    except ValidationError as error:
        for detail in error.errors():
            column = str(detail["loc"][0])
            wrong.setdefault(column, _words(detail, cells[column]))
        return None, wrong
    return None if wrong else row, wrong


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
            return f"only {listed(get_args(Side))} are stored; the left side is derived"
        return f"must be {context['expected']}"
    return str(detail["msg"])
