"""The bones as a tree of rigid bodies, in the subject's size and standing alignment.

The tables hold one measured man in the pose of his scan (`scan`). This module scales him to the subject's
stature, and single segments to their lengths where these are told (`lengths`), and turns the joints from the
scanned pose to standing (pelvis, lordosis, kyphosis of `alignment.csv`), which is the pose in which all joint
angles are zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.body.lengths import stretched
from dorsum.body.names import AXES as AXES
from dorsum.body.names import CERVICAL as CERVICAL
from dorsum.body.names import COPIES as COPIES
from dorsum.body.names import LUMBAR as LUMBAR
from dorsum.body.names import SIDES as SIDES
from dorsum.body.names import SPINE as SPINE
from dorsum.body.names import T4_T12 as T4_T12
from dorsum.body.names import THORACIC as THORACIC
from dorsum.body.names import XYZ as XYZ
from dorsum.body.names import sided as sided
from dorsum.body.scan import MIRROR as MIRROR
from dorsum.body.scan import Floats as Floats
from dorsum.body.scan import Ints, Place, Scan, about_z, scan_of
from dorsum.body.subject import Subject
from dorsum.units import DEGREE, MM


@dataclass(frozen=True, eq=False)
class Landmarks(Mapping[Place, tuple[int, Floats]]):
    """(bone, landmark, side) → the body that carries it, and where it lies in standing, (3,) m."""

    place: Mapping[Place, int]
    body: Ints  # (m,)
    position: Floats  # (m, 3) standing, m

    def __getitem__(self, place: Place) -> tuple[int, Floats]:
        i = self.place[place]
        return int(self.body[i]), self.position[i]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.place)

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True)
class Skeleton:
    """Rigid bodies, parents before children, standing.

    Metres and radians, world axes x anterior, y up, z right.
    """

    scan: Scan
    centre: Floats  # (n, 3) joint centres
    axes: Floats  # (n, 3, 3) joint axes as columns x, y, z
    landmarks: Landmarks
    scale: float  # subject's stature over the measured skeleton's
    size: Floats  # (n, 3) of every body along the axes of the scan, over the measured one's
    scan_centre: Floats  # (n, 3) joint centres in the scanned pose, in the subject's size
    scan_turn: Floats  # (n, 3, 3) turn of every body from the scanned pose to standing
    standing: Mapping[str, float]  # alignment reached: sacral_slope, lordosis, kyphosis in °, c7_offset in m

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the bodies."""
        return self.scan.names

    @property
    def joints(self) -> tuple[str, ...]:
        """The joint by which each body hangs on its parent; `root` for the first."""
        return self.scan.joints

    @property
    def parent(self) -> Ints:
        """(n,) index of the parent, −1 for the root."""
        return self.scan.parent

    @property
    def freedoms(self) -> tuple[str, ...]:
        """Letters among z, x, y that each joint may turn."""
        return self.scan.freedoms

    def index(self, name: str) -> int:
        """Position of a body by name."""
        return self.names.index(name)

    def joint_index(self, joint: str) -> int:
        """Position of the body that hangs on the joint."""
        return self.joints.index(joint)

    def to_standing(self, body: int | Ints, at: Floats) -> Floats:
        """Where points (…, 3) of the measured man in his scan, m, carried by bodies (…), lie in standing."""
        from_joint = (at - self.scan.centre[body]) * self.size[body]
        turned = np.einsum("...ij,...j->...i", self.scan_turn[body], from_joint)
        return np.asarray(self.centre[body] + turned)

    def at(self, bone: str, landmark: str, side: str = "right") -> Floats:
        """Position of a landmark in standing, m."""
        return self.landmarks[bone, landmark, side][1]

    def middle(self, level: str) -> Floats:
        """Centre of a vertebral body in standing, m."""
        return (self.at(level, "upper_endplate_centre") + self.at(level, "lower_endplate_centre")) / 2

    def depth(self) -> int:
        """Number of joints from the root to the farthest body."""
        return self.scan.depth

    def carried(self) -> NDArray[np.bool_]:
        """(n, n): whether body j moves with the joint of body i (i itself included)."""
        return self.scan.carried


def build_skeleton(tables: Tables, subject: Subject) -> Skeleton:
    """The subject's skeleton in standing."""
    size = np.full((len(scan_of(tables).names), 3), _scale(tables, subject))
    if not subject.lengths:
        return sized(tables, subject, size)
    return stretched(tables, subject, size, partial(sized, tables, subject))


def sized(tables: Tables, subject: Subject, size: Floats) -> Skeleton:
    """The subject's skeleton, whose bodies are so much larger (n, 3) than those of the scan."""
    scan, scale = scan_of(tables), _scale(tables, subject)
    step = (scan.centre - _lower(scan.centre, scan.parent, 0.0)) * _lower(size, scan.parent, 1.0)
    centre = scan.carried.T @ step
    turn = _standing_turns(tables, subject, scan, centre)
    rotation, origin = _turn_about_z(scan, turn, centre)
    on = scan.landmark_body
    from_joint = (scan.landmark_at - scan.centre[on]) * size[on]
    position = origin[on] + np.einsum("nij,nj->ni", rotation[on], from_joint)
    return Skeleton(
        scan=scan,
        centre=origin,
        axes=np.einsum("nij,njk->nik", _lower(rotation, scan.parent, np.eye(3)), scan.axes),
        landmarks=Landmarks(scan.landmark, on, position),
        scale=scale,
        size=size,
        scan_centre=centre,
        scan_turn=rotation,
        standing=_standing_report(scan, turn, origin),
    )


def _scale(tables: Tables, subject: Subject) -> float:
    return subject.height_m / (tables.constant("reference_stature") * MM)


def _standing_turns(tables: Tables, subject: Subject, scan: Scan, centre: Floats) -> Floats:
    """Turn of every joint about z from the scan to standing (rad): extension positive."""
    target, joints = tables.alignment_targets(), scan.joints
    lordosis = subject.lordosis_deg or target["lumbar_lordosis"]
    kyphosis = subject.kyphosis_deg or target["thoracic_kyphosis"]
    turn = dict.fromkeys(joints, 0.0)
    turn["root"] = scan.alignment.sacral_slope - target["sacral_slope"]
    for joint in LUMBAR:
        turn[joint] = (lordosis - scan.alignment.lordosis) / len(LUMBAR)
    for joint in T4_T12:
        turn[joint] = -(kyphosis - scan.alignment.kyphosis) / len(T4_T12)

    def turns() -> Floats:
        return np.array([turn[joint] for joint in joints]) * DEGREE

    if subject.lordosis_deg is not None or subject.kyphosis_deg is not None:
        # Another curvature needs another pelvis tilt: turn it until C7 stands over S1 as in the scan.
        c7, s1 = joints.index("C6/C7"), joints.index("L5/S1")
        for _ in range(4):
            _, origin = _turn_about_z(scan, turns(), centre)
            off = (origin[c7] - origin[s1])[0] - (centre[c7] - centre[s1])[0]
            turn["root"] += off / (origin[c7] - origin[s1])[1] / DEGREE
    leaning = sum(turn[joint] for joint in ("root", *SPINE))
    for joint in CERVICAL:
        turn[joint] = -leaning / len(CERVICAL)  # the gaze stays level
    return turns()


def _standing_report(scan: Scan, turn: Floats, origin: Floats) -> dict[str, float]:
    degrees = dict(zip(scan.joints, (turn / DEGREE).tolist(), strict=True))
    c7, s1 = scan.joints.index("C6/C7"), scan.joints.index("L5/S1")
    return {
        "sacral_slope": scan.alignment.sacral_slope - degrees["root"],
        "lordosis": scan.alignment.lordosis + sum(degrees[j] for j in LUMBAR),
        "kyphosis": scan.alignment.kyphosis - sum(degrees[j] for j in T4_T12),
        "c7_offset": float((origin[c7] - origin[s1])[0]),
    }


def _turn_about_z(scan: Scan, turn: Floats, centre: Floats) -> tuple[Floats, Floats]:
    """Rotations and joint centres after turning every joint about z; the root turns about the S1 endplate."""
    parent = scan.parent
    rotation = about_z(turn @ scan.carried)
    step = np.einsum("nij,nj->ni", _lower(rotation, parent, np.eye(3)), centre - _lower(centre, parent, 0.0))
    return rotation, scan.carried.T @ step


def _lower(of: Floats, parent: Ints, root: float | Floats) -> Floats:
    """What the parents have (n, …); the root has `root`."""
    return np.where((parent >= 0).reshape(-1, *[1] * (of.ndim - 1)), of[parent], root)
