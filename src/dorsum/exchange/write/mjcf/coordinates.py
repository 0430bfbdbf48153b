"""The coordinates that may turn in an exported model: their names, ranges, springs and dampers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.compliance import AXES, Compliance, build_compliance, counts_against
from dorsum.body.skeleton import SPINE
from dorsum.errors import UnknownName
from dorsum.exchange.write.mjcf.curves import Spring, springs
from dorsum.units import DEGREE

FREE: Mapping[str, str] = MappingProxyType(
    {
        "spine": "the 25 joints of the spine, which the balance of tasks knows",
        "elastic": "every joint with a stiffness: spine, ribs, girdle, hips, knees, ankles",
        "all": "every joint, the rotations of the pelvis in space included",
    }
)
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
    compliance = build_compliance(body)
    every = [
        (b, joint, axis)
        for b, joint in enumerate(body.skeleton.joints)
        for axis in body.skeleton.freedoms[b]
        if free == "all" or joint in SPINE or (free == "elastic" and f"{joint} {axis}" in compliance.names)
    ]
    return tuple(_coordinate(body, compliance, *which) for which in every)


def _coordinate(body: Body, compliance: Compliance, b: int, joint: str, axis: str) -> Coordinate:
    name = f"{joint} {axis}"
    pieces: list[tuple[int, Spring]] = []
    stiffness = 0.0
    if name in compliance.names:
        i = compliance.names.index(name)
        for side, sign in enumerate((-1, 1)):
            curve = (float(of[i, side]) for of in (compliance.slope, compliance.rate, compliance.range))
            pieces += [(sign, spring) for spring in springs(*curve)]
        stiffness = float(compliance.slope[i].mean())
    return Coordinate(
        name=name,
        body=b,
        axis=AXES.index(axis),
        range=_range(body.tables, joint, axis),
        springs=tuple(pieces),
        damping=LEAST_DAMPING + TISSUE_TIME * stiffness,
        armature=0.0 if body.masses.mass[b] > 0 else ARMATURE,
    )


def _range(tables: Tables, joint: str, axis: str) -> tuple[float, float] | None:
    """Ends of the range of a coordinate, rad."""
    kind = joint.removesuffix("_right").removesuffix("_left")
    ends: dict[str, float] = {}
    for row in tables.joint_ranges:
        if row.joint == kind and row.coordinate == axis:
            ends |= dict.fromkeys("-+" if row.sign == "±" else row.sign, row.range_deg * DEGREE)
    if not ends:
        return None
    low, high = -ends["-"], ends["+"]
    return (-high, -low) if counts_against(tables, joint, axis) else (low, high)
