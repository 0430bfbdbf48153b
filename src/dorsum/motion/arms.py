"""Arms: hanging, as stated, or reaching for a load."""

from __future__ import annotations

from math import cos, sin, sqrt
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS
from dorsum.motion.places import hand_offset, load_position
from dorsum.motion.pose import Pose
from dorsum.motion.posture import LYING, SIDES
from dorsum.motion.turns import aim
from dorsum.motion.words import Words
from dorsum.units import DEGREE

DOWN = np.array([0.0, -1.0, 0.0])
BACK = np.array([-1.0, 0.0, 0.0])
DOWN_AND_BACK = np.array([-0.5, -1.0, 0.0])  # where a bent elbow points
STRAIGHT = 1e-3  # m: an elbow nearer to the line from shoulder to grip points nowhere


def raise_arms(model: Model, pose: Pose) -> Pose:
    """Arms as stated, hanging, or reaching for the load as far as they go (see `reach`)."""
    posed, skeleton, words = pose.placed(model), model.body.skeleton, pose.words
    humeri, forearms = (
        [skeleton.index(f"{bone}_{side}") for side in SIDES] for bone in ("humerus", "forearm")
    )
    shoulder = np.array([_stated(words, side) for side in SIDES])  # (sides, frames, 3)
    elbow = np.array([words[f"elbow_flexion_{side}"] for side in SIDES]) * DEGREE
    to, outward = np.empty_like(shoulder), np.empty_like(shoulder)
    to[:], outward[:] = DOWN, BACK
    for i, side in enumerate(SIDES):
        load = next((x for x in pose.task.loads if x.reference and side in HANDS[x.hands]), None)
        if load is not None:
            at = load_position(model, load, posed.origin) + hand_offset(model, load.hands, side)
            to[i], outward[i], shoulder[i] = at - posed.origin[:, humeri[i]], DOWN_AND_BACK, np.nan
            elbow[i] = elbow_for(model, side, np.linalg.norm(to[i], axis=-1))
    free = np.isnan(shoulder[..., :1])
    if free.any():
        parent = np.moveaxis(posed.rotation[:, skeleton.parent[humeri]], 1, 0)
        aimed = aim(parent, skeleton.axes[humeri][:, None], *_arm(model, elbow), to, outward)
        shoulder = np.where(free, aimed, shoulder)
    return pose.turned(humeri, np.moveaxis(shoulder, 0, 1)).turned(forearms, elbow.T)


def _stated(words: Words, side: str) -> Floats:
    """Shoulder angles (frames, 3: z x y) rad; NaN where the arm hangs, which that of who lies does not."""
    flexion = words[f"shoulder_flexion_{side}"]
    abduction = words[f"shoulder_abduction_{side}"]
    if words.stance in LYING:
        abduction, flexion = np.where(np.isnan(flexion), 0.0, abduction), np.nan_to_num(flexion)
    across = abduction if side == "right" else -abduction
    return np.array([flexion, across, np.zeros(len(words))]).T * DEGREE


class Bones(NamedTuple):
    """The bones of both arms, standing."""

    upper: Floats  # (sides, 3) from shoulder to elbow, m
    lower: Floats  # (sides, 3) from elbow to grip, m
    axes: Floats  # (sides, 3, 3) of the elbow


def _bones(model: Model) -> Bones:
    skeleton = model.body.skeleton
    shoulder, joint = (
        [skeleton.index(f"{bone}_{side}") for side in SIDES] for bone in ("humerus", "forearm")
    )
    elbow, grip = skeleton.centre[joint], np.array([model.grip(side) for side in SIDES])
    return Bones(elbow - skeleton.centre[shoulder], grip - elbow, skeleton.axes[joint])


def _arm(model: Model, elbow: Floats) -> tuple[Floats, Floats]:
    """From shoulder to grip with the elbows bent by (sides, frames) rad, and from that line to the elbow.

    Both (sides, frames, 3) m in standing axes; where the arm is straight the second points back.
    """
    upper, lower, axes = (bones[:, None] for bones in _bones(model))
    x, y, z = np.moveaxis((lower[..., None, :] @ axes)[..., 0, :], -1, 0)
    c, s = np.cos(elbow), np.sin(elbow)
    bent = np.stack([c * x - s * y, s * x + c * y, np.broadcast_to(z, c.shape)], axis=-1)
    whole = upper + (axes @ bent[..., None])[..., 0]
    along = np.sum(upper * whole, axis=-1, keepdims=True) / np.sum(whole * whole, axis=-1, keepdims=True)
    away = upper - whole * along
    straight = np.sum(away * away, axis=-1, keepdims=True) < STRAIGHT**2
    return whole, np.where(straight, BACK, away)


def elbow_for(model: Model, side: str, distance: Floats) -> Floats:
    """Elbow flexion (frames,) rad that brings the grip to a distance (frames,) m from the shoulder.

    The law of cosines, exact for bones that lie at any angle to the elbow's axis z. A distance that no bend
    gives takes the nearest that one does.
    """
    constant, cosine, sine = _triangle(model, side)
    share = (distance**2 - constant) / (2.0 * np.hypot(cosine, sine))
    elbow = np.arctan2(sine, cosine) + np.arccos(np.clip(share, -1.0, 1.0))
    return np.asarray(np.clip(elbow, 0.0, model.body.tables.joint_range("elbow", "flexion") * DEGREE))


def _triangle(model: Model, side: str) -> tuple[float, float, float]:
    """What the squared distance from shoulder to grip consists of, m², with the elbow bent by e.

    With u and v the two bones in the axes of the elbow it is
    d² = u² + v² + 2 u_z v_z + 2 (u_x v_x + u_y v_y) cos e + 2 (u_y v_x − u_x v_y) sin e.
    """
    upper, lower, axes = (bones[SIDES.index(side)] for bones in _bones(model))
    (a, b, c), (x, y, z) = (upper @ axes).tolist(), (lower @ axes).tolist()
    return a * a + b * b + c * c + x * x + y * y + z * z + 2.0 * c * z, a * x + b * y, b * x - a * y


def reach_of(model: Model, side: str) -> tuple[float, float]:
    """The shortest and the longest distance from shoulder to grip, m."""
    constant, cosine, sine = _triangle(model, side)
    most = model.body.tables.joint_range("elbow", "flexion") * DEGREE
    bent = constant + 2.0 * (cosine * cos(most) + sine * sin(most))
    return sqrt(bent), sqrt(constant + 2.0 * cosine)
