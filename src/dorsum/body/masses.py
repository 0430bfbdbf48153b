"""Mass, centre of mass and inertia of every body, from one table set that sums to 100 %."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import MassRow
from dorsum.body.skeleton import COPIES, MIRROR, SIDES, Floats, Skeleton, sided
from dorsum.body.subject import Subject
from dorsum.units import MM, PERCENT


class Masses(NamedTuple):
    """Arrays over the bodies of the skeleton, of NumPy or JAX."""

    mass: Any  # (n,) kg
    centre: Any  # (n, 3) centre of mass from the joint centre, standing axes, m
    inertia: Any  # (n, 3, 3) about the centre of mass, kg·m²


def build_masses(tables: Tables, subject: Subject, skeleton: Skeleton) -> Masses:
    """The subject's masses; bodies without a row (ribs, girdle, neck) weigh nothing of their own."""
    n = len(skeleton.names)
    mass, centre, inertia = np.zeros(n), np.zeros((n, 3)), np.zeros((n, 3, 3))
    for row in tables.masses:
        if row.sex != subject.sex[0].upper():
            continue
        for side in COPIES["right" if row.copies == 2 else "mid"]:
            body = skeleton.index(sided(row.body, side))
            part = row.mass_pct * PERCENT * subject.mass_kg
            at = _centre(tables, skeleton, row, side)
            gyration = _gyration(tables, skeleton, row)
            own = part * np.diag(gyration**2)
            centre[body], inertia[body] = _add(mass[body], centre[body], inertia[body], part, at, own)
            mass[body] += part
    return Masses(mass, centre, inertia)


def _centre(tables: Tables, skeleton: Skeleton, row: MassRow, side: str) -> Floats:
    """Centre of mass from the body's joint centre, standing, m."""
    body = skeleton.index(sided(row.body, side))
    offset = np.array([row.com_forward_mm or 0.0, row.com_up_mm or 0.0, 0.0]) * MM * skeleton.scale
    if row.com_reference == "joint":
        return offset
    if row.com_reference == "mid_hip":
        hips = [skeleton.centre[skeleton.index(sided("femur", s))] for s in SIDES]
        return np.asarray(sum(hips) / 2 + offset - skeleton.centre[body])
    assert row.limb is not None  # the table check requires both for a limb
    assert row.com_pct is not None
    return row.com_pct * PERCENT * limb_vector(tables, skeleton, row.limb, side)


def limb_vector(tables: Tables, skeleton: Skeleton, limb: str, side: str) -> Floats:
    """From the joint of a limb segment to its far end, standing, m.

    The far end is the next joint of the limb; a last segment (hand, foot, head) goes on in the direction of
    the table.
    """
    row = next(row for row in tables.limbs if row.limb == limb)
    body = skeleton.index(sided(row.body, side))
    children = np.flatnonzero(skeleton.parent == body)
    if len(children):
        return np.asarray(skeleton.centre[children[0]] - skeleton.centre[body])
    if row.body == "foot":
        direction = np.array([1.0, 0.0, 0.0])
    else:
        upper = skeleton.centre[body] - skeleton.centre[skeleton.parent[body]]
        direction = upper / np.linalg.norm(upper) * (MIRROR if side == "none" else 1.0)
    return direction * row.length_mm * MM * skeleton.scale


def grip(tables: Tables, skeleton: Skeleton, side: str) -> Floats:
    """Where a hand holds a load, standing, m: the middle of the hand."""
    return np.asarray(
        skeleton.centre[skeleton.index(f"hand_{side}")] + limb_vector(tables, skeleton, "hand", side) / 2
    )


def arm_length(tables: Tables, skeleton: Skeleton, side: str) -> float:
    """From the shoulder joint to the grip with the elbow straight, m."""
    shoulder = skeleton.centre[skeleton.index(f"humerus_{side}")]
    return float(np.linalg.norm(grip(tables, skeleton, side) - shoulder))


def _gyration(tables: Tables, skeleton: Skeleton, row: MassRow) -> Floats:
    """Radii of gyration about x, y, z, m; zero where the table has none."""
    if row.gyration_x_mm is not None:
        given = (row.gyration_x_mm, row.gyration_y_mm or 0.0, row.gyration_z_mm or 0.0)
        return np.array(given) * MM * skeleton.scale
    if row.gyration_x_pct is None or row.limb is None:
        return np.zeros(3)
    length = next(limb.length_mm for limb in tables.limbs if limb.limb == row.limb) * MM * skeleton.scale
    percent = (row.gyration_x_pct, row.gyration_y_pct or 0.0, row.gyration_z_pct or 0.0)
    return np.array(percent) * PERCENT * length


def _add(m0: float, c0: Floats, i0: Floats, m1: float, c1: Floats, i1: Floats) -> tuple[Floats, Floats]:
    """Centre and inertia of two rigid parts together (parallel axes)."""
    centre = (m0 * c0 + m1 * c1) / (m0 + m1)

    def about(m: float, c: Floats, i: Floats) -> Floats:
        d = c - centre
        return np.asarray(i + m * (d @ d * np.eye(3) - np.outer(d, d)))

    return centre, about(m0, c0, i0) + about(m1, c1, i1)
