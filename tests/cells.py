"""Altering a copy of the tables, cell by cell."""

import csv
from collections.abc import Callable
from pathlib import Path

from dorsum.anatomy.read import FOLDERS, files_of
from dorsum.errors import Fault

Cells = list[list[str]]


def file_of(table: str) -> str:
    """The file of a table, as faults name it."""
    return f"{FOLDERS[table]}/{table}.csv"


def read(folder: Path, table: str) -> Cells:
    with files_of(folder)[table].open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def write(folder: Path, table: str, cells: Cells) -> None:
    with files_of(folder)[table].open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(cells)


def set_cell(folder: Path, table: str, line: int, column: str, value: str) -> None:
    cells = read(folder, table)
    cells[line - 1][cells[0].index(column)] = value
    write(folder, table, cells)


def line_of(folder: Path, table: str, **wanted: str) -> int:
    """Number of the first line with these cells."""
    cells = read(folder, table)
    for i, row in enumerate(cells[1:], start=2):
        if all(row[cells[0].index(column)] == value for column, value in wanted.items()):
            return i
    raise LookupError(wanted)


def change(folder: Path, table: str, edit: Callable[[Cells], object]) -> None:
    cells = read(folder, table)
    edit(cells)
    write(folder, table, cells)


def only(found: list[Fault]) -> Fault:
    assert len(found) == 1, [f"{fault.file} {fault}" for fault in found]
    return found[0]
