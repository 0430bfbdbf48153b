"""What gives way when a muscle is pulled: every joint that turns, its stiffness, and the gliding scapula.

The balance of tasks knows the spine alone. Here ribs, girdle, arms and legs are free too, each coordinate
with a spring of the shape of `mechanics.passive`: k at rest, steeper towards the ends of its range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import JointRangeRow, OtherStiffnessRow, SurfaceRow
from dorsum.body.body import Body
from dorsum.body.skeleton import MIRROR, SPINE, Floats, Skeleton, sided
from dorsum.units import DEGREE, MM, NM_PER_DEGREE

Ints = NDArray[np.int64]

AXES = "zxy"  # order of the angles of a joint
SIDES = ("right", "left")
GLIDING = ("trigonum_spinae_TS", "angulus_inferior_AI", "angulus_superior")  # corners of the scapula
GLIDES_ON = "scapulothoracic_one_sided"  # of `surfaces.csv`
CARRIER = "T5"  # middle of ribs 2 to 8, on which the surface was fitted


@dataclass(frozen=True, eq=False)
class Compliance:
    """Springs of all n free coordinates; angles are in rad, negative and positive in this order."""

    names: tuple[str, ...]  # joint and axis, such as `L4/L5 z`
    body: Ints  # (n,) the body that hangs on the joint
    axis: Ints  # (n,) position in z, x, y
    slope: Floats  # (n, 2) N·m/rad at rest, towards negative and positive angles
    rate: Floats  # (n, 2) 1/rad growth of the slope
    range: Floats  # (n, 2) rad, how far the joint goes either way
    gliding: Gliding


@dataclass(frozen=True, eq=False)
class Gliding:
    """Points of the scapulae that keep their distance from an ellipsoid on the thorax."""

    body: Ints  # (m,) the scapula
    point: Floats  # (m, 3) from the scapula's joint centre, standing, m
    carrier: int  # vertebra that carries the ellipsoids
    centre: Floats  # (m, 3) of the ellipsoid, from the carrier's joint centre, standing, m
    axes: Floats  # (3, 3) principal axes as columns, standing
    semi_axes: Floats  # (3,) m
    stiffness: float  # N/m


def build_compliance(body: Body) -> Compliance:
    """Every coordinate that has a stiffness in the tables, by joint, parents first."""
    tables, skeleton = body.tables, body.skeleton
    spine = _of_spine(body)
    other: dict[tuple[str, str], OtherStiffnessRow] = {
        (row.joint, row.coordinate): row for row in tables.other_stiffness
    }
    names, bodies, axes, slope, rate, reach = [], [], [], [], [], []
    for i, joint in enumerate(skeleton.joints):
        kind = joint.removesuffix("_right").removesuffix("_left")
        for axis in skeleton.freedoms[i]:
            if joint in SPINE:
                k, c, end = spine[joint, axis]
            elif (kind, axis) in other and skeleton.parent[i] >= 0:
                row = other[kind, axis]
                end = _range(tables, kind, axis, mirrored=counts_against(tables, joint, axis))
                k, c = _curve(row.k_nm_per_deg, row.end_slope_nm_per_deg, end)
            else:
                continue
            names.append(f"{joint} {axis}")
            bodies.append(i)
            axes.append(AXES.index(axis))
            slope.append(k)
            rate.append(c)
            reach.append(end)
    return Compliance(
        tuple(names),
        np.array(bodies),
        np.array(axes),
        np.array(slope),
        np.array(rate),
        np.array(reach),
        _gliding(tables, skeleton),
    )


def _of_spine(body: Body) -> dict[tuple[str, str], tuple[Floats, Floats, Floats]]:
    """Slopes, rates and ranges of the spinal units, negative and positive: flexion is −z, extension +z."""
    columns = {"z": (0, 1), "x": (2, 2), "y": (3, 3)}
    directions = ("flexion", "extension", "bending", "twist")
    found = {}
    for i, joint in enumerate(SPINE):
        for axis, pair in columns.items():
            ends = [body.tables.joint_range(joint, directions[column]) * DEGREE for column in pair]
            at = list(pair)
            found[joint, axis] = (body.units.slope[i, at], body.units.rate[i, at], np.array(ends))
    return found


def counts_against(tables: Tables, joint: str, axis: str) -> bool:
    """Whether an angle of a joint, such as `hip_left`, has the other sign than its row of `joint_ranges.csv`.

    The rows are those of the right side. About x and y a left ball joint turns the other way.
    """
    kind, _, side = joint.rpartition("_")
    return side == "left" and axis != "z" and tables.joint(kind).type == "ball"


def _range(tables: Tables, joint: str, axis: str, mirrored: bool) -> Floats:
    """Ends of the range, negative and positive, rad."""
    rows: list[JointRangeRow] = [
        row for row in tables.joint_ranges if row.joint == joint and row.coordinate == axis
    ]
    ends = {row.sign: row.range_deg * DEGREE for row in rows}
    pair = np.array([ends["-"], ends["+"]])
    return pair[::-1] if mirrored else pair


def _curve(at_rest: float, at_end: float, reach: Floats) -> tuple[Floats, Floats]:
    """k₀ and c, both ways; where there is no range the joint is as stiff as at its end from the start."""
    growth = np.log(at_end / at_rest)
    free = reach > 0.0
    slope = np.where(free, at_rest, at_end) * NM_PER_DEGREE
    return slope, np.where(free, growth / np.where(free, reach, 1.0), 0.0)


def _gliding(tables: Tables, skeleton: Skeleton) -> Gliding:
    row: SurfaceRow = next(row for row in tables.surfaces if row.surface == GLIDES_ON)
    carrier = skeleton.index(CARRIER)
    bodies, points, centres = [], [], []
    for side in SIDES:
        flip = MIRROR if side == "left" else 1.0
        at = np.array([row.centre_x_mm, row.centre_y_mm, row.centre_z_mm]) * MM * skeleton.scale * flip
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
        semi_axes=semi * MM * skeleton.scale,
        stiffness=tables.constant("scapulothoracic_stiffness") / MM,
    )
