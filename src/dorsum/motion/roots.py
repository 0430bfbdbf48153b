"""Where functions of angles vanish: the one place where postures search."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dorsum.body.skeleton import Floats

DIFFERENCE = 1e-6  # rad, for slopes: as much is lost to rounding as to curvature
LARGEST_STEP = 1.0  # rad in one step of Newton's method
SHORTER = 10.0  # by how much a step that leads up is damped more, and the next after one that leads down less
MOST_STEPS = 100
TOLD = 1e-9  # of the steepest slope: a direction along which less changes is rounding's, and is not taken
ARRIVED = 1e-6  # rad: where the last step is so small, what is left is its square


def newton(function: Callable[[Floats], Floats], unknowns: int) -> tuple[Floats, Floats]:
    """Turns (n,) at which several functions of them all vanish, or where their squares are least nearby, and
    the values (m,) there.

    The function takes changes (k, n) and gives values (k, m); slopes are differences. Steps are Newton's
    while they lead down, and damped after Levenberg where they do not.
    """
    steps = np.vstack([np.zeros(unknowns), DIFFERENCE * np.eye(unknowns)])
    change, damping = np.zeros(unknowns), 0.0
    values = function(change + steps)
    for _ in range(MOST_STEPS):
        left, stretch, right = np.linalg.svd((values[1:] - values[0]).T / DIFFERENCE, full_matrices=False)
        told = stretch > TOLD * stretch[0]
        left, stretch, right = left[:, told], stretch[told], right[told]
        step = -right.T @ (stretch / (stretch**2 + damping) * (left.T @ values[0]))
        largest = float(np.abs(step).max(initial=0.0))
        step *= min(1.0, LARGEST_STEP / max(largest, LARGEST_STEP))
        arrives = largest < ARRIVED
        tried = function(change + step + (steps[:1] if arrives else steps))
        if tried[0] @ tried[0] < values[0] @ values[0]:
            change, values, damping = change + step, tried, damping / SHORTER
        else:
            damping = max(SHORTER * damping, float(stretch.min(initial=np.inf) ** 2) / SHORTER)
        if arrives:
            break
    return change, values[0]
