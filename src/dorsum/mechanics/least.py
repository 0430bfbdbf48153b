"""What contacts bear that leaves the least sum of squares of some moments."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.contacts import MOST, WHOLE_SHARE, Beside
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import solve

FREE = 1e-6  # N²·m² of these squares that a generator costs which bears the weight of the body


def left(asked: Floats, pushes: Floats, rows: Beside, weight: float) -> Floats:
    """Factors (frames, 4 p) N of contacts that leave the least sum of squares of the moments `asked` (frames,
    n) N·m and of those that hold limbs, in balance of the whole body where it is told.

    `weight` is that of the body, N. The search begins from nothing: from a neighbour's multipliers Newton's
    steps may lead to and fro between sets of generators that push.
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
            weights=FREE,
            power=2,
            reserve_scale=scale,
            reserve_weight=1.0,
            coordinates=[f"row {i}" for i in range(pushes.shape[1])],
            variables=[f"contact {i}" for i in range(pushes.shape[2])],
        ),
        start=np.zeros(pushes.shape[:2]),
    )
    return np.asarray(weight * found.values)


def lacking(pushes: Floats, rows: Beside, weight: float) -> Floats:
    """The least that contacts cannot balance of what acts on the whole body, (frames,) N or N·m."""
    whole = rows.lacking == WHOLE_SHARE
    only = Beside(rows.names, rows.carried[:, whole], rows.lacking[whole])
    on_whole = pushes[:, whole]
    factors = left(np.zeros((len(pushes), 0)), on_whole, only, weight)
    return np.asarray(np.abs(only.carried + (on_whole @ factors[..., None])[..., 0]).max(axis=1))
