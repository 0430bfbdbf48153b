"""Mass, centre of mass and inertia of every body, from one table set that sums to 100 %.

A segment that is longer than its share of the stature has so much more of the mass, as one of the same
thickness does; all together have the subject's.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import MassRow
from dorsum.body.names import COPIES, SIDES, sided
from dorsum.body.scan import MIRROR, SETS_OF_TABLES, Floats, Ints, fixed, scan_of
from dorsum.body.skeleton import Skeleton
from dorsum.body.subject import Sex, Subject
from dorsum.units import MM, PERCENT


class Masses(NamedTuple):
    """Arrays over the bodies of the skeleton, of NumPy or JAX."""

    mass: Any  # (n,) kg
    centre: Any  # (n, 3) centre of mass from the joint centre, standing axes, m
    inertia: Any  # (n, 3, 3) about the centre of mass, kg·m²


class Parts(NamedTuple):
    """The segments of the table for one sex, p of them; lengths in the size of the scanned man."""

    body: Ints  # (p,)
    owner: Floats  # (n_bodies, p) 1 where the body has the part
    share: Floats  # (p,) of the subject's mass
    offset: Floats  # (p, 3) m, of the centre of mass from the joint, the middle of the hips or the limb
    from_hips: Floats  # (p, 1) 1 where it is from the hips
    hips: Ints  # (2,) bodies
    along: tuple[tuple[int, float, str, str], ...]  # parts whose centre lies so far along a limb of a side
    gyration: Floats  # (p, 3) m, radii about x, y, z; zero where the table has none


def build_masses(tables: Tables, subject: Subject, skeleton: Skeleton) -> Masses:
    """The subject's masses; bodies without a row (ribs, girdle, neck) weigh nothing of their own."""
    parts, size, centre = _parts(tables, subject.sex), skeleton.size, skeleton.centre
    from_hips = parts.from_hips * (centre[parts.hips].mean(axis=0) - centre[parts.body])
    at = parts.offset * size[parts.body] + from_hips
    for part, share, limb, side in parts.along:
        at[part] += share * limb_vector(tables, skeleton, limb, side)
    longer = parts.share * size[parts.body, 1] / skeleton.scale
    own = longer * (subject.mass_kg * parts.share.sum() / longer.sum())
    mass = parts.owner @ own
    middle = (parts.owner * own) @ at / np.where(mass, mass, 1.0)[:, None]
    from_middle = at - middle[parts.body]
    squared = (
        np.einsum("pi,pi->p", from_middle, from_middle)[:, None]
        + (parts.gyration * _girth(skeleton, parts)) ** 2
    )
    about = squared[:, :, None] * np.eye(3) - from_middle[:, :, None] * from_middle[:, None, :]
    return Masses(mass, middle, np.einsum("np,p,pij->nij", parts.owner, own, about))


def _girth(skeleton: Skeleton, parts: Parts) -> Floats:
    """What radii of gyration (p, 3) grow by: across a limb with its length, all others with the stature."""
    grown = np.full((len(parts.body), 3), skeleton.scale)
    along = [part for part, *_ in parts.along]
    grown[np.ix_(along, (0, 2))] = skeleton.size[parts.body[along], 1][:, None]
    return grown


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
        return np.asarray(row.length_mm * MM * skeleton.size[body] * np.array([1.0, 0.0, 0.0]))
    else:
        upper = skeleton.centre[body] - skeleton.centre[skeleton.parent[body]]
        direction = upper / np.linalg.norm(upper) * (MIRROR if side == "none" else 1.0)
    return np.asarray(direction * row.length_mm * MM * skeleton.size[body, 1])


def grip(tables: Tables, skeleton: Skeleton, side: str) -> Floats:
    """Where a hand holds a load, standing, m: the middle of the hand."""
    return np.asarray(
        skeleton.centre[skeleton.index(f"hand_{side}")] + limb_vector(tables, skeleton, "hand", side) / 2
    )


def arm_length(tables: Tables, skeleton: Skeleton, side: str) -> float:
    """From the shoulder joint to the grip with the elbow straight, m."""
    shoulder = skeleton.centre[skeleton.index(f"humerus_{side}")]
    return float(np.linalg.norm(grip(tables, skeleton, side) - shoulder))


@lru_cache(maxsize=2 * SETS_OF_TABLES)
def _parts(tables: Tables, sex: Sex) -> Parts:
    """Every row of the sex, for both sides where the table holds one for two."""
    scan = scan_of(tables)
    rows = [
        (row, side, scan.names.index(sided(row.body, side)))
        for row in tables.masses
        if row.sex == sex[0].upper()
        for side in COPIES["right" if row.copies == 2 else "mid"]
    ]
    body = np.array([body for _, _, body in rows])
    owner = (np.arange(len(scan.names))[:, None] == body).astype(float)
    forward_up = [(row.com_forward_mm or 0.0, row.com_up_mm or 0.0, 0.0) for row, _, _ in rows]
    along = []
    for part, (row, side, _) in enumerate(rows):
        if row.com_reference == "limb":
            assert row.limb is not None  # the table check requires both for a limb
            assert row.com_pct is not None
            along.append((part, row.com_pct * PERCENT, row.limb, side))
    return Parts(
        body=fixed(body),
        owner=fixed(owner),
        share=fixed(np.array([row.mass_pct * PERCENT for row, _, _ in rows])),
        offset=fixed(np.array(forward_up) * MM),
        from_hips=fixed(np.array([[float(row.com_reference == "mid_hip")] for row, _, _ in rows])),
        hips=fixed(np.array([scan.names.index(sided("femur", side)) for side in SIDES])),
        along=tuple(along),
        gyration=fixed(np.array([_gyration(tables, row) for row, _, _ in rows])),
    )


def _gyration(tables: Tables, row: MassRow) -> Floats:
    """Radii of gyration about x, y, z in the size of the scanned man, m; zero where the table has none."""
    if row.gyration_x_mm is not None:
        return np.array([row.gyration_x_mm, row.gyration_y_mm or 0.0, row.gyration_z_mm or 0.0]) * MM
    if row.gyration_x_pct is None or row.limb is None:
        return np.zeros(3)
    length = next(limb.length_mm for limb in tables.limbs if limb.limb == row.limb) * MM
    return (
        np.array([row.gyration_x_pct, row.gyration_y_pct or 0.0, row.gyration_z_pct or 0.0])
        * PERCENT
        * length
    )
