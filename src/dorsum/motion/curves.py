"""Smooth curves through values: cubic splines, and curves that never overshoot.

In NumPy, for SciPy's modules of the same take longer to import than most recordings to smooth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import Floats

FEWEST_KNOTS = 4  # of a spline


@dataclass(frozen=True)
class Curve:
    """Cubic pieces between knots, told by values and slopes there; beyond the ends the last pieces go on."""

    knots: Floats  # (n,) rising
    values: Floats  # (n, …)
    slopes: Floats  # (n, …)

    def at(self, time: Floats, derivative: int = 0) -> Floats:
        """Value, or first or second derivative, at times (frames,): (frames, …)."""
        i = np.clip(np.searchsorted(self.knots, time, side="right") - 1, 0, len(self.knots) - 2)
        shape = (-1,) + (1,) * (self.values.ndim - 1)
        step = (self.knots[i + 1] - self.knots[i]).reshape(shape)
        t = (time - self.knots[i]).reshape(shape)
        first, rise = self.slopes[i], (self.values[i + 1] - self.values[i]) / step
        cubic = (first + self.slopes[i + 1] - 2 * rise) / step
        square = (rise - first) / step - cubic
        cubic = cubic / step
        if derivative == 0:
            return np.asarray(self.values[i] + t * (first + t * (square + t * cubic)))
        if derivative == 1:
            return np.asarray(first + t * (2 * square + 3 * t * cubic))
        return np.asarray(2 * square + 6 * t * cubic)


def spline(time: Floats, values: Floats) -> Curve:
    """The cubic spline through values (frames, …) whose second and last but one knots are none.

    Its second derivatives are continuous, and the third, too, at these two knots. At least `FEWEST_KNOTS`.
    """
    flat = values.reshape(len(time), -1)
    step = np.diff(time)
    rise = np.diff(flat, axis=0) / step[:, None]
    rhs = 3 * (step[1:, None] * rise[:-1] + step[:-1, None] * rise[1:])
    below, middle, above = step[1:].copy(), 2 * (step[:-1] + step[1:]), step[:-1].copy()
    ends = [_end(step[k], rise[k]) for k in (slice(None, 2), slice(None, -3, -1))]
    for row, beside, (side, given) in zip((0, -1), (below, above), ends, strict=True):
        middle[row] -= side  # the end's own slope is taken out of the row beside it
        rhs[row] -= given
        beside[row] = 0.0
    inner = _tridiagonal(below, middle, above, rhs)
    first, last = (
        (given - side * near) / far
        for (side, given), near, far in zip(ends, (inner[0], inner[-1]), (step[1], step[-2]), strict=True)
    )
    slopes = np.concatenate([first[None], inner, last[None]])
    return Curve(time, values, slopes.reshape(values.shape))


def _end(step: Floats, rise: Floats) -> tuple[float, Floats]:
    """The condition at an end, of its two steps from there inwards: step₁ s₀ + side s₁ = given."""
    side = step[0] + step[1]
    given = ((step[0] + 2 * side) * step[1] * rise[0] + step[0] ** 2 * rise[1]) / side
    return float(side), given


def _tridiagonal(below: Floats, middle: Floats, above: Floats, rhs: Floats) -> Floats:
    """Solve for (n, columns), every second unknown taken out until one is left.

    The middle outweighs its neighbours in every row, so that no rows need to be swapped.
    """
    n = len(middle)
    if n == 1:
        return rhs / middle[:, None]
    pad = 1 - n % 2  # a row that says 0 = 0 · x, so that every even row has two neighbours or none
    low, high = (np.pad(side, (0, pad)) for side in (below, above))
    centre, given = np.pad(middle, (0, pad), constant_values=1.0), np.pad(rhs, ((0, pad), (0, 0)))
    odd, even = slice(1, None, 2), slice(0, None, 2)
    left, right = low[odd] / centre[even][:-1], high[odd] / centre[even][1:]
    reduced = _tridiagonal(
        -left * low[even][:-1],
        centre[odd] - left * high[even][:-1] - right * low[even][1:],
        -right * high[even][1:],
        given[odd] - left[:, None] * given[even][:-1] - right[:, None] * given[even][1:],
    )
    found = np.zeros((n + pad, rhs.shape[1]))
    found[odd] = reduced
    found[even] = given[even]
    found[even][1:] -= low[even][1:, None] * reduced
    found[even][:-1] -= high[even][:-1, None] * reduced
    found[even] /= centre[even][:, None]
    return found[:n]


def bridge(time: Floats, values: Floats) -> Curve:
    """The curve through values (n,) that rises and falls only where they do (Fritsch and Butland 1984)."""
    step = np.diff(time)
    rise = np.diff(values) / step
    if len(rise) == 1:
        return Curve(time, values, np.repeat(rise, 2))
    before, after = step[1:] + 2 * step[:-1], 2 * step[1:] + step[:-1]
    one_way = rise[:-1] * rise[1:] > 0
    weighed = after / np.where(one_way, rise[:-1], 1.0) + before / np.where(one_way, rise[1:], 1.0)
    inner = np.where(one_way, (before + after) / weighed, 0.0)
    ends = [_gentle(step[k], rise[k]) for k in (slice(None, 2), slice(None, -3, -1))]
    return Curve(time, values, np.array([ends[0], *inner, ends[1]]))


def _gentle(step: Floats, rise: Floats) -> float:
    """Slope at an end, of its two steps from there inwards: a parabola's, kept from overshooting."""
    slope = ((2 * step[0] + step[1]) * rise[0] - step[0] * rise[1]) / (step[0] + step[1])
    if slope * rise[0] <= 0:
        return 0.0
    turns = rise[0] * rise[1] <= 0
    return float(3 * rise[0] if turns and abs(slope) > 3 * abs(rise[0]) else slope)
