"""What ground and seat do to the legs of a body whose hips are balanced, where a task tells no more of it.

Who stands is borne by the floor under both feet, who sits by a seat under pelvis and thighs and the floor
under the feet: contacts with friction, which hold the body as a whole in balance. Between two feet, and along
one of them, that leaves much open; of all that the contacts may bear, they bear what leaves the muscles that
cross hips and knees the least to do: the least sum over their volume of squared relative forces. So legs push
across, or bear on one edge of a foot, where that is what their muscles can best hold. How all muscles share
the work then does not count, and mirrored postures have mirrored forces. The loads of the spine do not hang
on it but through the muscles that pull on both.

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
from dorsum.mechanics.analysis import Frames, Options, build_problem, set_up
from dorsum.mechanics.bearing import Borne, weight_of
from dorsum.mechanics.contacts import Beside, Contacts, beside, on_rows, with_contacts
from dorsum.mechanics.easiest import Easiest, easiest
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.known import Ints
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import cross
from dorsum.mechanics.narrow import narrowed
from dorsum.mechanics.net import of_legs, on_bodies
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.reacting import DIFFERENCE, Follow
from dorsum.mechanics.whole import moment_of_turn, moments_of_whole
from dorsum.motion.acting import SEATED, Support
from dorsum.motion.pose import per_model
from dorsum.motion.posture import LYING
from dorsum.motion.supports import contacts_of, supported
from dorsum.motion.task import Task

SQUARES = Objective.of("relative_force_squared")
BACKWARD = np.array([0.0, 0.0, 1.0])  # about this axis the pelvis turns
FEET = tuple(f"foot_{side}" for side in SIDES)


def held_up(
    model: Model,
    task: Task,
    frames: Frames,
    rule: Objective | str = DEFAULT,
    options: Options | None = None,
    near: Borne | None = None,
    floor: Floor | None = None,
    inner: bool = True,
) -> tuple[Frames, Borne | None]:
    """The frames with what bears the body: contacts that are told, and those that go without saying.

    `floor` is that of `floor_of`, if it is known. Without `inner`, contacts between bones push nothing where
    no contacts are told.

    Raises:
        BadInput: contacts that are told cannot bear it.
    """
    under = beneath(model, task)
    if under and task.supports:
        task = replace(task, supports=(*task.supports, *under))
        return supported(model, task, frames, rule, options, near, leans=False)
    if under:
        frames = (floor or Floor(model, task, options)).bear(frames)
    elif _limp(model, task):
        frames = _on_nothing(model, frames)
    if not task.supports and not inner:
        return frames, None
    return supported(model, task, frames, rule, options, near)


def floor_of(model: Model, task: Task, without: Follow, options: Options | None = None) -> Floor | None:
    """Floor and seat, where they are all that bears the body and go without saying."""
    alone = beneath(model, task) and not task.supports
    return Floor(model, task, options, without) if alone else None


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


def _on_nothing(model: Model, frames: Frames) -> Frames:
    """The frames with each bone of the legs borne under itself."""
    legs, external = of_legs(model.body), frames.external.copy()
    external[:, legs] -= on_bodies(model, frames, model.place(frames.angles))[:, legs]
    return frames._replace(external=external)


def _unfollowed(deviation: Floats, which: Ints) -> Frames:
    raise NotImplementedError("these postures are not followed")


class Floor:
    """Floor and seat under a body that nothing else touches: what `give` knows as `Ground`.

    `without` follows deviations without what floor and seat bear.
    """

    def __init__(
        self,
        model: Model,
        task: Task,
        options: Options | None = None,
        without: Follow = _unfollowed,
    ) -> None:
        self.without = without
        self.model, self.task = model, replace(task, supports=beneath(model, task))
        self.legs, self.options = _of_legs(model), options or Options()
        self.rows = np.flatnonzero([c.kind in joints_of(("hips",)) for c in model.rows])

    def bear(self, frames: Frames) -> Frames:
        """The frames with what floor and seat bear."""
        self.last = frames, *self._found(frames)
        contacts, found = self.last[1], self.last[3]
        forces = contacts.forces(found.factors)
        return frames._replace(external=frames.external + contacts.wrenches(forces, frames.external.shape[1]))

    def _found(self, frames: Frames) -> tuple[Contacts, Floats, Easiest]:
        """Contacts of some frames, what acts on every body without them, and what they bear."""
        model = self.model
        posed = model.place(frames.angles)
        acting, contacts = on_bodies(model, frames, posed), self._contacts(frames)
        whole, pushes = self._pushes(frames.angles, posed, acting, contacts)
        cost = model.body.tables.constant("contact_cost")
        found = easiest(self._muscles(frames), pushes, whole, weight_of(model), cost)
        return contacts, acting, found

    def whole(self, frames: Frames) -> Floats:
        """Moment (frames, 3) N·m about the pelvis's joint of all that acts on the body but the ground."""
        posed = self.model.place(frames.angles)
        acting = on_bodies(self.model, frames, posed).sum(axis=1)
        return np.asarray(acting[:, 3:] - cross(posed.origin[:, 0], acting[:, :3]))

    def moments(self, posed: Posed, at: Floats, lean: Floats) -> Floats:
        """How that of the last frames grows with the deviations (frames, 3, n_rows) N·m/rad, where bodies
        carry what acts on them at points (frames, n_bodies, 3) m, and the pelvis turns by `lean`."""
        frames, _, acting, _ = self.last
        mech, force = self.model.mech, acting[..., :3]
        legs = of_legs(self.model.body)
        at = at.copy()
        at[:, legs] = posed.origin[:, self.model.joint("hip_right"), None]
        turned = moment_of_turn(posed.origin[:, 0], BACKWARD, force, at)
        by_rows = moments_of_whole(mech, frames.angles, posed, force, at)
        by_rows[:, :, self.rows] = 0.0
        return by_rows + turned[..., None] * lean[:, None]

    def slopes(self, moments: Floats, lean: Floats) -> tuple[Ints, Floats]:
        """The rows of hips and knees, and how what is asked of them grows with the deviations (frames, rows,
        n_rows) N·m/rad through what the ground bears of the last frames.

        `moments` (frames, 3, n_rows) is how the moment of all that acts on the body about the pelvis's joint
        grows, N·m/rad, `lean` (frames, n_rows) how the pelvis turns. As it does, the legs follow the hips
        and keep their directions.
        """
        frames, _, acting, found = self.last
        asked = np.zeros((*found.solution.multipliers.shape, 4))
        asked[:, -3:, :3] = -np.eye(3)
        own = np.zeros_like(found.factors)
        if lean.any():
            asked[..., 3], own = found.moved(self._tilted(frames, acting), DIFFERENCE)
        forces = found.change(asked)
        forces[..., 3] += own
        change = -found.pushes[:, : len(self.rows)] @ forces
        return self.rows, change[..., :3] @ moments + change[..., 3:] * lean[:, None]

    def _tilted(self, frames: Frames, acting: Floats) -> Problem:
        """What is asked of the legs where the pelvis has turned a little backwards over legs that stay; the
        whole body, whose moment is told beside that, is where it was."""
        model = self.model
        angles, legs = frames.angles.copy(), of_legs(model.body)
        hips = [model.joint(f"hip_{side}") for side in SIDES]
        angles[:, 0, 0] += DIFFERENCE
        angles[:, hips, 0] -= DIFFERENCE
        posed, stood = model.place(angles), model.place(frames.angles)
        external = frames.external.copy()
        moved = (posed.origin - stood.origin)[:, legs]
        external[:, legs, 3:] += cross(moved, external[:, legs, :3])
        there = frames._replace(angles=angles, external=external)
        whole, pushes = self._pushes(angles, posed, acting, self._contacts(there))
        cost = model.body.tables.constant("contact_cost")
        return with_contacts(self._muscles(there), pushes, weight_of(model), cost, whole)

    def _contacts(self, frames: Frames) -> Contacts:
        contacts = contacts_of(self.model, self.task, frames, leans=False)
        assert contacts is not None  # there are feet
        return contacts

    def _muscles(self, frames: Frames) -> Problem:
        """What the muscles of hips and knees are asked by legs in the air."""
        legs = self.legs
        eq = set_up(legs, frames._replace(stiffening=None), self.options)
        return build_problem(legs, eq, SQUARES, self.options)

    def _pushes(
        self, angles: Floats, posed: Posed, acting: Floats, contacts: Contacts
    ) -> tuple[Beside, Floats]:
        """The balance of the whole body, and what the generators do to hips, knees and that."""
        hold = np.ones(len(contacts.held))
        whole, on_whole = beside(self.legs.mech, posed, acting, contacts, hold)
        return whole, np.concatenate([on_rows(self.legs.mech, angles, posed, contacts), on_whole], axis=1)


@per_model
def _of_legs(model: Model) -> Model:
    """Hips and knees with the muscles that cross them."""
    return narrowed(model, tuple(c.name for c in model.rows if c.kind in joints_of(("hips",))))


def told(tasks: Sequence[Support]) -> tuple[str, ...]:
    """What a result should say of supports that go without saying."""
    if not tasks:
        return ()
    where = "the floor under both feet" if len(tasks) == 1 else "a seat and the floor under both feet"
    return (f"The body is borne by {where}, so that the muscles of hips and knees have the least to do.",)
