"""The first frame of a recording: what is seen in it, and our body fitted to it where it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.axes import turn_by
from dorsum.exchange.read.marker_names import meanings
from dorsum.exchange.read.recording import Coordinates, Markers, Recording, Rig
from dorsum.exchange.read.rig_names import rig_joints
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.filter import FEWEST, Smoothing
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.source import of_recording, source_of

LOOKED_AT = 1.0  # s from the first frame on, in which its standing and short gaps are told
UNFILTERED = Smoothing(low_pass_hz=0, stated=True)


@dataclass(frozen=True)
class Posed:
    """Our body in that frame, in the axes of the points, m."""

    model: Model
    rotation: Floats  # (n_bodies, 3, 3)
    origin: Floats  # (n_bodies, 3)


@dataclass(frozen=True)
class FirstFrame:
    """What is seen, x the way the person faces where that is known, y up, z right, m."""

    title: str
    names: tuple[str, ...]  # of markers, keypoints or joints; none of coordinates
    points: Floats  # (n_names, 3), NaN where one is not seen
    known: frozenset[str]  # names of which the place on the body is known
    joined: tuple[tuple[int, int], ...]  # joints of a rig and those that carry them
    body: Posed | None
    why: str  # there is no body
    level: bool = True  # whether height 0 is that of the recording


def first_frame(path: Path, recording: Recording, asked: Asked) -> FirstFrame:
    """The first frame of a recording that was read as `asked`; its path says where angles come from."""
    early = _early(recording)
    try:
        source = (
            source_of(path, None, asked, UNFILTERED)
            if isinstance(early, Coordinates)
            else of_recording(early, None, asked, UNFILTERED)
        )
        model = model_for(source.subject()[0])
        motion = next(source.parts(model)).motion
    except (BadInput, StopIteration) as error:
        return _frame(early, asked, 0, np.eye(3), None, str(error))
    row = int(np.argmin(np.abs(early.time - motion.time[0])))
    turn = motion.heading @ motion.room @ turn_by(early.facts.up or "y", early.facts.forward or "x").T
    found = _frame(early, asked, row, turn, None, "")
    level = motion.root is not None or len(found.names) > 0
    return replace(found, body=_posed(model, motion, found, asked, early), level=level)


def _early(recording: Recording) -> Recording:
    """The first second in which something is seen, or as many frames as a movement needs."""
    time, first = recording.time, 0
    if isinstance(recording, Markers):
        seen = np.isfinite(recording.positions).all(axis=2)
        first = int(np.argmax(seen.sum(axis=1) > 0))
    here = slice(first, max(int(np.searchsorted(time, time[first] + LOOKED_AT)), first + FEWEST))
    if isinstance(recording, Markers):
        return replace(recording, time=time[here], positions=recording.positions[here])
    if isinstance(recording, Rig):
        turns, at = recording.rotations[here], recording.positions[here]
        return replace(recording, time=time[here], rotations=turns, positions=at)
    return recording


def _frame(
    recording: Recording, asked: Asked, row: int, turn: Floats, body: Posed | None, why: str
) -> FirstFrame:
    if isinstance(recording, Coordinates):
        return FirstFrame(recording.path.name, (), np.zeros((0, 3)), frozenset(), (), body, why)
    names = recording.names
    joined: tuple[tuple[int, int], ...] = ()
    if isinstance(recording, Rig):
        known = {names[i] for i in rig_joints(names, asked.names).values()}
        joined = tuple((i, parent) for i, parent in enumerate(recording.parents) if parent >= 0)
    else:
        known = {name for name, of in meanings(names, asked.names).items() if of.placed}
    points = recording.positions[row] @ turn.T
    return FirstFrame(recording.path.name, names, points, frozenset(known), joined, body, why)


def _posed(model: Model, motion: Motion, found: FirstFrame, asked: Asked, recording: Recording) -> Posed:
    """The body where the points are: by its hips, or where the motion has the pelvis."""
    placed = model.place(motion.angles[:1])
    origin, names = placed.origin[0], model.body.skeleton.names
    hips = _hips(recording, found, asked)
    if hips is not None:
        sides = [origin[names.index(f"femur_{side}")] for side in ("right", "left")]
        shift = hips - np.mean(sides, axis=0)
    else:
        shift = np.zeros(3) if motion.root is None else motion.root[0] - origin[0]
    return Posed(model, placed.rotation[0], origin + shift)


def _hips(recording: Recording, found: FirstFrame, asked: Asked) -> Floats | None:
    """Middle of the hip joints of a rig or of keypoints; None where they are not told."""
    columns: Mapping[tuple[str, str], int] = {}
    if isinstance(recording, Rig):
        columns = rig_joints(recording.names, asked.names)
        keys = [("thigh", side) for side in ("right", "left")]
    elif isinstance(recording, Markers):
        known = meanings(recording.names, asked.names)
        columns = {(of.place or "", of.side): recording.names.index(name) for name, of in known.items()}
        keys = [("hip_centre", side) for side in ("right", "left")]
    if not columns or not all(key in columns for key in keys):
        return None
    middle = found.points[[columns[key] for key in keys]].mean(axis=0)
    return middle if np.isfinite(middle).all() else None
