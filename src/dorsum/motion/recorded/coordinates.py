"""Joint coordinates of OpenSim models (.mot, .sto) as segments of a body.

Pelvis and trunk of the models in use (gait2392, Rajagopal 2016, OpenCap, full-body lumbar spine) turn
body-fixed about z, x, y: tilt, list, rotation; extension, bending, rotation. These are the axes and the
order of our own root. Angles of single joints, and all of our own exported model, are used as they are
(`joints`); a rib cage in one piece stays one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from dorsum.body.skeleton import SIDES, SPINE, Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.name_maps import NameMap
from dorsum.exchange.read.recording import Coordinates
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.joints import IN_ONE_PIECE, TURNS, JointColumns, fill_trunk, joint_of
from dorsum.motion.recorded.segments import Limb, Segments
from dorsum.motion.recorded.spine import TRUNK, SpineMap
from dorsum.motion.recorded.trunk import SHOULDERS
from dorsum.units import DEGREE
from dorsum.words import FEW, listed

# Names of one coordinate in the models in use.
NAMES: Mapping[str, tuple[str, ...]] = {
    "pelvis_tilt": ("pelvis_tilt",),
    "pelvis_list": ("pelvis_list", "pelvis_obliquity"),
    "pelvis_rotation": ("pelvis_rotation",),
    "pelvis_tx": ("pelvis_tx",),
    "pelvis_ty": ("pelvis_ty",),
    "pelvis_tz": ("pelvis_tz",),
    "trunk_extension": ("lumbar_extension", "flex_extension", "back_extension", "trunk_extension"),
    "trunk_bending": ("lumbar_bending", "lat_bending", "lateral_bending", "back_bending", "trunk_bending"),
    "trunk_rotation": ("lumbar_rotation", "axial_rotation", "back_rotation", "trunk_rotation"),
    "neck_extension": ("neck_extension", "head_extension", "neck_tilt"),
    "neck_bending": ("neck_bending", "head_bending", "neck_list"),
    "neck_rotation": ("neck_rotation", "head_rotation"),
    "hip_flexion": ("hip_flexion",),
    "hip_adduction": ("hip_adduction",),
    "hip_rotation": ("hip_rotation",),
    "knee": ("knee_angle", "knee_flexion"),
    "ankle": ("ankle_angle", "ankle_flexion"),
    "arm_flexion": ("arm_flex", "shoulder_flexion", "arm_flexion"),
    "arm_adduction": ("arm_add", "shoulder_adduction", "arm_adduction"),
    "arm_rotation": ("arm_rot", "shoulder_rotation", "arm_rotation"),
    "elbow": ("elbow_flex", "elbow_flexion"),
}
KNOWN = {name + side for names in NAMES.values() for name in names for side in ("", "_r", "_l")}
WITHOUT_EFFECT = re.compile(r"_beta$|^(subtalar|mtp|pro_sup|wrist|lunate|wris)|_(u|vel|speed)$|/speed$")
BENT = 20.0 * DEGREE  # a knee beyond this tells which way it counts
DOWN = np.array([0.0, -1.0, 0.0])
RIGHT = np.array([0.0, 0.0, 1.0])


def segments_of(recording: Coordinates, model: Model, own: NameMap | None = None) -> Segments:
    """Segments of a recording of coordinates.

    The zero of the model, upright, is taken as our standing posture.

    Raises:
        BadInput: pelvis or trunk are not recorded.
    """
    found = _Columns(recording, model)
    found.check()
    pelvis = _rotation(*(found.get(f"pelvis_{turn}") for turn in ("tilt", "list", "rotation")))
    joints, told = _joints(found, model)
    if joints is None or np.isnan(joints[0, model.body.spine[:TRUNK]]).any():
        trunk = pelvis @ _rotation(*(found.get(f"trunk_{turn}") for turn in TURNS))
        chest = trunk
    else:
        upright = model.place(np.nan_to_num(joints)).rotation
        trunk, chest = (pelvis @ upright[:, model.body.skeleton.index(bone)] for bone in ("skull", SHOULDERS))
    head = trunk @ _rotation(*(found.get(f"neck_{turn}") for turn in TURNS))
    limbs = {}
    for side in SIDES:
        limbs["humerus", side] = None if found.ours else _limb(found, "arm", "elbow", side, chest)
        limbs["femur", side] = None if found.ours else _limb(found, "hip", "knee", side, pelvis)
    return Segments(
        recording.time,
        pelvis,
        chest,
        head,
        _root(found, model, pelvis),
        {key: limb for key, limb in limbs.items() if limb is not None},
        {side: found.get("ankle", side) for side in SIDES if found.has("ankle", side) and not found.ours},
        (*recording.notes, *told, *found.notes()),
        joints,
    )


def _joints(found: _Columns, model: Model) -> tuple[Floats | None, list[str]]:
    """Angles (frames, n_bodies, 3) that the file gives joint by joint, and what to say of them."""
    own, spine = found.joints, model.body.spine
    if not own.column:
        return None, [IN_ONE_PIECE]
    angles = own.angles(found.recording.values, len(model.body.skeleton.names))
    found.used.update(own.column)
    if found.ours:
        told = ["The angles are those of Dorsum's own model, joint by joint: used as they are."]
        if own.absent:
            told.append(f"Not in the file, taken as 0: {listed(own.absent, most=FEW)}.")
        return angles, told
    totals = [found.get(f"trunk_{turn}") if found.has(f"trunk_{turn}") else None for turn in TURNS]
    trunk, told = fill_trunk(angles[:, spine[:TRUNK]], totals, SpineMap.of(model.body.tables))
    angles[:, spine[:TRUNK]] = trunk
    return angles, told


class _Columns:
    """The columns of a file by what they mean."""

    def __init__(self, recording: Coordinates, model: Model) -> None:
        self.recording = recording
        short = [_short(name) for name in recording.names]
        self.column = {name.lower(): i for i, name in enumerate(short)}
        self.used: set[int] = set()
        self.joints = JointColumns.of(short, model.body, KNOWN)
        of_joints = {joint[0] for name in short if (joint := joint_of(name))}
        self.of_trunk = not of_joints.isdisjoint(SPINE[:TRUNK])
        self.of_neck = not of_joints.isdisjoint(SPINE[TRUNK:])
        self.told: list[str] = []

    @property
    def ours(self) -> bool:
        """Whether the file is of our own exported model."""
        return self.joints.ours

    def place(self, meaning: str, side: str = "") -> int | None:
        ending = f"_{side[0]}" if side else ""
        for name in NAMES[meaning]:
            if (at := self.column.get(name + ending)) is not None:
                return at
        return None

    def has(self, meaning: str, side: str = "") -> bool:
        return self.place(meaning, side) is not None

    def get(self, meaning: str, side: str = "") -> Floats:
        """Values (frames,), zeros where the file has no such column."""
        at = self.place(meaning, side)
        if at is None:
            return np.zeros(len(self.recording.time))
        self.used.add(at)
        return self.recording.values[:, at]

    def _on_a_side(self, meaning: str) -> bool:
        return any(self.has(meaning, side) for side in SIDES)

    def check(self) -> None:
        """Pelvis and trunk must be there."""
        path, has = self.recording.path, self.recording.names
        trunk = "trunk_extension"
        if not self.has("pelvis_tilt") or not (self.has(trunk) or self.of_trunk or self.ours):
            missing = "pelvis_tilt" if not self.has("pelvis_tilt") else listed(NAMES[trunk][:2], "or")
            raise BadInput(
                f"{path} has no column {missing}: pelvis and trunk are needed. It has {listed(has, most=FEW)}"
            )

    def notes(self) -> list[str]:
        """What is not recorded or not used."""
        whole = self.of_trunk or self.ours
        wanted = {
            "the pelvis's place (pelvis_tx, ty, tz): its acceleration is left out": self.has("pelvis_tx"),
            "bending of the trunk, taken as none": self.has("trunk_bending") or whole,
            "rotation of the trunk, taken as none": self.has("trunk_rotation") or whole,
            "arms, taken as hanging": self.ours or self._on_a_side("arm_flexion"),
            "legs, taken as straight": self.ours or self._on_a_side("hip_flexion"),
        }
        told = [*self.told]
        if lacking := [words for words, there in wanted.items() if not there]:
            told.append(f"Not recorded: {'; '.join(lacking)}.")
        if not (self.ours or self.has("neck_extension") or self.of_neck):
            told.append("Not recorded: the head; it keeps the turn of the trunk in one piece.")
        names = [_short(name) for i, name in enumerate(self.recording.names) if i not in self.used]
        unknown = [name for name in names if not WITHOUT_EFFECT.search(name.lower())]
        if unknown:
            told.append(f"Columns not known, left out: {listed(unknown, most=FEW)}.")
        return told


def _short(name: str) -> str:
    """`lumbar_extension` of `/jointset/back/lumbar_extension/value`."""
    parts = [part for part in name.split("/") if part]
    return parts[-2] if len(parts) > 1 and parts[-1] == "value" else (parts[-1] if parts else name)


def _rotation(z: Floats, x: Floats, y: Floats) -> Floats:
    """Rotations Rz Rx Ry (frames, 3, 3)."""
    (cz, sz), (cx, sx), (cy, sy) = ((np.cos(a), np.sin(a)) for a in (z, x, y))
    rows = [
        [cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy],
        [sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy],
        [-cx * sy, sx, cx * cy],
    ]
    return np.moveaxis(np.array(rows), -1, 0)


def _limb(found: _Columns, upper: str, lower: str, side: str, parent: Floats) -> Limb | None:
    """An arm on the trunk or a leg on the pelvis; adduction and inward rotation count as positive."""
    if not found.has(f"{upper}_flexion", side):
        return None
    inward = 1.0 if side == "right" else -1.0
    turns = [found.get(f"{upper}_{turn}", side) for turn in ("flexion", "adduction", "rotation")]
    bone = parent @ _rotation(turns[0], inward * turns[1], inward * turns[2])
    bend = found.get(lower, side)
    if lower == "knee":
        bend = -_knee_flexion(found, bend, side)
    return Limb(bone @ DOWN, bone @ RIGHT, bend)


def _knee_flexion(found: _Columns, angle: Floats, side: str) -> Floats:
    """Flexion of a knee, positive; older models count it as negative, which a bent knee gives away."""
    if np.nanmin(angle) < -BENT and np.nanmax(angle) < BENT:
        found.told.append(f"The {side} knee bends by negative angles, as in gait2392: the sign is turned.")
        return -angle
    return angle


def _root(found: _Columns, model: Model, pelvis: Floats) -> Floats | None:
    """Where the pelvis's joint centre is; other models than ours place the midpoint between the ASIS."""
    if not found.has("pelvis_tx"):
        return None
    place = np.stack([found.get(f"pelvis_t{axis}") for axis in "xyz"], axis=-1)
    if found.ours:
        return place
    skeleton = model.body.skeleton
    middle = np.mean([skeleton.at("ilium", "ASIS", side) for side in SIDES], axis=0)
    return np.asarray(place + pelvis @ (skeleton.centre[0] - middle))
