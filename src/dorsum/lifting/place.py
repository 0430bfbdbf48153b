"""Where the load of a lift is from the hips, which LiFFT asks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.lifting.analyze import LiftResult, held_task
from dorsum.lifting.bending import ankles, places_of
from dorsum.lifting.lift import Lift
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.frames import pose_of
from dorsum.motion.legs import legs_of
from dorsum.motion.task import Task


def hip_arm(found: LiftResult) -> float:
    """The greater horizontal distance of the load from the middle of the hips, at start or end, m."""
    return _greatest(found.model, found.lift, [result.posed for result in found.held])


def stated_arm(model: Model, lift: Lift, task: Task) -> float:
    """The same before anything is analysed: of the posture as it is stated, before joints give."""
    ends = 1 if lift.end is None else 2
    return _greatest(model, lift, [pose_of(held_task(task, k), model).placed(model) for k in range(ends)])


def _greatest(model: Model, lift: Lift, postures: Sequence[Posed]) -> float:
    hands = [at for at in (lift.start, lift.end) if at is not None]
    femurs = list(legs_of(model).femur)
    arms = []
    for place, posed in zip(places_of(model, [lift] * len(hands), hands).at, postures, strict=True):
        hips = np.asarray(posed.origin[0, femurs]).mean(axis=0)
        away = np.asarray(ankles(model, posed)[0]) + place - hips
        arms.append(float(np.hypot(away[0], away[2])))
    return max(arms)
