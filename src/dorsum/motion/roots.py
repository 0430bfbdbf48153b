"""Where functions of angles vanish: the one place where postures search."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dorsum.body.skeleton import Floats

DIFFERENCE = 1e-6  # rad, for slopes: as much is lost to rounding as to curvature
LARGEST_STEP = 1.0  # rad in one step of Newton's method
MOST_STEPS = 30
ARRIVED = 1e-6  # rad: where the last step is so small, what is left is its square


def newton(function: Callable[[Floats], Floats], unknowns: int) -> Floats:
    """Turns (n,) at which several functions of them all vanish, or nearly where they are more than n.

    The function takes changes (k, n) and gives values (k, m); slopes are differences.
    """
    change = np.zeros(unknowns)
    for _ in range(MOST_STEPS):
        steps = np.vstack([np.zeros(unknowns), DIFFERENCE * np.eye(unknowns)])
        values = function(change + steps)
        slope = (values[1:] - values[0]).T / DIFFERENCE
        step = np.linalg.lstsq(slope, -values[0], rcond=None)[0]
        change = change + step * min(1.0, LARGEST_STEP / np.abs(step).max())
        if np.abs(step).max() < ARRIVED:
            break
    return change
