"""Arms: hanging, as stated, or reaching for a load."""

from __future__ import annotations

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


def raise_arms(model: Model, pose: Pose) -> Pose:
    """Arms as stated, hanging, or reaching for the load as far as they go (see `reach`)."""
    posed, skeleton, turns = model.place(pose.angles), model.body.skeleton, {}
    for side in SIDES:
        load = next((x for x in pose.task.loads if x.reference and side in HANDS[x.hands]), None)
        humerus, forearm = skeleton.index(f"humerus_{side}"), skeleton.index(f"forearm_{side}")
        parent, axes = posed.rotation[:, skeleton.parent[humerus]], skeleton.axes[humerus]
        if load is None:
            elbow = pose.words[f"elbow_flexion_{side}"] * DEGREE
            shoulder = _stated(pose.words, side)
            hangs = np.isnan(shoulder[:, 0])
            if hangs.any():
                arm, away = _arm(model, side, elbow)
                hanging = aim(parent, axes, arm, away, DOWN, BACK)
                shoulder = np.where(hangs[:, None], hanging, shoulder)
        else:
            to = load_position(model, load, posed.origin) + hand_offset(model, load.hands, side)
            to = to - posed.origin[:, humerus]
            elbow = elbow_for(model, side, np.linalg.norm(to, axis=1))
            shoulder = aim(parent, axes, *_arm(model, side, elbow), to, DOWN_AND_BACK)
        turns[humerus], turns[forearm] = shoulder, elbow
    return pose.turned(turns)


def _stated(words: Words, side: str) -> Floats:
    """Shoulder angles (frames, 3: z x y) rad; NaN where the arm hangs, which that of who lies does not."""
    flexion = words[f"shoulder_flexion_{side}"]
    abduction = words[f"shoulder_abduction_{side}"]
    if words.stance in LYING:
        abduction, flexion = np.where(np.isnan(flexion), 0.0, abduction), np.nan_to_num(flexion)
    across = abduction if side == "right" else -abduction
    return np.stack([flexion, across, np.zeros(len(words))], axis=-1) * DEGREE


def _arm(model: Model, side: str, elbow: Floats) -> tuple[Floats, Floats]:
    """From shoulder to grip with the elbow bent by (frames,) rad, and from that line to the elbow.

    Both (frames, 3) m in standing axes; where the arm is straight the second points back.
    """
    upper, lower, axes = _bones(model, side)
    c, s, o = np.cos(elbow), np.sin(elbow), np.zeros_like(elbow)
    turn = np.moveaxis(np.array([[c, -s, o], [s, c, o], [o, o, o + 1.0]]), -1, 0)
    whole = upper + axes @ turn @ axes.T @ lower
    along = np.sum(upper * whole, axis=-1, keepdims=True) / np.sum(whole * whole, axis=-1, keepdims=True)
    away = upper - whole * along
    straight = np.linalg.norm(away, axis=-1, keepdims=True) < 1e-3
    return whole, np.where(straight, BACK, away)


def _bones(model: Model, side: str) -> tuple[Floats, Floats, Floats]:
    """Shoulder to elbow, elbow to grip (3,) m, and the axes of the elbow, all standing."""
    skeleton = model.body.skeleton
    shoulder, joint = (skeleton.centre[skeleton.index(f"{b}_{side}")] for b in ("humerus", "forearm"))
    axes = skeleton.axes[skeleton.index(f"forearm_{side}")]
    return joint - shoulder, model.grip(side) - joint, axes


def elbow_for(model: Model, side: str, distance: Floats) -> Floats:
    """Elbow flexion (frames,) rad that brings the grip to a distance (frames,) m from the shoulder.

    The law of cosines, exact for bones that lie at any angle to the elbow's axis z: with u and v the two
    bones in the axes of the elbow, d² = u² + v² + 2 u_z v_z + 2 (u_x v_x + u_y v_y) cos e
    + 2 (u_y v_x − u_x v_y) sin e. A distance that no bend gives takes the nearest that one does.
    """
    upper, lower, axes = _bones(model, side)
    u, v = axes.T @ upper, axes.T @ lower
    cosine, sine = u[0] * v[0] + u[1] * v[1], u[1] * v[0] - u[0] * v[1]
    constant = u @ u + v @ v + 2.0 * u[2] * v[2]
    share = (distance**2 - constant) / (2.0 * np.hypot(cosine, sine))
    elbow = np.arctan2(sine, cosine) + np.arccos(np.clip(share, -1.0, 1.0))
    return np.asarray(np.clip(elbow, 0.0, model.body.tables.joint_range("elbow", "flexion") * DEGREE))


def reach_of(model: Model, side: str) -> tuple[float, float]:
    """The shortest and the longest distance from shoulder to grip, m."""
    ends = np.array([model.body.tables.joint_range("elbow", "flexion") * DEGREE, 0.0])
    shortest, longest = np.linalg.norm(_arm(model, side, ends)[0], axis=-1)
    return float(shortest), float(longest)
