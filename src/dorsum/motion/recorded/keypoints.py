"""Keypoints of video as a character rig: centres of joints, and none of them tells how the pelvis is tilted.

The hips are two points on one axis. Bending and turning of the pelvis are theirs; how far it tilts forward is
what the spine leaves of the trunk, in which it flexes by the rhythm of forward bending (`flexion_rhythm`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.errors import BadInput
from dorsum.exchange.read.marker_names import OWN, Meaning, marker_set, marker_sets, meanings
from dorsum.exchange.read.name_maps import NameMap
from dorsum.exchange.read.recording import Markers, Rig
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.filter import bridged, refuse_gap
from dorsum.motion.recorded.spine import SpineMap
from dorsum.motion.recorded.trunk import line_turn
from dorsum.motion.turns import direction_frame
from dorsum.units import DEGREE, MM
from dorsum.words import listed

OF_HIPS = ("hip_centre", "pelvis_middle")
JOINTS = {  # of a limb, from the trunk on, as a rig calls them
    "shoulder_centre": "Arm", "elbow_centre": "ForeArm", "wrist_centre": "Hand",
    "hip_centre": "UpLeg", "knee_centre": "Leg", "ankle_centre": "Foot",
}  # fmt: skip
NEEDED = (("Hips", ""), ("Neck", ""), ("Arm", "left"), ("Arm", "right"))
LEAST_ACROSS = 20.0 * MM  # of markers on the pelvis from a line; nearer to one they do not fix it (assumed)
INCLINATIONS = np.arange(0.0, 181.0, 5.0) * DEGREE
NOTE = (
    "Keypoints do not tell how the pelvis tilts: in bending forward hips and spine share the inclination of"
    " the trunk as in the rhythm of forward bending."
)


def are_keypoints(recording: Markers, own: NameMap) -> bool:
    """Whether all that is known of the pelvis is the centres of the hips."""
    known = meanings(recording.names, own)
    if any(meaning.place is None and meaning.height == "middle" for meaning in known.values()):
        return False  # a map says where something lies on it
    places = {meaning.place for meaning in known.values() if meaning.height == "middle"}
    return _of_centres(marker_set(known)) and "hip_centre" in places and places <= {*OF_HIPS}


def _of_centres(name: str) -> bool:
    """Whether a set of markers gives no more of the pelvis than the centres of the hips, as a map may."""
    places = {meaning.place for meaning in marker_sets().get(name, {}).values() if meaning.height == "middle"}
    return name == OWN or ("hip_centre" in places and places <= {*OF_HIPS})


def refuse_line(recording: Markers, names: list[str], local: Floats) -> None:
    """Refuse markers on the pelvis (n, 3) that lie on one line.

    Raises:
        BadInput: they do, so that the pelvis may turn about it.
    """
    across = np.linalg.svd(local - local.mean(axis=0), compute_uv=False)[1] / np.sqrt(len(local))
    if across < LEAST_ACROSS / 2:
        raise BadInput(
            f"{recording.path}: the markers on the pelvis, {listed(names)}, lie on a line, which does not fix"
            " it: place one more with --markers map.toml, or leave the map away if they are of video"
        )


def figure_of(
    recording: Markers, model: Model, own: NameMap, standing: int, inside: tuple[float, float]
) -> Rig:
    """The keypoints as a rig, its limbs as far as they are seen throughout.

    Args:
        standing: index of the frame in which the person stands.
        inside: first time that is analysed, and the one after the last.

    Raises:
        BadInput: hips, neck or shoulders are missing for longer than can be bridged.
    """
    time = recording.time
    own_time = (time >= inside[0]) & (time < inside[1])
    at, lost = {}, []
    for key, points in _points(recording, meanings(recording.names, own)).items():
        smooth = bridged(time, points)
        missing = np.asarray(np.isnan(smooth).any(axis=1))
        if key in NEEDED:
            refuse_gap(
                recording.path, f"{' '.join(key).strip()} is missing", time[own_time], missing[own_time]
            )
        if missing.any():
            if key not in NEEDED:
                lost.append(key)
                continue
            smooth[missing] = smooth[~missing][
                np.searchsorted(np.flatnonzero(~missing), np.flatnonzero(missing)) - 1
            ]
        at[key] = smooth
    if absent := [f"{side} {joint}".strip() for joint, side in NEEDED if (joint, side) not in at]:
        raise BadInput(
            f"{recording.path}: keypoints need hips, neck and shoulders; missing are {listed(absent)}"
        )
    names = ["Hips", "Neck", *(f"{side.capitalize()}{joint}" for joint, side in at if side)]
    positions = np.stack(
        [at["Hips", ""], at["Neck", ""], *(of for (_, side), of in at.items() if side)], axis=1
    )
    rotations = np.broadcast_to(np.eye(3), (*positions.shape[:2], 3, 3)).copy()
    across = at["Arm", "right"] - at["Arm", "left"]
    hips = across if ("UpLeg", "left") not in at else at["UpLeg", "right"] - at["UpLeg", "left"]
    pelvis, base = _pelvis(at["Neck", ""] - at["Hips", ""], hips, model, standing)
    positions[:, 0] += base  # where a rig has its hips: the trunk begins at L5/S1, above their middle
    rotations[:, 0] = pelvis
    rotations[:, 1] = direction_frame(positions[:, 1] - positions[:, 0], across)
    notes = [*recording.notes, NOTE]
    if lost:
        notes.append(f"Not seen throughout, left out: {listed(f'{side} {joint}' for joint, side in lost)}.")
    parents = (-1, *([0] * (len(names) - 1)))
    offsets = positions[standing] - positions[standing, :1]
    return Rig(
        recording.path,
        time,
        tuple(names),
        parents,
        offsets,
        rotations,
        positions,
        tuple(notes),
        recording.facts,
    )


def _points(recording: Markers, known: Mapping[str, Meaning]) -> dict[tuple[str, str], Floats]:
    """Positions (frames, 3) of joints by name and side; hips and neck between those of both sides."""
    column = {(m.place, m.side): recording.names.index(name) for name, m in known.items() if m.place}
    found = {
        (joint, side): recording.positions[:, column[place, side]]
        for place, joint in JOINTS.items()
        for side in SIDES
        if (place, side) in column
    }
    for middle, place, joint in (("Hips", "pelvis_middle", "UpLeg"), ("Neck", "neck_base", "Arm")):
        sides = [found[joint, side] for side in SIDES if (joint, side) in found]
        if (place, "mid") in column:
            found[middle, ""] = recording.positions[:, column[place, "mid"]]
        elif len(sides) == 2:
            found[middle, ""] = (sides[0] + sides[1]) / 2
    return found


def _pelvis(line: Floats, hips: Floats, model: Model, standing: int) -> tuple[Floats, Floats]:
    """Turns (frames, 3, 3) of the pelvis, tilted by what the spine leaves, and the way (frames, 3) to L5/S1.

    Args:
        line: (frames, 3) from the middle of the hips to the neck.
        hips: (frames, 3) from left to right.
    """
    right = hips / np.linalg.norm(hips, axis=1, keepdims=True)
    up = np.array([0.0, 1.0, 0.0]) - right * right[:, 1:2]
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    forward = np.cross(up, right)
    leans = np.arctan2(np.sum(line * forward, axis=1), np.sum(line * up, axis=1))
    of_line, tilts, base = _leaning(model)
    tilt = np.interp(leans - leans[standing], of_line, tilts)[:, None]
    size = np.linalg.norm(line[standing]) / np.linalg.norm(base + _trunk(model))
    tilted_up, ahead = (
        np.cos(tilt) * up + np.sin(tilt) * forward,
        np.cos(tilt) * forward - np.sin(tilt) * up,
    )
    return direction_frame(tilted_up, right), size * (base[0] * ahead + base[1] * tilted_up)


def _trunk(model: Model) -> Floats:
    """From L5/S1 to C7/T1 in standing, m."""
    centre = model.body.skeleton.centre
    return np.asarray(centre[model.joint("C7/T1")] - centre[model.joint("L5/S1")])


def _leaning(model: Model) -> tuple[Floats, Floats, Floats]:
    """A body that bends forward by the rhythm, to each of `INCLINATIONS` of its trunk.

    Returns:
        The lean of the line from hips to neck, the tilt of the pelvis, rad; the way from hips to L5/S1, m.
    """
    rows = model.body.tables.flexion_rhythm
    inclined = [row.trunk_inclination_deg * DEGREE for row in rows]
    flexed = [(row.lumbar_flexion_deg + row.thoracic_flexion_deg) * DEGREE for row in rows]
    turns = np.zeros((len(INCLINATIONS), 3))
    turns[:, 0] = -np.interp(INCLINATIONS, inclined, flexed)
    spine = line_turn(model, SpineMap.of(model.body.tables), turns)
    tilts = INCLINATIONS + np.arctan2(spine[:, 1, 0], spine[:, 0, 0])
    skeleton = model.body.skeleton
    middle = np.mean([skeleton.centre[skeleton.index(sided("femur", side))] for side in SIDES], axis=0)
    base = skeleton.centre[model.joint("L5/S1")] - middle
    way = _turned(base, tilts) + _turned(_trunk(model), INCLINATIONS)
    lean = np.arctan2(way[:, 0], way[:, 1])
    return lean - lean[0], tilts, np.asarray(base)


def _turned(vector: Floats, forward: Floats) -> Floats:
    """A vector (3,) bent forward by angles (frames, 3)."""
    cosine, sine = np.cos(forward), np.sin(forward)
    none = np.zeros_like(cosine)
    return np.stack(
        [cosine * vector[0] + sine * vector[1], cosine * vector[1] - sine * vector[0], none], axis=1
    )
