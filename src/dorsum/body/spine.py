"""The 25 spinal units: passive stiffness, ligaments and disc areas, in arrays caudal → cranial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import JointStiffnessRow, VertebraRow
from dorsum.body.skeleton import LUMBAR, SPINE, Floats, Skeleton
from dorsum.body.subject import Subject
from dorsum.units import DEGREE, MM, MM2, NM_PER_DEGREE

DIRECTIONS = ("flexion", "extension", "bending", "twist")


@dataclass(frozen=True)
class SpinalUnits:
    """Constants of the spinal units; see `mechanics.passive`."""

    slope: Floats  # (25, 4) N·m/rad at small load: flexion, extension, bending, twist
    rate: Floats  # (25, 4) 1/rad growth of the slope
    ligament_share: Floats  # (25,) of the flexion moment, carried behind the disc
    ligament_lever: Floats  # (25,) m
    disc_area: Floats  # (25,) m²; NaN where no pressure is computed


def build_spinal_units(tables: Tables, subject: Subject, skeleton: Skeleton) -> SpinalUnits:
    """Stiffness rows to curves; the rib cage stiffens small and large angles alike."""
    rows: dict[tuple[str, str], JointStiffnessRow] = {
        (row.joint, row.direction): row for row in tables.joint_stiffness
    }
    slope, rate = np.zeros((25, 4)), np.zeros((25, 4))
    for i, joint in enumerate(SPINE):
        for j, direction in enumerate(DIRECTIONS):
            row = rows[joint, direction]
            reach = tables.joint_range(joint, direction) * DEGREE
            slope[i, j] = row.k0_nm_per_deg * row.rib_cage_factor * NM_PER_DEGREE
            growth = np.log(row.end_slope_nm_per_deg / row.k0_nm_per_deg)
            rate[i, j] = growth / reach if reach > 0 else 0.0
    return SpinalUnits(
        slope=slope,
        rate=rate,
        ligament_share=np.full(25, tables.constant("ligament_share_of_flexion_moment")),
        ligament_lever=np.array([tables.constant("ligament_lever") * MM * skeleton.scale] * 25),
        disc_area=_disc_areas(tables, subject, skeleton),
    )


def _disc_areas(tables: Tables, subject: Subject, skeleton: Skeleton) -> Floats:
    """Lumbar discs as ellipses of the mean width and depth of the two endplates they join."""
    level: dict[str, VertebraRow] = {row.level: row for row in tables.vertebrae}
    areas = np.full(25, np.nan)
    for i, joint in enumerate(LUMBAR):
        upper, lower = (level[name] for name in joint.split("/"))
        width = _mean(upper.lower_endplate_width_mm, lower.upper_endplate_width_mm)
        depth = _mean(upper.lower_endplate_depth_mm, lower.upper_endplate_depth_mm)
        areas[i] = np.pi / 4 * width * depth * MM2 * skeleton.scale**2
    if subject.disc_area_l4_l5_mm2 is not None:
        areas *= subject.disc_area_l4_l5_mm2 * MM2 / areas[SPINE.index("L4/L5")]
    return areas


def _mean(a: float | None, b: float | None) -> float:
    assert a is not None  # the tables measure both endplates of every lumbar disc
    assert b is not None
    return (a + b) / 2
