"""What bears the moment that is asked at every coordinate of the balance, part by part.

Weight, inertia and all that acts from outside ask a moment at a joint; springs (discs, ligaments, capsules),
stretched fibres, active muscles, the abdominal pressure, and above L1 rib cage and girdle bear it together.
What is left the muscles lack. The parts are read off the balance, the moment asked is that of inverse
dynamics (`net`): that they add up to it is a check of both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Analysis
from dorsum.mechanics.kinematics import joint_axes
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import net_moments, pressure_wrench


class Parts(NamedTuple):
    """Moments (frames, n_rows) N·m about the axes of the rows: positive extends, bends right, turns left."""

    muscles: Floats  # active
    fibres: Floats  # stretched
    springs: Floats  # discs, ligaments, capsules
    pressure: Floats  # of the abdomen
    rib_cage: Floats  # and girdle
    lacking: Floats  # what nothing bears: reserves, and what the solver leaves (1e-6 at most)


def asked(model: Model, found: Analysis) -> Floats:
    """The moments (frames, n_rows) N·m that all parts must bear together, by inverse dynamics."""
    moments = net_moments(model, found.frames, found.equations.posed)
    return np.asarray(moments[:, model.mech.rows.body, model.mech.rows.axis])


def parts_of(model: Model, found: Analysis) -> Parts:
    """What each part bears of the moments asked, in every frame at every row."""
    eq, values, n_active = found.equations, found.solution.values, len(model.active)
    columns = found.problem.columns
    pattern, by_value = columns.pattern, columns.values
    entry = pattern.columns
    strength = model.mech.fibres.maximal_force * eq.gains.cosine
    stretch = eq.fibre_passive / strength
    muscle = entry < n_active

    def at_rows(moments: Floats) -> Floats:
        summed = np.zeros((len(moments), pattern.n))
        for frame, moment in zip(summed, moments, strict=True):
            frame += np.bincount(pattern.rows, weights=moment, minlength=pattern.n)
        return summed

    pulled = by_value * values[:, entry]
    active, cage = at_rows(np.where(muscle, pulled, 0.0)), at_rows(np.where(muscle, 0.0, pulled))
    stretched = np.where(muscle, by_value * stretch[:, np.where(muscle, entry, 0)], 0.0)
    return Parts(
        muscles=active,
        fibres=at_rows(stretched),
        springs=np.asarray(eq.passive),
        pressure=_of_pressure(model, found),
        rib_cage=cage,
        lacking=np.asarray(found.problem.rhs - active - cage),
    )


def _of_pressure(model: Model, found: Analysis) -> Floats:
    """Moments (frames, n_rows) of the two forces of the abdominal pressure on what is above each row."""
    eq, rows = found.equations, model.mech.rows
    above = model.mech.above @ pressure_wrench(model, eq.posed, eq.pressure)
    moment = above[..., 3:] - np.cross(eq.posed.origin, above[..., :3])
    axes = np.asarray(joint_axes(model.mech.tree, eq.posed, found.frames.angles))
    return np.asarray(np.vecdot(axes[:, rows.body, rows.axis], moment[:, rows.body]))
