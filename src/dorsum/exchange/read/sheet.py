"""A table that people fill in, from CSV or a sheet of an Excel workbook; its cells know where they stand."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from dorsum import inputs
from dorsum.errors import BadInput
from dorsum.inputs import shown
from dorsum.words import listed

SUFFIXES = (".csv", ".xlsx")
MOST_ROWS, MOST_COLUMNS = 10_000, 200  # more is no table that people fill in
MOST_UNPACKED = 50_000_000  # bytes of a workbook
DELIMITERS = ",;\t"
NEEDS_EXCEL = "an .xlsx file needs the extra excel: pip install 'dorsum[excel]'"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and where: `shift.xlsx, sheet Shift, C4 (mass kg)`."""

    value: object  # number, text, date, or None of an empty one
    where: str
    comma: bool = False  # whether the file has decimal commas

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    def number(self) -> float:
        """A finite number.

        Raises:
            BadInput: it is none; the sentence says where.
        """
        value = self.value
        if isinstance(value, str):
            text = value.strip()
            text = text.replace(",", ".") if self.comma and text.count(",") == 1 and "." not in text else text
            try:
                value = float(text) if text.isascii() and "_" not in text else value
            except ValueError:
                raise BadInput(f"{self.where}: {shown(self.value)} is text where a number belongs") from None
        if isinstance(value, date | datetime | time | timedelta):
            raise BadInput(f"{self.where}: {value} is a date or time where a number belongs")
        return inputs.finite(self.where, value)

    def text(self) -> str:
        """A text; a number is told as it stands."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return str(self.value).strip()


@dataclass(frozen=True)
class Sheet:
    """Rows below a header, without those that are empty; in each the cells by the words of their column."""

    name: str  # of the file, and the sheet
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    places: tuple[str, ...]  # of the rows


def read_sheet(path: Path, what: str, wanted: str) -> Sheet:
    """The one sheet of a file; of a workbook with several that are filled, that which is called `wanted`.

    Raises:
        BadInput: it cannot be read, is empty, has merged cells, or two columns of one name.
    """
    if path.suffix.lower() == ".csv":
        return _of_csv(path, what)
    if path.suffix.lower() == ".xlsx":
        return _of_excel(path, what, wanted)
    raise BadInput(f"cannot read the {what} {path}: the name must end in {listed(SUFFIXES, 'or')}")


def _of_csv(path: Path, what: str) -> Sheet:
    content = inputs.read_bytes(path, what, inputs.MOST_BYTES)
    try:
        text = inputs.filled(content.decode("utf-8-sig"), f"the {what} {path}")
    except UnicodeDecodeError as error:
        raise BadInput(f"cannot read the {what} {path}: it is not UTF-8; save it as CSV UTF-8") from error
    head = next(line for line in text.splitlines() if line.strip())
    delimiter = max(DELIMITERS, key=head.count)
    try:
        lines = list(csv.reader(StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise BadInput(f"cannot read the {what} {path}: {error}") from error
    places = [f"row {i}" for i in range(1, len(lines) + 1)]
    return _sheet(str(path), lines, places, None, comma=delimiter != ",")


def _of_excel(path: Path, what: str, wanted: str) -> Sheet:
    content = inputs.read_bytes(path, what, inputs.MOST_BYTES)
    try:
        from openpyxl import load_workbook  # type: ignore[import-untyped]
    except ImportError:
        raise BadInput(NEEDS_EXCEL) from None
    try:
        unpacked = sum(part.file_size for part in ZipFile(BytesIO(content)).infolist())
    except BadZipFile:
        raise BadInput(f"cannot read the {what} {path}: it is no Excel workbook (.xlsx)") from None
    if unpacked > MOST_UNPACKED:
        most = f"{MOST_UNPACKED / 1e6:g} MB"
        raise BadInput(f"cannot read the {what} {path}: unpacked it is larger than {most}")
    try:
        values, written = (load_workbook(BytesIO(content), data_only=only) for only in (True, False))
    except Exception as error:  # whatever a damaged archive makes of it
        raise BadInput(f"cannot read the {what} {path}: it is no Excel workbook ({error})") from error
    filled = [sheet for sheet in written.worksheets if any(any(row) for row in sheet.values)]
    if not filled:
        raise BadInput(f"the {what} {path} is empty: no sheet of it holds anything")
    if len(filled) > 1:
        named = [sheet for sheet in filled if sheet.title.strip().lower() == wanted]
        if len(named) != 1:
            titles = listed(sheet.title for sheet in filled)
            raise BadInput(f"{path} has several sheets ({titles}): call the one that counts `{wanted}`")
        filled = named
    return _of_worksheet(path, filled[0], values[filled[0].title])


def _of_worksheet(path: Path, written: Any, values: Any) -> Sheet:
    name = f"{path}, sheet {written.title}"
    if written.merged_cells.ranges:
        where = listed(sorted(str(one) for one in written.merged_cells.ranges), most=3)
        raise BadInput(f"{name}: the cells {where} are merged: a row is one part, so that none may be merged")
    if written.max_row > MOST_ROWS or written.max_column > MOST_COLUMNS:
        raise BadInput(f"{name}: at most {MOST_ROWS} rows and {MOST_COLUMNS} columns are read")
    lines = [list(row) for row in values.iter_rows(values_only=True, max_row=written.max_row)]
    for row, told in zip(written.iter_rows(max_row=written.max_row), lines, strict=True):
        for cell in row:
            if cell.data_type == "f" and told[cell.column - 1] is None:
                raise BadInput(
                    f"{name}, {cell.coordinate}: the value of this formula is not in the file: open it in a"
                    " spreadsheet program, and save it"
                )
            if cell.data_type == "e" or told[cell.column - 1] in ERRORS:
                raise BadInput(f"{name}, {cell.coordinate}: {told[cell.column - 1]} is an error of a formula")
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    letters = [get_column_letter(i + 1) for i in range(written.max_column)]
    places = [f"row {i}" for i in range(1, len(lines) + 1)]
    return _sheet(name, lines, places, letters)


ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def _sheet(
    name: str,
    lines: Sequence[Sequence[object]],
    places: Sequence[str],
    letters: Sequence[str] | None,
    comma: bool = False,
) -> Sheet:
    """Rows by the words of the first that is not empty; `letters` are those of a workbook's columns."""

    def is_empty(line: Sequence[object]) -> bool:
        return all(Cell(value, "").empty for value in line)

    filled = [i for i, line in enumerate(lines) if not is_empty(line)]
    if not filled:
        raise BadInput(f"{name} is empty")
    head, *others = filled
    columns = [Cell(value, "").text() if value is not None else "" for value in lines[head]]
    told = [column for column in columns if column]
    for column in told:
        if told.count(column) > 1:
            raise BadInput(f"{name}, {places[head]}: two columns are called {column!r}")
    if not others:
        raise BadInput(f"{name} has a header and no row below it")
    rows = []
    for i in others:
        cells = {}
        for k, value in enumerate(lines[i]):
            column = columns[k] if k < len(columns) else ""
            at = places[i] if letters is None else f"{letters[k]}{places[i].removeprefix('row ')}"
            cell = Cell(value, f"{name}, {at} ({column})" if column else f"{name}, {at}", comma)
            if not column and not cell.empty:
                raise BadInput(f"{cell.where}: {shown(value)} stands in a column without a name")
            if column:
                cells[column] = cell
        for column in told:
            cells.setdefault(column, Cell(None, f"{name}, {places[i]} ({column})"))
        rows.append(cells)
    return Sheet(name, tuple(told), tuple(rows), tuple(f"{name}, {places[i]}" for i in others))
