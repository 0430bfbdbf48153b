"""What lies beneath a muscle: the trunk as a radius over height and angle, raised by each layer laid on it.

Straight fascicles cut through ribs and abdomen. In the picture, and only there, they are pushed out to lie
on this surface. It starts as bones (outer border of the ribs, laminae and transverse processes, sacrum,
iliac crest) and the abdominal wall's fixed points, and each finished layer raises it for the next.
The right half alone is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator
from scipy.ndimage import gaussian_filter, grey_closing, grey_erosion, map_coordinates

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.units import MM

STEP = 0.005  # m of height
TURN = np.pi / 72  # rad of angle: 0 in front, π behind
ROUGH_RADIUS = 0.11  # m of trunk, to weigh angle against height
BEFORE_SPINE = {"C": 0.0, "T": 0.045, "L": 0.035}  # m: the axis lies in front of the vertebral bodies
OUT_OF_REACH = 10.0  # m
COVER = 0.002  # m between bone and the first muscle on it
CARTILAGE = 0.006  # m, half as thick as a costal cartilage, of which the table has the middle
BEHIND = ("lamina", "transverse_process_tip", "transverse_process_posterior", "rib_angle")
PELVIS = ("gluteal_surface", "iliac_crest_outer", "sacrum_lateral", "sacrum_mammillary", "pubic_tubercle")
CREST = 0.72  # share of the iliac crest from the front; behind it the back muscles pass on the inside
WALL = ("linea_alba", "rectus_sheath", "thoracolumbar_fascia")
FRONT = ("manubrium_anterior", "sternum_body_anterior", "xiphoid_anterior", "costal_cartilage_external")


class Beneath:
    """What lies beneath a muscle, as a radius about a middle."""

    def polar(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Radius, angle and outward direction (..., 3) of points."""
        raise NotImplementedError

    def beneath(self, points: Floats) -> Floats:
        """Radius of the surface in the direction of points (...,)."""
        raise NotImplementedError

    def pushed(self, points: Floats, clear: Floats, weight: Floats, most: Floats | float = np.inf) -> Floats:
        """Points moved outward to lie `clear` over the surface, where they do not.

        By a weight 0…1, and by `most` at the most.
        """
        r, _, outward = self.polar(points)
        lack = np.clip(self.beneath(points) + clear - r, 0.0, most)
        return np.asarray(points + (weight * lack)[..., None] * outward)

    def pulled(self, points: Floats, clear: Floats, weight: Floats, most: Floats | float = np.inf) -> Floats:
        """Points moved inward to lie `clear` under the surface, as `pushed` moves them outward."""
        r, _, outward = self.polar(points)
        excess = np.clip(r - self.beneath(points) + clear, 0.0, most)
        return np.asarray(points - (weight * excess)[..., None] * outward)


@dataclass(frozen=True, eq=False)
class Ball(Beneath):
    """A joint with what lies on it."""

    centre: Floats
    radius: float

    def polar(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Radius, angle and outward direction (..., 3) of points."""
        off = points - self.centre
        r = np.linalg.norm(off, axis=-1)
        return r, np.arctan2(off[..., 2], off[..., 0]), off / np.maximum(r, 1e-6)[..., None]

    def beneath(self, points: Floats) -> Floats:
        """The same all around."""
        return np.full(points.shape[:-1], self.radius)


@dataclass(frozen=True, eq=False)
class Hull(Beneath):
    """Radius from an upright axis over height and angle, right half; all in standing, m."""

    axis: Floats  # (n, 2) height and x of the axis
    lowest: float
    radius: Floats  # (heights, angles)

    def polar(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Radius, angle and outward direction (..., 3) of points."""
        middle = np.interp(points[..., 1], self.axis[:, 0], self.axis[:, 1])
        x, z = points[..., 0] - middle, points[..., 2]
        r = np.hypot(x, z)
        safe = np.maximum(r, 1e-6)
        outward = np.stack([x / safe, np.zeros_like(x), z / safe], axis=-1)
        return r, np.arctan2(np.abs(z), x), outward

    def beneath(self, points: Floats) -> Floats:
        """Radius of the surface at the height and angle of points (...,)."""
        _, angle, _ = self.polar(points)
        cells = np.stack([(points[..., 1] - self.lowest) / STEP, angle / TURN])
        return np.asarray(map_coordinates(self.radius, cells, order=1, mode="nearest"))

    def raised(self, points: Floats) -> Hull:
        """The surface with a layer of points (n, 3) laid on it."""
        laid = self._binned(points)
        laid = grey_closing(laid, size=(5, 5))
        top = np.maximum(self.radius, laid)
        return Hull(self.axis, self.lowest, np.maximum(top, gaussian_filter(top, 1.5)))

    def _binned(self, points: Floats) -> Floats:
        r, angle, _ = self.polar(points)
        row = np.rint((points[:, 1] - self.lowest) / STEP).astype(int)
        column = np.rint(angle / TURN).astype(int)
        inside = (row >= 0) & (row < len(self.radius))
        laid = np.zeros_like(self.radius)
        np.maximum.at(laid, (row[inside], column[inside]), r[inside])
        return laid


def bare_hull(body: Body) -> Hull:
    """The surface of bones and of the abdominal wall's fixed points."""
    skeleton = body.skeleton
    scale = skeleton.scale
    levels = [
        f"{r}{i}" for r, n in (("L", 5), ("T", 12), ("C", 7)) for i in range(n, 0, -1) if f"{r}{i}" != "C1"
    ]
    middles = np.array([skeleton.middle(level) for level in levels if level != "C2"])
    ahead = np.array([BEFORE_SPINE[level[0]] for level in levels if level != "C2"]) * scale
    smooth = np.convolve(np.pad(ahead, 2, mode="edge"), np.full(5, 0.2), mode="valid")
    axis = np.column_stack([middles[:, 1], middles[:, 0] + smooth])
    lowest, highest = -0.30 * scale, 0.66 * scale
    empty = np.zeros((int((highest - lowest) / STEP) + 1, int(np.rint(np.pi / TURN)) + 1))
    known = Hull(axis, lowest, empty)._binned(_fixed_points(body))
    cartilages = Hull(axis, lowest, empty)._binned(cartilage_points(body))
    known = np.maximum(known, np.where(cartilages > 0.0, cartilages + CARTILAGE, 0.0))
    return Hull(axis, lowest, _filled(np.where(known > 0.0, known + COVER, 0.0)))


def roof(bare: Hull, points: Floats) -> Hull:
    """A surface that lies only over the points (n, 3): elsewhere it is out of reach."""
    over = bare._binned(points)
    spread = grey_erosion(np.where(over > 0.0, over, OUT_OF_REACH), size=(5, 5))
    return Hull(bare.axis, bare.lowest, spread)


def _filled(known: Floats) -> Floats:
    """Radii between the known cells, by triangles; the right half is mirrored so that it joins smoothly."""
    row, column = np.nonzero(known)
    last = known.shape[1] - 1
    rows = np.concatenate([row, row, row])
    columns = np.concatenate([column, -column, 2 * last - column])
    radii = np.tile(known[row, column], 3)
    at = np.column_stack([rows * STEP, columns * TURN * ROUGH_RADIUS])
    at, first = np.unique(at, axis=0, return_index=True)
    flat = radii[first] ** -2.0  # along an ellipse this is linear in cos² of the angle: a belly stays round
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in known.shape), indexing="ij"), axis=-1)
    where = grid * np.array([STEP, TURN * ROUGH_RADIUS])
    inside = LinearNDInterpolator(at, flat)(where)
    filled = np.where(np.isnan(inside), NearestNDInterpolator(at, flat)(where), inside) ** -0.5
    return np.asarray(np.maximum(filled, gaussian_filter(filled, 1.0)))


def _fixed_points(body: Body) -> Floats:
    """Points of the right side that the surface passes through."""
    skeleton = body.skeleton
    points = [
        at
        for (bone, name, side), (_, at) in skeleton.landmarks.items()
        if side != "left"
        and (
            (bone[0] in "CTL" and bone[1:].isdigit() and name.startswith(BEHIND))
            or name.startswith((*PELVIS, *FRONT))
        )
    ]
    points += [
        p.position for f in body.fascicles if f.side == "right" for p in f.path if p.landmark.startswith(WALL)
    ]
    crest = curve_points(body, "iliac_crest")
    crest = crest[: int(CREST * len(crest))]
    return np.concatenate([np.array(points), rib_points(body), crest])


def rib_points(body: Body) -> Floats:
    """Dense points of the outer, upper and lower borders of the ribs."""
    borders = ("outer", "upper", "lower")
    return np.concatenate(
        [curve_points(body, f"rib{i}_centreline", b) for i in range(1, 13) for b in borders]
    )


def cartilage_points(body: Body) -> Floats:
    """Dense points along the middles of the costal cartilages."""
    return np.concatenate([curve_points(body, f"costal_cartilage{i}_line") for i in range(1, 11)])


def curve_points(body: Body, curve: str, border: str = "", between: int = 6) -> Floats:
    """A curve of the tables in standing, right side, with points set between its stations, (n, 3).

    border: `upper`, `lower`, `outer` or `inner` of a rib; the middle where it has none.
    """
    skeleton = body.skeleton
    rows = [row for row in body.tables.curves if row.curve == curve]
    stations = []
    for row in rows:
        at = [getattr(row, f"{border}_{c}_mm") if border else None for c in "xyz"]
        if at[0] is None:
            at = [row.x_mm, row.y_mm, row.z_mm]
        stations.append(at)
    index = next(
        i for (bone, _, side), (i, _) in skeleton.landmarks.items() if bone == rows[0].bone and side != "left"
    )
    line = np.array(stations, dtype=float) * MM
    share = np.linspace(0.0, len(line) - 1.0, between * (len(line) - 1) + 1)
    dense = np.column_stack([np.interp(share, np.arange(len(line)), line[:, c]) for c in range(3)])
    return np.array([skeleton.to_standing(index, at) for at in dense])
