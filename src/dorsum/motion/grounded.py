"""What the ground or a seat does to the body, stated in a task, and how the pelvis accelerates under it.

The joints turn as the task says; where the body goes as a whole is what all forces together make of it: the
acceleration of the pelvis is that with which weight, inertia and stated forces add up to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.inertia import weights
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import inertial
from dorsum.motion.acting import HANDS, Course, Ground
from dorsum.motion.external import body_of, push
from dorsum.motion.places import load_points
from dorsum.motion.task import Task
from dorsum.units import MM


def on_ground(model: Model, task: Task, frames: Frames, hands: Floats | None = None) -> Frames:
    """The frames with the stated forces on, and with the acceleration of the pelvis that follows.

    Loads in the hands are accelerated with the pelvis, beside what `momentum` says of them; `hands`
    (frames, 3) m is where the one load is from its reference, if that is not what the load says.

    Raises:
        BadInput: a force is on no body of the model, or ends before the task does.
    """
    if not task.ground:
        return frames
    posed, masses = model.place(frames.angles), model.body.masses
    external, mass = frames.external.copy(), float(masses.mass.sum())
    for i, ground in enumerate(task.ground):
        body = body_of(model, ground.body, f"ground[{i}]")
        if ground.time_s and not ground.time_s[0] <= frames.times[0] <= frames.times[-1] <= ground.time_s[-1]:
            raise BadInput(
                f"ground[{i}]: time_s goes from {ground.time_s[0]:g} to {ground.time_s[-1]:g} s, the task"
                f" from {frames.times[0]:g} to {frames.times[-1]:g} s"
            )
        force = _force(ground, frames.times, mass * float(np.linalg.norm(model.gravity)))
        local = _along(ground.at_mm, ground.time_s, frames.times) * MM
        at = posed.origin[:, body] + np.einsum("fij,fj->fi", posed.rotation[:, body], local)
        push(external, body, at, force)
    acting = np.asarray(weights(masses, posed, model.gravity)) + external + inertial(model, frames, posed)
    carried = sum(load.mass_kg for load in task.loads)
    acceleration = acting[..., :3].sum(axis=1) / (mass + carried)
    for load in task.loads:
        at, sides = load_points(model, load, posed, hands), HANDS[load.hands]
        force = -load.mass_kg / len(sides) * acceleration
        for side in sides:
            hand = model.body.skeleton.index(f"hand_{side}")
            push(external, hand, at, force)
    return frames._replace(external=external, root_acceleration=acceleration)


def _force(ground: Ground, times: Floats, weight: float) -> Floats:
    """Force (frames, 3) N on a body of that weight, N."""
    if ground.force_n is not None:
        return _along(ground.force_n, ground.time_s, times)
    assert ground.force_bw is not None  # one of them is given
    return weight * _along(ground.force_bw, ground.time_s, times)


def _along(course: Course, known: Sequence[float], times: Floats) -> Floats:
    """A course (frames, 3) at some times, in straight lines between those known."""
    values = np.array(course, dtype=float)
    if values.ndim == 1:
        return np.broadcast_to(values, (len(times), 3))
    return np.stack([np.interp(times, known, values[:, k]) for k in range(3)], axis=1)


def told(task: Task, frames: Frames) -> tuple[str, ...]:
    """What stated forces do to the body as a whole."""
    if not task.ground or frames.root_acceleration is None:
        return ()
    size = float(np.linalg.norm(frames.root_acceleration, axis=1).max())
    return (
        "The stated ground forces are all that bears the body: what they leave of its weight and inertia"
        f" accelerates the pelvis, by {size:.1f} m/s² at most.",
    )
