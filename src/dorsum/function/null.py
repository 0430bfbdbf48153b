"""The simplest model of the load on a disc, which stands beside ours wherever a load was measured.

    C = W + M / a

W is the downward force of all that acts from outside on what is above the joint (weight, inertia, loads in
the hands, supports), nought where they bear it upward; M the moment of it in flexion, extension and
side-bending about the joint's centre; a one arm for all muscles (`null_model_arm` of
`pressure_conversion.csv`). No muscle, no ligament, no abdominal pressure: what our model adds to it must
show beside measurement.
"""

from __future__ import annotations

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import SPINE, Floats
from dorsum.mechanics.analysis import Analysis
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import net_moments, of_spine, on_bodies
from dorsum.units import MM

ARM = "null_model_arm"


def arm_m(tables: Tables) -> float:
    """The one arm of all muscles, m."""
    row = next(row for row in tables.pressure_conversion if row.quantity == ARM)
    assert row.value is not None  # given: tested
    return row.value * MM


def null_compression(model: Model, found: Analysis) -> Floats:
    """Compression by the simplest model (frames, 25) N, L5/S1 first, of the posture as stated."""
    frames = found.frames if found.given is None else found.given.stated
    posed = model.place(frames.angles)
    moments = of_spine(model, net_moments(model, frames, posed))
    above = model.mech.above @ on_bodies(model, frames, posed)
    down = -above[:, [model.joint(joint) for joint in SPINE], 1]
    bending = np.hypot(moments[..., 0], moments[..., 1])  # axes z x y: without the twist
    return np.asarray(np.maximum(down, 0.0) + bending / arm_m(model.body.tables))
