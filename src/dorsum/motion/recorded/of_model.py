"""Joint coordinates with their own OpenSim model: its bodies turn as its joints say, and ours with them.

The model stands upright at zero: what its bodies turn since then is what ours turn since standing. Bodies are
known by their names or by the part that these name.
"""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.degrees import NO_ANGLE
from dorsum.exchange.read.osim import OsimModel
from dorsum.exchange.read.osim_parts import LEVELS, level_of, parts_of, room_of
from dorsum.exchange.read.osim_pose import Placed, pose
from dorsum.exchange.read.recording import Coordinates
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.coordinates import DOWN, RIGHT, short_name
from dorsum.motion.recorded.joints import IN_ONE_PIECE
from dorsum.motion.recorded.model_places import HANGS
from dorsum.motion.recorded.segments import Limb, Segments
from dorsum.motion.recorded.spine import TRUNK
from dorsum.motion.turns import turns_zxy
from dorsum.units import DEGREE
from dorsum.words import FEW, listed

OTHERWISE = "leave --model out, and say with --coordinates map.toml what columns are"


class Moved:
    """A recording's motion of the bodies of its model, turned to x forward, y up, z right."""

    def __init__(self, osim: OsimModel, recording: Coordinates) -> None:
        self.osim, self.bodies = osim, parts_of(osim)
        self.given, self.unknown = _values(osim, recording)
        frames = len(recording.time)
        self.now, self.zero = pose(osim, self.given, frames), pose(osim, {}, 1, zero=True)
        self.room = room_of(osim, self.bodies, self.zero, OTHERWISE)

    def has(self, part: str, side: str = "") -> bool:
        """Whether a body is known as that part."""
        return (part, side) in self.bodies

    def turn(self, body: str) -> Floats:
        """Rotation (frames, 3, 3) of a body since the model stands at zero."""
        return np.asarray(self.room @ self.now[body][0] @ np.swapaxes(self.zero[body][0], 1, 2) @ self.room.T)

    def of(self, part: str, side: str = "") -> Floats:
        """The same of a part."""
        return self.turn(self.bodies[part, side])

    def place(self, part: str, side: str, at: Placed) -> Floats:
        """Place (frames, 3) m of the joint by which a part hangs."""
        return at[self.bodies[part, side]][1] @ self.room.T


def segments_of_model(recording: Coordinates, model: Model, osim: OsimModel) -> Segments:
    """Segments of a recording of the coordinates of a model.

    Raises:
        BadInput: pelvis, trunk or hips of the model are not known by its bodies' names, or the file has none
            of its coordinates.
    """
    moved = Moved(osim, recording)
    pelvis, trunk = moved.of("pelvis"), moved.of("trunk")
    joints, told = _spine(moved, model, pelvis, trunk)
    limbs, not_hanging = _limbs(moved)
    feet = {
        side: turns_zxy(_between(moved.of("shank", side), moved.of("foot", side)))[:, 0]
        for side in SIDES
        if moved.has("shank", side) and moved.has("foot", side)
    }
    skeleton = model.body.skeleton
    hips = np.mean([moved.place("femur", side, moved.now) for side in SIDES], axis=0)
    ours = np.mean([skeleton.centre[skeleton.index(f"femur_{side}")] for side in SIDES], axis=0)
    notes = [*recording.notes, f"Coordinates, axes and couplers are those of {osim.path.name}.", *told]
    if not moved.has("head"):
        notes.append("The model has no head: it keeps the turn of the trunk.")
    if not_hanging:
        notes.append(
            f"At zero these limbs of the model do not hang, and are left out: {listed(not_hanging)}."
        )
    if moved.unknown:
        notes.append(f"Columns that are no coordinates of the model: {listed(moved.unknown, most=FEW)}.")
    return Segments(
        recording.time,
        pelvis,
        trunk,
        moved.of("head") if moved.has("head") else trunk,
        hips + pelvis @ (skeleton.centre[0] - ours),
        limbs,
        feet,
        tuple(notes),
        joints,
        room=moved.room,
    )


def _values(osim: OsimModel, recording: Coordinates) -> tuple[dict[str, Floats], list[str]]:
    """Values (frames,) of the model's coordinates, rad and m, and the columns that are none.

    What turns is an angle and what glides a length by the model, whatever its name looks like to the reader.
    """
    known, found, unknown = (
        {c.name.lower(): c.name for c in osim.coordinates},
        dict[str, Floats](),
        list[str](),
    )
    degrees = recording.facts.unit == "degrees"
    for column, name in enumerate(recording.names):
        own = known.get(short_name(name).lower())
        if own is None:
            unknown.append(short_name(name))
            continue
        values, taken = recording.values[:, column], not NO_ANGLE.search(name)
        if degrees and taken != (own in osim.turning):
            values = values / DEGREE if taken else values * DEGREE
        found[own] = values
    if not found:
        raise BadInput(
            f"{recording.path} has no coordinate of {osim.path.name}: it has"
            f" {listed(recording.names, most=FEW)}; is --model the model that it was recorded with?"
        )
    return found, unknown


def _spine(moved: Moved, model: Model, pelvis: Floats, trunk: Floats) -> tuple[Floats | None, list[str]]:
    """Angles (frames, n_bodies, 3) of the joints of the trunk where the model has vertebrae.

    A vertebra above those that the model lacks takes the turn of all between; a rib cage in one piece turns
    at T12/L1.
    """
    there: dict[str, Floats] = {}
    for joint in moved.osim.joints:
        if (name := level_of(joint.child)) in LEVELS:
            there[name] = moved.turn(joint.child)
    if not there:
        return None, [IN_ONE_PIECE]
    if not any(name.startswith("T") for name in there):
        there["T12"] = trunk
    given = np.zeros((len(pelvis), TRUNK, 3))
    below = pelvis
    for k, level in enumerate(LEVELS):
        if level in there:
            axes = model.body.skeleton.axes[model.body.spine[k]]
            given[:, k] = turns_zxy(axes.T @ _between(below, there[level]) @ axes)
            below = there[level]
    angles = np.full((len(pelvis), len(model.body.skeleton.names), 3), np.nan)
    angles[:, model.body.spine[:TRUNK]] = given
    return angles, [f"Joints of the trunk are those between {listed([*there], most=FEW)} of the model."]


def _limbs(moved: Moved) -> tuple[dict[tuple[str, str], Limb], list[str]]:
    """The first bones of arms and legs, and what does not hang at zero."""
    found, left = dict[tuple[str, str], Limb](), list[str]()
    for side in SIDES:
        for upper, lower in (("femur", "shank"), ("humerus", "forearm")):
            if not (moved.has(upper, side) and moved.has(lower, side)):
                continue
            line = np.subtract(*(moved.place(part, side, moved.zero)[0] for part in (lower, upper)))
            if line @ DOWN < np.cos(HANGS) * np.linalg.norm(line):
                left.append(moved.bodies[upper, side])
                continue
            bone = moved.of(upper, side)
            bend = turns_zxy(_between(bone, moved.of(lower, side)))[:, 0]
            found[upper, side] = Limb(bone @ DOWN, bone @ RIGHT, bend)
    return found, left


def _between(below: Floats, above: Floats) -> Floats:
    """Turn (frames, 3, 3) of one body against another."""
    return np.asarray(np.swapaxes(below, -1, -2) @ above)
