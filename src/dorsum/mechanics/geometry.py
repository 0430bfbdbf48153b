"""Where everything is: bones, the screws of the rows, lines and moment arms."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.kinematics import Posed, joint_axes, place
from dorsum.mechanics.lines import Lines, draw, moment_arms, screws, wrenches
from dorsum.mechanics.mechanism import Mechanism


class Geometry(NamedTuple):
    """A posed body with its lines and the arms of the fascicles that take part."""

    posed: Posed
    screw: Floats  # (frames, n_subtrees, most, 6) of the rows in their slots, zero in empty ones
    lines: Lines
    arms: Floats  # (frames, most, n_pairs) m


def geometry(mech: Mechanism, angles: Floats) -> Geometry:
    """Geometry for angles (frames, n_bodies, 3), rad."""
    posed = place(mech.tree, angles)
    rows = mech.rows
    every = screws(posed, joint_axes(mech.tree, posed, angles), rows.subtree)
    slots = every[:, np.arange(len(rows.subtree))[:, None], rows.slot_axis] * rows.used[..., None]
    lines = draw(mech.paths, posed)
    return Geometry(posed, slots, lines, moment_arms(mech.crossing, wrenches(mech.crossing, lines), slots))
