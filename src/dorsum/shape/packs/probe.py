"""A surface that can be asked for the nearest point on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]
Vertices = NDArray[np.floating[Any]]
NEAR = 4  # triangles tried for the nearest point: those of the nearest random points


class Nearest(NamedTuple):
    """Of every point asked for."""

    point: Array  # (n, 3) on the surface
    normal: Array  # (n, 3) of its triangle
    distance: Array  # (n,)


class Probe:
    """A surface with random points spread over it evenly; the same surface gives the same points."""

    def __init__(self, vertices: Vertices, faces: NDArray[np.int64], count: int = 4000) -> None:
        """`vertices` (n, 3) and `faces` (m, 3); `count` random points."""
        self.vertices: Array = np.asarray(vertices, dtype=float)
        self.faces = faces
        self.corners = self.vertices[faces]
        a, b, c = (self.corners[:, k] for k in range(3))
        cross = np.cross(b - a, c - a)
        double = np.linalg.norm(cross, axis=1)
        self.normals = cross / np.maximum(double, 1e-300)[:, None]
        self.area = float(double.sum() / 2)
        rng = np.random.default_rng(0)
        self.face = rng.choice(len(faces), count, p=double / double.sum())
        u, v = rng.random((2, count, 1))
        over = u + v > 1
        u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
        self.points: Array = a[self.face] + u * (b - a)[self.face] + v * (c - a)[self.face]

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self.points)

    @property
    def centre(self) -> Array:
        """Middle of the surface, (3,)."""
        return np.asarray(self.points.mean(axis=0))

    @property
    def size(self) -> float:
        """Root mean square distance of the surface from its middle: it does not change with rotation."""
        return float(np.sqrt(((self.points - self.centre) ** 2).sum(axis=1).mean()))

    def mirrored(self) -> Probe:
        """The mirror image, z turned about."""
        return Probe(self.vertices * [1.0, 1.0, -1.0], self.faces[:, ::-1], len(self.points))

    def nearest(self, points: Array, near: int = NEAR) -> Nearest:
        """The nearest points of the surface to points (n, 3)."""
        import trimesh

        _, found = self._tree.query(points, k=near)
        faces = self.face[found.reshape(len(points), near)]
        asked = np.repeat(points, near, axis=0)
        at = trimesh.triangles.closest_point(self.corners[faces.ravel()], asked)
        at = at.reshape(len(points), near, 3)
        distance = np.linalg.norm(at - points[:, None], axis=2)
        rows, best = np.arange(len(points)), distance.argmin(axis=1)
        return Nearest(at[rows, best], self.normals[faces[rows, best]], distance[rows, best])
