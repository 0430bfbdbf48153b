"""The measured man as the tables hold him, both sides, in the pose of his scan: the same for every subject.

What is here depends on the tables alone, so it is made once for each and shared by all bodies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import JointRow
from dorsum.body.names import COPIES, SIDES, sided
from dorsum.units import DEGREE, MM

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kind = TypeVar("Kind", bound=np.generic)
Place = tuple[str, str, str]  # bone, landmark, side
MIRROR = np.array([1.0, 1.0, -1.0])
SETS_OF_TABLES = 8  # altered copies whose arrays are kept at a time


class Alignment(NamedTuple):
    """Sacral slope, lordosis L1–S1 and kyphosis T4–T12, in °."""

    sacral_slope: float
    lordosis: float
    kyphosis: float


@dataclass(frozen=True, eq=False)
class Scan:
    """Rigid bodies, n of them, parents before children; m, world axes x anterior, y up, z right."""

    names: tuple[str, ...]
    joints: tuple[str, ...]  # the joint by which each body hangs on its parent; `root` for the first
    parent: Ints  # (n,) index, −1 for the root
    centre: Floats  # (n, 3) joint centres
    axes: Floats  # (n, 3, 3) joint axes as columns x, y, z
    freedoms: tuple[str, ...]  # letters among z, x, y that the joint may turn
    carried: NDArray[np.bool_]  # (n, n) whether body j moves with the joint of body i (i itself included)
    landmark: Mapping[Place, int]  # where each stands in the next two
    landmark_body: Ints  # (m,)
    landmark_at: Floats  # (m, 3)
    alignment: Alignment

    @property
    def depth(self) -> int:
        """Number of joints from the root to the farthest body."""
        return int(self.carried.sum(axis=0).max()) - 1

    @cached_property
    def carrier(self) -> Mapping[tuple[str, str], int]:
        """The body that carries a bone of a side, by its first landmark."""
        found: dict[tuple[str, str], int] = {}
        for (bone, _, side), body in zip(self.landmark, self.landmark_body.tolist(), strict=True):
            found.setdefault((bone, side), body)
        return found


@lru_cache(maxsize=SETS_OF_TABLES)
def scan_of(tables: Tables) -> Scan:
    """The skeleton of the tables."""
    rows = {row.joint: row for row in tables.joints}
    names: list[str] = []
    joints, parents, centres, axes, freedoms = [], [], [], [], []
    for body in tables.bodies:
        for side in COPIES[body.side]:
            names.append(sided(body.body, side))
            if body.parent is None:
                joints.append("root")
                parents.append(-1)
                centres.append(np.zeros(3))
                axes.append(np.eye(3))
                freedoms.append("zxy")
                continue
            assert body.joint is not None  # the table check refuses a body with a parent and no joint
            row = rows[body.joint]
            parents.append(names.index(body.parent if body.parent in names else sided(body.parent, side)))
            flip = MIRROR if side == "left" else np.ones(3)
            joints.append(sided(row.joint, side))
            centres.append(np.array([row.x_mm, row.y_mm, row.z_mm]) * MM * flip)
            axes.append(_axes(row, flip))
            freedoms.append(row.dofs.replace(" ", ""))
    landmarks = _landmarks(tables, tuple(names))
    return Scan(
        names=tuple(names),
        joints=tuple(joints),
        parent=fixed(np.array(parents)),
        centre=fixed(np.array(centres)),
        axes=fixed(np.array(axes)),
        freedoms=tuple(freedoms),
        carried=fixed(_carried(parents)),
        landmark={place: i for i, place in enumerate(landmarks)},
        landmark_body=fixed(np.array([body for body, _ in landmarks.values()])),
        landmark_at=fixed(np.array([at for _, at in landmarks.values()])),
        alignment=_alignment(tables),
    )


def fixed(array: NDArray[Kind]) -> NDArray[Kind]:
    """The array, which many bodies share, made unchangeable."""
    array.flags.writeable = False
    return array


def _carried(parents: list[int]) -> NDArray[np.bool_]:
    carried = np.eye(len(parents), dtype=bool)
    for body, parent in enumerate(parents):
        if parent >= 0:
            carried[:, body] |= carried[:, parent]
    return carried


def _axes(row: JointRow, flip: Floats) -> Floats:
    """Joint axes in the scanned pose: turned by `tilt_deg` about z, or with z along a hinge's axis.

    A hinge mirrors as a rotation does, (−x, −y, z), so that equal angles on both sides are mirror images.
    """
    if row.axis_x is None:
        return about_z((row.tilt_deg or 0.0) * DEGREE)
    assert row.axis_y is not None  # the table check refuses half an axis
    assert row.axis_z is not None
    z = np.array([row.axis_x, row.axis_y, row.axis_z]) * flip * flip[2]
    z /= np.linalg.norm(z)
    x = np.cross([0.0, 1.0, 0.0], z)
    x /= np.linalg.norm(x)
    return np.column_stack([x, np.cross(z, x), z])


def about_z(angle: float | Floats) -> Floats:
    """Rotations (…, 3, 3) by angles (…), rad, about z."""
    c, s = np.cos(angle), np.sin(angle)
    found = np.zeros((*np.shape(angle), 3, 3))
    found[..., 0, 0], found[..., 0, 1], found[..., 1, 0], found[..., 1, 1] = c, -s, s, c
    found[..., 2, 2] = 1.0
    return found


def _landmarks(tables: Tables, names: tuple[str, ...]) -> dict[Place, tuple[int, Floats]]:
    """Bony landmarks of both sides; a midline point serves both sides."""
    side_of = {row.body: row.side for row in tables.bodies}
    body_of = {row.bone: row.body for row in tables.bones if row.body is not None}
    found: dict[Place, tuple[int, Floats]] = {}
    for row in tables.landmarks:
        if row.bone not in body_of:
            continue
        at = np.array([row.x_mm, row.y_mm, row.z_mm]) * MM
        name = body_of[row.bone]
        for side in SIDES:
            body = names.index(sided(name, side if side_of[name] == "right" else "mid"))
            found[row.bone, row.landmark, side] = (body, at * (MIRROR if side == "left" else 1.0))
    for level in tables.vertebrae:
        body = names.index("pelvis" if level.level == "S1" else level.level)
        for name, centre in (
            ("upper_endplate_centre", (level.upper_endplate_centre_x_mm, level.upper_endplate_centre_y_mm)),
            ("lower_endplate_centre", (level.lower_endplate_centre_x_mm, level.lower_endplate_centre_y_mm)),
        ):
            if centre[0] is not None and centre[1] is not None:
                for side in SIDES:
                    found[level.level, name, side] = (body, np.array([*centre, 0.0]) * MM)
    return found


def _alignment(tables: Tables) -> Alignment:
    level = {row.level: row for row in tables.vertebrae}
    upper = {
        name: row.sagittal_angle_deg + (row.upper_endplate_normal_angle_deg or 0.0)
        for name, row in level.items()
    }
    t12 = level["T12"]
    lower_t12 = t12.sagittal_angle_deg + (t12.lower_endplate_normal_angle_deg or 0.0)
    return Alignment(
        sacral_slope=-upper["S1"], lordosis=upper["L1"] - upper["S1"], kyphosis=lower_t12 - upper["T4"]
    )
