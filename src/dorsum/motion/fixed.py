"""Hands that stay where they are from the feet while joints give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.known import Ints
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS, Load
from dorsum.motion.arms import by_elbow
from dorsum.motion.places import between_ankles, hand_offset, load_points
from dorsum.motion.pose import Pose
from dorsum.units import MM

TOLD = 0.5 * MM  # by which hands may miss their place untold


class Fixed:
    """The load of a pose that is fixed to the feet."""

    def __init__(self, model: Model, pose: Pose, load: Load) -> None:
        self.model, self.sides = model, HANDS[load.hands]
        posed = pose.placed(model)
        at = load_points(model, load, posed, pose.words.hands) - self._feet(posed)
        offsets = [hand_offset(model, load.hands, side) for side in self.sides]
        self.places = at[:, None] + np.array(offsets)  # (frames, hands, 3) m, of the hands from the feet
        elbows = pose.angles[:, [model.joint(f"elbow_{side}") for side in self.sides], 0]
        self.by_elbow = by_elbow(model, self.sides, elbows)  # (frames, hands) m/rad, of their distances

    def distances(self, posed: Posed, which: Ints) -> Floats:
        """From the shoulders to where hands are to be (k, hands) m, in some frames as joints gave."""
        shoulders = [self.model.joint(f"glenohumeral_{side}") for side in self.sides]
        to = self.places[which] + self._feet(posed)[:, None] - posed.origin[:, shoulders]
        return np.asarray(np.linalg.norm(to, axis=-1))

    def missed(self, angles: Floats) -> Floats:
        """How far hands are from there (frames, hands) m, with all angles as found."""
        posed = self.model.place(angles)
        grips = np.stack([self.model.grip_in(posed, side) for side in self.sides], axis=1)
        return np.asarray(np.linalg.norm(self.places + self._feet(posed)[:, None] - grips, axis=-1))

    def told(self, angles: Floats) -> tuple[str, ...]:
        """By how much hands miss their places, if they do."""
        missed = self.missed(angles).max(axis=0)
        worst = int(missed.argmax())
        if missed[worst] < TOLD:
            return ()
        return (
            f"as joints give the {self.sides[worst]} hand is up to {missed[worst] / MM:.0f} mm from where it"
            " was told to be: the load is where it was told",
        )

    def _feet(self, posed: Posed) -> Floats:
        return between_ankles(self.model.body.skeleton, posed.origin)


def fixed_of(model: Model, pose: Pose) -> Fixed | None:
    """The load of a pose that is fixed to the feet, if there is one."""
    load = fixed_load(pose.task.loads)
    return Fixed(model, pose, load) if load else None


def fixed_load(loads: Sequence[Load]) -> Load | None:
    """The load that is fixed to the feet; a task has but one."""
    return next((load for load in loads if load.fixed_to), None)
