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
from typing import NamedTuple

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


class Turned(NamedTuple):
    """What the fascicles of the right side do at a joint, fully active."""

    moment: Mapping[str, Floats]  # fascicle → (3,) moment on all above about the joint's centre, N·m
    axis: Floats  # (3,) long axis of the lumbar spine, upward


def turned(model: Model, joint: str, flexion: float) -> Turned:
    """Moments at a joint with every lumbar joint bent by a share of its range, `flexion`."""
    body = model.body
    angles = np.zeros((1, len(body.skeleton.names), 3))
    for name in LUMBAR:
        angles[0, body.skeleton.joint_index(name), 0] = -flexion * radians(
            body.tables.joint_range(name, "flexion")
        )
    posed = place(model.mech.tree, angles)
    low, high, here = (posed.origin[0, model.joint(name)] for name in ("L5/S1", "T12/L1", joint))
    meet = body.crossing([model.joint(joint)])
    wrench = lines.wrenches(meet, lines.draw(model.mech.paths, posed))[0]
    screws = np.hstack([np.cross(here, np.eye(3)), np.eye(3)])
    crossing = zip((body.fascicles[i] for i in meet.pair_fascicle), (screws @ wrench).T, strict=True)
    moment = {
        f.name: arm * f.maximal_force for f, arm in crossing if f.side == "right" and f.muscle in MUSCLES
    }
    return Turned(moment, (high - low) / np.linalg.norm(high - low))


def turns(model: Model, joint: str, flexion: float) -> Mapping[str, float]:
    """Fascicle of the right side → moment that turns all above a joint to the left, fully active, N·m.

    `flexion` is the share of the range that every lumbar joint is bent by.
    """
    moment, axis = turned(model, joint, flexion)
    return {name: float(axis @ of) for name, of in moment.items()}


def as_published(model: Model) -> Mapping[str, float]:
    """Fascicle of the right side → factor on its force that makes it that of the areas of the source.

    The tabled ones, without the subject's size, are the source's own but for multifidus.
    """
    rows = {f"{row.fascicle}_right": row for row in model.body.tables.fascicles if row.muscle in MUSCLES}
    area: dict[str, float] = dict.fromkeys(MUSCLES, 0.0)
    for row in rows.values():
        area[row.muscle] += row.pcsa_cm2
    factor = {}
    for name, row in rows.items():
        ours = model.body.fascicles[model.body.fascicle_index(name)].maximal_force
        of_table = row.pcsa_cm2 * row.specific_tension_n_cm2
        factor[name] = AREAS.get(row.muscle, area[row.muscle]) / area[row.muscle] * of_table / ours
    return factor


def published(model: Model, joint: str, flexion: float) -> Mapping[str, float]:
    """`turns` with the areas that the bounds were found with, N·m."""
    factor = as_published(model)
    return {name: moment * factor[name] for name, moment in turns(model, joint, flexion).items()}


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
