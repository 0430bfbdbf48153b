"""Passive moments of the spinal units: disc, ligaments and facets together.

Per joint and direction the moment grows as M(θ) = (k₀/c)(e^{cθ} − 1): k₀ is the measured slope at small
load, c is such that the slope at the end of the range equals the measured end slope. All moments vanish
in standing. Rotations, moments and reactions are in the lower bone's axes.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array


class Springs(NamedTuple):
    """Constants of the 25 spinal units; columns flexion, extension, bending, twist."""

    slope: Array  # (n_joints, 4) k₀, N·m/rad
    rate: Array  # (n_joints, 4) c, 1/rad; 0 for a straight line
    ligament_share: Array  # (n_joints,) share of the flexion moment carried behind the disc
    ligament_lever: Array  # (n_joints,) m, lever arm of those ligaments about the disc centre


def moments(springs: Springs, angles: Array) -> Array:
    """Generalised passive moments (frames, n_joints, 3: z x y), N·m, for angles of the same shape, rad."""
    z, x, y = angles[..., 0], angles[..., 1], angles[..., 2]
    flexion, extension = _magnitude(springs, -z, 0), _magnitude(springs, z, 1)
    bending = jnp.sign(x) * _magnitude(springs, jnp.abs(x), 2)
    twist = jnp.sign(y) * _magnitude(springs, jnp.abs(y), 3)
    return jnp.stack([flexion - extension, -bending, -twist], axis=-1)


def ligament_tension(springs: Springs, angles: Array) -> Array:
    """Tension of the ligaments behind each disc (frames, n_joints), N: they press on the disc as much."""
    return springs.ligament_share * _magnitude(springs, -angles[..., 0], 0) / springs.ligament_lever


def _magnitude(springs: Springs, angle: Array, column: int) -> Array:
    """M(θ) for θ > 0, zero otherwise."""
    slope, rate = springs.slope[:, column], springs.rate[:, column]
    angle = jnp.maximum(angle, 0.0)
    curved = rate > 0.0
    safe = jnp.where(curved, rate, 1.0)
    return slope * jnp.where(curved, jnp.expm1(safe * angle) / safe, angle)


def stored(slope: Array, rate: Array, angle: Array) -> Array:
    """Energy ∫ M dθ of springs at angles θ > 0, J; zero otherwise. All arrays have one shape, rad.

    Its curvature jumps at θ = 0. There automatic differentiation finds half of it: a spring of two directions
    has the mean of both, which is the curvature where they are alike.
    """
    curved = rate > 0.0
    safe = jnp.where(curved, rate, 1.0)
    near = jnp.where(curved, (jnp.expm1(safe * angle) - safe * angle) / safe**2, 0.5 * angle**2)
    return slope * near * jnp.where(angle > 0.0, 1.0, jnp.where(angle < 0.0, 0.0, 0.5))
