"""The postures of all frames in the words of a protocol, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.motion.posture import ANGLES
from dorsum.motion.task import Task

OF_ANGLES = attrgetter(*ANGLES)
ROW = {angle: row for row, angle in enumerate(ANGLES)}


@dataclass(frozen=True, eq=False)
class Words:
    """Angles of postures over frames in °, NaN where an angle is not stated."""

    stance: str
    relaxed: bool
    angles: Floats  # (angles, frames), a row for each of `ANGLES`
    joints: Mapping[tuple[str, str], Floats]  # (frames,) by spinal joint and direction, instead of the rhythm

    @classmethod
    def of(cls, task: Task) -> tuple[Floats, Words]:
        """Times (frames,) s, and the postures along minimum-jerk paths from keyframe to keyframe.

        Between two keyframes an angle that only one of them states counts as 0 in the other.
        """
        postures = task.postures
        turns = sorted({(joint, turn) for at in postures for joint, of in at.joints.items() for turn in of})
        rows = list(map(list, zip(*map(OF_ANGLES, postures), strict=True)))
        rows += [[at.joints.get(joint, {}).get(turn) for at in postures] for joint, turn in turns]
        given = np.array(rows, dtype=np.float64)  # (angles, postures) °, NaN for None
        times = np.zeros(1)
        if task.moves:
            times, given = _blended(np.array([k.time_s for k in task.keyframes]), given, task.frames)
        joints = dict(zip(turns, given[len(ANGLES) :], strict=True))
        return times, cls(postures[0].stance, postures[0].relaxed, given[: len(ANGLES)], joints)

    def __getitem__(self, angle: str) -> Floats:
        found: Floats = self.angles[ROW[angle]]
        return found

    def __len__(self) -> int:
        return int(self.angles.shape[1])

    def stated(self, angle: str) -> NDArray[np.bool_]:
        """In which frames an angle is stated (frames,)."""
        return ~np.isnan(self[angle])

    def or_zero(self, angle: str) -> Floats:
        """An angle (frames,) in °, 0 where it is not stated."""
        values = self[angle]
        return np.where(np.isnan(values), 0.0, values)

    def at(self, which: NDArray[np.int64]) -> Words:
        """Some frames of them."""
        joints = {joint: at[which] for joint, at in self.joints.items()}
        return Words(self.stance, self.relaxed, self.angles[:, which], joints)

    def stating(self, angle: str, values: Floats) -> Words:
        """The same postures with an angle (frames,) in ° stated; one frame is repeated for several values."""
        many = np.zeros(len(values), dtype=int) if len(self) == 1 else np.arange(len(self))
        angles = self.angles[:, many]
        angles[ROW[angle]] = values
        joints = {joint: at[many] for joint, at in self.joints.items()}
        return Words(self.stance, self.relaxed, angles, joints)


def _blended(at: Floats, given: Floats, frames: int) -> tuple[Floats, Floats]:
    """Times (frames,) s and angles (angles, frames) ° between postures (angles, postures) at their times."""
    times = np.linspace(at[0], at[-1], frames)
    before = np.minimum(np.searchsorted(at, times, side="right") - 1, len(at) - 2)
    s = (times - at[before]) / (at[before + 1] - at[before])
    share = s**3 * (10 - 15 * s + 6 * s**2)
    x, y = given[:, before], given[:, before + 1]
    no_x, no_y = np.isnan(x), np.isnan(y)
    between = (1 - share) * np.where(no_x, 0.0, x) + share * np.where(no_y, 0.0, y)
    return times, np.where(no_x & no_y, np.nan, between)
