"""Hips and knees of a recording, balanced where the force on each foot is measured, else left out."""

from __future__ import annotations

from dataclasses import replace

from dorsum.body.names import SIDES, sided
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.hands import Hands

GROUP = "hips"
NEEDED = "the ground's force on each foot: [[forces]] with body foot_right and foot_left beside the recording"


def as_borne(model: Model, hands: Hands, options: Options) -> tuple[Model, tuple[str, ...]]:
    """The model whose hips are balanced only where it is known what bears the legs, and what to say of it."""
    feet = {sided("foot", side) for side in SIDES}
    if GROUP not in model.body.free or feet <= {push.body for push in hands.forces}:
        return model, ()
    free = tuple(group for group in model.body.free if group != GROUP)
    spared = model_for(model.body, replace(options, free=free))
    return spared, (f"Hips and knees are left out of the balance, which needs {NEEDED}.",)
