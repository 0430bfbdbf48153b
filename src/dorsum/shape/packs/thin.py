"""A surface with fewer triangles, so that the page stays fast.

Vertices that share a cell of a grid become one, where the planes of the triangles around them meet best: the
quadrics of Garland and Heckbert (1997) in the cells of Lindstrom (2000). The grid is as coarse as needed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dorsum.shape.packs.probe import Array

Triangles = NDArray[np.int64]
HALVINGS = 18  # of the cell's size in search of the finest grid that is coarse enough
WEAK = 1e-2  # of the largest curvature of a cell: less does not move its vertex


def thinned(vertices: Array, faces: Triangles, most: int) -> tuple[Array, Triangles]:
    """The surface with at most so many triangles; as it is if it has no more."""
    if len(faces) <= most:
        return vertices, faces
    coarse = float(np.ptp(vertices, axis=0).max())
    fine = 0.0
    for _ in range(HALVINGS):
        size = (fine + coarse) / 2
        if len(_joined(vertices, faces, size)[1]) > most:
            fine = size
        else:
            coarse = size
    cell, kept = _joined(vertices, faces, coarse)
    at = _placed(vertices, faces, cell, coarse)
    used, kept = np.unique(kept, return_inverse=True)
    return at[used], kept.reshape(-1, 3)


def _joined(vertices: Array, faces: Triangles, size: float) -> tuple[NDArray[np.int64], Triangles]:
    """The cell of every vertex (n,) and the triangles that are left between cells (m, 3), none twice."""
    grid = np.floor((vertices - vertices.min(axis=0)) / size).astype(np.int64)
    wide = grid.max(axis=0) + 1
    _, cell = np.unique(np.ravel_multi_index(tuple(grid.T), tuple(wide)), return_inverse=True)
    corners = cell.ravel()[faces]
    corners = corners[(corners != np.roll(corners, 1, axis=1)).all(axis=1)]
    first = corners.argmin(axis=1)[:, None]
    turned = np.take_along_axis(corners, (first + np.arange(3)) % 3, axis=1)
    return cell.ravel(), np.unique(turned, axis=0)


def _placed(vertices: Array, faces: Triangles, cell: NDArray[np.int64], size: float) -> Array:
    """Where the vertex of every cell lies, (n_cells, 3): nearest to the planes of its triangles."""
    count = int(cell.max()) + 1
    number = np.maximum(np.bincount(cell, minlength=count), 1)[:, None]
    middle = np.column_stack([np.bincount(cell, vertices[:, k], count) for k in range(3)]) / number
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)  # its length weighs a triangle by its area
    quadric, pull = np.zeros((count, 3, 3)), np.zeros((count, 3))
    for k in range(3):
        owner = cell[faces[:, k]]
        gap = (normal * (a - middle[owner])).sum(axis=1)
        np.add.at(quadric, owner, normal[:, :, None] * normal[:, None, :])
        np.add.at(pull, owner, normal * gap[:, None])
    inverse = np.linalg.pinv(quadric, rcond=WEAK, hermitian=True)
    shift = np.einsum("nij,nj->ni", inverse, pull)
    return np.asarray(middle + np.clip(shift, -size / 2, size / 2))
