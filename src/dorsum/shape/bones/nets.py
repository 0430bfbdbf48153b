"""Surface nets: the zero surface of a field on a grid as triangles, one vertex in every cell it crosses.

Method of Gibson 1998 ("Constrained elastic surface nets"), the vertex at the mean of the crossings and then
moved once along the gradient. Where a cell's face has its corners inside on one diagonal and outside on the
other the surface would touch itself; one of the outer corners is filled, so the surface is always closed
with two triangles at each edge.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from dorsum.shape.bones.shapes import Array

CORNERS = np.array(list(product((0, 1), repeat=3)))
FILLED = -1e-3  # mm: how deep a filled corner lies inside


def nets(field: Array, low: Array, step: Array) -> tuple[Array, Array, NDArray[np.int64]]:
    """Vertices (n, 3), outward unit normals (n, 3) and triangles (m, 3) of field = 0, negative inside."""
    field = np.pad(_without_touching(field), 1, constant_values=np.abs(field).max() + 1.0)
    inside = field < 0
    count = sum(inside[_corner(c, inside.shape)].astype(int) for c in CORNERS)
    cell = np.argwhere((np.asarray(count) > 0) & (np.asarray(count) < 8))
    number = np.full(np.array(field.shape) - 1, -1)
    number[tuple(cell.T)] = np.arange(len(cell))
    vertices = cell + _crossing(field, cell)
    gradient = np.stack([g / s for g, s in zip(np.gradient(field), step, strict=True)])
    normals = _slope(gradient, vertices)
    value = ndimage.map_coordinates(field, vertices.T, order=1)
    size = np.linalg.norm(normals, axis=1)
    move = np.clip(value / np.maximum(size, 0.3), -0.4 * step.min(), 0.4 * step.min())
    normals /= np.maximum(size, 1e-9)[:, None]
    vertices = vertices - move[:, None] * normals / step
    return (vertices - 1) * step + low, normals, _triangles(inside, number, vertices * step)


def whole(
    vertices: Array, normals: Array, faces: NDArray[np.int64]
) -> tuple[Array, Array, NDArray[np.int64]]:
    """The largest connected surface alone: without hollows inside the bone."""
    count = len(vertices)
    edges = (np.ones(2 * len(faces)), (faces[:, :2].ravel(), faces[:, 1:].ravel()))
    _, label = csgraph.connected_components(sparse.coo_matrix(edges, shape=(count, count)), directed=False)
    kept = label == np.argmax(np.bincount(label))
    place = np.cumsum(kept) - 1
    return vertices[kept], normals[kept], place[faces[kept[faces[:, 0]]]]


def _without_touching(field: Array) -> Array:
    field = field.copy()
    for _ in range(100):
        found = False
        for axes in ((0, 1), (0, 2), (1, 2)):
            view = np.moveaxis(field, axes, (0, 1))
            corners = [view[:-1, :-1], view[1:, :-1], view[1:, 1:], view[:-1, 1:]]
            a, b, c, d = (corner < 0 for corner in corners)
            touching = (a == c) & (b == d) & (a != b)
            if not touching.any():
                continue
            found = True
            nearest = np.argmin(np.stack([np.where(k < 0, np.inf, k) for k in corners]), axis=0)
            for i, corner in enumerate(corners):
                corner[touching & (nearest == i)] = FILLED
        if not found:
            break
    return field


def _corner(corner: NDArray[np.int64], shape: tuple[int, ...]) -> tuple[slice, ...]:
    return tuple(slice(c, n - 1 + c) for c, n in zip(corner, shape, strict=True))


def _crossing(field: Array, cell: NDArray[np.int64]) -> Array:
    """Mean of the points where a cell's twelve edges cross the surface, (n, 3) within the cell."""
    total, count = np.zeros((len(cell), 3)), np.zeros(len(cell))
    value = {tuple(c): field[tuple((cell + c).T)] for c in CORNERS}
    for a in CORNERS:
        for axis in range(3):
            if a[axis]:
                continue
            b = a + np.eye(3, dtype=int)[axis]
            va, vb = value[tuple(a)], value[tuple(b)]
            crosses = (va < 0) != (vb < 0)
            along = np.where(crosses, va / np.where(crosses, va - vb, 1.0), 0.0)
            total += np.where(crosses[:, None], a + along[:, None] * (b - a), 0.0)
            count += crosses
    return total / count[:, None]


def _slope(gradient: Array, at: Array) -> Array:
    return np.stack([ndimage.map_coordinates(g, at.T, order=1) for g in gradient], axis=1)


def _triangles(inside: NDArray[np.bool_], number: NDArray[np.int64], at: Array) -> NDArray[np.int64]:
    """Two triangles for every edge of the grid that the surface crosses, split along the shorter diagonal."""
    quads = []
    for axis in range(3):
        first, second = (axis + 1) % 3, (axis + 2) % 3
        here = np.take(inside, range(inside.shape[axis] - 1), axis=axis)
        there = np.take(inside, range(1, inside.shape[axis]), axis=axis)
        edge = np.argwhere(here != there)
        back, ahead = np.eye(3, dtype=int)[first], np.eye(3, dtype=int)[second]
        around = [edge - back - ahead, edge - ahead, edge, edge - back]
        quad = np.stack([number[tuple(cell.T)] for cell in around], axis=1)
        leaves = here[tuple(edge.T)]
        quads.append(np.where(leaves[:, None], quad, quad[:, ::-1]))
    q = np.concatenate(quads)
    short = np.linalg.norm(at[q[:, 0]] - at[q[:, 2]], axis=1) <= np.linalg.norm(
        at[q[:, 1]] - at[q[:, 3]], axis=1
    )
    q = np.where(short[:, None], q, np.roll(q, -1, axis=1))
    return np.concatenate([q[:, [0, 1, 2]], q[:, [0, 2, 3]]])
