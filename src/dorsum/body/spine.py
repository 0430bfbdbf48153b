"""The joints of the spine whose loads are told: ligaments and disc areas, in arrays caudal → cranial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import VertebraRow
from dorsum.body.skeleton import LUMBAR, SPINE, Floats, Skeleton
from dorsum.body.subject import Subject
from dorsum.units import MM, MM2


@dataclass(frozen=True)
class Levels:
    """The joints of the spine, whose loads are told, n of them, caudal → cranial."""

    names: tuple[str, ...]
    ligament_share: Floats  # (n,) of the flexion moment, carried behind the disc
    ligament_lever: Floats  # (n,) m
    disc_area: Floats  # (n,) m²; NaN where no pressure is computed


def build_levels(tables: Tables, subject: Subject, skeleton: Skeleton) -> Levels:
    """All joints of the spine."""
    n = len(SPINE)
    return Levels(
        names=SPINE,
        ligament_share=np.full(n, tables.constant("ligament_share_of_flexion_moment")),
        ligament_lever=np.full(n, tables.constant("ligament_lever") * MM * skeleton.scale),
        disc_area=_disc_areas(tables, subject, skeleton),
    )


def _disc_areas(tables: Tables, subject: Subject, skeleton: Skeleton) -> Floats:
    """Lumbar discs as ellipses of the mean width and depth of the two endplates they join."""
    level: dict[str, VertebraRow] = {row.level: row for row in tables.vertebrae}
    areas = np.full(len(SPINE), np.nan)
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
