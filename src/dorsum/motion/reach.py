"""Arms: hanging, as stated, or reaching for a load; and where loads are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import SPINE, Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.model import Model, PosedArrays
from dorsum.motion.acting import HANDS, Load
from dorsum.motion.posture import LYING, SIDES, Posture, aim, shoulder_line
from dorsum.units import DEGREE, MM

DOWN = np.array([0.0, -1.0, 0.0])
BACK = np.array([-1.0, 0.0, 0.0])
DOWN_AND_BACK = np.array([-0.5, -1.0, 0.0])  # where a bent elbow points
HALVINGS = 50  # of the elbow's range


def raise_arms(model: Model, postures: list[Posture], loads: Sequence[Load], angles: Floats) -> None:
    """Arms as stated, hanging, or reaching for the load."""
    skeleton = model.body.skeleton
    posed = model.place(angles)
    for side in SIDES:
        reach = next((load for load in loads if side in HANDS[load.hands] and load.reference), None)
        parent = skeleton.index(f"scapula_{side}")
        humerus, forearm = skeleton.index(f"humerus_{side}"), skeleton.index(f"forearm_{side}")
        for i, posture in enumerate(postures):
            elbow = getattr(posture, f"elbow_flexion_{side}") * DEGREE
            stated = getattr(posture, f"shoulder_flexion_{side}")
            if reach is not None:
                target = load_position(model, reach, posed.origin[i])
                target = target + hand_offset(model, reach.hands, side)
                angles[i, humerus], elbow = _reach(
                    model, side, posed.rotation[i, parent], target - posed.origin[i, humerus], reach
                )
            elif stated is not None:
                abduction = getattr(posture, f"shoulder_abduction_{side}") * (-1 if side == "right" else 1)
                angles[i, humerus] = np.array([stated, -abduction, 0.0]) * DEGREE
            elif posture.stance not in LYING:
                arm, bend = _arm(model, side, elbow)
                parent_turn, axes = posed.rotation[i, parent], skeleton.axes[humerus]
                angles[i, humerus] = aim(parent_turn, axes, arm, bend, DOWN, BACK)
            angles[i, forearm, 0] = elbow


def _arm(model: Model, side: str, elbow: float) -> tuple[Floats, Floats]:
    """From shoulder to grip with the elbow bent, and from that line to the elbow; standing axes."""
    skeleton = model.body.skeleton
    shoulder, joint = (skeleton.centre[skeleton.index(f"{b}_{side}")] for b in ("humerus", "forearm"))
    axes = skeleton.axes[skeleton.index(f"forearm_{side}")]
    c, s = np.cos(elbow), np.sin(elbow)
    turn = axes @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]) @ axes.T
    upper = joint - shoulder
    whole = upper + turn @ (model.grip(side) - joint)
    away = upper - whole * (upper @ whole) / (whole @ whole)
    if np.linalg.norm(away) < 1e-3:
        away = BACK
    return whole, away


def _reach(model: Model, side: str, parent: Floats, target: Floats, load: Load) -> tuple[Floats, float]:
    """Shoulder angles and elbow flexion that bring the grip to the target (from the shoulder).

    The elbow points down and back.
    """
    distance = float(np.linalg.norm(target))
    low, high = 0.0, model.body.tables.joint_range("elbow", "flexion") * DEGREE
    longest, shortest = (float(np.linalg.norm(_arm(model, side, e)[0])) for e in (low, high))
    if not shortest <= distance <= longest:
        raise BadInput(
            f"the {side} hand cannot reach the load: {distance:.2f} m from the shoulder, the arm reaches from"
            f" {shortest:.2f} to {longest:.2f} m (reference {load.reference})"
        )
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if np.linalg.norm(_arm(model, side, middle)[0]) > distance:
            low = middle
        else:
            high = middle
    arm, away = _arm(model, side, low)
    axes = model.body.skeleton.axes[model.body.skeleton.index(f"humerus_{side}")]
    return aim(parent, axes, arm, away, target, DOWN_AND_BACK), low


def hand_offset(model: Model, hands: str, side: str) -> Floats:
    """Two hands hold a load at shoulder width, one hand at its centre."""
    if hands != "both":
        return np.zeros(3)
    half = model.body.tables.constant("hands_apart") / 2 * MM
    return np.array([0.0, 0.0, half if side == "right" else -half])


def load_position(model: Model, load: Load, origin: Floats) -> Floats:
    """Where the centre of a load is, from the joint centres (n_bodies, 3) of a posed body."""
    skeleton = model.body.skeleton
    if load.reference == "shoulders":
        base = shoulder_line(skeleton, origin)
    elif load.reference in SPINE:
        base = origin[model.joint(str(load.reference))]
    else:
        raise UnknownName("reference of a load", str(load.reference), (*SPINE, "shoulders"))
    return np.asarray(base + np.array([load.forward_m, load.up_m, load.right_m]))


def load_points(model: Model, load: Load, posed: PosedArrays) -> Floats:
    """Where a load is in every frame (frames, 3), m."""
    if load.reference is not None:
        return np.stack([load_position(model, load, frame) for frame in posed.origin])
    return np.asarray(np.mean([model.grip_in(posed, side) for side in HANDS[load.hands]], axis=0))
