"""A recording as our body moves: joint angles and the way of the pelvis over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SIDES, Floats


@dataclass(frozen=True)
class Residuals:
    """How far the body's markers stay from the recorded ones after the fit, m."""

    names: tuple[str, ...]
    distance: Floats  # (frames, n_names); NaN where a marker was not seen
    far: float = np.inf  # m: one that lies farther off counts less in the fit


@dataclass(frozen=True)
class Motion:
    """Angles over time, x the way the person faced in the first frame.

    `heading` turns the recording's axes to these: the same for force plates. `room` turns those of the file
    to the recording's: the same for forces in a file beside it. `held` are markers on what the hands hold.
    """

    time: Floats  # (frames,) s
    angles: Floats  # (frames, n_bodies, 3) rad, z x y; see `mechanics.kinematics`
    root: Floats | None  # (frames, 3) m, the pelvis's joint centre; None where the recording does not say
    notes: tuple[str, ...] = ()
    residuals: Residuals | None = None
    heading: Floats = field(default_factory=lambda: np.eye(3))
    doubtful: NDArray[np.bool_] | None = None  # (frames,) whether the posture should not be believed
    doubts: tuple[str, ...] = ()  # why
    failed: tuple[str, ...] = ()  # why none should, and what mends it
    arms: tuple[str, ...] = SIDES  # sides whose arms are recorded; the others keep their place on the trunk
    room: Floats = field(default_factory=lambda: np.eye(3))
    held: Mapping[str, Floats] = field(default_factory=dict)  # (frames, 3) m, by name


def heading_of(pelvis: Floats) -> Floats:
    """The turn about y (3, 3) that brings the way a pelvis (3, 3) faces to x.

    Of a pelvis that lies the way is that of its right side, turned a quarter to the left.
    """
    forward, right = pelvis[:, 0], pelvis[:, 2]
    if abs(forward[1]) > abs(right[1]):
        forward = np.cross([0.0, 1.0, 0.0], right)
    c, s = np.array([forward[0], forward[2]]) / np.hypot(forward[0], forward[2])
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def continuous(angles: Floats) -> Floats:
    """The same turns by angles (frames, n, 3: z x y) that do not jump from frame to frame.

    Two triples name one turn, (z, x, y) and (z + 180°, 180° − x, y + 180°); beyond
    x = 90° the other one goes on.
    """
    step = np.abs((np.diff(angles, axis=0) + np.pi) % (2 * np.pi) - np.pi)
    crossed = (step[..., 0] > np.pi / 2) & (step[..., 2] > np.pi / 2)
    other = np.cumsum(np.pad(crossed, ((1, 0), (0, 0))), axis=0) % 2 == 1
    beyond = np.stack([angles[..., 0] + np.pi, np.pi - angles[..., 1], angles[..., 2] + np.pi], axis=-1)
    return np.unwrap(np.where(other[..., None], beyond, angles), axis=0)
