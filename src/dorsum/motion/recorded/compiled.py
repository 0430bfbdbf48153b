"""The compiled road to the marker fit: what `fit.least_squares` finds for the residuals of `inverse`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.kernel.library import FLOATS, NEW_FLOATS, Kernel
from dorsum.mechanics.interface import (
    ARRAY,
    MARKED,
    OUTCOME,
    RULE,
    SIZE,
    TREE,
    address,
    by_reference,
    in_order,
    run,
    spread,
)
from dorsum.motion.recorded import fit
from dorsum.motion.recorded.chain import FIRST_TURN, N_TURNS, Chain

RULES = (
    *(fit.MOST_STEPS, fit.ARRIVED, fit.NO_GAIN, fit.LONGEST_STEP),
    *(fit.FIRST_DAMPING, fit.LEAST_DAMPING, fit.MOST_DAMPING),
)


class Marked:
    """A chain and what is known before, as the compiled library takes them."""

    def __init__(self, chain: Chain, prior: Floats, rest: Floats, low: Floats, high: Floats) -> None:
        turns, share = _terms(chain)
        moves = chain.carried[turns[:, 1]][:, chain.body]  # terms, markers
        first = np.concatenate([[0], np.cumsum(moves.sum(axis=0))])
        self.shape = len(chain.body), chain.n
        tree = chain.model.mech.tree
        arrays = (
            chain.body,
            chain.local,
            turns,
            share,
            first,
            np.nonzero(moves.T)[1],
            prior,
            rest,
            low,
            high,
        )
        self._held = [in_order(array) for array in (tree.parent, tree.offset, tree.axes, *arrays)]
        at = [address(array) for array in self._held]
        self._tree = TREE(len(tree.parent), *at[:3])
        self._sizes = (*self.shape, len(turns), len(prior))
        self._arrays = at[3:]

    def least_squares(self, library: Kernel, seen: Floats, last: Floats, start: Floats, far: float) -> Floats:
        """Coordinates (frames, n) from `start` on; see `inverse._distances`."""
        markers, n = self.shape
        found = spread(start, (len(seen), n)).copy()
        call = library.function("dorsum_fit", *[ARRAY] * 3, SIZE, FLOATS, FLOATS, NEW_FLOATS, returns=OUTCOME)
        structures: list[Any] = [self._tree, MARKED(*self._sizes, *self._arrays, far), RULE(*RULES)]
        given = spread(seen, (len(seen), markers, 3)), spread(last, (len(seen), n))
        run(call, *map(by_reference, structures), len(seen), *given, found)
        return found


def _terms(chain: Chain) -> tuple[np.ndarray, Floats]:
    """What coordinates do to joint angles: coordinate, body and axis (terms, 3), and shares (terms, 2)."""
    spine = chain.spine
    n_spine = 3 * len(chain.model.body.spine)
    in_spine = FIRST_TURN + 3 * np.repeat(spine.region, 3) + np.tile(np.arange(3), len(spine.region))
    limbs = np.arange(FIRST_TURN + N_TURNS, chain.n)
    coordinate = np.concatenate([np.arange(3, FIRST_TURN), in_spine, limbs])
    share = np.ones((len(coordinate), 2))
    share[3 : 3 + n_spine] = spine.share.reshape(n_spine, 2)
    return np.column_stack([coordinate, chain.joints]), share
