"""Vertebral bodies and discs: what lies between two endplates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.shapes import Array, Shape, blend

ROUNDNESS = 2.3  # exponent of the outline: 2 is an ellipse, more is squarer
DENT = 0.14  # of the half-depth: hollow of the back wall towards the canal
FRONT_WAIST = 0.35  # of the waist of the sides: the front is drawn in less
TAPER = 0.10  # of the half-width, lost towards the front
RIM = 0.7  # mm the rim of an endplate stands above its measured centre
HOLLOW = 1.6  # mm the endplate is hollowed from rim to centre
RIM_ROUNDING = 2.5  # mm, fillet between endplate and wall


@dataclass(frozen=True)
class Plate:
    """An endplate: centre, upward unit normal, half-width and half-depth, mm."""

    centre: Array
    up: Array
    half_width: float
    half_depth: float

    @property
    def forward(self) -> Array:
        """Unit vector forward in the plate."""
        return np.array([self.up[1], -self.up[0], 0.0])


def endplate(m: Measured, level: str, end: str) -> Plate:
    """The `upper` or `lower` endplate of a vertebra (or of S1)."""
    row = m.level(level)
    tilt = np.radians(row.sagittal_angle_deg + (getattr(row, f"{end}_endplate_normal_angle_deg") or 0.0))
    up = np.array([-np.sin(tilt), np.cos(tilt), 0.0])
    width, depth = (getattr(row, f"{end}_endplate_{size}_mm") for size in ("width", "depth"))
    return Plate(m.point(level, f"{end}_endplate_centre"), up, width / 2, depth / 2)


def vertebral_body(lower: Plate, upper: Plate, waist: float) -> Shape:
    """The body between its endplates; `waist` is how much its walls are drawn in half-way, a fraction."""
    size = max(lower.half_width, upper.half_width, lower.half_depth, upper.half_depth) + 2.0
    ends = np.stack([lower.centre, upper.centre])

    def distance(p: Array) -> Array:
        above = (p - upper.centre) @ upper.up
        below = (lower.centre - p) @ lower.up
        t = np.clip(below / np.minimum(above + below, -1e-6), 0.0, 1.0)
        forward = lower.forward + t[:, None] * (upper.forward - lower.forward)
        axis = lower.centre + t[:, None] * (upper.centre - lower.centre)
        drawn_in = 1.0 - waist * 4 * t * (1 - t)
        front = 1.0 - FRONT_WAIST * (1.0 - drawn_in)
        half_depth = (lower.half_depth + t * (upper.half_depth - lower.half_depth)) * front
        half_width = (lower.half_width + t * (upper.half_width - lower.half_width)) * drawn_in
        x, z = np.sum((p - axis) * forward, axis=1), p[:, 2]
        level = outline(x, z, half_depth, half_width)
        wall = (level - 1.0) * np.minimum(half_depth, half_width)
        bowl = HOLLOW * np.maximum(1.0 - level * level, 0.0) - RIM
        return -blend(-wall, -np.maximum(above, below) - bowl, RIM_ROUNDING)

    return Shape(ends.min(0) - size, ends.max(0) + size, distance)


def outline(x: Array, z: Array, half_depth: Array, half_width: Array) -> Array:
    """1 on the kidney-shaped outline of an endplate, less inside; x forward and z right of its centre."""
    half_width = half_width * (1 - TAPER * np.clip(x / half_depth, 0, 1))
    dent = DENT * np.exp(-((z / (0.45 * half_width)) ** 2)) * (x < 0)
    deep, wide = np.abs(x) / (half_depth * (1 - dent)), np.abs(z) / half_width
    return np.asarray((deep**ROUNDNESS + wide**ROUNDNESS) ** (1 / ROUNDNESS))
