"""A long recording in windows that overlap, so that a filter sees what lies around each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from dorsum.errors import BadInput
from dorsum.exchange.recording import Coordinates

JUST_AFTER = 1e-6  # s beyond the last time, so that it belongs to the last window


@dataclass(frozen=True)
class Window:
    """Rows of a recording; those with start ≤ time < end are this window's own, the others lie around."""

    recording: Coordinates
    start: float
    end: float


def windows(
    pieces: Iterable[Coordinates], margin_s: float, from_s: float | None, to_s: float | None
) -> Iterator[Window]:
    """Windows of consecutive pieces, cut to the stated times.

    Raises:
        BadInput: nothing is recorded between the stated times.
    """
    first, last = -np.inf if from_s is None else from_s, np.inf if to_s is None else to_s
    waiting: Coordinates | None = None
    start, recorded, made = first, (np.inf, -np.inf), False
    for piece in pieces:
        recorded = min(recorded[0], piece.time[0]), max(recorded[1], piece.time[-1])
        if piece.time[-1] < first - margin_s:
            continue
        if piece.time[0] > last + margin_s:
            break
        if waiting is not None:  # there is more: what lies a margin before the end can go
            end = min(float(waiting.time[-1]) - margin_s, last)
            if max(start, float(waiting.time[0])) < end < last:
                made = True
                yield Window(waiting, start, end)
                waiting, start = _between(waiting, end - margin_s, np.inf), end
            waiting = _joined(waiting, piece)
        else:
            waiting = piece
    if waiting is not None:
        waiting = _between(waiting, start - margin_s, last + margin_s)
        own = (waiting.time >= start) & (waiting.time <= last)
        if own.any():
            made = True
            yield Window(waiting, start, min(last, waiting.time[-1]) + JUST_AFTER)
    if not made:
        raise BadInput(
            f"nothing is recorded from {first:g} to {last:g} s: the recording goes from {recorded[0]:g} to"
            f" {recorded[1]:g} s"
        )


def _joined(a: Coordinates, b: Coordinates) -> Coordinates:
    notes = (*a.notes, *(note for note in b.notes if note not in a.notes))
    return replace(
        b, time=np.concatenate([a.time, b.time]), values=np.concatenate([a.values, b.values]), notes=notes
    )


def _between(recording: Coordinates, start: float, end: float) -> Coordinates:
    rows = (recording.time >= start) & (recording.time <= end)
    return replace(recording, time=recording.time[rows], values=recording.values[rows])
