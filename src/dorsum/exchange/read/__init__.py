"""Reading recorded motion: .mot and .sto."""

from __future__ import annotations

from pathlib import Path

from dorsum.exchange.read.storage import PIECE, Pieces, storage_in_pieces
from dorsum.exchange.recording import Recording

__all__ = ["Pieces", "read", "read_in_pieces"]


def read(path: Path | str) -> Recording:
    """What is recorded in a file; its content says of which kind it is, its name only helps.

    Raises:
        BadInput: there is no such file, it is of no kind that is known, or it is damaged beyond mending.
    """
    from dorsum.exchange.read.storage import read_storage

    return read_storage(Path(path))


def read_in_pieces(path: Path | str, rows: int = PIECE) -> Pieces:
    """A long .mot or .sto, so many rows at a time, in little memory."""
    return storage_in_pieces(Path(path), rows)
