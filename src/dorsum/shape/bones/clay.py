"""A bone being modelled: shapes added to and cut from a field on a grid, then drawn as triangles.

The field is a signed distance, negative inside, in mm. It is kept only near the surface; farther out it is
`FAR`. A bone of the middle is modelled on its right half and mirrored, so it is exactly symmetric.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from dorsum.shape.bones.nets import nets, whole
from dorsum.shape.bones.shapes import Array, Shape, blend
from dorsum.shape.bones.thin import thinned

FAR = 9.0  # mm: beyond this the field says no more than "outside"
RIM = 5.0  # mm of grid around the outermost shape
TOLERANCE = 0.45  # mm, see `thin`: less than can be seen
SOFTENED = 0.05  # of a pull that neighbours may keep: landmarks a millimetre apart need not agree


class Clay:
    """A field on a grid, for one bone."""

    def __init__(
        self, shapes: Iterable[Shape], step: ArrayLike, middle: bool = False, rim: float = RIM
    ) -> None:
        """An empty field around the shapes; `step` is the grid's, in mm, one number or one per axis."""
        shapes = list(shapes)
        self.step = np.broadcast_to(np.asarray(step, dtype=float), 3)
        self.middle = middle
        low = np.min([s.low for s in shapes], axis=0) - rim
        high = np.max([s.high for s in shapes], axis=0) + rim
        if middle:
            low[2] = self.step[2] / 2
        self.low = low
        self.shape = np.maximum(np.ceil((high - low) / self.step).astype(int) + 1, 2)
        self.field: Array = np.full(self.shape, FAR)

    def add(self, shapes: Shape | Sequence[Shape], fillet: float = 0.0) -> Clay:
        """Join shapes on, rounded by a fillet (mm)."""
        for shape in [shapes] if isinstance(shapes, Shape) else shapes:
            part, points = self._near(shape, max(fillet, 4.0))
            distance = shape.distance(points).reshape(self.field[part].shape)
            self.field[part] = blend(self.field[part], distance, fillet)
        return self

    def cut(self, shapes: Shape | Sequence[Shape], fillet: float = 0.0) -> Clay:
        """Take shapes away, the edge rounded by a fillet (mm)."""
        for shape in [shapes] if isinstance(shapes, Shape) else shapes:
            part, points = self._near(shape, max(fillet, 4.0))
            distance = shape.distance(points).reshape(self.field[part].shape)
            self.field[part] = -blend(-self.field[part], distance, fillet)
        return self

    def smooth(self, by: float) -> Clay:
        """Soften creases: the field averaged over `by` mm (standard deviation)."""
        mode = ["nearest", "nearest", "reflect" if self.middle else "nearest"]
        self.field = ndimage.gaussian_filter(np.minimum(self.field, FAR), by / self.step, mode=mode)
        return self

    def pull(self, points: ArrayLike, reach: float) -> Clay:
        """Let the surface pass through points (n, 3), each bending it within about `reach` mm."""
        at = np.asarray(points, dtype=float).reshape(-1, 3)
        if self.middle:
            at = at[at[:, 2] >= -1e-9]
        if not len(at):
            return self
        apart = np.linalg.norm(at[:, None] - at[None], axis=2)
        kernel = _bump(apart, reach)
        if self.middle:
            kernel = kernel + _bump(np.linalg.norm(at[:, None] - (at * [1, 1, -1])[None], axis=2), reach)
        weight = np.linalg.solve(kernel + SOFTENED * np.eye(len(at)), self.value(at))
        for centre, w in zip(at, weight, strict=True):
            for side in (1.0, -1.0) if self.middle else (1.0,):
                middle = centre * [1, 1, side]
                shape = Shape(middle - 2.5 * reach, middle + 2.5 * reach, lambda p: np.zeros(len(p)))
                part, grid = self._near(shape, 0.0)
                bump = _bump(np.linalg.norm(grid - middle, axis=1), reach)
                self.field[part] -= w * bump.reshape(self.field[part].shape)
        return self

    def value(self, points: Array) -> Array:
        """The field at points (n, 3), linear between grid points."""
        at = (points - self.low) / self.step
        return np.asarray(ndimage.map_coordinates(self.field, at.T, order=1, mode="nearest"))

    def mesh(self, tolerance: float = TOLERANCE) -> tuple[Array, Array, NDArray[np.int64]]:
        """Vertices, outward normals and triangles of the surface; closed, counter-clockwise from outside.

        Triangles are spared where that moves the surface by less than `tolerance` mm.
        """
        if not self.middle:
            return thinned(*whole(*nets(self.field, self.low, self.step)), tolerance)
        field = np.concatenate([self.field[:, :, ::-1], self.field], axis=2)
        low = self.low.copy()
        low[2] = -self.step[2] * (self.shape[2] - 0.5)
        vertices, normals, faces = whole(*nets(field, low, self.step))
        on_plane = np.abs(vertices[:, 2]) < 1e-6 * self.step[2]
        vertices[on_plane, 2] = 0.0
        right = faces[vertices[faces, 2].sum(axis=1) > 0]
        return _doubled(*thinned(vertices, normals, right, tolerance, fixed=on_plane))

    def _near(self, shape: Shape, margin: float) -> tuple[tuple[slice, ...], Array]:
        """The part of the grid around a shape, and its points (n, 3)."""
        first = np.clip(np.floor((shape.low - margin - self.low) / self.step).astype(int), 0, self.shape)
        last = np.clip(
            np.ceil((shape.high + margin - self.low) / self.step).astype(int) + 1, first, self.shape
        )
        part = tuple(slice(a, b) for a, b in zip(first, last, strict=True))
        axes = [self.low[k] + self.step[k] * np.arange(first[k], last[k]) for k in range(3)]
        return part, np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)


def _bump(distance: Array, reach: float) -> Array:
    return np.asarray(np.exp(-((distance / reach) ** 2)))


def _doubled(
    vertices: Array, normals: Array, faces: NDArray[np.int64]
) -> tuple[Array, Array, NDArray[np.int64]]:
    """A right half and its mirror image, joined at z = 0."""
    off = np.flatnonzero(vertices[:, 2] > 0)
    image = np.arange(len(vertices))
    image[off] = len(vertices) + np.arange(len(off))
    mirror = np.array([1.0, 1.0, -1.0])
    normals = normals.copy()
    normals[vertices[:, 2] == 0, 2] = 0.0
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return (
        np.concatenate([vertices, vertices[off] * mirror]),
        np.concatenate([normals, normals[off] * mirror]),
        np.concatenate([faces, image[faces][:, ::-1]]),
    )
