"""Moment arms of whole muscles in the model, and where slices show them, beside what the literature gives."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import radians
from typing import NamedTuple

import numpy as np

from dorsum.anatomy.rows import MomentArmBandRow
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, SPINE, Floats
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.model import Model

SUBJECT = {"M": "male", "F": "female", "both": "male"}
FLEXED = ("lumbar_flexion", "supine_kyphosis")
AXIS = {"sagittal": 0, "coronal": 1}  # z extends, x bends right
SLAB = 2e-4  # m, thickness of a slice
STEP = 2e-6  # m, along a path


class Arms(NamedTuple):
    """Moment arms of every fascicle that crosses a spinal joint, in one posture."""

    body: Body
    arm: Floats  # (25, 3 axes z x y, n_fascicles) m; NaN where a fascicle does not cross a joint


@cache
def arms(subject: str, flexed: bool) -> Arms:
    """All moment arms of a built-in subject, standing or with every lumbar joint at the end of its flexion.

    Every fascicle counts, also those that take no part in the balance.
    """
    model = Model(Body.of(subject))
    body = model.body
    angles = np.zeros((1, len(body.skeleton.names), 3))
    for joint in LUMBAR if flexed else ():
        angles[0, body.skeleton.joint_index(joint), 0] = -radians(body.tables.joint_range(joint, "flexion"))
    return Arms(body, all_moment_arms(model, angles, body.spine)[0])


def model_arm_mm(row: MomentArmBandRow) -> float:
    """The model's arm for a row: mean of the right fascicles that cross, weighted by maximal force, mm."""
    if row.quantity == "centroid":
        return in_slab_mm(row)
    found = arms(SUBJECT[row.sex], row.posture in FLEXED)
    body = found.body
    arm = found.arm[SPINE.index(row.level), AXIS[row.plane]]
    parts = [i for i, f in enumerate(body.fascicles) if f.muscle in row.parts and f.side == "right"]
    chosen = [i for i in parts if not np.isnan(arm[i])]
    force = [body.fascicles[i].maximal_force for i in chosen]
    return float(np.average(arm[chosen], weights=force)) * 1000


def in_slab_mm(row: MomentArmBandRow) -> float:
    """Where the right muscle lies in a slice of some thickness: mean over the length of path inside, mm."""
    body = arms(SUBJECT[row.sex], False).body
    centre = body.skeleton.centre[body.skeleton.joint_index(row.level)]
    total, weight = np.zeros(3), 0.0
    for fascicle in body.fascicles:
        if fascicle.muscle in row.parts and fascicle.side == "right":
            path = [point.position for point in fascicle.path]
            for a, b in pairwise(path):
                if abs(a[1] + b[1] - 2 * centre[1]) > abs(a[1] - b[1]) + SLAB:
                    continue
                n = int(np.linalg.norm(b - a) / STEP) + 1
                points = a + (np.arange(n)[:, None] + 0.5) / n * (b - a)
                inside = points[np.abs(points[:, 1] - centre[1]) < SLAB / 2]
                total += fascicle.maximal_force * np.linalg.norm(b - a) / n * inside.sum(axis=0)
                weight += fascicle.maximal_force * np.linalg.norm(b - a) / n * len(inside)
    x, _, z = (total / weight - centre) * 1000
    return float(z if row.plane == "coronal" else -x)
