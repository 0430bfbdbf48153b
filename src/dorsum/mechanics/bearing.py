"""What contacts bear: the forces that leave the muscles least to do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.body.strength import area_factor
from dorsum.mechanics.analysis import Frames, Options, build_problem, set_up
from dorsum.mechanics.contacts import (
    GENERATORS,
    Contacts,
    beside,
    on_rows,
    with_contacts,
)
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import REFERENCE_VOLUME, Objective
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.sockets import with_sockets
from dorsum.mechanics.solve import solve
from dorsum.units import CM3

ROUNDS = 30  # at most, until abdominal pressure and what contacts bear go together
SAME_PRESSURE = 1e-6  # Pa
PULLING = 0.5  # share of the muscles about a joint that pull any one way: half pull the other
LIMBS = {"humerus": "shoulder", "femur": "hip"}  # bodies, and the joints that hold them


@dataclass(frozen=True, eq=False)
class Borne:
    """What contacts bear in every frame."""

    contacts: Contacts
    without: Floats  # (frames, n_bodies, 6) wrenches from outside without the contacts, N and N·m
    factors: Floats  # (frames, 4 p) of the generators, N
    problem: Problem  # of muscles and contacts
    solution: Solution
    model: Model
    ranges: dict[int, Floats] = field(default_factory=dict)  # of frames, what `readings` has asked for

    @property
    def forces(self) -> Floats:
        """(frames, p, 3) N on the bodies that they touch."""
        return self.contacts.forces(self.factors)

    @property
    def external(self) -> Floats:
        """(frames, n_bodies, 6) all wrenches from outside, N and N·m, about the world origin."""
        return self.without + self.contacts.wrenches(self.forces, self.without.shape[1])


def weight_of(model: Model) -> float:
    """Of the whole body, N: the unit of what contacts bear."""
    return float(np.asarray(model.body.masses.mass).sum() * np.linalg.norm(model.gravity))


def bear(
    model: Model,
    frames: Frames,
    contacts: Contacts,
    rule: Objective,
    options: Options,
    near: Borne | None = None,
) -> Borne:
    """What contacts bear beside the wrenches from outside of the frames.

    Muscles share the work by the `rule` at the same time. Abdominal pressure that follows the load follows
    what contacts leave of it. `near` is what the same contacts bear in a posture nearby, to start from.
    """
    n, cost = frames.external.shape[1], model.body.tables.constant("contact_cost")
    weight, hold = weight_of(model), held(model, contacts, options, rule.power)
    factors = np.zeros((len(frames.times), GENERATORS * len(contacts.on)))
    start = None
    if near is not None:  # of as many frames, or of one
        some = slice(None) if len(near.factors) == len(factors) else slice(1)
        factors[:] = near.factors[some]
        start = np.broadcast_to(near.solution.multipliers[some], (len(factors), near.problem.shape[1]))
    pressure = np.full(len(frames.times), np.nan)
    for _ in range(ROUNDS):
        borne = contacts.wrenches(contacts.forces(factors), n)
        eq = set_up(model, frames._replace(external=frames.external + borne), options)
        if np.abs(eq.pressure - pressure).max() <= SAME_PRESSURE:  # NaN at first
            break
        pressure = eq.pressure
        base = build_problem(model, eq, rule, options)
        on_spine = on_rows(model.mech, frames.angles, eq.posed, contacts)
        on_arms = np.zeros((len(on_spine), 0, on_spine.shape[2]))
        rows, on_others = beside(model.mech, eq.posed, eq.carried - borne, contacts, hold)
        base = replace(base, matrices=base.columns, rhs=base.rhs + _times(on_spine, factors))
        if sockets := model.sockets:
            on_arms = sockets.of_contacts(model.mech, contacts)
            base = with_sockets(sockets, model.mech, eq, eq.carried - borne, base)
        pushes = np.concatenate([on_spine, on_arms, on_others], axis=1)
        problem = with_contacts(base, pushes, weight, cost, rows)
        solution = solve(problem, start=start)
        start = solution.multipliers
        factors = weight * solution.values[:, -factors.shape[1] :]
    return Borne(contacts, frames.external, factors, problem, solution, model)


def held(model: Model, contacts: Contacts, options: Options, power: int) -> Floats:
    """What each joint that holds a limb may lack for the price of one N·m at a joint of the spine.

    So priced, a moment costs as a muscle of the joint's strength, and of half the volume of the muscles about
    it. Both are of a man of the reference mass, and grow with the subject as the areas of muscles do.
    """
    tables = model.body.tables
    size = area_factor(tables, model.body.subject)
    reserve = tables.constant("reserve_weight") / tables.constant("reserve_bound") ** power
    found = []
    for body in contacts.held:
        joint = LIMBS[model.body.skeleton.names[body].partition("_")[0]]
        volume = PULLING * size * tables.constant(f"{joint}_muscle_volume") * CM3 / REFERENCE_VOLUME
        found.append((reserve / volume) ** (1.0 / power) * size * tables.constant(f"{joint}_strength"))
    return np.array(found) * (1.0 if options.reserves else 1e3)


def _times(matrices: Floats, vectors: Floats) -> Floats:
    product: Floats = np.einsum("fij,fj->fi", matrices, vectors)
    return product
