"""The greatest multiple of a load that the muscles can bear, joints giving as far as the posture is known.

At a posture the balance is linear in the muscles' x, the multiple s of the load and the abdominal pressure p,
and about it in how far the joints turn, d: so the greatest s is the answer of a linear program,

    max s   A x − u s − q p − r t − J d = b,   tone ≤ x ≤ gain,   rest ≤ p ≤ most,   0 ≤ t ≤ p,   d as known

with u, q and r what a unit of load and of the pressures ask, J the `tangent`. Who pushes as hard as he can
chooses his pressure; the wall must hold it: p R H ≤ F_t + F_o h, transversus first, x of the obliques at
least their share h. He holds his breath, too: the pressure in the chest, t, is chosen as well, up to p, for
the diaphragm does not push upwards (`chest`). A give has no price here: of the postures that are the one
stated, as far as it is known, the best counts. What is told is the answer at the posture found, with nothing
taken as linear in the angles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import NoEquilibrium
from dorsum.mechanics.analysis import Analysis, Frames, Options, build_problem, loads, set_up
from dorsum.mechanics.contacts import Contacts, on_rows
from dorsum.mechanics.give import EVEN
from dorsum.mechanics.known import Known
from dorsum.mechanics.model import Model
from dorsum.mechanics.most import LACK, Greatest
from dorsum.mechanics.objectives import DEFAULT, OBJECTIVES
from dorsum.mechanics.preload import stiffening
from dorsum.mechanics.shortfall import unheld
from dorsum.mechanics.statics import Equations, moments_of_carried
from dorsum.mechanics.tangent import dead_loads, leaning, tangent
from dorsum.units import DEGREE, KPA

LONGEST = 1.5 * DEGREE  # step of an angle, at first
SHORTEST = 0.1 * DEGREE  # at last
GAINED = 1e-3  # relative: what a further step must add
ROUNDS = 20  # at most
MOST = 1e5  # of the load
FIXED = 1e-12  # rad², variance of a sum of angles that is known
HELD = 1e-4  # N·m, lacked in all: as good as nothing
BIT = 1e-5  # rad, of differences
HELP = 1e-9  # N·m: less is asked of a row by a unit of the load than counts

Follow = Callable[[Floats], Frames]  # deviations (n_rows,) rad → one frame without the load
HUNDRED = 100.0  # N, the unit of what contacts push
Held = Callable[[Frames], Contacts | None]  # contacts between bones, at a frame
Load = Callable[[Frames], Floats]  # a frame → wrenches (1, n_bodies, 6) of the load once, N and N·m


def greatest(
    model: Model,
    follow: Follow,
    load: Load,
    options: Options,
    known: Known | None = None,
    start: Analysis | None = None,
    contacts: Held = lambda frames: None,
) -> Greatest:
    """The greatest multiple of a load on a held posture.

    `known` is how well the posture is known (one frame); unless it is given no joint gives. The search begins
    where the analysis of the posture without the load has the joints, `start`. `contacts` hold bones to each
    other, pushing as much as is best; in a step of the search they push as they lay before it.

    Raises:
        NoEquilibrium: the posture itself cannot be held.
    """
    if known is None or start is None or start.given is None:
        best = _At(model, follow, load, options, np.zeros(len(model.rows)), None, contacts).most()
    else:
        best = _search(partial(_At, model, follow, load, options, contacts=contacts), known, start)
    if best.lacks > HELD:
        slack = replace(options, tone=False), best.deviation, best.frames.stiffening, contacts
        silent = options.tone and _At(model, follow, load, *slack).most().lacks <= HELD
        raise unheld(best.lacked, model.rows.names, silent)
    return best


def _search(posed: Callable[[Floats, Floats], _At], known: Known, start: Analysis) -> Greatest:
    """Step by step along the tangent, to the posture of most worth.

    Springs follow the compression on the way; the last posture counts that is held with those of then."""
    springs, near = start.frames.stiffening, _unloaded(start)
    assert springs is not None  # joints give
    here = posed(near.deviation, springs)
    best, step = here.most(), LONGEST
    last = here, best
    for _ in range(ROUNDS):
        linear = here.most(known, step, best)
        found = posed(linear.deviation, springs).most()
        if found.worth < best.worth:
            step /= 2
            if step < SHORTEST:
                break
            continue
        gained, held = found.worth - best.worth, best.lacks <= HELD
        change = _stiffening(here.model, found, here.options) / springs - 1.0
        if np.abs(change).max() > EVEN:
            springs = springs * (1.0 + change / 2)
        here = posed(linear.deviation, springs)
        best = here.most()
        if best.lacks <= HELD or last[1].lacks > HELD:
            last = here, best
        if held and gained < GAINED * best.times:
            break
    here, best = last
    linear = here.most(known, LONGEST, best)
    return replace(best, limits=linear.limits, short=linear.short)


def _unloaded(start: Analysis) -> Greatest:
    """The balance of the posture without the load."""
    assert start.given is not None
    x, rows = start.solution.values[0], np.zeros(start.given.deviation.shape[1])
    pressed = start.frames._replace(pressure=start.equations.pressure)
    return Greatest(0.0, start.given.deviation[0], pressed, rows, x, 0.0, np.zeros_like(x), rows, rows)


def _stiffening(model: Model, found: Greatest, options: Options) -> Floats:
    """What the compression found asks of the springs, (1, n_rows)."""
    eq = set_up(model, found.frames, options)
    pressed = loads(model, eq, found.x[None, : len(model.active)])[2]
    return stiffening(model, pressed, found.frames.angles)


class _At:
    """The program at one posture."""

    def __init__(
        self,
        model: Model,
        follow: Follow,
        load: Load,
        options: Options,
        deviation: Floats,
        springs: Floats | None,
        contacts: Held = lambda frames: None,
    ) -> None:
        self.model, self.options, self.deviation = model, options, deviation
        frames = follow(deviation)
        stated = np.isnan(frames.pressure).all()
        self.free_pressure = stated and options.abdominal_pressure
        self.pressed = np.zeros(1) if stated else frames.pressure
        self.frames = frames._replace(pressure=self.pressed, stiffening=springs)
        self.unit = load(self.frames)
        self.eq = self._set_up(0.0, 0.0)
        asked = self.eq.required[0]
        self.per_unit = np.asarray(self._set_up(1.0, 0.0).required[0] - asked)
        self.held = held = contacts(self.frames)
        angles, posed = self.frames.angles, self.eq.posed
        self.pushes = HUNDRED * (
            np.zeros((len(asked), 0)) if held is None else on_rows(model.mech, angles, posed, held)[0]
        )
        self.per_pressure = np.asarray(self._set_up(0.0, KPA).required[0] - asked)
        self.in_chest = KPA * model.chest.wrenches(posed, frames.external.shape[1])
        breathless = set_up(model, self._breathing(self._loaded(0.0, 0.0), 1.0), options)
        self.per_chest = np.asarray(breathless.required[0] - asked)
        self.arms = model.sockets and model.sockets.program(
            model.mech, self.eq, self.unit, held, len(model.variables), HUNDRED
        )

    def _loaded(self, times: float, pressure: float) -> Frames:
        """With the load, and a pressure (Pa) beside the one stated."""
        return self.frames._replace(
            external=self.frames.external + times * self.unit, pressure=self.pressed + pressure
        )

    def _pushed(self, frames: Frames, factors: Floats) -> Frames:
        """With what contacts between bones push, in hundreds of N."""
        if self.held is None:
            return frames
        forces = self.held.forces(HUNDRED * factors[None])
        return frames._replace(
            external=frames.external + self.held.wrenches(forces, frames.external.shape[1])
        )

    def _breathing(self, frames: Frames, pressure: float) -> Frames:
        """With a pressure in the chest, kPa."""
        return frames._replace(external=frames.external + pressure * self.in_chest)

    def _set_up(self, times: float, pressure: float) -> Equations:
        return set_up(self.model, self._loaded(times, pressure), self.options)

    def most(self, known: Known | None = None, step: float = 0.0, near: Greatest | None = None) -> Greatest:
        """The greatest multiple, joints turning by no more than a `step` about the posture, along the tangent
        of the balance that is `near`."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, hstack, vstack

        model, abdomen = self.model, self.model.mech.abdomen
        problem = build_problem(model, self.eq, OBJECTIVES[DEFAULT], self.options)
        columns = [problem.matrices[0], -self.per_unit[:, None], -self.per_pressure[:, None]]
        m, n = problem.matrices.shape[2], len(model.rows)
        chest = m + 3 + self.pushes.shape[1]
        pushed = chest + 1  # what follows is lacked, n one way and n the other
        lacked = pushed + 2 * n  # what follows are turns of the joints
        wall = np.flatnonzero(abdomen.wall)
        holds = np.zeros((1 + len(wall), m + 3))  # of x, s, p in kPa and h
        holds[0, m + 1 :] = KPA * abdomen.hoop_radius * abdomen.hoop_height, -abdomen.obliques_capacity
        holds[1 + np.arange(len(wall)), wall] = -1.0
        holds[1:, m + 2] = self.eq.gains.active[0, wall]
        room = np.append(abdomen.transversus_capacity, np.zeros(len(wall)))
        least, top, held = self._pressures()
        lower, upper = [*problem.lower[0], 0.0, least, 0.0], [*problem.upper[0], MOST, top, 1.0]
        columns += [np.zeros((n, 1)), self.pushes, -self.per_chest[:, None], np.eye(n), -np.eye(n)]
        equal = [csr_array(np.hstack(columns))]
        asked, holds = problem.rhs[0], np.pad(holds, [(0, 1), (0, lacked - m - 3)])
        holds[-1, [m + 1, chest]], room = (-1.0, 1.0), np.append(room, 0.0)
        lower, upper = [*lower, *[0.0] * (lacked - m - 3)], [*upper, *[MOST] * (lacked - m - 3)]
        upper[chest] = held
        if known is not None and near is not None:
            equal[0] = hstack([equal[0], csr_array(-self._slopes(known, near))])
            sums = _sums(known)
            equal.append(csr_array(np.hstack([np.zeros((len(sums), lacked)), sums])))
            asked = np.append(asked, -sums @ self.deviation)
            bounded = np.vstack([known.limited, -known.limited])
            at = np.append(known.upper[0], -known.lower[0]) - bounded @ self.deviation
            still = np.zeros((len(holds), n)), np.zeros((len(bounded), lacked))
            holds = np.block([[holds, still[0]], [still[1], bounded]])
            room = np.append(room, np.maximum(at, 0.0))
            lower, upper = [*lower, *[-step] * n], [*upper, *[step] * n]
        if self.arms is not None:
            rows, own, forces = self.arms
            more, rest = own.shape[1], csr_array((len(rows), len(lower) - rows.shape[1]))
            equal = [hstack([each, csr_array((each.shape[0], more))]) for each in equal]
            equal.append(hstack([csr_array(rows), rest, csr_array(own)]))
            asked, holds = np.append(asked, forces), np.pad(holds, [(0, 0), (0, more)])
            lower, upper = [*lower, *[0.0] * more], [*upper, *[MOST] * more]
        cost = np.zeros(len(lower))
        cost[m], cost[pushed:lacked] = -1.0, LACK
        within = np.column_stack([lower, upper])
        found = linprog(cost, csr_array(holds), room, vstack(equal), asked, within)
        if found.status != 0:
            raise NoEquilibrium(f"the greatest load is not found: {found.message}")
        times, turned = float(found.x[m]), found.x[lacked : lacked + n] if known is not None else np.zeros(n)
        bounds = within[:m].T
        growth = -(found.lower.marginals[:m] * bounds[0] + found.upper.marginals[:m] * bounds[1])
        breath = self._breathing(self._loaded(times, found.x[m + 1] * KPA), found.x[chest])
        return Greatest(
            times=times,
            deviation=self.deviation + turned,
            frames=self._pushed(breath, found.x[m + 3 : chest]),
            per_unit=self.per_unit,
            x=found.x[:m],
            chest=float(found.x[chest] * KPA),
            limits=growth / max(times, HELP),
            short=np.abs(found.eqlin.marginals[:n] * np.maximum(np.abs(self.per_unit), HELP)),
            lacked=found.x[pushed : pushed + n] - found.x[pushed + n : lacked],
        )

    def _pressures(self) -> tuple[float, ...]:
        """The least and the greatest pressure that may be chosen, and the greatest in the chest, kPa."""
        if not self.free_pressure:
            return 0.0, 0.0, 0.0
        names = "abdominal_pressure_standing", "abdominal_pressure_most", "chest_pressure_most"
        return tuple(self.model.body.tables.constant(name) for name in names)

    def _slopes(self, known: Known, near: Greatest) -> Floats:
        """How what is asked at the rows grows with the deviations (n_rows, n_rows), N·m/rad."""
        model, breath = self.model, near.chest / KPA
        eq = set_up(model, self._breathing(near.frames, -breath), self.options)
        x = near.x[None, : len(model.active)]
        switches = self.options.switches()
        dead = dead_loads(model.mech, eq, known.hung_at)
        found = tangent(model, self.frames.angles, eq, x, switches, dead, self.frames.stiffening)
        by_rows = found.by_rows[0] + breath * self._slopes_of_chest()
        if not known.upright:
            return np.asarray(by_rows)
        lean = leaning(model, self.frames.angles, eq.posed)
        return np.asarray(by_rows + found.by_tilt[0][:, None] * lean[0])

    def _slopes_of_chest(self) -> Floats:
        """The same of 1 kPa in the chest, by differences: (n_rows, n_rows)."""
        model, angles = self.model, self.frames.angles
        rows, n = model.rows, len(model.rows)
        turned = np.repeat(angles, 2 * n, axis=0)
        each = np.arange(n)
        turned[each, rows.body, rows.axis] += BIT
        turned[n + each, rows.body, rows.axis] -= BIT
        pushed = KPA * model.chest.wrenches(model.place(turned), angles.shape[1])
        asked = -moments_of_carried(model.mech, turned, np.zeros((2 * n, 3)), pushed)
        return np.asarray((asked[:n] - asked[n:]).T / (2.0 * BIT))


@lru_cache(maxsize=1)
def _sums(known: Known) -> Floats:
    """What of the deviations is known: the directions (k, n_rows) in which they do not spread."""
    values, vectors = np.linalg.eigh(known.covariance[0])
    return np.asarray(vectors[:, values < FIXED].T)
