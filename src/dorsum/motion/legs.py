"""Legs and feet: sitting and standing, and the balance over the feet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Load
from dorsum.motion.places import load_base
from dorsum.motion.pose import Pose
from dorsum.motion.posture import LYING, SIDES
from dorsum.units import DEGREE


def bend_legs(model: Model, pose: Pose) -> Pose:
    """Thighs and shanks: horizontal and upright in sitting, knees as stated elsewhere, hips in lying."""
    words, turns = pose.words, []
    pelvis = 0.0 if words.stance in LYING else pose.angles[:, 0, 0]
    for side in SIDES:
        knee, hip = words[f"knee_flexion_{side}"], words[f"hip_flexion_{side}"]
        # Shank and thigh lean by equal angles to the two sides of the vertical.
        thigh = np.where(np.isnan(hip), knee / 2, hip)
        if words.stance == "sitting":
            thigh = knee = np.full(len(pose.times), 90.0)
        turns += [thigh * DEGREE - pelvis, -knee * DEGREE]
    bones = [model.body.skeleton.index(f"{bone}_{side}") for side in SIDES for bone in ("femur", "shank")]
    return pose.turned(bones, np.array(turns).T)


def stand(model: Model, pose: Pose) -> Pose:
    """The balance rule: the centre of mass of body and load stays over the same point of the feet.

    The body turns about the ankles as one piece until it does. Where the trunk's or pelvis's inclination is
    stated only the legs turn, and the trunk keeps the inclination it was given.

    Raises:
        BadInput: no turn brings it there.
    """
    femurs = [model.body.skeleton.index(f"femur_{side}") for side in SIDES]
    free = ~(pose.words.stated("trunk_inclination") | pose.words.stated("pelvis_tilt"))
    posed, loads = pose.placed(model), pose.task.loads
    from_ankle = _from_ankle(model, loads, posed)
    # A load with a reference keeps its direction from there, as the rest turns.
    kept = sum(load.mass_kg * load.forward_m for load in loads) / _mass(model, loads)
    turning = np.where(free[:, None], from_ankle, _leg_from_hip(model, femurs, loads, posed))
    off = kept + from_ankle[:, 0] - _from_ankle(model, (), model.upright)[:, 0]
    turn = _turn_to(turning[:, 0] - off, turning)
    if np.isnan(turn).any():
        raise BadInput("no lean of the body brings its feet under the load: it weighs too much so far away")
    bones, still = [0, *femurs], np.zeros_like(turn)
    gained = np.where(free[:, None], np.array([turn, still, still]).T, np.array([still, turn, turn]).T)
    return pose.turned(bones, pose.angles[:, bones, 0] + gained)


def _mass(model: Model, loads: Sequence[Load]) -> float:
    return float(model.body.masses.mass.sum()) + sum(load.mass_kg for load in loads)


def _from_ankle(model: Model, loads: Sequence[Load], posed: Posed) -> Floats:
    """From the ankles to the centre of mass (frames, 3), m, each load where it is held or counted from."""
    moment = model.body.masses.mass @ model.centres_in(posed)
    for load in loads:
        moment = moment + load.mass_kg * load_base(model, load, posed)
    return np.asarray(moment / _mass(model, loads) - posed.origin[:, _ankle(model)])


def _leg_from_hip(model: Model, femurs: Sequence[int], loads: Sequence[Load], posed: Posed) -> Floats:
    """What turns with the legs of the way from ankles to centre of mass (frames, 3), m."""
    mass, centres, found = model.body.masses.mass, model.centres_in(posed), np.zeros(())
    for femur in femurs:
        of_leg = mass * np.asarray(model.mech.above[femur])
        found = found + (of_leg @ centres - of_leg.sum() * posed.origin[:, femur])
    ankle = posed.origin[:, _ankle(model)] - posed.origin[:, femurs[SIDES.index("right")]]
    return np.asarray(found / _mass(model, loads) - ankle)


def _ankle(model: Model) -> int:
    return model.body.skeleton.index("foot_right")


def _turn_to(ahead: Floats, turning: Floats) -> Floats:
    """The smallest turn (frames,) about z, rad, that brings vectors (frames, 3) to reach forward so far, m.

    A vector (x, y) turned by θ reaches forward by x cos θ − y sin θ = |(x, y)| cos(θ + its angle). NaN where
    that is too far.
    """
    x, y = turning[:, 0], turning[:, 1]
    share = ahead / np.hypot(x, y)
    opening = np.arccos(np.where(np.abs(share) <= 1.0, share, np.nan))
    both = np.array([opening, -opening]) - np.arctan2(y, x)
    both = np.remainder(both + np.pi, 2.0 * np.pi) - np.pi
    return np.asarray(np.where(np.abs(both[0]) < np.abs(both[1]), both[0], both[1]))


def flatten_feet(model: Model, pose: Pose) -> Pose:
    """Turn the feet against all that turns above them."""
    index = model.body.skeleton.index
    legs = np.array([[0, *(index(f"{bone}_{side}") for bone in ("femur", "shank"))] for side in SIDES])
    feet = [index(f"foot_{side}") for side in SIDES]
    return pose.turned(feet, -pose.angles[:, legs, 0].sum(axis=-1))


def refuse_bent_hips(model: Model, pose: Pose) -> Pose:
    """The same pose; refused where its hips would bend or stretch beyond their range."""
    tables, skeleton = model.body.tables, model.body.skeleton
    hip = pose.angles[:, [skeleton.index(f"femur_{side}") for side in SIDES], 0] / DEGREE
    for direction, reached in (("flexion", float(hip.max())), ("extension", float(-hip.min()))):
        limit = tables.joint_range("hip", direction) * tables.constant("range_tolerance")
        if reached > limit:
            raise BadInput(
                f"the hips would be {reached:.0f}° in {direction}, their range is {limit:.0f}°: change the"
                " inclination of the trunk or pelvis, the flexion of the spine or the bend of the knees"
            )
    return pose
