"""Contacts between bones in the search for how joints give: unknowns beside the muscles of every round.

What holds bones to each other (`holding`) pushes and pulls as it leaves the muscles least to do. So does the
search for the give: both are found at once, and what contacts push is no force from outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.bearing import weight_of
from dorsum.mechanics.columns import Columns, Pattern
from dorsum.mechanics.contacts import MOST, Contacts, on_rows
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.statics import Equations


class Inner:
    """Contacts between the bones of a body, by a function that tells them of posed frames.

    `factors` (frames, 4 p) N are what they push in the postures stated.
    """

    def __init__(self, model: Model, contacts: Callable[[Posed], Contacts], factors: Floats) -> None:
        self.model, self.contacts, self.weight = model, contacts, weight_of(model)
        self.values = factors / self.weight
        self.cost = model.body.tables.constant("contact_cost")
        one = contacts(model.upright)
        moved = on_rows(model.mech, np.zeros((1, len(model.body.skeleton.names), 3)), model.upright, one)
        self.pattern = Pattern.of(np.ones_like(moved[0], dtype=np.bool_))
        both = model.topology.pattern[0], self.pattern
        starts = np.concatenate([both[0].starts, both[0].starts[-1] + both[1].starts[1:]])
        self.joined = Pattern(both[0].n, starts, np.concatenate([both[0].rows, both[1].rows]))

    def beside(self, problem: Problem, eq: Equations, angles: Floats) -> Problem:
        """The balance of the muscles with the contacts as further columns."""
        pushes = self.weight * on_rows(self.model.mech, angles, eq.posed, self.contacts(eq.posed))
        entries = np.swapaxes(pushes, 1, 2).reshape(len(pushes), -1)
        more = pushes.shape[2]

        def extended(array: Floats, value: float) -> Floats:
            return np.concatenate([array, np.full((len(array), more), value)], axis=1)

        return replace(
            problem,
            matrices=Columns(self.joined, np.concatenate([problem.columns.values, entries], axis=1)),
            lower=extended(problem.lower, 0.0),
            upper=extended(problem.upper, MOST),
            weights=extended(problem.weights, self.cost),
            variables=(*problem.variables, *(f"contact {i}" for i in range(more))),
        )

    def pressed(self, eq: Equations, values: Floats) -> Equations:
        """The equations with what contacts push, by values of the balance (frames, 4 p), carried, too."""
        contacts = self.contacts(eq.posed)
        forces = contacts.forces(self.weight * values)
        return eq._replace(carried=eq.carried + contacts.wrenches(forces, eq.carried.shape[1]))
