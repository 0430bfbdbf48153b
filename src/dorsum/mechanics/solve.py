"""Muscle redundancy: the cheapest muscle forces that balance every joint.

The dual of a frame has one unknown λ per coordinate. With y = Mᵀλ and x(y) = clip(sign(y) (|y|/w)^(1/(p−1)),
lower, upper), the concave dual has gradient b − M x(y) and Newton matrix H = M diag(x'(y)) Mᵀ, reserves
included. A semismooth Newton method with a line search climbs it, from the frames before.

Where joints are beyond their strength λ is large, y sweeps past many bounds at once, and H knows only the few
variables between theirs: steps go too far and are cut short. The next H then takes the mean slopes over the
whole of such a step, with every bound that it met, where they are steeper. A frame that still resists
(reserves of next to infinite weight make a linear program) is solved by an interior-point method, then by
Newton.

For p = 3 the slope of x is infinite at y = 0. Where y changed its sign in a step, Newton's next one would
lead from y to −y and back; H takes the mean slope over that step instead, which leads to 0. Below
|x| = 1e-6, where y = 1e-12 is all but rounding beside terms of order 1, the root is replaced by its chord:
this moves the objective by less than 1e-18 a variable.

Derivatives without differentiating the loop: dλ/db = H⁻¹, dx/db = diag(x') Mᵀ H⁻¹, and for any parameter θ
of M, w or the bounds dλ/dθ = −H⁻¹ ∂(M x(Mᵀλ))/∂θ at fixed λ.

Two roads give the same: the compiled kernel (`kernel/source/solve.cpp`), and NumPy (`newton`), which is its
reference and computes where nothing is compiled. The interior-point method is NumPy in both.
"""

import ctypes

import numpy as np
from numpy.typing import ArrayLike

from dorsum.errors import BadInput
from dorsum.kernel.library import FLOATS, NEW_FLOATS, NEW_INTS, Kernel, kernel
from dorsum.mechanics.columns import COUNT, PATTERN
from dorsum.mechanics.frame import Frame, Point
from dorsum.mechanics.interior import rescue
from dorsum.mechanics.newton import BUDGET, TOO_FAR_APART, from_best_start
from dorsum.mechanics.problem import Floats, Problem, Solution

__all__ = ["BUDGET", "solve"]

FLAG = ctypes.c_int32
SIGNATURE = (
    COUNT,
    COUNT,
    *PATTERN,
    *[FLOATS] * 5,
    ctypes.c_void_p,
    FLAG,
    FLOATS,
    ctypes.c_double,
    ctypes.c_double,
    COUNT,
    FLOATS,
)
SIGNATURE += (*[NEW_FLOATS] * 3, NEW_INTS)


def solve(problem: Problem, *, start: ArrayLike | None = None, residual: float = 0.0) -> Solution:
    """Solve all frames, each from those before; `start` holds the multipliers (n,) for the first, or those of
    all frames (frames, n), each of which then has its own. Moments that are off by `residual` N·m are good
    enough where it is above what is asked of all (`newton`).

    A frame that did not converge says so in the solution; its numbers are the best found.

    Raises:
        BadInput: the start does not fit, or the numbers of a frame are too far apart for float64.
    """
    frames, n, m = problem.shape
    first = _check_start(start, frames, n)
    solution = Solution(
        problem=problem,
        values=np.empty((frames, m)),
        reserves=np.empty((frames, n)),
        multipliers=np.empty((frames, n)),
        iterations=np.zeros(frames, dtype=np.int64),
        converged=np.ones(frames, dtype=np.bool_),
    )
    found = kernel()
    if found is None:
        _by_numpy(solution, first, residual)
    else:
        _by_kernel(found, solution, first, residual)
    return solution


def _check_start(start: ArrayLike | None, frames: int, n: int) -> Floats:
    """The starts there are (0, 1 or frames, n)."""
    if start is None:
        return np.empty((0, n))
    array = np.ascontiguousarray(start, dtype=np.float64)
    if array.shape not in ((n,), (frames, n)) or not np.isfinite(array).all():
        raise BadInput(
            f"start must be {n} finite multipliers, or so many a frame, not an array of shape {array.shape}"
        )
    return array.reshape(-1, n)


def _by_numpy(solution: Solution, starts: Floats, residual: float) -> None:
    room = np.zeros(solution.problem.shape[1:])
    for f in range(len(solution.values)):
        frame = Frame.of(solution.problem, f, room)
        own = len(starts) > 1 or f < len(starts)
        known = [starts[f]] if own else list(solution.multipliers[max(f - 2, 0) : f])
        point, solution.iterations[f], arrived = from_best_start(frame, known, residual)
        if arrived:
            _keep(solution, f, frame, point)
        else:
            _rescue(solution, f)


def _by_kernel(found: Kernel, solution: Solution, starts: Floats, residual: float) -> None:
    problem = solution.problem
    frames = problem.shape[0]
    columns = problem.columns
    given = (*columns.pattern.arguments, columns.values, problem.rhs, problem.lower, problem.upper)
    compliance = None if problem.compliance is None else problem.compliance.ctypes.data
    rest = (problem.weights, compliance, problem.power == 3, problem.reserve_scale, problem.reserve_weight)
    started = (residual, len(starts), starts)
    into = (solution.values, solution.reserves, solution.multipliers, solution.iterations)
    run = found.function("dorsum_solve", *SIGNATURE, returns=COUNT)
    done = 0
    while (done := run(done, frames, *given, *rest, *started, *into)) < frames:
        if done == np.iinfo(np.int64).min:
            raise MemoryError
        if done < 0:
            raise BadInput(TOO_FAR_APART)
        _rescue(solution, done)
        done += 1


def _keep(solution: Solution, f: int, frame: Frame, point: Point) -> None:
    m = solution.values.shape[1]
    solution.values[f], solution.reserves[f] = point.values[:m], frame.scale * point.values[m:]
    solution.multipliers[f] = point.multipliers


def _rescue(solution: Solution, f: int) -> None:
    """A frame that resists Newton's method."""
    frame = Frame.of(solution.problem, f)
    point, more, solution.converged[f] = rescue(frame)
    solution.iterations[f] += more
    _keep(solution, f, frame, point)
