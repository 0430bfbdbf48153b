"""Solid shapes as signed distances: the clay a bone is modelled from.

A shape knows the box it lies in and, for points (n, 3), how far outside (positive) or inside they lie. All
lengths are in mm. Distances are exact for round shapes and close to the surface for flattened ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import make_interp_spline

Array = NDArray[np.floating]
FLAT = 1e-6  # mm⁴: a triangle of less squared area is a line


@dataclass(frozen=True)
class Shape:
    """A solid: its box and its signed distance."""

    low: Array  # (3,)
    high: Array  # (3,)
    distance: Callable[[Array], Array]  # (n, 3) → (n,)


def xyz(forward: float, up: float, right: float) -> Array:
    """A vector in the axes of the scan."""
    return np.array([forward, up, right], dtype=float)


def ball(centre: ArrayLike, radius: float) -> Shape:
    """A sphere."""
    return rod([centre, centre], [radius, radius])


def rod(points: Sequence[ArrayLike] | Array, radii: Sequence[float] | Array | float) -> Shape:
    """A round bar along a polyline, its radius running linearly from point to point."""
    line = np.asarray(points, dtype=float)
    radius = np.broadcast_to(np.asarray(radii, dtype=float), len(line))

    def distance(p: Array) -> Array:
        found = np.full(len(p), np.inf)
        for i in range(len(line) - 1):
            along = _along(p, line[i], line[i + 1])
            off = np.linalg.norm(p - line[i] - along[:, None] * (line[i + 1] - line[i]), axis=1)
            found = np.minimum(found, off - radius[i] - along * (radius[i + 1] - radius[i]))
        return found

    pad = radius[:, None]
    return Shape((line - pad).min(0), (line + pad).max(0), distance)


def bar(
    start: ArrayLike,
    end: ArrayLike,
    wide: ArrayLike,
    half_width: Sequence[float],
    half_depth: Sequence[float],
) -> Shape:
    """A bar of elliptic section with round ends.

    `wide` is the direction of the first half-axis; both half-axes are given at the start and at the end.
    """
    a, b, across = (np.asarray(v, dtype=float) for v in (start, end, wide))
    axis = (b - a) / np.linalg.norm(b - a)
    u = across - (across @ axis) * axis
    u /= np.linalg.norm(u)
    frame = np.stack([u, np.cross(axis, u), axis])

    def distance(p: Array) -> Array:
        along = _along(p, a, b)
        x = (p - a - along[:, None] * (b - a)) @ frame.T
        w = half_width[0] + along * (half_width[1] - half_width[0])
        d = half_depth[0] + along * (half_depth[1] - half_depth[0])
        return _ellipsoid(x, np.stack([w, d, np.minimum(w, d)], axis=1))

    pad = max(*half_width, *half_depth)
    ends = np.stack([a, b])
    return Shape(ends.min(0) - pad, ends.max(0) + pad, distance)


def ellipsoid(centre: ArrayLike, half_axes: ArrayLike, frame: ArrayLike | None = None) -> Shape:
    """An ellipsoid; the rows of `frame` are the directions of its half-axes."""
    at, size = np.asarray(centre, dtype=float), np.asarray(half_axes, dtype=float)
    turn = np.eye(3) if frame is None else np.asarray(frame, dtype=float)
    reach = np.linalg.norm(turn * size[:, None], axis=0)
    return Shape(at - reach, at + reach, lambda p: _ellipsoid((p - at) @ turn.T, size[None]))


def plate(corners: Sequence[ArrayLike] | Array, radii: Sequence[float] | Array | float) -> Shape:
    """A rounded plate over one triangle or, with four corners in order around, over two."""
    at = np.asarray(corners, dtype=float)
    radius = np.broadcast_to(np.asarray(radii, dtype=float), len(at))
    if len(at) == 4:
        return joined([plate(at[[0, 1, 2]], radius[[0, 1, 2]]), plate(at[[0, 2, 3]], radius[[0, 2, 3]])])
    a, b, c = at
    edges = rod(at[[0, 1, 2, 0]], radius[[0, 1, 2, 0]])
    normal = np.cross(b - a, c - a)
    area = float(normal @ normal)
    if area < FLAT:
        return edges

    def distance(p: Array) -> Array:
        second = np.cross(p - a, c - a) @ normal / area
        third = np.cross(b - a, p - a) @ normal / area
        within = (second >= 0) & (third >= 0) & (second + third <= 1)
        depth = radius[0] + second * (radius[1] - radius[0]) + third * (radius[2] - radius[0])
        flat = np.abs((p - a) @ normal) / np.sqrt(area) - depth
        return np.asarray(np.where(within, np.minimum(flat, edges.distance(p)), edges.distance(p)))

    return Shape(edges.low, edges.high, distance)


def sheet(rows: ArrayLike, radii: ArrayLike) -> list[Shape]:
    """A curved plate through a net of points (rows of equal length), as plates to be joined."""
    at = np.asarray(rows, dtype=float)
    thick = np.broadcast_to(np.asarray(radii, dtype=float), at.shape[:2])
    return [
        plate(
            [at[i, j], at[i + 1, j], at[i + 1, j + 1], at[i, j + 1]],
            [thick[i, j], thick[i + 1, j], thick[i + 1, j + 1], thick[i, j + 1]],
        )
        for i in range(at.shape[0] - 1)
        for j in range(at.shape[1] - 1)
    ]


def curved_sheet(rows: ArrayLike, radii: ArrayLike, finer: int = 2) -> list[Shape]:
    """As `sheet`, through a smooth surface with `finer` times as many plates each way."""
    net, thick = np.asarray(rows, dtype=float), np.asarray(radii, dtype=float)
    full = np.concatenate([net, np.broadcast_to(thick, net.shape[:2])[..., None]], axis=2)
    for axis in (0, 1):
        count = full.shape[axis]
        at = np.linspace(0, count - 1, finer * (count - 1) + 1)
        order = min(3, count - 1)
        full = make_interp_spline(np.arange(count), full, k=order, axis=axis)(at)
    return sheet(full[..., :3], full[..., 3])


def joined(shapes: Sequence[Shape]) -> Shape:
    """Several shapes as one, without a fillet."""
    return Shape(
        np.min([s.low for s in shapes], axis=0),
        np.max([s.high for s in shapes], axis=0),
        lambda p: np.min([s.distance(p) for s in shapes], axis=0),
    )


def blend(a: Array, b: Array, fillet: float) -> Array:
    """The smaller of two distances, rounded where they meet; of their negatives, the larger."""
    if fillet <= 0:
        return np.minimum(a, b)
    near = np.maximum(fillet - np.abs(a - b), 0.0) / fillet
    return np.asarray(np.minimum(a, b) - near * near * fillet / 4)


def _along(p: Array, a: Array, b: Array) -> Array:
    """Fraction of the way from a to b of the nearest point of the segment, (n,)."""
    length = float((b - a) @ (b - a))
    if length == 0.0:
        return np.zeros(len(p))
    return np.clip((p - a) @ (b - a) / length, 0.0, 1.0)


def _ellipsoid(x: Array, size: Array) -> Array:
    """Distance from an ellipsoid at the origin, first order in the distance."""
    scaled = x / size
    level = np.linalg.norm(scaled, axis=1)
    slope = np.linalg.norm(scaled / size, axis=1)
    centre = level < 1e-6
    found = level * (level - 1) / np.where(centre, 1.0, slope)
    return np.asarray(np.where(centre, -size.min(axis=1), found))
