"""Turns that bring one direction to another, as joint angles."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats


def aim(parent: Floats, axes: Floats, rest: Floats, rest_side: Floats, to: Floats, to_side: Floats) -> Floats:
    """Joint angles z, x, y that turn direction `rest` to `to`, with `rest_side` towards `to_side`.

    `parent` is the world rotation of the bone below, `axes` the joint's axes, `rest` in standing axes. All
    may have frames first.
    """
    standing = np.swapaxes(direction_frame(rest, rest_side), -1, -2)
    rotation = direction_frame(to, to_side) @ standing
    return turns_zxy(np.swapaxes(axes, -1, -2) @ np.swapaxes(parent, -1, -2) @ rotation @ axes)


def turns_zxy(rotation: Floats) -> Floats:
    """Angles z, x, y (…, 3) of rotations Rz Rx Ry (…, 3, 3), rad."""
    m = rotation
    x = np.arcsin(np.clip(m[..., 2, 1], -1.0, 1.0))
    return np.stack([np.arctan2(-m[..., 0, 1], m[..., 1, 1]), x, np.arctan2(-m[..., 2, 0], m[..., 2, 2])], -1)


def direction_frame(direction: Floats, side: Floats) -> Floats:
    """Rotations (…, 3, 3): first column along `direction`, second along what of `side` is across it."""
    first = direction / _length(direction)
    second = side - first * np.sum(side * first, axis=-1, keepdims=True)
    second = second / _length(second)
    return np.stack([first, second, np.cross(first, second)], axis=-1)


def _length(vector: Floats) -> Floats:
    return np.asarray(np.sqrt(np.sum(vector * vector, axis=-1, keepdims=True)))
