"""From a motion to the frames that the mechanics balance: smooth angles, their rates, loads in the hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.filter import EDGE, Smooth, Smoothing, refuse_few, step_of
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.measured import acting
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.windows import JUST_AFTER

# Frames that are balanced at a time, each after the one before it; the first knows nothing and takes longest.
CHUNK = 64
NOTHING = Hands()  # is held
NOWHERE = "the recording does not say where the pelvis is: what is measured in the room acts nowhere on it"


@dataclass(frozen=True)
class Part:
    """A stretch of motion; frames with start ≤ time < end are its own, those around help the filter."""

    motion: Motion
    start: float
    end: float

    def times(self, rate_hz: float | None, first: float) -> Floats:
        """Times that are analysed: those recorded, or an even grid that begins at `first`."""
        time = self.motion.time
        own = time[(time >= self.start) & (time < self.end)]
        if rate_hz is None or not len(own):
            return own
        step = 1.0 / rate_hz
        begin, finish = max(self.start, first), min(self.end, time[-1] + JUST_AFTER)
        count = np.arange(np.ceil((begin - first) / step - 1e-9), np.ceil((finish - first) / step - 1e-9))
        return first + step * count


class SmoothMotion:
    """A stretch of motion as smooth curves, and what is held and pushed on the way."""

    def __init__(self, motion: Motion, model: Model, low_pass_hz: float, hands: Hands = NOTHING) -> None:
        refuse_few(motion.time)
        self.motion, self.model, self.hands, self.low_pass_hz = motion, model, hands, low_pass_hz
        flat = motion.angles.reshape(len(motion.time), -1)
        self.turning = np.flatnonzero(np.ptp(flat, axis=0) > 0.0)
        self.still = flat[0]
        self.reach = EDGE / low_pass_hz if low_pass_hz else 0.0  # s to both sides
        self.curve = Smooth.of(motion.time, flat[:, self.turning], low_pass_hz)
        self.root = None if motion.root is None else Smooth.of(motion.time, motion.root, low_pass_hz)

    def angles(self, time: Floats, derivative: int = 0) -> Floats:
        """Angles (frames, n_bodies, 3) in rad, or their derivatives."""
        flat = np.tile(self.still if derivative == 0 else np.zeros_like(self.still), (len(time), 1))
        flat[:, self.turning] = self.curve.at(time, derivative)
        return flat.reshape(len(time), *self.motion.angles.shape[1:])

    @cached_property
    def ways(self) -> tuple[Smooth, ...]:
        """The way of each load in space: of its hands, or of its markers as smooth as the body's.

        Raises:
            BadInput: the recording does not say where the pelvis is, so that markers are nowhere beside it.
        """
        if not self.hands.loads:
            return ()
        time = self.curve.times
        posed = self.model.place(self.angles(time))
        root = np.zeros((len(time), 3)) if self.root is None else self.root.at(time)
        found = []
        for load in self.hands.loads:
            if not load.markers:
                found.append(Smooth.through(time, load.in_hands(self.model, posed) + root))
                continue
            if self.root is None:
                raise BadInput(NOWHERE)
            middle = np.mean([self.motion.held[name] for name in load.markers], axis=0)
            found.append(Smooth.of(self.motion.time, middle, self.low_pass_hz))
        return tuple(found)

    @cached_property
    def pushes(self) -> tuple[tuple[int, Floats], ...]:
        """The bodies that are pushed, and the wrench (frames, 6) on each about the pelvis at all times.

        Raises:
            BadInput: the recording does not say where the pelvis is.
            UnknownName: there is no such body.
        """
        if not self.hands.forces:
            return ()
        if self.root is None:
            raise BadInput(NOWHERE)
        time = self.curve.times
        pelvis, names = self.root.at(time), self.model.body.skeleton.names
        found = []
        for push in self.hands.forces:
            if push.body not in names:
                raise UnknownName("body", push.body, names)
            turn = self.motion.heading @ self.motion.room
            wrench = acting(push.force, time, turn, pelvis).wrench
            found.append((names.index(push.body), wrench))
        return tuple(found)

    def _pushed(self, time: Floats) -> Floats:
        """Wrenches (frames, n_bodies, 6) of the measured forces, the pelvis at the world's origin."""
        found = np.zeros((len(time), len(self.model.body.skeleton.names), 6))
        for body, wrench in self.pushes:
            found[:, body] += np.column_stack([np.interp(time, self.curve.times, w) for w in wrench.T])
        return found

    def frames(self, time: Floats) -> Frames:
        """Frames at some times."""
        hands = self.hands
        angles = self.angles(time)
        pelvis = None if self.root is None else self.root.at(time)
        held = hands.wrenches(self.model, time, angles, self.ways, pelvis)
        return Frames(
            time,
            angles,
            self.angles(time, 1),
            self.angles(time, 2),
            held + self._pushed(time),
            hands.pressure(len(time)),
            None if self.root is None else self.root.at(time, 2),
            pelvis,
            self.doubtful(time) | hands.unheld(self.motion.arms, time),
        )

    def doubtful(self, time: Floats) -> NDArray[np.bool_]:
        """Whether the posture at some times is doubtful: a frame is, as near as the filter reaches."""
        known, recorded = self.motion.doubtful, self.motion.time
        if known is None or not known.any():
            return np.zeros(len(time), dtype=bool)
        bad, step = recorded[known], step_of(recorded) if len(recorded) > 1 else 0.0
        after = np.clip(np.searchsorted(bad, time), 0, len(bad) - 1)
        near = np.minimum(np.abs(bad[after] - time), np.abs(bad[np.maximum(after - 1, 0)] - time))
        return np.asarray(near < max(self.reach, step))


def frames_of(part: Part, model: Model, smoothing: Smoothing, hands: Hands, first: float) -> Iterator[Frames]:
    """The frames of a part, some at a time; `first` is where the grid of another rate begins."""
    time = part.times(smoothing.rate_hz, first)
    if not len(time):
        return
    smooth = SmoothMotion(part.motion, model, smoothing.low_pass_hz, hands)
    for start in range(0, len(time), CHUNK):
        yield smooth.frames(time[start : start + CHUNK])
