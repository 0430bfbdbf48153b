"""Moment arms of all fascicles, also those that take no part in the balance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics import lines
from dorsum.mechanics.kinematics import joint_axes, place
from dorsum.mechanics.model import Model


def all_moment_arms(model: Model, angles: Floats, joints: Sequence[int]) -> Floats:
    """(frames, joints, 3 axes z x y, fascicles) m; NaN where a fascicle does not cross a joint.

    `angles` are (frames, n_bodies, 3) in rad, `joints` the bodies that hang on them.
    """
    meet = model.body.crossing(joints)
    posed = place(model.mech.tree, angles)
    screw = lines.screws(posed, joint_axes(model.mech.tree, posed, angles), np.asarray(joints))
    found = lines.moment_arms(meet, lines.wrenches(meet, lines.draw(model.mech.paths, posed)), screw)
    arms = np.full((len(angles), len(joints), 3, len(model.body.fascicles)), np.nan)
    arms[:, meet.pair_joint, :, meet.pair_fascicle] = np.moveaxis(found, -1, 0)
    return arms
