"""Rows of numbers in a text file: read by Arrow, and by hand where Arrow stumbles, to say where and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import csv

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.arrow import numbers_of
from dorsum.exchange.read.files import line_blocks
from dorsum.inputs import shown

NO_NUMBER = ("", "nan", "NaN", "NAN", "-nan", "-NaN", "nan(ind)", "-nan(ind)", "1.#QNAN", "-1.#IND", "1.#IND")
EDGES = re.compile(rb"(?m)^[ \t]+|[ \t\r]+$")
GAPS = re.compile(rb"[ \t]+")
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")


@dataclass(frozen=True)
class Layout:
    """What is known of the rows before they are read."""

    path: Path
    columns: tuple[str, ...]
    tabs: bool  # cells are parted by tabs and may be blank; else by any white space
    line: int  # of the first row, from 1
    commas: bool = False  # they stand where tabs should, as spreadsheets save them
    ragged: bool = False  # cells beyond the columns are left out, not refused


@dataclass(frozen=True)
class Block:
    """Some rows, one after the other."""

    values: Floats  # (rows, columns), NaN where a cell has no number or an infinite one
    text: bytes
    line: int  # of the first row
    cut: bool  # the last line had too few cells and no line end, and is not among the rows

    def line_of(self, row: int) -> int:
        """The line in the file on which a row stands."""
        lines = (i for i, line in enumerate(self.text.splitlines(), self.line) if line.strip())
        return next(line for i, line in zip(count(), lines) if i == row)


def blocks_of_rows(file: BinaryIO, layout: Layout) -> Iterator[Block]:
    """The rows from where the file stands.

    Raises:
        BadInput: a line has too few or too many cells, or one that is no number; the message says which.
    """
    for text, line, ended in line_blocks(file, layout.path, layout.line):
        if b"\0" in text:
            line += text.count(b"\n", 0, text.index(b"\0"))
            raise BadInput(f"{layout.path}, line {line}: holds binary data; the file is damaged")
        if layout.commas:
            text = text.replace(b",", b"\t")
        if not ended and _is_cut(text, layout):
            yield Block(np.empty((0, len(layout.columns))), b"", line, cut=True)
            continue
        values = _quickly(text, layout)
        if values is None:
            values = _line_by_line(text, layout, line)
        values[np.isinf(values)] = np.nan
        if len(values):
            yield Block(values, text, line, cut=False)


def cells_of(line: str, path: Path, number: int) -> tuple[list[str], bool, bool]:
    """The cells of a line of names, and what parts them: tabs (commas count as tabs), and whether commas do.

    Raises:
        BadInput: semicolons do, for then the numbers have decimal commas.
    """
    tabs, commas = "\t" in line.strip(), "," in line
    if not tabs and ";" in line:
        raise BadInput(
            f"{path}, line {number}: cells are parted by semicolons; save it with tabs and decimal points"
        )
    if not tabs and commas:
        return [cell.strip() for cell in line.rstrip().split(",")], True, True
    return [cell.strip() for cell in line.rstrip().split("\t")] if tabs else line.split(), tabs, False


def _is_cut(text: bytes, layout: Layout) -> bool:
    return len(_cells(text.decode("latin-1"), layout)) < len(layout.columns)


def _quickly(text: bytes, layout: Layout) -> Floats | None:
    """The numbers as Arrow reads them, nothing where it finds a fault."""
    n = len(layout.columns)
    if not layout.tabs:
        text = GAPS.sub(b"\t", EDGES.sub(b"", text))
    first = text.lstrip(b"\r\n").split(b"\n", 1)[0].rstrip(b"\r")
    trailing = layout.tabs and first.count(b"\t") == n and first.endswith(b"\t")
    more = max(n, first.rstrip(b"\t").count(b"\t") + 1) if layout.ragged else n
    names = [str(i) for i in range(max(n + trailing, first.count(b"\t") + 1 if more > n else 0))]
    try:
        table = csv.read_csv(
            pa.BufferReader(text),
            read_options=csv.ReadOptions(column_names=names, block_size=len(text) + 1, use_threads=False),
            parse_options=csv.ParseOptions(delimiter="\t", quote_char=False),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.float64()), null_values=NO_NUMBER
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    if trailing and more == n and table.column(n).null_count != table.num_rows:
        return None
    values = np.empty((table.num_rows, n))
    for i in range(n):
        values[:, i] = numbers_of(table.column(i))
    return values


def _line_by_line(text: bytes, layout: Layout, line: int) -> Floats:
    """The same numbers, slowly; the first fault is an error that says where it is."""
    rows = []
    for number, content in enumerate(text.decode("latin-1").split("\n"), line):
        if not content.strip():
            continue
        cells = _cells(content, layout)
        if layout.ragged:
            cells = cells[: len(layout.columns)]
        if len(cells) != len(layout.columns):
            raise BadInput(
                f"{layout.path}, line {number}: has {len(cells)} values for {len(layout.columns)} columns"
            )
        rows.append([_number(cell, layout, number, i) for i, cell in enumerate(cells)])
    return np.array(rows).reshape(-1, len(layout.columns))


def _cells(line: str, layout: Layout) -> list[str]:
    if not layout.tabs:
        return line.split()
    cells = [cell.strip() for cell in line.rstrip("\r\n ").split("\t")]
    while len(cells) > len(layout.columns) and not cells[-1]:
        cells.pop()
    return cells


def _number(cell: str, layout: Layout, line: int, column: int) -> float:
    if cell in NO_NUMBER:
        return np.nan
    try:
        if "_" not in cell:
            return float(cell)
    except ValueError:
        pass
    hint = "; write a decimal point, not a comma" if DECIMAL_COMMA.fullmatch(cell) else ""
    where = f"{layout.path}, line {line}, column {column + 1} ({layout.columns[column]})"
    raise BadInput(f"{where}: {shown(cell)} is not a number{hint}")
