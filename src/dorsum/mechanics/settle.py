"""Where the body comes to rest when muscles pull and gravity is off: by the equations of the balance.

The rows are all coordinates that have a stiffness in the tables, the columns all muscles, each at the
activation that is asked; springs, the ring of the ribs, stretched fibres and lines are those of every balance
(`statics`), but that relaxed fibres of limbs and hyoid resist stretch, for without weight nothing else holds
these; spinal units are as stiff as the pull presses them (`preload`). Nothing weighs anything and the abdomen
presses with nothing. Beside it the scapulae glide on the thorax (`glide`). All that depends on
posture alone, so that what the rows lack is the slope of an energy,

    U(q) = Σ f springs + Σ l₀ ∫ (F₀ a f_L + A σ_P f_P) dl + Σ ½ k (d − d₀)²,

and rest is its least value. Newton's method descends, with the factors f as they are, until what presses asks
for no others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.linalg import LinAlgError
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import erf

from dorsum.body.coordinates import Coordinates
from dorsum.body.gliding import build_gliding
from dorsum.body.skeleton import Floats
from dorsum.errors import NoEquilibrium
from dorsum.mechanics.analysis import Frames, Options, columns_of, loads, set_up
from dorsum.mechanics.geometry import geometry
from dorsum.mechanics.glide import Glide
from dorsum.mechanics.hill import Curves, Fibres
from dorsum.mechanics.mechanism import fibres_of
from dorsum.mechanics.model import Model
from dorsum.mechanics.passive import stored
from dorsum.mechanics.preload import stiffening
from dorsum.mechanics.statics import Equations

RESIDUAL = 1e-6  # N·m, the largest moment that may be left over at rest
ARRIVED = 1e-8  # N·m, where the descent stops
MOST_STEPS = 100
LARGEST_STEP = 0.2  # rad in one step
LEAST_DAMPING, MOST_DAMPING = 0.1, 1e6  # N·m/rad
EASE = 5.0  # by which damping grows and falls
ROUNDING = 1e-13  # of the energy, relative
RISE = 0.5  # activation rises in steps of at most this, so that the posture follows one path
DIFFERENCE = 1e-6  # rad each way, for the curvature: short, for fibres begin to resist at once
EVEN = 1e-7  # relative: what the compression asks of the springs, over what they are
ROUNDS = 60  # at most, until that is so
SLOW = 0.3  # of the largest slope left by a step: then the curvature is taken anew
LEAST_LENGTH = 1e-3  # of optimal fibre length: what `hill` takes of a path shorter than its tendon


@dataclass(frozen=True, eq=False)
class Rest:
    """A posture of rest and its certificate."""

    angles: Floats  # (n_bodies, 3) rad, pelvis unmoved
    coordinates: Floats  # (n,) rad, of `Pull.names`
    residual: float  # N·m, largest moment left over
    least_stiffness: float  # N·m/rad, least curvature of the energy: positive for a stable rest
    steps: int
    factors: Floats  # (n,) times the springs, through the compression of their joints


class Pull:
    """A body ready to be pulled: muscles by activation, joints by what is locked.

    `factors` (n,) multiply the springs of the coordinates; without them these are as at no load.
    """

    def __init__(self, model: Model) -> None:
        body = model.body
        self.model = model
        self.coordinates = Coordinates.of(body, "elastic")
        self.names = self.coordinates.names
        every = np.arange(len(body.fascicles))
        self.balance = Model(body, self.coordinates, every)
        self.balance.mech = replace(self.balance.mech, fibres=fibres_of(body.fascicles))
        self.glide = Glide(build_gliding(body.tables, body.skeleton), body.skeleton)
        self.plain = np.ones(len(self.names))
        self._last: tuple[bytes, tuple[Floats, Equations]] | None = None

    def angles(self, coordinates: Floats) -> Floats:
        """Joint angles (…, n_bodies, 3) of coordinates (…, n), rad."""
        return self.coordinates.angles(coordinates, len(self.model.body.skeleton.names))

    def settle(self, activation: Floats, locked: NDArray[np.bool_], start: Floats | None = None) -> Rest:
        """Rest under activations (n_fascicles,) with some coordinates (n,) locked at zero.

        From standing the activations rise in steps; from a `start` (n,) near rest they do not.

        Raises:
            NoEquilibrium: the energy has no minimum that the method finds.
        """
        free = ~locked
        rises = 1 if start is not None else max(1, int(np.ceil(activation.max(initial=0.0) / RISE)))
        q, steps = (np.zeros(len(self.names)) if start is None else np.where(free, start, 0.0)), 0
        factors, curvature = self.plain, None
        for rise in np.arange(1, rises + 1) / rises:

            def descend(q: Floats, factors: Floats, rise: float = rise) -> tuple[Floats, int]:
                nonlocal curvature
                q, curvature, taken = self._descend(q, rise * activation, free, factors, curvature)
                return q, taken

            q, factors, taken = self.pressed(q, rise * activation, factors, descend)
            steps += taken
        slope, curvature = self.gradient(q, activation, factors), self.hessian(q, activation, factors)
        residual = float(np.abs(slope[free]).max(initial=0.0))
        if residual > RESIDUAL:
            worst = self.names[int(np.abs(np.where(free, slope, 0.0)).argmax())]
            raise NoEquilibrium(
                f"the pulled body does not come to rest: {residual:.2g} N·m are left at {worst}",
                joint=worst.rsplit(" ", 1)[0],
                missing_moment=residual,
            )
        least = float(np.linalg.eigvalsh(curvature[np.ix_(free, free)])[0]) if free.any() else np.inf
        return Rest(self.angles(q), q, residual, least, steps, factors)

    def pressed(
        self,
        q: Floats,
        activation: Floats,
        factors: Floats,
        descend: Callable[[Floats, Floats], tuple[Floats, int]],
    ) -> tuple[Floats, Floats, int]:
        """Descend from q (n,) with factors (n,), and anew with those that the compression asks for, until it
        asks for the same: the posture, its factors and the steps taken."""
        steps = 0
        for _ in range(ROUNDS):
            q, taken = descend(q, factors)
            steps += taken
            asked = self.factors(q, activation)
            if np.abs(asked / factors - 1.0).max() < EVEN:
                break
            factors = asked
        return q, factors, steps

    def factors(self, q: Floats, activation: Floats) -> Floats:
        """Times the springs (n,) that the compression of the joints makes them."""
        angles, eq = self._at(q, self.plain)
        pressed = loads(self.balance, eq, activation * eq.gains.active)[2]
        return np.asarray(stiffening(self.balance, pressed, angles)[0])

    def lengths(self, q: Floats) -> Floats:
        """Path lengths (n_fascicles,), m."""
        return np.asarray(self._at(q, self.plain)[1].path_length[0])

    def moment_arms(self, q: Floats) -> Floats:
        """r = −∂ℓ/∂q of every fascicle about every coordinate (n_fascicles, n), m."""
        mech = self.balance.mech
        by_pair = geometry(mech, self.angles(q[None])).arms[0]
        row = mech.rows.row_of_slot[mech.crossing.pair_joint].T
        arms = np.zeros((len(self.model.body.fascicles), len(self.names)))
        fascicle = np.broadcast_to(mech.crossing.pair_fascicle, row.shape)
        arms[fascicle[row >= 0], row[row >= 0]] = by_pair[row >= 0]
        return arms

    def gradient(self, q: Floats, activation: Floats, factors: Floats | None = None) -> Floats:
        """∂U/∂q (n,), N·m: what the rows lack."""
        here = self._at(q, self.plain if factors is None else factors)
        return np.asarray(self._slopes(*here, activation)[0])

    def hessian(self, q: Floats, activation: Floats, factors: Floats | None = None) -> Floats:
        """∂²U/∂q² (n, n), N·m/rad; of springs that jump at q = 0 the mean of both sides."""
        n, way = len(q), DIFFERENCE * np.eye(len(q))
        around = np.concatenate([q + way, q - way])
        here = self._equations(around, self.plain if factors is None else factors)
        slopes = self._slopes(*here, activation)
        found = (slopes[:n] - slopes[n:]) / (2.0 * DIFFERENCE)
        return np.asarray((found + found.T) / 2.0)

    def energy(self, q: Floats, activation: Floats, factors: Floats | None = None) -> float:
        """U, J; of springs and gliding zero in standing, of fibres at optimal length."""
        times = self.plain if factors is None else factors
        angles, eq = self._at(q, times)
        mech = self.balance.mech
        springs = stored(mech.rows.springs, np.stack([-q, q], axis=1)).sum(axis=1)
        ringed = angles[0, mech.coupled.body, mech.coupled.axis]
        ring = 0.5 * float(ringed @ mech.coupled.stiffness @ ringed)
        fibres = in_fibres(mech.fibres, mech.curves, eq, activation)
        return float(springs @ times) + ring + fibres + float(self.glide.energy(eq.posed)[0])

    def spring_moments(self, q: Floats) -> Floats:
        """Share of the joints' springs in ∂U/∂q (n,), N·m, as at no load."""
        return np.asarray(-self._at(q, self.plain)[1].passive[0])

    def gliding_energy(self, q: Floats) -> float:
        """Share of the scapulae on the thorax in U, J."""
        return float(self.glide.energy(self._at(q, self.plain)[1].posed)[0])

    def _at(self, q: Floats, factors: Floats) -> tuple[Floats, Equations]:
        """Those of one posture (n,); of the last one they are kept, for energy and slope ask one after the
        other."""
        key = q.tobytes() + factors.tobytes()
        if self._last is None or self._last[0] != key:
            self._last = key, self._equations(q[None], factors)
        return self._last[1]

    def _equations(self, q: Floats, factors: Floats) -> tuple[Floats, Equations]:
        """Angles and equations of coordinates (frames, n), without weight."""
        angles, n = self.angles(q), len(q)
        still = np.zeros_like(angles)
        frames = Frames(
            times=np.zeros(n),
            angles=angles,
            velocities=still,
            accelerations=still,
            external=np.zeros((*angles.shape[:2], 6)),
            pressure=np.zeros(n),
            root_acceleration=np.tile(self.balance.gravity, (n, 1)),  # falls with it
            stiffening=np.tile(factors, (n, 1)),
        )
        return angles, set_up(self.balance, frames, Options(), moving=False)

    def _slopes(self, angles: Floats, eq: Equations, activation: Floats) -> Floats:
        """∂U/∂q (frames, n), N·m: what the rows lack, and the slopes of gliding."""
        columns = columns_of(self.balance, eq)
        x = np.zeros((len(angles), columns.pattern.m))
        x[:, : len(activation)] = activation * eq.gains.active
        lacking = eq.required - columns.moments(x)
        return np.asarray(lacking + self.glide.slopes(self.balance.mech, angles, eq.posed))

    def _descend(
        self,
        q: Floats,
        activation: Floats,
        free: NDArray[np.bool_],
        factors: Floats,
        curvature: Floats | None = None,
    ) -> tuple[Floats, Floats | None, int]:
        """Newton's method with as much damping as it takes to go downhill, and a curvature (free, free) that
        is kept as long as it serves: where it ends, the curvature and the steps."""
        damping, here, last = 0.0, self.energy(q, activation, factors), np.inf
        for step in range(MOST_STEPS):
            slope = self.gradient(q, activation, factors)[free]
            left = float(np.abs(slope).max(initial=0.0))
            if left < ARRIVED:
                return q, curvature, step
            if curvature is None or left > SLOW * last:
                curvature = self.hessian(q, activation, factors)[np.ix_(free, free)]
            last = left
            while damping < MOST_DAMPING:
                move = _downhill(curvature, slope, damping)
                if move is not None:
                    there = _put(q, free, q[free] + move)
                    energy = self.energy(there, activation, factors)
                    if energy <= here + ROUNDING * (1.0 + abs(here)):
                        q, here, damping = there, energy, damping / EASE if damping > LEAST_DAMPING else 0.0
                        break
                damping = max(damping * EASE, LEAST_DAMPING)
            else:
                return q, curvature, step
        return q, curvature, MOST_STEPS


def in_fibres(fibres: Fibres, curves: Curves, eq: Equations, activation: Floats) -> float:
    """Σ l₀ ∫ (F₀ a f_L + A σ_P f_P) dl with the curves of `hill`, J; of a path shorter than its tendon the
    force goes on as it is there."""
    length, width = eq.gains.length[0], curves.active_width
    active = 0.5 * np.sqrt(np.pi) * width * erf((length - 1.0) / width)
    strain = np.maximum(length - fibres.passive_onset, 0.0)
    shape, full = curves.passive_shape, fibres.passive_strain
    passive = (full / shape * np.expm1(shape * strain / full) - strain) / np.expm1(shape)
    held = fibres.optimal_length * (activation * active + fibres.passive_share * passive)
    short = np.minimum(eq.path_length[0] - fibres.slack_length - LEAST_LENGTH * fibres.optimal_length, 0.0)
    pull = (activation * eq.gains.active + eq.gains.passive)[0] * eq.gains.cosine[0]
    return float(fibres.maximal_force @ (held + short * pull))


def _downhill(curvature: Floats, slope: Floats, damping: float) -> Floats | None:
    """A damped Newton step, no longer than allowed; None where the damped curvature is not positive."""
    try:
        move = -cho_solve(cho_factor(curvature + damping * np.eye(len(slope))), slope)
    except LinAlgError:
        return None
    return np.asarray(move * min(1.0, LARGEST_STEP / np.abs(move).max()))


def _put(q: Floats, free: NDArray[np.bool_], x: Floats) -> Floats:
    out = q.copy()
    out[free] = x
    return out
