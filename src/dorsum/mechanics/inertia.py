"""Inertia of a moving body: what Newton and Euler ask of every bone.

The motion is given as angles with their first and second derivatives. A joint adds to the angular velocity
of all above it its axes times the rates of its angles, and to their angular acceleration besides what comes
of axes that turn with the bones below:

    ω = Σ nₖ q̇ₖ,   ω̇ = Σ nₖ q̈ₖ + (turning of nₖ) × nₖ q̇ₖ,   ö = Σ ω̇ × d + ω × (ω × d)

over all joints from the root to the bone, d from joint to joint on the bone between them.
"""

from __future__ import annotations

import numpy as np

from dorsum.body.masses import Masses
from dorsum.kernel.library import kernel
from dorsum.mechanics import native
from dorsum.mechanics.kinematics import Posed, Tree, along_chains, of_parent, place, turning_axes
from dorsum.mechanics.namespace import Numbers, cross


def centres_of_mass(masses: Masses, posed: Posed) -> Numbers:
    """(frames, n_bodies, 3), m."""
    return posed.origin + _arms(masses, posed)


def weights(masses: Masses, posed: Posed, gravity: Numbers) -> Numbers:
    """Wrench of every body's weight about the world origin: (frames, n_bodies, 6) N, N·m."""
    xp = posed.origin.__array_namespace__()
    centre = centres_of_mass(masses, posed)
    force = xp.broadcast_to(masses.mass[:, None] * gravity, centre.shape)
    return xp.concatenate([force, cross(centre, force)], axis=-1)


def rates_of_momentum(
    tree: Tree, masses: Masses, angles: Numbers, velocities: Numbers, accelerations: Numbers
) -> Numbers:
    """Rate of linear and angular momentum about the world origin: (frames, n_bodies, 6) N, N·m."""
    if isinstance(angles, np.ndarray) and (library := kernel()):
        return native.momentum(library, tree, masses, angles, velocities, accelerations)
    posed = place(tree, angles)
    return momentum_rates(tree, masses, posed, turning_axes(tree, posed, angles), velocities, accelerations)


def momentum_rates(
    tree: Tree, masses: Masses, posed: Posed, axes: Numbers, velocities: Numbers, accelerations: Numbers
) -> Numbers:
    """`rates_of_momentum` of a posed body with its `turning_axes`. Inside, frames come last."""
    xp = velocities.__array_namespace__()
    origin, arm = (xp.transpose(v, (2, 1, 0)).copy() for v in (posed.origin, _arms(masses, posed)))
    turning = axes * velocities.T
    spin = along_chains(tree, turning.sum(axis=1))
    below = of_parent(tree, spin)
    # z turns with the bone below, x besides about z, y about x too.
    besides = below + turning[:, 0]
    carried = xp.stack([below, besides, besides + turning[:, 1]], axis=1)
    gained = (axes * accelerations.T + cross(carried, turning, axis=0)).sum(axis=1)
    spin_rate = along_chains(tree, gained)
    step = origin - of_parent(tree, origin)
    moved = along_chains(tree, _swung(below, of_parent(tree, spin_rate), step))
    inertia = posed.rotation @ masses.inertia @ xp.swapaxes(posed.rotation, -1, -2)
    inertia = xp.transpose(inertia, (2, 3, 1, 0)).copy()
    angular = _apply(inertia, spin_rate) + cross(spin, _apply(inertia, spin), axis=0)
    linear = masses.mass[:, None] * (moved + _swung(spin, spin_rate, arm))
    both = xp.concatenate([linear, cross(origin + arm, linear, axis=0) + angular])
    return xp.transpose(both, (2, 1, 0)).copy()


def _arms(masses: Masses, posed: Posed) -> Numbers:
    """From the joint centres to the centres of mass (frames, n_bodies, 3), m."""
    xp = posed.rotation.__array_namespace__()
    return xp.vecdot(posed.rotation, masses.centre[:, None, :])


def _swung(spin: Numbers, rate: Numbers, arm: Numbers) -> Numbers:
    """Acceleration of the end of an arm on a turning bone against its beginning, m/s²."""
    return cross(rate, arm, axis=0) + cross(spin, cross(spin, arm, axis=0), axis=0)


def _apply(matrix: Numbers, vector: Numbers) -> Numbers:
    return matrix[:, 0] * vector[0] + matrix[:, 1] * vector[1] + matrix[:, 2] * vector[2]
