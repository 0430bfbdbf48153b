"""Legs and feet: sitting and standing, and the balance over the feet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.scan import Ints
from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Load
from dorsum.motion.places import load_base
from dorsum.motion.pose import Pose, per_model
from dorsum.motion.posture import LYING
from dorsum.motion.words import ROW
from dorsum.units import DEGREE

KNEE_ROWS, HIP_ROWS = (
    np.array([ROW[f"{joint}_flexion_{side}"] for side in SIDES]) for joint in ("knee", "hip")
)
HELD_ROWS = np.array([ROW["trunk_inclination"], ROW["pelvis_tilt"]])  # what holds the trunk as it is


class Legs(NamedTuple):
    """Both legs of a model."""

    femur: Ints  # (sides,) right, left
    shank: Ints
    foot: Ints
    bent: Ints  # femora, then shanks
    standing: Ints  # pelvis and femora, which lean
    masses: Floats  # (sides, n_bodies) kg, of what each leg carries from the hip on
    carried: Floats  # (sides, 1) kg, all of it
    whole: float  # kg, of the body
    ahead: float  # m: how far the centre of mass of the upright body lies in front of the ankles

    @property
    def ankle(self) -> int:
        """The foot whose joint the balance looks at: both stand side by side."""
        return int(self.foot[0])


@per_model
def legs_of(model: Model) -> Legs:
    """The legs of a model."""
    femur, shank, foot = (
        np.array([model.body.skeleton.index(f"{bone}_{side}") for side in SIDES])
        for bone in ("femur", "shank", "foot")
    )
    mass, posed = model.body.masses.mass, model.upright
    whole, carried = float(mass.sum()), np.asarray(model.mech.above)[femur] * mass
    centre = mass @ model.centres_in(posed)[0] / whole
    ahead = float(centre[0] - posed.origin[0, foot[0], 0])
    bent, standing = np.concatenate([femur, shank]), np.insert(femur, 0, 0)
    return Legs(femur, shank, foot, bent, standing, carried, carried.sum(axis=1)[:, None], whole, ahead)


def bend_legs(model: Model, pose: Pose) -> Pose:
    """Thighs and shanks: horizontal and upright in sitting, knees as stated elsewhere, hips in lying."""
    words, legs = pose.words, legs_of(model)
    pelvis = 0.0 if words.stance in LYING else pose.angles[:, 0, 0]
    knee, hip = words.angles[KNEE_ROWS], words.angles[HIP_ROWS]  # (sides, frames) °
    # Shank and thigh lean by equal angles to the two sides of the vertical.
    thigh = np.where(np.isnan(hip), knee / 2, hip)
    if words.stance == "sitting":
        thigh = knee = np.full(knee.shape, 90.0)
    turns = np.concatenate([thigh * DEGREE - pelvis, -knee * DEGREE])
    return pose.turned(legs.bent, turns.T)


def stand(model: Model, pose: Pose) -> Pose:
    """The balance rule: the centre of mass of body and load stays over the same point of the feet, or as far
    before it as is stated.

    The body turns about the ankles as one piece until it does. Where the trunk's or pelvis's inclination is
    stated only the legs turn, and the trunk keeps the inclination it was given.

    Raises:
        BadInput: no turn brings it there.
    """
    turn = lean(model, pose)
    if np.isnan(turn).any():
        raise BadInput("no lean of the body brings its feet under the load: it weighs too much so far away")
    return leaning(model, pose, turn)


def leaning(model: Model, pose: Pose, turn: Floats) -> Pose:
    """The body, or its legs where the trunk is held, turned about the ankles by so much (frames,) rad."""
    held, standing = _held(pose), legs_of(model).standing
    gained = np.array([np.where(held, 0.0, turn), *[np.where(held, turn, 0.0)] * 2])
    return pose.turned(standing, pose.angles[..., 0].take(standing, axis=1) + gained.T)


def lean(model: Model, pose: Pose, mass_kg: Floats | None = None) -> Floats:
    """By how much (frames,) rad the body turns about the ankles for balance; NaN where no turn helps.

    `mass_kg` (frames,) is that of the one load, where it is not what the load says.
    """
    legs, posed, loads, held = legs_of(model), pose.placed(model), pose.task.loads, _held(pose)
    mass, centres = model.body.masses.mass, model.centres_in(posed)
    carried = [load.mass_kg if mass_kg is None else mass_kg for load in loads]
    total = np.broadcast_to(legs.whole + sum(carried), len(pose.times))[:, None]
    moment = mass @ centres
    for load, kg in zip(loads, carried, strict=True):
        moment = moment + np.broadcast_to(kg, len(pose.times))[:, None] * load_base(model, load, posed)
    ankle = posed.origin[:, legs.ankle]
    turning = moment / total - ankle  # (frames, 3) m, what turns of the way from the ankles
    # A load with a reference keeps its direction from there, as all else turns.
    ahead = sum(kg * _forward(pose, load) for load, kg in zip(loads, carried, strict=True))
    off = turning[:, 0] - legs.ahead - pose.words.forward + ahead / total[:, 0]
    if held.any():
        hips = posed.origin.take(legs.femur, axis=1)
        of_legs = (legs.masses @ centres - legs.carried * hips).sum(axis=1)
        turning = np.where(held[:, None], of_legs / total - (ankle - hips[:, 0]), turning)
    return _turn_to(turning[:, 0] - off, turning)


def _held(pose: Pose) -> NDArray[np.bool_]:
    """Where the trunk keeps the inclination that is stated (frames,)."""
    return np.asarray(~np.isnan(pose.words.angles[HELD_ROWS]).all(axis=0))


def _forward(pose: Pose, load: Load) -> Floats | float:
    """How far in front of its reference a load is (frames,), m."""
    return load.forward_m if pose.words.hands is None else pose.words.hands[:, 0]


def _turn_to(ahead: Floats, turning: Floats) -> Floats:
    """The smallest turn (frames,) about z, rad, that brings vectors (frames, 3) to reach forward so far, m.

    A vector (x, y) turned by θ reaches forward by x cos θ − y sin θ = |(x, y)| cos(θ + its angle). Of the two
    angles at which it does that on its own side of the axis is nearer. NaN where it is too far.
    """
    x, y = turning[:, 0], turning[:, 1]
    with np.errstate(invalid="ignore"):
        opening = np.arccos(ahead / np.hypot(x, y))
    return np.asarray(np.copysign(opening, y) - np.arctan2(y, x))


def flatten_feet(model: Model, pose: Pose) -> Pose:
    """Turn the feet against all that turns above them."""
    legs = legs_of(model)
    turned = pose.angles[..., 0]
    under = turned.take(legs.femur, axis=1) + turned.take(legs.shank, axis=1)
    return pose.turned(legs.foot, -(turned[:, :1] + under))


def refuse_bent_hips(model: Model, pose: Pose) -> Pose:
    """The same pose; refused where its hips would bend or stretch beyond their range."""
    tables = model.body.tables
    hip = pose.angles[..., 0].take(legs_of(model).femur, axis=1) / DEGREE
    for direction, reached in (("flexion", float(hip.max())), ("extension", float(-hip.min()))):
        limit = tables.joint_range("hip", direction) * tables.constant("range_tolerance")
        if reached > limit:
            raise BadInput(
                f"the hips would be {reached:.0f}° in {direction}, their range is {limit:.0f}°: change the"
                " inclination of the trunk or pelvis, the flexion of the spine or the bend of the knees"
            )
    return pose
