"""What is recognised in a file of recorded motion, and what an analysis of it lacks; no load is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from shlex import quote
from typing import Any

import numpy as np

from dorsum.errors import BadInput, nearest
from dorsum.exchange.read import read_as, read_in_pieces
from dorsum.exchange.read.asked import OF_AXES, Asked
from dorsum.exchange.read.course import longest_run
from dorsum.exchange.read.kinds import kind_of
from dorsum.exchange.read.marker_names import marker_sets, meanings
from dorsum.exchange.read.model_markers import with_model
from dorsum.exchange.read.osim import read_osim
from dorsum.exchange.read.persons import SeveralPersons
from dorsum.exchange.read.recording import Coordinates, Markers, Recording, Rig
from dorsum.exchange.read.rig_names import rig_joints
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded import coordinates, rig
from dorsum.motion.recorded.coordinates import WITHOUT_EFFECT, known_columns
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.joints import joint_of
from dorsum.motion.recorded.keypoints import are_keypoints, figure_of
from dorsum.motion.recorded.markers import tracked
from dorsum.motion.recorded.source import of_recording

ALL = (-np.inf, np.inf)


@dataclass(frozen=True)
class Gap:
    """A name that is missing in some frames."""

    name: str
    frames: int
    longest: int  # frames in a row


@dataclass(frozen=True)
class Recognised:
    """What a file is and holds, in the words of the user."""

    path: Path
    format: str  # the suffix that its content has
    vendor: str  # the program that wrote it, where the file says
    kind: str  # markers, keypoints, rig or coordinates
    marker_set: str  # the set that most markers are named after
    unit: str  # of length, or of the angles
    up: str  # the axis of the file that points up
    forward: str
    rate_hz: float
    frames: int
    start_s: float
    end_s: float
    persons: tuple[str, ...]
    known: Mapping[str, str]  # names of the file and what they are
    soft: tuple[str, ...]  # markers on soft tissue, which have no place
    unknown: Mapping[str, tuple[str, ...]]  # names nobody knows, and the nearest that are known
    gaps: tuple[Gap, ...]
    plates: tuple[str, ...]
    subject: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # what an analysis lacks; each says which option mends it
    command: str = ""  # that analyses it
    person: str = ""  # who an analysis takes it to be, and what says so

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        found |= {"path": str(self.path), "gaps": [vars(gap) for gap in self.gaps]}
        found["unknown"] = {name: list(near) for name, near in self.unknown.items()}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


@dataclass(frozen=True)
class Opened:
    """A file as far as it is looked at; of several persons the first, and what is to be asked."""

    path: Path
    recording: Recording
    frames: int  # in all
    asked: Asked
    missing: tuple[str, ...] = ()


def opened(path: Path, asked: Asked) -> Opened:
    """Read a file.

    Raises:
        BadInput: it cannot be read.
    """
    if kind_of(path) == ".mot":
        asked.refuse(path, *OF_AXES)
        pieces = read_in_pieces(path)
        first = next(iter(pieces))
        return Opened(path, first, max(pieces.rows, len(first.time)), asked)
    asked = with_model(asked)
    try:
        recording = read_as(path, asked)
    except SeveralPersons as error:
        asked = replace(asked, person=error.persons[0])
        recording = read_as(path, asked)
        return Opened(path, recording, len(recording.time), asked, (str(error),))
    return Opened(path, recording, len(recording.time), asked)


def recognised(path: Path, asked: Asked, options: str = "") -> Recognised:
    """What is recognised in a file; see `told_of`.

    Raises:
        BadInput: the file cannot be read.
    """
    return told_of(opened(path, asked), options)


def told_of(file: Opened, options: str = "") -> Recognised:
    """What is recognised in a file; of several persons the first is looked at, and the question is asked.

    Args:
        file: as it was read.
        options: of the command line, which the command that analyses it repeats.
    """
    path, recording, frames, asked = file.path, file.recording, file.frames, file.asked
    missing = list(file.missing)
    if missing:
        options = f"{options} --person {quote(str(asked.person))}"
    kind, known, soft, names, absent = _contents(recording, asked)
    try:
        _try(recording, asked)
    except BadInput as error:
        missing.append(str(error))
    # Printed times are rounded, so that a step alone tells less than all of them.
    step = float(np.ptp(recording.time)) / max(len(recording.time) - 1, 1)
    facts = recording.facts
    subject = recording.subject if isinstance(recording, Markers) else {}
    plates = recording.plates if isinstance(recording, Markers) else ()
    start = float(recording.time[0])
    return Recognised(
        path,
        kind_of(path),
        facts.vendor,
        kind,
        facts.marker_set,
        facts.unit,
        facts.up,
        facts.forward,
        1.0 / step if step > 0 else 0.0,
        frames,
        start,
        float(recording.time[-1]) if frames == len(recording.time) else start + (frames - 1) * step,
        facts.persons,
        known,
        soft,
        {name: tuple(nearest(name, names, 2)) for name in absent},
        _gaps(recording),
        tuple(plate.name for plate in plates),
        subject,
        (*recording.notes, *asked.names.notes),
        tuple(missing),
        f"dorsum analyze {quote(str(path))}{options}",
        "" if missing else _person(recording, asked),
    )


def _person(recording: Recording, asked: Asked) -> str:
    """Whose body an analysis takes, and where that is known from; empty where it cannot say."""
    if isinstance(recording, Coordinates):
        return ""
    try:
        subject, who = of_recording(recording, None, asked, Smoothing()).subject()
    except BadInput:
        return ""
    return f"{subject.words}: {who}"


def _contents(
    recording: Recording, asked: Asked
) -> tuple[str, dict[str, str], tuple[str, ...], list[str], list[str]]:
    """What kind of motion it is; what its names mean, those on soft tissue, all known ones, those unknown."""
    names = recording.names
    if isinstance(recording, Markers):
        found = meanings(names, asked.names)
        placed = {
            name: f"{m.place or m.marker_set}{'' if m.side == 'mid' else f', {m.side}'}"
            for name, m in found.items()
            if m.placed
        }
        soft = tuple(name for name in found if name not in placed)
        kind = "keypoints" if are_keypoints(recording, asked.names) else "markers"
        all_known = [name for of in marker_sets().values() for name in of]
        return kind, placed, soft, all_known, [name for name in names if name not in found]
    if isinstance(recording, Rig):
        joints = rig_joints(names, asked.names)
        ends = {
            names[i]: joint if side == "mid" else f"{joint}, {side}" for (joint, side), i in joints.items()
        }
        return "rig", ends, (), [], []
    short = {name: coordinates.short_name(name) for name in names}
    if asked.model is not None:
        own = [c.name for c in read_osim(asked.model).coordinates]
        known = {name: "of the model" for name, plain in short.items() if plain in own}
        return "coordinates", known, (), own, [name for name in names if name not in known]
    known = {name: what for name, plain in short.items() if (what := _coordinate(name, plain, asked))}
    left = [n for n, plain in short.items() if n not in known and not WITHOUT_EFFECT.search(plain.lower())]
    return "coordinates", known, (), sorted(known_columns()), left


def _coordinate(name: str, plain: str, asked: Asked) -> str:
    """What a column is, empty if nobody knows."""
    if name in asked.names.coordinates:
        coordinate, side, sign = asked.names.coordinates[name]
        return f"{'-' if sign < 0 else ''}{coordinate}" + ("" if side == "mid" else f", {side}")
    if joint := joint_of(plain):
        return f"{joint[0]} {'zxy'[joint[1]]}"
    lower = plain.lower()
    for coordinate, names in coordinates.coordinate_names().items():
        for ending, side in (("", ""), ("_r", ", right"), ("_l", ", left")):
            if lower.endswith(ending) and lower.removesuffix(ending) in names:
                return coordinate + side
    return ""


def _try(recording: Recording, asked: Asked) -> None:
    """Do with the first frames what an analysis begins with.

    Raises:
        BadInput: it lacks something.
    """
    model = model_for("male")
    if isinstance(recording, Rig):
        rig.segments_of(recording, None, asked.names)
    elif isinstance(recording, Coordinates):
        few = replace(recording, time=recording.time[:2], values=np.nan_to_num(recording.values[:2]))
        coordinates.reader_of(asked)(few, model)
    elif are_keypoints(recording, asked.names):
        figure_of(recording, model, asked.names, 0, ALL)
    else:
        tracked(recording, model, asked.names)


def _gaps(recording: Recording) -> tuple[Gap, ...]:
    """Names that are missing in some frames, the longest gap first."""
    if isinstance(recording, Rig):
        return ()
    values = recording.values[..., None] if isinstance(recording, Coordinates) else recording.positions
    missing = np.asarray(np.isnan(values).any(axis=2))
    times, longest = missing.sum(axis=0), longest_run(missing)
    order = sorted(np.flatnonzero(times).tolist(), key=lambda i: -int(longest[i]))
    return tuple(Gap(recording.names[i], int(times[i]), int(longest[i])) for i in order)
