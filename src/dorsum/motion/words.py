"""The postures of all frames in the words of a protocol, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.motion.posture import ANGLES, Posture
from dorsum.motion.task import Task


@dataclass(frozen=True, eq=False)
class Words:
    """Angles of postures over frames, each (frames,) in °, NaN where it is not stated."""

    stance: str
    relaxed: bool
    angles: Mapping[str, Floats]  # by the names of `ANGLES`
    joints: Mapping[tuple[str, str], Floats]  # by spinal joint and direction, instead of the rhythm

    @classmethod
    def of(cls, task: Task) -> tuple[Floats, Words]:
        """Times (frames,) s, and the postures along minimum-jerk paths from keyframe to keyframe.

        Between two keyframes an angle that only one of them states counts as 0 in the other.
        """
        if not task.moves:
            first, still = np.zeros(1, dtype=int), np.zeros(1)
            return still, _blended(task.postures, first, first, still)
        at = np.array([k.time_s for k in task.keyframes])
        times = np.linspace(at[0], at[-1], task.frames)
        before = np.minimum(np.searchsorted(at, times, side="right") - 1, len(at) - 2)
        s = (times - at[before]) / (at[before + 1] - at[before])
        smooth = s**3 * (10 - 15 * s + 6 * s**2)
        return times, _blended(task.postures, before, before + 1, smooth)

    def __getitem__(self, angle: str) -> Floats:
        return self.angles[angle]

    def __len__(self) -> int:
        return len(self.angles[ANGLES[0]])

    def stated(self, angle: str) -> NDArray[np.bool_]:
        """In which frames an angle is stated (frames,)."""
        return ~np.isnan(self.angles[angle])

    def or_zero(self, angle: str) -> Floats:
        """An angle (frames,) in °, 0 where it is not stated."""
        values = self.angles[angle]
        return np.where(np.isnan(values), 0.0, values)

    def stating(self, angle: str, values: Floats) -> Words:
        """The same postures with an angle (frames,) in ° stated; one frame is repeated for several values."""
        many = np.zeros(len(values), dtype=int) if len(self) == 1 else np.arange(len(self))
        angles = {name: given[many] for name, given in self.angles.items()} | {angle: values}
        joints = {joint: given[many] for joint, given in self.joints.items()}
        return replace(self, angles=angles, joints=joints)


def _blended(
    postures: Sequence[Posture], before: NDArray[np.int_], after: NDArray[np.int_], share: Floats
) -> Words:
    """Postures (frames,) by index, mixed with those after them by a share (frames,)."""

    turns = sorted({(joint, turn) for at in postures for joint, of in at.joints.items() for turn in of})
    rows = [[getattr(posture, name) for posture in postures] for name in ANGLES]
    rows += [[at.joints.get(joint, {}).get(turn) for at in postures] for joint, turn in turns]
    given = np.array(rows, dtype=np.float64)  # (angles, postures) °, NaN for None
    x, y = given[:, before], given[:, after]
    no_x, no_y = np.isnan(x), np.isnan(y)
    between = (1 - share) * np.where(no_x, 0.0, x) + share * np.where(no_y, 0.0, y)
    mixed = np.where(no_x & no_y, np.nan, between)
    angles, joints = mixed[: len(ANGLES)], mixed[len(ANGLES) :]
    return Words(
        postures[0].stance,
        postures[0].relaxed,
        dict(zip(ANGLES, angles, strict=True)),
        dict(zip(turns, joints, strict=True)),
    )
