"""What formulas need beyond what NumPy and JAX call by the same names.

The forward mechanics take their functions from the arrays they are given: with NumPy they compute at once,
under JAX the same lines are traced where derivatives are wanted (`settle`, the judges).
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

Numbers = Any  # an array of NumPy or of JAX


def cross(a: Numbers, b: Numbers, axis: int = -1) -> Numbers:
    """Cross products of vectors whose three components lie along an axis of both."""
    xp = a.__array_namespace__()
    (a0, a1, a2), (b0, b1, b2) = (xp.moveaxis(v, axis, 0) for v in (a, b))
    return xp.stack([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0], axis=axis)


def sum_by(owner: Numbers, values: Numbers, owners: int) -> Numbers:
    """Sums (…, owners) of the values (…, n) of every owner; `owner` (n,) has their positions."""
    if isinstance(values, np.ndarray):
        flat = values.reshape(prod(values.shape[:-1]), values.shape[-1])
        cell = np.arange(len(flat))[:, None] * owners + owner
        summed = np.bincount(cell.ravel(), flat.ravel(), len(flat) * owners)
        return summed.reshape(*values.shape[:-1], owners)
    from jax.ops import segment_sum

    xp = values.__array_namespace__()
    return xp.moveaxis(segment_sum(xp.moveaxis(values, -1, 0), owner, owners), 0, -1)
