"""Muscles as lines: lengths, moment arms and the wrench each fascicle sends across a joint.

A straight piece of a path from a to b is the line (u, m): unit direction u = (b − a)/|b − a| and moment
m = a × u about the world origin (Plücker coordinates). A joint axis n through o is the screw (o × n, n).
Unit tension in the piece turns the joint with

    r = s · (n·m + (o × n)·u) = −∂ℓ/∂q,      s = +1 if a is above the joint, −1 if b is.

"Above" means carried by the joint: inside the subtree that hangs on it. s·(u, m) is also the wrench that
unit tension exerts on everything above the joint, so joint reactions read the same table the other way.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from dorsum.body.body import Crossing, Paths
from dorsum.mechanics.kinematics import Posed


class Lines(NamedTuple):
    """All pieces of all paths in the world.

    Plücker coordinates, and what is computed from them, keep the frames last: the same few operations on
    many numbers in a row are what processors are quick at.
    """

    point: Array  # (frames, n_points, 3) m
    pluecker: Array  # (n_pieces + 1, 6, frames) u, m; the last row is zero padding
    length: Array  # (frames, n_fascicles) m


def draw(paths: Paths, posed: Posed) -> Lines:
    """The lines of every path in a posed body."""
    rotation = jnp.moveaxis(posed.rotation, 0, -1)[paths.point_body]
    origin = jnp.moveaxis(posed.origin, 0, -1)[paths.point_body]
    local = paths.point_local[:, None, :, None]
    point = origin + sum(rotation[:, :, k] * local[:, :, k] for k in range(3))
    point = jax.lax.optimization_barrier(point)
    a, b = point[paths.piece_start], point[paths.piece_start + 1]
    along = b - a
    length = jnp.sqrt(along[:, 0] ** 2 + along[:, 1] ** 2 + along[:, 2] ** 2)
    u = along / length[:, None]
    pluecker = jnp.pad(jnp.concatenate([u, _cross(a, u)], axis=1), ((0, 1), (0, 0), (0, 0)))
    pluecker, length = jax.lax.optimization_barrier((pluecker, length))
    whole = jnp.sum(jnp.pad(length, ((0, 1), (0, 0)))[paths.piece_of], axis=1)
    return Lines(jnp.moveaxis(point, -1, 0), pluecker, whole.T)


def wrenches(crossing: Crossing, lines: Lines) -> Array:
    """Wrench (force, moment about the world origin) of unit tension on all above: (n_pairs, 6, frames)."""
    total = jnp.zeros(())
    for k in range(crossing.pair_piece.shape[1]):
        total = total + crossing.pair_sign[:, k, None, None] * lines.pluecker[crossing.pair_piece[:, k]]
    summed: Array = jax.lax.optimization_barrier(total)
    return summed


def screws(posed: Posed, axes: Array, joint: Array) -> Array:
    """Screws (o × n, n) of the joints' three axes: (frames, n_joints, 3, 6)."""
    n = axes[:, joint]
    o = jnp.broadcast_to(posed.origin[:, joint, None, :], n.shape)
    return jnp.concatenate([jnp.cross(o, n), n], axis=-1)


def moment_arms(crossing: Crossing, wrench: Array, screw: Array) -> Array:
    """Moment arms r = −∂ℓ/∂q of every pair about the three axes: (n_pairs, 3, frames), m."""
    of_pair = jax.lax.optimization_barrier(jnp.moveaxis(screw, 0, -1))[crossing.pair_joint]
    return jnp.asarray(sum(wrench[:, None, c] * of_pair[:, :, c] for c in range(6)))


def _cross(a: Array, b: Array) -> Array:
    """Cross product of (n, 3, frames) arrays."""
    return jnp.stack(
        [
            a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1],
            a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2],
            a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0],
        ],
        axis=1,
    )
