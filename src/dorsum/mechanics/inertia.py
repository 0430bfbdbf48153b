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
from dorsum.mechanics.kinematics import Posed, Tree, along_chains, joint_axes, of_parent, place
from dorsum.mechanics.namespace import Numbers, cross


def centres_of_mass(masses: Masses, posed: Posed) -> Numbers:
    """(frames, n_bodies, 3), m."""
    return posed.origin + (posed.rotation * masses.centre[:, None, :]).sum(axis=-1)


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
    xp = angles.__array_namespace__()
    posed = place(tree, angles)
    axes = joint_axes(tree, posed, angles)
    turning = axes * velocities[..., None]
    spin = along_chains(tree, turning.sum(axis=2))
    below = of_parent(tree, spin)
    # z turns with the bone below, x besides about z, y about x too.
    carried = xp.stack([below, below + turning[:, :, 0], below + turning[:, :, 0] + turning[:, :, 1]], axis=2)
    gained = (axes * accelerations[..., None] + cross(carried, turning)).sum(axis=2)
    spin_rate = along_chains(tree, gained)
    step = posed.origin - of_parent(tree, posed.origin)
    moved = along_chains(tree, _swung(below, of_parent(tree, spin_rate), step))
    arm = (posed.rotation * masses.centre[:, None, :]).sum(axis=-1)
    inertia = posed.rotation @ masses.inertia @ xp.swapaxes(posed.rotation, -1, -2)
    angular = _apply(inertia, spin_rate) + cross(spin, _apply(inertia, spin))
    linear = masses.mass[:, None] * (moved + _swung(spin, spin_rate, arm))
    return xp.concatenate([linear, cross(posed.origin + arm, linear) + angular], axis=-1)


def _swung(spin: Numbers, rate: Numbers, arm: Numbers) -> Numbers:
    """Acceleration of the end of an arm on a turning bone against its beginning, m/s²."""
    return cross(rate, arm) + cross(spin, cross(spin, arm))


def _apply(matrix: Numbers, vector: Numbers) -> Numbers:
    return (matrix * vector[..., None, :]).sum(axis=-1)
