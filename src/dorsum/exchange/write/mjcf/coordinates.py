"""The coordinates that may turn in an exported model, with the springs and dampers of MuJoCo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body import coordinates
from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates
from dorsum.body.skeleton import AXES
from dorsum.errors import UnknownName
from dorsum.exchange.write.mjcf.curves import Spring, springs

FREE = {name: coordinates.SETS[name] for name in ("spine", "elastic", "all")}
AXIS_COLUMNS = (2, 0, 1)  # of the joint's axes x, y, z, for the rotations z, x, y

# Tissue is a spring and a damper side by side: the damper is this time times the stiffness at rest. Assumed:
# a loss tangent of 0.2 at 1 Hz, of the order that hysteresis loops of discs and ligaments show.
TISSUE_TIME = 0.03  # s
LEAST_DAMPING = 0.05  # N·m·s/rad, assumed: soft tissue around joints that are nearly slack
# Inertia of what moves with a bone that has no mass row of its own (neck, ribs, girdle), assumed: 1 kg at
# 3 cm. MuJoCo needs some; it acts on the turning of that joint and does not weigh.
ARMATURE = 1e-3  # kg·m²


@dataclass(frozen=True)
class Coordinate:
    """One angle that is free."""

    name: str  # joint and axis, such as `L4/L5 z`
    body: int  # that hangs on the joint
    axis: int  # position in z, x, y
    range: tuple[float, float] | None  # rad; None where the tables have none
    springs: tuple[tuple[int, Spring], ...]  # sign of the angles that stretch it, and the spring
    damping: float  # N·m·s/rad
    armature: float  # kg·m²


def free_coordinates(body: Body, free: str) -> tuple[Coordinate, ...]:
    """The coordinates of one of the sets in `FREE`, by body in the order of the skeleton, z x y."""
    if free not in FREE:
        raise UnknownName("set of free joints", free, FREE)
    chosen = sorted(Coordinates.of(body, free), key=lambda c: c.body)
    return tuple(_coordinate(body, c) for c in chosen)


def _coordinate(body: Body, free: coordinates.Coordinate) -> Coordinate:
    pieces: list[tuple[int, Spring]] = []
    if any(free.slope):
        for side, sign in enumerate((-1, 1)):
            curve = free.slope[side], free.rate[side], free.range[side]
            pieces += [(sign, spring) for spring in springs(*curve)]
    low, high = free.range
    return Coordinate(
        name=free.name,
        body=free.body,
        axis=AXES.index(free.axis),
        range=(-low, high) if np.isfinite([low, high]).all() else None,
        springs=tuple(pieces),
        damping=LEAST_DAMPING + TISSUE_TIME * sum(free.slope) / 2,
        armature=0.0 if body.masses.mass[free.body] > 0 else ARMATURE,
    )
