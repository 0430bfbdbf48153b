"""Simple solids that are no part of a body: boxes, and tubes along lines."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.report.drawn.raster import Ints
from dorsum.shape.bones.mesh import from_grid

AROUND = 10  # corners of a tube
FACES = np.array(
    [[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1], [2, 3, 7], [2, 7, 6], [0, 2, 6],
     [0, 6, 4], [1, 5, 7], [1, 7, 3]]
)  # fmt: skip


class Solid(NamedTuple):
    """Triangles (m, 3), counter-clockwise from outside, of corners (n, 3) with their normals, m."""

    vertices: Floats
    normals: Floats
    faces: Ints


def box(centre: Floats, size: Floats) -> Solid:
    """A box along the axes of the world."""
    signs = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
    corners = (centre + signs * size / 2)[FACES]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    return Solid(corners.reshape(-1, 3), np.repeat(normal, 3, axis=0), np.arange(FACES.size).reshape(-1, 3))


def tube(line: Floats, radii: Floats) -> Solid:
    """A round bar along points (n, 3), so thick (n,) at each, m."""
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    aside = np.cross(along, np.eye(3)[int(np.argmin(np.abs(along).mean(axis=0)))])
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    third = np.cross(along, aside)
    turn = np.linspace(0.0, -2.0 * np.pi, AROUND, endpoint=False)[None, :, None]
    around = aside[:, None] * np.cos(turn) + third[:, None] * np.sin(turn)
    made = from_grid(line[:, None] + radii[:, None, None] * around)
    return Solid(np.asarray(made.vertices, float), np.asarray(made.normals, float), made.faces)
