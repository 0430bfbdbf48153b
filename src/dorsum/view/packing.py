"""The arrays of a scene in few bytes: whole numbers, told by their steps from row to row, for gzip.

The rows of an array are whole numbers; times `unit` they are what is meant. Told are the steps from the row
before (the first from 0), 0, −1, 1, −2, 2 … as 0, 1, 2, 3, 4 …; of a column first the lowest bytes of all
rows, then the next ones. Normals lie on an octahedron unfolded to a square. Triangles of bones are told by
what they share with the one before (`shared`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.sparse import csgraph

from dorsum.body.body import Ints
from dorsum.body.skeleton import Floats
from dorsum.view.api.scene import Section

LARGEST = 511  # of a place on the unfolded octahedron: −LARGEST … LARGEST, to 0.24°
KNOWN = 3  # codes that name a corner of the triangle before


class Buffer:
    """Arrays one after the other."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.sections: dict[str, Section] = {}

    def add(self, name: str, values: ArrayLike, unit: float = 1.0, steps: bool = True) -> None:
        """Append rows (n,) or (n, size), whole numbers of `unit`; without `steps` as they are."""
        rows = np.asarray(values)
        table = np.rint(rows / unit).astype(np.int64).reshape(len(rows), *rows.shape[1:] or (1,))
        if steps:
            table = zigzag(np.diff(table, axis=0, prepend=np.zeros_like(table[:1])))
        most = int(table.max(initial=0))
        assert 0 <= int(table.min(initial=0)) <= most < 2**24, f"{name} does not fit 24 bits"
        deep = max(1, (most.bit_length() + 7) // 8)
        each = np.ascontiguousarray(table.T.astype("<u4")).view(np.uint8).reshape(*table.T.shape, 4)
        self.sections[name] = Section(
            offset=len(self.content),
            count=len(table),
            size=table.shape[1],
            bytes=deep,
            unit=unit,
            steps=steps,
        )
        self.content += each[..., :deep].transpose(0, 2, 1).tobytes()


def zigzag(steps: Ints) -> Ints:
    """0, −1, 1, −2, 2 … as 0, 1, 2, 3, 4 …"""
    return np.asarray(np.where(steps < 0, -2 * steps - 1, 2 * steps))


def octahedral(normals: Floats) -> Ints:
    """Unit vectors (n, 3) as places (n, 2) on an octahedron whose lower half is folded out."""
    size = np.abs(normals).sum(axis=1, keepdims=True)
    x, y, z = (normals / np.maximum(size, 1e-12)).T
    below = z < 0
    across = np.where(below, (1 - np.abs(y)) * np.where(x < 0, -1, 1), x)
    up = np.where(below, (1 - np.abs(x)) * np.where(y < 0, -1, 1), y)
    return np.asarray(np.rint(np.stack([across, up], axis=1) * LARGEST), dtype=np.int64)


class Ordered(NamedTuple):
    """Triangles in an order in which each has an edge of the one before, and vertices as they come."""

    vertices: Ints  # (n,) the old place of each
    faces: Ints  # (m, 3) new places


def ordered(faces: Ints) -> Ordered:
    """Order the triangles of one or more surfaces; no surface is torn apart, all stay in turn."""
    faces = faces[_neighbours(faces)]
    faces = _turned(faces)
    vertices, first = np.unique(faces, return_index=True)
    vertices = vertices[np.argsort(first)]
    place = np.full(int(vertices.max()) + 1, -1)
    place[vertices] = np.arange(len(vertices))
    return Ordered(vertices, place[faces])


def shared(faces: Ints) -> Ints:
    """Corners (m, 3), each as its place in the triangle before, or as a way from the next new vertex.

    0, 1, 2: that corner of the triangle before. More, less `KNOWN`: what is to be taken from one more than
    the largest corner so far, as in `zigzag`.
    """
    before = np.concatenate([[[-1, -1, -1]], faces[:-1]])
    same = faces[:, :, None] == before[:, None, :]
    so_far = np.maximum.accumulate(np.concatenate([[-1], faces.ravel()]))[:-1].reshape(-1, 3)
    return np.where(same.any(axis=2), same.argmax(axis=2), KNOWN + zigzag(so_far + 1 - faces))


def _neighbours(faces: Ints) -> Ints:
    """The order of a walk from triangle to triangle over their edges, surface after surface."""
    count = len(faces)
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    key = edges[:, 0] * (int(faces.max()) + 1) + edges[:, 1]
    order = np.argsort(key, kind="stable")
    face = np.tile(np.arange(count), 3)[order]
    meets = np.flatnonzero(np.diff(key[order]) == 0)
    a, b = face[meets], face[meets + 1]
    graph = sparse.coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(count, count))
    _, surface = csgraph.connected_components(graph, directed=False)
    first = np.unique(surface, return_index=True)[1]
    # One more knot, from which the walk comes to the first triangle of each surface.
    rows = np.concatenate([a, b, np.full(len(first), count)])
    columns = np.concatenate([b, a, np.sort(first)])
    walk = sparse.coo_matrix((np.ones(len(rows), np.int8), (rows, columns)), shape=(count + 1, count + 1))
    return np.asarray(csgraph.depth_first_order(walk.tocsr(), count, return_predecessors=False)[1:])


def _turned(faces: Ints) -> Ints:
    """Triangles that begin with the two corners that they share with the one before."""
    before = np.concatenate([[[-1, -1, -1]], faces[:-1]])
    has = (faces[:, :, None] == before[:, None, :]).any(axis=2)
    edge = has & np.roll(has, -1, axis=1)
    turn = np.where(edge.any(axis=1), edge.argmax(axis=1), 0)
    return np.take_along_axis(faces, (turn[:, None] + np.arange(3)) % 3, axis=1)
