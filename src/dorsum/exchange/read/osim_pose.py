"""Where the bodies of an OpenSim model are at given coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.osim import GROUND, Motion, OsimModel

Placed = dict[
    str, tuple[Floats, Floats]
]  # of each body the rotation (frames, 3, 3) and the place (frames, 3)


def pose(model: OsimModel, given: Mapping[str, Floats], frames: int, zero: bool = False) -> Placed:
    """Rotations and places of all bodies, in the axes of the ground.

    Args:
        given: values (frames,) of coordinates, rad and m; those that follow others need none.
        zero: coordinates that are neither given nor locked are 0, and not at their default.
    """
    values = {
        c.name: given.get(c.name, np.full(frames, 0.0 if zero and not c.locked else c.default))
        for c in model.coordinates
    }
    for coupler in model.couplers:  # a coordinate may follow one that follows another
        if coupler.coordinate not in given:
            values[coupler.coordinate] = coupler.function.at(_of(values, coupler.follows, frames))
    placed: Placed = {GROUND: (np.tile(np.eye(3), (frames, 1, 1)), np.zeros((frames, 3)))}
    for joint in model.joints:
        rotation, place = placed[joint.parent]
        place = place + rotation @ joint.on_parent.place
        rotation = rotation @ joint.on_parent.rotation
        shift = np.zeros((frames, 3))
        for motion in joint.translations:
            shift += _by(motion, values, frames)[:, None] * motion.axis
        place = place + (rotation @ shift[..., None])[..., 0]
        for motion in joint.rotations:
            rotation = rotation @ _about(motion.axis, _by(motion, values, frames))
        rotation = rotation @ joint.on_child.rotation.T
        placed[joint.child] = rotation, place - rotation @ joint.on_child.place
    return placed


def _of(values: Mapping[str, Floats], names: Sequence[str], frames: int) -> Floats:
    """Values (n_names, frames) of some coordinates."""
    return np.array([values.get(name, np.zeros(frames)) for name in names]).reshape(len(names), frames)


def _by(motion: Motion, values: Mapping[str, Floats], frames: int) -> Floats:
    """By how much (frames,) a motion is."""
    if not motion.coordinates:
        return motion.function.at(np.zeros((1, frames)))
    return motion.function.at(_of(values, motion.coordinates, frames))


def _about(axis: Floats, angle: Floats) -> Floats:
    """Rotations (frames, 3, 3) about an axis of length 1 (Rodrigues)."""
    x, y, z = axis
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    s, c = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    return np.asarray(np.eye(3) + s * cross + (1.0 - c) * (cross @ cross))
