"""The greatest multiple of a load, and how it is borne: what `greatest` finds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Frames

LACK = 1e4  # times the load that 1 N·m is worth which the muscles lack: on the way a posture may lack some


@dataclass(frozen=True, eq=False)
class Greatest:
    """The most that is borne.

    Attributes:
        times: the load.
        deviation: (n_rows,) rad, of the joints from the posture stated.
        frames: the posture found, with load, pressure and what contacts between bones push.
        per_unit: (n_rows,) N·m, what the load once asks of the muscles.
        x: (n_variables,) of fascicles and actuators.
        chest: Pa, the pressure in the chest that is best; what it does is among the wrenches of `frames`.
        limits: (n_variables,) relative growth of `times` over that of the strength of a column at its bound.
        lacked: (n_rows,) N·m, what muscles lack where they do not even hold the posture; then `times` is 0.
        short: (n_rows,) growth of `times` per N·m of help at a row, times what the load asks of it.
    """

    times: float
    deviation: Floats
    frames: Frames
    per_unit: Floats
    x: Floats
    chest: float
    limits: Floats
    short: Floats
    lacked: Floats

    @property
    def lacks(self) -> float:
        """What the muscles lack in all, N·m."""
        return float(np.abs(self.lacked).sum())

    @property
    def worth(self) -> float:
        """The load, less what the muscles lack: what a search makes greatest."""
        return self.times - LACK * self.lacks
