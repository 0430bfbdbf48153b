"""Intervertebral discs, between the measured endplates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.shape.bones.column import DENT, ROUNDNESS, TAPER, Plate, endplate
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.mesh import Model, from_grid
from dorsum.shape.bones.shapes import Array

# Looks only, no mechanics rests on these.
AROUND = 28  # points around
SHARES = (0.0, 0.18, 0.5, 0.82, 1.0)  # rings of the wall from the lower (0) to the upper endplate (1)
BULGE = 1.0  # mm, of the wall half-way
INSIDE = (0.45, 0.88)  # rings of the flat ends, fractions of the outline
DRAWN_IN = 0.96  # of the endplate's outline, where the disc meets the rim


def disc(m: Measured, upper: str, lower: str) -> Model:
    """The disc below a vertebra; its weight is the share of the lower bone."""
    top, bottom = endplate(m, upper, "lower"), endplate(m, lower, "upper")
    rings = [_ring(bottom, inside * DRAWN_IN, 0.0) for inside in INSIDE]
    weight = [1.0] * len(INSIDE)
    for share in SHARES:
        between = Plate(
            bottom.centre + share * (top.centre - bottom.centre),
            bottom.up + share * (top.up - bottom.up),
            bottom.half_width + share * (top.half_width - bottom.half_width),
            bottom.half_depth + share * (top.half_depth - bottom.half_depth),
        )
        rings.append(_ring(between, DRAWN_IN, BULGE * 4 * share * (1 - share)))
        weight.append(1.0 - share)
    rings += [_ring(top, inside * DRAWN_IN, 0.0) for inside in reversed(INSIDE)]
    weight += [0.0] * len(INSIDE)
    model = from_grid(np.array(rings))
    return replace(model, weight=np.r_[np.repeat(weight, AROUND), 1.0, 0.0])


def _ring(plate: Plate, size: float, bulge: float) -> Array:
    """The outline of a vertebral body, see `column.outline`, as points."""
    turn = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    x = np.sign(c) * np.abs(c) ** (2 / ROUNDNESS) * plate.half_depth
    z = np.sign(s) * np.abs(s) ** (2 / ROUNDNESS) * plate.half_width
    z *= 1 - TAPER * np.clip(x / plate.half_depth, 0, 1)
    x = np.where(x < 0, x * (1 - DENT * np.exp(-((z / (0.45 * plate.half_width)) ** 2))), x)
    grow = size + bulge / min(plate.half_width, plate.half_depth)
    return np.asarray(plate.centre + grow * (x[:, None] * plate.forward + z[:, None] * [0.0, 0.0, 1.0]))
