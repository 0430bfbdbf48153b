"""A long recording in windows that overlap, so that a filter sees what lies around each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from dorsum.errors import BadInput
from dorsum.exchange.read.recording import Coordinates
from dorsum.motion.recorded.filter import FEWEST, Smoothing, refuse_few, step_of

JUST_AFTER = 1e-6  # s beyond the last time, so that it belongs to the last window
HELD = "One row: a posture that is held, without speed."
HELD_STEP = 0.01  # s between the copies of such a row; any step says the same
STRETCH = 2000  # rows of which the angles of all joints are in memory at a time, 25 kB each


@dataclass(frozen=True)
class Window:
    """Rows of a recording; those with start ≤ time < end are this window's own, the others lie around."""

    recording: Coordinates
    start: float
    end: float


def windows(pieces: Iterable[Coordinates], smoothing: Smoothing) -> Iterator[Window]:
    """Windows of consecutive pieces, cut to the stated times and without the ends of the recording.

    Raises:
        BadInput: nothing is left, or the recording has too few frames.
    """
    margin_s, (first, last) = smoothing.margin_s, smoothing.asked
    waiting: Coordinates | None = None
    edge, start, recorded, made = 0.0, first, (np.inf, -np.inf), False
    for piece in pieces:
        if recorded[0] > piece.time[0]:  # the first piece
            if len(piece.time) == 1 and first <= piece.time[0] <= last:
                yield _held(piece)
                return
            refuse_few(piece.time)
            edge = smoothing.edge_s(1.0 / step_of(piece.time))
            whole = piece.time[piece.time >= piece.time[0] + edge]
            first = start = max(first, whole[0] if len(whole) else np.inf)
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
    last = min(last, recorded[1] - edge)
    if waiting is not None:
        waiting = _between(waiting, start - margin_s, last + margin_s)
        own = (waiting.time >= start) & (waiting.time <= last)
        if own.any():
            made = True
            yield Window(waiting, start, last + JUST_AFTER)
    if not made:
        raise BadInput(smoothing.why_none(*recorded, edge))


def _held(row: Coordinates) -> Window:
    """A single row as a posture that does not move, of which one frame is analysed."""
    start, copies = float(row.time[0]), np.repeat(row.values, FEWEST, axis=0)
    time = np.asarray(start + HELD_STEP * np.arange(FEWEST))
    return Window(replace(row, time=time, values=copies, notes=(*row.notes, HELD)), start, start + JUST_AFTER)


def stretches(window: Window, margin_s: float, rows: int = STRETCH) -> Iterator[Window]:
    """The same rows in windows of about so many of their own, and a margin around each."""
    time = window.recording.time
    own = time[(time >= window.start) & (time < window.end)]
    parts = max(1, round(len(own) / rows))
    edges = [window.start, *(own[len(own) * k // parts] for k in range(1, parts)), window.end]
    for start, end in pairwise(edges):
        yield Window(_between(window.recording, start - margin_s, end + margin_s), start, end)


def _joined(a: Coordinates, b: Coordinates) -> Coordinates:
    notes = (*a.notes, *(note for note in b.notes if note not in a.notes))
    return replace(
        b, time=np.concatenate([a.time, b.time]), values=np.concatenate([a.values, b.values]), notes=notes
    )


def _between(recording: Coordinates, start: float, end: float) -> Coordinates:
    rows = (recording.time >= start) & (recording.time <= end)
    return replace(recording, time=recording.time[rows], values=recording.values[rows])
