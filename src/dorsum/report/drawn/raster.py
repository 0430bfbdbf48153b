"""Triangles as dots: which one is seen where, and how near it is.

All dots that a triangle covers are found at once for many triangles, and the nearest stays: the key of a dot
holds how near it is in its upper half and the triangle in its lower one, so that one maximum decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats

AT_ONCE = 300_000  # rows of dots that are looked at together
DEPTHS = float(2**30)  # steps of nearness
NOTHING = np.int64(-1)
ON_EDGE = 1e-9  # of a triangle: a dot that lies so little outside is inside

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Seen:
    """What is seen in every dot of a picture (height, width)."""

    face: Ints  # (h, w) the triangle; −1 for none
    near: Floats  # (h, w) towards the viewer, m; NaN where there is none
    shares: Floats  # (covered, 3) of the corners, in the order of `np.nonzero(face >= 0)`

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Where anything is seen."""
        return np.asarray(self.face >= 0)


def seen(at: Floats, near: Floats, faces: Ints, height: int, width: int) -> Seen:
    """What is seen of triangles whose corners lie at dots (n, 2), right and down, so near (n,) in m.

    `faces` (m, 3) turn counter-clockwise when seen from outside; those turned away are left out. The middle
    of the first dot is (0.5, 0.5).
    """
    corner = at[faces]
    a, b, c = corner[:, 0], corner[:, 1], corner[:, 2]
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    low = np.ceil(np.minimum(np.minimum(a, b), c) - 0.5).astype(np.int64).clip(0, [width, height])
    high = (np.floor(np.maximum(np.maximum(a, b), c) - 0.5).astype(np.int64) + 1).clip(0, [width, height])
    size = (high - low).clip(0)
    kept = np.flatnonzero((twice < 0) & (size[:, 0] * size[:, 1] > 0))  # down is positive: turned round
    edges = _edges(corner[kept], twice[kept])
    nearest, farness = (float(near.max()), max(float(np.ptp(near)), 1e-9)) if len(near) else (0.0, 1.0)
    steps = (1.0 - (nearest - near) / farness) * DEPTHS
    depth = np.einsum("nij,ni->nj", edges, steps[faces[kept]])
    keys = np.full(height * width, NOTHING)
    high = size[kept, 1]
    for first, last in _pieces(high):
        piece = slice(first, last)
        chosen = kept[piece]
        _lay(keys, width, chosen, low[chosen], size[chosen], edges[piece], depth[piece])
    return _told(keys.reshape(height, width), at, faces, nearest, farness)


def _edges(corner: Floats, twice: Floats) -> Floats:
    """Of every triangle the shares of its three corners as planes over the picture, (m, 3, 3): x, y, 1."""
    following, last = np.roll(corner, -1, axis=1), np.roll(corner, -2, axis=1)
    x = following[..., 1] - last[..., 1]
    y = last[..., 0] - following[..., 0]
    one = following[..., 0] * last[..., 1] - following[..., 1] * last[..., 0]
    return np.stack([x, y, one], axis=-1) / twice[:, None, None]


def _pieces(rows: Ints) -> list[tuple[int, int]]:
    """Runs of triangles with about `AT_ONCE` rows of dots each."""
    group = np.cumsum(rows) // AT_ONCE
    starts = np.flatnonzero(np.diff(group, prepend=-1)).tolist()
    return list(pairwise([*starts, len(rows)]))


def _lay(keys: Ints, width: int, chosen: Ints, low: Ints, size: Ints, edges: Floats, depth: Floats) -> None:
    """Lay some triangles over what is seen so far: their rows of dots from where to where, then the dots."""
    rows = size[:, 1]
    which = np.repeat(np.arange(len(rows)), rows)
    row = np.arange(len(which)) - np.repeat(np.cumsum(rows) - rows - low[:, 1], rows)
    left, right = low[:, 0][which] + 0.5, (low[:, 0] + size[:, 0])[which] - 0.5
    for k in range(3):  # a share is not negative on one side of where its plane is nought
        x, y, one = edges[:, k, 0], edges[:, k, 1], edges[:, k, 2] + ON_EDGE
        with np.errstate(divide="ignore", invalid="ignore"):
            begin, slope = (-one / x)[which], (-y / x)[which]
            bound = begin + slope * (row + 0.5)
        rising = (x > 0)[which]
        falling = (x < 0)[which]
        left = np.where(rising, np.maximum(left, bound), left)
        right = np.where(falling, np.minimum(right, bound), right)
        level = ~(rising | falling)
        if level.any():
            outside = level & (y[which] * (row + 0.5) + one[which] < 0)
            right = np.where(outside, left - 1.0, right)
    first = np.ceil(left - 0.5).astype(np.int64)
    count = (np.floor(right - 0.5).astype(np.int64) + 1 - first).clip(0)
    dot = np.repeat(np.arange(len(which)), count)
    column = np.arange(len(dot)) - np.repeat(np.cumsum(count) - count - first, count)
    at_row = depth[:, 2][which] + depth[:, 1][which] * (row + 0.5)
    nearness = at_row[dot] + depth[:, 0][which][dot] * (column + 0.5)
    key = (nearness.clip(0.0, DEPTHS).astype(np.int64) << 32) | chosen[which][dot]
    np.maximum.at(keys, (row * width)[dot] + column, key)


def _told(keys: Ints, at: Floats, faces: Ints, nearest: float, farness: float) -> Seen:
    """What the keys say: nearness in the upper half, the triangle in the lower."""
    face = np.where(keys < 0, NOTHING, keys & 0xFFFFFFFF)
    row, column = np.nonzero(face >= 0)
    corners = faces[face[row, column]]
    a, b, c = (at[corners[:, k]].T for k in range(3))
    x, y = column + 0.5 - a[0], row + 0.5 - a[1]
    along, other = b - a, c - a
    twice = along[0] * other[1] - along[1] * other[0]
    second, third = (x * other[1] - y * other[0]) / twice, (along[0] * y - along[1] * x) / twice
    depth = np.where(keys < 0, np.nan, nearest - farness * (1.0 - (keys >> 32) / DEPTHS))
    return Seen(face, depth, np.stack([1.0 - second - third, second, third], axis=-1))
