"""A pose: what a task says of a body's posture, and the joint angles that follow from it so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.posture import LYING
from dorsum.motion.task import Task
from dorsum.motion.words import Words
from dorsum.units import DEGREE


@dataclass(frozen=True, eq=False)
class Pose:
    """Angles and the words that they follow; a step makes a new one and leaves the old one as it was."""

    task: Task  # its loads are where the hands hold them
    times: Floats  # (frames,) s
    words: Words
    angles: Floats  # (frames, n_bodies, 3: z x y) rad, read-only
    notes: tuple[str, ...] = ()  # what was done that the task does not say
    _posed: Posed | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.angles.flags.writeable = False

    @classmethod
    def of(cls, task: Task, body: Body) -> Pose:
        """Upright, or lying as the task says: where the steps begin."""
        times, words = Words.of(task)
        angles = np.zeros((len(times), len(body.skeleton.names), 3))
        if words.stance in LYING:
            angles[:, 0] = np.array(LYING[words.stance]) * DEGREE
        return cls(task, times, words, angles)

    def placed(self, model: Model) -> Posed:
        """Where every bone is, computed once."""
        if self._posed is None:
            object.__setattr__(self, "_posed", model.place(self.angles))
        assert self._posed is not None
        return self._posed

    def turned(self, bodies: Sequence[int] | NDArray[np.int_], turns: Floats) -> Pose:
        """With other angles of some bodies, (frames, bodies, 3) rad, or (frames, bodies) about z."""
        angles = self.angles.copy()
        angles[:, bodies, 0 if turns.ndim == 2 else slice(None)] = turns
        return Pose(self.task, self.times, self.words, angles, self.notes)

    def holding(self, hands: Floats) -> Pose:
        """The same posture with the one load so far from its reference, (frames, 3) m."""
        found = replace(self, words=replace(self.words, hands=hands))
        object.__setattr__(found, "_posed", self._posed)
        return found

    def at(self, which: NDArray[np.int64]) -> Pose:
        """Some frames of it."""
        words = self.words.at(which)
        return Pose(self.task, self.times[which], words, self.angles[which], self.notes)

    def saying(self, angle: str, values: Floats) -> Pose:
        """With an angle (frames,) in ° stated; a held pose is repeated for several values."""
        many = np.zeros(len(values), dtype=int) if len(self.times) == 1 else np.arange(len(self.times))
        words = self.words.stating(angle, values)
        return Pose(self.task, self.times[many], words, self.angles[many], self.notes)

    def noted(self, note: str) -> Pose:
        """With one more note."""
        return replace(self, notes=(*self.notes, note))


Step = Callable[[Model, Pose], Pose]
T = TypeVar("T")


def per_model(told: Callable[[Model], T]) -> Callable[[Model], T]:
    """What a function tells of a model, found once for each as long as the model lives."""
    found: WeakKeyDictionary[Model, T] = WeakKeyDictionary()

    @wraps(told)
    def once(model: Model) -> T:
        known = found.get(model)
        if known is None:
            known = found[model] = told(model)
        return known

    return once
