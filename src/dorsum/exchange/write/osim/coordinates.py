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
from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinate as Angle
from dorsum.body.coordinates import Coordinates
from dorsum.body.skeleton import AXES, SPINE, Floats
from dorsum.exchange.write.osim.elements import identifier

SPINE_NAMES = {"z": "FE", "x": "LB", "y": "AR"}
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
    return tuple(
        Coordinate(_name(body.tables, c), c.body, AXES.index(c.axis), c.sign, *_ends(body.tables, c))
        for c in Coordinates.of(body, "all")
    )


def values_of(found: tuple[Coordinate, ...], angles: Floats) -> Floats:
    """Values (frames, n) in the file's count of angles (frames, n_bodies, 3), rad."""
    at = np.array([c.body for c in found]), np.array([c.axis for c in found])
    return np.asarray(np.array([c.sign for c in found]) * angles[:, at[0], at[1]])


def _name(tables: Tables, angle: Angle) -> str:
    if angle.joint == "root":
        return ROOT_NAMES[angle.axis]
    if angle.joint in SPINE:
        return f"{identifier(angle.joint)}_{SPINE_NAMES[angle.axis]}"
    positive: str = next(
        row.direction
        for row in tables.joint_ranges
        if (row.joint, row.coordinate, row.sign) == (angle.kind, angle.axis, "+")
    )
    return f"{angle.kind}_{positive}_{angle.side[0]}"


def _ends(tables: Tables, angle: Angle) -> tuple[float, float]:
    """Range as the file counts; a posture may pass the mean range of people by `range_tolerance`."""
    if angle.joint == "root":
        return -pi, pi
    further = tables.constant("range_tolerance")
    less, more = angle.range if angle.sign > 0.0 else angle.range[::-1]
    return -less * further, more * further


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
