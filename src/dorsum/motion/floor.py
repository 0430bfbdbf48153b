"""What ground and seat do to the legs of a body whose hips are balanced, where a task tells no more of it.

Who stands is borne by the floor under both feet, who sits by a seat under pelvis and thighs and the floor
under the feet: contacts with friction, which hold the body as a whole in balance. Between two feet, and along
one of them, that leaves much open; of all that the contacts may bear, they bear what leaves the least sum of
squares of the moments that the muscles of hips and knees are asked for, beside springs and stretched fibres.
How muscles share these moments does not count, and mirrored postures have mirrored forces. The loads of the
spine do not hang on it but through the muscles that pull on both.

Where other contacts are told beside (a backrest, elbows), what ground and seat bear is found with them, by
what leaves the muscles least to do (`supports`). Legs of a body that lies are borne each bone under itself,
where no support is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dorsum.body.groups import joints_of
from dorsum.body.skeleton import SIDES, Floats
from dorsum.mechanics.analysis import Frames, Options
from dorsum.mechanics.bearing import Borne, left, weight_of
from dorsum.mechanics.contacts import Contacts, beside, on_rows
from dorsum.mechanics.inertia import weights
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.model import Model
from dorsum.mechanics.narrow import across
from dorsum.mechanics.net import of_legs, on_bodies
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.statics import required
from dorsum.motion.acting import SEATED, Support
from dorsum.motion.pose import per_model
from dorsum.motion.posture import LYING
from dorsum.motion.supports import contacts_of, supported
from dorsum.motion.task import Task

EASY = 1e-2  # N²·m² that a generator costs which bears the weight of the body: as 0.1 N·m at a joint do
FEET = tuple(f"foot_{side}" for side in SIDES)


def held_up(
    model: Model,
    task: Task,
    frames: Frames,
    rule: Objective | str = DEFAULT,
    options: Options | None = None,
    near: Borne | None = None,
) -> tuple[Frames, Borne | None]:
    """The frames with what bears the body: contacts that are told, and those that go without saying.

    Raises:
        BadInput: contacts that are told cannot bear it.
    """
    under = beneath(model, task)
    if not under and not _limp(model, task):
        return supported(model, task, frames, rule, options, near)
    if under and task.supports:
        task = replace(task, supports=(*task.supports, *under))
        return supported(model, task, frames, rule, options, near, leans=False)
    return supported(model, task, on_floor(model, task, frames), rule, options, near)


def beneath(model: Model, task: Task) -> tuple[Support, ...]:
    """The supports that go without saying: of who stands or sits, where nothing else bears the whole body."""
    stance = task.postures[0].stance
    told = task.ground or any(support.balances for support in task.supports)
    if "hips" not in model.body.free or told or stance in LYING:
        return ()
    floor = Support(kind="floor", bodies=FEET)
    return (floor,) if stance == "standing" else (Support(kind="seat", bodies=SEATED), floor)


def _limp(model: Model, task: Task) -> bool:
    """Whether the legs lie on nothing that is told."""
    lies = task.postures[0].stance in LYING and not task.ground
    told = any(support.kind == "couch" or support.balances for support in task.supports)
    return "hips" in model.body.free and lies and not told


def on_floor(model: Model, task: Task, frames: Frames) -> Frames:
    """The frames with what floor and seat bear of a body that nothing else touches."""
    posed = model.place(frames.angles)
    acting = on_bodies(model, frames, posed)
    external = frames.external.copy()
    if _limp(model, task):
        legs = of_legs(model.body)
        external[:, legs] -= acting[:, legs]
        return frames._replace(external=external)
    contacts = contacts_of(model, replace(task, supports=beneath(model, task)), frames, leans=False)
    assert contacts is not None  # there are feet
    mech = _of_legs(model)
    inertia = acting - np.asarray(weights(model.body.masses, posed, model.gravity)) - external
    asked = required(mech, frames.angles, model.gravity, external + inertia, frames.pressure)
    forces = contacts.forces(least(mech, frames.angles, posed, asked, acting, contacts, weight_of(model)))
    return frames._replace(external=external + contacts.wrenches(forces, external.shape[1]))


def least(
    mech: Mechanism,
    angles: Floats,
    posed: Posed,
    asked: Floats,
    acting: Floats,
    contacts: Contacts,
    weight: float,
) -> Floats:
    """Factors (frames, 4 p) N of contacts that hold the whole body against what is `acting` on its bodies
    (frames, n_bodies, 6) and leave the least sum of squares of what is asked at the rows without them."""
    whole, on_whole = beside(mech, posed, acting, contacts, np.ones(len(contacts.held)))
    pushes = np.concatenate([on_rows(mech, angles, posed, contacts), on_whole], axis=1)
    return left(asked, pushes, whole, weight, EASY)


@per_model
def _of_legs(model: Model) -> Mechanism:
    """Hips and knees with the muscles that cross them."""
    return across(model, tuple(c.name for c in model.rows if c.kind in joints_of(("hips",))))


def told(tasks: Sequence[Support]) -> tuple[str, ...]:
    """What a result should say of supports that go without saying."""
    if not tasks:
        return ()
    where = "the floor under both feet" if len(tasks) == 1 else "a seat and the floor under both feet"
    return (
        f"The body is borne by {where}, so that the muscles of hips and knees are asked for the least"
        " moments (sum of squares).",
    )
