"""The postures of all frames in the words of a protocol, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.motion.posture import ANGLES
from dorsum.motion.task import Task
from dorsum.units import CM

OF_ANGLES = attrgetter(*ANGLES)
ROW = {angle: row for row, angle in enumerate(ANGLES)}
KNEES = tuple(row for angle, row in ROW.items() if angle.startswith("knee"))


@dataclass(frozen=True, eq=False)
class Words:
    """Angles of postures over frames in °, NaN where an angle is not stated."""

    stance: str
    relaxed: bool
    angles: Floats  # (angles, frames), a row for each of `ANGLES`
    joints: Mapping[tuple[str, str], Floats]  # (frames,) by spinal joint and direction, instead of the rhythm
    hands: Floats | None = None  # (frames, 3) m, the one load from its reference; None: where it says itself
    forward: Floats | float = 0.0  # (frames,) m, the centre of mass before its usual point over the feet

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
        forward = np.array([[at.weight_forward_cm for at in postures]]) * CM
        times, hands = np.zeros(1), None
        if task.moves:
            times, between = Between.of(task)
            hands = between.blended(np.array(task.held).T).T if task.held else None
            given, forward = between.blended(given, KNEES), between.blended(forward)
        joints = dict(zip(turns, given[len(ANGLES) :], strict=True))
        stance, relaxed = postures[0].stance, postures[0].relaxed
        return times, cls(stance, relaxed, given[: len(ANGLES)], joints, hands, forward[0])

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
        hands = None if self.hands is None else self.hands[which]
        forward = np.broadcast_to(self.forward, len(self))[which]
        return Words(self.stance, self.relaxed, self.angles[:, which], joints, hands, forward)

    def stating(self, angle: str, values: Floats) -> Words:
        """The same postures with an angle (frames,) in ° stated; one frame is repeated for several values."""
        many = np.zeros(len(values), dtype=int) if len(self) == 1 else np.arange(len(self))
        angles = self.angles[:, many]
        angles[ROW[angle]] = values
        joints = {joint: at[many] for joint, at in self.joints.items()}
        hands = None if self.hands is None else self.hands[many]
        forward = np.broadcast_to(self.forward, len(self))[many]
        return Words(self.stance, self.relaxed, angles, joints, hands, forward)


class Between(NamedTuple):
    """Where frames lie between the keyframes of a movement."""

    before: NDArray[np.int_]  # (frames,) the keyframe before
    share: Floats  # (frames,) of the time to the next
    lead: Floats  # (keyframes,) by which share of that time the knees are ahead

    @classmethod
    def of(cls, task: Task) -> tuple[Floats, Between]:
        """Times (frames,) s of a task that moves, and where they lie."""
        at = np.array([k.time_s for k in task.keyframes])
        times = np.linspace(at[0], at[-1], task.frames)
        before = np.minimum(np.searchsorted(at, times, side="right") - 1, len(at) - 2)
        share = (times - at[before]) / (at[before + 1] - at[before])
        return times, cls(before, share, np.array([k.knees_lead for k in task.keyframes]))

    def blended(self, given: Floats, knees: Sequence[int] = ()) -> Floats:
        """Values (n, frames) along minimum-jerk paths between those (n, keyframes) at the keyframes.

        Where one of two is NaN it counts as 0, and where both are, so is what lies between. Where the knees
        are ahead, the path of their rows takes the first part of the time, and of the others the last.
        """
        x, y = given[:, self.before], given[:, self.before + 1]
        no_x, no_y = np.isnan(x), np.isnan(y)
        along = np.repeat(self._along(0.0)[None], len(given), axis=0)
        if len(knees):
            along[:] = self._along(-1.0)
            along[list(knees)] = self._along(1.0)
        between = (1 - along) * np.where(no_x, 0.0, x) + along * np.where(no_y, 0.0, y)
        return np.where(no_x & no_y, np.nan, between)

    def _along(self, ahead: float) -> Floats:
        """The share of the way (frames,): all the time (0), in its first part (1) or in its last (−1)."""
        lead = ahead * self.lead[self.before]
        s = np.clip((self.share - np.maximum(-lead, 0.0)) / (1.0 - np.abs(lead)), 0.0, 1.0)
        return np.asarray(s**3 * (10 - 15 * s + 6 * s**2))
