"""Where loads and hands are."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import SIDES, SPINE, Floats, Skeleton
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS, Load
from dorsum.units import MM


def shoulder_line(skeleton: Skeleton, origin: Floats) -> Floats:
    """Midpoint of the two shoulder joints where they are with hanging arms, from the joint centres
    (…, n_bodies, 3) of a posed body: a place of the thorax, that no raised arm moves.

    It is found from the joint of the sternum and those of the clavicles on it.
    """
    below, right, left = (skeleton.index(name) for name in ("sternum", "clavicle_right", "clavicle_left"))

    def plane(origin: Floats) -> tuple[Floats, Floats, Floats]:
        middle = (origin[..., right, :] + origin[..., left, :]) / 2
        aside = origin[..., right, :] - origin[..., left, :]
        up = middle - origin[..., below, :]
        return middle, up, np.cross(aside / np.linalg.norm(aside, axis=-1, keepdims=True), up)

    standing = skeleton.centre
    middle, up, across = plane(standing)
    shoulders = standing[[skeleton.index(f"humerus_{side}") for side in SIDES]].mean(axis=0) - middle
    share = [float(shoulders @ along / (along @ along)) for along in (up, across)]
    middle, up, across = plane(origin)
    return np.asarray(middle + share[0] * up + share[1] * across)


def hand_offset(model: Model, hands: str, side: str) -> Floats:
    """Two hands hold a load at shoulder width, one hand at its centre."""
    if hands != "both":
        return np.zeros(3)
    half = model.body.tables.constant("hands_apart") / 2 * MM
    return np.array([0.0, 0.0, half if side == "right" else -half])


def load_offset(load: Load) -> Floats:
    """How far a load is from its reference (3,) m."""
    return np.array([load.forward_m, load.up_m, load.right_m])


def load_position(model: Model, load: Load, origin: Floats, hands: Floats | None = None) -> Floats:
    """Where the centre of a load with a reference is, from the joint centres (…, n_bodies, 3).

    `hands` (…, 3) m is where it is from the reference, if that is not what the load says.
    """
    return np.asarray(_reference(model, load, origin) + (load_offset(load) if hands is None else hands))


def _reference(model: Model, load: Load, origin: Floats) -> Floats:
    if load.reference in SPINE:
        return np.asarray(origin[..., model.joint(str(load.reference)), :])
    return shoulder_line(model.body.skeleton, origin)


def load_base(model: Model, load: Load, posed: Posed) -> Floats:
    """The point of the body from which a load keeps its distance (frames, 3), m: reference or grip."""
    if load.reference is not None:
        return _reference(model, load, posed.origin)
    return np.asarray(np.mean([model.grip_in(posed, side) for side in HANDS[load.hands]], axis=0))


def between_ankles(skeleton: Skeleton, origin: Floats) -> Floats:
    """Midpoint of the two ankles (…, 3) m, from the joint centres (…, n_bodies, 3) of a posed body."""
    right, left = (skeleton.index(f"foot_{side}") for side in SIDES)
    return np.asarray((origin[..., right, :] + origin[..., left, :]) / 2)


def still_from_feet(
    model: Model, load: Load, before: Posed, after: Posed, hands: Floats | None = None
) -> Floats:
    """Where a load that stays where it is from the feet then is from its reference (frames, 3) m; `hands` as
    in `load_position`, before."""
    moved = [
        _reference(model, load, posed.origin) - between_ankles(model.body.skeleton, posed.origin)
        for posed in (before, after)
    ]
    return np.asarray((load_offset(load) if hands is None else hands) + moved[0] - moved[1])


def load_points(model: Model, load: Load, posed: Posed, hands: Floats | None = None) -> Floats:
    """Where a load is in every frame (frames, 3), m; `hands` as in `load_position`."""
    if load.reference is not None:
        return load_position(model, load, posed.origin, hands)
    return load_base(model, load, posed)
