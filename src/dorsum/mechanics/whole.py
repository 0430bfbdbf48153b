"""How the moment of all that acts on the whole body changes as joints turn."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.geometry import screws_of
from dorsum.mechanics.kinematics import Posed, turning_axes
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.namespace import cross


def moments_of_whole(mech: Mechanism, angles: Floats, posed: Posed, force: Floats, at: Floats) -> Floats:
    """Slopes (frames, 3, n_rows) N·m/rad, by the angles of the rows, of the moment of forces (frames,
    n_bodies, 3) N at points that bodies carry (frames, n_bodies, 3) m.

    A joint at o with the axis n moves a point p by n × (p − o). With T = Σ (p − o) fᵀ of all that it carries,
    the moment changes by Σ (n × (p − o)) × f = T n − n tr T.
    """
    rows = mech.rows
    axes = screws_of(rows, posed, turning_axes(mech.tree, posed, angles))[..., 3:]
    above = mech.above[rows.subtree]
    products = (at[..., :, None] * force[..., None, :]).reshape(*force.shape[:2], 9)
    turned = (above @ products).reshape(len(angles), -1, 3, 3)
    turned -= posed.origin[:, rows.subtree, :, None] * (above @ force)[..., None, :]
    trace = np.trace(turned, axis1=2, axis2=3)[..., None, None]
    found = axes @ np.swapaxes(turned, 2, 3) - trace * axes
    return np.asarray(np.swapaxes(found.reshape(len(angles), -1, 3)[:, rows.cell], 1, 2))


def moment_of_turn(about: Floats, axis: Floats, force: Floats, at: Floats) -> Floats:
    """Slope (frames, 3) N·m/rad of the moment of forces (frames, n, 3) N at points (frames, n, 3) m that turn
    about an axis (3,) through a point (frames, 3)."""
    return np.asarray(cross(cross(axis, at - about[:, None]), force).sum(axis=1))
