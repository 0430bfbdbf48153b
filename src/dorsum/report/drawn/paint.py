"""Things in colour: light and shade, lines where one ends, what is seen through, and PNG at last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.report.drawing import UNITS_PER_M, Camera
from dorsum.report.drawn.png import address
from dorsum.report.drawn.posed import Posed
from dorsum.report.drawn.raster import Ints, seen

FINER = 2  # dots of the drawing for one of the picture, each way
KEY = np.array([-0.45, 0.55, 0.70])  # towards the light: right, up, to the viewer
AMBIENT, LIGHTEST = 0.42, 1.07  # light in the shade and straight under the light
STEP_BACK = 0.006  # m; where what lies behind is farther than this, there is a line
LINE = 0.42  # of the colour that is left on a line
HOLLOW = 0.011  # m around over which, and by which, what lies deeper is in the shade of what is before it
COARSE = 4  # dots each way that are one while hollows are found
DARKEST = 0.35  # taken from the light in hollows

Colours = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Coat:
    """Some things of a picture, drawn together: opaque, as a veil, or shown through what covers them."""

    things: NDArray[np.bool_]  # (n_things,)
    veil: float = 1.0  # how much it covers what lies behind
    through: float = 0.0  # how much of it is seen where something covers it


@dataclass(frozen=True, eq=False)
class Painted:
    """A picture: colours with how much they cover (height, width, 4) from 0 to 1, and what is seen where."""

    colour: Colours
    thing: Ints  # (FINER · height, FINER · width) of the opaque coats; −1 for none
    window: Floats  # ((left, top), (right, bottom)) in units of the drawing

    def image(self) -> str:
        """An element of SVG that lies over the window."""
        (left, top), (right, bottom) = self.window
        return (
            f'<image x="{left:.0f}" y="{top:.0f}" width="{right - left:.0f}" height="{bottom - top:.0f}" '
            f'preserveAspectRatio="none" href="{address(self.colour)}"/>'
        )


@dataclass(frozen=True, eq=False)
class View:
    """Things seen by a camera: what all pictures from there share."""

    posed: Posed
    camera: Camera

    @cached_property
    def flat(self) -> Floats:
        """Every corner in units of the drawing (n, 2)."""
        return self.camera.flat(self.posed.vertices)

    @cached_property
    def near(self) -> Floats:
        """How near every corner counts as, m."""
        return np.asarray(self.posed.lifted @ self.camera.toward)

    @cached_property
    def shine(self) -> Floats:
        """How light every corner is, (n,)."""
        axes = np.stack([self.camera.right, self.camera.up, self.camera.toward])
        facing = self.posed.normals @ (axes.T @ (KEY / np.linalg.norm(KEY)))
        return np.asarray(AMBIENT + (LIGHTEST - AMBIENT) * facing.clip(0.0, 1.0) ** 0.8)

    @cached_property
    def _boxes(self) -> tuple[Floats, Floats]:
        a, b, c = (self.flat[self.posed.faces[:, k]] for k in range(3))
        return np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)

    @cached_property
    def _groups(self) -> Ints:
        """Things that share a title are one; the last stands for none."""
        numbers: dict[str, int] = {}
        return np.array([*(numbers.setdefault(t.title, len(numbers)) for t in self.posed.things), -1])

    def extent(self, things: NDArray[np.bool_]) -> Floats:
        """Corners ((left, top), (right, bottom)) of some things in the drawing."""
        flat = self.flat[things[self.posed.owner_of_vertex]]
        return np.array([flat.min(axis=0), flat.max(axis=0)])

    def covered(
        self, corner: Floats, dots: float, shape: tuple[int, int], things: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Which dots (height, width) some things cover, from a corner on, with so many dots a unit."""
        faces = self.posed.faces[things[self.posed.owner]]
        return seen((self.flat - corner) * dots, self.near, faces, *shape).covered

    def painted(self, window: Floats, dots: float, colours: Colours, coats: Sequence[Coat]) -> Painted:
        """What is seen in a window (units of the drawing), with so many dots a unit; `colours` (n_things, 3).

        Opaque coats cover each other by how near they are; then come the veils, and what is seen through.
        """
        width, height = (int(size) for size in np.ceil((window[1] - window[0]) * dots))
        exact = np.array([window[0], window[0] + np.array([width, height]) / dots])
        opaque = np.any([coat.things for coat in coats if coat.veil >= 1.0], axis=0)
        face, depth, light = self._lit(exact, dots * FINER, opaque)
        thing = np.where(face >= 0, self.posed.owner[face], -1)
        out = np.zeros((*thing.shape, 4), np.float32)
        covered = face >= 0
        out[covered, :3] = colours[thing[covered]] * light[covered, None]
        out[covered, 3] = 1.0
        for coat in coats:
            share = coat.through if coat.veil >= 1.0 else coat.veil
            if share <= 0.0 or not coat.things.any():
                continue
            alone, before, shine = self._lit(exact, dots * FINER, coat.things)
            if coat.veil >= 1.0:
                shown = (alone >= 0) & ~np.append(coat.things, False)[thing]
            else:
                shown = (alone >= 0) & ~(before < depth)
            laid = colours[self.posed.owner[alone[shown]]] * shine[shown, None]
            out[shown] *= 1.0 - share
            out[shown] += share * np.column_stack([laid, np.ones(len(laid), np.float32)])
        smooth = out.reshape(height, FINER, width, FINER, 4).mean(axis=(1, 3))
        cover = smooth[..., 3:]
        smooth[..., :3] /= np.where(cover > 0, cover, 1.0)  # colours are kept without what they cover
        return Painted(smooth.clip(0.0, 1.0), thing, exact)

    def _lit(self, window: Floats, dots: float, things: NDArray[np.bool_]) -> tuple[Ints, Floats, Colours]:
        """The face in every dot, how near it is and how light."""
        posed = self.posed
        width, height = np.rint((window[1] - window[0]) * dots).astype(int)
        low, high = self._boxes
        inside = ((high > window[0]) & (low < window[1])).all(axis=1)
        chosen = np.flatnonzero(things[posed.owner] & inside)
        found = seen((self.flat - window[0]) * dots, self.near, posed.faces[chosen], int(height), int(width))
        face = np.where(found.covered, chosen[found.face] if len(chosen) else -1, -1)
        light = np.ones(face.shape, np.float32)
        if len(chosen):
            corners = posed.faces[face[found.covered]]
            light[found.covered] = np.einsum("nk,nk->n", self.shine[corners], found.shares)
            group = self._groups[np.where(face >= 0, posed.owner[face], -1)]
            light *= _hollows(found.near, dots * UNITS_PER_M)
            light *= np.where(_edges(group, found.near), np.float32(LINE), np.float32(1.0))
        return face, found.near, light


def _hollows(near: Floats, dots_per_m: float) -> Colours:
    """Less light where what is around lies nearer."""
    from scipy.ndimage import gaussian_filter

    there = np.isfinite(near)
    low = float(near[there].min()) if there.any() else 0.0
    depth = np.where(there, near - low, 0.0).astype(np.float32)
    width = HOLLOW * dots_per_m / COARSE
    around = gaussian_filter(_coarse(depth), width)
    around /= np.maximum(gaussian_filter(_coarse(there.astype(np.float32)), width), 1e-3)
    around = np.repeat(np.repeat(around, COARSE, axis=0), COARSE, axis=1)[: near.shape[0], : near.shape[1]]
    return np.asarray(1.0 - DARKEST * ((around - depth) / HOLLOW).clip(0.0, 1.0) * there, dtype=np.float32)


def _coarse(values: Colours) -> Colours:
    """Means over squares of `COARSE` dots."""
    high, wide = (-size % COARSE for size in values.shape)
    whole = np.pad(values, ((0, high), (0, wide)))
    return np.asarray(
        whole.reshape(whole.shape[0] // COARSE, COARSE, whole.shape[1] // COARSE, COARSE).mean(axis=(1, 3))
    )


def _edges(group: Ints, near: Floats) -> NDArray[np.bool_]:
    """Where a thing ends, or what lies behind begins far behind: on the farther side."""
    found = np.zeros(group.shape, bool)
    deep = np.where(np.isfinite(near), near, -1e3)
    for axis in (0, 1):
        one = (slice(None, -1), slice(None))[:: 1 if axis == 0 else -1]
        other = (slice(1, None), slice(None))[:: 1 if axis == 0 else -1]
        step = deep[other] - deep[one]
        line = (group[one] != group[other]) | (np.abs(step) > STEP_BACK)
        found[one] |= line & ((step >= 0) | (group[other] < 0))
        found[other] |= line & ((step < 0) | (group[one] < 0))
    return found & (group >= 0)
