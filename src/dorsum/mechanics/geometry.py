"""Where everything is: bones, the screws of the rows, lines and moment arms."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.kinematics import Posed, place, turning_axes
from dorsum.mechanics.lines import Lines, draw, moment_arms, wrenches
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.namespace import cross
from dorsum.mechanics.rows import Rows


class Geometry(NamedTuple):
    """A posed body with its lines and the arms of the fascicles that take part."""

    posed: Posed
    axes: Floats  # (3, 3 axes z x y, n_bodies, frames) of all joints, see `turning_axes`
    screw: Floats  # (frames, n_subtrees, most, 6) of the rows in their slots, zero in empty ones
    lines: Lines
    arms: Floats  # (frames, most, n_pairs) m


def geometry(mech: Mechanism, angles: Floats) -> Geometry:
    """Geometry for angles (frames, n_bodies, 3), rad."""
    posed = place(mech.tree, angles)
    axes = turning_axes(mech.tree, posed, angles)
    screw = screws_of(mech.rows, posed, axes)
    lines = draw(mech.paths, posed)
    arms = moment_arms(mech.crossing, wrenches(mech.crossing, lines), screw)
    return Geometry(posed, axes, screw, lines, arms)


def screws_of(rows: Rows, posed: Posed, axes: Floats) -> Floats:
    """Screws (o × n, n) of the rows in their slots (frames, n_subtrees, most, 6), zero in empty ones."""
    n = axes[:, rows.slot_axis, rows.subtree[:, None]] * rows.used[..., None]
    o = posed.origin[:, rows.subtree].T[:, :, None]
    return np.concatenate([cross(o, n, axis=0), n]).transpose(3, 1, 2, 0).copy()
