"""How far joints best give where the balance is linear in the angles: a problem that `solve` knows.

Which of the angles stand at their bounds is found in passes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve

Flags = NDArray[np.bool_]
Sides = NDArray[np.int8]

PASSES = 6  # in search of the angles that stand at their bounds
DUST = 1e-9  # rad


class Linear(NamedTuple):
    """The balance of some frames, taken as linear in the deviations."""

    problem: Problem
    rhs: Floats  # (frames, n_rows) N·m asked with no joint off its stated angle
    by_angle: Floats  # (frames, n_rows, n_rows) N·m/rad, how that grows with the deviations
    price: Floats  # (frames,) λ


class Held:
    """The angles of all frames while some of what is limited is held at its bounds.

    Attributes:
        side: (frames, m) at which bound what is limited stands, 1 at the upper, −1 at the lower, or 0.
        mean: (frames, n_rows) rad of the angles, as what is held tells.
        free: (frames, n_rows, n_rows) rad², the covariance that is left to them.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.side: Sides = np.zeros(known.lower.shape, dtype=np.int8)
        self.mean, self.free = np.zeros(known.covariance.shape[:2]), known.covariance.copy()
        self._pull: dict[int, tuple[Ints, Floats, Floats]] = {}  # what is held, where, its inverse covariance

    def hold(self, frame: int, side: Sides) -> None:
        """Hold what is limited at these sides."""
        if (side == self.side[frame]).all():
            return
        known, some = self.known, np.flatnonzero(side)
        limited, covariance = known.limited[some], known.covariance[frame]
        at = np.where(side > 0, known.upper[frame], known.lower[frame])[some]
        toward = covariance @ limited.T
        pull = np.linalg.pinv(limited @ toward, rcond=1e-9, hermitian=True)
        self.mean[frame] = toward @ (pull @ at)
        self.free[frame] = covariance - toward @ pull @ toward.T
        self.side[frame], self._pull[frame] = side, (some, at, pull)

    def inward(self, frame: int, price: float, asked: Floats) -> Floats:
        """How hard (m,) angles of which `asked` (n_rows,) is asked press away from the bounds that hold
        them; where above nought, these no longer do."""
        side, known, (some, at, pull) = self.side[frame], self.known, self._pull[frame]
        found = np.zeros(len(side))
        found[some] = pull @ (price * at + known.limited[some] @ (known.covariance[frame] @ asked))
        return np.asarray(found * side)


def goal(held: Held, which: Ints, linear: Linear, start: Floats) -> tuple[Floats, Solution]:
    """Deviations (frames, n_rows) rad of the frames `which` of least cost, and the balance there.

    `held` says at which of their bounds they stand, at first as a guess; `start`, multipliers (frames,
    n_rows), are first guesses.
    """
    wanted, todo = np.zeros_like(linear.rhs), np.arange(len(which))
    solution: Solution | None = None
    for _ in range(PASSES):
        wanted[todo], changed, found = _with_held(held, linear, which, todo, start[todo])
        if solution is None:
            solution = found
        else:
            for name in ("values", "reserves", "multipliers"):
                getattr(solution, name)[todo] = getattr(found, name)
        start[todo] = found.multipliers
        todo = todo[changed]
        if not len(todo):
            break
    assert solution is not None  # there is one pass at least
    return wanted, solution


def _with_held(
    held: Held, linear: Linear, which: Ints, todo: Ints, start: Floats
) -> tuple[Floats, Flags, Solution]:
    """Deviations in the frames `todo` of the problem, with some of what is limited held at its bounds; where
    other should be held instead, and is from now on; and the balance."""
    known, frames = held.known, which[todo]
    by_angle, price = linear.by_angle[todo], linear.price[todo, None]
    mean, lower, upper = (each[frames] for each in (held.mean, known.lower, known.upper))
    side = held.side[frames]
    back = np.swapaxes(by_angle, 1, 2)
    toward = held.free[frames] @ back
    compliance = by_angle @ toward / price[..., None]
    rhs = linear.rhs[todo] + times(by_angle, mean)
    found = solve(linear.problem.part(todo, rhs, compliance), start=start)
    wanted = mean - times(toward, found.multipliers) / price
    for f in np.flatnonzero(side.any(axis=1)):
        inward = held.inward(int(frames[f]), price[f, 0], back[f] @ found.multipliers[f])
        side[f, inward > 0.0] = 0
    reached = wanted @ known.limited.T
    side = np.where(reached > upper + DUST, 1, np.where(reached < lower - DUST, -1, side)).astype(np.int8)
    changed = (side != held.side[frames]).any(axis=1)
    for f in np.flatnonzero(changed):
        held.hold(int(frames[f]), side[f])
    return wanted, changed, found


def times(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray((matrices @ vectors[..., None])[..., 0])
