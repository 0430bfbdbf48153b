"""What a simulation is to follow: a solved posture or movement as functions of time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.interpolate import CubicSpline

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.mechanics.analysis import Frames, analyse_frames
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, LEAST_GAIN, Objective
from dorsum.mechanics.preload import pressed, stiffening
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.motion.frames import pose_of
from dorsum.motion.momentum import momentum_of, with_momentum
from dorsum.motion.task import MOST_FRAMES, Task
from dorsum.simulation.activations import Given

FRAME_TIME = 0.02  # s between solved frames of a movement
ROUNDS = 2  # from compression to springs and back: the second moves them by less than 1 %


class Plan:
    """A solved task over time; a held posture stays, a movement ends in its last frame."""

    def __init__(self, model: Model, task: Task, objective: Objective | str = DEFAULT) -> None:
        if task.ground:
            raise BadInput(f"{task.title}: a simulation holds the pelvis still, which [[ground]] forces move")
        self.model, self.task = model, task
        # Angles and rates are of one motion, as what is simulated needs them: joints that give have no rates.
        exact = analyze(_finely(task), model, objective=objective, posture="exact")
        exact = replace(exact, analysis=exact.analysis._replace(frames=_held(model, exact, _finely(task))))
        self.result, compression = _stiffened(model, exact, objective)
        self.pressed = pressed(model, compression)  # (frames, n_rows) N, what stiffens the springs
        found = self.result.analysis
        self.times = found.frames.times
        self.moves = len(self.times) > 1
        self.spline = CubicSpline(self.times, found.frames.angles, axis=0) if self.moves else None
        self.still = found.frames.angles[-1]
        eq = found.equations
        self.activation = found.activation  # (frames, n_active)
        self.given: tuple[Floats, Floats] | None = None  # times and activations instead of those
        self.lengths = np.asarray(eq.path_length)[:, model.body.active]  # m
        self.rib_cage = found.rib_cage.reshape(len(self.times), -1)  # N·m
        self.pressure = np.asarray(eq.pressure)  # Pa
        self.reserves = np.asarray(found.solution.reserves)  # (frames, 75) N·m
        self.required = np.asarray(eq.required)  # (frames, 75) N·m
        self.pushes = _about_joints(model, self.result)  # (frames, n_bodies, 6)

    def motion(self, time: float) -> tuple[Floats, Floats, Floats]:
        """Angles (n_bodies, 3) in rad at a time in s, and their first and second derivatives."""
        if self.spline is None or time >= self.times[-1]:
            return self.still, np.zeros_like(self.still), np.zeros_like(self.still)
        return self.spline(time), self.spline(time, 1), self.spline(time, 2)

    def give(self, given: Given) -> None:
        """Follow these activations, not those solved.

        Forces are turned into activations with length and velocity of the plan; what a fascicle cannot give
        is cut off.
        """
        values = given.values
        if given.forces:
            gains, frames = self.result.analysis.equations.gains, given.times
            active, passive, cosine = (
                np.stack([self.at(np.asarray(part), time) for time in frames])
                for part in (gains.active, gains.passive, gains.cosine)
            )
            strength = np.asarray(self.model.mech.fibres.maximal_force)
            values = (values / (strength * cosine) - passive) / np.maximum(active, LEAST_GAIN)
        self.given = given.times, np.clip(values, 0.0, 1.0)

    def activation_at(self, time: float) -> Floats:
        """Activations (n_active,) at a time in s: those given, else those solved."""
        if self.given is None:
            return self.at(self.activation, time)
        return between(*self.given, time)

    def at(self, values: Floats, time: float) -> Floats:
        """Values (frames, …) at a time in s, by straight lines between the frames."""
        return between(self.times, values, time)


def between(times: Floats, values: Floats, time: float) -> Floats:
    """Values (frames, …) at a time, by straight lines; the first and last stay before and after."""
    after = int(np.searchsorted(times, time, side="right"))
    if after == 0 or after == len(times):
        return np.asarray(values[min(after, len(times) - 1)])
    share = (time - times[after - 1]) / (times[after] - times[after - 1])
    return np.asarray((1 - share) * values[after - 1] + share * values[after])


def _stiffened(model: Model, result: Result, objective: Objective | str) -> tuple[Result, Floats]:
    """The same posture with springs as stiff as its compression makes them, and that (frames, n_levels) N."""
    compression = result.analysis.compression
    for _ in range(ROUNDS):
        found = result.analysis
        compression = found.compression
        frames = found.frames._replace(stiffening=stiffening(model, compression, found.frames.angles))
        start = found.solution.multipliers
        again = analyse_frames(model, frames, objective, result.options, start=start)
        result = replace(result, analysis=again._replace(borne=found.borne))
    return result, compression


def _held(model: Model, result: Result, task: Task) -> Frames:
    """The frames as a simulation has them: it holds the pelvis still, and loads hang as dead weights."""
    frames, pose = result.analysis.frames, pose_of(task, model)
    still = frames._replace(external=np.zeros_like(frames.external))
    each = np.arange(len(frames.times))
    moved = with_momentum(model, pose, still, momentum_of(model, pose), each).external
    return frames._replace(external=frames.external - moved, root_acceleration=None, root_place=None)


def _finely(task: Task) -> Task:
    """The task with frames close enough for straight lines between them."""
    if not task.moves:
        return task
    start, end = task.keyframes[0].time_s, task.keyframes[-1].time_s
    frames = min(MOST_FRAMES, round((end - start) / FRAME_TIME) + 1)
    return replace(task, frames=max(task.frames, frames))


def _about_joints(model: Model, result: Result) -> Floats:
    """External wrenches (frames, n_bodies, 6) about the joint centre of the body that they act on."""
    frames = result.analysis.frames
    force, moment = frames.external[..., :3], frames.external[..., 3:]
    origin = model.place(frames.angles).origin
    return np.concatenate([force, moment - np.cross(origin, force)], axis=-1)
