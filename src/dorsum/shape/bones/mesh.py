"""Surfaces of bones as triangles, and those that are swept rather than modelled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsum.shape.bones.shapes import Array

MIRROR = np.array([1.0, 1.0, -1.0])
Triangles = NDArray[np.int64]


@dataclass(frozen=True)
class Model:
    """A bone as modelled from the scan: mm, right side or midline, closed."""

    vertices: Array  # (n, 3)
    normals: Array  # (n, 3)
    faces: Triangles  # (m, 3)
    weight: Array | None = None  # (n,) share of the second body, for what hangs between two

    def mirrored(self) -> Model:
        """The left side."""
        return Model(self.vertices * MIRROR, self.normals * MIRROR, self.faces[:, ::-1], self.weight)


@dataclass(frozen=True)
class Surface:
    """The surface of a bone, cartilage or disc of one subject, standing."""

    name: str  # id: `L4`, `rib7_right`, `disc L4/L5`
    title: str  # for people
    body: int  # rigid body that carries it, position in `skeleton.names`
    tissue: str  # bone, cartilage or disc
    vertices: NDArray[np.float32]  # (n, 3) m, world axes
    normals: NDArray[np.float32]  # (n, 3) outward unit
    faces: NDArray[np.uint32]  # (m, 3) counter-clockwise from outside
    body2: int | None = None  # a second body that carries it
    weight: NDArray[np.float32] | None = None  # (n,) share of the second body, 0…1

    def volume(self) -> float:
        """Enclosed volume, m³."""
        a, b, c = (self.vertices[self.faces[:, k]].astype(float) for k in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def from_grid(rings: Array) -> Model:
    """A closed surface through rings of points (n_rings, n_around, 3); the ends are closed at their centre.

    Seen along the way of the rings, the points of a ring run clockwise.
    """
    count, around = rings.shape[:2]
    first, last = rings[0].mean(0), rings[-1].mean(0)
    vertices = np.concatenate([rings.reshape(-1, 3), first[None], last[None]])
    here = np.arange(around)
    ahead = (here + 1) % around
    faces = []
    for i in range(count - 1):
        a, b = i * around, (i + 1) * around
        faces += [np.stack([a + here, b + here, b + ahead], 1), np.stack([a + here, b + ahead, a + ahead], 1)]
    end = (count - 1) * around
    faces.append(np.stack([np.full(around, count * around), here, ahead], 1))
    faces.append(np.stack([np.full(around, count * around + 1), end + ahead, end + here], 1))
    triangles = np.concatenate(faces)
    return Model(vertices, vertex_normals(vertices, triangles), triangles)


def vertex_normals(vertices: Array, faces: Triangles) -> Array:
    """Unit normals at the vertices, by the area of the faces around, (n, 3)."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    total = np.zeros_like(vertices)
    for k in range(3):
        np.add.at(total, faces[:, k], normal)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12))


def tube(centres: Array, wide: Array, deep: Array, around: int) -> Model:
    """A bar swept along centres (n, 3): half-axes as vectors (n, 3) each, round caps at the ends."""
    tangent = np.gradient(centres, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    rows_c, rows_w, rows_d = list(centres), list(wide), list(deep)
    for place, sign in ((0, -1.0), (-1, 1.0)):
        cap = 0.5 * (np.linalg.norm(wide[place]) + np.linalg.norm(deep[place])) * 0.8
        for part in (0.6, 0.9, 1.0):  # of the cap's length: three rings make it round
            size = max(np.sqrt(1 - part**2), 0.12)
            at = 0 if place == 0 else len(rows_c)
            rows_c.insert(at, centres[place] + sign * part * cap * tangent[place])
            rows_w.insert(at, wide[place] * size)
            rows_d.insert(at, deep[place] * size)
    c, w, d = (np.array(rows)[:, None] for rows in (rows_c, rows_w, rows_d))
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)[None, :, None]
    rings = c + w * np.cos(turn) + d * np.sin(turn)
    handed = np.einsum("ij,ij->i", np.cross(wide, deep), tangent).mean()
    return from_grid(rings if handed < 0 else rings[:, ::-1])


def pulled(model: Model, points: Array, reach: float) -> Model:
    """The surface moved to pass through points (n, 3), each moving it within about `reach` mm."""
    vertices = model.vertices.copy()
    for _ in range(2):
        shift, weight = np.zeros_like(vertices), np.zeros(len(vertices))
        for at in points:
            away = np.linalg.norm(vertices - at, axis=1)
            nearest = int(np.argmin(away))
            normal = vertex_normals(vertices, model.faces)[nearest]
            move = ((at - vertices[nearest]) @ normal) * normal
            near = np.exp(-((np.linalg.norm(vertices - vertices[nearest], axis=1) / reach) ** 2))
            near = near * (0.55 + 0.45 * (vertex_normals(vertices, model.faces) @ normal))
            shift += near[:, None] * move
            weight += near
        vertices = vertices + shift / np.maximum(weight, 1.0)[:, None]
    return Model(vertices, vertex_normals(vertices, model.faces), model.faces, model.weight)


def merged(models: list[Model]) -> Model:
    """Several closed surfaces as one."""
    starts = np.cumsum([0, *(len(model.vertices) for model in models)])
    return Model(
        np.concatenate([model.vertices for model in models]),
        np.concatenate([model.normals for model in models]),
        np.concatenate([model.faces + start for model, start in zip(models, starts, strict=False)]),
    )


def resampled(points: Array, count: int) -> Array:
    """Points at even distances along a smooth curve through the given ones, (count, 3)."""
    from scipy.interpolate import CubicSpline

    chord = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    return np.asarray(CubicSpline(chord, points, axis=0)(np.linspace(0, chord[-1], count)))
