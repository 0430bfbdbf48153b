"""Turns that bring one direction to another, as joint angles."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats


def aim(parent: Floats, axes: Floats, rest: Floats, rest_side: Floats, to: Floats, to_side: Floats) -> Floats:
    """Joint angles z, x, y that turn direction `rest` to `to`, with `rest_side` towards `to_side`.

    `parent` is the world rotation of the bone below, `axes` the joint's axes, `rest` in standing axes. All
    may have frames first.
    """
    return joint_turns(parent, axes, rotation_to(rest, rest_side, to, to_side))


def rotation_to(rest: Floats, rest_side: Floats, to: Floats, to_side: Floats) -> Floats:
    """Rotations (…, 3, 3) that turn direction `rest` to `to`, with `rest_side` towards `to_side`."""
    return np.asarray(direction_frame(to, to_side) @ direction_frame(rest, rest_side).swapaxes(-1, -2))


def joint_turns(parent: Floats, axes: Floats, rotation: Floats) -> Floats:
    """Joint angles z, x, y (…, 3) rad that give a bone its rotation in the world, on a `parent` with its."""
    return turns_zxy((parent @ axes).swapaxes(-1, -2) @ rotation @ axes)


def rotation_of(axes: Floats, turns: Floats) -> Floats:
    """Rotations (…, 3, 3) by angles z, x, y (…, 3) rad about a joint's axes (…, 3, 3)."""
    (cz, cx, cy), (sz, sx, sy) = (of(np.moveaxis(turns, -1, 0)) for of in (np.cos, np.sin))
    rows = (
        (cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy),
        (sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy),
        (-cx * sy, sx, cx * cy),
    )
    own = np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
    return np.asarray(axes @ own @ np.swapaxes(axes, -1, -2))


def turns_zxy(rotation: Floats) -> Floats:
    """Angles z, x, y (…, 3) of rotations Rz Rx Ry (…, 3, 3), rad."""
    m, angles = rotation, np.empty(rotation.shape[:-1])
    angles[..., 0] = np.arctan2(-m[..., 0, 1], m[..., 1, 1])
    angles[..., 1] = np.arcsin(np.minimum(np.maximum(m[..., 2, 1], -1.0), 1.0))
    angles[..., 2] = np.arctan2(-m[..., 2, 0], m[..., 2, 2])
    return angles


def direction_frame(direction: Floats, side: Floats) -> Floats:
    """Rotations (…, 3, 3): first column along `direction`, second along what of `side` is across it."""
    first = direction / np.sqrt(np.vecdot(direction, direction))[..., None]
    second = side - first * np.vecdot(side, first)[..., None]
    second = second / np.sqrt(np.vecdot(second, second))[..., None]
    frame = np.empty((*second.shape, 3))
    frame[..., 0], frame[..., 1] = first, second
    for i, (j, k) in enumerate(((1, 2), (2, 0), (0, 1))):
        frame[..., i, 2] = first[..., j] * second[..., k] - first[..., k] * second[..., j]
    return frame
