"""Where every bone is: joint angles in, rotations and origins out, and the screws of the joints.

Conventions. World axes are ISB: x anterior, y up, z right. In the standing pose (all angles zero) every
body's frame is parallel to the world, so its rotation is the identity. Body b hangs on its parent by three
rotations about the joint centre, order z–x′–y″, taken in the joint's own axes C (columns: x, y, z of the
lower bone's upper endplate):

    R_b = R_parent · C Rz(θz) Rx(θx) Ry(θy) Cᵀ,        o_b = o_parent + R_parent · d_b

By the right hand +θz is extension, +θx bends right, +θy turns left. Angles are an array (frames, bodies, 3),
last axis z, x, y; a joint with fewer freedoms keeps zeros. The first body is the root; its three angles
are its orientation in space.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

Numbers = Any  # an array of JAX or of NumPy
DOUBLINGS = 5  # enough for 31 joints from root to tip; `mechanism` refuses a deeper tree


class Tree(NamedTuple):
    """The joints of a body, as arrays over its bodies."""

    parent: Array  # (n_bodies,) index of the parent; the root's is n_bodies
    offset: Array  # (n_bodies, 3) joint centre from the parent's joint centre, standing, m
    axes: Array  # (n_bodies, 3, 3) joint axes C, standing


class Posed(NamedTuple):
    """Every body placed in the world, in arrays of JAX or NumPy."""

    rotation: Numbers  # (frames, n_bodies, 3, 3)
    origin: Numbers  # (frames, n_bodies, 3) joint centre, m


def place(tree: Tree, angles: Array) -> Posed:
    """Place the bodies for joint angles (frames, n_bodies, 3) in rad.

    Transforms are composed along the tree by pointer doubling: after k rounds every body's transform
    reaches back over 2ᵏ ancestors. Inside, frames come last, which is quick.
    """
    axes = jnp.asarray(tree.axes)[..., None]
    local = _product(_product(axes, _joint_rotation(angles.T)), jnp.swapaxes(axes, 1, 2))
    n_bodies, frames = angles.shape[1], angles.shape[0]
    rotation = jnp.concatenate([local, jnp.broadcast_to(jnp.eye(3)[None, ..., None], (1, 3, 3, frames))])
    offset = jnp.broadcast_to(jnp.asarray(tree.offset)[..., None], (n_bodies, 3, frames))
    origin = jnp.concatenate([offset, jnp.zeros((1, 3, frames))])
    ancestor = jnp.concatenate([jnp.asarray(tree.parent), jnp.array([n_bodies])])
    for _ in range(DOUBLINGS):
        before = rotation[ancestor]
        origin = origin[ancestor] + sum(before[:, :, k] * origin[:, None, k] for k in range(3))
        rotation = _product(before, rotation)
        rotation, origin = jax.lax.optimization_barrier((rotation, origin))
        ancestor = ancestor[ancestor]
    return Posed(jnp.moveaxis(rotation[:-1], -1, 0), jnp.moveaxis(origin[:-1], -1, 0))


def joint_axes(tree: Tree, posed: Posed, angles: Array) -> Array:
    """World axes of the three rotations of every joint: (frames, n_bodies, 3 axes z x y, 3).

    z belongs to the lower bone, y to the upper bone, x lies between; they are not orthogonal once the
    joint is bent.
    """
    frames = angles.shape[0]
    rotation = jnp.moveaxis(posed.rotation, 0, -1)
    rotation = jnp.concatenate([rotation, jnp.broadcast_to(jnp.eye(3)[None, ..., None], (1, 3, 3, frames))])
    base = _product(rotation[jnp.asarray(tree.parent)], jnp.asarray(tree.axes)[..., None])
    z, x = angles.T[0], angles.T[1]
    after_z = _product(base, _rotation_z(z))
    after_x = _product(after_z, _rotation_x(x))
    return jnp.moveaxis(jnp.stack([base[:, :, 2], after_z[:, :, 0], after_x[:, :, 1]], axis=1), -1, 0)


def carry(posed: Posed, body: Numbers, local: Numbers) -> Numbers:
    """World positions (frames, n, 3) of points at `local` (n, 3) from the joint centre of `body` (n,)."""
    rotation = posed.rotation[:, body]
    return posed.origin[:, body] + (rotation * local[..., None, :]).sum(axis=-1)


def moment_about_z(posed: Posed, parent: Numbers, axes: Numbers, joint: Numbers, wrench: Numbers) -> Numbers:
    """Moment (frames,) of wrenches (frames, 6) about the z axis of a joint, N·m; extending positive.

    `joint` is the body that hangs on it, `parent` the lower bone, `axes` (3, 3) the joint's in standing.
    """
    xp = wrench.__array_namespace__()
    about = wrench[:, 3:] - xp.cross(posed.origin[:, joint], wrench[:, :3])
    return ((posed.rotation[:, parent] @ axes[:, 2]) * about).sum(axis=-1)


def _joint_rotation(angles: Array) -> Array:
    """Rz Rx Ry for angles (3, n_bodies, frames): (n_bodies, 3, 3, frames)."""
    return _product(_product(_rotation_z(angles[0]), _rotation_x(angles[1])), _rotation_y(angles[2]))


def _rotation_z(angle: Array) -> Array:
    c, s, o, i = jnp.cos(angle), jnp.sin(angle), jnp.zeros_like(angle), jnp.ones_like(angle)
    return _matrix([[c, -s, o], [s, c, o], [o, o, i]])


def _rotation_x(angle: Array) -> Array:
    c, s, o, i = jnp.cos(angle), jnp.sin(angle), jnp.zeros_like(angle), jnp.ones_like(angle)
    return _matrix([[i, o, o], [o, c, -s], [o, s, c]])


def _rotation_y(angle: Array) -> Array:
    c, s, o, i = jnp.cos(angle), jnp.sin(angle), jnp.zeros_like(angle), jnp.ones_like(angle)
    return _matrix([[c, o, s], [o, i, o], [-s, o, c]])


def _matrix(rows: list[list[Array]]) -> Array:
    """(n_bodies, 3, 3, frames) from nine arrays (n_bodies, frames)."""
    return jnp.stack([jnp.stack(row, axis=1) for row in rows], axis=1)


def _product(a: Array, b: Array) -> Array:
    """Products of many 3 × 3 matrices, frames last, written as sums so that the compiler fuses them."""
    return jnp.asarray(sum(a[:, :, k, None] * b[:, None, k] for k in range(3)))
