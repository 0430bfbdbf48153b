"""Force of a fascicle from its length and velocity: Hill's curves, with pennation and a rigid tendon.

    F = F₀ · (a · f_L(l) · f_V(v) + f_P(l − l_P)) · cos α

l is fibre length over optimal length, v fibre velocity in optimal lengths per second over the maximal
velocity (lengthening positive). l_P is where the fibre begins to resist: optimal length, or its length in
standing where that is longer, for standing is the pose in which passive tissue is slack. The shape constants
are rows of `constants.csv`.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array


class Fibres(NamedTuple):
    """Constants of every fascicle, arrays (n_fascicles,)."""

    maximal_force: Array  # N
    optimal_length: Array  # m
    slack_length: Array  # m
    pennation: Array  # rad, at optimal length
    passive_onset: Array  # fibre length over optimal length beyond which the fibre resists


class Curves(NamedTuple):
    """Constants of the curves, common to all fascicles."""

    active_width: float  # f_L = exp(−((l − 1)/width)²)
    maximal_velocity: float  # optimal lengths per second
    hill_shape: float  # a/F₀ of Hill's hyperbola
    eccentric_force: float  # f_V at great lengthening velocity
    passive_strain: float  # strain at which f_P = 1
    passive_shape: float  # exponent of f_P


class Gains(NamedTuple):
    """What length and velocity make of every fascicle, arrays (frames, n_fascicles)."""

    length: Array  # fibre length over optimal length
    velocity: Array  # optimal lengths per second, lengthening positive
    active: Array  # f_L f_V: force over F₀ at full activation
    passive: Array  # f_P
    cosine: Array  # cos α


def gains(fibres: Fibres, curves: Curves, path_length: Array, path_velocity: Array) -> Gains:
    """Curves at given path lengths (m) and velocities (m/s), (frames, n_fascicles)."""
    height = fibres.optimal_length * jnp.sin(fibres.pennation)
    along = jnp.maximum(path_length - fibres.slack_length, 1e-3 * fibres.optimal_length)
    fibre = jnp.sqrt(along**2 + height**2)
    cosine = along / fibre
    length = fibre / fibres.optimal_length
    velocity = path_velocity * cosine / fibres.optimal_length
    active = active_length(curves, length) * force_velocity(curves, velocity / curves.maximal_velocity)
    return Gains(length, velocity, active, passive_length(curves, length - fibres.passive_onset), cosine)


def active_length(curves: Curves, length: Array) -> Array:
    """f_L: a Gaussian about optimal length."""
    return jnp.exp(-(((length - 1.0) / curves.active_width) ** 2))


def force_velocity(curves: Curves, velocity: Array) -> Array:
    """f_V: Hill's hyperbola shortening (velocity ≥ −1), its smooth continuation lengthening."""
    k, top = curves.hill_shape, curves.eccentric_force
    shortening = (1.0 + jnp.maximum(velocity, -1.0)) / (1.0 - velocity / k)
    # Same slope at zero, asymptote `top`.
    slope = 1.0 + 1.0 / k
    lengthening = top - (top - 1.0) ** 2 / (top - 1.0 + slope * jnp.maximum(velocity, 0.0))
    return jnp.where(velocity <= 0.0, shortening, lengthening)


def passive_length(curves: Curves, strain: Array) -> Array:
    """f_P: zero up to the onset, then exponential in the strain beyond it, 1 at `passive_strain`."""
    shape = curves.passive_shape
    return jnp.expm1(shape * jnp.maximum(strain, 0.0) / curves.passive_strain) / jnp.expm1(shape)
