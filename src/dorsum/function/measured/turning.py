"""What the back muscles of one side turn a lumbar segment with, upright and in full flexion.

About the long axis of the lumbar spine, from the centre of L5/S1 to that of T12/L1. The bound of Macintosh
1993 names no axis. The normal of the plate of S1 cannot be meant: it leans forward by 33° in standing, so
that the moment with which the same muscles bend the trunk to their side, 59 N·m, would alone turn it by
31 N·m.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import radians
from types import MappingProxyType

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics import lines
from dorsum.mechanics.kinematics import place
from dorsum.mechanics.model import Model

# The fascicles of Bogduk 1992 and Macintosh 1993.
MUSCLES = (
    "multifidus_lumborum",
    *("longissimus_thoracis_pars_lumborum", "longissimus_thoracis_pars_thoracis"),
    *("iliocostalis_lumborum_pars_lumborum", "iliocostalis_lumborum_pars_thoracis"),
)
# cm², area of a whole muscle that a bound on moments was found with, where another is in use: Stokes 1999.
AREAS: Mapping[str, float] = MappingProxyType({"multifidus_lumborum": 10.61})


def turns(model: Model, joint: str, flexion: float) -> Mapping[str, float]:
    """Fascicle of the right side → moment that turns all above a joint to the left, fully active, N·m.

    `flexion` is the share of the range that every lumbar joint is bent by.
    """
    body = model.body
    angles = np.zeros((1, len(body.skeleton.names), 3))
    for name in LUMBAR:
        angles[0, body.skeleton.joint_index(name), 0] = -flexion * radians(
            body.tables.joint_range(name, "flexion")
        )
    posed = place(model.mech.tree, angles)
    low, high, here = (posed.origin[0, model.joint(name)] for name in ("L5/S1", "T12/L1", joint))
    axis = (high - low) / np.linalg.norm(high - low)
    meet = body.crossing([model.joint(joint)])
    wrench = lines.wrenches(meet, lines.draw(model.mech.paths, posed))[0]
    arms: Floats = np.concatenate([np.cross(here, axis), axis]) @ wrench
    crossing = [(body.fascicles[i], float(arm)) for i, arm in zip(meet.pair_fascicle, arms, strict=True)]
    return {f.name: arm * f.maximal_force for f, arm in crossing if f.side == "right" and f.muscle in MUSCLES}


def as_published(model: Model, moments: Mapping[str, float]) -> Mapping[str, float]:
    """The same moments with the areas that the bounds were found with."""
    area: dict[str, float] = dict.fromkeys(AREAS, 0.0)
    muscle = {f"{row.fascicle}_right": row.muscle for row in model.body.tables.fascicles}
    for row in model.body.tables.fascicles:
        if row.muscle in area:
            area[row.muscle] += row.pcsa_cm2
    factor = {name: AREAS[name] / total for name, total in area.items()}
    return {name: moment * factor.get(muscle[name], 1.0) for name, moment in moments.items()}


def together(moments: Mapping[str, float]) -> float:
    """How much all turn, to whichever side."""
    return abs(sum(moments.values()))


def largest(moments: Mapping[str, float]) -> float:
    """The most that one fascicle turns, to whichever side."""
    return max(map(abs, moments.values()))


# What a row of `strength.csv` calls its posture → share of the range of flexion, and what is counted.
POSTURES: Mapping[str, tuple[float, Callable[[Mapping[str, float]], float]]] = MappingProxyType(
    {
        "back muscles of one side together, upright": (0.0, together),
        "back muscles of one side together, full flexion": (1.0, together),
        "largest fascicle of the back, upright": (0.0, largest),
        "largest fascicle of the back, full flexion": (1.0, largest),
    }
)
