"""How far joints best give, where passes over the angles at their bounds lead in a circle.

What is limited becomes further rows of the balance: the row of a limit asks of a column, which has its bounds
and costs next to nothing, what the deviations make of it. So muscles and limits are one problem, whose dual
`solve` climbs. Only what has met its bounds takes part; what is beyond them then joins, until nothing is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.columns import Columns, Pattern
from dorsum.mechanics.contacts import joined
from dorsum.mechanics.known import Ints
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve

MISSED = 1e-7  # rad by which limits may be missed,
STIFF = 1e4  # N·m/rad: as much as a joint may lack meanwhile
UNLIMITED = 1e-6  # weight of a limit's column, cost for a radian: of muscles they are of order 1
UNMET = 1e-3  # N·m that a limit's row lacks at the price of a reserve moment of its size


class Limits(NamedTuple):
    """What has bounds in one frame, m of them."""

    limited: Floats  # (m, n_rows) of the deviations
    lower: Floats  # (m,) rad
    upper: Floats  # (m,) rad

    def beyond(self, deviation: Floats) -> Floats:
        """(m,) rad by which deviations (n_rows,) are beyond their bounds; less than none within."""
        reached = self.limited @ deviation
        return np.asarray(np.maximum(reached - self.upper, self.lower - reached))


def within_bounds(
    problem: Problem, by_angle: Floats, covariance: Floats, limits: Limits, met: Ints, start: Floats
) -> tuple[Floats, Solution, Ints] | None:
    """Deviations (n_rows,) rad of least cost of one frame, the balance there, and the sides (m,) on which
    limits hold: 1 the upper bound, −1 the lower, 0 none. None where no solver comes to an end, as where
    muscles lack most of what is asked.

    The `problem` is what is asked with no joint off its stated angle, which grows by `by_angle` (n, n)
    N·m/rad; `covariance` (n, n) rad² is over the price. `met` (k,) are the limits to begin with, `start`
    (n + k,) multipliers of rows and of them.
    """
    n, muscles = problem.shape[1:]
    multipliers = start
    while True:
        turning = np.concatenate([by_angle, STIFF * limits.limited[met]])
        toward = covariance @ turning.T
        found = solve(
            _beside(problem, turning @ toward, limits, met), start=multipliers, residual=MISSED * STIFF
        )
        if not found.converged[0]:
            return None
        wanted = -toward @ found.multipliers[0]
        beyond = limits.beyond(wanted) > 2.0 * MISSED
        beyond[met] = False
        if not beyond.any():
            break
        met = np.append(met, np.flatnonzero(beyond))
        multipliers = np.append(found.multipliers[0], np.zeros(len(met) + n - found.multipliers.shape[1]))
    at, side = found.values[0, muscles:], np.zeros(len(limits.limited), dtype=np.int64)
    side[met] = np.where(at > limits.upper[met] - MISSED, 1, np.where(at < limits.lower[met] + MISSED, -1, 0))
    balance = replace(
        found,
        values=found.values[:, :muscles],
        reserves=found.reserves[:, :n],
        multipliers=found.multipliers[:, :n],
    )
    return wanted, balance, side


def _beside(problem: Problem, compliance: Floats, limits: Limits, met: Ints) -> Problem:
    """The problem with the limits that are met as further rows, of one column each."""
    n, k = problem.shape[1], len(met)
    names = tuple(f"limit {i}" for i in met)
    columns = Columns(Pattern(n + k, np.arange(k + 1), n + np.arange(k)), np.full((1, k), STIFF))

    def extended(given: Floats, more: Floats) -> Floats:
        return np.concatenate([given, more[None]], axis=1)

    return replace(
        problem,
        matrices=joined(problem.columns, columns, n + k),
        rhs=extended(problem.rhs, np.zeros(k)),
        lower=extended(problem.lower, limits.lower[met]),
        upper=extended(problem.upper, limits.upper[met]),
        weights=extended(problem.weights, np.full(k, UNLIMITED)),
        reserve_scale=np.append(problem.reserve_scale, np.full(k, UNMET)),
        compliance=compliance[None],
        coordinates=(*problem.coordinates, *names),
        variables=(*problem.variables, *names),
    )
