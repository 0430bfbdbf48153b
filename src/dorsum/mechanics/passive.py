"""Springs of the joints: of the spinal units disc, ligaments and facets together.

Per coordinate and way the moment grows as M(θ) = (k₀/c)(e^{cθ} − 1): k₀ is the measured slope at small
load, c is such that the slope at the end of the range equals the measured end slope. All moments vanish in
standing.

The formulas take arrays of NumPy as well as of JAX: they compute with whatever the angles come in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Numbers = Any  # an array of JAX or of NumPy


class Springs(NamedTuple):
    """Constants of n springs; columns are the ways towards negative and towards positive angles."""

    slope: Numbers  # (n, 2) k₀, N·m/rad
    rate: Numbers  # (n, 2) c, 1/rad; 0 for a straight line


class Ligaments(NamedTuple):
    """What is behind the discs of n levels."""

    flexion: Springs  # (n,) of the way into flexion
    share: Numbers  # (n,) share of the flexion moment carried behind the disc
    lever: Numbers  # (n,) m, lever arm of those ligaments about the disc centre


def moments(springs: Springs, angles: Numbers) -> Numbers:
    """Moments (…, n), N·m, that turn the joints back, for angles of the same shape, rad."""
    negative = _magnitude(springs.slope[:, 0], springs.rate[:, 0], -angles)
    return negative - _magnitude(springs.slope[:, 1], springs.rate[:, 1], angles)


def ligament_tension(ligaments: Ligaments, angles: Numbers) -> Numbers:
    """Tension of the ligaments behind each disc (…, n), N, at angles about z: they press on it as much."""
    bent = _magnitude(*ligaments.flexion, -angles)
    return ligaments.share * bent / ligaments.lever


def _magnitude(slope: Numbers, rate: Numbers, angle: Numbers) -> Numbers:
    """M(θ) for θ > 0, zero otherwise."""
    xp = angle.__array_namespace__()
    angle = xp.maximum(angle, 0.0)
    curved = rate > 0.0
    safe = xp.where(curved, rate, 1.0)
    return slope * xp.where(curved, xp.expm1(safe * angle) / safe, angle)


def stored(springs: Springs, angle: Numbers) -> Numbers:
    """Energy ∫ M dθ of springs (n, 2) at angles (n, 2) > 0 towards either way, J; zero at angles below.

    Its curvature jumps at θ = 0. There automatic differentiation finds half of it: a spring of two directions
    has the mean of both, which is the curvature where they are alike.
    """
    xp = angle.__array_namespace__()
    slope, rate = springs
    curved = rate > 0.0
    safe = xp.where(curved, rate, 1.0)
    near = xp.where(curved, (xp.expm1(safe * angle) - safe * angle) / safe**2, 0.5 * angle**2)
    return slope * near * xp.where(angle > 0.0, 1.0, xp.where(angle < 0.0, 0.0, 0.5))
