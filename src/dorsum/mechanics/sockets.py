"""The sockets of the shoulders: the force between humerus and glenoid goes through the glenoid.

A joint that turns about a point takes any force there, also one that would pull the head of the humerus out
of its socket. Where the girdle is balanced (`groups`) it takes none but a sum, with factors ≥ 0, of pushes
on the humerus through points of the rim,

    c + h (a cos φ, b sin φ),

c the direction from the centre of the glenoid to that of the head, a and b what the socket holds along its
width and height for each N into it (`socket_hold_width`, `socket_hold_height`). So every arm has three
further rows, the balance of its forces

    Σ F x u + Σ factors · pushes + what else acts on the arm = 0,

times the radius of a head, so that they read as moments; what lacks there costs as those do. Joints give
without it: the search for the give sees no sockets, the balance of what it finds does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dorsum.body.body import Body
from dorsum.body.scan import Ints
from dorsum.body.skeleton import SIDES, Floats
from dorsum.mechanics.columns import Columns, Pattern
from dorsum.mechanics.contacts import Contacts
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.lines import ends
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.namespace import sum_by
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.statics import Equations

GROUP = "girdle"  # of joints, whose balance needs this (`groups.GROUPS`)
POINTS = 8  # of a rim
HEAD = 0.025  # m, about the radius of a head: the lever at which forces are told as moments
MOST = 50.0  # weights of the body that a push may be: more than any shoulder bears


class Sockets(NamedTuple):
    """Both shoulders."""

    humerus: Ints  # (k,) bodies
    scapula: Ints  # (k,)
    push: Floats  # (k, POINTS, 3) on the humerus through the rim, standing, 1 N into the socket
    weight: float  # of the body, N: the unit of the pushes
    cost: float  # of a push of that size, beside one muscle at full force

    @classmethod
    def of(cls, body: Body) -> Sockets | None:
        """Of a body; None where its girdle is not balanced."""
        if GROUP not in body.free:
            return None
        skeleton, tables = body.skeleton, body.tables
        angles = 2.0 * np.pi * np.arange(POINTS) / POINTS
        hold = tables.constant("socket_hold_height"), tables.constant("socket_hold_width")
        pushes = []
        for side in SIDES:
            centre, upper, lower = (
                skeleton.at("scapula", name, side)
                for name in ("glenoid_centre", "supraglenoid_tubercle", "infraglenoid_tubercle")
            )
            into = skeleton.centre[skeleton.index(f"humerus_{side}")] - centre
            into /= np.linalg.norm(into)
            high = upper - lower
            high -= (high @ into) * into
            high /= np.linalg.norm(high)
            wide = np.cross(high, into)
            along = hold[0] * np.sin(angles)[:, None] * high + hold[1] * np.cos(angles)[:, None] * wide
            pushes.append(into + along)
        mass = float(np.asarray(body.masses.mass).sum())
        return cls(
            humerus=np.array([skeleton.index(f"humerus_{side}") for side in SIDES]),
            scapula=np.array([skeleton.index(f"scapula_{side}") for side in SIDES]),
            push=np.array(pushes),
            weight=mass * tables.constant("gravity"),
            cost=tables.constant("contact_cost"),
        )

    def pushes(self, posed: Posed) -> Floats:
        """(frames, k, POINTS, 3) on the humeri in the world, 1 N into the socket."""
        return np.asarray(self.push @ np.swapaxes(posed.rotation[:, self.scapula], -1, -2))

    def of_wrenches(self, mech: Mechanism, wrenches: Floats) -> Floats:
        """Rows (frames, 3 k) N·m of wrenches on all bodies (frames, n_bodies, 6)."""
        on_arms = np.asarray(mech.above)[self.humerus] @ wrenches[..., :3]
        return HEAD * on_arms.reshape(len(wrenches), -1)

    def of_muscles(self, mech: Mechanism, posed: Posed) -> Floats:
        """Rows (frames, 3 k, n_active) m of pulls of 1 N."""
        paths, fascicle, start, end = mech.pulling
        above = np.asarray(mech.above)[self.humerus]
        sense = above[:, start] - above[:, end]
        along = ends(paths, posed)[1]
        along = along / np.sqrt((along * along).sum(axis=1))[:, None]
        found = [sum_by(fascicle, along * one, len(mech.active)) for one in sense]
        return HEAD * np.concatenate(found, axis=1)

    def of_contacts(self, mech: Mechanism, contacts: Contacts) -> Floats:
        """Rows (frames, 3 k, 4 p) N·m of the generators of contacts, 1 N along the normal each."""
        above = np.asarray(mech.above)[self.humerus]
        ground = contacts.against < 0
        moved = above[:, contacts.on] - np.where(ground, 0.0, above[:, contacts.against])
        push = contacts.generators()
        moved = moved.repeat(push.shape[1] // len(contacts.on), axis=1)
        rows = moved[None, :, None] * np.swapaxes(push, 1, 2)[:, None]
        return HEAD * rows.reshape(len(push), -1, push.shape[1])

    def own(self, posed: Posed) -> Floats:
        """Rows (frames, 3 k, k POINTS) N·m of the pushes, of the weight of the body into the socket each."""
        push = HEAD * self.weight * self.pushes(posed)
        frames, k, points, _ = push.shape
        found = np.zeros((frames, k, 3, k, points))
        for i in range(k):
            found[:, i, :, i] = np.swapaxes(push[:, i], 1, 2)
        return found.reshape(frames, 3 * k, k * points)

    def program(
        self, mech: Mechanism, eq: Equations, unit: Floats, contacts: Contacts | None, m: int, push: float
    ) -> tuple[Floats, Floats, Floats]:
        """What holds the forces of the arms in a linear program of one frame (`greatest`).

        Rows over m columns of the balance, a load once, two more and the generators of contacts in units of a
        `push` in N; the same over what sockets push; and what is asked.
        """
        pulls = self.of_muscles(mech, eq.posed)[0]
        by_contacts = np.zeros((len(pulls), 0)) if contacts is None else self.of_contacts(mech, contacts)[0]
        rows = np.zeros((len(pulls), m + 3 + by_contacts.shape[1]))
        rows[:, : pulls.shape[1]] = pulls * (mech.fibres.maximal_force * eq.gains.cosine[0])
        rows[:, m] = self.of_wrenches(mech, unit)[0]
        rows[:, m + 3 :] = push * by_contacts
        asked = -self.of_wrenches(mech, eq.carried)[0] - pulls @ eq.fibre_passive[0]
        return rows, self.own(eq.posed)[0], asked

    def share(self, posed: Posed, wrench: Floats) -> Floats:
        """How far from its middle (frames, k) the force of an arm goes into the socket, of what that holds.

        Above 1 the head leaves it. `wrench` (frames, n_bodies, 6) is the wrench of `Reactions`.
        """
        on_arm = np.swapaxes(posed.rotation[:, self.scapula], -1, -2) @ -wrench[:, self.humerus, :3, None]
        into = self.push.mean(axis=1)
        out = self.push - into[:, None]
        quarter = POINTS // 4
        force = on_arm[..., 0]
        inward = np.vecdot(force, into)
        sides = [np.vecdot(force, out[:, i]) / np.vecdot(out[:, i], out[:, i]) for i in (0, quarter)]
        return np.asarray(np.hypot(*sides) / np.maximum(inward, np.finfo(float).tiny))


def with_sockets(
    sockets: Sockets, mech: Mechanism, eq: Equations, carried: Floats, problem: Problem
) -> Problem:
    """A balance with the forces of the arms as further rows, and what sockets push as further columns.

    `carried` (frames, n_bodies, 6) is all that acts but muscles.
    """
    frames, _, m = problem.shape
    pulls = sockets.of_muscles(mech, eq.posed)
    strength = mech.fibres.maximal_force * eq.gains.cosine
    asked = -sockets.of_wrenches(mech, carried) - np.einsum("fra,fa->fr", pulls, eq.fibre_passive)
    added = np.zeros((frames, pulls.shape[1], m + sockets.push[..., 0].size))
    added[:, :, : len(mech.active)] = pulls * strength[:, None]
    added[:, :, m:] = sockets.own(eq.posed)

    def extended(array: Floats, value: float) -> Floats:
        return np.concatenate([array, np.full((frames, added.shape[2] - m), value)], axis=1)

    scale = problem.reserve_scale
    return replace(
        problem,
        matrices=beneath(problem.columns, Columns.of(added)),
        rhs=np.concatenate([problem.rhs, asked], axis=1),
        lower=extended(problem.lower, 0.0),
        upper=extended(problem.upper, MOST),
        weights=extended(problem.weights, sockets.cost),
        reserve_scale=np.concatenate([scale, np.full(added.shape[1], scale.min())]),
        coordinates=(*problem.coordinates, *(f"force of an arm {i}" for i in range(added.shape[1]))),
        variables=(*problem.variables, *(f"socket {i}" for i in range(added.shape[2] - m))),
    )


def beneath(some: Columns, others: Columns) -> Columns:
    """Columns with the rows of others, which may be more columns, beneath their own."""
    one, other = some.pattern, others.pattern
    rows = np.concatenate([one.rows, one.n + other.rows])
    columns = np.concatenate([one.columns, other.columns])
    order = np.lexsort((rows, columns))
    pattern = Pattern.at(rows[order], columns[order], (one.n + other.n, other.m))
    return Columns(pattern, np.concatenate([some.values, others.values], axis=1)[:, order])


def within(solution: Solution, problem: Problem) -> Solution:
    """What a solution says of the problem without sockets, the first rows and columns of its own."""
    _, n, m = problem.shape
    return replace(
        solution,
        problem=problem,
        values=solution.values[:, :m],
        reserves=solution.reserves[:, :n],
        multipliers=solution.multipliers[:, :n],
    )
