"""The equations of balance: what the muscles can do at every joint, and what is asked of them.

For each of the 75 free coordinates (25 spinal joints, z x y):

    Σ r F₀ cos α · s  +  Σ r F₀ cos α · f_P  +  passive moment  +  n · (moment of all that is carried)  =  0

The unknown of a fascicle is s = a f_L f_V, its active force over F₀. "All that is carried" is weight,
external forces and abdominal pressure on the bodies above the joint, less their rates of momentum.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from dorsum.mechanics import hill, passive
from dorsum.mechanics.inertia import rates_of_momentum, weights
from dorsum.mechanics.kinematics import Posed, carry, joint_axes, place
from dorsum.mechanics.lines import Lines, dense, draw, moment_arms, screws, wrenches
from dorsum.mechanics.mechanism import Mechanism


class Motion(NamedTuple):
    """Angles and their rates over frames, each (frames, n_bodies, 3)."""

    angles: Array  # rad
    velocities: Array  # rad/s
    accelerations: Array  # rad/s²


class Switches(NamedTuple):
    """Parts of the model that a sensitivity run may turn off; factors of 1 or 0."""

    ligaments: float = 1.0
    abdominal_pressure: float = 1.0
    fibre_passive: float = 1.0


class Equations(NamedTuple):
    """Everything the solver and the reactions need, frames first."""

    posed: Posed
    lines: Lines
    gains: hill.Gains  # of the fascicles that take part
    matrix: Array  # (frames, 75, n_active) N·m per unit of s
    required: Array  # (frames, 75) N·m the active forces must supply
    passive: Array  # (frames, 25, 3) moments of the spinal units, N·m
    fibre_passive: Array  # (frames, n_active) passive fibre force along the path, N
    ligament_tension: Array  # (frames, 25) N
    carried: Array  # (frames, n_bodies, 6) wrench on every body without muscles, about the world origin
    pressure: Array  # (frames,) Pa, in the abdomen
    transversus_activation: Array  # (frames,) that holds the pressure as a hoop
    hoop_activation: Array  # (frames,) of the obliques, for what transversus cannot hold


@partial(jax.jit, static_argnames=("moving",))
def equations(
    mech: Mechanism,
    motion: Motion,
    gravity: Array,
    external: Array,
    pressure: Array,
    switches: Switches,
    moving: bool,
) -> Equations:
    """Set up the balance of a posture or motion.

    `gravity` is (3,) m/s²; `external` (frames, n_bodies, 6) wrenches about the world origin, N and N·m;
    `pressure` (frames,) abdominal pressure in Pa, NaN to let it follow from the moment at L4/L5. With
    `moving` false the rates of motion are not looked at.
    """
    angles = motion.angles
    posed = place(mech.tree, angles)
    axes = joint_axes(mech.tree, posed, angles)
    lines = draw(mech.paths, posed)
    screw = screws(posed, axes, mech.spine)

    carried = weights(mech.segments, posed, gravity) + external
    speed = jnp.zeros_like(lines.length)
    if moving:
        carried = carried - rates_of_momentum(mech.tree, mech.segments, *motion)
        _, speed = jax.jvp(
            lambda q: draw(mech.paths, place(mech.tree, q)).length, (angles,), (motion.velocities,)
        )
    pressure, thrust = _abdominal_pressure(mech, posed, screw, carried, pressure)
    carried = carried + switches.abdominal_pressure * thrust
    gains = hill.gains(mech.fibres, mech.curves, lines.length[:, mech.active], speed[:, mech.active])

    arms = moment_arms(mech.crossing, wrenches(mech.crossing, lines), screw)
    strength = mech.fibres.maximal_force * gains.cosine
    frames = angles.shape[0]
    matrix = dense(mech.crossing, arms).reshape(frames, -1, mech.active.shape[0]) * strength[:, None, :]
    fibre_passive = switches.fibre_passive * strength * gains.passive
    spine_angles = angles[:, mech.spine]
    springs = mech.springs._replace(slope=mech.springs.slope * switches.ligaments)
    moments = passive.moments(springs, spine_angles)
    on_above = jnp.einsum("jb,fbc->fjc", mech.carried[mech.spine], carried)
    load = jnp.sum(screw * on_above[:, :, None, :], axis=-1)
    fibre_share = gains.passive * switches.fibre_passive
    required = -(load + moments).reshape(frames, -1) - jnp.einsum("fcm,fm->fc", matrix, fibre_share)
    abdomen = mech.abdomen
    hoop = switches.abdominal_pressure * pressure * abdomen.hoop_radius * abdomen.hoop_height
    transversus = jnp.minimum(hoop / abdomen.transversus_capacity, 1.0)
    return Equations(
        posed,
        lines,
        gains,
        matrix,
        required,
        moments,
        fibre_passive,
        passive.ligament_tension(springs, spine_angles),
        carried,
        switches.abdominal_pressure * pressure,
        transversus,
        (hoop - transversus * abdomen.transversus_capacity) / abdomen.obliques_capacity,
    )


def _abdominal_pressure(
    mech: Mechanism, posed: Posed, screw: Array, carried: Array, given: Array
) -> tuple[Array, Array]:
    """Pressure (frames,) and the wrenches of its two equal and opposite forces (frames, n_bodies, 6)."""
    abdomen = mech.abdomen
    joint = mech.spine[abdomen.level]
    flexing = -jnp.sum(screw[:, abdomen.level, 0] * jnp.einsum("b,fbc->fc", mech.carried[joint], carried), axis=-1)
    follows = jnp.maximum(
        abdomen.resting_pressure, abdomen.pressure_per_moment * flexing - abdomen.pressure_offset
    )
    pressure = jnp.where(jnp.isnan(given), follows, given)
    bodies = jnp.array([abdomen.upper_body, 0])
    points = carry(posed, bodies, jnp.stack([abdomen.upper_point, abdomen.lower_point]))
    apart = points[:, 0] - points[:, 1]
    force = (pressure * abdomen.area)[:, None] * apart / jnp.linalg.norm(apart, axis=-1, keepdims=True)
    wrench = jnp.concatenate([force, jnp.cross(points[:, 0], force)], axis=-1)
    thrust = jnp.zeros_like(carried).at[:, abdomen.upper_body].add(wrench).at[:, 0].add(-wrench)
    return pressure, thrust


class Reactions(NamedTuple):
    """What crosses every joint, and how far each bone is from balance."""

    wrench: Array  # (frames, n_bodies, 6) of the carried bodies on the parent, about the world origin
    force: Array  # (frames, 25, 3) on the lower bone in its endplate axes x y z, N, muscles and weight
    moment: Array  # (frames, 25, 3) about the joint centre in the same axes, N·m


@jax.jit
def reactions(mech: Mechanism, eq: Equations, tension: Array) -> Reactions:
    """Joint reactions for the tension (frames, n_active) of every fascicle that takes part, N."""
    on_bodies = eq.carried + _muscle_wrenches(mech, eq.lines, tension)
    wrench = jnp.einsum("jb,fbc->fjc", mech.carried, on_bodies)
    spine = wrench[:, mech.spine]
    n_bodies = mech.carried.shape[0]
    parent = mech.tree.parent[mech.spine]
    lower = eq.posed.rotation[:, jnp.minimum(parent, n_bodies - 1)] @ mech.tree.axes[mech.spine]
    centre = eq.posed.origin[:, mech.spine]
    moment = spine[..., 3:] - jnp.cross(centre, spine[..., :3])
    into = jnp.swapaxes(lower, -1, -2)
    return Reactions(
        wrench,
        jnp.sum(into * spine[..., None, :3], axis=-1),
        jnp.sum(into * moment[..., None, :], axis=-1),
    )


def _muscle_wrenches(mech: Mechanism, lines: Lines, tension: Array) -> Array:
    """Pull of all pieces on the bodies at their two ends: (frames, n_bodies, 6) about the world origin."""
    padded = jnp.pad(tension, ((0, 0), (0, 1)))[:, mech.piece_of_active]
    pull = lines.pluecker[:, :-1] * padded[..., None]
    n_bodies = mech.carried.shape[0]
    start = mech.paths.point_body[mech.paths.piece_start]
    end = mech.paths.point_body[mech.paths.piece_start + 1]

    def on(body: Array) -> Array:
        return jax.ops.segment_sum(jnp.swapaxes(pull, 0, 1), body, n_bodies)

    return jnp.swapaxes(on(start) - on(end), 0, 1)
