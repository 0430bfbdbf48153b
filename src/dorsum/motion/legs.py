"""Legs and feet: sitting and standing, and the balance over the feet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Load
from dorsum.motion.places import load_points
from dorsum.motion.pose import Pose
from dorsum.motion.posture import LYING, SIDES
from dorsum.motion.roots import secant
from dorsum.units import DEGREE

BALANCED_WITHIN = 1e-6  # m


def bend_legs(model: Model, pose: Pose) -> Pose:
    """Thighs and shanks: horizontal and upright in sitting, knees as stated elsewhere, hips in lying."""
    skeleton, words, turns = model.body.skeleton, pose.words, {}
    pelvis = np.zeros(len(pose.times)) if words.stance in LYING else pose.angles[:, 0, 0]
    for side in SIDES:
        knee, hip = words[f"knee_flexion_{side}"], words[f"hip_flexion_{side}"]
        # Shank and thigh lean by equal angles to the two sides of the vertical.
        thigh = np.where(np.isnan(hip), knee / 2, hip)
        if words.stance == "sitting":
            thigh = knee = np.full(len(pose.times), 90.0)
        turns[skeleton.index(f"femur_{side}")] = thigh * DEGREE - pelvis
        turns[skeleton.index(f"shank_{side}")] = -knee * DEGREE
    return pose.turned(turns)


def stand(model: Model, pose: Pose) -> Pose:
    """The balance rule: the centre of mass of body and load stays over the same point of the feet.

    The body turns about the ankles as one piece until it does. Where the trunk's or pelvis's inclination is
    stated only the legs turn, and the trunk keeps the inclination it was given.
    """
    skeleton = model.body.skeleton
    free = ~(pose.words.stated("trunk_inclination") | pose.words.stated("pelvis_tilt"))
    rest = _ahead_of_ankle(model, (), model.upright)[0]

    def turned(turn: Floats) -> Pose:
        turns = {0: pose.angles[:, 0, 0] + np.where(free, turn, 0.0)}
        for side in SIDES:
            femur = skeleton.index(f"femur_{side}")
            turns[femur] = pose.angles[:, femur, 0] + np.where(free, 0.0, turn)
        return pose.turned(turns)

    def off(turn: Floats) -> Floats:  # falls by about the height of the centre of mass, m per rad
        return np.asarray(_ahead_of_ankle(model, pose.task.loads, model.place(turned(turn).angles)) - rest)

    return turned(secant(off, len(pose.times), BALANCED_WITHIN))


def _ahead_of_ankle(model: Model, loads: Sequence[Load], posed: Posed) -> Floats:
    """How far the centre of mass of body and loads lies in front of the ankles (frames,), m."""
    masses = model.body.masses
    moment = model.centres_in(posed)[..., 0] @ masses.mass
    total = masses.mass.sum()
    for load in loads:
        total += load.mass_kg
        moment = moment + load.mass_kg * load_points(model, load, posed)[:, 0]
    return np.asarray(moment / total - posed.origin[:, model.body.skeleton.index("foot_right"), 0])


def flatten_feet(model: Model, pose: Pose) -> Pose:
    """Turn the feet against all that turns above them."""
    skeleton, turns = model.body.skeleton, {}
    for side in SIDES:
        femur, shank, foot = (skeleton.index(f"{name}_{side}") for name in ("femur", "shank", "foot"))
        turns[foot] = -pose.angles[:, [0, femur, shank], 0].sum(axis=1)
    return pose.turned(turns)


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
