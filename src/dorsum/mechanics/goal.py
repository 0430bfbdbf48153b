"""How far joints best give where the balance is linear in the angles: a problem that `solve` knows.

Which of the angles stand at their bounds is found in passes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.mechanics.columns import Columns
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve

Flags = NDArray[np.bool_]
Sides = NDArray[np.int8]

PASSES = 6  # in search of the angles that stand at their bounds
DUST = 1e-9  # rad


def goal(
    known: Known, which: Ints, linear: Problem, by_angle: Floats, price: Floats, side: Sides, start: Floats
) -> tuple[Floats, Sides, Solution]:
    """Deviations (frames, n_rows) rad of the frames `which` of least cost; at which of its bounds what is
    limited stands (frames, m), 1 at the upper, −1 at the lower; and the balance there.

    `linear` is the balance with no joint off its stated angle, `by_angle` (frames, n_rows, n_rows) how what
    is asked grows with the deviations, `price` (frames,) λ; `side` and `start`, multipliers (frames, n_rows),
    are first guesses.
    """
    wanted, side = np.zeros_like(linear.rhs), side.copy()
    todo = np.arange(len(which))
    solution: Solution | None = None
    for _ in range(PASSES):
        some = which[todo], by_angle[todo], price[todo], side[todo], start[todo]
        wanted[todo], now, found = _with_held(known, linear, todo, *some)
        if solution is None:
            solution = found
        else:
            for name in ("values", "reserves", "multipliers"):
                getattr(solution, name)[todo] = getattr(found, name)
        start[todo] = found.multipliers
        changed = (now != side[todo]).any(axis=1)
        side[todo] = now
        todo = todo[changed]
        if not len(todo):
            break
    assert solution is not None  # there is one pass at least
    return wanted, side, solution


def _with_held(
    known: Known,
    linear: Problem,
    todo: Ints,
    which: Ints,
    by_angle: Floats,
    price: Floats,
    side: Sides,
    start: Floats,
) -> tuple[Floats, Sides, Solution]:
    """Deviations in the frames `todo` of the problem, with some of what is limited held at its bounds; what
    should be held instead, and the balance."""
    lower, upper, covariance = known.lower[which], known.upper[which], known.covariance[which]
    at = np.where(side > 0, upper, np.where(side < 0, lower, 0.0))
    mean, free, held_back = _holding(covariance, known.limited, side != 0, at)
    back = np.swapaxes(by_angle, 1, 2)
    rhs, compliance = linear.rhs[todo] + times(by_angle, mean), by_angle @ free @ back / price[:, None, None]
    found = solve(_some(linear, todo, rhs, compliance), start=start)
    asked = times(back, found.multipliers)
    wanted = mean - times(free, asked) / price[:, None]
    outward = times(held_back, price[:, None] * at + times(covariance, asked) @ known.limited.T)
    reached = wanted @ known.limited.T
    side = np.where(side * outward > 0.0, 0, side)
    side = np.where(reached > upper + DUST, 1, np.where(reached < lower - DUST, -1, side))
    return wanted, side.astype(np.int8), found


def _holding(covariance: Floats, limited: Floats, held: Flags, at: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean (frames, n) and covariance (frames, n, n) of angles while some of what is limited is held `at`
    values, and the inverse covariance of that among itself (frames, m, m), zero elsewhere."""
    mean, free = np.zeros(covariance.shape[:2]), covariance.copy()
    inverse = np.zeros((*at.shape, at.shape[1]))
    for f in np.flatnonzero(held.any(axis=1)):
        some = np.flatnonzero(held[f])
        toward = covariance[f] @ limited[some].T
        pull = np.linalg.pinv(limited[some] @ toward, rcond=1e-9, hermitian=True)
        mean[f] = toward @ (pull @ at[f, some])
        free[f] -= toward @ pull @ toward.T
        inverse[f][np.ix_(some, some)] = pull
    return mean, free, inverse


def times(matrices: Floats, vectors: Floats) -> Floats:
    product: Floats = np.einsum("fij,fj->fi", matrices, vectors)
    return product


def _some(problem: Problem, some: Ints, rhs: Floats, compliance: Floats) -> Problem:
    """Some frames of a problem, with another right-hand side and rows that give."""
    columns = problem.columns
    return replace(
        problem,
        matrices=Columns(columns.pattern, columns.values[some]),
        rhs=rhs,
        compliance=compliance,
        **{name: getattr(problem, name)[some] for name in ("lower", "upper", "weights")},
    )
