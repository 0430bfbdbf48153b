"""What contacts bear that leaves the least sum of squares of some moments, and how that changes.

    min over f ≥ 0    ½ Σ (r / s)²  +  ½ f · f / c,      P f + r = b

b is what is asked of the rows, P what the generators of the contacts do there, s what a row may lack. With
the rows' multipliers μ the generators that push have f = c Pᵀ μ, and (c P Pᵀ + s²) μ = b over these alone.
While the same ones push, a change of b and P changes μ and f by

    (c P Pᵀ + s²) dμ = db − dP f − c P dPᵀ μ,      df = c (dPᵀ μ + Pᵀ dμ).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.contacts import MOST, WHOLE_SHARE, Beside
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import solve

FREE = 1e-6  # N²·m² that a generator costs which bears the weight of the body, where moments alone count


class Least(NamedTuple):
    """What is found."""

    factors: Floats  # f, (frames, 4 p) N
    multipliers: Floats  # μ, (frames, n) N·m
    pushes: Floats  # P, (frames, n, 4 p) N·m per N
    scale: Floats  # s, (n,)
    yielding: float  # c, N² / (N²·m²)
    most: float  # N, that a generator may push with

    def change(self, asked: Floats, pushes: Floats) -> Floats:
        """How the factors (frames, 4 p, k) change with k things, by which what is asked grows as (frames, n,
        k) says; of the last of them also what the generators do, (frames, n, 4 p)."""
        at = (self.factors > 0.0) & (self.factors < self.most)
        pushing, turning = self.pushes * at[:, None], pushes * at[:, None]
        back, turned = np.swapaxes(pushing, 1, 2), _times(np.swapaxes(turning, 1, 2), self.multipliers)
        square = self.yielding * pushing @ back + np.diag(self.scale**2)
        asked = asked.copy()
        asked[..., -1] -= _times(turning, self.factors) + self.yielding * _times(pushing, turned)
        found = back @ np.linalg.solve(square, asked)
        found[..., -1] += turned
        return np.asarray(self.yielding * found)


def least(asked: Floats, pushes: Floats, rows: Beside, weight: float, cost: float = FREE) -> Least:
    """Contacts that leave the least sum of squares of the moments `asked` (frames, n) N·m and of those that
    hold limbs, in balance of the whole body where it is told.

    A generator that bears the `weight` of the body, N, costs as much as `cost` N²·m² of these squares. The
    search begins from nothing: from a neighbour's multipliers Newton's steps may lead to and fro between sets
    of generators that push.
    """
    n = asked.shape[1]
    scale = np.ones(pushes.shape[1])
    scale[n:] = np.where(rows.lacking == WHOLE_SHARE, WHOLE_SHARE, 1.0)
    found = solve(
        Problem(
            matrices=weight * pushes,
            rhs=np.concatenate([asked, -rows.carried], axis=1),
            lower=0.0,
            upper=MOST,
            weights=cost,
            power=2,
            reserve_scale=scale,
            reserve_weight=1.0,
            coordinates=[f"row {i}" for i in range(pushes.shape[1])],
            variables=[f"contact {i}" for i in range(pushes.shape[2])],
        ),
        start=np.zeros(pushes.shape[:2]),
    )
    most = weight * MOST
    return Least(weight * found.values, found.multipliers, pushes, scale, weight**2 / cost, most)


def left(asked: Floats, pushes: Floats, rows: Beside, weight: float) -> Floats:
    """Factors (frames, 4 p) N of the contacts of `least`, at next to no cost."""
    return least(asked, pushes, rows, weight).factors


def lacking(pushes: Floats, rows: Beside, weight: float) -> Floats:
    """The least that contacts cannot balance of what acts on the whole body, (frames,) N or N·m."""
    whole = rows.lacking == WHOLE_SHARE
    only = Beside(rows.names, rows.carried[:, whole], rows.lacking[whole])
    on_whole = pushes[:, whole]
    factors = left(np.zeros((len(pushes), 0)), on_whole, only, weight)
    return np.asarray(np.abs(only.carried + _times(on_whole, factors)).max(axis=1))


def _times(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray((matrices @ vectors[..., None])[..., 0])
