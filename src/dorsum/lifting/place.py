"""Where the load of a lift is from the hips, which LiFFT asks for."""

from __future__ import annotations

import numpy as np

from dorsum.lifting.analyze import held_task
from dorsum.lifting.bending import ankles, places_of
from dorsum.lifting.lift import Lift
from dorsum.mechanics.model import Model
from dorsum.motion.frames import pose_of
from dorsum.motion.legs import legs_of
from dorsum.motion.task import Task


def hip_arm(model: Model, lift: Lift, task: Task) -> float:
    """The greater horizontal distance of the load from the middle of the hips, at start or end, m."""
    hands = [at for at in (lift.start, lift.end) if at is not None]
    femurs = list(legs_of(model).femur)
    arms = []
    for which, place in enumerate(places_of(model, [lift] * len(hands), hands).at):
        posed = pose_of(held_task(task, which), model).placed(model)
        hips = np.asarray(posed.origin[0, femurs]).mean(axis=0)
        away = np.asarray(ankles(model, posed)[0]) + place - hips
        arms.append(float(np.hypot(away[0], away[2])))
    return max(arms)
