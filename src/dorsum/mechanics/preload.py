"""Lumbar spinal units stiffen as they are pressed: how many times, by the compression of each.

Under 250 and 500 N a unit is 1.71 and 2.11 times as stiff as under none [GardnerMorse2004]: means over all
freedoms of L2/3 and L4/5, so one factor serves flexion, extension, bending and twist. The springs of these
joints were measured without preload. Between the measured loads the factor is taken as straight, beyond the
highest as there. Joints above T12/L1 were not measured; ligaments behind the disc pull no more for it: what
is pressed is disc and facets.

The factor was measured within 1.5° of standing. What it adds to a moment M cannot grow with M for ever: of
whole lumbar spines that 1200 N makes twice as stiff about standing the range falls by a quarter
[Patwardhan2003], by a third if all of the curve were doubled, and a disc alone fails at 33 N·m [Adams1994].
So (f - 1) m tanh(M/m) is added, with the m at which the range falls by that quarter.

The compression follows from the balance, the balance from the springs: whoever asks goes round.
"""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.model import Model
from dorsum.mechanics.passive import moments

LOADS = (0.0, 250.0, 500.0)  # N, at which units were measured
FACTORS = ("preload_factor_250_n", "preload_factor_500_n")  # constants, of the loads but the first
NOTHING = 1e-6  # N·m of a spring: as good as at rest


def stiffening(model: Model, compression: Floats, angles: Floats) -> Floats:
    """Factors (frames, n_rows) of the springs' moments, from the compression of the levels (frames, n_levels)
    in N and the angles (frames, n_bodies, 3) in rad."""
    tables, rows = model.body.tables, model.rows
    factors = [1.0, *(tables.constant(name) for name in FACTORS)]
    of_level = np.interp(compression, LOADS, factors)
    found = np.ones((len(compression), len(rows.names)))
    names = model.body.levels.names
    for joint in LUMBAR:
        some = np.flatnonzero(model.mech.rows.body == model.joint(joint))
        found[:, some] = of_level[:, [names.index(joint)]]
    plain = np.abs(moments(model.mech.rows.springs, angles[:, rows.body, rows.axis]))
    most = tables.constant("preload_moment")
    share = np.tanh(plain / most) * most / np.maximum(plain, NOTHING)
    return 1.0 + (found - 1.0) * np.where(plain > NOTHING, share, 1.0)
