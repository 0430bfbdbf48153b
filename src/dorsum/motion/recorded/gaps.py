"""Gaps have one rule, whether rows are absent, cells are empty or a marker stands at zero.

Up to `LONGEST_GAP` they are bridged and told. A longer one leaves a marker out while it lasts, where others
tell of its bone, and is refused where nothing does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.motion.recorded.filter import LONGEST_GAP, gaps, step_of
from dorsum.words import FEW, listed

ABSENT = 1.5  # steps between two rows from which on rows are absent between them
EVERYTHING = "everything"
SHOWN = 2  # gaps of a column that are told with their times


def with_absent_rows(time: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Times and values (frames, …) with a row of NaN where one is absent between even ones.

    Of a gap too long to be bridged the first and the last row are put in, so that it is one like any.
    """
    if len(time) < 2:
        return time, values
    step, steps = step_of(time), np.diff(time)
    after = np.flatnonzero(steps > ABSENT * step)
    if not len(after):
        return time, values
    more = [_between(time[k], time[k + 1], step) for k in after]
    at = np.repeat(after + 1, [len(of) for of in more])
    return np.insert(time, at, np.concatenate(more)), np.insert(values, at, np.nan, axis=0)


def _between(start: float, end: float, step: float) -> Floats:
    """Times of the rows that are absent between two."""
    count = max(round((end - start) / step) - 1, 1)
    each = start + (end - start) / (count + 1) * np.arange(1, count + 1)
    return np.asarray(each if end - start <= LONGEST_GAP or count == 1 else each[[0, -1]])


def told(
    names: Sequence[str], time: Floats, missing: NDArray[np.bool_], bridged: NDArray[np.bool_]
) -> list[str]:
    """What was bridged and what left out of columns (frames, n_names) that miss something."""
    words = (
        (missing & bridged, f"Gaps of up to {LONGEST_GAP:g} s, bridged by a smooth curve: {{}}."),
        (missing & ~bridged, f"Gaps longer than {LONGEST_GAP:g} s, left out while they last: {{}}."),
    )
    return [text.format(listed(found, most=FEW)) for of, text in words if (found := _where(names, time, of))]


def _where(names: Sequence[str], time: Floats, missing: NDArray[np.bool_]) -> list[str]:
    """`C7 in 7 frames, 0.60 to 0.84 s`, of each column that misses something; one if all do."""
    if len(names) > 1 and missing.any() and (missing == missing[:, :1]).all():
        names, missing = [EVERYTHING], missing[:, :1]
    return [
        f"{name} in {int(of.sum())} frames, {_times(time, found)}"
        for name, of in zip(names, missing.T, strict=True)
        if (found := gaps(of))
    ]


def _times(time: Floats, found: Sequence[tuple[int, int]]) -> str:
    """When the first gaps are."""
    shown = " and ".join(f"{time[a]:.2f} to {time[b]:.2f}" for a, b in found[:SHOWN])
    return f"{shown} s" + (f" and {len(found) - SHOWN} times more" if len(found) > SHOWN else "")
