"""What acts on the body from outside: the wrenches of loads, forces and couples, and of a couch under
limbs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.inertia import weights
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import cross
from dorsum.motion.acting import HANDS, Force, Moment, Support
from dorsum.motion.places import load_points
from dorsum.motion.pose import per_model
from dorsum.motion.task import Task
from dorsum.units import MM


def external_wrenches(model: Model, task: Task, angles: Floats, hands: Floats | None = None) -> Floats:
    """Wrenches (frames, n_bodies, 6) about the world origin of loads, forces and couples.

    Limbs that lie on a couch are limp, and the trunk where that is told: each of their bodies is borne under
    itself. What other supports bear is found with the muscles (`supports`). `hands` (frames, 3) m is where
    the one load is from its reference, if that is not what the load says.
    """
    wrench = np.zeros((*angles.shape[:2], 6))
    if not (task.loads or task.forces or task.moments or task.supports):
        return wrench
    posed = model.place(angles)
    for load in task.loads:
        at = load_points(model, load, posed, hands)
        sides = HANDS[load.hands]
        for side in sides:
            hand = model.body.skeleton.index(f"hand_{side}")
            push(wrench, hand, at, load.mass_kg / len(sides) * model.gravity)
    for i, force in enumerate(task.forces):
        _apply_force(model, force, f"forces[{i}]", posed, wrench)
    for i, moment in enumerate(task.moments):
        _apply_moment(model, moment, f"moments[{i}]", posed, wrench)
    for i, support in enumerate(task.supports):
        limp = limbs(model) | support.limp
        chosen = [body for body in lying(model, support, f"supports[{i}]") if limp[body]]
        wrench[:, chosen] -= np.asarray(weights(model.body.masses, posed, model.gravity))[:, chosen]
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


def lying(model: Model, support: Support, where: str) -> list[int]:
    """The bodies that lie on a couch; none where the support is another."""
    if support.kind != "couch":
        return []
    named = [body_of(model, name, where) for name in support.bodies]
    return named or list(range(len(model.body.skeleton.names)))


@per_model
def limbs(model: Model) -> NDArray[np.bool_]:
    """(n_bodies,) whether each is of an arm or a leg."""
    above = np.asarray(model.mech.above)
    joints = [model.joint(f"{joint}_{side}") for joint in ("glenohumeral", "hip") for side in SIDES]
    return np.asarray(above[joints].any(axis=0))


def _apply_force(model: Model, force: Force, where: str, posed: Posed, wrench: Floats) -> None:
    body = body_of(model, force.body, where)
    at = posed.origin[:, body] + posed.rotation[:, body] @ (np.array(force.at_mm) * MM)
    push(wrench, body, at, np.array(force.force_n))


def _apply_moment(model: Model, moment: Moment, where: str, posed: Posed, wrench: Floats) -> None:
    body = body_of(model, moment.body, where)
    turn = posed.rotation[:, body] if moment.frame == "bone" else np.eye(3)
    wrench[:, body, 3:] += turn @ np.array(moment.moment_nm)
