"""Joints that give: a posture is known to two or three degrees, and muscles do not fight what is not known.

Every angle of the rows may deviate by Δ from the one stated, with the covariance Σ of what is known of it:

    min over x, Δ, r    (Σ w |x|ᵖ / Σ w)^(1/p)  +  ½ κ Δᵀ Σ⁻¹ Δ
                        A(θ + Δ) x + r = b(θ + Δ),   |Δ| ≤ bound

The first term is the muscles' effort, a mean of x, so that the price κ does not hang on how hard the task is.
The balance is taken as linear about the last posture (`tangent`), J = ∂(b − A x)/∂θ, and the effort as
Σ w |x|ᵖ / p over λ = κ Σw effort^(p − 1). Then Δ = − Σ Jᵀ μ / λ with the multipliers μ of the rows: a
compliance J Σ Jᵀ / λ of the balance, with which `solve` knows what to do. What is beyond a bound is taken as
known to be there. Steps are halved until effort and price fall.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Frames, Options, build_problem, set_up
from dorsum.mechanics.columns import Columns
from dorsum.mechanics.inertia import centres_of_mass
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import Objective
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve
from dorsum.mechanics.statics import Equations
from dorsum.mechanics.tangent import leaning, tangent
from dorsum.units import DEGREE

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

SETTLED = 0.05 * DEGREE  # no angle wants to move by more: the search is over
FLAT = 1e-4  # of effort and price, or they cannot fall by more
LONGEST = 1.5 * DEGREE  # step of an angle
TRIES = 40  # at most
PASSES = 6  # a step, in search of the angles that stand at their bounds
SHORTEST = 0.001 * DEGREE  # a shorter step is none
DUST = 1e-9  # rad


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the angles of the rows, over frames.

    Attributes:
        covariance: Σ, (frames, n_rows, n_rows) rad²; of no rank where sums are known.
        precision: Σ⁻¹, the same, among deviations that Σ allows.
        limited: (m, n_rows) what of the deviations has bounds: they themselves and differences of neighbours.
        lower, upper: those bounds, (frames, m) rad.
        upright: whether the whole body turns about the root's z axis so that the trunk's inclination stays.
        hung_at: (n_bodies,) the body at whose joint the weight of each acts, itself where it turns with the
            bone that carries it; arms that hang or reach do not.
        outside_stays: whether what acts from outside stays where it is while the joints give.
    """

    covariance: Floats
    precision: Floats
    limited: Floats
    lower: Floats
    upper: Floats
    upright: bool
    hung_at: Ints
    outside_stays: bool


Follow = Callable[[Floats, Ints], Frames]  # deviations (k, n_rows) of frames (k,) → frames


def give(
    model: Model,
    stated: Frames,
    known: Known,
    follow: Follow,
    rule: Objective,
    options: Options,
    start: Floats | None = None,
) -> tuple[Floats, Flags, Flags]:
    """The deviations of least effort and price (frames, n_rows) rad, which of them are at their bound, and in
    which frames the search came to its end.

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
    return search.deviation, search.at_bound, search.settled


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

    @property
    def at_bound(self) -> Flags:
        """Angles (frames, n_rows) that stand at a bound of their own."""
        return np.asarray(self.side[:, : self.deviation.shape[1]] != 0)

    def look(self, here: Frames, which: Ints) -> None:
        """What is tried of some frames, which are `here`, is taken where it is better, and a new goal set."""
        model, options = self.model, self.options
        eq = set_up(model, here, options)
        exact = build_problem(model, eq, self.rule, options)
        solution = solve(exact, start=self.multipliers[which[0]])
        effort, price = self._effort(solution)
        tried = self.tried[which]
        merit = (
            effort + self._constant * np.einsum("fi,fij,fj->f", tried, self.known.precision[which], tried) / 2
        )
        fall = self.merit[which] - merit
        better = fall >= 0.0
        taken = which[better]
        self.deviation[taken], self.merit[taken] = tried[better], merit[better]
        self.multipliers[taken] = solution.multipliers[better]
        self.settled[taken] = fall[better] < FLAT * merit[better]
        self.part[which[~better]] /= 2
        if len(taken):
            self._aim(
                _some(here, better),
                _some(eq, better),
                _problem(exact, better),
                solution.values[better],
                price[better],
                taken,
            )
        self._try(which)

    def _try(self, which: Ints) -> None:
        step = self.goal[which] - self.deviation[which]
        self.tried[which] = self.deviation[which] + self.part[which, None] * step
        size = np.abs(step).max(axis=1)
        self.settled[which] |= (size < SETTLED) | (self.part[which] * size < SHORTEST)

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
        rhs = exact.rhs - _times(by_angle, self.deviation[which])
        linear = replace(exact, matrices=exact.columns, rhs=rhs)
        self.goal[which] = self._answer(linear, by_angle, price, which)
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

    def _answer(self, linear: Problem, by_angle: Floats, price: Floats, which: Ints) -> Floats:
        """Deviations of least cost where the balance is linear; `side` follows."""
        wanted = np.zeros_like(linear.rhs)
        todo = np.arange(len(which))
        for _ in range(PASSES):
            wanted[todo], side = self._pass(_problem(linear, todo), by_angle[todo], price[todo], which[todo])
            changed = (side != self.side[which[todo]]).any(axis=1)
            self.side[which[todo]] = side
            todo = todo[changed]
            if not len(todo):
                break
        return wanted

    def _pass(
        self, linear: Problem, by_angle: Floats, price: Floats, which: Ints
    ) -> tuple[Floats, NDArray[np.int8]]:
        """Deviations with some of what is limited held at its bounds, and what should be held instead."""
        known, side = self.known, self.side[which]
        lower, upper, covariance = known.lower[which], known.upper[which], known.covariance[which]
        at = np.where(side > 0, upper, np.where(side < 0, lower, 0.0))
        mean, free, held_back = _holding(covariance, known.limited, side != 0, at)
        back = np.swapaxes(by_angle, 1, 2)
        found = solve(
            replace(
                linear,
                matrices=linear.columns,
                rhs=linear.rhs + _times(by_angle, mean),
                compliance=by_angle @ free @ back / price[:, None, None],
            ),
            start=self.multipliers[which[0]],
        )
        asked = _times(back, found.multipliers)
        wanted = mean - _times(free, asked) / price[:, None]
        outward = _times(held_back, price[:, None] * at + _times(covariance, asked) @ known.limited.T)
        reached = wanted @ known.limited.T
        side = np.where(side * outward > 0.0, 0, side)
        side = np.where(reached > upper + DUST, 1, np.where(reached < lower - DUST, -1, side))
        return wanted, side.astype(np.int8)


def _holding(covariance: Floats, limited: Floats, held: Flags, at: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean (frames, n) and covariance (frames, n, n) of angles while some of what is limited is held `at`
    values, and the inverse covariance of that among itself (frames, m, m), zero elsewhere."""
    mean, free = np.zeros(covariance.shape[:2]), covariance.copy()
    inverse = np.zeros((*at.shape, at.shape[1]))
    for f in np.flatnonzero(held.any(axis=1)):
        some = np.flatnonzero(held[f])
        toward = covariance[f] @ limited[some].T
        pull = np.linalg.pinv(limited[some] @ toward, rcond=1e-9, hermitian=True)
        mean[f] = toward @ (pull @ at[f, some])
        free[f] -= toward @ pull @ toward.T
        inverse[f][np.ix_(some, some)] = pull
    return mean, free, inverse


def _times(matrices: Floats, vectors: Floats) -> Floats:
    product: Floats = np.einsum("fij,fj->fi", matrices, vectors)
    return product


def _problem(problem: Problem, some: Ints | Flags) -> Problem:
    """Some frames of a problem."""
    columns = problem.columns
    return replace(
        problem,
        matrices=Columns(columns.pattern, columns.values[some]),
        **{name: getattr(problem, name)[some] for name in ("rhs", "lower", "upper", "weights")},
    )


def _some(tree: Any, some: Flags) -> Any:
    """Some frames of a tuple of arrays or such tuples."""
    if tree is None or isinstance(tree, np.ndarray):
        return None if tree is None else tree[some]
    return type(tree)(*(_some(part, some) for part in tree))
