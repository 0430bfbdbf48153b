"""What a posture asks of the muscles: the flexing moments at the joints that share flexion freely."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.bearing import ROUNDS, weight_of
from dorsum.mechanics.contacts import beside, on_rows
from dorsum.mechanics.least import left
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.model import Model
from dorsum.mechanics.narrow import across
from dorsum.mechanics.statics import required
from dorsum.motion.external import external_wrenches
from dorsum.motion.pose import per_model
from dorsum.motion.supports import contacts_of
from dorsum.motion.task import Task

FREE = (*LUMBAR, "T12/L1", "T11/T12")  # the joints that the rib cage does not hold
SAME = 1e-9  # N·m: what is asked beside the contacts does not change any more


def moments_asked(model: Model, angles: Floats, external: Floats) -> Floats:
    """Extending moments (frames, 7) N·m that a held posture asks of the muscles at the `FREE` joints.

    They are what weight, wrenches from outside (frames, n_bodies, 6), abdominal pressure, springs and
    stretched fibres leave: below 0 where flexion is asked.
    """
    pressure = np.full(len(angles), np.nan)
    return required(_mechanism(model), angles, model.gravity, external, pressure)


def moments_left(model: Model, task: Task, angles: Floats) -> Floats:
    """The same (frames, 7) where the contacts of a task's supports bear what leaves least of them."""
    others = external_wrenches(model, task, angles)
    still = np.zeros_like(angles)
    nothing = np.full(len(angles), np.nan)
    frames = Frames(np.zeros(len(angles)), angles, still, still, others, nothing)
    if (contacts := contacts_of(model, task, frames)) is None:
        return moments_asked(model, angles, others)
    mech, posed, weight = _mechanism(model), model.place(angles), weight_of(model)
    on_spine = on_rows(mech, angles, posed, contacts)
    acting = model.weights(angles) + others
    rows, on_others = beside(mech, posed, acting, contacts, np.ones(len(contacts.held)))
    pushes = np.concatenate([on_spine, on_others], axis=1)
    factors, last = np.zeros((len(angles), pushes.shape[2])), np.inf
    for _ in range(ROUNDS):
        borne = contacts.wrenches(contacts.forces(factors), others.shape[1])
        asked = moments_asked(model, angles, others + borne)
        alone = asked + np.einsum("fij,fj->fi", on_spine, factors)
        if np.abs(alone - last).max() <= SAME:
            break
        last, factors = alone, left(alone, pushes, rows, weight)
    return asked


@per_model
def _mechanism(model: Model) -> Mechanism:
    return across(model, tuple(f"{joint} z" for joint in FREE))
