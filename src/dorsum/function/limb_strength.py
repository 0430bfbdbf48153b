"""The strength of a limb: right hip, knee or shoulder against a pad, the rest of the body at rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import AXES, Floats, sided
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import of_legs, on_bodies

SIDE = "right"


@dataclass(frozen=True)
class Limb:
    """Where a limb is tested."""

    group: str  # of joints that are balanced for it (`body.groups`)
    kind: str  # the joint as the tables call it
    pad: str  # joint, without its side, at whose centre the pad rests on the limb
    strapped: bool = False  # whether the thorax is held to the seat (`neck_test.holding_thorax`)

    @property
    def joint(self) -> str:
        """The joint."""
        return sided(self.kind, SIDE)


LIMBS: Mapping[str, Limb] = MappingProxyType(
    {
        "hip": Limb("hips", "hip", "knee"),
        "knee": Limb("hips", "knee", "ankle"),
        "shoulder": Limb("girdle", "glenohumeral", "elbow", strapped=True),
    }
)


def directions(tables: Tables, limb: Limb) -> dict[str, tuple[str, float]]:
    """Every direction of effort of a limb: axis of its joint, and the sense of the angle about it."""
    return {
        row.direction: (row.coordinate, 1.0 if row.sign == "+" else -1.0)
        for row in tables.joint_ranges
        if row.joint == limb.kind
    }


def pad_on(model: Model, frames: Frames, limb: Limb, axis: int, sense: float) -> Floats:
    """Wrenches (1, n_bodies, 6) of a pad at the far end of a bone against an effort: it pushes with 1 N
    across bone and axis, or turns with 1 N·m about the bone's own axis, y."""
    posed, skeleton = model.place(frames.angles), model.body.skeleton
    bone, end = skeleton.joint_index(limb.joint), skeleton.joint_index(sided(limb.pad, SIDE))
    about = model.joint_axes(frames.angles)[0, bone, axis]
    at = posed.origin[0, end]
    arm = at - posed.origin[0, bone]
    across = np.cross(about, arm)
    wrench = np.zeros_like(frames.external)
    if AXES[axis] == "y":
        wrench[0, bone, 3:] = -sense * about
    else:
        force = -sense * across / np.linalg.norm(across)
        wrench[0, bone] = [*force, *np.cross(at, force)]
    return wrench


def hanging(model: Model, frames: Frames, limb: Limb) -> Frames:
    """The frames with legs that nothing bears but what holds the other leg; the pelvis is held."""
    if limb.group != "hips":
        return frames
    posed, names = model.place(frames.angles), model.body.skeleton.names
    other = of_legs(model.body) & np.array([not name.endswith(SIDE) for name in names])
    external = frames.external.copy()
    external[:, other] -= on_bodies(model, frames, posed)[:, other]
    return frames._replace(external=external)
