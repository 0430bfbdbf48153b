"""Least and greatest load over admissible contact forces.

Contacts bear what leaves the muscles least to do, but a body does not know that to the newton. Admissible is
every set of contact forces within its cones of friction that balances the body with an effort of at most the
least effort plus `contact_effort`, the muscles sharing the work as always for each of them. The effort is the
mean of relative muscle force that the objective keeps small, (Σ w |x|ᵖ / Σ w)^(1/p), with what muscles lack
and what holds the limbs counted in. Abdominal pressure stays as it is.

The load of a level is a function L(c) of the contact forces; its slope a = ∂L/∂c is known in closed form
through the muscles' answer. The admissible forces, a convex set, that reach farthest along a are those of
least effort less t a·c, with the weight t at which the effort meets its bound. On the way to them the load is
computed as it is, the farthest kept, and there the slope taken anew (Frank and Wolfe's method). What is found
are loads that do occur: the true range is no narrower.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.analysis import Analysis
from dorsum.mechanics.bearing import Borne, weight_of
from dorsum.mechanics.columns import Columns, Pattern
from dorsum.mechanics.contacts import GENERATORS
from dorsum.mechanics.frame import Frame
from dorsum.mechanics.model import Model
from dorsum.mechanics.newton import inverse_of
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve
from dorsum.mechanics.statics import reactions

PASSES = 4  # with slopes taken anew
# In the search contacts cost more, so that it ends a little short: what they bear at first costs such a share
# of what the bound allows the muscles, less and less.
SMOOTHER = (2.0, 0.1)
PARTS = (1.0, 0.5, 0.2, 0.05)  # of the way to what reaches farthest, at which the load is computed
GAIN = 1e-3  # of the load: less is no gain
NEAR = 0.1  # of the effort allowed beyond the least: as near to the bound as is looked for
TRIES = 14  # weights, at most
STEP = 4.0  # from one weight to the next until the bound is passed
TYPICAL = 0.1  # weights of the body by which a load changes, for the first weight
FAR = 1e3  # weights of the body: where a row is pulled to, so that its pull is the same wherever it is


class _Posture:
    """One frame: the balance, the effort, and how loads hang on its unknowns."""

    def __init__(self, model: Model, found: Analysis, borne: Borne, frame: int) -> None:
        self.problem = _frame_of(borne.problem, frame)
        self.start = borne.solution.multipliers[frame]
        self.x = borne.solution.values[frame]
        self.contacts = slice(self.problem.shape[2] - GENERATORS * len(borne.contacts.on), None)
        self.muscles = slice(0, self.contacts.start)
        self.weight, self.here = weight_of(model), found.compression[frame, : len(LUMBAR)]
        self.loads = _loads(model, found, borne, frame, self.problem.shape[2])
        self.cost = float(self.problem.weights[0, self.muscles].sum())
        self.reserves = borne.solution.reserves[frame]
        self.least = self.effort(self.x, self.reserves)
        self.bound = self.least + model.body.tables.constant("contact_effort")
        usual = self.problem.weights[0, self.contacts] @ self.x[self.contacts] ** self.problem.power
        self._usual = self.allowed * self.problem.power / usual if usual > 0.0 else 1.0
        pattern, last = self.problem.columns.pattern, self.problem.shape[1]
        rows, columns = pattern.rows, pattern.columns
        pulled = np.arange(self.contacts.start, pattern.m)
        order = np.lexsort(
            (np.concatenate([rows, np.full(len(pulled), last)]), np.concatenate([columns, pulled]))
        )
        self._order = order
        self._pushes = self.problem.columns.frame(0)[:, self.contacts]
        self.alone = _of_muscles(self.problem, self.contacts.start, len(model.rows.names) + forces_of(model))
        self._pattern = Pattern.at(
            np.concatenate([rows, np.full(len(pulled), last)])[order],
            np.concatenate([columns, pulled])[order],
            (last + 1, pattern.m),
        )

    def effort(self, x: Floats, reserves: Floats) -> float:
        problem, p = self.problem, self.problem.power
        muscles = (problem.weights[0, self.muscles] * np.abs(x[self.muscles]) ** p).sum()
        lacking = problem.reserve_weight * (np.abs(reserves / problem.reserve_scale) ** p).sum()
        return float(((muscles + lacking) / self.cost) ** (1.0 / p))

    @property
    def allowed(self) -> float:
        """What the muscles may cost beyond the least."""
        p = self.problem.power
        return self.cost * (self.bound**p - self.least**p) / p

    def load(self, level: int, x: Floats) -> float:
        return float(self.here[level] + (x - self.x) @ self.loads[:, level])

    def slope(self, level: int, x: Floats, reserves: Floats) -> Floats:
        """∂L/∂c (4 p,) of a load by the contacts, the muscles answering; in weights of the body."""
        frame = Frame.of(self.problem, 0)
        others = np.r_[self.muscles, len(x) : len(frame.lower)]
        some = replace(
            frame,
            matrix=frame.matrix[:, self.muscles],
            lower=frame.lower[others],
            upper=frame.upper[others],
            weights=frame.weights[others],
        )
        slopes = some.slopes(np.concatenate([x[self.muscles], reserves / frame.scale]))
        answer = some.matrix @ (slopes[: self.contacts.start] * self.loads[self.muscles, level])
        by_row = inverse_of(some, slopes)(answer)
        return np.asarray(
            (self.loads[self.contacts, level] - frame.matrix[:, self.contacts].T @ by_row) / self.weight
        )

    def pulled(self, slope: Floats, weight: float, start: Floats, smooth: float) -> Solution:
        """Least effort less `weight` times a·c, by one more row that is pulled from afar."""
        problem, p = self.problem, self.problem.power
        values = np.concatenate([problem.columns.values[0], slope])[self._order]
        scale = (problem.reserve_weight * FAR ** (p - 1) / weight) ** (1.0 / p)
        weights = problem.weights.copy()
        weights[:, self.contacts] *= max(1.0, smooth * self._usual)
        wider = replace(
            problem,
            weights=weights,
            matrices=Columns(self._pattern, values[None]),
            rhs=np.append(problem.rhs[0], FAR)[None],
            reserve_scale=np.append(problem.reserve_scale, scale),
            coordinates=(*problem.coordinates, "pull"),
        )
        return solve(wider, start=np.append(start, weight))

    def borne(self, factors: Floats, start: Floats) -> tuple[Floats, Floats]:
        """Unknowns and reserves where contacts bear so much."""
        asked = self.problem.rhs[0] - self._pushes @ factors
        n = len(self.alone.rhs[0])
        alone = replace(self.alone, matrices=self.alone.columns, rhs=asked[None, :n])
        found = solve(alone, start=start[:n])
        x = np.concatenate([found.values[0], factors])
        return x, np.concatenate([found.reserves[0], asked[n:]])

    def farthest(self, slope: Floats) -> Floats | None:
        """The admissible contact forces (4 p,) that reach farthest along a slope; None where none is
        found."""
        best, start, weight = None, self.start, self.allowed / TYPICAL
        for smooth in SMOOTHER:
            low, high = 0.0, np.inf
            for _ in range(TRIES):
                tried = self.pulled(slope, weight, start, smooth)
                over = self.effort(tried.values[0], tried.reserves[0, :-1]) - self.bound
                if over <= 0.0 and tried.converged[0]:
                    low, best, start = weight, tried.values[0, self.contacts], tried.multipliers[0, :-1]
                    if -over <= NEAR * (self.bound - self.least):
                        break
                else:
                    high = weight
                if high < np.inf and low > 0.0:
                    weight = float(np.sqrt(low * high))
                else:
                    weight = weight * STEP if high == np.inf else weight / STEP
            weight = low or weight
        return best


def ranges_of(model: Model, found: Analysis, frame: int) -> Floats:
    """Least and greatest compression (levels, 2) N of the lumbar discs, from L5/S1 up, in a frame.

    What is found on the way to the extremes of one level counts for the others.
    """
    assert found.borne is not None  # who asks has looked
    posture = _Posture(model, found, found.borne, frame)
    seen = [posture.x]
    for level in range(len(LUMBAR)):
        for way in (-1.0, 1.0):
            _go(posture, level, way, seen)
    loads = np.array([[posture.load(level, x) for x in seen] for level in range(len(LUMBAR))])
    return np.stack([loads.min(axis=1), loads.max(axis=1)], axis=1)


def _go(posture: _Posture, level: int, way: float, seen: list[Floats]) -> None:
    """Towards the admissible contact forces with the farthest load of a level one way; `seen` gets those
    met."""
    x, reserves, best = posture.x, posture.reserves, posture.load(level, posture.x)
    for _ in range(PASSES):
        slope = way * posture.slope(level, x, reserves)
        if not np.abs(slope).max(initial=0.0) > 0.0 or (end := posture.farthest(slope)) is None:
            break
        here = x[posture.contacts]
        tried = [posture.borne(here + part * (end - here), posture.start) for part in PARTS]
        seen += [found for found, _ in tried]
        loads = [way * posture.load(level, found) for found, _ in tried]
        most = int(np.argmax(loads))
        if loads[most] <= way * best + GAIN * abs(best):
            break
        (x, reserves), best = tried[most], way * loads[most]


def _loads(model: Model, found: Analysis, borne: Borne, frame: int, unknowns: int) -> Floats:
    """Compression (unknowns, levels) of the lumbar discs by one unit of each unknown, N."""
    mech, posed, eq = model.mech, found.equations.posed, found.equations
    n, bodies = len(model.active), eq.carried.shape[1]
    strength = np.asarray(mech.fibres.maximal_force * eq.gains.cosine[frame])
    contacts = borne.contacts
    touching = GENERATORS * len(contacts.on)
    each = np.eye(touching)
    one = contacts._replace(
        at=contacts.at[frame, None].repeat(touching, axis=0),
        normal=contacts.normal[frame, None].repeat(touching, axis=0),
    )
    pushed = weight_of(model) * one.wrenches(one.forces(each), bodies)
    many = n + touching
    carried = np.zeros((many, bodies, 6))
    carried[n:] = pushed
    tension = np.zeros((many, n))
    tension[np.arange(n), np.arange(n)] = strength
    turned = type(posed)(*(np.repeat(part[frame, None], many, axis=0) for part in posed))
    force = reactions(mech, turned, carried, tension).force[:, : len(LUMBAR), 1]
    loads = np.zeros((unknowns, len(LUMBAR)))
    loads[:n], loads[unknowns - touching :] = -force[:n], -force[n:]
    return loads


def _frame_of(problem: Problem, frame: int) -> Problem:
    """One frame of a problem."""
    columns, some = problem.columns, slice(frame, frame + 1)
    return replace(
        problem,
        matrices=Columns(columns.pattern, columns.values[some]),
        **{name: getattr(problem, name)[some] for name in ("rhs", "lower", "upper", "weights")},
    )


def forces_of(model: Model) -> int:
    """Rows of the forces of arms, which muscles balance as they do moments (`sockets`)."""
    return 0 if model.sockets is None else 3 * len(model.sockets.humerus)


def _of_muscles(problem: Problem, muscles: int, rows: int) -> Problem:
    """One frame of the same balance without contacts, in the rows that muscles balance."""
    columns = problem.columns
    starts = columns.pattern.starts[: muscles + 1]
    pattern = Pattern(rows, starts, columns.pattern.rows[: starts[-1]])
    return replace(
        problem,
        matrices=Columns(pattern, columns.values[:, : starts[-1]]),
        rhs=problem.rhs[:, :rows],
        **{name: getattr(problem, name)[:, :muscles] for name in ("lower", "upper", "weights")},
        reserve_scale=problem.reserve_scale[:rows],
        coordinates=problem.coordinates[:rows],
        variables=problem.variables[:muscles],
    )
