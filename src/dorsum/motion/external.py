"""What acts on the body from outside: the wrenches of loads, forces and supports."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import SPINE, Floats, sided
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS, Force, Moment, Support
from dorsum.motion.places import load_points
from dorsum.motion.posture import SIDES
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
            _push(wrench, hand, at, load.mass_kg / len(sides) * model.gravity)
    for i, force in enumerate(task.forces):
        _apply_force(model, force, f"forces[{i}]", posed, wrench)
    for i, moment in enumerate(task.moments):
        _apply_moment(model, moment, f"moments[{i}]", posed, wrench)
    for i, support in enumerate(task.supports):
        _support(model, support, f"supports[{i}]", angles, wrench)
    return wrench


def _push(wrench: Floats, body: int, at: Floats, force: Floats) -> None:
    force = np.broadcast_to(force, at.shape)
    wrench[:, body, :3] += force
    wrench[:, body, 3:] += np.cross(at, force)


def _body(model: Model, name: str, where: str) -> int:
    """The body of a name; `where` says which entry of the task names it."""
    names = model.body.skeleton.names
    if name not in names:
        raise BadInput(f"{where}: {UnknownName('body', name, names)}")
    return names.index(name)


def _apply_force(model: Model, force: Force, where: str, posed: Posed, wrench: Floats) -> None:
    body = _body(model, force.body, where)
    at = posed.origin[:, body] + posed.rotation[:, body] @ (np.array(force.at_mm) * MM)
    _push(wrench, body, at, np.array(force.force_n))


def _apply_moment(model: Model, moment: Moment, where: str, posed: Posed, wrench: Floats) -> None:
    body = _body(model, moment.body, where)
    turn = posed.rotation[:, body] if moment.frame == "bone" else np.eye(3)
    wrench[:, body, 3:] += turn @ np.array(moment.moment_nm)


def _support(model: Model, support: Support, where: str, angles: Floats, wrench: Floats) -> None:
    """Add what a support bears; a backrest or elbows bear what leaves the muscles nothing to do."""
    bodies = [_body(model, name, where) for name in support.bodies]
    if support.body is not None:
        _body(model, support.body, where)
    if support.kind == "couch":
        chosen = bodies or list(range(angles.shape[1]))
        wrench[:, chosen] -= model.weights(angles)[:, chosen]
        return
    if support.kind == "floor":
        _floor(model, bodies, angles, wrench)
        return
    unit = _push_of_one_newton(model, support, angles)
    per_newton = model.moment_about_z(angles, unit, model.joint(support.relieves))
    asked = moments_asked(model, angles, wrench)[:, SPINE.index(support.relieves)]
    if (np.abs(per_newton) < LEAST_LEVER).any():
        where = support.body or "the elbows"
        raise BadInput(f"a {support.kind} on {where} has no lever about {support.relieves}")
    wrench += unit * np.maximum(asked / per_newton, 0.0)[:, None, None]


def _floor(model: Model, bodies: list[int], angles: Floats, wrench: Floats) -> None:
    """Add the upward pushes at the joint centres of the bodies that balance all that acts so far.

    Of all pushes that do, those with the least sum of squares. Two places, or places on one line, hold no
    balance across it: the body leans over its limbs, and the places move under it by as much.
    """
    at = model.place(angles).origin[:, bodies]
    acting = (model.weights(angles) + wrench).sum(axis=1)
    for f, (places, (_, up, _, about_x, _, about_z)) in enumerate(zip(at, acting, strict=True)):
        if up >= 0:
            raise BadInput("nothing weighs on the floor: what else supports the body bears it all")
        off = (
            np.array([about_z, -about_x]) / up - places[:, [0, 2]]
        )  # from each place to where the weight acts
        _, spread, directions = np.linalg.svd(off - off.mean(axis=0), full_matrices=False)
        held = directions[spread > LEAST_SPREAD]
        lean = off.mean(axis=0) - held.T @ (held @ off.mean(axis=0))
        push = np.linalg.pinv(np.vstack([np.ones(len(bodies)), held @ off.T]))[:, 0] * -up
        if push.min() < PULL * up or np.linalg.norm(lean) > MOST_LEAN:
            raise BadInput(f"the floor cannot bear the body: its weight lies outside {_named(model, bodies)}")
        for body, place, size in zip(bodies, places + np.array([lean[0], 0.0, lean[1]]), push, strict=True):
            force = np.array([0.0, size, 0.0])
            wrench[f, body] += np.concatenate([force, np.cross(place, force)])


def _named(model: Model, bodies: list[int]) -> str:
    return ", ".join(model.body.skeleton.names[body] for body in bodies)


def _push_of_one_newton(model: Model, support: Support, angles: Floats) -> Floats:
    """Wrenches (frames, n_bodies, 6) where a backrest or elbows push with 1 N."""
    names = model.body.skeleton.names
    posed = model.place(angles)
    if support.kind == "backrest":
        bodies = [names.index(str(support.body))]
        direction = posed.rotation[:, bodies[0]] @ FORWARD
    else:
        bodies = [names.index(sided("forearm", side)) for side in SIDES]
        direction = np.broadcast_to(UP, (len(angles), 3))
    unit = np.zeros((*angles.shape[:2], 6))
    for body in bodies:
        _push(unit, body, posed.origin[:, body], direction / len(bodies))
    return unit


def moments_asked(model: Model, angles: Floats, external: Floats) -> Floats:
    """Extending moments (frames, 25) that a posture asks of the muscles, N·m."""
    still = np.zeros_like(angles)
    frames = Frames(np.zeros(len(angles)), angles, still, still, external, np.full(len(angles), np.nan))
    required = set_up(model, frames, Options(), moving=False).required
    return np.asarray(required[:, [model.rows.index_of(f"{joint} z") for joint in SPINE]])
