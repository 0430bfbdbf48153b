"""Standing with loads: hands at the loads and the balance over the feet, which move each other."""

from __future__ import annotations

import numpy as np

from dorsum.mechanics.model import Model
from dorsum.motion.arms import raise_arms
from dorsum.motion.legs import stand
from dorsum.motion.pose import Pose
from dorsum.motion.reach import stand_nearer

BALANCED_WITHIN = 1e-9  # rad
MOST_TURNS = 20


def stand_holding(model: Model, pose: Pose) -> Pose:
    """Arms as stated, hanging or at their loads, and the body in balance with them.

    As the body leans, its shoulders leave the loads, so that the arms reach anew and the body balances anew
    until neither moves. Then it is known whether the hands reach, or the feet must stand nearer.
    """
    balanced = _balanced(model, pose)
    near = stand_nearer(model, balanced)
    return balanced if near is balanced else _balanced(model, near)


def _balanced(model: Model, pose: Pose) -> Pose:
    reaches = any(load.reference for load in pose.task.loads)
    for _ in range(MOST_TURNS):
        aimed = raise_arms(model, pose)
        pose = stand(model, aimed)
        if not reaches or np.abs(pose.angles[:, 0, 0] - aimed.angles[:, 0, 0]).max() < BALANCED_WITHIN:
            break
    return pose
