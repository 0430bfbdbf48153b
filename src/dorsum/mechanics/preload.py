"""Spinal units of loin and thorax stiffen as they are pressed: how many times, by the compression of each.

Under 250 and 500 N a lumbar unit is 1.71 and 2.11 times as stiff as under none [GardnerMorse2004]: means over
all freedoms of L2/3 and L4/5, so one factor serves flexion, extension, bending and twist. The springs of
these joints were measured without preload. Between the measured loads the factor is taken as straight,
beyond the highest as there; ligaments behind the disc pull no more for it: pressed are disc and facets.

Thoracic units, whose springs were measured without preload, too, have the factors of lumbar ones: under 400 N
the range of eight thoracic spines with their ribs at 5 N·m fell by 34 % in every direction [Sis2016], of
eight others by 36 to 46, 72 and 26 % [Liebsch2018]; these factors make it fall by 29 to 31 %. Those of the
neck were measured under a preload about as large as what it bears [Moroney1988].

The factor was measured within 1.5° of standing. What it adds to a moment M cannot grow with M for ever: of
whole lumbar spines that 1200 N makes twice as stiff about standing the range falls by a quarter
[Patwardhan2003], by a third if all of the curve were doubled, and a disc alone fails at 33 N·m [Adams1994].
So (f - 1) m tanh(M/m) is added, with the m at which the range falls by that quarter.

The compression follows from the balance, the balance from the springs: whoever asks goes round.
"""

from __future__ import annotations

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import LUMBAR, THORACIC, Floats
from dorsum.mechanics.model import Model
from dorsum.mechanics.passive import moments

LOADS = (0.0, 250.0, 500.0)  # N, at which units were measured
FACTORS = ("preload_factor_250_n", "preload_factor_500_n")  # constants, of the loads but the first
NOTHING = 1e-6  # N·m of a spring: as good as at rest


def stiffening(model: Model, compression: Floats, angles: Floats) -> Floats:
    """Factors (frames, n_rows) of the springs' moments, from the compression of the levels (frames, n_levels)
    in N and the angles (frames, n_bodies, 3) in rad."""
    rows = model.rows
    plain = moments(model.mech.rows.springs, angles[:, rows.body, rows.axis])
    return factors(model.body.tables, plain, pressed(model, compression))


def pressed(model: Model, compression: Floats) -> Floats:
    """The compression (frames, n_rows) that stiffens the spring of every row, N; 0 where none does."""
    names, body = model.body.levels.names, model.mech.rows.body
    found = np.zeros((len(compression), len(model.rows.names)))
    for joint in (*LUMBAR, *THORACIC):
        found[:, np.flatnonzero(body == model.joint(joint))] = compression[:, [names.index(joint)]]
    return found


def factors(tables: Tables, plain: Floats, newtons: Floats) -> Floats:
    """How many times the moment of a spring is that without preload, `plain` in N·m, under a compression in
    N; arrays of one shape."""
    at_rest = np.interp(newtons, LOADS, [1.0, *(tables.constant(name) for name in FACTORS)])
    most, plain = tables.constant("preload_moment"), np.abs(plain)
    share = np.tanh(plain / most) * most / np.maximum(plain, NOTHING)
    return np.asarray(1.0 + (at_rest - 1.0) * np.where(plain > NOTHING, share, 1.0))
