"""Net joint moments and what acts on every body: weight, inertia, forces from outside, abdominal pressure."""

from __future__ import annotations

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE, Floats
from dorsum.mechanics.analysis import Frames, apparent_gravity
from dorsum.mechanics.inertia import rates_of_momentum, weights
from dorsum.mechanics.kinematics import Posed, joint_axes
from dorsum.mechanics.model import Model

LEGS = ("hip_right", "hip_left")


def net_moments(model: Model, frames: Frames, posed: Posed | None = None) -> Floats:
    """Net moments at all joints (frames, n_bodies, 3: z x y) N·m, as inverse dynamics gives them.

    What muscles, springs and abdominal pressure together do at a joint so that all above it moves as it
    does under its weight and the forces from outside: positive extends, bends right, turns left. The axes
    are those of the joint, also where it does not turn freely. Joints of the legs and the root are NaN where
    the hips are not balanced: without what the ground does to the feet theirs cannot be written down.
    `posed` is where the bodies are, if that is known.
    """
    posed = posed or model.place(frames.angles)
    acting = on_bodies(model, frames, posed)
    above = model.mech.above @ acting
    moment = above[..., 3:] - np.cross(posed.origin, above[..., :3])
    net = -np.vecdot(joint_axes(model.mech.tree, posed, frames.angles), moment[..., None, :])
    net[:, standing_on_ground(model.body)] = np.nan
    return np.asarray(net)


def standing_on_ground(body: Body) -> np.ndarray:
    """Bodies (n_bodies,) whose joints bear what the ground does, where that is not told: the root, and the
    legs where the hips are not balanced."""
    found = of_legs(body) & ("hips" not in body.free)
    found[0] = True
    return found


def of_legs(body: Body) -> np.ndarray:
    """Which bodies (n_bodies,) are of the legs."""
    legs = [body.skeleton.joint_index(joint) for joint in LEGS]
    return np.asarray(body.skeleton.carried()[legs].any(axis=0))


def on_bodies(model: Model, frames: Frames, posed: Posed) -> Floats:
    """Weight, inertia and forces from outside on every body (frames, n_bodies, 6) about the world origin."""
    weight = weights(model.body.masses, posed, model.gravity)
    return np.asarray(weight + frames.external + inertial(model, frames, posed))


def inertial(model: Model, frames: Frames, posed: Posed) -> Floats:
    """Inertial wrenches of all bodies (frames, n_bodies, 6) about the world origin, N and N·m."""
    found = np.zeros((*frames.angles.shape[:2], 6))
    if frames.velocities.any() or frames.accelerations.any():
        tree, masses = model.mech.tree, model.mech.masses
        motion = frames.angles, frames.velocities, frames.accelerations
        found -= rates_of_momentum(tree, masses, *motion)
    if frames.root_acceleration is not None and frames.root_acceleration.any():
        gained = apparent_gravity(model, frames) - model.gravity
        centre = model.centres_in(posed)
        force = model.body.masses.mass[:, None] * gained[:, None]
        found += np.concatenate([force, np.cross(centre, force)], axis=-1)
    return found


def pressure_wrench(model: Model, posed: Posed, pressure: Floats) -> Floats:
    """The forces of the abdominal pressure (frames,) Pa on the bodies they act on, whose sum is none.

    They push what holds the diaphragm up and the pelvic floor down: (frames, n_bodies, 6) about the world
    origin.
    """
    abdomen = model.mech.abdomen
    floor = posed.origin[:, 0] + posed.rotation[:, 0] @ np.asarray(abdomen.lower_point)
    found = np.zeros((*posed.origin.shape[:2], 6))
    for body, local, share in zip(abdomen.upper_body, abdomen.upper_point, abdomen.share, strict=True):
        top = posed.origin[:, body] + posed.rotation[:, body] @ np.asarray(local)
        apart = top - floor
        force = (share * pressure * abdomen.area / np.linalg.norm(apart, axis=1))[:, None] * apart
        for pushed, at, sign in ((body, top, 1.0), (0, floor, -1.0)):
            found[:, pushed] += sign * np.concatenate([force, np.cross(at, force)], axis=1)
    return found


def of_spine(model: Model, moments: Floats) -> Floats:
    """The rows of the spinal joints (frames, 25, 3), L5/S1 first."""
    return np.asarray(moments[:, [model.joint(joint) for joint in SPINE]])
