"""What acts on the body from outside: the wrenches of loads, forces and supports."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.inertia import weights
from dorsum.mechanics.kinematics import Posed, moment_about_z
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import cross
from dorsum.motion.acting import HANDS, Force, Moment, Support
from dorsum.motion.asked import FREE, moments_asked
from dorsum.motion.places import load_points
from dorsum.motion.task import Task
from dorsum.units import MM

FORWARD = np.array([1.0, 0.0, 0.0])
UP = np.array([0.0, 1.0, 0.0])
LEAST_LEVER = 0.01  # m: a support nearer to the joint that it relieves cannot relieve it
LEAST_SPREAD = 0.05  # m: places nearer to one line hold no balance across it
MOST_LEAN = 0.15  # m: how far a body can lean over limbs that touch the floor on one line; assumed
PULL = 1e-6  # of the weight: rounding, below which the floor does not pull


def external_wrenches(model: Model, task: Task, angles: Floats) -> Floats:
    """Wrenches (frames, n_bodies, 6) about the world origin of loads, forces, couples and supports."""
    wrench = np.zeros((*angles.shape[:2], 6))
    if not (task.loads or task.forces or task.moments or task.supports):
        return wrench
    posed = model.place(angles)
    for load in task.loads:
        at = load_points(model, load, posed)
        sides = HANDS[load.hands]
        for side in sides:
            hand = model.body.skeleton.index(f"hand_{side}")
            push(wrench, hand, at, load.mass_kg / len(sides) * model.gravity)
    for i, force in enumerate(task.forces):
        _apply_force(model, force, f"forces[{i}]", posed, wrench)
    for i, moment in enumerate(task.moments):
        _apply_moment(model, moment, f"moments[{i}]", posed, wrench)
    for i, support in enumerate(task.supports):
        _support(model, support, f"supports[{i}]", angles, posed, wrench)
    return wrench


def push(wrench: Floats, body: int, at: Floats, force: Floats) -> None:
    """Add a force (frames, 3) or (3,) N on a body at a place (frames, 3) m to wrenches (frames, n, 6)."""
    force = np.broadcast_to(force, at.shape)
    wrench[:, body, :3] += force
    wrench[:, body, 3:] += cross(at, force)


def body_of(model: Model, name: str, where: str) -> int:
    """The body of a name; `where` says which entry of the task names it.

    Raises:
        BadInput: there is none.
    """
    names = model.body.skeleton.names
    if name not in names:
        raise BadInput(f"{where}: {UnknownName('body', name, names)}")
    return names.index(name)


def _apply_force(model: Model, force: Force, where: str, posed: Posed, wrench: Floats) -> None:
    body = body_of(model, force.body, where)
    at = posed.origin[:, body] + posed.rotation[:, body] @ (np.array(force.at_mm) * MM)
    push(wrench, body, at, np.array(force.force_n))


def _apply_moment(model: Model, moment: Moment, where: str, posed: Posed, wrench: Floats) -> None:
    body = body_of(model, moment.body, where)
    turn = posed.rotation[:, body] if moment.frame == "bone" else np.eye(3)
    wrench[:, body, 3:] += turn @ np.array(moment.moment_nm)


def _support(
    model: Model, support: Support, where: str, angles: Floats, posed: Posed, wrench: Floats
) -> None:
    """Add what a support bears; a backrest or elbows bear what leaves the muscles nothing to do."""
    bodies = [body_of(model, name, where) for name in support.bodies]
    if support.body is not None:
        body_of(model, support.body, where)
    if support.kind in ("couch", "floor"):
        weight = np.asarray(weights(model.body.masses, posed, model.gravity))
        if support.kind == "couch":
            chosen = bodies or list(range(angles.shape[1]))
            wrench[:, chosen] -= weight[:, chosen]
        else:
            _floor(model, bodies, posed, (weight + wrench).sum(axis=1), wrench)
        return
    unit = _push_of_one_newton(model, support, posed)
    per_newton = _moment_about(model, posed, unit, model.joint(support.relieves))
    asked = moments_asked(model, angles, wrench)[:, FREE.index(support.relieves)]
    if (np.abs(per_newton) < LEAST_LEVER).any():
        where = support.body or "the elbows"
        raise BadInput(f"a {support.kind} on {where} has no lever about {support.relieves}")
    wrench += unit * np.maximum(asked / per_newton, 0.0)[:, None, None]


def _moment_about(model: Model, posed: Posed, wrench: Floats, joint: int) -> Floats:
    """Moment (frames,) of all that a joint carries about its z axis, N·m; extending positive."""
    skeleton = model.body.skeleton
    carried = np.asarray(model.mech.above)[joint] @ wrench
    return np.asarray(moment_about_z(posed, skeleton.parent[joint], skeleton.axes[joint], joint, carried))


def _floor(model: Model, bodies: list[int], posed: Posed, acting: Floats, wrench: Floats) -> None:
    """Add the upward pushes at the joint centres of the bodies that balance all that acts so far.

    `acting` (frames, 6) is its sum. Of all pushes that balance it, those with the least sum of squares. Two
    places, or places on one line, hold no balance across it: the body leans over its limbs, and the places
    move under it by as much.
    """
    at, up = posed.origin[:, bodies], acting[:, 1]
    if (up >= 0.0).any():
        raise BadInput("nothing weighs on the floor: what else supports the body bears it all")
    middle = acting[:, [5, 3]] * np.array([1.0, -1.0]) / up[:, None]
    off = middle[:, None] - at[..., [0, 2]]  # from each place to where the weight acts
    mean = off.mean(axis=1)
    _, spread, directions = np.linalg.svd(off - mean[:, None], full_matrices=False)
    held = directions * (spread > LEAST_SPREAD)[..., None]
    along = np.swapaxes(held, 1, 2) @ held
    lean = mean - (along @ mean[..., None])[..., 0]
    levers = np.concatenate([np.ones((len(at), 1, len(bodies))), held @ np.swapaxes(off, 1, 2)], axis=1)
    bears = np.linalg.pinv(levers)[..., 0] * -up[:, None]
    if (bears.min(axis=1) < PULL * up).any() or np.linalg.norm(lean, axis=1).max() > MOST_LEAN:
        raise BadInput(f"the floor cannot bear the body: its weight lies outside {_named(model, bodies)}")
    leant = at + np.insert(lean, 1, 0.0, axis=1)[:, None]
    for i, body in enumerate(bodies):
        push(wrench, body, leant[:, i], bears[:, i, None] * UP)


def _named(model: Model, bodies: list[int]) -> str:
    return ", ".join(model.body.skeleton.names[body] for body in bodies)


def _push_of_one_newton(model: Model, support: Support, posed: Posed) -> Floats:
    """Wrenches (frames, n_bodies, 6) where a backrest or elbows push with 1 N."""
    names, frames = model.body.skeleton.names, len(posed.origin)
    if support.kind == "backrest":
        bodies = [names.index(str(support.body))]
        direction = posed.rotation[:, bodies[0]] @ FORWARD
    else:
        bodies = [names.index(sided("forearm", side)) for side in SIDES]
        direction = np.broadcast_to(UP, (frames, 3))
    unit = np.zeros((frames, len(names), 6))
    for body in bodies:
        push(unit, body, posed.origin[:, body], direction / len(bodies))
    return unit
