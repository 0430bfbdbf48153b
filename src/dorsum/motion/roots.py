"""Where functions of angles vanish: the one place where postures search."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dorsum.body.skeleton import Floats

DIFFERENCE = 1e-3  # rad, for slopes
LARGEST_STEP = 0.05  # rad in one step of Newton's method
MOST_STEPS = 30
ARRIVED = 1e-4  # rad: where Newton's method stops
MOST_SECANTS = 25


def secant(function: Callable[[Floats], Floats], frames: int, within: float) -> Floats:
    """Turns (frames,) at which a function of each frame alone is nearer to 0 than `within`.

    The function falls with the turn, by 1 per rad at first and nowhere by less than 0.1.
    """
    turn, last_turn, last = np.zeros(frames), np.zeros(frames), np.zeros(frames)
    for step in range(MOST_SECANTS):
        value = function(turn)
        if np.abs(value).max() < within:
            break
        changed = turn - last_turn
        slope = np.where(np.abs(changed) > 1e-12, (value - last) / np.where(changed == 0, 1, changed), -1.0)
        slope = np.where(slope < -0.1, slope, -1.0)
        last_turn, last = turn, value
        turn = turn - value / (slope if step else -np.ones(frames))
    return turn


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
