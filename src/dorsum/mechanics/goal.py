"""How far joints best give where the balance is linear in the angles: a problem that `solve` knows.

Which of the angles stand at their bounds is found in passes. The kernel does the same frame by frame
(`kernel/source/goal.cpp`). Where the passes lead in a circle, or to bounds that exclude each other, as of
neighbours and of their difference, `bounded` finds them.
"""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.kernel.library import FLOATS, INTS, NEW_FLOATS, NEW_INTS, Kernel, kernel
from dorsum.mechanics.bounded import STIFF, Limits, within_bounds
from dorsum.mechanics.columns import COUNT, PATTERN
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.newton import TOO_FAR_APART
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve

Flags = NDArray[np.bool_]

PASSES = 6  # in search of the angles that stand at their bounds
DUST = 1e-9  # rad
EXCLUDED = 1e-6  # rad beyond a bound, where bounds that are held exclude each other
RANK = 1e-9  # of the largest eigenvalue of what is held, below which it holds nothing more
CLOSE = 1e-3  # N·m that a goal may be off by: a thousandth of a degree at a joint of 50 N·m/rad

REAL = ctypes.c_double
OF_SOLVER = *[FLOATS] * 5, ctypes.c_int32, FLOATS, REAL, REAL
OF_GIVE = FLOATS, FLOATS, INTS, FLOATS, COUNT, *[FLOATS] * 3, COUNT, REAL
SIGNATURE = COUNT, COUNT, *PATTERN, *OF_SOLVER, *OF_GIVE, NEW_INTS, *[NEW_FLOATS] * 4, NEW_INTS


class Linear(NamedTuple):
    """The balance of some frames, taken as linear in the deviations."""

    problem: Problem
    rhs: Floats  # (frames, n_rows) N·m asked with no joint off its stated angle
    by_angle: Floats  # (frames, n_rows, n_rows) N·m/rad, how that grows with the deviations
    price: Floats  # (frames,) λ


def goal(known: Known, side: Ints, which: Ints, linear: Linear, start: Floats) -> tuple[Floats, Solution]:
    """Deviations (frames, n_rows) rad of least cost of the frames `which`, and the balance there.

    At which of its bounds what is limited stands is told by `side`, of all frames (all, m): 1 at the upper,
    −1 at the lower, at first as a guess, then as found. `start`, multipliers (frames, n_rows), are guesses.
    """
    frames, n, m = linear.problem.shape
    found = Solution(
        problem=linear.problem,
        values=np.empty((frames, m)),
        reserves=np.empty((frames, n)),
        multipliers=np.array(start),
        iterations=np.zeros(frames, dtype=np.int64),
        converged=np.ones(frames, dtype=np.bool_),
    )
    wanted = np.empty((frames, n))
    library, done = kernel(), 0
    while done < frames:
        if library:
            done = _by_kernel(library, known, side, which, linear, done, wanted, found)
        if done < frames:  # there is no kernel, or the frame resists it
            _by_solver(known, side, which, linear, done, wanted, found)
            done += 1
    return wanted, found


def _by_kernel(
    library: Kernel,
    known: Known,
    side: Ints,
    which: Ints,
    linear: Linear,
    begin: int,
    wanted: Floats,
    found: Solution,
) -> int:
    """The frames from `begin` on; the first that resists Newton's method, or their number."""
    problem, columns = linear.problem, linear.problem.columns
    weighed = problem.lower, problem.upper, problem.weights, problem.power == 3
    of_solver = columns.values, linear.rhs, *weighed, problem.reserve_scale, problem.reserve_weight, CLOSE
    of_known = known.covariance, len(known.limited), known.limited, known.lower, known.upper
    into = side, wanted, found.values, found.reserves, found.multipliers, found.iterations
    run = library.function("dorsum_goal", *SIGNATURE, returns=COUNT)
    of_give = linear.by_angle, linear.price, which, *of_known, PASSES, DUST
    done = run(begin, len(which), *columns.pattern.arguments, *of_solver, *of_give, *into)
    if done == np.iinfo(np.int64).min:
        raise MemoryError
    if done < 0:
        raise BadInput(TOO_FAR_APART)
    return int(done)


def _by_solver(
    known: Known, side: Ints, which: Ints, linear: Linear, f: int, wanted: Floats, found: Solution
) -> None:
    """One frame, by `solve`."""
    at, price, by_angle = int(which[f]), linear.price[f], linear.by_angle[f]
    covariance, lower, upper = known.covariance[at], known.lower[at], known.upper[at]
    for _ in range(PASSES):
        some = np.flatnonzero(side[at])
        held = np.where(side[at] > 0, upper, lower)[some]
        limited = known.limited[some]
        toward = covariance @ limited.T
        pull = np.linalg.pinv(limited @ toward, rcond=RANK, hermitian=True)
        mean, free = toward @ (pull @ held), covariance - toward @ pull @ toward.T
        compliance, rhs = by_angle @ free @ by_angle.T / price, linear.rhs[f] + by_angle @ mean
        part = linear.problem.part(f, rhs, compliance)
        there = solve(part, start=found.multipliers[f], residual=CLOSE)
        _keep(there, f, found)
        asked = by_angle.T @ found.multipliers[f]
        wanted[f] = mean - free @ asked / price
        inward = pull @ (price * held + toward.T @ asked)  # off the bounds, where of the sign of the side
        now, reached = side[at].copy(), known.limited @ wanted[f]
        now[some[side[at, some] * inward > 0.0]] = 0
        now[reached < lower - DUST], now[reached > upper + DUST] = -1, 1
        changed = (now != side[at]).any()
        side[at] = now
        if not changed:
            break
    limits = Limits(known.limited, lower, upper)
    if changed or limits.beyond(wanted[f]).max() > EXCLUDED:
        part, met = linear.problem.part(f, linear.rhs[f], compliance), np.flatnonzero(side[at])
        pressing = np.zeros(len(lower))
        pressing[some] = -inward
        pressing = np.where(side[at] * pressing > 0.0, pressing, side[at] * np.abs(inward).mean())
        start, least = np.concatenate([found.multipliers[f], pressing[met] / STIFF]), covariance / price
        if inside := within_bounds(part, by_angle, least, limits, met, start):
            wanted[f], there, side[at] = inside
            _keep(there, f, found)


def _keep(there: Solution, f: int, found: Solution) -> None:
    for name in ("values", "reserves", "multipliers", "iterations", "converged"):
        getattr(found, name)[f] = getattr(there, name)[0]


def times(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray((matrices @ vectors[..., None])[..., 0])
