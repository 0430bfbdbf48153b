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
        return np.nan_to_num(self.angles[angle])

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

    def mixed(values: Sequence[float | None]) -> Floats:
        given = np.array([np.nan if value is None else value for value in values])
        x, y = given[before], given[after]
        between = (1 - share) * np.nan_to_num(x) + share * np.nan_to_num(y)
        return np.where(np.isnan(x) & np.isnan(y), np.nan, between)

    turns = {(joint, turn) for posture in postures for joint, of in posture.joints.items() for turn in of}
    return Words(
        postures[0].stance,
        postures[0].relaxed,
        {name: mixed([getattr(posture, name) for posture in postures]) for name in ANGLES},
        {
            (joint, turn): mixed([posture.joints.get(joint, {}).get(turn) for posture in postures])
            for joint, turn in sorted(turns)
        },
    )
