"""Lines that would share the same room are set side by side, as bundles lie in a muscle."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from dorsum.body.body import Ints
from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.course import eased, unit

SAMPLES = 33  # points of a line
ROUNDS = 7
SHARED = 0.85  # of the sum of two radii: bundles press on each other a little
FARTHEST = 0.010  # m that a bundle may be set aside,
FARTHEST_SHARE = 0.08  # and share of its length
REACH = 0.016  # m between the middles of bundles that may touch


def packed(lines: Floats, radii: Floats, free: Floats) -> Floats:
    """Lines (n, samples, 3) of given radii (n, samples) set aside from each other.

    free (samples,) or (n, samples) is 0 where a line is held and 1 where it may move. No line crosses the
    middle plane.
    """
    n, samples, _ = lines.shape
    free = np.broadcast_to(free, (n, samples))
    out = lines.copy()
    along = unit(np.gradient(lines, axis=1))
    length = np.linalg.norm(np.diff(lines, axis=1), axis=-1).sum(axis=1)[:, None, None]
    farthest = np.minimum(FARTHEST, FARTHEST_SHARE * length)
    owner = np.arange(n * samples) // samples
    for _ in range(ROUNDS):
        flat = out.reshape(-1, 3)
        pairs = cKDTree(flat).query_pairs(REACH, output_type="ndarray")
        pairs = pairs[owner[pairs[:, 0]] != owner[pairs[:, 1]]]
        step = _apart(flat, radii.reshape(-1), pairs, along.reshape(-1, 3), owner)
        out += 0.5 * step.reshape(out.shape) * free[..., None]
        moved = eased(out - lines, 4)
        far = np.linalg.norm(moved, axis=-1, keepdims=True)
        out = lines + moved * np.minimum(1.0, farthest / np.maximum(far, 1e-9))
        lack = np.maximum(0.8 * radii - out[..., 2], 0.0) * free
        out[..., 2] += lack
    return out


def _apart(at: Floats, radii: Floats, pairs: Ints, along: Floats, owner: Ints) -> Floats:
    """Steps (n, 3) across the lines that take overlapping points apart, averaged over their neighbours."""
    first, second = pairs[:, 0], pairs[:, 1]
    gap = at[first] - at[second]
    tangent = along[first]
    gap = gap - np.einsum("ij,ij->i", gap, tangent)[:, None] * tangent
    gap = gap + 1e-4 * _fan(tangent, owner[first])
    distance = np.linalg.norm(gap, axis=1)
    overlap = np.maximum(SHARED * (radii[first] + radii[second]) - distance, 0.0)
    touching = overlap > 0.0
    step = (overlap / np.maximum(distance, 1e-9))[:, None] * gap / 2.0
    total, count = np.zeros_like(at), np.ones(len(at))
    np.add.at(total, first[touching], step[touching])
    np.add.at(total, second[touching], -step[touching])
    np.add.at(count, first[touching], 1.0)
    np.add.at(count, second[touching], 1.0)
    return np.asarray(total / np.sqrt(count)[:, None])


def _fan(tangent: Floats, owner: Ints) -> Floats:
    """A direction across the line that differs from fascicle to fascicle, for lines that coincide."""
    golden = np.pi * (3.0 - np.sqrt(5.0))
    side = unit(np.cross(tangent, [1.0, 0.0, 0.0]) + np.cross(tangent, [0.0, 0.0, 1e-3]))
    other = np.cross(tangent, side)
    angle = golden * owner
    return np.asarray(np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * other)
