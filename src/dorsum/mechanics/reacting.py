"""What acts from outside, and how arms reach, as joints give: slopes of what answers to the posture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Frames, apparent_gravity
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.model import Model
from dorsum.mechanics.statics import moments_of_carried
from dorsum.units import DEGREE

DIFFERENCE = 1e-5  # rad, for slopes by differences,
NEAR = 0.5 * DEGREE  # which hold while no angle has moved by more
AT_ONCE = 8  # frames: their differences stay in the cache

Follow = Callable[[Floats, Ints], Frames]  # deviations (k, n_rows) of frames (k,) → frames


class Ground(Protocol):
    """What the ground bears where its slopes are known, of the frames last followed."""

    def without(self, deviation: Floats, which: Ints) -> Frames:
        """What `Follow` tells, without what the ground bears."""

    def whole(self, frames: Frames) -> Floats:
        """Moment (frames, 3) N·m about the pelvis's joint of all that acts on the body but the ground."""

    def moments(self, posed: Posed, at: Floats, lean: Floats) -> Floats:
        """How that grows with the deviations (frames, 3, n_rows) N·m/rad, where bodies carry what acts on
        them at points (frames, n_bodies, 3) m, and the pelvis turns by `lean` (frames, n_rows)."""

    def slopes(self, moments: Floats, lean: Floats) -> tuple[Ints, Floats]:
        """Some rows, and how what is asked of them grows with the deviations (frames, rows, n_rows) N·m/rad
        through what the ground bears."""


class Reacting:
    """Slopes by differences of what is followed, kept while no angle has moved far."""

    def __init__(self, model: Model, known: Known, follow: Follow, ground: Ground | None) -> None:
        self.model, self.ground = model, ground
        self.follow = ground.without if ground else follow
        frames, n, _ = known.covariance.shape
        self.gives = np.flatnonzero(known.covariance.diagonal(axis1=1, axis2=2).any(axis=0))
        self.at = np.full((frames, n), np.inf)
        self.by_rows = np.zeros((frames, n, n))
        self.moments = np.zeros((frames, 3, n))

    def slopes(self, deviation: Floats, which: Ints) -> tuple[Floats, Floats]:
        """Of frames with deviations (k, n_rows): slopes (k, n_rows, n_rows) N·m/rad of all that is carried
        but by the ground, and of its moment about the pelvis's joint (k, 3, n_rows)."""
        far = np.abs(deviation - self.at[which]).max(axis=1) > NEAR
        if far.any():
            at, some = deviation[far], which[far]
            for begin in range(0, len(some), AT_ONCE):
                self._anew(at[begin : begin + AT_ONCE], some[begin : begin + AT_ONCE])
        return self.by_rows[which], self.moments[which]

    def _anew(self, deviation: Floats, which: Ints) -> None:
        model, gives, n = self.model, self.gives, deviation.shape[1]
        ways = DIFFERENCE * np.insert(np.eye(n)[gives], 0, 0.0, axis=0)
        bent = (deviation[:, None] + ways).reshape(-1, n)
        there = self.follow(bent, np.repeat(which, len(ways)))
        gravity = apparent_gravity(model, there)
        asked = -moments_of_carried(model.mech, there.angles, gravity, there.external)
        self.by_rows[which[:, None], :, gives] = _changes(asked, len(which))
        if self.ground:
            self.moments[which[:, None], :, gives] = _changes(self.ground.whole(there), len(which))
        self.at[which] = deviation


def _changes(told: Floats, frames: int) -> Floats:
    """Slopes (frames, ways, k) of what is told of each frame (frames · (1 + ways), k), unturned first."""
    each = told.reshape(frames, -1, told.shape[-1])
    return np.asarray((each[:, 1:] - each[:, :1]) / DIFFERENCE)
