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

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

AXES = ("z", "x", "y")
DOUBLINGS = 5  # enough for 31 joints from root to tip; `mechanism` refuses a deeper tree


class Tree(NamedTuple):
    """The joints of a body, as arrays over its bodies."""

    parent: Array  # (n_bodies,) index of the parent; the root's is n_bodies
    offset: Array  # (n_bodies, 3) joint centre from the parent's joint centre, standing, m
    axes: Array  # (n_bodies, 3, 3) joint axes C, standing


class Posed(NamedTuple):
    """Every body placed in the world."""

    rotation: Array  # (frames, n_bodies, 3, 3)
    origin: Array  # (frames, n_bodies, 3) joint centre, m


def place(tree: Tree, angles: Array) -> Posed:
    """Place the bodies for joint angles (frames, n_bodies, 3) in rad.

    Transforms are composed along the tree by pointer doubling: after k rounds every body's transform
    reaches back over 2ᵏ ancestors.
    """
    axes = jnp.asarray(tree.axes)
    local = _product(_product(axes, _joint_rotation(angles)), jnp.swapaxes(axes, -1, -2))
    transform = _homogeneous(local, jnp.asarray(tree.offset))
    frames, n_bodies = angles.shape[:2]
    identity = jnp.broadcast_to(jnp.eye(4), (frames, 1, 4, 4))
    transform = jnp.concatenate([transform, identity], axis=1)
    ancestor = jnp.concatenate([jnp.asarray(tree.parent), jnp.array([n_bodies])])
    for _ in range(DOUBLINGS):
        transform = _product(transform[:, ancestor], transform)
        ancestor = ancestor[ancestor]
    return Posed(transform[:, :-1, :3, :3], transform[:, :-1, :3, 3])


def joint_axes(tree: Tree, posed: Posed, angles: Array) -> Array:
    """World axes of the three rotations of every joint: (frames, n_bodies, 3 axes z x y, 3).

    z belongs to the lower bone, y to the upper bone, x lies between; they are not orthogonal once the
    joint is bent.
    """
    identity = jnp.broadcast_to(jnp.eye(3), (posed.rotation.shape[0], 1, 3, 3))
    lower = jnp.concatenate([posed.rotation, identity], axis=1)[:, jnp.asarray(tree.parent)]
    base = _product(lower, jnp.asarray(tree.axes))
    after_z = _product(base, _rotation_z(angles[..., 0]))
    after_x = _product(after_z, _rotation_x(angles[..., 1]))
    return jnp.stack([base[..., :, 2], after_z[..., :, 0], after_x[..., :, 1]], axis=-2)


def carry(posed: Posed, body: Array, local: Array) -> Array:
    """World positions (frames, n, 3) of points fixed at `local` (n, 3) from the joint centre of `body` (n,)."""
    rotation = posed.rotation[:, body]
    return posed.origin[:, body] + jnp.sum(rotation * local[..., None, :], axis=-1)


def _joint_rotation(angles: Array) -> Array:
    """Rz Rx Ry."""
    z, x, y = (rotation(angles[..., i]) for i, rotation in enumerate((_rotation_z, _rotation_x, _rotation_y)))
    return _product(_product(z, x), y)


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
    return jnp.stack([jnp.stack(row, axis=-1) for row in rows], axis=-2)


def _product(a: Array, b: Array) -> Array:
    """Product of many small matrices, written as sums so that the compiler fuses it."""
    return jnp.sum(a[..., :, :, None] * b[..., None, :, :], axis=-2)


def _homogeneous(rotation: Array, offset: Array) -> Array:
    offset = jnp.broadcast_to(offset[..., None], (*rotation.shape[:-1], 1))
    top = jnp.concatenate([rotation, offset], axis=-1)
    bottom = jnp.broadcast_to(jnp.array([0.0, 0.0, 0.0, 1.0]), (*top.shape[:-2], 1, 4))
    return jnp.concatenate([top, bottom], axis=-2)
