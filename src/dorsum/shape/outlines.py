"""The outline of a named region in standing, from the lines of the muscles and bones that bound it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dorsum.anatomy.rows.regions import RegionPartRow
from dorsum.body.body import Body
from dorsum.body.skeleton import Floats

# Slips of sheets are drawn up to 60 mm broad, and a border lies half of that from its line: neighbouring
# borders whose lines stay farther apart do not meet in this model.
NEAR = 0.030  # m; assumed

BESIDE = (100.0, 200.0)  # degrees of azimuth that show the right half of a back; chosen for pictures
STEEP = 25.0  # degrees above or below; chosen for pictures


class Corner(NamedTuple):
    """Where two neighbouring borders are nearest: the middle of the gap, and the body of the first there."""

    at: Floats  # (3,) in standing, m
    body: int
    gap: float  # m


class Outline(NamedTuple):
    """The corners of a region of the right side: corner i lies between bounds i and i + 1."""

    region: str
    bounds: tuple[RegionPartRow, ...]
    corners: tuple[Corner, ...]

    @property
    def closed(self) -> bool:
        """Whether the lines enclose the region: nothing is `amiss`."""
        return not self.amiss

    @property
    def amiss(self) -> tuple[str, ...]:
        """Why the lines enclose no such region, in sentences; none where they do."""
        found = []
        for i, corner in enumerate(self.corners):
            one, other = self.bounds[i].what, self.bounds[(i + 1) % len(self.bounds)].what
            if corner.gap > NEAR:
                found.append(f"{one} and {other} stay {1000 * corner.gap:.0f} mm apart")
        middles = (self.points + np.roll(self.points, 1, axis=0)) / 2 - self.points.mean(axis=0)
        for i, (row, middle, length) in enumerate(zip(self.bounds, middles, self.sides, strict=True)):
            if length <= max(self.corners[i].gap, self.corners[i - 1].gap):
                found.append(f"{row.what} is no longer a side than the gaps at its ends")
            if middle @ _WAYS[row.side] <= 0:
                found.append(f"{row.what} does not lie on the {row.side} side")
        return tuple(found)

    @property
    def sides(self) -> Floats:
        """The lengths of the sides, bound by bound, m."""
        lengths: Floats = np.linalg.norm(self.points - np.roll(self.points, 1, axis=0), axis=1)
        return lengths

    @property
    def points(self) -> Floats:
        """The corners, (n, 3), m."""
        return np.array([corner.at for corner in self.corners])

    @property
    def area(self) -> float:
        """Of the triangles that fill the outline from its middle, m²."""
        return float(np.linalg.norm(self._turns, axis=1).sum() / 2)

    @property
    def normal(self) -> Floats:
        """The unit vector square to the outline that points away from the middle of the body."""
        n: Floats = self._turns.sum(axis=0)
        n = n / np.linalg.norm(n)
        return n if n @ _OUTWARD >= 0 else -n

    @property
    def seen_from(self) -> tuple[float, float]:
        """Azimuth and elevation of who looks square at it, degrees, kept to views from behind and beside.

        0 is before the body, 90 to its right, 180 behind.
        """
        x, y, z = self.normal
        azimuth = np.degrees(np.arctan2(z, x)) % 360
        return float(np.clip(azimuth, *BESIDE)), float(np.clip(np.degrees(np.arcsin(y)), -STEEP, STEEP))

    @property
    def _turns(self) -> Floats:
        spokes = self.points - self.points.mean(axis=0)
        turns: Floats = np.cross(spokes, np.roll(spokes, -1, axis=0))
        return turns


# Which way a side of the right half of the body lies: forward, up, to the right.
_WAYS: Mapping[str, Floats] = {
    side: np.array(way, float)
    for side, way in {
        "superior": (0, 1, 0), "inferior": (0, -1, 0), "lateral": (0, 0, 1), "medial": (0, 0, -1),
        "anterior": (1, 0, 0), "posterior": (-1, 0, 0), "superomedial": (0, 1, -1),
        "superolateral": (0, 1, 1), "inferomedial": (0, -1, -1), "inferolateral": (0, -1, 1),
    }.items()
}  # fmt: skip
# Backward and to the right: all named regions of the back are seen from there.
_OUTWARD = np.array([-1.0, 0.0, 0.5])


def outline(body: Body, region: str) -> Outline:
    """The outline of a triangle or space, right side."""
    bounds = tuple(
        row
        for row in body.tables.region_parts
        if (row.region, row.role) == (region, "bound") and (row.slips or row.landmarks)
    )
    borders = [_border(body, row) for row in bounds]
    return Outline(
        region, bounds, tuple(_corner(a, b) for a, b in zip(borders, borders[1:] + borders[:1], strict=True))
    )


class _Border(NamedTuple):
    points: Floats  # (n, 3) in standing, m
    bodies: tuple[int, ...]


def _border(body: Body, row: RegionPartRow) -> _Border:
    if row.slips:
        paths = [
            f.path for f in body.fascicles if f.side == "right" and f"{f.muscle}.{f.row.slip}" in row.slips
        ]
        (path,) = paths  # held by a test
        return _Border(np.array([p.position for p in path]), tuple(p.body for p in path))
    places = [_place(body, *landmark.split(".")) for landmark in row.landmarks]
    return _Border(np.array([at for _, at in places]), tuple(carrier for carrier, _ in places))


def _place(body: Body, bone: str, landmark: str) -> tuple[int, Floats]:
    return body.skeleton.landmarks[bone, landmark, "right"]


def _corner(one: _Border, other: _Border) -> Corner:
    """The closest points of two lines of straight pieces."""
    best: tuple[float, Floats, Floats, int] | None = None
    for i, (a, b) in enumerate(pairwise(one.points)):
        for c, d in pairwise(other.points):
            s, p, q = _closest(a, b, c, d)
            gap = float(np.linalg.norm(p - q))
            if best is None or gap < best[0]:
                best = gap, p, q, one.bodies[i if s < 0.5 else i + 1]
    assert best is not None
    gap, p, q, at = best
    return Corner((p + q) / 2, at, gap)


def _closest(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[float, Floats, Floats]:
    """The closest points of the pieces a–b and c–d, and the share of a–b at which its point lies."""
    u, v, w = b - a, d - c, a - c
    uu, uv, vv, uw, vw = u @ u, u @ v, v @ v, u @ w, v @ w
    wide = uu * vv - uv * uv
    s = np.clip((uv * vw - vv * uw) / wide, 0.0, 1.0) if wide > 1e-12 * uu * vv else 0.0
    t = np.clip((uv * s + vw) / vv, 0.0, 1.0)
    s = np.clip((uv * t - uw) / uu, 0.0, 1.0)
    return float(s), a + s * u, c + t * v
