"""Our curves in the shapes that MuJoCo knows: springs as cubic pieces, muscles by its own three curves.

A MuJoCo spring is a polynomial M = k₀θ + k₁θ² + k₂θ³ of how far a tendon lies beyond its resting length. The
exponential of `mechanics.passive` becomes a sum of such springs, each of which begins at a knot: together
they are cubic pieces that share value and slope with the exponential at the knots, so that the moment is off
by at most 1.6 % of itself up to a quarter beyond the range.

A MuJoCo muscle has parabolas for force and length, a parabola for force and velocity, and a parabola with a
straight end for the passive force. Their parameters are fitted here by least squares.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import least_squares

from dorsum.body.skeleton import Floats
from dorsum.mechanics.hill import Curves, active_length, force_velocity, passive_length

BEYOND = 1.25  # of the range, to which a spring is fitted; as far as a posture may go (`range_tolerance`)
PIECE = 1.2  # largest growth of the exponent in one piece: bounds the error of a piece
# Where a muscle's curves are fitted: fibre length over optimal length, velocity over the maximal one, strain
# over that where passive stress is full.
LENGTHS = (0.4, 1.8)
VELOCITIES = (-0.3, 0.3)
STRAINS = (0.0, 0.75)
SAMPLES = 200


@dataclass(frozen=True)
class Spring:
    """M = k₀x + k₁x² + k₂x³ for x = θ − start > 0, else 0."""

    start: float  # rad
    coefficients: tuple[float, float, float]  # N·m/rad, N·m/rad², N·m/rad³

    def moment(self, angle: Floats) -> Floats:
        """Moments at angles (n,) rad, N·m."""
        x = np.maximum(angle - self.start, 0.0)
        k = self.coefficients
        return np.asarray(x * (k[0] + x * (k[1] + x * k[2])))


def springs(slope: float, rate: float, reach: float) -> tuple[Spring, ...]:
    """Springs that together give (k₀/c)(e^{cθ} − 1) for 0 < θ ≤ 1.25 of the range.

    `slope` is k₀ in N·m/rad, `rate` c in 1/rad (0: a straight line), `reach` the range in rad.
    """
    if rate == 0.0 or reach == 0.0:
        return (Spring(0.0, (slope, 0.0, 0.0)),)
    pieces = int(np.ceil(rate * BEYOND * reach / PIECE))
    knots = np.linspace(0.0, BEYOND * reach, pieces + 1)
    value, tangent = slope * np.expm1(rate * knots) / rate, slope * np.exp(rate * knots)
    h = knots[1]
    rise = np.diff(value) / h
    square = (3 * rise - 2 * tangent[:-1] - tangent[1:]) / h
    cube = (tangent[:-1] + tangent[1:] - 2 * rise) / h**2
    # What each piece adds to the one before it, which goes on.
    before = np.concatenate([[0.0], square[:-1] + 3 * h * cube[:-1]])
    more_square, more_cube = square - before, np.diff(cube, prepend=0.0)
    first = np.where(np.arange(pieces) == 0, slope, 0.0)
    return tuple(
        Spring(float(t), (float(a), float(b), float(c)))
        for t, a, b, c in zip(knots[:-1], first, more_square, more_cube, strict=True)
    )


@dataclass(frozen=True)
class MuscleShape:
    """Parameters of MuJoCo's muscle, for fibre length L over optimal length."""

    shortest: float  # lmin: no active force below
    longest: float  # lmax: no active force above
    maximal_velocity: float  # vmax, optimal lengths per second
    eccentric: float  # fvmax
    passive_force: float  # fpmax: slope of the straight end, over the full passive force
    passive_longest: (
        float  # lmax of the passive curve, for a fibre with the full passive stress at a strain of 1
    )


@lru_cache(maxsize=4)
def muscle_shape(curves: Curves) -> MuscleShape:
    """MuJoCo's muscle that is nearest to our curves."""
    lengths, velocities, strains = (np.linspace(*ends, SAMPLES) for ends in (LENGTHS, VELOCITIES, STRAINS))
    active = active_length(curves, lengths)
    moving = force_velocity(curves, velocities)
    passive = passive_length(curves, strains)
    length = least_squares(lambda p: mujoco_length(lengths, *p) - active, [0.0, 2.0]).x
    velocity = least_squares(lambda p: mujoco_velocity(velocities, *p) - moving, [0.6, 1.3]).x
    stretch = least_squares(lambda p: mujoco_passive(1.0 + strains, *p) - passive, [1.0, 2.0]).x
    return MuscleShape(
        shortest=float(length[0]),
        longest=float(length[1]),
        maximal_velocity=float(velocity[0] * curves.maximal_velocity),
        eccentric=float(velocity[1]),
        passive_force=float(stretch[0]),
        passive_longest=float(stretch[1]),
    )


def mujoco_length(length: Floats, shortest: float, longest: float) -> Floats:
    """MuJoCo's force over length: four half parabolas, 1 at optimal length."""
    low, high = (shortest + 1) / 2, (1 + longest) / 2
    short = length <= 1
    outer = np.where(short, (length - shortest) / (low - shortest), (longest - length) / (longest - high))
    inner = np.where(short, (1 - length) / (1 - low), (length - 1) / (high - 1))
    middle = (length > low) & (length < high)
    inside = (length > shortest) & (length < longest)
    return np.where(middle, 1 - 0.5 * inner**2, np.where(inside, 0.5 * outer**2, 0.0))


def mujoco_velocity(velocity: Floats, maximal: float, eccentric: float) -> Floats:
    """MuJoCo's force over velocity (lengthening positive), velocities in units of `maximal`."""
    v, more = velocity / maximal, eccentric - 1
    shortening = np.maximum(v + 1, 0.0) ** 2
    return np.where(v <= 0, shortening, eccentric - np.maximum(more - v, 0.0) ** 2 / more)


def mujoco_passive(length: Floats, force: float, longest: float) -> Floats:
    """MuJoCo's passive force: a parabola from optimal length on, half `force` at its end, then straight."""
    x = np.maximum(length - 1, 0.0) / ((1 + longest) / 2 - 1)
    return np.where(x <= 1, 0.5 * force * x**2, force * (x - 0.5))
