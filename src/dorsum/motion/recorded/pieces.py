"""The frames of a recording in pieces that are balanced in one go and hang on no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from numpy.typing import NDArray

from dorsum.exchange.read.unfinished import Piece as Written
from dorsum.exchange.write.results.parquet import Tables
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.filter import Smoothing, step_of
from dorsum.motion.recorded.frames import Part, frames_of
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.resume import Computed
from dorsum.motion.recorded.source import Source

Arrays = Mapping[str, NDArray[Any]]


class Piece(NamedTuple):
    """Some frames that are balanced in one go."""

    number: int
    first: int  # frame, of all
    frames: Frames
    expected: int  # frames in all, as far as known
    known: Arrays | None  # what an earlier run has found


class Solved(NamedTuple):
    """What came of a piece."""

    arrays: Arrays  # by name, and `time`
    written: Written | None  # where it lies on disk
    tables: Tables | None  # its rows


def pieces_of(
    source: Source, smoothing: Smoothing, model: Model, hands: Hands, computed: Computed | None
) -> Iterator[Piece]:
    """What is to be balanced, and what is known of it from an earlier run."""
    begin, number, first = None, 0, 0
    for part in source.parts(model):
        begin = max(part.start, part.motion.time[0]) if begin is None else begin
        expected = _expected(source, part, smoothing)
        for frames in frames_of(part, model, smoothing, hands, begin):
            known = None if computed is None else computed.known(number, first, frames.times)
            yield Piece(number, first, frames, expected, known)
            number, first = number + 1, first + len(frames.times)


def _expected(source: Source, part: Part, smoothing: Smoothing) -> int:
    """Frames in all, as far as known."""
    if smoothing.rate_hz is None:
        return source.rows
    return round(source.rows * step_of(part.motion.time) * smoothing.rate_hz)
