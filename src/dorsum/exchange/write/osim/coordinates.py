"""The coordinates of the OpenSim model: their names, their signs and how far they go.

A coordinate is an angle of `mechanics.kinematics`, with two differences of custom. Limbs have one name for
both sides (`hip_flexion_r`, `hip_flexion_l`), so a left ball joint turns the other way about x and y. And the
root may also move in space. A spinal joint has the names of published spine models: FE (extension positive),
LB (right bending), AR (left twist); a limb's coordinate is called after the movement that counts positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import JointRangeRow
from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE, Floats
from dorsum.exchange.write.osim.elements import identifier
from dorsum.units import DEGREE

AXES = "zxy"  # order of the angles of a joint
SPINE_NAMES = {"z": "FE", "x": "LB", "y": "AR"}
SPINE_DIRECTIONS = {"z": ("flexion", "extension"), "x": ("bending", "bending"), "y": ("twist", "twist")}
ROOT_NAMES = {"z": "pelvis_tilt", "x": "pelvis_list", "y": "pelvis_rotation"}
ROOT_TRANSLATIONS = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
ROOT_REACH = 5.0  # m, either way: OpenSim wants a range


@dataclass(frozen=True)
class Coordinate:
    """An angle of a joint, as the file calls and counts it."""

    name: str
    body: int  # that hangs on the joint
    axis: int  # position in z, x, y
    sign: float  # value in the file over our angle: −1 for x and y of a left ball joint
    low: float  # rad, of the value in the file
    high: float


def coordinates(body: Body) -> tuple[Coordinate, ...]:
    """Every angle of every joint, in the order of the bodies and of z, x, y."""
    found = []
    for i, joint in enumerate(body.skeleton.joints):
        for axis in body.skeleton.freedoms[i]:
            name, low, high = _named(body.tables, joint, axis)
            sign = -1.0 if axis != "z" and mirrored(body, i) else 1.0
            found.append(Coordinate(name, i, AXES.index(axis), sign, low, high))
    return tuple(found)


def mirrored(body: Body, index: int) -> bool:
    """Whether a body hangs on a left ball joint."""
    joint = body.skeleton.joints[index]
    return joint.endswith("_left") and len(body.skeleton.freedoms[index]) == len(AXES)


def values_of(found: tuple[Coordinate, ...], angles: Floats) -> Floats:
    """Values (frames, n) in the file's count of angles (frames, n_bodies, 3), rad."""
    at = np.array([c.body for c in found]), np.array([c.axis for c in found])
    return np.asarray(np.array([c.sign for c in found]) * angles[:, at[0], at[1]])


def _named(tables: Tables, joint: str, axis: str) -> tuple[str, float, float]:
    """Name and range; a posture may pass the mean range of people by the factor `range_tolerance`."""
    if joint == "root":
        return ROOT_NAMES[axis], -pi, pi
    further = tables.constant("range_tolerance") * DEGREE
    if joint in SPINE:
        less, more = (tables.joint_range(joint, direction) for direction in SPINE_DIRECTIONS[axis])
        return f"{identifier(joint)}_{SPINE_NAMES[axis]}", -less * further, more * further
    kind, _, side = joint.rpartition("_")
    ends: dict[str, JointRangeRow] = {
        row.sign: row for row in tables.joint_ranges if row.joint == kind and row.coordinate == axis
    }
    name = f"{kind}_{ends['+'].direction}_{side[0]}"
    return name, -ends["-"].range_deg * further, ends["+"].range_deg * further


def angles_of(found: tuple[Coordinate, ...], values: Floats, bodies: int) -> Floats:
    """Angles (frames, bodies, 3) from values (frames, n) as the file counts, rad: `values_of` undone."""
    angles = np.zeros((len(values), bodies, 3))
    for coordinate, value in zip(found, values.T, strict=True):
        angles[:, coordinate.body, coordinate.axis] = coordinate.sign * value
    return angles


def random_angles(body: Body, frames: int, seed: int) -> Floats:
    """Postures (frames, n_bodies, 3) with every joint anywhere in its range, rad."""
    found = coordinates(body)
    low, high = np.array([c.low for c in found]), np.array([c.high for c in found])
    values = np.random.default_rng(seed).uniform(low, high, (frames, len(found)))
    return angles_of(found, values, len(body.skeleton.names))
