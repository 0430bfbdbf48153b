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
from dorsum.mechanics.bearing import Borne, weight_of
from dorsum.mechanics.contacts import Beside, Contacts, beside, on_rows
from dorsum.mechanics.inertia import weights
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.known import Ints
from dorsum.mechanics.least import Least, least
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import cross
from dorsum.mechanics.narrow import across
from dorsum.mechanics.net import of_legs, on_bodies
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.reacting import DIFFERENCE, Follow
from dorsum.mechanics.statics import required
from dorsum.mechanics.whole import moment_of_turn, moments_of_whole
from dorsum.motion.acting import SEATED, Support
from dorsum.motion.pose import per_model
from dorsum.motion.posture import LYING
from dorsum.motion.supports import contacts_of, supported
from dorsum.motion.task import Task

BACKWARD = np.array([0.0, 0.0, 1.0])  # about this axis the pelvis turns
EASY = 1e-2  # N²·m² that a generator costs which bears the weight of the body: as 0.1 N·m at a joint do
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
        frames = (floor or Floor(model, task)).bear(frames)
    elif _limp(model, task):
        frames = _on_nothing(model, frames)
    if not task.supports and not inner:
        return frames, None
    return supported(model, task, frames, rule, options, near)


def floor_of(model: Model, task: Task, without: Follow) -> Floor | None:
    """Floor and seat, where they are all that bears the body and go without saying."""
    return Floor(model, task, without) if beneath(model, task) and not task.supports else None


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

    def __init__(self, model: Model, task: Task, without: Follow = _unfollowed) -> None:
        self.without = without
        self.model, self.task = model, replace(task, supports=beneath(model, task))
        self.mech = _of_legs(model)
        self.rows = np.flatnonzero([c.kind in joints_of(("hips",)) for c in model.rows])

    def bear(self, frames: Frames) -> Frames:
        """The frames with what floor and seat bear."""
        self.last = frames, *self._found(frames)
        contacts, found = self.last[1], self.last[3]
        forces = contacts.forces(found.factors)
        return frames._replace(external=frames.external + contacts.wrenches(forces, frames.external.shape[1]))

    def _found(self, frames: Frames) -> tuple[Contacts, Floats, Least]:
        """Contacts of some frames, what acts on every body without them, and what they bear."""
        model = self.model
        posed = model.place(frames.angles)
        acting, contacts = on_bodies(model, frames, posed), self._contacts(frames)
        asked = self._asked(frames, acting - self._weights(posed))
        whole, pushes = self._pushes(frames.angles, posed, acting, contacts)
        return contacts, acting, least(asked, pushes, whole, weight_of(model), EASY)

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
        n = len(self.rows)
        asked = np.zeros((*found.multipliers.shape, 4))
        asked[:, -3:, :3] = -np.eye(3)
        pushes = np.zeros_like(found.pushes)
        if lean.any():
            asked[:, :n, 3], pushes = self._tilted(frames, acting, found)
        change = -found.pushes[:, :n] @ found.change(asked, pushes)
        return self.rows, change[..., :3] @ moments + change[..., 3:] * lean[:, None]

    def _tilted(self, frames: Frames, acting: Floats, found: Least) -> tuple[Floats, Floats]:
        """How what hips and knees are asked (frames, rows) and what the generators do (frames, n, 4 p) change
        with the pelvis's turn backwards over legs that stay, by differences."""
        model = self.model
        angles, legs = frames.angles.copy(), of_legs(model.body)
        hips = [model.joint(f"hip_{side}") for side in SIDES]
        angles[:, 0, 0] += DIFFERENCE
        angles[:, hips, 0] -= DIFFERENCE
        there = frames._replace(angles=angles)
        posed, stood = model.place(angles), model.place(frames.angles)
        beside_weight = acting - self._weights(stood)
        moved = (posed.origin - stood.origin)[:, legs]
        beside_weight[:, legs, 3:] += cross(moved, beside_weight[:, legs, :3])
        _, pushes = self._pushes(angles, posed, acting, self._contacts(there))
        asked = self._asked(there, beside_weight) - self._asked(frames, acting - self._weights(stood))
        return asked / DIFFERENCE, (pushes - found.pushes) / DIFFERENCE

    def _weights(self, posed: Posed) -> Floats:
        return np.asarray(weights(self.model.body.masses, posed, self.model.gravity))

    def _contacts(self, frames: Frames) -> Contacts:
        contacts = contacts_of(self.model, self.task, frames, leans=False)
        assert contacts is not None  # there are feet
        return contacts

    def _asked(self, frames: Frames, beside_weight: Floats) -> Floats:
        """What hips and knees are asked (frames, rows) N·m by legs in the air."""
        return required(self.mech, frames.angles, self.model.gravity, beside_weight, frames.pressure)

    def _pushes(
        self, angles: Floats, posed: Posed, acting: Floats, contacts: Contacts
    ) -> tuple[Beside, Floats]:
        """The balance of the whole body, and what the generators do to hips, knees and that."""
        hold = np.ones(len(contacts.held))
        whole, on_whole = beside(self.mech, posed, acting, contacts, hold)
        return whole, np.concatenate([on_rows(self.mech, angles, posed, contacts), on_whole], axis=1)


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
