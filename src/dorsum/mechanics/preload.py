"""Lumbar spinal units stiffen as they are pressed: how many times, by the compression of each.

Under 250 and 500 N a unit is 1.71 and 2.11 times as stiff as under none [GardnerMorse2004]: means over all
freedoms of L2/3 and L4/5, so one factor serves flexion, extension, bending and twist. The springs of these
joints were measured without preload. Between the measured loads the factor is taken as straight, beyond the
highest as there. It was measured within 1.5° of standing and is taken for the whole curve. Joints above
T12/L1 were not measured; ligaments behind the disc pull no more for it: what is pressed is disc and facets.

The compression follows from the balance, the balance from the springs: whoever asks goes round.
"""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.model import Model

LOADS = (0.0, 250.0, 500.0)  # N, at which units were measured
FACTORS = ("preload_factor_250_n", "preload_factor_500_n")  # constants, of the loads but the first


def stiffening(model: Model, compression: Floats) -> Floats:
    """Factors (frames, n_rows) of the springs, from the compression of the levels (frames, n_levels) in N."""
    factors = [1.0, *(model.body.tables.constant(name) for name in FACTORS)]
    of_level = np.interp(compression, LOADS, factors)
    found = np.ones((len(compression), len(model.rows.names)))
    names = model.body.levels.names
    for joint in LUMBAR:
        rows = np.flatnonzero(model.mech.rows.body == model.joint(joint))
        found[:, rows] = of_level[:, [names.index(joint)]]
    return found
