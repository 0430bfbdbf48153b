"""What a posture asks of the muscles: the flexing moments at the joints that share flexion freely."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.mechanics.model import Model

FREE = (*LUMBAR, "T12/L1", "T11/T12")  # the joints that the rib cage does not hold

_small: WeakKeyDictionary[Model, Model] = WeakKeyDictionary()


def moments_asked(model: Model, angles: Floats, external: Floats) -> Floats:
    """Extending moments (frames, 7) N·m that a held posture asks of the muscles at the `FREE` joints.

    They are what weight, wrenches from outside (frames, n_bodies, 6), abdominal pressure, springs and
    stretched fibres leave: below 0 where flexion is asked.
    """
    still = np.zeros_like(angles)
    frames = Frames(np.zeros(len(angles)), angles, still, still, external, np.full(len(angles), np.nan))
    return np.asarray(set_up(_of_free_joints(model), frames, Options(), moving=False).required)


def _of_free_joints(model: Model) -> Model:
    """A model that balances nothing but their flexion, with the fascicles that cross them."""
    if model not in _small:
        body = model.body
        crossing = body.crossing([model.joint(joint) for joint in FREE], model.active)
        rows = body.coordinates.named([f"{joint} z" for joint in FREE])
        _small[model] = Model(body, rows, np.unique(crossing.pair_fascicle))
    return _small[model]
