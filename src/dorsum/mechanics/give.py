"""Joints that give: a posture is known to two or three degrees, and muscles do not fight what is not known.

Every angle of the rows may deviate by Δ from the one stated, with the covariance Σ of what is known of it:

    min over x, Δ, r    (Σ w |x|ᵖ / Σ w)^(1/p)  +  ½ κ Δᵀ Σ⁻¹ Δ
                        A(θ + Δ) x + r = b(θ + Δ),   |Δ| ≤ bound

The first term is the muscles' effort, a mean of x, so that the price κ does not hang on how hard the task is.
The balance is taken as linear about the last posture (`tangent`), J = ∂(b − A x)/∂θ, and the effort as
Σ w |x|ᵖ / p over λ = κ Σw effort^(p − 1). Then Δ = − Σ Jᵀ μ / λ with the multipliers μ of the rows: a
compliance J Σ Jᵀ / λ of the balance, with which `solve` knows what to do (`goal`). What is beyond a bound is
taken as known to be there. So a round leads from a posture to a goal and to the x there. Where a round goes
too far, springs that begin to pull send the next one back: it takes as much of its way as makes the last one
end where, by both, no way would be left (a secant). The search is over where no angle wants to move.

Spinal units are as stiff as the compression of their own joint makes them (`preload`). The factors of the
springs are what the compression of the last round asks, until it asks for the same; in between they are
constants of balance, tangent and price, and they are those of the posture that is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.aiming import Aiming
from dorsum.mechanics.analysis import (
    Analysis,
    Frames,
    Options,
    build_problem,
    loads,
    set_up,
)
from dorsum.mechanics.goal import DUST, Flags, Linear, goal, times
from dorsum.mechanics.inner import Inner
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import Objective
from dorsum.mechanics.preload import stiffening
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.reacting import Follow, Ground, Reacting
from dorsum.mechanics.statics import Equations
from dorsum.mechanics.tangent import add_leaning, dead_loads, leaning, tangent
from dorsum.units import DEGREE

SETTLED = 0.05 * DEGREE  # no angle wants to move by more: the search is over
EVEN = 0.02  # relative: what the compression asks of the springs, over what they are
LONGEST = 1.5 * DEGREE  # step of an angle
LEAST = 0.1  # part of a way that is taken
ROUNDS = 40  # at most
COARSE = 4  # of so many frames one is found first, then those between;
FEW = 12  # of so many all at once


class Gave(NamedTuple):
    """What was found."""

    deviation: Floats  # (frames, n_rows) rad, of least effort and price
    factors: Floats  # (frames, n_rows) times the springs, through the compression of their joints
    at_bound: Flags  # (frames, n_rows) which deviations are at their bound
    wanted: Floats  # (frames,) rad, by which some angle still wanted to turn
    settled: Flags  # (frames,) whether that is next to nothing, and the springs are as asked
    multipliers: Floats  # (frames, n_rows) of the balance there, nearly


def give(
    model: Model,
    exact: Analysis,
    known: Known,
    follow: Follow,
    rule: Objective,
    options: Options,
    ground: Ground | None = None,
    inner: Inner | None = None,
    neighbours: bool = True,
) -> Gave:
    """The deviations of least effort and price, from what is `exact`: analysed as stated.

    `follow` tells of some frames what posture and what forces from outside go with deviations, the `ground`
    how what it bears answers; `inner` are contacts between bones, found with the muscles. Frames are in the
    order of time: of many some are found first, those between from their neighbours; all at once where they
    are no `neighbours`.
    """
    search = _Search(model, exact, known, follow, rule, options, ground, inner)
    done = np.empty(0, dtype=np.int64)
    frames = len(exact.frames.times)
    for which in _order(frames) if neighbours else [np.arange(frames)]:
        if len(done):
            search.take_from(done, which)
        search.settle(which)
        done = np.union1d(done, which)
    settled = (search.wanted < SETTLED) & search.even
    return Gave(search.deviation, search.factors, search.at_bound, search.wanted, settled, search.multipliers)


def _order(frames: int) -> Iterator[Ints]:
    """Frames to be found together: the first, the last and every fourth, then those half-way between; a few
    all together."""
    done = np.zeros(frames, dtype=np.bool_)
    gap = COARSE if frames > FEW else 1
    while gap:
        which = np.unique(np.append(np.arange(0, frames, gap), frames - 1))
        if not done[which].all():
            yield which[~done[which]]
        done[which] = True
        gap //= 2


class _Search:
    """What is found so far, for all frames."""

    def __init__(
        self,
        model: Model,
        exact: Analysis,
        known: Known,
        follow: Follow,
        rule: Objective,
        options: Options,
        ground: Ground | None,
        inner: Inner | None,
    ) -> None:
        self.model, self.known, self.follow = model, known, follow
        self.ground, self.inner = ground, inner
        self.rule, self.options = rule, options
        self.hips = [k for k, row in enumerate(model.rows) if row.kind == "hip" and row.axis == "z"]
        frames, n, _ = known.covariance.shape
        solution = exact.solution
        self.deviation = np.zeros((frames, n))
        self.values, self.reserves = solution.values.copy(), solution.reserves.copy()
        self.muscles = self.values.shape[1]  # and actuators, of the unknowns
        if inner:
            self.values = np.concatenate([self.values, inner.values], axis=1)
        self.multipliers = solution.multipliers.copy()
        self.factors = stiffening(model, exact.compression, exact.frames.angles)
        self.even = np.zeros(frames, dtype=np.bool_)  # whether the compression asks for these factors
        self.step = np.zeros((frames, n))  # to the goal
        self.part = np.ones(frames)  # of it that is taken
        self.still = np.zeros(frames, dtype=np.bool_)  # whether every further round would be as the last
        self.wanted = np.full(frames, np.inf)
        self.side = np.zeros(known.lower.shape, dtype=np.int64)  # of the bound at which the goal stands, or 0
        self.aiming = Aiming(model, known, follow) if known.aims else None
        reacts = known.reacts and not known.aims
        self.reacting = Reacting(model, known, follow, ground) if reacts else None

    @property
    def at_bound(self) -> Flags:
        """Angles (frames, n_rows) that stand at a bound of their own."""
        return np.asarray(self.side[:, : self.deviation.shape[1]] != 0)

    def take_from(self, done: Ints, which: Ints) -> None:
        """Begin with some frames where straight lines between those that are done lead."""
        after = np.searchsorted(done, which)
        low, high = done[after - 1], done[after]
        share = ((which - low) / (high - low))[:, None]
        for found in (self.deviation, self.values, self.reserves, self.multipliers, self.factors):
            found[which] = (1.0 - share) * found[low] + share * found[high]
        self.side[which] = np.where(self.side[low] == self.side[high], self.side[low], 0)

    def settle(self, which: Ints) -> None:
        """Round by round, until no angle of some frames wants to move.

        Where that never ends, or where bounds leave no way to the goal, to where one wanted to move least.
        """
        going = which
        least = np.full(len(self.wanted), np.inf)
        there = self.deviation.copy(), self.factors.copy()
        for _ in range(ROUNDS):
            self._round(self.follow(self.deviation[going], going), going)
            nearer = going[self.even[going] & (self.wanted[going] < least[going])]
            least[nearer] = self.wanted[nearer]
            for kept, now in zip(there, (self.deviation, self.factors), strict=True):
                kept[nearer] = now[nearer]
            which = which[(self.wanted[which] >= SETTLED) | ~self.even[which]]
            going = which[~self.still[which]]
            if not len(going):
                break
            self.deviation[going] += self.part[going, None] * self.step[going]
        which = which[np.isfinite(least[which])]
        self.even[which], self.wanted[which] = True, least[which]
        for kept, now in zip(there, (self.deviation, self.factors), strict=True):
            now[which] = kept[which]

    def _round(self, here: Frames, which: Ints) -> None:
        """A new goal of some frames, which are `here`."""
        here, eq, problem = self._press(here, which)
        values, reserves = self.values[which], self.reserves[which]
        _, price = effort(self.model, problem, values, reserves, self.muscles)
        by_angle = self._slopes(here, eq, values, which)
        rhs = eq.required - times(by_angle, self.deviation[which])
        linear = Linear(problem, rhs, by_angle, price)
        wanted, found = goal(self.known, self.side, which, linear, self.multipliers[which])
        step = wanted - self.deviation[which]
        self.wanted[which] = np.maximum(np.abs(step).max(axis=1), self._beyond(which))
        self.part[which] = self._part(step, which)
        same = np.abs(step - self.step[which]).max(axis=1) < DUST
        self.still[which] = same & (self.part[which] == 0.0) & self.even[which]
        self.step[which] = step
        share = self.part[which, None]
        self.values[which] = values + share * (found.values - values)
        self.reserves[which] = reserves + share * (found.reserves - reserves)
        self.multipliers[which] = found.multipliers

    def _beyond(self, which: Ints) -> Floats:
        """How far deviations stand beyond their bounds (frames,), rad."""
        known = self.known
        reached = self.deviation[which] @ known.limited.T
        beyond = np.maximum(reached - known.upper[which], known.lower[which] - reached)
        return np.asarray(np.maximum(beyond.max(axis=1), 0.0))

    def _part(self, step: Floats, which: Ints) -> Floats:
        """How much of a way to take (frames,): the secant of the last one and this."""
        last, size = self.step[which], np.maximum(self.wanted[which], DUST)
        less = (last * (last - step)).sum(axis=1)
        part = np.divide(
            self.part[which] * (last * last).sum(axis=1), less, out=np.ones_like(less), where=less > 0.0
        )
        part = np.minimum(np.clip(part, LEAST, 1.0), LONGEST / size)
        return np.asarray(np.minimum(part, self._within(step, which)))

    def _within(self, step: Floats, which: Ints) -> Floats:
        """How much of a way leaves everything within its bounds (frames,), 1 at most."""
        known = self.known
        at, way = (each @ known.limited.T for each in (self.deviation[which], step))
        room = np.where(way > 0.0, known.upper[which] - at, at - known.lower[which])
        out = (room >= 0.0) & (np.abs(way) > room + DUST)
        share = np.divide(room, np.abs(way), out=np.ones_like(room), where=out)
        return np.asarray(share.min(axis=1))

    def _press(self, here: Frames, which: Ints) -> tuple[Frames, Equations, Problem]:
        """The balance of some frames, with springs as stiff as the compression of the last round asks."""
        model = self.model
        here = here._replace(stiffening=self.factors[which])
        eq = set_up(model, here, self.options)
        problem, pressing = build_problem(model, eq, self.rule, self.options), eq
        if self.inner:
            problem = self.inner.beside(problem, eq, here.angles)
        values = np.clip(self.values[which], problem.lower, problem.upper)
        self.values[which] = values
        if self.inner:
            pressing = self.inner.pressed(eq, values[:, self.muscles :])
        pressed = loads(model, pressing, values[:, : len(model.active)])[2]
        asked = stiffening(model, pressed, here.angles)
        change = asked / self.factors[which] - 1.0
        self.even[which] = np.abs(change).max(axis=1) < EVEN
        change[self.even[which]] = 0.0
        if change.any():
            self.factors[which] *= 1.0 + change
            springs = eq.passive * (1.0 + change)
            eq = eq._replace(passive=springs, required=eq.required + eq.passive - springs)
        return here._replace(stiffening=self.factors[which]), eq, problem

    def _slopes(self, here: Frames, eq: Equations, values: Floats, which: Ints) -> Floats:
        """How what is asked at the rows grows with the deviations (frames, n_rows, n_rows), N·m/rad."""
        model, known, ground = self.model, self.known, self.ground
        x, switches = values[:, : len(model.active)], self.options.switches()
        carried = self.aiming.carried(here, eq.posed) if self.aiming else self._carried(eq)
        by_rows, by_tilt = tangent(model, here.angles, eq, x, switches, carried, here.stiffening)
        if known.upright and (len(self.hips) or not self.reacting):
            by_tilt = by_tilt - by_rows[:, :, self.hips].sum(axis=2)  # the legs stay where they are
            add_leaning(model, here.angles, eq.posed, by_tilt, by_rows)
        lean = leaning(model, here.angles, eq.posed) if ground and known.upright else np.zeros_like(by_tilt)
        if self.aiming:
            by_rows += self.aiming.slopes(self.deviation[which], which, here, eq.posed)
        if self.reacting:
            of_carried, moments = self.reacting.slopes(self.deviation[which], which)
            by_rows += of_carried
        elif ground:
            moments = ground.moments(eq.posed, carried[1], lean)
        if ground:
            rows, answer = ground.slopes(moments, lean)
            by_rows[:, rows] += answer
        return by_rows

    def _carried(self, eq: Equations) -> tuple[Floats, Floats]:
        """Forces on the bodies, and the points that carry them as joints give (frames, n_bodies, 3)."""
        force, at = dead_loads(self.model.mech, eq, self.known.hung_at)
        return (np.zeros_like(force) if self.known.reacts else force), at


def effort(
    model: Model, problem: Problem, values: Floats, reserves: Floats, muscles: int | None = None
) -> tuple[Floats, Floats]:
    """Mean of x, what the muscles lack counted with it, and λ, each (frames,); `muscles` is how many of the
    unknowns are no contacts, if some are."""
    tables, p, weight = model.body.tables, problem.power, problem.weights[:, :muscles].sum(axis=1)
    mean = p * problem.objective(values, reserves) / weight
    found = np.maximum(mean ** (1 / p), model.tone[model.tone > 0.0].min(initial=1.0))
    return found, np.asarray(tables.constant("give_price") * weight * found ** (p - 1))
