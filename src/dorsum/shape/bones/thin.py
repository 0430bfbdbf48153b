"""Fewer triangles for the same shape: flat parts of a surface need few, creases need many.

Vertices are taken away by collapsing edges in order of the error quadric of Garland and Heckbert 1997. Those
that stay keep their place and normal, so they lie on the modelled surface.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dorsum.shape.bones.shapes import Array

Triangles = NDArray[np.int64]
PASSES = 25  # at most; each takes away up to a tenth of the vertices
RISING = 8  # passes over which the tolerance grows to its full size, so that flat parts thin first
SHUFFLE, PRIME = 40_503, 1_000_003  # large, without a common factor
ENOUGH = 0.004  # of the vertices: a pass that takes away less is the last
STILL_FACES = 0.5  # cosine: a triangle may turn by 60° at most when an edge collapses
SHORTER = 4e-4  # preference for short edges, as a share of their squared length


def thinned(
    vertices: Array,
    normals: Array,
    faces: Triangles,
    tolerance: float,
    fixed: NDArray[np.bool_] | None = None,
) -> tuple[Array, Array, Triangles]:
    """The surface with edges collapsed where it moves by less than about `tolerance` mm.

    Vertices marked `fixed` stay; a closed surface stays closed.
    """
    quadric, terms = _quadrics(vertices, faces), _terms(vertices)
    count = len(vertices)
    best, least = np.zeros(count, dtype=np.int64), np.full(count, np.inf)
    stale = np.ones(count, dtype=bool)  # what a pass left alone need not be asked again
    for turn in range(PASSES):
        edges = _edges(faces, fixed)
        asked = edges[stale[edges[:, 0]]]
        least[stale] = np.inf
        if len(asked):
            goes, to, cost = _cheapest(vertices, quadric, terms, asked, fixed)
            best[goes], least[goes] = to, cost
        goes = np.flatnonzero(least < (tolerance * min(1.0, (turn + 1) / RISING)) ** 2)
        to = best[goes]
        chosen = _apart(goes, edges, count)
        goes, to = goes[chosen], to[chosen]
        kept = _allowed(vertices, faces, edges, goes, to, fixed)
        goes, to = goes[kept], to[kept]
        if turn >= RISING and len(goes) < ENOUGH * count:
            break
        place = np.arange(count)
        place[goes] = to
        quadric[to] += quadric[goes]
        touched = np.zeros(count, dtype=bool)
        touched[goes] = touched[to] = True
        stale = touched.copy()
        stale[faces[touched[faces].any(axis=1)]] = True
        faces = place[faces]
        a, b, c = faces.T
        faces = faces[(a != b) & (b != c) & (a != c)]
    used = np.unique(faces)
    place = np.zeros(len(vertices), dtype=np.int64)
    place[used] = np.arange(len(used))
    return vertices[used], normals[used], place[faces]


def _quadrics(vertices: Array, faces: Triangles) -> Array:
    """Sum of squared distances from the planes around each vertex: the ten coefficients, (n, 10)."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    x, y, z = normal.T
    d = -np.sum(normal * a, axis=1)
    each = np.stack(
        [x * x, y * y, z * z, 2 * x * y, 2 * y * z, 2 * z * x, 2 * x * d, 2 * y * d, 2 * z * d, d * d]
    )
    corners = faces.ravel()
    shared = [np.bincount(corners, np.repeat(row, 3) / 3, len(vertices)) for row in each]
    return np.stack(shared, axis=1)


def _terms(vertices: Array) -> Array:
    """What the coefficients of a quadric are multiplied by at each vertex, (n, 10)."""
    x, y, z = vertices.T
    return np.stack([x * x, y * y, z * z, x * y, y * z, z * x, x, y, z, np.ones_like(x)], axis=1)


def _edges(faces: Triangles, fixed: NDArray[np.bool_] | None) -> Triangles:
    """Every edge once in each direction, (n, 2), sorted by the first vertex."""
    run = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    if fixed is not None:  # an edge of the border belongs to one triangle only
        run = np.concatenate([run, run[fixed[run].all(axis=1)][:, ::-1]])
    size = int(run.max()) + 1
    key = np.sort(run[:, 0] * size + run[:, 1])
    key = key[np.r_[True, key[1:] != key[:-1]]]
    return np.stack([key // size, key % size], axis=1)


def _cheapest(
    vertices: Array, quadric: Array, terms: Array, edges: Triangles, fixed: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """For each vertex the neighbour it may best collapse to, and what it costs in mm²."""
    start, end = edges.T
    cost = np.maximum(np.einsum("nk,nk->n", terms[end], quadric[start]), 0.0)
    step = vertices[end] - vertices[start]
    cost += SHORTER * np.einsum("nk,nk->n", step, step)
    if fixed is not None:
        cost = np.where(fixed[start], np.inf, cost)
    first = np.flatnonzero(np.r_[True, start[1:] != start[:-1]])
    least = np.minimum.reduceat(cost, first)
    best = np.flatnonzero(cost == np.repeat(least, np.diff(np.r_[first, len(start)])))
    best = best[np.r_[True, start[best][1:] != start[best][:-1]]]
    return start[best], end[best], cost[best]


def _apart(goes: NDArray[np.int64], edges: Triangles, count: int) -> NDArray[np.int64]:
    """Positions of collapses of which no two lie within two edges, so that none touches another.

    Which of two neighbours comes first is drawn by a fixed shuffle.
    """
    rank = np.full(count, count)
    rank[goes] = np.argsort(goes * SHUFFLE % PRIME)
    least = rank
    start, end = edges.T
    first = np.flatnonzero(np.r_[True, start[1:] != start[:-1]])
    for _ in range(2):
        around = np.full(count, count)
        around[start[first]] = np.minimum.reduceat(least[end], first)
        least = np.minimum(least, around)
    return np.flatnonzero(least[goes] == rank[goes])


def _allowed(
    vertices: Array,
    faces: Triangles,
    edges: Triangles,
    goes: NDArray[np.int64],
    to: NDArray[np.int64],
    fixed: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """Whether a collapse keeps the surface a surface, and no triangle turns over."""
    count = len(vertices)
    # Of every vertex that goes its neighbours, and which of them are neighbours of that to which it goes.
    start, end = edges.T
    first = np.searchsorted(start, goes)
    many = np.searchsorted(start, goes, side="right") - first
    which = np.repeat(np.arange(len(goes)), many)
    around = end[np.arange(len(which)) + np.repeat(first - (np.cumsum(many) - many), many)]
    key, wanted = start * count + end, to[which] * count + around
    at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    common = key[at] == wanted
    closes = np.bincount(which, common, len(goes)) == 2
    if fixed is not None:  # no new edge from border to border
        border = fixed[around]
        ends = np.bincount(which, border, len(goes))
        closes &= ~fixed[to] | (ends <= 1 + np.bincount(which, common & border, len(goes)))
    place = np.arange(count)
    place[goes] = to
    owner = np.full(count, -1)
    owner[goes] = np.arange(len(goes))
    moved = faces[(owner[faces] >= 0).any(axis=1)]
    new = place[moved]
    stays = (new[:, 0] != new[:, 1]) & (new[:, 1] != new[:, 2]) & (new[:, 0] != new[:, 2])
    moved, new = moved[stays], new[stays]
    before, after = _unit_normals(vertices, moved), _unit_normals(vertices, new)
    turned = (before * after).sum(axis=1) < STILL_FACES
    bad = np.zeros(len(goes), dtype=bool)
    bad[owner[moved[turned]].max(axis=1)] = True
    return np.asarray(closes & ~bad)


def _unit_normals(vertices: Array, faces: Triangles) -> Array:
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12))
