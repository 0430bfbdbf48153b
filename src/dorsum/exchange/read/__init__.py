"""Reading recorded motion: .mot, .sto, .trc, .c3d and .bvh."""

from __future__ import annotations

from pathlib import Path

from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.model_markers import with_model
from dorsum.exchange.read.name_maps import NameMap
from dorsum.exchange.read.recording import Recording
from dorsum.exchange.read.storage import PIECE, Pieces, storage_in_pieces

__all__ = ["Pieces", "read", "read_as", "read_in_pieces"]


def read(
    path: Path | str,
    *,
    up: str | None = None,
    forward: str | None = None,
    unit: str | None = None,
    person: str | None = None,
    confidence: float | None = None,
    names: NameMap | None = None,
    model: Path | str | None = None,
) -> Recording:
    """What is recorded in a file; its content says of which kind it is, its name only helps.

    Args:
        up: the axis that points up in a file of markers or of a rig, such as z or -y; recognised otherwise.
        forward: the axis that points forward.
        unit: the unit of length, such as mm.
        person: whose markers are read, where the file has several persons.
        confidence: below it keypoints count as not seen, where the file says how sure they are.
        names: what the user calls markers and joints.
        model: an OpenSim model (.osim) that says where markers lie, whatever they are called.

    Raises:
        BadInput: there is no such file, it is of no kind that is known, or it is damaged beyond mending.
    """
    from dorsum.exchange.read.kinds import OF_MARKERS, kind_of

    path = Path(path)
    osim = None if model is None else Path(model)
    asked = Asked(up, forward, unit, person, confidence, names or NameMap(), osim)
    return read_as(path, with_model(asked) if kind_of(path) in OF_MARKERS else asked)


def read_as(path: Path, asked: Asked) -> Recording:
    """What is recorded in a file, read as a user says."""
    from dorsum.exchange.read.kinds import reader_of

    return reader_of(path)(path, asked)


def read_in_pieces(path: Path | str, rows: int = PIECE) -> Pieces:
    """A long .mot or .sto, so many rows at a time, in little memory."""
    return storage_in_pieces(Path(path), rows)
