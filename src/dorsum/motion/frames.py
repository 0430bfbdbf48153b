"""From a task to frames for the mechanics: joint angles over time and the wrenches from outside."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Frames, Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.motion.arms import raise_arms
from dorsum.motion.curves import FEWEST_KNOTS, spline
from dorsum.motion.external import external_wrenches
from dorsum.motion.floor import held_up
from dorsum.motion.grounded import on_ground
from dorsum.motion.hands import stand_holding
from dorsum.motion.legs import bend_legs, flatten_feet, refuse_bent_hips
from dorsum.motion.momentum import momentum_of, with_momentum
from dorsum.motion.pose import Pose, Step
from dorsum.motion.reach import lean_to_reach, stand_nearer
from dorsum.motion.relax import relax
from dorsum.motion.task import Task
from dorsum.motion.trunk import bend_spine, tilt_pelvis
from dorsum.motion.words import Words
from dorsum.units import KPA


def steps(words: Words) -> tuple[Step, ...]:
    """What makes a posture of words, from the trunk to the feet: each step takes a pose and gives one.

    Arms reach from where the trunk has brought the shoulders; legs stand under what trunk and arms weigh.
    """
    trunk = (bend_spine, relax) if words.relaxed else (lean_to_reach, bend_spine, tilt_pelvis)
    if words.stance == "standing":
        return (*trunk, bend_legs, stand_holding, flatten_feet, refuse_bent_hips)
    return (*trunk, stand_nearer, raise_arms, bend_legs, refuse_bent_hips)


def pose_of(task: Task, model: Model) -> Pose:
    """The pose of a task for a body.

    Raises:
        BadInput: the body cannot do it: a joint beyond its range, a load out of reach.
    """
    pose = Pose.of(task, model.body)
    for step in steps(pose.words):
        pose = step(model, pose)
    return pose


def frames_of(
    task: Task | Pose, model: Model, rule: Objective | str = DEFAULT, options: Options | None = None
) -> Frames:
    """Angles, rates, external wrenches and abdominal pressure of a task, or of its pose, for a body.

    What supports bear is among the wrenches: it hangs on how muscles share the work.
    """
    pose = task if isinstance(task, Pose) else pose_of(task, model)
    return held_up(model, pose.task, unsupported(pose, model), rule, options)[0]


def unsupported(task: Task | Pose, model: Model) -> Frames:
    """The same without what supports bear."""
    pose = task if isinstance(task, Pose) else pose_of(task, model)
    velocities, accelerations = rates(pose.times, pose.angles)
    external = external_wrenches(model, pose.task, pose.angles, pose.words.hands)
    stated = pose.task.abdominal_pressure_kpa
    pressure = np.full(len(pose.times), np.nan if stated is None else stated * KPA)
    frames = Frames(pose.times, pose.angles, velocities, accelerations, external, pressure)
    frames = with_momentum(model, pose, frames, momentum_of(model, pose), np.arange(len(pose.times)))
    return on_ground(model, pose.task, frames, pose.words.hands)


def rates(times: Floats, angles: Floats) -> tuple[Floats, Floats]:
    """First and second derivatives of the angles over time: of a spline, of few frames a line or parabola."""
    if len(times) == 1:
        return np.zeros_like(angles), np.zeros_like(angles)
    if len(times) < FEWEST_KNOTS:
        powers = np.vander(times - times[0], increasing=True)
        course = np.linalg.solve(powers, angles.reshape(len(times), -1))
        once, twice = (np.polynomial.polynomial.polyder(course, k, axis=0) for k in (1, 2))
        return tuple(
            np.polynomial.polynomial.polyval(times - times[0], of).T.reshape(angles.shape)
            for of in (once, twice)
        )
    curve = spline(times, angles)
    return curve.at(times, 1), curve.at(times, 2)
