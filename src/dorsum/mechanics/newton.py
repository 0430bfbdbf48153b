"""Newton's method on the dual of one frame, in NumPy: what `kernel/source/solve.cpp` is held against.

It computes where nothing is compiled.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from dorsum.errors import BadInput
from dorsum.kernel.library import kernel
from dorsum.mechanics.frame import Floats, Frame, Point

RESIDUAL = 1e-8  # of max(1, |b|): where Newton stops,
MOST_RESIDUAL = 5e-7  # N·m, but no farther off than this, half of what a bone's balance may be off
COLD = 0.3  # a typical |x|, for the slopes of the first step without a start
BUDGET = 40  # Newton steps before the interior-point method is called
RISE = 0.3  # least share of the promised ascent; a perfect step reaches 0.5
OVERSHOOT = 0.2  # how far the slope along a step may turn, as a share of what it was
FLAT = 0.1  # share of its slope that a shortened step may leave
SHORTER = 20  # tries to shorten a step
DUST = 1e-10  # relative change of the dual that rounding hides
TOO_FAR_APART = "the numbers of a frame are too far apart: its Newton matrix is not positive definite"

Inverse = Callable[[Floats], Floats]  # what a matrix takes to a right-hand side


def from_best_start(frame: Frame, known: list[Floats], residual: float = 0.0) -> tuple[Point, int, bool]:
    """Newton from the best start at hand: the frames before, or nothing."""
    if known:
        starts = [known[-1]] if len(known) == 1 else [known[-1], 2 * known[-1] - known[-2]]
        best = max((frame.at(start) for start in starts), key=lambda p: p.dual)
        return climb(frame, best, residual=residual)
    slopes = (frame.lower < frame.upper) / (frame.weights * (COLD if frame.cubic else 1))
    return climb(frame, frame.at(np.zeros(frame.rhs.size)), slopes, residual)


def climb(
    frame: Frame, here: Point, slopes: Floats | None = None, residual: float = 0.0
) -> tuple[Point, int, bool]:
    """Semismooth Newton ascent of the dual: where it ended, systems solved, whether it arrived.

    What is off by `residual` N·m is good enough.
    """
    tolerance = max(min(RESIDUAL * max(1.0, float(np.abs(frame.rhs).max())), MOST_RESIDUAL), residual)
    steps = 0
    while not np.abs(here.imbalance).max() <= tolerance:
        if steps == BUDGET:
            return here, steps, False
        inverse = inverse_of(frame, frame.slopes(here.values) if slopes is None else slopes)
        here, slopes = _search(frame, here, inverse(here.imbalance))
        steps += 1
    return here, steps, True


def _search(frame: Frame, here: Point, step: Floats) -> tuple[Point, Floats | None]:
    """The end of the step if the dual rose enough and its slope has not turned far, else its top on the way.

    Near the optimum, where rounding hides the rise, the slope decides alone. A step that went too far has met
    slopes which its matrix did not know; the second value has them for the next one. So has a root of which y
    changed its sign: by the slopes at both ends alone it would jump to and fro.
    """
    change, promised = frame.pull(step), float(here.imbalance @ step)
    there = frame.point(here.multipliers + step, here.pull + change)
    slope, rise = float(there.imbalance @ step), there.dual - here.dual
    hidden = abs(rise) < DUST * (DUST + abs(here.dual))
    if slope >= -OVERSHOOT * promised and (hidden or rise >= RISE * promised):
        if not frame.cubic:
            return there, None
        turned = here.pull * there.pull < 0
        return there, np.maximum(frame.slopes(there.values), np.where(turned, _chords(here, there), 0.0))
    yielding = frame.given_way(step)
    gain = float(frame.rhs @ step - yielding @ here.multipliers), float(yielding @ step)
    part = _top(frame, here.pull, change, gain, (promised, slope))
    end = frame.point(here.multipliers + part * step, here.pull + part * change)
    return end, np.maximum(frame.slopes(end.values), _chords(here, there))


def _chords(here: Point, there: Point) -> Floats:
    """Mean dx/dy between two places; zero where y hardly differs."""
    change = there.pull - here.pull
    far = np.abs(change) > DUST * np.abs(here.pull)
    chords: Floats = np.divide(there.values - here.values, change, out=np.zeros_like(change), where=far)
    return chords


def _top(
    frame: Frame, pull: Floats, change: Floats, gain: tuple[float, float], ends: tuple[float, float]
) -> float:
    """Part of a step where the slope of the dual has fallen to a share of what it was, by false position.

    `gain` is what rhs and give add to the slope: at the start, and less by so much over the whole step.
    """
    low, high, (at_low, at_high) = 0.0, 1.0, ends
    for _ in range(SHORTER):
        part = low + (high - low) * min(max(at_low / (at_low - at_high), 0.02), 0.98)
        slope = gain[0] - part * gain[1] - float(frame.values(pull + part * change) @ change)
        if 0 <= slope <= FLAT * ends[0]:
            return part
        if slope > 0:
            low, at_low, at_high = part, slope, at_high / 2
        else:
            high, at_high, at_low = part, slope, at_low / 2
    return low or high


def inverse_of(frame: Frame, slopes: Floats) -> Inverse:
    """The inverse of H = M diag(slopes) Mᵀ + C of the columns that have a slope, by Cholesky's factor.

    Raises:
        BadInput: H is not positive definite, with whatever ridge.
    """
    n, m = frame.matrix.shape
    moving = np.flatnonzero(slopes[:m])
    columns = frame.matrix.take(moving, axis=1)
    columns *= np.sqrt(slopes[moving])
    h: Floats = columns @ columns.T
    if frame.compliance is not None:
        h += frame.compliance
    diagonal = h.reshape(-1)[:: n + 1]
    diagonal += frame.scale**2 * slopes[m:]
    factorised = _by_numpy if kernel() else _by_lapack
    for ridge in (1e-14, 1e-11, 1e-8):
        diagonal *= 1 + ridge
        if found := factorised(h):
            return found
    raise BadInput(TOO_FAR_APART)


def _by_lapack(h: Floats) -> Inverse | None:
    """The inverse of a symmetric matrix; None where it is not positive definite."""
    lapack = _lapack()
    factor, info = lapack.dpotrf(h.T, lower=1)
    if info != 0 or not np.isfinite(factor[-1, -1]):
        return None
    return lambda rhs: lapack.dpotrs(factor, rhs, lower=1)[0]


@lru_cache(maxsize=1)
def _lapack() -> Any:
    """SciPy's, which takes 0.4 s to import: it pays where NumPy solves all frames."""
    from scipy.linalg import lapack

    return lapack


def _by_numpy(h: Floats) -> Inverse | None:
    """The same, half as fast: for the few frames that resist the compiled solver."""
    try:
        factor = np.linalg.cholesky(h)
    except np.linalg.LinAlgError:
        return None
    return (lambda rhs: np.asarray(np.linalg.solve(h, rhs))) if np.isfinite(factor[-1, -1]) else None
