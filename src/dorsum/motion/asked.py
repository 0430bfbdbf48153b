"""What a posture asks of the muscles: the flexing moments at the joints that share flexion freely."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.model import Model
from dorsum.mechanics.narrow import across
from dorsum.mechanics.statics import required
from dorsum.motion.pose import per_model

FREE = (*LUMBAR, "T12/L1", "T11/T12")  # the joints that the rib cage does not hold


def moments_asked(model: Model, angles: Floats, external: Floats) -> Floats:
    """Extending moments (frames, 7) N·m that a held posture asks of the muscles at the `FREE` joints.

    They are what weight, wrenches from outside (frames, n_bodies, 6), abdominal pressure, springs and
    stretched fibres leave: below 0 where flexion is asked.
    """
    pressure = np.full(len(angles), np.nan)
    return required(_mechanism(model), angles, model.gravity, external, pressure)


@per_model
def _mechanism(model: Model) -> Mechanism:
    return across(model, tuple(f"{joint} z" for joint in FREE))
