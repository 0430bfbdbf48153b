"""Muscle redundancy: the cheapest muscle forces that balance every joint.

The dual of a frame has one unknown λ per coordinate. With y = Mᵀλ and x(y) = clip(sign(y) (|y|/w)^(1/(p−1)),
lower, upper), the concave dual has gradient b − M x(y) and Newton matrix H = M diag(x'(y)) Mᵀ, reserves
included. A semismooth Newton method with a line search climbs it, from the frames before.

Where joints are beyond their strength λ is large, y sweeps past many bounds at once, and H knows only the few
variables between theirs: steps go too far and are cut short. The next H then takes the mean slopes over the
whole of such a step, with every bound that it met, where they are steeper. A frame that still resists
(reserves of next to infinite weight make a linear program) is solved by an interior-point method, then by
Newton.

For p = 3 the slope of x is infinite at y = 0. Below |x| = 1e-6, where y = 1e-12 is all but rounding beside
terms of order 1, the root is replaced by its chord: this moves the objective by less than 1e-18 a variable.

Derivatives without differentiating the loop: dλ/db = H⁻¹, dx/db = diag(x') Mᵀ H⁻¹, and for any parameter θ
of M, w or the bounds dλ/dθ = −H⁻¹ ∂(M x(Mᵀλ))/∂θ at fixed λ.

NumPy by measurement, on one core of an AMD EPYC (930 × 75, p = 3, 100 warm frames, same steps): 1.0 ms a
frame, 0.9 ms for one alone, nothing to compile. A JAX scan over 8 groups of columns took 0.6 and 1.4 ms,
after 2 s of import and 5 s of compilation (0.8 s cached) per pattern and number of frames. Lost: the GPU, and
tracing through the solver.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import blas, lapack

from dorsum.errors import BadInput
from dorsum.mechanics.problem import RESOLUTION, Floats, Frame, Point, Problem, Solution

RESIDUAL = 1e-8  # of max(1, |b|): where Newton stops,
MOST_RESIDUAL = 5e-7  # N·m, but no farther off than this, half of what a bone's balance may be off
COLD = 0.3  # a typical |x|, for the slopes of the first step without a start
BUDGET = 40  # Newton steps before the interior-point method is called
RISE = 0.3  # least share of the promised ascent; a perfect step reaches 0.5
OVERSHOOT = 0.2  # how far the slope along a step may turn, as a share of what it was
FLAT = 0.1  # share of its slope that a shortened step may leave
SHORTER = 20  # tries to shorten a step
DUST = 1e-10  # relative change of the dual that rounding hides
GAP = 1e-10  # relative, where the interior-point method stops
INTERIOR = 80  # its steps at most
TINY = 1e-16  # distance to a bound that rounding may have lost


def solve(problem: Problem, *, start: ArrayLike | None = None) -> Solution:
    """Solve all frames, each from those before; `start` holds the multipliers (n,) for the first.

    A frame that did not converge says so in the solution; its numbers are the best found.

    Raises:
        BadInput: the start does not fit, or the numbers of a frame are too far apart for float64.
    """
    frames, n, m = problem.matrices.shape
    first = _check_start(start, n)
    values, reserves, multipliers = np.empty((frames, m)), np.empty((frames, n)), np.empty((frames, n))
    iterations, converged = np.zeros(frames, dtype=np.int64), np.zeros(frames, dtype=np.bool_)
    for f in range(frames):
        frame = Frame.of(problem, f)
        known = list(multipliers[max(f - 2, 0) : f]) if f or first is None else [first]
        point, iterations[f], converged[f] = _solve_frame(frame, known)
        values[f], reserves[f] = point.values[:m], frame.scale * point.values[m:]
        multipliers[f] = point.multipliers
    return Solution(problem, values, reserves, multipliers, iterations, converged)


def _check_start(start: ArrayLike | None, n: int) -> Floats | None:
    if start is None:
        return None
    array = np.asarray(start, dtype=np.float64)
    if array.shape != (n,) or not np.isfinite(array).all():
        raise BadInput(f"start must be {n} finite multipliers, not an array of shape {array.shape}")
    return array


def _solve_frame(frame: Frame, known: list[Floats]) -> tuple[Point, int, bool]:
    """Newton from the best start at hand; if that does not arrive, from the interior-point solution."""
    if known:
        starts = [known[-1]] if len(known) == 1 else [known[-1], 2 * known[-1] - known[-2]]
        point = max((frame.at(start) for start in starts), key=lambda p: p.dual)
        slopes = None
    else:
        point = frame.at(np.zeros(frame.rhs.size))
        slopes = (frame.lower < frame.upper) / (frame.weights * (COLD if frame.cubic else 1))
    point, steps, arrived = _climb(frame, point, slopes)
    if arrived:
        return point, steps, True
    inner, inner_steps, optimal = _interior_point(frame)
    point, more, arrived = _climb(frame, frame.at(inner.multipliers))
    return (point if arrived else inner), steps + inner_steps + more, arrived or optimal


def _climb(frame: Frame, here: Point, slopes: Floats | None = None) -> tuple[Point, int, bool]:
    """Semismooth Newton ascent of the dual: where it ended, systems solved, whether it arrived."""
    tolerance = min(RESIDUAL * max(1.0, float(np.abs(frame.rhs).max())), MOST_RESIDUAL)
    steps = 0
    while np.abs(here.imbalance).max() > tolerance:
        if steps == BUDGET:
            return here, steps, False
        factor = _factor(frame, frame.slopes(here.values) if slopes is None else slopes)
        here, slopes = _search(frame, here, _back(factor, here.imbalance))
        steps += 1
    return here, steps, True


def _search(frame: Frame, here: Point, step: Floats) -> tuple[Point, Floats | None]:
    """The end of the step if the dual rose enough and its slope has not turned far, else its top on the way.

    Near the optimum, where rounding hides the rise, the slope decides alone. A step that went too far has met
    slopes which its matrix did not know; the second value has them for the next one.
    """
    change, promised = frame.pull(step), float(here.imbalance @ step)
    there = frame.point(here.multipliers + step, here.pull + change)
    slope, rise = float(there.imbalance @ step), there.dual - here.dual
    hidden = abs(rise) < DUST * (DUST + abs(here.dual))
    if slope >= -OVERSHOOT * promised and (hidden or rise >= RISE * promised):
        return there, None
    part = _top(frame, here.pull, change, float(frame.rhs @ step), (promised, slope))
    end = frame.point(here.multipliers + part * step, here.pull + part * change)
    return end, np.maximum(frame.slopes(end.values), _chords(here, there))


def _chords(here: Point, there: Point) -> Floats:
    """Mean dx/dy between two places; zero where y hardly differs."""
    change = there.pull - here.pull
    far = np.abs(change) > DUST * np.abs(here.pull)
    chords: Floats = np.divide(there.values - here.values, change, out=np.zeros_like(change), where=far)
    return chords


def _top(frame: Frame, pull: Floats, change: Floats, gain: float, ends: tuple[float, float]) -> float:
    """Part of a step where the slope of the dual has fallen to a share of what it was, by false position."""
    low, high, (at_low, at_high) = 0.0, 1.0, ends
    for _ in range(SHORTER):
        part = low + (high - low) * min(max(at_low / (at_low - at_high), 0.02), 0.98)
        slope = gain - float(frame.values(pull + part * change) @ change)
        if 0 <= slope <= FLAT * ends[0]:
            return part
        if slope > 0:
            low, at_low, at_high = part, slope, at_high / 2
        else:
            high, at_high, at_low = part, slope, at_low / 2
    return low or high


def _factor(frame: Frame, slopes: Floats) -> Floats:
    """Lower Cholesky factor of H = M diag(slopes) Mᵀ, of the columns that have a slope."""
    n, m = frame.matrix.shape
    moving = np.flatnonzero(slopes[:m])
    columns = frame.matrix.take(moving, axis=1)
    columns *= np.sqrt(slopes[moving])
    h = blas.dsyrk(1.0, columns.T, trans=1, lower=1) if moving.size else np.zeros((n, n), order="F")
    diagonal = h.T.reshape(-1)[:: n + 1]
    diagonal += frame.scale**2 * slopes[m:]
    for ridge in (1e-14, 1e-11, 1e-8):
        diagonal *= 1 + ridge
        factor, info = lapack.dpotrf(h, lower=1)
        if info == 0 and np.isfinite(factor[-1, -1]):
            result: Floats = factor
            return result
    raise BadInput("the numbers of a frame are too far apart: its Newton matrix is not positive definite")


def _back(factor: Floats, rhs: Floats) -> Floats:
    solution: Floats = lapack.dpotrs(factor, rhs, lower=1)[0]
    return solution


class _Interior(NamedTuple):
    """A place strictly inside the bounds; the reserves take what the variables leave."""

    values: Floats  # x, then the reserves in units of R
    multipliers: Floats
    below: Floats  # multipliers of the lower bounds, > 0
    above: Floats  # of the upper bounds


def _interior_point(frame: Frame) -> tuple[Point, int, bool]:
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
    here = frame.at(place.multipliers)._replace(values=values, imbalance=frame.rhs - frame.moments(values))
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


def _with_reserves(frame: Frame, x: Floats) -> Floats:
    return np.concatenate([x, (frame.rhs - frame.matrix @ x) / frame.scale])


def _middle(frame: Frame) -> _Interior:
    """Start: multipliers that the reserves ask for, and bounds that carry the rest."""
    k = frame.matrix.shape[1]
    margin = COLD * (frame.upper - frame.lower)[:k]
    values = _with_reserves(frame, np.clip(0, frame.lower[:k] + margin, frame.upper[:k] - margin))
    force = frame.force(values)
    multipliers = force[k:] / frame.scale
    excess = force[:k] - multipliers @ frame.matrix
    slack = max(float(np.abs(excess).mean()), 0.1)
    return _Interior(values, multipliers, np.maximum(excess, 0) + slack, np.maximum(-excess, 0) + slack)


def _is_optimal(frame: Frame, place: _Interior) -> bool:
    cost = float(frame.cost(place.values).sum())
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
    factor = _factor(frame, slopes)

    def direction(low: Floats | float, high: Floats | float) -> tuple[Floats, Floats, Floats, Floats]:
        """Newton step to below · to_lower = low and above · to_upper = high."""
        v = error.copy()
        v[:k] += low / to_lower - high / to_upper
        dual = _back(factor, -frame.moments(slopes * v))
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
    x, *rest = (a + part * change for a, change in zip(old, step, strict=True))
    return _Interior(_with_reserves(frame, x), *rest)


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
