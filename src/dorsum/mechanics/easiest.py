"""What contacts bear that leaves some muscles the least to do, by squares, and how that changes.

Muscles and generators of the contacts, x, are found together (`contacts.with_contacts`):

    min    ½ Σ w x² + ½ W Σ (r / R)²,      A x + r = b,      lower ≤ x ≤ upper.

With the multipliers μ of the rows x = Aᵀμ / w of what stands at no bound, and r = R² μ / W. So while the same
ones stand at their bounds, a small change of b, A and the bounds changes μ and x by

    (A D Aᵀ + R² / W) dμ = db − dA x − A d,      dx = d + D Aᵀ dμ,

D being 1 / w, and 0 at a bound; d is D dAᵀ μ, and at a bound how that moves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.contacts import Beside, with_contacts
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve


class Easiest(NamedTuple):
    """What is found."""

    solution: Solution
    pushes: Floats  # (frames, n, 4 p) N·m per N, what the generators do at the rows
    weight: float  # N, of the body: the unit of the generators' columns

    @property
    def factors(self) -> Floats:
        """(frames, 4 p) N of the generators."""
        return self.weight * self._own(self.solution.values)

    def change(self, asked: Floats) -> Floats:
        """How the factors (frames, 4 p, k) change with k things, by which what is asked of the rows grows as
        (frames, n, k) says."""
        problem, yields = self.solution.problem, self._yields
        square = np.zeros((len(asked), asked.shape[1], asked.shape[1]))
        square += np.diag(problem.reserve_scale**2 / problem.reserve_weight)
        problem.columns.add_square(yields, square)
        back = np.swapaxes(self.pushes, 1, 2)
        return np.asarray(
            self.weight**2 * self._own(yields)[..., None] * (back @ np.linalg.solve(square, asked))
        )

    def moved(self, there: Problem, by: float) -> tuple[Floats, Floats]:
        """What `change` is to be asked (frames, n) where the problem is as it is `there`, `by` farther, and
        how the factors (frames, 4 p) change beside that, d above."""
        here, solution = self.solution.problem, self.solution
        pulled = there.columns.pull(solution.multipliers) - here.columns.pull(solution.multipliers)
        d = self._yields * pulled
        for lies in ("lower", "upper"):
            bound = getattr(here, lies)
            d = np.where(solution.values == bound, getattr(there, lies) - bound, d)
        turned = there.columns.moments(solution.values) - here.columns.moments(solution.values)
        asked = there.rhs - here.rhs - turned - here.columns.moments(d)
        return asked / by, self.weight * self._own(d) / by

    @property
    def _yields(self) -> Floats:
        """(frames, m) D."""
        problem, x = self.solution.problem, self.solution.values
        return np.asarray(((x > problem.lower) & (x < problem.upper)) / problem.weights)

    def _own(self, columns: Floats) -> Floats:
        """Those of the generators (frames, 4 p)."""
        return columns[:, -self.pushes.shape[2] :]


def easiest(muscles: Problem, pushes: Floats, rows: Beside, weight: float, cost: float) -> Easiest:
    """Contacts that leave the `muscles` the least to do, in balance of the whole body where it is told.

    The power of the `muscles` is 2. `pushes` (frames, rows, 4 p) is what the generators do at their rows and
    those beside, N·m per N along the normal; one that bears the `weight` of the body, N, has the `cost` of a
    muscle.
    """
    return Easiest(solve(with_contacts(muscles, pushes, weight, cost, rows)), pushes, weight)
