"""What an analysis of a recording that did not end has left: a folder `NAME.part-XXXXXXXX`.

`about.json` says what was asked. A file each holds the arrays by name (`variables.VARIABLES`) and `time`,
frames first, as they lie in memory. The first line of `pieces.jsonl` has the type and the shape of a frame;
each other one is a piece that is whole, some frames of all arrays, and what they sum up to. It takes the
place of one before it of the same number. What the arrays hold besides is of pieces that were not finished.
"""

from __future__ import annotations

import itertools
import json
import math
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, DorsumError
from dorsum.inputs import read_text
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.dataset import FORMAT
from dorsum.mechanics.keeping import Collector, bytes_of
from dorsum.mechanics.recorded import Recorded
from dorsum.mechanics.result import Result
from dorsum.mechanics.variables import READ

ABOUT, PIECES = "about.json", "pieces.jsonl"


def open_unfinished(folder: Path) -> Result:
    """The frames that were computed, as a result; one of its warnings is that others are missing.

    Raises:
        BadInput: the folder holds no such frames, is damaged, or is of another version or other tables.
    """
    about = read_about(folder)
    try:
        if about["format"] != FORMAT:
            raise BadInput(f"it is of format {about['format']}, this version reads format {FORMAT}")
        options = Options(**about["options"])
        body = Body.of(Subject(**about["subject"]), free=options.free or ())
        if about["tables"] != body.tables.digest:
            raise BadInput("it was computed from other tables than those of this version")
        title, task, who = about["title"], about["task"], about["who"]
        objective, version = about["objective"], about["version"]
    except (LookupError, ValueError, TypeError, DorsumError) as error:
        raise BadInput(f"cannot open {folder}: {error}") from error
    collector, pieces = Collector(), Pieces.read(folder)
    for number in range(len(pieces.known)):
        collector.add(pieces.arrays(number))
    if not collector.frames:
        raise BadInput(f"{folder} holds no frames")
    told = ("Unfinished: the analysis of this recording did not come to its end, later frames are missing.",)
    return Result(
        body=body,
        kept=collector.kept(),
        task=task,
        title=title,
        assumptions=(f"the person: {who}",),
        objective=objective,
        options=options,
        version=version,
        told_digest=about["tables"],
        recorded=Recorded(title, who, (), told),
    )


def read_about(folder: Path) -> dict[str, Any]:
    """What was asked.

    Raises:
        BadInput: the folder does not say.
    """
    try:
        about = json.loads(read_text(folder / ABOUT, "folder of an unfinished result"))
    except ValueError as error:
        raise BadInput(f"cannot open {folder}: {error}") from error
    if not isinstance(about, dict):
        raise BadInput(f"cannot open {folder}: {ABOUT} is no table")
    return about


class Piece(NamedTuple):
    """Some frames of all arrays."""

    piece: int  # its number, from 0 on
    first: int  # frame
    frames: int
    crc32: int

    def line(self) -> bytes:
        """As it stands in `PIECES`."""
        return b"\n" + json.dumps(self._asdict()).encode()


@dataclass(frozen=True)
class Pieces:
    """The pieces in a folder from the first on, as far as none is missing."""

    folder: Path
    types: dict[str, tuple[str, tuple[int, ...]]]  # of the arrays: of a number, and the shape of a frame
    known: tuple[Piece, ...]

    @classmethod
    def read(cls, folder: Path) -> Pieces:
        """Those that are whole; a line may be torn."""
        lines = (folder / PIECES).read_bytes().splitlines() if (folder / PIECES).exists() else []
        try:
            types = {name: (kind, tuple(shape)) for name, (kind, shape) in json.loads(lines[0]).items()}
        except (LookupError, ValueError, TypeError, AttributeError):
            return cls(folder, {}, ())
        there = dict[int, Piece]()
        for line in lines[1:]:
            with suppress(ValueError, TypeError):
                piece = Piece(**json.loads(line))
                there[piece.piece] = piece
        count = next(number for number in itertools.count() if number not in there)
        return cls(folder, types, tuple(there[number] for number in range(count)))

    def arrays(self, number: int) -> dict[str, NDArray[Any]]:
        """The arrays of a piece.

        Raises:
            BadInput: it is damaged.
        """
        piece = self.known[number]
        try:
            found = {name: self._array(name, piece) for name in ("time", *READ)}
            sound = checksum(found) == piece.crc32
        except (OSError, LookupError, ValueError, TypeError, MemoryError) as error:
            raise BadInput(f"piece {number} of {self.folder} is damaged: {error}") from error
        if not sound:
            raise BadInput(f"piece {number} of {self.folder} is damaged: its sum is another")
        return found

    def _array(self, name: str, piece: Piece) -> NDArray[Any]:
        kind, shape = self.types[name]
        dtype, each = np.dtype(kind), math.prod(shape)
        at = piece.first * each * dtype.itemsize
        found = np.fromfile(self.folder / name, dtype, piece.frames * each, offset=at)
        return found.reshape(piece.frames, *shape)


def head_of(types: Mapping[str, tuple[np.dtype[Any], tuple[int, ...]]]) -> bytes:
    """The first line of `PIECES`: of every array the type of a number and the shape of a frame."""
    return json.dumps({name: (dtype.str, shape) for name, (dtype, shape) in types.items()}).encode()


def checksum(arrays: Mapping[str, NDArray[Any]]) -> int:
    """What all bytes of a piece sum up to."""
    found = 0
    for name in ("time", *READ):
        found = zlib.crc32(bytes_of(arrays[name]), found)
    return found
