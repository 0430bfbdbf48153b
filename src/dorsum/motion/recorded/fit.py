"""Bounded least squares for many frames at once: Levenberg's method, projected onto the bounds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats

MOST_STEPS = 60
ARRIVED = 1e-6  # largest change of a coordinate, rad or m
NO_GAIN = 1e-8  # of the sum of squares in a step: below the noise of any camera
# rad or m: over a longer step the slopes say little, and the fit would jump to another way to lie. Such a
# step is shortened, and the next damped more, or what hardly anything tells of would shorten all of them.
LONGEST_STEP = 0.3
FIRST_DAMPING, LEAST_DAMPING, MOST_DAMPING = 1e-4, 1e-12, 1e8
# Of some frames by number, residuals (frames, n_residuals) of coordinates (frames, n) and, if asked, their
# slopes (frames, …, n).
Residual = Callable[[NDArray[np.integer], Floats, bool], tuple[Floats, Floats | None]]


def least_squares(residual: Residual, start: Floats, low: Floats, high: Floats) -> Floats:
    """Coordinates (frames, n) within bounds (n,) that make the sum of squares of each frame least.

    Coordinates at a bound whose slope points outward are held in a step. Every frame has its own damping
    and takes only steps that lower its sum. `residual` is asked of the frames that still move: their
    numbers, coordinates, and whether slopes are wanted.
    """
    found = np.clip(start, low, high)
    moving = np.arange(len(found))
    damping = np.full(len(found), FIRST_DAMPING)
    r, slope = residual(moving, found, True)
    for _ in range(MOST_STEPS):
        assert slope is not None  # asked for
        q, cost = found[moving], np.sum(r * r, axis=1)
        step = _step(q, r, slope, damping, low, high)
        longest = np.abs(step).max(axis=1, initial=1e-12)
        after = np.clip(q + step * np.minimum(1.0, LONGEST_STEP / longest)[:, None], low, high)
        new, _ = residual(moving, after, False)
        after_cost = np.sum(new * new, axis=1)
        lower = after_cost <= cost
        change = np.abs(after - q).max(axis=1)
        found[moving] = np.where(lower[:, None], after, q)
        well = lower & (longest <= LONGEST_STEP)
        damping = np.clip(np.where(well, damping / 10, damping * 10), LEAST_DAMPING, MOST_DAMPING)
        done = (change < ARRIVED) | (lower & (cost - after_cost < NO_GAIN * cost)) | (damping >= MOST_DAMPING)
        moving, damping = moving[~done], damping[~done]
        if not len(moving):
            break
        r, slope = residual(moving, found[moving], True)
    return found


def _step(q: Floats, r: Floats, slope: Floats, damping: Floats, low: Floats, high: Floats) -> Floats:
    """Damped step of every frame (frames, n)."""
    gradient = np.einsum("fri,fr->fi", slope, r)
    held = ((q <= low) & (gradient > 0)) | ((q >= high) & (gradient < 0))
    square = np.swapaxes(slope, -1, -2) @ slope
    diagonal = np.einsum("fii->fi", square)
    n = q.shape[1]
    scale = diagonal + diagonal.mean(axis=1, keepdims=True)
    square[:, np.arange(n), np.arange(n)] += damping[:, None] * scale
    square = np.where(held[:, :, None] | held[:, None, :], np.eye(n), square)
    return np.asarray(-np.linalg.solve(square, np.where(held, 0.0, gradient)[..., None])[..., 0])
