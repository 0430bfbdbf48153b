"""What formulas need beyond what NumPy and JAX call by the same names.

The forward mechanics take their functions from the arrays they are given: with NumPy they compute at once,
under JAX the same lines are traced where derivatives are wanted (the judges, tests).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = Any  # an array of NumPy or of JAX


def cross(a: Numbers, b: Numbers, axis: int = -1) -> Numbers:
    """Cross products of vectors whose three components lie along an axis of both."""
    xp = a.__array_namespace__()
    before = (...,) if axis < 0 else (slice(None),) * axis
    (a0, a1, a2), (b0, b1, b2) = ([v[(*before, k)] for k in range(3)] for v in (a, b))
    parts = a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0
    if xp is not np:
        return xp.stack(parts, axis=axis)
    shape, at = parts[0].shape, len(parts[0].shape) if axis < 0 else axis
    found = np.empty((*shape[:at], 3, *shape[at:]), dtype=parts[0].dtype)  # what stacking comes to
    for k, part in enumerate(parts):
        found[(*before, k)] = part
    return found


def put(array: Numbers, at: Numbers, values: Numbers) -> Numbers:
    """The array (…, n) with values (…, m) at positions (m,) of its last axis; NumPy writes into it."""
    if not isinstance(array, np.ndarray):
        return array.at[..., at].set(values)
    array[..., at] = values
    return array


class Runs(NamedTuple):
    """Positions ordered by owner, and the run of each owner in that order."""

    order: NDArray[np.int64]  # (n,)
    owner: NDArray[np.int64]  # (k,) those that own something, ascending
    first: NDArray[np.int64]  # (k,) where the run of each begins
    ordered: bool  # whether positions lie so from the start


def runs_of(owner: NDArray[np.int64]) -> Runs:
    """The runs of owners (n,); remembered."""
    return _runs_of(np.asarray(owner, dtype=np.int64).tobytes())


@lru_cache(maxsize=64)
def _runs_of(owners: bytes) -> Runs:
    owner = np.frombuffer(owners, dtype=np.int64)
    order = np.argsort(owner, kind="stable")
    known, first = np.unique(owner[order], return_index=True)
    return Runs(order, known, first, bool((owner[1:] >= owner[:-1]).all()))


def sum_by(owner: Numbers, values: Numbers, owners: int) -> Numbers:
    """Sums (…, owners) of the values (…, n) of every owner; `owner` (n,) has their positions."""
    if isinstance(values, np.ndarray):
        return _sum_by(owner, values, owners)
    from jax.ops import segment_sum

    xp = values.__array_namespace__()
    return xp.moveaxis(segment_sum(xp.moveaxis(values, -1, 0), owner, owners), 0, -1)


def _sum_by(owner: NDArray[np.int64], values: Numbers, owners: int) -> Numbers:
    summed = np.zeros((*values.shape[:-1], owners))
    runs = runs_of(owner)
    if len(runs.owner):
        in_order = values if runs.ordered else values.take(runs.order, axis=-1)
        summed[..., runs.owner] = np.add.reduceat(in_order, runs.first, axis=-1)
    return summed
