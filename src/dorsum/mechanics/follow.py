"""Follow the posture of rest while a muscle is pulled more or less: as `settle`, but for a slider.

`Pull.settle` takes the curvature of the energy at every step, which is most of its time. Here the
curvature of standing, taken once for what is held, is kept up to date by what the gradient does on the way
(BFGS), and the way starts at the last rest where that is nearer than standing. The equation and its bound
are the same; where they are not met, `settle` does the work.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.mechanics.settle import ARRIVED, LARGEST_STEP, RESIDUAL, ROUNDING, Pull, Rest

MOST_STEPS = 150  # then `settle` is tried
MOST_HALVINGS = 12
ENOUGH = 1e-4  # of the descent that the slope promises (Armijo)
KEPT = 8  # sets of held bones whose curvature is kept


@dataclass(frozen=True)
class Place:
    """A posture of rest that is known, with the inverse curvature of its free coordinates, rad/(N·m)."""

    activation: Floats  # (n_fascicles,)
    coordinates: Floats  # (n,)
    inverse: Floats  # (free, free)
    factors: Floats  # (n,) of the springs


class Follower:
    """Settles a body again and again; remembers where it was for every set of locked coordinates."""

    def __init__(self, pull: Pull) -> None:
        self.pull = pull
        self._standing: OrderedDict[bytes, Place] = OrderedDict()
        self._last: dict[bytes, Place] = {}

    def settle(self, activation: Floats, locked: NDArray[np.bool_], proved: bool = False) -> Rest:
        """Rest under activations (n_fascicles,); its `least_stiffness` is NaN unless it is to be `proved`.

        Raises:
            NoEquilibrium: the energy has no minimum that is found.
        """
        key, free = locked.tobytes(), ~locked
        start = self._nearest(key, activation, free)
        found, steps = self._pressed(start, activation, free)
        slope = self.pull.gradient(found.coordinates, activation, found.factors)
        residual = float(np.abs(slope[free]).max(initial=0.0))
        if residual > RESIDUAL:
            return self.pull.settle(activation, locked)
        self._last[key] = found
        least = self._least_stiffness(found, free) if proved else float("nan")
        angles = self.pull.angles(found.coordinates)
        return Rest(angles, found.coordinates, residual, least, steps, found.factors)

    def _pressed(self, start: Place, activation: Floats, free: NDArray[np.bool_]) -> tuple[Place, int]:
        """Downhill, and again with springs as stiff as what is found presses them."""
        there = start

        def descend(q: Floats, factors: Floats) -> tuple[Floats, int]:
            nonlocal there
            there, steps = self._descend(replace(there, coordinates=q, factors=factors), activation, free)
            return there.coordinates, steps

        _, factors, steps = self.pull.pressed(start.coordinates, activation, start.factors, descend)
        return replace(there, factors=factors), steps

    def _least_stiffness(self, found: Place, free: NDArray[np.bool_]) -> float:
        curvature = self.pull.hessian(found.coordinates, found.activation, found.factors)[np.ix_(free, free)]
        return float(np.linalg.eigvalsh(curvature)[0]) if free.any() else float("inf")

    def _nearest(self, key: bytes, activation: Floats, free: NDArray[np.bool_]) -> Place:
        """The last rest or standing, whichever has activations more like those asked for."""
        if key not in self._standing:
            zero, none = np.zeros(len(self.pull.names)), np.zeros_like(activation)
            curvature = self.pull.hessian(zero, none)[np.ix_(free, free)]
            inverse = np.asarray(np.linalg.inv(curvature), dtype=float)
            self._standing[key] = Place(none, zero, inverse, self.pull.plain)
            while len(self._standing) > KEPT:
                self._last.pop(self._standing.popitem(last=False)[0], None)
        standing, last = self._standing[key], self._last.get(key)
        if last is None or np.linalg.norm(activation - last.activation) > np.linalg.norm(activation):
            return standing
        return last

    def _descend(self, start: Place, activation: Floats, free: NDArray[np.bool_]) -> tuple[Place, int]:
        """BFGS downhill with a bound on the length of a step."""
        q, inverse = start.coordinates.copy(), start.inverse.copy()
        slope = self.pull.gradient(q, activation, start.factors)[free]
        here = self.pull.energy(q, activation, start.factors)
        step = 0
        for step in range(MOST_STEPS):  # noqa: B007  # told at the end
            if np.abs(slope).max(initial=0.0) < ARRIVED:
                break
            move = -inverse @ slope
            if slope @ move >= 0.0:
                inverse = start.inverse.copy()
                move = -inverse @ slope
            move *= min(1.0, LARGEST_STEP / np.abs(move).max())
            moved = self._search(q, free, move, slope, here, activation, start.factors)
            if moved is None:
                break
            there, energy = moved
            after = self.pull.gradient(there, activation, start.factors)[free]
            inverse = updated(inverse, (there - q)[free], after - slope)
            q, here, slope = there, energy, after
        return Place(activation, q, inverse, start.factors), step

    def _search(
        self,
        q: Floats,
        free: NDArray[np.bool_],
        move: Floats,
        slope: Floats,
        here: float,
        activation: Floats,
        factors: Floats,
    ) -> tuple[Floats, float] | None:
        """The first of the halved steps that goes downhill enough, with its energy; None if none does."""
        promised = ENOUGH * float(slope @ move)
        for halving in range(MOST_HALVINGS):
            share = 0.5**halving
            there = q.copy()
            there[free] += share * move
            energy = self.pull.energy(there, activation, factors)
            if energy <= here + share * promised + ROUNDING * (1.0 + abs(here)):
                return there, energy
        return None


def updated(inverse: Floats, step: Floats, change: Floats) -> Floats:
    """The BFGS update of an inverse curvature by a step (rad) and the change of slope along it (N·m)."""
    along = float(step @ change)
    if along <= 1e-12 * float(np.linalg.norm(step) * np.linalg.norm(change)):
        return inverse
    turned = inverse @ change
    scale = (1.0 + float(change @ turned) / along) / along
    return np.asarray(
        inverse + scale * np.outer(step, step) - (np.outer(turned, step) + np.outer(step, turned)) / along
    )
