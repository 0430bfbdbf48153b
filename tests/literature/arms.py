"""Moment arms of whole muscles in the model, beside those that the literature gives."""

from __future__ import annotations

from functools import cache
from math import radians
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.rows import MomentArmBandRow
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics import lines
from dorsum.mechanics.kinematics import joint_axes, place
from dorsum.mechanics.model import Model

SUBJECT = {"M": "male", "F": "female", "both": "male"}
FLEXED = ("lumbar_flexion", "supine_kyphosis")
AXIS = {"sagittal": 0, "coronal": 1}  # z extends, x bends right


class Arms(NamedTuple):
    """Moment arms of every fascicle that crosses a spinal joint, in one posture."""

    body: Body
    crosses: NDArray[np.bool_]  # (25, n_fascicles) true where it does
    arm: Floats  # (25, 3 axes z x y, n_fascicles) m


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
    posed = place(model.mech.tree, jnp.asarray(angles))
    axes = joint_axes(model.mech.tree, posed, jnp.asarray(angles))
    crossing = lines.Crossing(*map(jnp.asarray, vars(body.crossing(body.spine)).values()))
    wrench = lines.wrenches(crossing, lines.draw(model.mech.paths, posed))
    arm = lines.moment_arms(crossing, wrench, lines.screws(posed, axes, crossing.joint))
    return Arms(
        body, np.asarray(crossing.slot) < len(crossing.pair_joint), np.asarray(lines.dense(crossing, arm))[0]
    )


def model_arm_mm(row: MomentArmBandRow) -> float:
    """The model's arm for a row: mean of the right fascicles that cross, weighted by maximal force, mm."""
    found = arms(SUBJECT[row.sex], row.posture in FLEXED)
    body = found.body
    joint = int(np.flatnonzero(body.spine == body.skeleton.joint_index(row.level))[0])
    chosen = [
        i
        for i, f in enumerate(body.fascicles)
        if f.muscle in row.parts and f.side == "right" and found.crosses[joint, i]
    ]
    force = [body.fascicles[i].maximal_force for i in chosen]
    return float(np.average(found.arm[joint, AXIS[row.plane], chosen], weights=force)) * 1000
