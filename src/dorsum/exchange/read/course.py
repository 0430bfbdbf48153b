"""What is said of the course of a recording: its times, and the frames in which something is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.words import FEW, listed

UNEVEN = 0.1  # of the usual step; rounding of printed times stays below
SLOWEST = 1.0  # s between frames; no motion is recorded so slowly, but milliseconds look like it


def notes_on_times(time: Floats) -> list[str]:
    """Whether frames are evenly spaced, and by a step that makes sense."""
    if len(time) < 3:
        return []
    steps = np.diff(time)
    usual = float(np.median(steps))
    if usual > SLOWEST:
        return [f"The frames are {usual:g} s apart: are the times milliseconds?"]
    if np.abs(steps - usual).max() > UNEVEN * usual:
        worst = int(steps.argmax())
        return [
            f"The frames are not evenly spaced: {steps.min():.4g} to {steps.max():.4g} s apart, "
            f"most {usual:.4g} s; the longest step is at {time[worst]:.4g} s."
        ]
    return []


def longest_run(missing: np.ndarray) -> np.ndarray:
    """Most frames in a row that are missing, of each column of a (frames, n) array of truths."""
    if missing.all():
        return np.full(missing.shape[1], len(missing))
    edges = np.diff(np.pad(missing.astype(np.int8), ((1, 1), (0, 0))), axis=0)
    longest = np.zeros(missing.shape[1], dtype=int)
    for column in np.flatnonzero(missing.any(axis=0)):
        starts, ends = np.flatnonzero(edges[:, column] == 1), np.flatnonzero(edges[:, column] == -1)
        longest[column] = (ends - starts).max()
    return longest


def notes_on_gaps(what: str, names: Sequence[str], missing: np.ndarray) -> list[str]:
    """Which names have no values at all, and which are missing in some frames, the longest gap first.

    Args:
        what: a word for one of the names, such as marker.
        missing: (frames, n_names) where there is no value.
    """
    if not missing.size or not missing.any():
        return []
    frames, times = len(missing), missing.sum(axis=0)
    notes = []
    if empty := [names[int(i)] for i in np.flatnonzero(times == frames)]:
        notes.append(f"No values at all: {what} {listed(empty, most=FEW)}.")
    some = np.flatnonzero((times > 0) & (times < frames))
    if len(some):
        longest = longest_run(missing[:, some])
        order = np.argsort(-longest, kind="stable")
        told = [
            f"{names[some[i]]} in {times[some[i]]} of {frames} frames, at most {longest[i]} in a row"
            for i in order
        ]
        if len(told) > FEW:
            told[FEW:] = [f"{len(told) - FEW} more"]
        notes.append(f"Gaps, left as they are: {what} {'; '.join(told)}.")
    return notes
