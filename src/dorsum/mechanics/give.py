"""Joints that give: a posture is known to two or three degrees, and muscles do not fight what is not known.

Every angle of the rows may deviate by Δ from the one stated, with the covariance Σ of what is known of it:

    min over x, Δ, r    (Σ w |x|ᵖ / Σ w)^(1/p)  +  ½ κ Δᵀ Σ⁻¹ Δ
                        A(θ + Δ) x + r = b(θ + Δ),   |Δ| ≤ bound

The first term is the muscles' effort, a mean of x, so that the price κ does not hang on how hard the task is.
The balance is taken as linear about the last posture (`tangent`), J = ∂(b − A x)/∂θ, and the effort as
Σ w |x|ᵖ / p over λ = κ Σw effort^(p − 1). Then Δ = − Σ Jᵀ μ / λ with the multipliers μ of the rows: a
compliance J Σ Jᵀ / λ of the balance, with which `solve` knows what to do. What is beyond a bound is taken as
known to be there. Steps are halved until effort and price fall.

Spinal units are as stiff as the compression of their own joint makes them (`preload`). The factors of the
springs are half-way carried to what the compression of the last balance asks, until it asks for the same; in
between they are constants of balance, tangent and price, and they are those of the posture that is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Frames, Options, build_problem, loads, set_up
from dorsum.mechanics.goal import DUST, Flags, goal, some_of, times
from dorsum.mechanics.inertia import centres_of_mass
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import Objective
from dorsum.mechanics.preload import stiffening
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve
from dorsum.mechanics.statics import Equations
from dorsum.mechanics.tangent import leaning, tangent
from dorsum.units import DEGREE

SETTLED = 0.05 * DEGREE  # no angle wants to move by more: the search is over
FLAT = 1e-4  # of effort and price, or they cannot fall by more
LONGEST = 1.5 * DEGREE  # step of an angle
TRIES = 40  # at most
SHORTEST = 0.001 * DEGREE  # a shorter step is none
EVEN = 0.02  # relative: what the compression asks of the springs, over what they are


Follow = Callable[[Floats, Ints], Frames]  # deviations (k, n_rows) of frames (k,) → frames


class Gave(NamedTuple):
    """What was found."""

    deviation: Floats  # (frames, n_rows) rad, of least effort and price
    factors: Floats  # (frames, n_rows) times the springs, through the compression of their joints
    at_bound: Flags  # (frames, n_rows) which deviations are at their bound
    settled: Flags  # (frames,) where the search came to its end


def give(
    model: Model,
    stated: Frames,
    known: Known,
    follow: Follow,
    rule: Objective,
    options: Options,
    start: Floats | None = None,
) -> Gave:
    """The deviations of least effort and price.

    `follow` tells of some frames what posture and what forces from outside go with deviations; `start` has
    deviations near those that are looked for.
    """
    search, moving = _Search(model, known, rule, options), np.arange(len(stated.times))
    here = stated
    if start is not None:
        search.tried[:] = start
        here = follow(start, moving)
    for _ in range(TRIES):
        search.look(here, moving)
        moving = moving[~search.settled[moving]]
        if not len(moving):
            break
        here = follow(search.tried[moving], moving)
    return Gave(search.deviation, search.factors, search.at_bound, search.settled)


class _Search:
    """What is found so far, for all frames: a step towards a goal is halved until effort and price fall."""

    def __init__(self, model: Model, known: Known, rule: Objective, options: Options) -> None:
        self.model, self.known, self.rule, self.options = model, known, rule, options
        frames, n, _ = known.covariance.shape
        self.deviation = np.zeros((frames, n))
        self.tried = np.zeros((frames, n))
        self.goal = np.zeros((frames, n))
        self.part = np.zeros(frames)  # of the way to the goal that is tried
        self.side = np.zeros(known.lower.shape, dtype=np.int8)  # of the bound at which the goal stands, or 0
        self.settled = np.zeros(frames, dtype=np.bool_)
        self.merit = np.full(frames, np.inf)
        self.multipliers: Floats = np.zeros((frames, n))
        self.factors: Floats = np.ones((frames, n))
        self.even = np.zeros(frames, dtype=np.bool_)  # whether compression asks for these factors

    @property
    def at_bound(self) -> Flags:
        """Angles (frames, n_rows) that stand at a bound of their own."""
        return np.asarray(self.side[:, : self.deviation.shape[1]] != 0)

    def look(self, here: Frames, which: Ints) -> None:
        """What is tried of some frames, which are `here`, is taken where it is better, and a new goal set."""
        here = here._replace(stiffening=self.factors[which])
        eq = set_up(self.model, here, self.options)
        exact = build_problem(self.model, eq, self.rule, self.options)
        solution = solve(exact, start=self.multipliers[which[0]])
        merit, price = self._merit(solution, which)
        fall = self.merit[which] - merit
        better = fall >= 0.0
        taken = which[better]
        self.part[which[~better]] /= 2
        if len(taken):
            self.deviation[taken] = self.tried[taken]
            self.multipliers[taken] = solution.multipliers[better]
            self.settled[taken] = fall[better] < FLAT * merit[better]
            values, price = solution.values[better], price[better]
            here, eq, exact = _some(here, better), _some(eq, better), some_of(exact, better)
            asked = stiffening(self.model, loads(self.model, eq, values[:, : len(self.model.active)])[2])
            share = np.where(np.isfinite(self.merit[taken]), 0.5, 1.0)[:, None]
            self.merit[taken] = merit[better]
            change = asked / self.factors[taken] - 1.0
            self.even[taken] = np.abs(change).max(axis=1) < EVEN
            uneven = np.flatnonzero(~self.even[taken])
            if len(uneven):
                stiffer = 1.0 + share[uneven] * change[uneven]
                which_ones = taken[uneven]
                self.factors[which_ones] *= stiffer
                eq = _stiffer(eq, uneven, stiffer)
                exact = replace(exact, matrices=exact.columns, rhs=eq.required)
                again = solve(some_of(exact, uneven), start=self.multipliers[which_ones[0]])
                self.merit[which_ones], price[uneven] = self._merit(again, which_ones)
                self.multipliers[which_ones], values[uneven] = again.multipliers, again.values
                here = here._replace(stiffening=self.factors[taken])
            self._aim(here, eq, exact, values, price, taken)
        self._try(which)

    def _merit(self, solution: Solution, which: Ints) -> tuple[Floats, Floats]:
        """Effort and price of what is tried of some frames, and λ, each (frames,)."""
        tried, (effort, price) = self.tried[which], self._effort(solution)
        cost = np.einsum("fi,fij,fj->f", tried, self.known.precision[which], tried)
        return np.asarray(effort + self._constant * cost / 2), price

    def _try(self, which: Ints) -> None:
        step = self.goal[which] - self.deviation[which]
        self.tried[which] = self.deviation[which] + self.part[which, None] * step
        size = np.abs(step).max(axis=1)
        self.settled[which] |= (size < SETTLED) | (self.part[which] * size < SHORTEST)
        wait = which[self.settled[which] & ~self.even[which]]  # until the springs are what is asked
        self.settled[wait], self.merit[wait] = False, np.inf
        self.tried[wait] = self.deviation[wait]

    def _aim(
        self, here: Frames, eq: Equations, exact: Problem, values: Floats, price: Floats, which: Ints
    ) -> None:
        """The goal of some frames: the best deviations where the balance is linear about them."""
        model = self.model
        x, switches = values[:, : len(model.active)], self.options.switches()
        slopes = tangent(model, here.angles, eq, x, switches, self._carried(here, eq), here.stiffening)
        by_angle = slopes.by_rows
        if self.known.upright:
            by_angle = by_angle + slopes.by_tilt[..., None] * leaning(model, here.angles, eq.posed)[:, None]
        rhs = exact.rhs - times(by_angle, self.deviation[which])
        linear = replace(exact, matrices=exact.columns, rhs=rhs)
        start = self.multipliers[which[0]]
        self.goal[which], self.side[which] = goal(
            self.known, which, linear, by_angle, price, self.side[which], start
        )
        size = np.abs(self.goal[which] - self.deviation[which]).max(axis=1)
        self.part[which] = np.minimum(1.0, LONGEST / np.maximum(size, DUST))

    @property
    def _constant(self) -> float:
        return self.model.body.tables.constant("give_price")

    def _effort(self, solution: Solution) -> tuple[Floats, Floats]:
        """Mean of x, what the muscles lack counted with it, and λ, each (frames,)."""
        problem, p = solution.problem, solution.problem.power
        weight = problem.weights.sum(axis=1)
        mean = p * problem.objective(solution.values, solution.reserves) / weight
        effort = np.maximum(mean ** (1 / p), self.model.body.tables.constant("muscle_tone"))
        return effort, np.asarray(self._constant * weight * effort ** (p - 1))

    def _carried(self, here: Frames, eq: Equations) -> tuple[Floats, Floats]:
        """Forces on the bodies, and the points that carry them as joints give (frames, n_bodies, 3)."""
        known, masses = self.known, self.model.mech.masses
        force, at = eq.carried[..., :3], centres_of_mass(masses, eq.posed)
        if known.outside_stays:
            force = force - here.external[..., :3]
        hung = known.hung_at != np.arange(len(known.hung_at))
        at[:, hung] = eq.posed.origin[:, known.hung_at[hung]]
        return force, at


def _stiffer(eq: Equations, some: Ints, times: Floats) -> Equations:
    """The equations with the springs of some frames so many times (frames, n_rows) as stiff."""
    springs, required = eq.passive.copy(), eq.required.copy()
    springs[some] *= times
    required[some] += eq.passive[some] - springs[some]
    return eq._replace(passive=springs, required=required)


def _some(tree: Any, some: Flags) -> Any:
    """Some frames of a tuple of arrays or such tuples."""
    if tree is None or isinstance(tree, np.ndarray):
        return None if tree is None else tree[some]
    return type(tree)(*(_some(part, some) for part in tree))
