"""Roots of many functions at once, each of one bend."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.lifting.bending import STAYS

TRIED = 12  # places between bounds at which a bend is tried first
ROUGH = 1e-4  # m, balance of bodies that are tried first
MOST_STEPS, FOUND, SAME = 60, 1e-10, 1e-13  # of a search between two bends; m, and ° that no longer count
Ints = NDArray[np.int_]
Short = Callable[[Floats, Ints, float], Floats]  # of bends, whose they are, and how near balance they are, m


def first_root(short: Short, low: Floats, high: Floats | float) -> Floats:
    """The first bend (n,) ° from `low` to `high` at which nothing is short any more; NaN where all are.

    `short` tells of bends, and of whom each is, what is short, in m or °.
    """
    n, found = len(low), low.copy()
    high = np.broadcast_to(high, low.shape)
    tried = np.linspace(low, high, TRIED)  # (tried, n)
    who = np.tile(np.arange(n), TRIED)
    left = short(tried.ravel(), who, ROUGH).reshape(TRIED, n)
    reached = left <= 0.0
    first = reached.argmax(axis=0)
    found[~reached.any(axis=0)] = np.nan
    open_ = np.flatnonzero(reached.any(axis=0) & (first > 0))
    if len(open_):
        found[open_] = root_between(short, tried[first[open_] - 1, open_], tried[first[open_], open_], open_)
    return found


def root_between(short: Short, a: Floats, b: Floats, who: Ints, near: float = FOUND) -> Floats:
    """The bends (n,) between a and b at which no more than `near` is short, of those of `who`.

    By regula falsi, where the end that stays counts less (Anderson and Björck 1973).
    """
    found, open_ = b.copy(), np.arange(len(who))
    of_a, of_b = short(a, who, STAYS), short(b, who, STAYS)
    for _ in range(MOST_STEPS):
        c = b - of_b * (b - a) / (of_b - of_a)
        of_c = short(c, who[open_], STAYS)
        found[open_] = c
        left_over = np.flatnonzero((np.abs(of_c) > near) & (np.abs(b - a) > SAME))
        if not len(left_over):
            break
        crossed, shrunk = of_c * of_b < 0.0, 1.0 - of_c / of_b
        weighed = of_a * np.where(shrunk > 0.0, shrunk, 0.5)
        a, of_a = np.where(crossed, b, a), np.where(crossed, of_b, weighed)
        open_ = open_[left_over]
        a, of_a, b, of_b = (each[left_over] for each in (a, of_a, c, of_c))
    return found
