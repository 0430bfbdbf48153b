"""The scapulae on the thorax: no joint of the tree, but points that keep their distance from a surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import SurfaceRow
from dorsum.body.skeleton import MIRROR, SIDES, Floats, Skeleton, sided
from dorsum.units import MM

Ints = NDArray[np.int64]

GLIDING = ("trigonum_spinae_TS", "angulus_inferior_AI", "angulus_superior")  # corners of the scapula
GLIDES_ON = "scapulothoracic_one_sided"  # of `surfaces.csv`
CARRIER = "T5"  # middle of ribs 2 to 8, on which the surface was fitted


@dataclass(frozen=True, eq=False)
class Gliding:
    """Points of the scapulae that keep their distance from an ellipsoid on the thorax."""

    body: Ints  # (m,) the scapula
    point: Floats  # (m, 3) from the scapula's joint centre, standing, m
    carrier: int  # vertebra that carries the ellipsoids
    centre: Floats  # (m, 3) of the ellipsoid, from the carrier's joint centre, standing, m
    axes: Floats  # (3, 3) principal axes as columns, standing
    semi_axes: Floats  # (3,) m
    rms: float  # m, of the ribs about the ellipsoid
    stiffness: float  # N/m

    def outside(self, from_centre: Floats) -> Floats:
        """How far points (…, 3) m from the ellipsoid's centre, in standing, lie outside it (…) m, by its mean
        radius."""
        across = from_centre @ self.axes / self.semi_axes
        mean = np.prod(self.semi_axes) ** (1 / 3)
        return np.asarray((np.sqrt(np.vecdot(across, across)) - 1.0) * mean)

    def slope(self, from_centre: Floats) -> Floats:
        """The slope (…, 3) of `outside` by the place of the points: along the outward normal."""
        across = from_centre @ self.axes / self.semi_axes
        size = np.linalg.norm(across, axis=-1, keepdims=True)
        mean = np.prod(self.semi_axes) ** (1 / 3)
        return np.asarray(mean * (across / self.semi_axes / size) @ self.axes.T)

    def outward(self, from_centre: Floats) -> Floats:
        """The unit normal (…, 3) there, out of the thorax: across the like ellipsoid through the point."""
        across = from_centre @ self.axes / self.semi_axes**2 @ self.axes.T
        return np.asarray(across / np.linalg.norm(across, axis=-1, keepdims=True))


def build_gliding(tables: Tables, skeleton: Skeleton) -> Gliding:
    """Three corners of each scapula."""
    row: SurfaceRow = next(row for row in tables.surfaces if row.surface == GLIDES_ON)
    carrier = skeleton.index(CARRIER)
    bodies, points, centres = [], [], []
    for side in SIDES:
        flip = MIRROR if side == "left" else 1.0
        at = np.array([row.centre_x_mm, row.centre_y_mm, row.centre_z_mm]) * MM * flip
        scapula = skeleton.index(sided("scapula", side))
        for name in GLIDING:
            bodies.append(scapula)
            points.append(skeleton.at("scapula", name, side) - skeleton.centre[scapula])
            centres.append(skeleton.to_standing(carrier, at) - skeleton.centre[carrier])
    semi = np.array([row.semi_axis_x_mm, row.semi_axis_y_mm, row.semi_axis_z_mm])
    return Gliding(
        body=np.array(bodies),
        point=np.array(points),
        carrier=carrier,
        centre=np.array(centres),
        axes=skeleton.scan_turn[carrier],
        semi_axes=semi * MM * skeleton.size[carrier],
        rms=row.rms_mm * MM * skeleton.scale,
        stiffness=tables.constant("scapulothoracic_stiffness") / MM,
    )
