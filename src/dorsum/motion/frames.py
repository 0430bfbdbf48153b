"""From a task to frames for the mechanics: joint angles over time and the wrenches from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.interpolate import CubicSpline

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.model import Model
from dorsum.motion.external import external_wrenches
from dorsum.motion.posture import ANGLES, LYING, Posture, spine_angles
from dorsum.motion.reach import raise_arms
from dorsum.motion.relax import relaxed
from dorsum.motion.stance import bend_legs, flatten_feet, refuse_bent_hips, stand, tilt_pelvis
from dorsum.motion.task import Keyframe, Task
from dorsum.units import DEGREE, KPA


def frames_of(task: Task, model: Model) -> Frames:
    """Angles, rates, external wrenches and abdominal pressure of a task for a body."""
    body = model.body
    if not task.moves:
        times, postures = np.zeros(1), [task.posture]
    else:
        times, postures = _between(task.keyframes, task.frames)
    angles = np.stack([_spine(body, posture) for posture in postures])
    if postures[0].relaxed:
        postures[0], angles = relaxed(model, task, postures[0], angles)
    else:
        tilt_pelvis(model, postures, angles)
        raise_arms(model, postures, task.loads, angles)
    bend_legs(body, postures, angles)
    if postures[0].stance == "standing":
        stand(model, task.loads, postures, angles)
        flatten_feet(body, angles)
    refuse_bent_hips(body, angles)
    velocities, accelerations = _rates(times, angles)
    external = external_wrenches(model, task, angles)
    pressure = np.full(len(times), np.nan)
    if task.abdominal_pressure_kpa is not None:
        pressure[:] = task.abdominal_pressure_kpa * KPA
    return Frames(times, angles, velocities, accelerations, external, pressure)


def _between(keyframes: Sequence[Keyframe], frames: int) -> tuple[Floats, list[Posture]]:
    """Postures along minimum-jerk paths from keyframe to keyframe."""
    at = np.array([k.time_s for k in keyframes])
    times = np.linspace(at[0], at[-1], frames)
    postures = []
    for t in times:
        i = min(int(np.searchsorted(at, t, side="right")) - 1, len(at) - 2)
        s = (t - at[i]) / (at[i + 1] - at[i])
        smooth = s**3 * (10 - 15 * s + 6 * s**2)
        postures.append(_blend(keyframes[i].posture, keyframes[i + 1].posture, smooth))
    return times, postures


def _blend(a: Posture, b: Posture, share: float) -> Posture:
    """A posture between two; an angle stated in only one of them counts as 0 in the other."""

    def mixed(x: float | None, y: float | None) -> float:
        return (1 - share) * (x or 0.0) + share * (y or 0.0)

    angles: dict[str, Any] = {}
    for name in ANGLES:
        x, y = getattr(a, name), getattr(b, name)
        angles[name] = None if x is None and y is None else mixed(x, y)
    joints = {}
    for joint in {*a.joints, *b.joints}:
        here, there = a.joints.get(joint, {}), b.joints.get(joint, {})
        joints[joint] = {d: mixed(here.get(d), there.get(d)) for d in {*here, *there}}
    return replace(a, joints=joints, **angles)


def _spine(body: Body, posture: Posture) -> Floats:
    """Angles (n_bodies, 3) with the spine set."""
    angles = np.zeros((len(body.skeleton.names), 3))
    for joint, values in spine_angles(body.tables, posture).items():
        angles[body.skeleton.joint_index(joint)] = values
    if posture.stance in LYING:
        angles[0] = np.array(LYING[posture.stance]) * DEGREE
    return angles


def _rates(times: Floats, angles: Floats) -> tuple[Floats, Floats]:
    """First and second derivatives of the angles over time."""
    if len(times) == 1:
        return np.zeros_like(angles), np.zeros_like(angles)
    spline = CubicSpline(times, angles, axis=0)
    return spline(times, 1), spline(times, 2)
