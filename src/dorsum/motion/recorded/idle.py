"""What force plates say while nobody stands on them is no load: it is taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dorsum.exchange.read.recording import ForcePlate
from dorsum.words import listed

LOW = 2.0  # % of the samples: the vertical force below which a plate is idle if it ever is
BAND = 10.0  # N around it; the noise of a plate is about 1 N (assumed)
MOST_OFFSET = 100.0  # N: what bears more all the time carries somebody, if only in part (assumed)
LEAST_IDLE = 0.1  # s of such samples
NOTED = 1.0  # N


def without_offsets(plates: Sequence[ForcePlate]) -> tuple[tuple[ForcePlate, ...], list[str]]:
    """The plates with the mean force of their idle samples taken off, and a note of those that had any.

    A plate that is loaded all the time stays as it is: nothing tells its offset.
    """
    found, told = [], []
    for plate in plates:
        idle = _idle(plate)
        offset = plate.force[idle].mean(axis=0) if idle.any() else np.zeros(3)
        if np.linalg.norm(offset) > NOTED:
            told.append(f"{plate.name} {offset[1]:.0f} N upward")
            plate = replace(plate, force=plate.force - offset)
        found.append(plate)
    note = "Force plates are not at zero while nobody stands on them; taken off"
    return tuple(found), [f"{note}: {listed(told)}."] if told else []


def _idle(plate: ForcePlate) -> NDArray[np.bool_]:
    """Samples (samples,) in which nobody stands on a plate."""
    up = plate.force[:, 1]
    none = np.zeros(len(up), dtype=bool)
    if len(up) < 2 or not np.isfinite(up).all():
        return none
    low = float(np.percentile(up, LOW))
    idle = np.asarray(np.abs(up - low) < BAND)
    lasting = float(idle.sum() * np.median(np.diff(plate.time)))
    return idle if abs(low) < MOST_OFFSET and lasting > LEAST_IDLE else none
