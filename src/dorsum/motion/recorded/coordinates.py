"""Joint coordinates of OpenSim models (.mot, .sto) as segments of a body.

Pelvis and trunk of the models in use (gait2392, Rajagopal 2016, OpenCap, full-body lumbar spine) turn
body-fixed about z, x, y: tilt, list, rotation; extension, bending, rotation. These are the axes and the
order of our own root. Angles of single joints, and all of our own exported model, are used as they are
(`joints`); a rib cage in one piece stays one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from dorsum.anatomy.read import load
from dorsum.body.skeleton import SIDES, SPINE, Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.name_maps import NameMap
from dorsum.exchange.read.recording import Coordinates
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.joints import IN_ONE_PIECE, TURNS, JointColumns, fill_trunk, joint_of
from dorsum.motion.recorded.segments import Limb, Segments
from dorsum.motion.recorded.spine import TRUNK, SpineMap
from dorsum.motion.recorded.trunk import SHOULDERS
from dorsum.units import DEGREE
from dorsum.words import FEW, listed

NO_ANGLES = re.compile(
    r"speeds|accelerations|positionerrors|modelerrors", re.IGNORECASE
)  # titles of OpenSim's files
GROUND = re.compile(r"ground_(?:force|torque|moment)", re.IGNORECASE)
WITHOUT_EFFECT = re.compile(r"_beta$|^(subtalar|mtp|pro_sup|wrist|lunate|wris)|_(u|vel|speed)$|/speed$")
BENT = 20.0 * DEGREE  # a knee beyond this tells which way it counts
DOWN = np.array([0.0, -1.0, 0.0])
RIGHT = np.array([0.0, 0.0, 1.0])


def segments_of(recording: Coordinates, model: Model, own: NameMap | None = None) -> Segments:
    """Segments of a recording of coordinates.

    The zero of the model, upright, is taken as our standing posture; `own` is what the user calls columns.

    Raises:
        BadInput: pelvis or trunk are not recorded.
    """
    found = _Columns(recording, model, own or NameMap())
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


def reader_of(asked: Asked) -> Callable[[Coordinates, Model], Segments]:
    """What makes segments of coordinates: their own model, where the user names it, or the names of columns.

    Raises:
        BadInput: the model cannot be read.
    """
    if asked.model is None:
        return lambda recording, model: segments_of(recording, model, asked.names)
    from dorsum.exchange.read.osim import read_osim
    from dorsum.motion.recorded.of_model import segments_of_model

    if asked.names.coordinates:
        raise BadInput("--coordinates goes with coordinates whose model is not known, not with --model")
    osim = read_osim(asked.model)
    return lambda recording, model: segments_of_model(recording, model, osim)


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


@cache
def coordinate_names() -> Mapping[str, tuple[str, ...]]:
    """What models call each coordinate, the first that a file has counts."""
    found: dict[str, tuple[str, ...]] = {}
    for row in load().coordinate_names:
        found[row.coordinate] = (*found.get(row.coordinate, ()), row.name)
    return found


@cache
def known_columns() -> frozenset[str]:
    """All names of coordinates, with and without side."""
    return frozenset(
        name + side for names in coordinate_names().values() for name in names for side in ("", "_r", "_l")
    )


class _Columns:
    """The columns of a file by what they mean."""

    def __init__(self, recording: Coordinates, model: Model, own: NameMap) -> None:
        self.recording, self.names = recording, coordinate_names()
        self.own = {
            (meaning, "" if side == "mid" else side): (recording.names.index(name), sign)
            for name, (meaning, side, sign) in own.coordinates.items()
            if name in recording.names
        }
        short = [short_name(name) for name in recording.names]
        self.column = {name.lower(): i for i, name in enumerate(short)}
        self.used: set[int] = set()
        self.joints = JointColumns.of(short, model.body, known_columns())
        of_joints = {joint[0] for name in short if (joint := joint_of(name))}
        self.of_trunk = not of_joints.isdisjoint(SPINE[:TRUNK])
        self.of_neck = not of_joints.isdisjoint(SPINE[TRUNK:])
        self.told: list[str] = []

    @property
    def ours(self) -> bool:
        """Whether the file is of our own exported model."""
        return self.joints.ours

    def place(self, meaning: str, side: str = "") -> int | None:
        if (meaning, side) in self.own:
            return self.own[meaning, side][0]
        ending = f"_{side[0]}" if side else ""
        for name in self.names[meaning]:
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
        sign = self.own.get((meaning, side), (at, 1.0))[1]
        return sign * self.recording.values[:, at]

    def _on_a_side(self, meaning: str) -> bool:
        return any(self.has(meaning, side) for side in SIDES)

    def check(self) -> None:
        """The trunk must be there; a pelvis that no column turns is fixed to the ground."""
        path, has = self.recording.path, self.recording.names
        if match := NO_ANGLES.match(self.recording.facts.title):
            raise BadInput(
                f"{path} holds {match[0].lower()} by its first line, not angles: take the file of positions,"
                " such as …_Kinematics_q.sto, or change that line"
            )
        if all(GROUND.search(name) for name in has):
            raise BadInput(f"{path} holds the forces of the ground: give it with --forces beside the angles")
        trunk = "trunk_extension"
        there = self.has(trunk) or self.of_trunk or self.ours
        missing = "" if there else listed(self.names[trunk][:2], "or")
        if not self.has("pelvis_tilt"):
            if missing or any("pelvis" in name.lower() for name in has):
                missing = "pelvis_tilt"
            else:
                self.told.append("No column of the pelvis: it is taken as fixed and upright.")
        if missing:
            raise BadInput(
                f"{path} has no column {missing}: pelvis and trunk are needed. It has"
                f" {listed(has, most=FEW)}: say with --coordinates map.toml what they are"
            )

    def notes(self) -> list[str]:
        """What is not recorded or not used."""
        whole = self.of_trunk or self.ours
        wanted = {
            "the pelvis's place (pelvis_tx, ty, tz): its acceleration is left out": self.has("pelvis_tx")
            or not self.has("pelvis_tilt"),
            "bending of the trunk, taken as none": self.has("trunk_bending") or whole,
            "rotation of the trunk, taken as none": self.has("trunk_rotation") or whole,
            "arms, taken as hanging": self.ours
            or self._on_a_side("arm_flexion")
            or self._on_a_side("arm_elevation"),
            "legs, taken as straight": self.ours or self._on_a_side("hip_flexion"),
        }
        told = [*self.told]
        if lacking := [words for words, there in wanted.items() if not there]:
            told.append(f"Not recorded: {'; '.join(lacking)}.")
        if not (self.ours or self.has("neck_extension") or self.of_neck):
            told.append("Not recorded: the head; it keeps the turn of the trunk in one piece.")
        names = [short_name(name) for i, name in enumerate(self.recording.names) if i not in self.used]
        unknown = [name for name in names if not WITHOUT_EFFECT.search(name.lower())]
        if unknown:
            told.append(f"Columns not known, left out: {listed(unknown, most=FEW)}.")
        return told


def short_name(name: str) -> str:
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
    inward = 1.0 if side == "right" else -1.0
    if found.has(f"{upper}_flexion", side):
        turns = [found.get(f"{upper}_{turn}", side) for turn in ("flexion", "adduction", "rotation")]
        bone = parent @ _rotation(turns[0], inward * turns[1], inward * turns[2])
    elif upper == "arm" and found.has("arm_elevation", side):
        plane, elevation, axial = (found.get(f"arm_{turn}", side) for turn in ("plane", "elevation", "axial"))
        bone = parent @ _elevated(plane, elevation, axial, inward)
    else:
        return None
    bend = found.get(lower, side)
    if lower == "knee":
        bend = -_knee_flexion(found, bend, side)
    return Limb(bone @ DOWN, bone @ RIGHT, bend)


def _elevated(plane: Floats, elevation: Floats, axial: Floats, inward: float) -> Floats:
    """An arm raised in a plane (0 to the side, 90° forward) and turned inward about itself (frames, 3, 3).

    As in Wu 2005 about y, x and y again; the models turn the plane back, so that axial 0 twists nothing.
    """
    none = np.zeros_like(plane)
    of_plane, turned = (_rotation(none, none, inward * angle) for angle in (plane, axial - plane))
    return np.asarray(of_plane @ _rotation(none, -inward * elevation, none) @ turned)


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
