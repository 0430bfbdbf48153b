"""Mehrotra's interior-point method, for the rare frame that resists Newton's."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.mechanics.frame import RESOLUTION, Floats, Frame, Point
from dorsum.mechanics.newton import COLD, climb, inverse_of

GAP = 1e-10  # relative, where the interior-point method stops
INTERIOR = 80  # its steps at most
TINY = 1e-16  # distance to a bound that rounding may have lost


class _Interior(NamedTuple):
    """A place strictly inside the bounds; the reserves take what the variables leave."""

    values: Floats  # x, then the reserves in units of R
    multipliers: Floats
    below: Floats  # multipliers of the lower bounds, > 0
    above: Floats  # of the upper bounds


def rescue(frame: Frame) -> tuple[Point, int, bool]:
    """The interior-point solution, then Newton from there: the end, systems solved, whether it arrived."""
    inner, steps, optimal = interior_point(frame)
    point, more, arrived = climb(frame, frame.at(inner.multipliers))
    return (point if arrived else inner), steps + more, arrived or optimal


def interior_point(frame: Frame) -> tuple[Point, int, bool]:
    """Mehrotra's predictor-corrector method, from the middle of the bounds."""
    moving = frame.upper - frame.lower > GAP
    if moving.sum() == frame.rhs.size:
        return frame.at(np.zeros(frame.rhs.size)), 0, False
    reduced = _without_fixed(frame, moving)
    place, steps = _middle(reduced), 0
    while not (optimal := _is_optimal(reduced, place)) and steps < INTERIOR:
        place = _advance(reduced, place)
        steps += 1
    values = frame.lower.copy()
    values[moving] = np.clip(place.values, reduced.lower, reduced.upper)
    left = frame.rhs - frame.moments(values) - frame.given_way(place.multipliers)
    here = frame.at(place.multipliers)._replace(values=values, imbalance=left)
    return here, steps, optimal


def _without_fixed(frame: Frame, moving: NDArray[np.bool_]) -> Frame:
    return replace(
        frame,
        matrix=frame.matrix[:, moving[: frame.matrix.shape[1]]],
        rhs=frame.rhs - frame.moments(np.where(moving, 0, frame.lower)),
        lower=frame.lower[moving],
        upper=frame.upper[moving],
        weights=frame.weights[moving],
    )


def _with_reserves(frame: Frame, x: Floats, multipliers: Floats) -> Floats:
    left = frame.rhs - frame.matrix @ x - frame.given_way(multipliers)
    return np.concatenate([x, left / frame.scale])


def _middle(frame: Frame) -> _Interior:
    """Start: multipliers that the reserves ask for, and bounds that carry the rest."""
    k = frame.matrix.shape[1]
    margin = COLD * (frame.upper - frame.lower)[:k]
    x = np.clip(0, frame.lower[:k] + margin, frame.upper[:k] - margin)
    values = _with_reserves(frame, x, np.zeros(frame.rhs.size))
    force = frame.force(values)
    multipliers = force[k:] / frame.scale
    excess = force[:k] - multipliers @ frame.matrix
    slack = max(float(np.abs(excess).mean()), 0.1)
    values = _with_reserves(frame, x, multipliers)
    return _Interior(values, multipliers, np.maximum(excess, 0) + slack, np.maximum(-excess, 0) + slack)


def _is_optimal(frame: Frame, place: _Interior) -> bool:
    given_way = frame.given_way(place.multipliers) @ place.multipliers
    cost = float(frame.cost(place.values).sum() + given_way / 2)
    return cost - frame.at(place.multipliers).dual <= GAP * (1e-3 + cost)


def _advance(frame: Frame, place: _Interior) -> _Interior:
    """One step: towards the optimum, to see how far that goes, then towards a point on the central path."""
    k = frame.matrix.shape[1]
    x, multipliers, below, above = place
    to_lower = np.maximum(x[:k] - frame.lower[:k], TINY)
    to_upper = np.maximum(frame.upper[:k] - x[:k], TINY)
    pull = frame.pull(multipliers)
    error = pull - frame.force(x)
    slopes = _inner_slopes(frame, x, frame.free(pull))
    slopes[:k] = 1 / (1 / slopes[:k] + below / to_lower + above / to_upper)
    inverse = inverse_of(frame, slopes)

    def direction(low: Floats | float, high: Floats | float) -> tuple[Floats, Floats, Floats, Floats]:
        """Newton step to below · to_lower = low and above · to_upper = high."""
        v = error.copy()
        v[:k] += low / to_lower - high / to_upper
        dual = inverse(-frame.moments(slopes * v))
        dx = (slopes * (frame.pull(dual) + v))[:k]
        return dx, dual, (low - below * dx) / to_lower - below, (high + above * dx) / to_upper - above

    def length(dx: Floats, _: Floats, dbelow: Floats, dabove: Floats) -> float:
        """Share of a step that stays inside."""
        shrink = (-dx / to_lower, dx / to_upper, -dbelow / below, -dabove / above)
        return 1 / max(1.0, *(float(part.max()) for part in shrink))

    step = direction(0.0, 0.0)
    part, (dx, _, dbelow, dabove) = length(*step), step
    gap = below @ to_lower + above @ to_upper
    left = (below + part * dbelow) @ (to_lower + part * dx) + (above + part * dabove) @ (to_upper - part * dx)
    centre = gap / (2 * k) * (left / gap) ** 3
    step = direction(centre - dx * dbelow, centre + dx * dabove)
    part = 0.99 * length(*step)
    old = (x[:k], multipliers, below, above)
    x, multipliers, *rest = (a + part * change for a, change in zip(old, step, strict=True))
    return _Interior(_with_reserves(frame, x, multipliers), multipliers, *rest)


def _inner_slopes(frame: Frame, values: Floats, wanted: Floats) -> Floats:
    """dx/dy of the variables without bounds; of the reserves, the chord from r to the r that λ asks for."""
    if not frame.cubic:
        return 1 / frame.weights
    k = frame.matrix.shape[1]
    size = 2 * np.abs(values)
    r, s = values[k:], wanted[k:]
    both = np.abs(r) + np.abs(s)
    size[k:] = np.where(r * s > 0, both * both, r * r + s * s) / np.maximum(both, RESOLUTION)
    slopes: Floats = 1 / (frame.weights * np.maximum(size, RESOLUTION))
    return slopes
