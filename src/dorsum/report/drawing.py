"""From places in space to SVG paths: cameras, hulls of balls, and what lies over and around a picture.

Coordinates of paths are whole half-millimetres of the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from dorsum.body.skeleton import Floats

UNITS_PER_M = 2000.0
SMALLEST_CIRCLE = 3.0  # half-millimetres; smaller balls count as points
CORNER = 1.2  # half-millimetres by which a drawn circle may miss the round one


@dataclass(frozen=True)
class Camera:
    """A view without perspective; world axes of the picture's right, its up, and towards the viewer."""

    right: Floats
    up: Floats
    toward: Floats

    @classmethod
    def looking(cls, toward: Floats, up: Floats) -> Camera:
        """From the side that `toward` points to, with `up` as near to upward as that allows."""
        toward = toward / np.linalg.norm(toward)
        up = up - toward * (up @ toward)
        up = up / np.linalg.norm(up)
        return cls(np.cross(up, toward), up, toward)

    def flat(self, points: Floats) -> Floats:
        """Picture coordinates (n, 2) of points (n, 3): right and down, in half-millimetres."""
        return np.column_stack([points @ self.right, -(points @ self.up)]) * UNITS_PER_M

    def depth(self, points: Floats) -> float:
        """How near the points are to the viewer on average, m."""
        return float((points @ self.toward).mean())


@dataclass(frozen=True)
class Balls:
    """Balls wrapped together: centres (n, 3) in m and their radii (n,)."""

    centres: Floats
    radii: Floats

    def outline(self, camera: Camera) -> Floats:
        """Their outline in the picture, counter-clockwise (n, 2)."""
        centres, radii = camera.flat(self.centres), self.radii * UNITS_PER_M
        rims = [
            at + circle(r) if r > SMALLEST_CIRCLE else at[None] for at, r in zip(centres, radii, strict=True)
        ]
        return hull(np.concatenate(rims))


def circle(radius: float) -> Floats:
    """Corners of a circle about the origin, as many as its size needs."""
    count = max(8, int(np.ceil(np.pi / np.sqrt(2.0 * CORNER / radius))))
    turn = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    return radius * np.column_stack([np.cos(turn), np.sin(turn)])


def balls(*items: tuple[Sequence[float] | Floats, float]) -> Balls:
    """Balls from pairs of centre and radius, m."""
    centres, radii = zip(*items, strict=True)
    return Balls(np.array(centres, dtype=float), np.array(radii, dtype=float))


def hull(points: Floats) -> Floats:
    """Convex hull in the plane, always turning the same way (Andrew's monotone chain)."""
    order = sorted({(float(x), float(y)) for x, y in points})
    if len(order) < 3:
        return np.array(order)

    def chain(run: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for p in run:
            while len(kept) > 1 and _turns_right(kept[-2], kept[-1], p):
                kept.pop()
            kept.append(p)
        return kept[:-1]

    return np.array(chain(order) + chain(reversed(order)))


def _turns_right(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0


def polygon(points: Floats) -> str:
    """A closed path in whole units, relative steps."""
    whole = np.rint(points).astype(int)
    steps = np.diff(whole, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    return f"M{_pairs(whole[:1])}l{_pairs(steps)}z" if len(steps) else ""


def polyline(points: Floats) -> str:
    """An open path in whole units, relative steps."""
    return polygon(points).removesuffix("z")


def _pairs(numbers: np.ndarray) -> str:
    text = " ".join(str(n) for n in numbers.ravel())
    return text.replace(" -", "-")


@dataclass
class Picture:
    """Drawn things with their depth; `svg` puts the farthest first within each layer."""

    camera: Camera
    items: list[tuple[int, float, str]] = field(default_factory=list)
    corners: list[Floats] = field(default_factory=list)

    def add(self, layer: int, depth: float, element: str, extent: Floats | None = None) -> None:
        """Put an element into a layer (low ones lie behind); `extent` (n, 2) must stay inside the frame."""
        if element:
            self.items.append((layer, depth, element))
        if extent is not None and len(extent):
            self.corners.append(np.array([extent.min(axis=0), extent.max(axis=0)]))

    def solid(self, layer: int, corners: Floats, classes: str) -> None:
        """The outline of a solid without hollows, by its corners (n, 3)."""
        outline = hull(self.camera.flat(corners))
        self.add(layer, self.camera.depth(corners), path(polygon(outline), classes), outline)

    def extent(self) -> Floats:
        """Corners [[left, top], [right, bottom]] of all that must be seen."""
        corners = np.concatenate(self.corners)
        return np.array([corners.min(axis=0), corners.max(axis=0)])

    def elements(self) -> str:
        """All elements, far ones first."""
        return "".join(element for _, _, element in sorted(self.items, key=lambda item: item[:2]))


def path(d: str, classes: str, title: str = "") -> str:
    """A path element; a title shows when the pointer rests on it."""
    if not d:
        return ""
    if title:
        return f'<path class="{classes}" d="{d}"><title>{escape(title)}</title></path>'
    return f'<path class="{classes}" d="{d}"/>'
