"""Inertia of a moving body: what Newton and Euler ask of every bone.

The motion is given as angles with their first and second derivatives; accelerations of the centres of mass
and of the rotations come from differentiating the kinematics itself twice along the motion.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from dorsum.body.masses import Masses
from dorsum.mechanics.kinematics import Posed, Tree, place

Numbers = Any  # an array of JAX or of NumPy


def centres_of_mass(masses: Masses, posed: Posed) -> Numbers:
    """(frames, n_bodies, 3), m."""
    return posed.origin + (posed.rotation * masses.centre[:, None, :]).sum(axis=-1)


def weights(masses: Masses, posed: Posed, gravity: Numbers) -> Numbers:
    """Wrench of every body's weight about the world origin: (frames, n_bodies, 6) N, N·m."""
    xp = posed.origin.__array_namespace__()
    centre = centres_of_mass(masses, posed)
    force = xp.broadcast_to(masses.mass[:, None] * gravity, centre.shape)
    return xp.concatenate([force, xp.cross(centre, force)], axis=-1)


def rates_of_momentum(
    tree: Tree, masses: Masses, angles: Array, velocities: Array, accelerations: Array
) -> Array:
    """Rate of linear and angular momentum about the world origin: (frames, n_bodies, 6) N, N·m."""

    def at(time: Array) -> tuple[Array, Array]:
        posed = place(tree, angles + time * velocities + 0.5 * time**2 * accelerations)
        return centres_of_mass(masses, posed), posed.rotation

    def rate(time: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        value, change = jax.jvp(at, (time,), (jnp.ones_like(time),))
        return value, change

    zero = jnp.zeros(())
    ((centre, rotation), (_, turning)), (_, (acceleration, turning_rate)) = jax.jvp(
        rate, (zero,), (jnp.ones_like(zero),)
    )
    transposed = jnp.swapaxes(rotation, -1, -2)
    spin, spin_rate = turning @ transposed, turning_rate @ transposed
    omega = _vector(spin)
    alpha = _vector(spin_rate - spin @ spin)
    inertia = rotation @ masses.inertia @ transposed
    angular = _apply(inertia, alpha) + jnp.cross(omega, _apply(inertia, omega))
    linear = masses.mass[:, None] * acceleration
    return jnp.concatenate([linear, jnp.cross(centre, linear) + angular], axis=-1)


def _vector(skew: Array) -> Array:
    return jnp.stack([skew[..., 2, 1], skew[..., 0, 2], skew[..., 1, 0]], axis=-1)


def _apply(matrix: Array, vector: Array) -> Array:
    return jnp.sum(matrix * vector[..., None, :], axis=-1)
