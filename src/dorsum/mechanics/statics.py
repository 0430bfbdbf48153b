"""The equations of balance: what the muscles can do at every joint, and what is asked of them.

For each coordinate that is balanced, a row (`rows`):

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
from jax.typing import ArrayLike

from dorsum.mechanics import hill, passive
from dorsum.mechanics.geometry import Geometry, drawn, geometry
from dorsum.mechanics.inertia import rates_of_momentum, weights
from dorsum.mechanics.kinematics import Posed, carry, moment_about_z
from dorsum.mechanics.mechanism import Abdomen, Mechanism


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
    point: Array  # (frames, n_points, 3) m, path points of all fascicles, in order
    path_length: Array  # (frames, n_fascicles) m, of all fascicles
    gains: hill.Gains  # of the fascicles that take part
    pair_moments: Array  # (frames, n_pairs, most) N·m per unit of s, of fascicles and subtrees that meet
    required: Array  # (frames, n_rows) N·m the active forces must supply
    passive: Array  # (frames, n_rows) moments of the springs, N·m
    fibre_passive: Array  # (frames, n_active) passive fibre force along the path, N
    ligament_tension: Array  # (frames, n_levels) N
    carried: Array  # (frames, n_bodies, 6) wrench on every body without muscles, about the world origin
    pressure: Array  # (frames,) Pa, in the abdomen
    transversus_activation: Array  # (frames,) that holds the pressure as a hoop
    hoop_activation: Array  # (frames,) of the obliques, for what transversus cannot hold


def equations(
    mech: Mechanism,
    motion: Motion,
    gravity: ArrayLike,
    external: ArrayLike,
    pressure: ArrayLike,
    switches: Switches,
    moving: bool,
) -> Equations:
    """Set up the balance of a posture or motion.

    `gravity` is (3,) or (frames, 1, 3) m/s²; `external` (frames, n_bodies, 6) wrenches about the world
    origin, N and N·m; `pressure` (frames,) abdominal pressure in Pa, NaN to let it follow from the moment at
    L4/L5. With `moving` false the rates of motion are not looked at.
    """
    external = jnp.asarray(external)
    if moving:
        external = external - _momentum(mech, motion)
    geo = geometry(mech, motion.angles)
    set_up: Equations = _balance(mech, geo, motion, gravity, external, pressure, switches, moving)
    return set_up


@jax.jit
def _momentum(mech: Mechanism, motion: Motion) -> Array:
    return rates_of_momentum(mech.tree, mech.masses, *motion)


@partial(jax.jit, static_argnames=("moving",))
def _balance(
    mech: Mechanism,
    geo: Geometry,
    motion: Motion,
    gravity: Array,
    external: Array,
    pressure: Array,
    switches: Switches,
    moving: bool,
) -> Equations:
    """`equations` from the geometry on; `external` is less the rates of momentum."""
    posed, screw, lines, arms = geo
    angles = motion.angles
    carried = weights(mech.masses, posed, gravity) + external
    pressure, thrust = _abdominal_pressure(mech, posed, carried, pressure)
    pressure = switches.abdominal_pressure * pressure
    carried = carried + switches.abdominal_pressure * thrust
    length = lines.length[:, mech.active]
    speed = _speeds(mech, arms, motion.velocities) if moving else jnp.zeros_like(length)
    gains = hill.gains(mech.fibres, mech.curves, length, speed)
    strength = mech.fibres.maximal_force * gains.cosine
    pair_moments = arms * strength.T[mech.pair_column][:, None]
    rows = mech.rows
    springs = switches.ligaments * passive.moments(rows.springs, angles[:, rows.body, rows.axis])
    ligaments = passive.ligament_tension(mech.ligaments, angles[:, mech.levels, 0])
    by_fibres = _moments_of_fibres(mech, pair_moments, gains.passive * switches.fibre_passive)
    load = _moments_of_carried(mech, screw, carried)
    return Equations(
        posed,
        lines.point,
        lines.length,
        gains,
        jnp.moveaxis(pair_moments, -1, 0),
        -(load + springs + by_fibres),
        springs,
        switches.fibre_passive * strength * gains.passive,
        switches.ligaments * ligaments,
        carried,
        pressure,
        *_wall_activations(mech.abdomen, pressure),
    )


def _moments_of_carried(mech: Mechanism, screw: Array, carried: Array) -> Array:
    """Moments (frames, n_rows) about the rows' axes of all that moves with them, N·m."""
    on_above = jnp.einsum("jb,fbc->fjc", mech.above[mech.rows.subtree], carried)
    return _by_row(mech, jnp.sum(screw * on_above[:, :, None, :], axis=-1))


def _by_row(mech: Mechanism, slots: Array) -> Array:
    """(frames, n_rows) of (frames, n_subtrees, most)."""
    return slots.reshape(slots.shape[0], -1)[:, mech.rows.cell]


def _moments_of_fibres(mech: Mechanism, pair_moments: Array, stretch: Array) -> Array:
    """Moments (frames, n_rows), N·m, of stretched fibres; `stretch` is f_P (frames, n_active)."""
    stretched = pair_moments * stretch.T[mech.pair_column][:, None]
    by_subtree = jax.ops.segment_sum(stretched, mech.crossing.pair_joint, mech.rows.subtree.shape[0])
    return _by_row(mech, jnp.moveaxis(by_subtree, -1, 0))


def _wall_activations(abdomen: Abdomen, pressure: Array) -> tuple[Array, Array]:
    """Activation (frames,) of transversus against a pressure, and of the obliques for what it cannot hold."""
    hoop = pressure * abdomen.hoop_radius * abdomen.hoop_height
    transversus = jnp.minimum(_share(hoop, abdomen.transversus_capacity), 1.0)
    rest = hoop - transversus * abdomen.transversus_capacity
    return transversus, _share(rest, abdomen.obliques_capacity)


def _share(asked: Array, strength: ArrayLike) -> Array:
    """Activation that bears a force, above 1 where strength does not suffice; of no strength, ∞ or 0."""
    some = jnp.asarray(strength) > 0.0
    without = jnp.where(asked > 0.0, jnp.inf, 0.0)
    return jnp.where(some, asked / jnp.where(some, strength, 1.0), without)


def _speeds(mech: Mechanism, arms: Array, velocities: Array) -> Array:
    """Rates of path length (frames, n_active), m/s: −r q̇ over the rows; what is no row is held."""
    rows = mech.rows
    by_slot = velocities[:, rows.subtree[:, None], rows.slot_axis] * rows.used
    turning = jnp.moveaxis(by_slot, 0, -1)[mech.crossing.pair_joint]
    return -jax.ops.segment_sum(jnp.sum(arms * turning, axis=1), mech.pair_column, mech.active.shape[0]).T


def _abdominal_pressure(mech: Mechanism, posed: Posed, carried: Array, given: Array) -> tuple[Array, Array]:
    """Pressure (frames,) and the wrenches of its two equal and opposite forces (frames, n_bodies, 6)."""
    abdomen = mech.abdomen
    above = jnp.einsum("b,fbc->fc", mech.above[abdomen.joint], carried)
    parent, axes = mech.tree.parent[abdomen.joint], mech.tree.axes[abdomen.joint]
    flexing = -moment_about_z(posed, parent, axes, abdomen.joint, above)
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
    force: Array  # (frames, n_levels, 3) on the lower bone in its endplate axes x y z, N, muscles and weight
    moment: Array  # (frames, n_levels, 3) about the joint centre in the same axes, N·m


def reactions(mech: Mechanism, posed: Posed, carried: Array, tension: Array) -> Reactions:
    """Joint reactions of a posed body.

    `carried` (frames, n_bodies, 6) is all that acts on each body but muscles; `tension` (frames, n_active)
    that of every fascicle that takes part, N.
    """
    found: Reactions = _reactions(mech, posed, drawn(mech.paths, posed).pluecker, carried, tension)
    return found


@jax.jit
def _reactions(mech: Mechanism, posed: Posed, pluecker: Array, carried: Array, tension: Array) -> Reactions:
    on_bodies = carried + _muscle_wrenches(mech, pluecker, tension)
    wrench = jnp.einsum("jb,fbc->fjc", mech.above, on_bodies)
    told = wrench[:, mech.levels]
    n_bodies = mech.above.shape[0]
    parent = mech.tree.parent[mech.levels]
    lower = posed.rotation[:, jnp.minimum(parent, n_bodies - 1)] @ mech.tree.axes[mech.levels]
    centre = posed.origin[:, mech.levels]
    moment = told[..., 3:] - jnp.cross(centre, told[..., :3])
    into = jnp.swapaxes(lower, -1, -2)
    return Reactions(
        wrench,
        jnp.sum(into * told[..., None, :3], axis=-1),
        jnp.sum(into * moment[..., None, :], axis=-1),
    )


def _muscle_wrenches(mech: Mechanism, pluecker: Array, tension: Array) -> Array:
    """Pull of all pieces on the bodies at their two ends: (frames, n_bodies, 6) about the world origin."""
    padded = jnp.pad(tension.T, ((0, 1), (0, 0)))[mech.piece_of_active]
    pull = pluecker[:-1] * padded[:, None]
    n_bodies = mech.above.shape[0]
    start = mech.paths.point_body[mech.paths.piece_start]
    end = mech.paths.point_body[mech.paths.piece_start + 1]
    on_bodies = jax.ops.segment_sum(pull, start, n_bodies) - jax.ops.segment_sum(pull, end, n_bodies)
    return jnp.moveaxis(on_bodies, -1, 0)
