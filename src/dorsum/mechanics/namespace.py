"""What formulas need beyond what NumPy and JAX call by the same names.

The forward mechanics take their functions from the arrays they are given: with NumPy they compute at once,
under JAX the same lines are traced where derivatives are wanted (`settle`, the judges).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = Any  # an array of NumPy or of JAX


def cross(a: Numbers, b: Numbers, axis: int = -1) -> Numbers:
    """Cross products of vectors whose three components lie along an axis of both."""
    xp = a.__array_namespace__()
    before = (...,) if axis < 0 else (slice(None),) * axis
    (a0, a1, a2), (b0, b1, b2) = ([v[(*before, k)] for k in range(3)] for v in (a, b))
    return xp.stack([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0], axis=axis)


def runs_of(owner: NDArray[np.int64]) -> tuple[NDArray[np.int64], tuple[tuple[int, slice], ...]]:
    """Positions ordered by owner, and the owners with the run of each in that order; remembered."""
    return _runs_of(owner.tobytes())


@lru_cache(maxsize=64)
def _runs_of(owners: bytes) -> tuple[NDArray[np.int64], tuple[tuple[int, slice], ...]]:
    owner = np.frombuffer(owners, dtype=np.int64)
    order = np.argsort(owner, kind="stable")
    known, first = np.unique(owner[order], return_index=True)
    bounds = [*first.tolist(), len(owner)]
    runs = (slice(start, stop) for start, stop in pairwise(bounds))
    return order, tuple(zip(known.tolist(), runs, strict=True))


def sum_by(owner: Numbers, values: Numbers, owners: int) -> Numbers:
    """Sums (…, owners) of the values (…, n) of every owner; `owner` (n,) has their positions."""
    if isinstance(values, np.ndarray):
        return _sum_by(owner, values, owners)
    from jax.ops import segment_sum

    xp = values.__array_namespace__()
    return xp.moveaxis(segment_sum(xp.moveaxis(values, -1, 0), owner, owners), 0, -1)


def _sum_by(owner: NDArray[np.int64], values: Numbers, owners: int) -> Numbers:
    if len(owner) and (owner[1:] >= owner[:-1]).all():
        first = np.concatenate([[0], np.flatnonzero(owner[1:] != owner[:-1]) + 1])
        summed = np.zeros((*values.shape[:-1], owners))
        summed[..., owner[first]] = np.add.reduceat(values, first, axis=-1)
        return summed
    flat = values.reshape(prod(values.shape[:-1]), values.shape[-1])
    cell = np.arange(len(flat))[:, None] * owners + owner
    summed = np.bincount(cell.ravel(), flat.ravel(), len(flat) * owners)
    return summed.reshape(*values.shape[:-1], owners)
