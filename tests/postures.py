"""Postures that tests put the body in."""

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import MIRROR
from dorsum.mechanics.model import Model


def random_angles(model: Model, rng: np.random.Generator, frames: int) -> NDArray[np.float64]:
    """Angles (frames, n_bodies, 3) within about half the range, only where the joints are free."""
    angles = rng.normal(0.0, 0.06, (frames, len(model.body.skeleton.names), 3))
    for i, freedoms in enumerate(model.body.skeleton.freedoms):
        for j, axis in enumerate("zxy"):
            if axis not in freedoms:
                angles[:, i, j] = 0.0
    angles[:, 0] = rng.normal(0.0, 0.5, (frames, 3))
    return angles


def mirrored(model: Model, angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mirror image of a posture: sides exchanged, bending and twist of the other sign."""
    return np.asarray(angles[:, _opposite(model)] * np.array([1.0, -1.0, -1.0]))


def mirrored_wrenches(model: Model, wrenches: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mirror images of wrenches (frames, n_bodies, 6) about the world origin."""
    return np.asarray(wrenches[:, _opposite(model)] * np.concatenate([MIRROR, -MIRROR]))


def _opposite(model: Model) -> list[int]:
    """Index of every body's mirror image."""
    skeleton = model.body.skeleton
    swap = {"right": "left", "left": "right"}
    opposite = []
    for name in skeleton.names:
        stem, _, side = name.rpartition("_")
        opposite.append(skeleton.index(f"{stem}_{swap[side]}" if side in swap else name))
    return opposite
