"""The bones as a tree of rigid bodies, in the subject's size and standing alignment.

The tables hold one measured man in the pose of his scan. This module mirrors the right side, scales it
to the subject's stature and turns the joints from the scanned pose to standing (pelvis, lordosis, kyphosis
of `alignment.csv`), which is the pose in which all joint angles are zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import JointRow
from dorsum.body.subject import Subject
from dorsum.units import DEGREE, MM

Floats = NDArray[np.float64]
MIRROR = np.array([1.0, 1.0, -1.0])
AXES = ("z", "x", "y")  # order of the angles of a joint
SIDES = ("right", "left")
COPIES = {"mid": ("mid",), "right": SIDES}  # of what the tables hold once

LUMBAR = ("L5/S1", "L4/L5", "L3/L4", "L2/L3", "L1/L2")
THORACIC = ("T12/L1", *(f"T{i}/T{i + 1}" for i in range(11, 0, -1)))
CERVICAL = ("C7/T1", *(f"C{i}/C{i + 1}" for i in range(6, -1, -1)))
SPINE = (*LUMBAR, *THORACIC, *CERVICAL)  # caudal → cranial
T4_T12 = tuple(f"T{i}/T{i + 1}" for i in range(4, 12))


def sided(name: str, side: str) -> str:
    """`rib7` and `left` make `rib7_left`; midline names stay."""
    return name if side == "mid" else f"{name}_{side}"


@dataclass(frozen=True)
class Skeleton:
    """Rigid bodies, parents before children, standing.

    Metres and radians, world axes x anterior, y up, z right.
    """

    names: tuple[str, ...]
    joints: tuple[str, ...]  # the joint by which each body hangs on its parent; `root` for the first
    parent: NDArray[np.int64]  # (n,) index, −1 for the root
    centre: Floats  # (n, 3) joint centres
    axes: Floats  # (n, 3, 3) joint axes as columns x, y, z
    freedoms: tuple[str, ...]  # letters among z, x, y that the joint may turn
    landmarks: Mapping[tuple[str, str, str], tuple[int, Floats]]  # (bone, landmark, side) → body, position
    scale: float  # subject's stature over the measured skeleton's
    scan_centre: Floats  # (n, 3) joint centres in the scanned pose
    scan_turn: Floats  # (n, 3, 3) turn of every body from the scanned pose to standing
    standing: Mapping[str, float]  # alignment reached: sacral_slope, lordosis, kyphosis in °, c7_offset in m

    def index(self, name: str) -> int:
        """Position of a body by name."""
        return self.names.index(name)

    def joint_index(self, joint: str) -> int:
        """Position of the body that hangs on the joint."""
        return self.joints.index(joint)

    def to_standing(self, body: int, at: Floats) -> Floats:
        """Where a point of the scan, carried by the body, lies in standing."""
        return np.asarray(self.centre[body] + self.scan_turn[body] @ (at - self.scan_centre[body]))

    def at(self, bone: str, landmark: str, side: str = "right") -> Floats:
        """Position of a landmark in standing, m."""
        return self.landmarks[bone, landmark, side][1]

    def middle(self, level: str) -> Floats:
        """Centre of a vertebral body in standing, m."""
        return (self.at(level, "upper_endplate_centre") + self.at(level, "lower_endplate_centre")) / 2

    def depth(self) -> int:
        """Number of joints from the root to the farthest body."""
        depth = np.zeros(len(self.names), dtype=int)
        for i, parent in enumerate(self.parent):
            depth[i] = 0 if parent < 0 else depth[parent] + 1
        return int(depth.max())

    def carried(self) -> NDArray[np.bool_]:
        """(n, n): whether body j moves with the joint of body i (i itself included)."""
        n = len(self.names)
        carried = np.eye(n, dtype=bool)
        for j in range(n):
            i = self.parent[j]
            while i >= 0:
                carried[i, j] = True
                i = self.parent[i]
        return carried


def build_skeleton(tables: Tables, subject: Subject) -> Skeleton:
    """The subject's skeleton in standing."""
    scale = subject.height_m / (tables.constant("reference_stature") * MM)
    names, joints, parent, centre, axes, freedoms = _tree(tables, scale)
    turn = _standing_turns(tables, subject, joints, parent, centre)
    rotation, origin = _turn_about_z(turn, parent, centre)
    landmarks = {}
    for (bone, name, side), (body, at) in _scan_landmarks(tables, names, scale).items():
        landmarks[bone, name, side] = (body, origin[body] + rotation[body] @ (at - centre[body]))
    return Skeleton(
        names=names,
        joints=joints,
        parent=parent,
        centre=origin,
        axes=np.einsum("nij,njk->nik", _lower(rotation, parent), axes),
        freedoms=freedoms,
        landmarks=landmarks,
        scale=scale,
        scan_centre=centre,
        scan_turn=rotation,
        standing=_standing_report(tables, joints, turn, origin),
    )


def _tree(
    tables: Tables, scale: float
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.int64], Floats, Floats, tuple[str, ...]]:
    """Bodies and joints in the scanned pose, both sides."""
    rows = {row.joint: row for row in tables.joints}
    names, joints, parents, centres, axes, freedoms = [], [], [], [], [], []
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
            centres.append(np.array([row.x_mm, row.y_mm, row.z_mm]) * MM * scale * flip)
            axes.append(_axes(row, flip))
            freedoms.append(row.dofs.replace(" ", ""))
    return (
        tuple(names),
        tuple(joints),
        np.array(parents),
        np.array(centres),
        np.array(axes),
        tuple(freedoms),
    )


def _axes(row: JointRow, flip: Floats) -> Floats:
    """Joint axes in the scanned pose: turned by `tilt_deg` about z, or with z along a hinge's axis.

    A hinge mirrors as a rotation does, (−x, −y, z), so that equal angles on both sides are mirror images.
    """
    if row.axis_x is None:
        return _about_z((row.tilt_deg or 0.0) * DEGREE)
    assert row.axis_y is not None  # the table check refuses half an axis
    assert row.axis_z is not None
    z = np.array([row.axis_x, row.axis_y, row.axis_z]) * flip * flip[2]
    z /= np.linalg.norm(z)
    x = np.cross([0.0, 1.0, 0.0], z)
    x /= np.linalg.norm(x)
    return np.column_stack([x, np.cross(z, x), z])


def _standing_turns(
    tables: Tables, subject: Subject, joints: tuple[str, ...], parent: NDArray[np.int64], centre: Floats
) -> Floats:
    """Turn of every joint about z from the scan to standing (rad): extension positive."""
    scan, target = _scan_alignment(tables), tables.alignment_targets()
    lordosis = subject.lordosis_deg or target["lumbar_lordosis"]
    kyphosis = subject.kyphosis_deg or target["thoracic_kyphosis"]
    turn = dict.fromkeys(joints, 0.0)
    turn["root"] = scan["sacral_slope"] - target["sacral_slope"]
    for joint in LUMBAR:
        turn[joint] = (lordosis - scan["lordosis"]) / len(LUMBAR)
    for joint in T4_T12:
        turn[joint] = -(kyphosis - scan["kyphosis"]) / len(T4_T12)

    def turns() -> Floats:
        return np.array([turn[joint] for joint in joints]) * DEGREE

    if subject.lordosis_deg is not None or subject.kyphosis_deg is not None:
        # Another curvature needs another pelvis tilt: turn it until C7 stands over S1 as in the scan.
        c7, s1 = joints.index("C6/C7"), joints.index("L5/S1")
        for _ in range(4):
            _, origin = _turn_about_z(turns(), parent, centre)
            off = (origin[c7] - origin[s1])[0] - (centre[c7] - centre[s1])[0]
            turn["root"] += off / (origin[c7] - origin[s1])[1] / DEGREE
    leaning = sum(turn[joint] for joint in ("root", *SPINE))
    for joint in CERVICAL:
        turn[joint] = -leaning / len(CERVICAL)  # the gaze stays level
    return turns()


def _scan_alignment(tables: Tables) -> dict[str, float]:
    """Sacral slope, lordosis L1–S1 and kyphosis T4–T12 of the scanned pose, in °."""
    level = {row.level: row for row in tables.vertebrae}
    upper = {
        name: row.sagittal_angle_deg + (row.upper_endplate_normal_angle_deg or 0.0)
        for name, row in level.items()
    }
    t12 = level["T12"]
    lower_t12 = t12.sagittal_angle_deg + (t12.lower_endplate_normal_angle_deg or 0.0)
    return {
        "sacral_slope": -upper["S1"],
        "lordosis": upper["L1"] - upper["S1"],
        "kyphosis": lower_t12 - upper["T4"],
    }


def _standing_report(
    tables: Tables, joints: tuple[str, ...], turn: Floats, origin: Floats
) -> dict[str, float]:
    scan = _scan_alignment(tables)
    degrees = dict(zip(joints, turn / DEGREE, strict=True))
    c7, s1 = joints.index("C6/C7"), joints.index("L5/S1")
    return {
        "sacral_slope": scan["sacral_slope"] - degrees["root"],
        "lordosis": scan["lordosis"] + sum(degrees[j] for j in LUMBAR),
        "kyphosis": scan["kyphosis"] - sum(degrees[j] for j in T4_T12),
        "c7_offset": float((origin[c7] - origin[s1])[0]),
    }


def _turn_about_z(turn: Floats, parent: NDArray[np.int64], centre: Floats) -> tuple[Floats, Floats]:
    """Rotations and joint centres after turning every joint about z; the root turns about the S1 endplate."""
    n = len(parent)
    rotation, origin = np.empty((n, 3, 3)), np.empty((n, 3))
    for i, p in enumerate(parent):
        if p < 0:
            rotation[i], origin[i] = _about_z(turn[i]), centre[i]
        else:
            rotation[i] = rotation[p] @ _about_z(turn[i])
            origin[i] = origin[p] + rotation[p] @ (centre[i] - centre[p])
    return rotation, origin


def _lower(rotation: Floats, parent: NDArray[np.int64]) -> Floats:
    return np.where((parent >= 0)[:, None, None], rotation[parent], np.eye(3))


def _about_z(angle: float) -> Floats:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _scan_landmarks(
    tables: Tables, names: tuple[str, ...], scale: float
) -> dict[tuple[str, str, str], tuple[int, Floats]]:
    """Bony landmarks of both sides in the scanned pose; a midline point serves both sides."""
    side_of = {row.body: row.side for row in tables.bodies}
    body_of = {row.bone: row.body for row in tables.bones if row.body is not None}
    found: dict[tuple[str, str, str], tuple[int, Floats]] = {}
    for row in tables.landmarks:
        if row.bone not in body_of:
            continue
        at = np.array([row.x_mm, row.y_mm, row.z_mm]) * MM * scale
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
                    at = np.array([centre[0], centre[1], 0.0]) * MM * scale
                    found[level.level, name, side] = (body, at)
    return found
