"""Contacts: where the body rests on something, or on itself, and what forces can act there.

A contact is a point on a body with the outward normal n of the surface that supports it. It pushes and has
friction: its force is a sum of the generators n ± μ τ₁ and n ± μ τ₂ with factors ≥ 0, a pyramid inside the
cone of friction. Between two bodies it acts on both, equal and opposite.

The factors are unknowns of the balance beside the muscles, at next to no cost (`with_contacts`): what is
borne is what leaves the muscles least to do. Where all that bears the body is told (`whole`), the balance of
the whole body holds too, six further rows: the ground bears weight, inertia and all other forces from
outside.

Arms and legs that bear have to be held at shoulders and hips, whose muscles are no columns: without a price
they would push and pull along the floor for the spine's sake. What a contact asks of such a joint costs as a
muscle of that strength and volume would.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dorsum.body.scan import Ints
from dorsum.body.skeleton import Floats
from dorsum.mechanics.columns import Columns, Pattern
from dorsum.mechanics.geometry import screws_of
from dorsum.mechanics.kinematics import Posed, turning_axes
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.namespace import cross, sum_by
from dorsum.mechanics.problem import Problem

GROUND = -1
GENERATORS = 4  # of a contact
MOST = 20.0  # weights of the body that a generator may bear: more than any task asks
# Reserves of the whole body's rows against those of a joint: what a joint may lack by one N·m, the whole body
# may by so many N and N·m. It has to be balanced; this is what the solver can resolve.
WHOLE_SHARE = 1e-3


class Contacts(NamedTuple):
    """Points where the body is pushed, p of them."""

    names: tuple[str, ...]  # (p,) such as `backrest T9`; several points of one surface have one name
    on: Ints  # (p,) bodies
    against: Ints  # (p,) the body that is pushed back, or `GROUND`
    at: Floats  # (frames, p, 3) m
    normal: Floats  # (frames, p, 3) into the body `on`, of length 1
    friction: Floats  # (p,) μ
    held: tuple[int, ...]  # bodies whose joints hold the limbs that contacts touch, such as an upper arm
    whole: bool  # whether the ground's contacts are all that bears the body

    def generators(self) -> Floats:
        """(frames, 4 p, 3) forces on the body `on`, with 1 N along the normal each."""
        n = self.normal
        least = np.eye(3)[np.abs(n).argmin(axis=-1)]  # the axis that is least along the normal
        one = cross(n, least)
        one /= np.linalg.norm(one, axis=-1, keepdims=True)
        tangents = np.stack([one, -one, (other := cross(n, one)), -other], axis=2)
        found = n[:, :, None] + self.friction[:, None, None] * tangents
        return np.asarray(found.reshape(len(n), -1, 3))

    def forces(self, factors: Floats) -> Floats:
        """Forces (frames, p, 3) on the bodies `on` of factors (frames, 4 p) in N."""
        pushed = self.generators() * factors[..., None]
        return np.asarray(pushed.reshape(len(pushed), -1, GENERATORS, 3).sum(axis=2))

    def wrenches(self, forces: Floats, bodies: int) -> Floats:
        """Wrenches (frames, bodies, 6) about the world origin of forces (frames, p, 3) N."""
        each = np.concatenate([forces, cross(self.at, forces)], axis=-1)
        ground = self.against == GROUND
        found = sum_by(self.on, np.swapaxes(each, 1, 2), bodies)
        if not ground.all():
            back = np.swapaxes(each[:, ~ground], 1, 2)
            found = found - sum_by(self.against[~ground], back, bodies)
        return np.asarray(np.swapaxes(found, 1, 2))


def together(some: Contacts | None, others: Contacts | None) -> Contacts | None:
    """Two sets of contacts of the same frames as one."""
    if some is None or others is None:
        return others if some is None else some
    return Contacts(
        names=(*some.names, *others.names),
        on=np.concatenate([some.on, others.on]),
        against=np.concatenate([some.against, others.against]),
        at=np.concatenate([some.at, others.at], axis=1),
        normal=np.concatenate([some.normal, others.normal], axis=1),
        friction=np.concatenate([some.friction, others.friction]),
        held=(*some.held, *others.held),
        whole=some.whole or others.whole,
    )


class Beside(NamedTuple):
    """Rows of the balance beside those of the spine, n of them."""

    names: tuple[str, ...]
    carried: Floats  # (frames, n) what acts on them besides contacts and muscles, N or N·m
    lacking: Floats  # (n,) what each may lack for the price of one N·m at a joint of the spine


def on_rows(mech: Mechanism, angles: Floats, posed: Posed, contacts: Contacts) -> Floats:
    """Moments (frames, n_rows, 4 p) of each generator about the rows, N·m per N along its normal, in the
    sense of the muscles'."""
    rows = mech.rows
    screw = screws_of(rows, posed, turning_axes(mech.tree, posed, angles))
    screw = screw.reshape(len(angles), -1, 6)[:, rows.cell]
    ground = contacts.against == GROUND
    above = np.asarray(mech.above)[rows.body]
    moved = above[:, contacts.on] - np.where(ground, 0.0, above[:, contacts.against])
    unit = np.swapaxes(_units(contacts), 1, 2)
    return np.asarray((screw @ unit) * moved.repeat(GENERATORS, axis=1))


def _units(contacts: Contacts) -> Floats:
    """Wrenches (frames, 4 p, 6) about the world origin of the generators, of 1 N along the normal."""
    push = contacts.generators()
    at = contacts.at.repeat(GENERATORS, axis=1)
    return np.concatenate([push, cross(at, push)], axis=-1)


def beside(
    mech: Mechanism, posed: Posed, carried: Floats, contacts: Contacts, hold: Floats
) -> tuple[Beside, Floats]:
    """The balance of the whole body, where it is told what bears it, and of the joints that hold limbs.

    `carried` (frames, n_bodies, 6) is all that acts but contacts and muscles; `hold` what each of the
    joints that hold may lack, as `Beside.lacking` has it. Also what the generators do, (frames, n, 4 p).
    """
    units, above = _units(contacts), np.asarray(mech.above)
    ground = contacts.against == GROUND
    bodies, turns, names, lacking = [], [], [], []
    if contacts.whole:
        bodies, turns = [0], [np.broadcast_to(np.eye(3), (len(carried), 3, 3))]
        names, lacking = ["whole body"], [WHOLE_SHARE]
    for body, price in zip(contacts.held, hold, strict=True):
        bodies.append(body)
        turns.append(posed.rotation[:, mech.tree.parent[body]])
        names.append(f"joint that holds body {body}")
        lacking.append(float(price))
    asked, pushes = [np.zeros((len(carried), 1, 0))], [np.zeros((*units.shape[:2], 0))]
    for i, (body, turn) in enumerate(zip(bodies, turns, strict=True)):
        moved = above[body, contacts.on] - np.where(ground, 0.0, above[body, contacts.against])
        by_contacts = units * moved.repeat(GENERATORS)[:, None]
        forces = contacts.whole and i == 0
        asked.append(_about(posed, body, turn, (above[body] @ carried)[:, None], forces))
        pushes.append(_about(posed, body, turn, by_contacts, forces))
    told = tuple(
        f"{name} {kind} {axis}"
        for i, name in enumerate(names)
        for kind in (("force", "moment") if contacts.whole and i == 0 else ("moment",))
        for axis in "xyz"
    )
    each = [found.shape[2] for found in asked[1:]]
    return (
        Beside(told, np.concatenate(asked, axis=2)[:, 0], np.repeat(lacking, each)),
        np.swapaxes(np.concatenate(pushes, axis=2), 1, 2),
    )


def _about(posed: Posed, body: int, turn: Floats, wrench: Floats, forces: bool) -> Floats:
    """Moments (frames, n, 3) of wrenches (frames, n, 6) about the joint centre of a body in turned axes,
    after their forces if these are wanted."""
    moment = wrench[..., 3:] - cross(posed.origin[:, body, None], wrench[..., :3])
    found = moment @ turn
    return np.concatenate([wrench[..., :3] @ turn, found], axis=-1) if forces else found


def with_contacts(problem: Problem, pushes: Floats, weight: float, cost: float, rows: Beside) -> Problem:
    """A balance with generators as further columns, in units of the body's `weight` N, at a `cost` each.

    `pushes` (frames, n_rows + n, 4 p) are those on the rows and on the `rows` beside; the `problem` is that
    of the muscles without contacts.
    """
    frames, _, more = pushes.shape
    columns = joined(problem.columns, Columns.of(weight * pushes), pushes.shape[1])

    def extended(array: Floats, value: float) -> Floats:
        return np.concatenate([array, np.full((frames, more), value)], axis=1)

    scale = problem.reserve_scale
    return replace(
        problem,
        matrices=columns,
        rhs=np.concatenate([problem.rhs, -rows.carried], axis=1),
        lower=extended(problem.lower, 0.0),
        upper=extended(problem.upper, MOST),
        weights=extended(problem.weights, cost),
        reserve_scale=np.concatenate([scale, float(scale.min()) * rows.lacking]),
        coordinates=(*problem.coordinates, *rows.names),
        variables=(*problem.variables, *(f"contact {i}" for i in range(more))),
    )


def joined(some: Columns, others: Columns, rows: int) -> Columns:
    """Columns of two patterns one after the other, over so many rows."""
    one, other = some.pattern, others.pattern
    starts = np.concatenate([one.starts, one.starts[-1] + other.starts[1:]])
    pattern = Pattern(rows, starts, np.concatenate([one.rows, other.rows]))
    return Columns(pattern, np.concatenate([some.values, others.values], axis=1))
