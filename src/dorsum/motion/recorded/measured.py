"""Measured forces at the times of frames: of the ground on the feet, of a handle on a hand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.recording import ForcePlate


class Acting(NamedTuple):
    """A force at some times, in the axes of a motion."""

    point: Floats  # (frames, 3) m, in the room
    wrench: Floats  # (frames, 6) about the pelvis, N and N·m


def acting(force: ForcePlate, time: Floats, turn: Floats, pelvis: Floats) -> Acting:
    """The mean of a force around each time, 0 where nothing was measured.

    Args:
        turn: (3, 3) from the axes of the force to those of the motion.
        pelvis: (frames, 3) where the pelvis's joint centre is, m: moments are taken about it.
    """
    push, point, free = (
        around(force.time, np.nan_to_num(values), time) @ turn.T
        for values in (force.force, force.point, force.free_moment)
    )
    return Acting(point, np.concatenate([push, np.cross(point - pelvis, push) + free], axis=1))


def around(recorded: Floats, values: Floats, time: Floats) -> Floats:
    """Mean of the samples nearer to each time than to the others (frames, 3); 0 where there is none.

    The first and the last of the times reach out as far as they reach in.
    """
    middle = (time[1:] + time[:-1]) / 2
    edges = np.concatenate([[2 * time[0] - middle[0]], middle, [2 * time[-1] - middle[-1]]])
    first = np.searchsorted(recorded, edges)
    total = np.concatenate([np.zeros((1, 3)), np.cumsum(values, axis=0)])
    count = np.maximum(np.diff(first), 1)[:, None]
    return np.asarray((total[first[1:]] - total[first[:-1]]) / count)
