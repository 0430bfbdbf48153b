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

import numpy as np

from dorsum.kernel.library import kernel
from dorsum.mechanics import native
from dorsum.mechanics.namespace import Numbers, cross

DOUBLINGS = 5  # enough for 31 joints from root to tip; `mechanism` refuses a deeper tree


class Tree(NamedTuple):
    """The joints of a body, as arrays over its bodies."""

    parent: Numbers  # (n_bodies,) index of the parent; the root's is n_bodies
    offset: Numbers  # (n_bodies, 3) joint centre from the parent's joint centre, standing, m
    axes: Numbers  # (n_bodies, 3, 3) joint axes C, standing


class Posed(NamedTuple):
    """Every body placed in the world."""

    rotation: Numbers  # (frames, n_bodies, 3, 3)
    origin: Numbers  # (frames, n_bodies, 3) joint centre, m


def place(tree: Tree, angles: Numbers) -> Posed:
    """Place the bodies for joint angles (frames, n_bodies, 3) in rad.

    Transforms are composed along the tree by pointer doubling: after k rounds every body's transform
    reaches back over 2ᵏ ancestors. Inside, a transform is 3 × 4 numbers, the rotation and the origin, and
    these come first, bodies and frames last: few operations on many numbers in a row are quick.
    """
    if isinstance(angles, np.ndarray) and (library := kernel()):
        return Posed(*native.place(library, tree, angles))
    xp = angles.__array_namespace__()
    n_bodies, frames = angles.shape[1], angles.shape[0]
    axes = xp.moveaxis(xp.asarray(tree.axes), 0, -1)[..., None]
    local = _product(_product(axes, _joint_rotation(angles.T)), xp.swapaxes(axes, 0, 1))
    offset = xp.asarray(tree.offset).T[:, None, :, None] + xp.zeros(frames)
    still = xp.eye(3, 4)[:, :, None, None] + xp.zeros(frames)
    here = xp.concatenate([xp.concatenate([local, offset], axis=1), still], axis=2)
    origin_only = xp.asarray([0.0, 0.0, 0.0, 1.0])[:, None, None]
    ancestor = xp.concatenate([xp.asarray(tree.parent), xp.asarray([n_bodies])])
    for _ in range(DOUBLINGS):
        before = here.take(ancestor, axis=2, mode="clip")
        here = _product(before, here) + before[:, 3:] * origin_only
        ancestor = ancestor[ancestor]
    here = xp.transpose(here[:, :, :-1], (3, 2, 0, 1))
    return Posed(here[..., :3].copy(), here[..., 3].copy())


def joint_axes(tree: Tree, posed: Posed, angles: Numbers) -> Numbers:
    """World axes of the three rotations of every joint: (frames, n_bodies, 3 axes z x y, 3).

    z belongs to the lower bone, y to the upper bone, x lies between; they are not orthogonal once the
    joint is bent.
    """
    xp = angles.__array_namespace__()
    return xp.transpose(turning_axes(tree, posed, angles), (3, 2, 1, 0))


def turning_axes(tree: Tree, posed: Posed, angles: Numbers) -> Numbers:
    """`joint_axes` with components first and frames last: (3, 3 axes z x y, n_bodies, frames)."""
    xp = angles.__array_namespace__()
    rotation = xp.transpose(posed.rotation, (2, 3, 1, 0)).copy()
    still = xp.eye(3)[:, :, None, None] + xp.zeros(angles.shape[0])
    lower = xp.concatenate([rotation, still], axis=2).take(tree.parent, axis=2, mode="clip")
    axes = xp.moveaxis(xp.asarray(tree.axes), 0, -1)[..., None]
    x, y, z = (_turned(lower, axes[:, k]) for k in range(3))
    about_z = angles[..., 0].T
    bent = xp.cos(about_z) * x + xp.sin(about_z) * y
    return xp.stack([z, bent, _turned(rotation, axes[:, 1])], axis=1)


def carry(posed: Posed, body: Numbers, local: Numbers) -> Numbers:
    """World positions (frames, n, 3) of points at `local` (n, 3) from the joint centre of `body` (n,)."""
    return posed.origin[:, body] + (posed.rotation[:, body] * local[..., None, :]).sum(axis=-1)


def moment_about_z(posed: Posed, parent: Numbers, axes: Numbers, joint: Numbers, wrench: Numbers) -> Numbers:
    """Moment (frames,) of wrenches (frames, 6) about the z axis of a joint, N·m; extending positive.

    `joint` is the body that hangs on it, `parent` the lower bone, `axes` (3, 3) the joint's in standing.
    """
    about = wrench[:, 3:] - cross(posed.origin[:, joint], wrench[:, :3])
    return ((posed.rotation[:, parent] @ axes[:, 2]) * about).sum(axis=-1)


def along_chains(tree: Tree, values: Numbers) -> Numbers:
    """Sums (3, n_bodies, frames) of a vector of every joint over all joints from the root to a body."""
    xp = values.__array_namespace__()
    summed = xp.concatenate([values, xp.zeros_like(values[:, :1])], axis=1)
    ancestor = xp.concatenate([xp.asarray(tree.parent), xp.asarray([values.shape[1]])])
    for _ in range(DOUBLINGS):
        summed = summed + summed.take(ancestor, axis=1, mode="clip")
        ancestor = ancestor[ancestor]
    return summed[:, :-1]


def of_parent(tree: Tree, values: Numbers) -> Numbers:
    """What is known of every body (3, n_bodies, frames), of its parent instead; zero for the root."""
    xp = values.__array_namespace__()
    padded = xp.concatenate([values, xp.zeros_like(values[:, :1])], axis=1)
    return padded.take(tree.parent, axis=1, mode="clip")


def _turned(rotation: Numbers, vector: Numbers) -> Numbers:
    """Vectors (3, n, frames or 1) turned by rotations (3, 3, n, frames)."""
    return rotation[:, 0] * vector[0] + rotation[:, 1] * vector[1] + rotation[:, 2] * vector[2]


def _joint_rotation(angles: Numbers) -> Numbers:
    """Rz Rx Ry for angles (3: z x y, n_bodies, frames): (3, 3, n_bodies, frames)."""
    xp = angles.__array_namespace__()
    (cz, cx, cy), (sz, sx, sy) = xp.cos(angles), xp.sin(angles)
    rows = [
        [cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy],
        [sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy],
        [-cx * sy, sx, cx * cy],
    ]
    return xp.stack([element for row in rows for element in row]).reshape(3, 3, *cz.shape)


def _product(a: Numbers, b: Numbers) -> Numbers:
    """Products of many 3 × 3 matrices with 3 × n ones, rows and columns first."""
    return a[:, 0, None] * b[0] + a[:, 1, None] * b[1] + a[:, 2, None] * b[2]
