"""A sheet cut into strips, one per fascicle, each closed by itself.

A column holds on to the paths of the two fascicles between which it lies, to the nearer one more, so that
no posture folds the sheet or opens a crack: neighbours share the columns of their seam.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.body import Ints
from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.course import eased
from dorsum.shape.flesh.parts import Hold, Part
from dorsum.shape.flesh.strips import Strip

EASED = 6  # rounds by which the places on the path are evened along the strip


def cut_strips(
    strips: Sequence[Strip],
    middle: Floats,
    faces: tuple[Floats, Floats],
    shading: tuple[Floats, Floats],
    flesh: Floats,
    level: Floats,
    trunk: Floats,
) -> list[Part]:
    """The parts of a sheet from its lattice (columns, stations, 3).

    faces and shading: the outside and the inside, and their normals. flesh, level and trunk
    (columns, stations): see `Part` and `Hold`.
    """
    columns = (len(middle) - 1) // len(strips)
    hung = [_hang(s, middle[i * columns + columns // 2]) for i, s in enumerate(strips)]
    hold, wide = _held(hung, columns, level, trunk), across(middle).reshape(-1, 2)
    plate = box_faces(columns + 1, middle.shape[1])
    parts = []
    for i, strip in enumerate(strips):
        own = slice(i * columns, (i + 1) * columns + 1)
        position, normal = (
            np.concatenate([side[own].reshape(-1, 3) for side in both]) for both in (faces, shading)
        )
        turned = np.einsum("ij,ij->", _face_normals(position, plate), normal[plate].sum(axis=1)) < 0
        both = np.tile(np.arange(middle[..., 0].size).reshape(middle.shape[:2])[own].ravel(), 2)
        outward = plate[:, ::-1] if turned else plate
        fleshy = flesh.ravel()[both]
        parts.append(Part(strip.fascicle, position, normal, hold[both], fleshy, wide[both], outward))
    return parts


def across(middle: Floats) -> Floats:
    """Place across the fibres (columns, stations, 2) of a lattice: mean distance from the first column."""
    steps = np.linalg.norm(np.diff(middle, axis=0), axis=-1).mean(axis=1)
    out = np.zeros((*middle.shape[:2], 2))
    out[..., 0] = np.concatenate([[0.0], np.cumsum(steps)])[:, None]
    return out


def _held(hung: Sequence[tuple[Ints, Floats]], columns: int, level: Floats, trunk: Floats) -> Hold:
    """What the vertices of a lattice hold on to, from the places of the strips' middle lines."""
    n, stations = len(hung), len(hung[0][0])
    where = np.arange(n * columns + 1) / columns - 0.5  # in strips, 0 in the middle of the first
    first = np.clip(np.floor(where), 0, max(n - 2, 0)).astype(int)
    second = np.minimum(first + 1, n - 1)
    weight = np.clip(where - first, 0.0, 1.0) * (second > first)
    point, t = (np.array([h[c] for h in hung]) for c in (0, 1))
    return Hold(
        np.stack([point[first], point[second]], axis=-1).reshape(-1, 2),
        np.stack([t[first], t[second]], axis=-1).reshape(-1, 2),
        np.repeat(weight, stations),
        level.ravel(),
        trunk.ravel(),
    )


def _hang(strip: Strip, line: Floats) -> tuple[Ints, Floats]:
    """Path points and fractions on which the stations of a strip's middle line (n, 3) hang."""
    along = strip.course.nearest(line)
    if strip.held[0]:
        along[0] = 0.0
    if strip.held[1]:
        along[-1] = 1.0
    along = np.maximum.accumulate(eased(np.repeat(along[:, None], 3, axis=1), EASED)[:, 0])
    return strip.course.hang(along)


def box_faces(columns: int, stations: int) -> Ints:
    """Triangles of a closed plate: outside, inside, and its four edges."""
    outer = np.arange(columns * stations).reshape(columns, stations)
    inner = outer + columns * stations
    rim_outer = np.concatenate([outer[:, 0], outer[-1, 1:], outer[-2::-1, -1], outer[0, -2:0:-1]])
    rim_inner = rim_outer + columns * stations
    return np.concatenate([_quads(outer), _quads(inner)[:, ::-1], _band(rim_outer, rim_inner)])


def _quads(grid: Ints) -> Ints:
    a, b, c, d = grid[:-1, :-1], grid[1:, :-1], grid[:-1, 1:], grid[1:, 1:]
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([b, d, c], -1).reshape(-1, 3)])


def _band(first: Ints, second: Ints) -> Ints:
    """Triangles between two closed rims."""
    on, below = np.roll(first, -1), np.roll(second, -1)
    return np.concatenate([np.stack([first, second, on], -1), np.stack([on, second, below], -1)])


def _face_normals(position: Floats, faces: Ints) -> Floats:
    a, b, c = (position[faces[:, i]] for i in range(3))
    return np.cross(b - a, c - a)
