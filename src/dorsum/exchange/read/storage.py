"""Reading the storage files of OpenSim and SIMM: .mot and .sto.

A header of lines `key=value` up to `endheader`, a line of names, rows of numbers. Angles come out in rad
whatever the header says; see `degrees` for how a file that is silent or wrong about it is recognised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.clock import Clock
from dorsum.exchange.read.course import notes_on_gaps, notes_on_times
from dorsum.exchange.read.degrees import Angles, angles_of
from dorsum.exchange.read.files import opened
from dorsum.exchange.read.recording import Coordinates, FileFacts
from dorsum.exchange.read.rows import Block, blocks_of_rows
from dorsum.exchange.read.storage_header import Header, header_of

PIECE = 20_000  # rows
ROOM_AHEAD = 1.05  # of the rows that the size of the file suggests; memory not written to costs nothing


@dataclass
class _Course:
    """What happens to the rows on the way, kept over all blocks."""

    header: Header
    clock: Clock
    rows: int = 0
    likely_rows: int = 0  # in all, known from the first block on
    cut: int | None = None  # line

    def notes(self, whole: bool) -> list[str]:
        """A sentence each; `whole`: all rows have been seen."""
        told = self.clock.notes()
        if self.cut is not None:
            told.append(f"Line {self.cut}, the last, is cut off and left out.")
        stated = self.header.rows
        found = self.rows + self.clock.replaced
        if whole and stated is not None and stated != found:
            told.append(f"The header says {stated:,} rows, the file has {found:,}.")
        return told


def read_storage(path: Path) -> Coordinates:
    """The whole file.

    Raises:
        BadInput: the file is damaged beyond mending; the message says where.
    """
    header = header_of(path)
    course = _Course(header, Clock(path))
    table = _stacked(_clean_blocks(course), course)
    angles = angles_of(header, table)
    return _coordinates(course, table, angles, whole=True)


def raw_storage(path: Path) -> tuple[tuple[str, ...], Floats, Floats]:
    """Names, times (frames,) s and values (frames, n_names) as they stand, none taken for an angle.

    Raises:
        BadInput: the file is damaged beyond mending; the message says where.
    """
    header = header_of(path)
    course = _Course(header, Clock(path))
    table = _stacked(_clean_blocks(course), course)
    return header.kept_names, table[:, 0], table[:, 1:]


@dataclass(frozen=True)
class Pieces:
    """A long file, a piece at a time: `for piece in pieces`."""

    path: Path
    names: tuple[str, ...]
    rows: int  # in all, as the header says or as the size of the file suggests: for a progress bar
    rows_of_a_piece: int
    subject: str = ""  # whose motion it is, as JSON, in files of our own

    def __iter__(self) -> Iterator[Coordinates]:
        header = header_of(self.path)
        course, angles = _Course(header, Clock(self.path)), None
        for table in _regrouped(_clean_blocks(course), self.rows_of_a_piece):
            angles = angles or angles_of(header, table)
            angles.check(table, self.path)
            yield _coordinates(course, table, angles, whole=False)
        if angles is None:
            raise BadInput(f"{self.path} has a header and no rows of numbers")


def storage_in_pieces(path: Path, rows: int = PIECE) -> Pieces:
    """The file in pieces of so many rows; each is a recording of its own, with the notes on it.

    What only the whole file can tell, whether it is in degrees if it does not say so, is judged by the first
    piece; a later piece that speaks against it is an error.
    """
    if rows < 1:
        raise BadInput(f"rows = {rows}: a piece has 1 row or more")
    header = header_of(path)
    with opened(path) as file:
        file.seek(header.size)
        first = next(blocks_of_rows(file, header.layout), None)
    if first is None or not len(first.values):
        raise BadInput(f"{path} has a header and no rows of numbers")
    return Pieces(path, header.kept_names, _rows_in_all(header, first), rows, header.subject)


def _rows_in_all(header: Header, first: Block) -> int:
    size = header.layout.path.stat().st_size - header.size
    likely = max(len(first.values), round(size * len(first.values) / len(first.text)))
    stated = header.rows
    return stated if stated is not None and abs(stated - likely) < 0.2 * likely else likely


def _clean_blocks(course: _Course) -> Iterator[Floats]:
    """The rows in blocks, (rows, 1 + n_names): time, then the columns kept; times rise."""
    header = course.header
    with opened(header.layout.path) as file:
        file.seek(header.size)
        for block in blocks_of_rows(file, header.layout):
            if block.cut:
                course.cut = block.line
                continue
            course.likely_rows = course.likely_rows or _rows_in_all(header, block)
            _check_twins(block, header)
            for values in course.clock.later(block.values[:, header.kept], block.line_of):
                course.rows += len(values)
                yield values
    for values in course.clock.rest():
        course.rows += len(values)
        yield values


def _check_twins(block: Block, header: Header) -> None:
    """Columns of the same name must be the same: else nobody knows which one is meant."""
    for column, first in header.twins:
        same = block.values[:, column] == block.values[:, first]
        same |= np.isnan(block.values[:, column]) & np.isnan(block.values[:, first])
        if not same.all():
            name = header.layout.columns[column]
            where = f"{header.layout.path}, line {block.line_of(int(same.argmin()))}"
            raise BadInput(
                f"{where}: the columns {first + 1} and {column + 1} are both called {name} and differ; "
                "rename or delete one"
            )


def _stacked(blocks: Iterator[Floats], course: _Course) -> Floats:
    """All blocks in one array, with room ahead, so that the blocks are not kept beside it."""
    table, rows = np.empty((0, len(course.header.kept))), 0
    for block in blocks:
        if rows + len(block) > len(table):
            longer = np.empty(
                (rows + max(round(ROOM_AHEAD * course.likely_rows), len(block)), table.shape[1])
            )
            longer[:rows] = table[:rows]
            table = longer
        table[rows : rows + len(block)] = block
        rows += len(block)
    if not rows:
        raise BadInput(f"{course.header.layout.path} has a header and no rows of numbers")
    return table[:rows]


def _regrouped(blocks: Iterator[Floats], rows: int) -> Iterator[Floats]:
    """The same rows in arrays of so many; the last may be shorter."""
    waiting: list[Floats] = []
    n = 0
    for block in blocks:
        waiting.append(block)
        n += len(block)
        if n >= rows:
            whole, rest = np.concatenate(waiting), n % rows
            for start in range(0, n - rest, rows):
                yield whole[start : start + rows].copy()
            waiting, n = [whole[n - rest :].copy()], rest
    if n:
        yield np.concatenate(waiting)


def _coordinates(course: _Course, table: Floats, angles: Angles, whole: bool) -> Coordinates:
    header = course.header
    angles.to_radians(table)
    time, values = table[:, 0], table[:, 1:]
    names = header.kept_names
    notes = [
        *header.notes,
        *course.notes(whole),
        *angles.notes,
        *notes_on_times(time),
        *notes_on_gaps("column", names, np.isnan(values)),
    ]
    facts = FileFacts(".mot", unit="degrees" if angles.columns else "radians", title=header.title)
    return Coordinates(header.layout.path, time, names, values, tuple(notes), facts)
