"""Pelvis and legs: the trunk's inclination, sitting and standing, and the balance over the feet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Load
from dorsum.motion.posture import LYING, SIDES, Posture
from dorsum.motion.reach import load_points
from dorsum.units import DEGREE

MOST_BALANCE_STEPS = 25
BALANCED_WITHIN = 1e-6  # m


def tilt_pelvis(model: Model, postures: list[Posture], angles: Floats) -> None:
    """Turn the pelvis so that the trunk has the stated inclination; flexion turns every bone above it."""
    stated = [posture.trunk_inclination for posture in postures]
    if any(value is not None for value in stated):
        s1, c7 = model.joint("L5/S1"), model.joint("C7/T1")
        upright = model.body.skeleton.centre[c7] - model.body.skeleton.centre[s1]
        line = model.place(angles).origin
        line = line[:, c7] - line[:, s1]
        leaning = np.arctan2(line[:, 0], line[:, 1]) - np.arctan2(upright[0], upright[1])
        for i, value in enumerate(stated):
            if value is not None:
                angles[i, 0, 0] = -(value * DEGREE - leaning[i])
    for i, posture in enumerate(postures):
        if posture.pelvis_tilt is not None:
            angles[i, 0, 0] -= posture.pelvis_tilt * DEGREE


def bend_legs(body: Body, postures: list[Posture], angles: Floats) -> None:
    """Thighs and shanks: horizontal and upright in sitting, knees as stated elsewhere, hips in lying."""
    skeleton = body.skeleton
    for i, posture in enumerate(postures):
        for side in SIDES:
            femur, shank = skeleton.index(f"femur_{side}"), skeleton.index(f"shank_{side}")
            knee, hip = getattr(posture, f"knee_flexion_{side}"), getattr(posture, f"hip_flexion_{side}")
            if posture.stance == "sitting":
                thigh, knee = 90.0, 90.0
            else:
                # Shank and thigh lean by equal angles to the two sides of the vertical.
                thigh = knee / 2 if hip is None else hip
            angles[i, femur, 0] = thigh * DEGREE - (angles[i, 0, 0] if posture.stance not in LYING else 0.0)
            angles[i, shank, 0] = -knee * DEGREE


def stand(model: Model, loads: Sequence[Load], postures: list[Posture], angles: Floats) -> None:
    """The balance rule: the centre of mass of body and load stays over the same point of the feet.

    The body turns about the ankles as one piece until it does. Where the trunk's or pelvis's inclination is
    stated only the legs turn, and the trunk keeps the inclination it was given.
    """
    skeleton = model.body.skeleton
    femurs = [skeleton.index(f"femur_{side}") for side in SIDES]
    foot = skeleton.index("foot_right")
    rest = _ahead_of_ankle(model, (), np.zeros((1, *angles.shape[1:])), foot)[0]
    free = np.array([p.trunk_inclination is None and p.pelvis_tilt is None for p in postures])
    turn, last_turn, last_off = np.zeros(len(angles)), np.zeros(len(angles)), np.zeros(len(angles))
    start = angles.copy()
    for step in range(MOST_BALANCE_STEPS):
        angles[free, 0, 0] = (start[:, 0, 0] + turn)[free]
        for femur in femurs:
            angles[~free, femur, 0] = (start[:, femur, 0] + turn)[~free]
        off = _ahead_of_ankle(model, loads, angles, foot) - rest
        if np.abs(off).max() < BALANCED_WITHIN:
            break
        changed = turn - last_turn
        slope = np.where(np.abs(changed) > 1e-12, (off - last_off) / np.where(changed == 0, 1, changed), -1.0)
        slope = np.where(slope < -0.1, slope, -1.0)  # m per rad: about the height of the centre of mass
        last_turn, last_off = turn, off
        turn = turn - off / (slope if step else -np.ones_like(off))


def _ahead_of_ankle(model: Model, loads: Sequence[Load], angles: Floats, foot: int) -> Floats:
    """How far the centre of mass of body and loads lies in front of the ankles (frames,), m."""
    posed = model.place(angles)
    masses = model.body.masses
    moment = model.centres_in(posed)[..., 0] @ masses.mass
    total = masses.mass.sum()
    for load in loads:
        total += load.mass_kg
        moment = moment + load.mass_kg * load_points(model, load, posed)[:, 0]
    return np.asarray(moment / total - posed.origin[:, foot, 0])


def flatten_feet(body: Body, angles: Floats) -> None:
    """Turn the feet against all that turns above them."""
    skeleton = body.skeleton
    for side in SIDES:
        femur, shank, foot = (skeleton.index(f"{name}_{side}") for name in ("femur", "shank", "foot"))
        angles[:, foot, 0] = -(angles[:, 0, 0] + angles[:, femur, 0] + angles[:, shank, 0])


def refuse_bent_hips(body: Body, angles: Floats) -> None:
    """Refuse a posture whose hips would bend or stretch beyond their range."""
    tolerance = body.tables.constant("range_tolerance")
    femurs = [body.skeleton.index(f"femur_{side}") for side in SIDES]
    hip = angles[:, femurs, 0] / DEGREE
    for direction, reached in (("flexion", float(hip.max())), ("extension", float(-hip.min()))):
        limit = body.tables.joint_range("hip", direction) * tolerance
        if reached > limit:
            raise BadInput(
                f"the hips would be {reached:.0f}° in {direction}, their range is {limit:.0f}°: change the"
                " inclination of the trunk or pelvis, the flexion of the spine or the bend of the knees"
            )
