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
NEAR = 1e-3  # rad: over a step so short slopes change so little that it tells enough of them,
FALLEN = 0.1  # as long as it leaves at most so much of the values
ARRIVED = 1e-8  # rad: where the last step leaves less than that


def newton(function: Callable[[Floats], Floats], unknowns: int) -> tuple[Floats, Floats]:
    """Turns (n,) at which several functions of them all vanish, or where their squares are least nearby, and
    the values (m,) there.

    The function takes changes (k, n) and gives values (k, m); slopes are differences. Steps are Newton's
    while they lead down, and damped after Levenberg where they do not. Near a root of as many functions as
    turns a step alone tells how the slopes change, after Broyden: it asks for one place, not for n + 1.
    A step leaves as much of itself as it has left of the one before, or less.
    """
    steps = np.vstack([np.zeros(unknowns), DIFFERENCE * np.eye(unknowns)])
    change, damping, before = np.zeros(unknowns), 0.0, LARGEST_STEP
    values, slopes = _with_slopes(function(change + steps))
    for _ in range(MOST_STEPS):
        left, stretch, right = np.linalg.svd(slopes, full_matrices=False)
        told = stretch > TOLD * stretch[0]
        left, stretch, right = left[:, told], stretch[told], right[told]
        step = -right.T @ (stretch / (stretch**2 + damping) * (left.T @ values))
        largest = float(np.abs(step).max(initial=0.0))
        step *= min(1.0, LARGEST_STEP / max(largest, LARGEST_STEP))
        arrives = largest * min(1.0, largest / before) < ARRIVED
        alone = arrives or (largest < NEAR and len(values) == unknowns)
        tried, differences = _with_slopes(function(change + step + (steps[:1] if alone else steps)))
        size, remains = float(values @ values), float(tried @ tried)
        if remains < size:
            if alone:
                differences = slopes + np.outer(tried - values - slopes @ step, step) / (step @ step)
            change, values, slopes, before = change + step, tried, differences, largest
            damping /= SHORTER
        else:
            damping = max(SHORTER * damping, float(stretch.min(initial=np.inf) ** 2) / SHORTER)
        if arrives:
            break
        if alone and remains > FALLEN**2 * size:
            values, slopes = _with_slopes(function(change + steps))
    return change, values


def _with_slopes(found: Floats) -> tuple[Floats, Floats]:
    """The values (m,) at a place, and their slopes (m, n) by the n places around it, if those are there."""
    return found[0], (found[1:] - found[0]).T / DIFFERENCE
