"""Single segments stretched to the lengths that are told of a person, the stature kept.

A length of `lengths.csv` stretches its bodies along one axis of the scan, with the landmarks, joints and
attachments on them; along the other axes they stay in the size of the stature, for people are no broader
because a thigh is long. Of the stature's parts (feet, legs, pelvis, trunk, head) those not told share what
the told ones leave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import LengthRow
from dorsum.body.names import SIDES, XYZ, sided
from dorsum.body.scan import SETS_OF_TABLES, Floats, Ints, scan_of
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.units import MM

if TYPE_CHECKING:
    from dorsum.body.skeleton import Skeleton

# Of its share of the stature, what a length may be: at least 2.7 times the widest spread between two people
# (√2 · 6.6 %); beyond it a stretched body stands for nobody (assumed).
LEAST, MOST = 0.75, 1.25
UP = 1  # axis of the stature
# Upright parts that no length tells, and their bodies: hips to L5/S1, ankle to sole.
UNTOLD = {"pelvis": "pelvis", "ankle": "foot"}
ROUNDS, ARRIVED = 60, 1e-10  # a round leaves about a tenth of what is off


def stretched(
    tables: Tables, subject: Subject, uniform: Floats, build: Callable[[Floats], Skeleton]
) -> Skeleton:
    """The skeleton with the lengths of the subject and the stature of one in a `uniform` size (n, 3).

    Raises:
        UnknownName: there is no such length.
        BadInput: one is far from its share of the height, or all together leave too little or too much of it.
    """
    rows, told = rows_of(tables), dict(subject.lengths)
    for name in told:
        if name not in rows:
            raise UnknownName("length", name, rows)
    skeleton = build(uniform)
    usual, stature = measured(skeleton, tables), sum(upright(skeleton, tables).values())
    for name, length in told.items():
        least, most = LEAST * usual[name], MOST * usual[name]
        if not least <= length <= most:
            raise BadInput(
                f"lengths.{name} = {length:g}: must be between {least:.2f} and {most:.2f} m at a height of"
                f" {subject.height_m:g} m"
            )
    free = [name for name in upright(skeleton, tables) if name not in told]
    size, rest = uniform.copy(), 1.0
    for _ in range(ROUNDS):
        have, parts = measured(skeleton, tables), upright(skeleton, tables)
        off = {name: length / have[name] for name, length in told.items()}
        for name, ratio in off.items():
            size[bodies_of(tables, name), XYZ.index(rows[name].axis)] *= ratio
        more = 1.0 + (stature - sum(parts.values())) / sum(parts[name] for name in free)
        rest *= more
        for name in free:
            size[bodies_of(tables, name), UP] *= more
        if not LEAST <= rest <= MOST:
            raise BadInput(
                f"lengths {_words(told)} do not go with a height of {subject.height_m:g} m: they leave"
                f" {rest:.2f} times as much as usual for {', '.join(free)}, not {LEAST:g} to {MOST:g}"
            )
        skeleton = build(size)
        if max(abs(ratio - 1.0) for ratio in (more, *off.values())) < ARRIVED:
            break
    return skeleton


def measured(skeleton: Skeleton, tables: Tables) -> dict[str, float]:
    """Every length of a standing skeleton by name, m."""
    return {name: _measured(skeleton, tables, row) for name, row in rows_of(tables).items()}


def _measured(skeleton: Skeleton, tables: Tables, row: LengthRow) -> float:
    if row.measured == "limb":
        limb = next(limb for limb in tables.limbs if limb.limb == row.start)
        size = skeleton.size[skeleton.index(sided(limb.body, "right"))]
        return float(limb.length_mm * MM * size[XYZ.index(row.axis)])
    start = _point(skeleton, row.start)
    if row.measured == "across":
        return float(2.0 * start[2])
    assert row.end is not None  # the table's law
    between = _point(skeleton, row.end) - start
    return float(np.linalg.norm(between[:2] if row.measured == "midline" else between))


def _point(skeleton: Skeleton, name: str) -> Floats:
    """A joint of the right side or midline, or `bone.landmark`, standing, m."""
    bone, dot, landmark = name.partition(".")
    if dot:
        return skeleton.at(bone, landmark)
    joint = name if name in skeleton.joints else sided(name, "right")
    return np.asarray(skeleton.centre[skeleton.joint_index(joint)])


def upright(skeleton: Skeleton, tables: Tables) -> dict[str, float]:
    """Heights, m, of the parts that make up the stature, sole to vertex."""
    centre = {name: float(skeleton.centre[skeleton.index(name), UP]) for name in ("L5", "C7")}
    leg = [
        float(skeleton.centre[skeleton.index(sided(name, "right")), UP])
        for name in ("femur", "shank", "foot")
    ]
    foot = skeleton.size[skeleton.index(sided("foot", "right")), UP]
    sole = next(limb.length_mm for limb in tables.limbs if limb.limb == "ankle_height") * MM * float(foot)
    return {
        "ankle": sole,
        "shank": leg[1] - leg[2],
        "thigh": leg[0] - leg[1],
        "pelvis": centre["L5"] - leg[0],
        "trunk": centre["C7"] - centre["L5"],
        "head": float(skeleton.at("skull", "vertex")[UP]) - centre["C7"],
    }


@lru_cache(maxsize=SETS_OF_TABLES)
def rows_of(tables: Tables) -> Mapping[str, LengthRow]:
    """The table by name."""
    return {row.length: row for row in tables.lengths}


@lru_cache(maxsize=64)
def bodies_of(tables: Tables, name: str) -> Ints:
    """Bodies, both sides, that a length stretches, or an upright part without a length."""
    names = scan_of(tables).names
    of: Sequence[str] = (UNTOLD[name],) if name in UNTOLD else rows_of(tables)[name].bodies
    each = [full for body in of for full in (body, *(sided(body, side) for side in SIDES)) if full in names]
    return np.array([names.index(full) for full in each])


def _words(lengths: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {length:g} m" for name, length in lengths.items())
