"""A recording of any kind as stretches of motion of our body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.exchange.read import Pieces, read, read_in_pieces
from dorsum.exchange.read.kinds import kind_of
from dorsum.exchange.read.recording import Markers, Rig
from dorsum.mechanics.model import Model
from dorsum.mechanics.recorded import GroundCheck, MarkerResidual
from dorsum.motion.recorded import coordinates, rig
from dorsum.motion.recorded.filter import Smoothing, bridged, refuse_gap, step_of, whole_around
from dorsum.motion.recorded.frames import Part
from dorsum.motion.recorded.ground import ground_check
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.segments import Beyond, motion_of
from dorsum.motion.recorded.windows import HELD, JUST_AFTER, Window, stretches, windows
from dorsum.units import MM

EMPTY = Hands()  # nothing is held


class Source(Protocol):
    """A recording that gives its motion for a body, and what else it knows."""

    rows: int  # about how many frames it has

    def subject(self) -> tuple[Subject, str]:
        """Whose motion it is, and where that is known from."""

    def parts(self, model: Model) -> Iterator[Part]:
        """The motion, a stretch at a time."""

    def notes(self, smoothing: Smoothing) -> tuple[str, ...]:
        """What was recognised and assumed, known once all parts are through."""

    def warnings(self) -> tuple[str, ...]:
        """Those of the notes for which loads are to be doubted."""

    def residuals(self) -> tuple[MarkerResidual, ...]:
        """How far markers stay from the body."""

    def ground(self, model: Model, smoothing: Smoothing) -> GroundCheck | None:
        """The check against force plates."""


def source_of(
    path: Path, static: Path | None, marker_map: Path | None, smoothing: Smoothing, hands: Hands = EMPTY
) -> Source:
    """The recording in a file, and the loads beside it.

    Raises:
        BadInput: the file cannot be read, or an option does not go with it.
    """
    if kind_of(path) == ".mot":
        _no_markers(path, static, marker_map)
        return _OfCoordinates(read_in_pieces(path), smoothing, hands)
    recording = read(path)
    if isinstance(recording, Markers):
        return _OfMarkers(recording, smoothing, hands, static, marker_map)
    _no_markers(path, static, marker_map)
    assert isinstance(recording, Rig)  # the one kind that is left
    return _OfRig(recording, smoothing, hands)


def _no_markers(path: Path, static: Path | None, marker_map: Path | None) -> None:
    for option, given in (("--static", static), ("--markers", marker_map)):
        if given is not None:
            raise BadInput(f"{option} goes with markers (.trc, .c3d); {path.name} has none")


def _default_subject() -> tuple[Subject, str]:
    return Subject.named("male"), "assumed: the file does not say who it is; --subject does"


@dataclass
class _Told:
    """Notes gathered on the way, each once, with the rate of the recording."""

    hands: Hands
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rate: float = np.nan

    def add(self, motion: Motion) -> None:
        """The notes of a stretch."""
        self.warnings = self.hands.unseen(motion.arms)
        self.notes += [note for note in (*motion.notes, *self.warnings) if note not in self.notes]
        self.rate = 1.0 / step_of(motion.time)

    def all(self, smoothing: Smoothing) -> tuple[str, ...]:
        """Notes, and how the motion was smoothed."""
        if HELD in self.notes:
            return tuple(self.notes)
        told = [*self.notes, smoothing.words(self.rate)]
        if smoothing.rate_hz is not None:
            told.append(f"Analysed at {smoothing.rate_hz:g} of {self.rate:.4g} frames a second.")
        return tuple(told)


class _OfCoordinates:
    """Coordinates, read in pieces."""

    def __init__(self, pieces: Pieces, smoothing: Smoothing, hands: Hands) -> None:
        self.pieces, self.smoothing, self.rows = pieces, smoothing, pieces.rows
        self.told = _Told(hands)

    def subject(self) -> tuple[Subject, str]:
        return _default_subject()

    def parts(self, model: Model) -> Iterator[Part]:
        heading: Floats | None = None
        beyond = Beyond()
        for whole in windows(self.pieces, self.smoothing):
            for window in stretches(_without_gaps(whole), self.smoothing.margin_s):
                segments = coordinates.segments_of(window.recording, model)
                motion, pelvis, neck = motion_of(segments, model, heading)
                heading = motion.heading
                own = (motion.time >= window.start) & (motion.time < window.end)
                beyond.add(pelvis[own], neck[own])
                self.told.add(motion)
                yield Part(motion, window.start, window.end)
        self.told.notes += beyond.notes()

    def notes(self, smoothing: Smoothing) -> tuple[str, ...]:
        return self.told.all(smoothing)

    def warnings(self) -> tuple[str, ...]:
        return tuple(self.told.warnings)

    def residuals(self) -> tuple[MarkerResidual, ...]:
        return ()

    def ground(self, model: Model, smoothing: Smoothing) -> GroundCheck | None:
        return None


def _without_gaps(window: Window) -> Window:
    """A window with short gaps bridged, and rows around it only as far as they are whole.

    Raises:
        BadInput: a long gap lies in the window.
    """
    recording, time = window.recording, window.recording.time
    there = np.asarray(~np.isnan(recording.values).all(axis=0))
    names = tuple(name for name, has in zip(recording.names, there, strict=True) if has)
    values = bridged(time, recording.values[:, there])
    missing: np.ndarray = np.isnan(values)
    own = (time >= window.start) & (time < window.end)
    for column in np.flatnonzero(missing[own].any(axis=0)):
        refuse_gap(recording.path, f"{names[column]} is missing", time[own], missing[own, column])
    rows = whole_around(time, np.asarray(missing.any(axis=1)), window.start, window.end)
    return replace(window, recording=replace(recording, time=time[rows], values=values[rows], names=names))


def _stretch(time: Floats, smoothing: Smoothing) -> tuple[float, float]:
    """First time that is analysed, and the one after the last."""
    start, end = smoothing.stretch(time)
    return start, end + JUST_AFTER


class _OfRig:
    """A character rig."""

    def __init__(self, recording: Rig, smoothing: Smoothing, hands: Hands) -> None:
        self.recording, self.smoothing, self.rows = recording, smoothing, len(recording.time)
        self.told = _Told(hands)

    def subject(self) -> tuple[Subject, str]:
        return _default_subject()

    def parts(self, model: Model) -> Iterator[Part]:
        start, end = _stretch(self.recording.time, self.smoothing)
        beyond = Beyond()
        motion, pelvis, neck = motion_of(rig.segments_of(self.recording), model, np.eye(3))
        own = (motion.time >= start) & (motion.time < end)
        beyond.add(pelvis[own], neck[own])
        self.told.add(motion)
        self.told.notes += beyond.notes()
        yield Part(motion, start, end)

    def notes(self, smoothing: Smoothing) -> tuple[str, ...]:
        return self.told.all(smoothing)

    def warnings(self) -> tuple[str, ...]:
        return tuple(self.told.warnings)

    def residuals(self) -> tuple[MarkerResidual, ...]:
        return ()

    def ground(self, model: Model, smoothing: Smoothing) -> GroundCheck | None:
        return None


class _OfMarkers:
    """Markers, with force plates where the file has them."""

    def __init__(
        self,
        recording: Markers,
        smoothing: Smoothing,
        hands: Hands,
        static: Path | None,
        marker_map: Path | None,
    ) -> None:
        self.smoothing, self.marker_map = smoothing, marker_map
        self.start, self.end = _stretch(recording.time, smoothing)
        margin = smoothing.margin_s
        near = (recording.time >= self.start - margin) & (recording.time < self.end + margin)
        self.recording = replace(recording, time=recording.time[near], positions=recording.positions[near])
        self.rows, self.told = int(near.sum()), _Told(hands)
        self.static = None if static is None else _standing(static)
        self.motion: Motion | None = None

    def subject(self) -> tuple[Subject, str]:
        """As the file or the standing trial says; what it leaves out is that of `male`."""
        said = {**(self.static.subject if self.static else {}), **self.recording.subject}
        fields = {"height_m": "height_m", "mass_kg": "mass_kg", "age_y": "age_years"}
        known = {fields[key]: value for key, value in said.items() if key in fields}
        if not known:
            return _default_subject()
        known_fields: dict[str, Any] = known
        left = [name for name in ("height_m", "mass_kg") if name not in known]
        who = f"{', '.join(known)} from the file; sex male assumed" + (
            f", {', '.join(left)} as of `male`" if left else ""
        )
        subject = replace(Subject.named("male"), name=self.recording.path.stem, **known_fields)
        return subject, who.replace("_", " ")

    def parts(self, model: Model) -> Iterator[Part]:
        track = tracked(self.recording, model, self.marker_map)
        static = None if self.static is None else tracked(self.static, model, self.marker_map)
        self.motion = motion_of_markers(track, model, static, (self.start, self.end))
        self.told.add(self.motion)
        yield Part(self.motion, self.start, self.end)

    def notes(self, smoothing: Smoothing) -> tuple[str, ...]:
        return self.told.all(smoothing)

    def warnings(self) -> tuple[str, ...]:
        return tuple(self.told.warnings)

    def residuals(self) -> tuple[MarkerResidual, ...]:
        if self.motion is None or self.motion.residuals is None:
            return ()
        found = self.motion.residuals
        own = (self.motion.time >= self.start) & (self.motion.time < self.end)
        return tuple(
            _residual(name, d[own & ~np.isnan(d)], found.far)
            for name, d in zip(found.names, found.distance.T, strict=True)
            if (own & ~np.isnan(d)).any()
        )

    def ground(self, model: Model, smoothing: Smoothing) -> GroundCheck | None:
        if self.motion is None:
            return None
        return ground_check(model, self.motion, self.recording.plates, smoothing, (self.start, self.end))


def _residual(name: str, distance: Floats, far: float) -> MarkerResidual:
    rms, less = float(np.sqrt(np.mean(distance**2))), int((distance > far).sum())
    return MarkerResidual(name, rms / MM, float(distance.max()) / MM, len(distance), less)


def _standing(path: Path) -> Markers:
    recording = read(path)
    if not isinstance(recording, Markers):
        raise BadInput(f"--static takes markers (.trc, .c3d); {path} holds something else")
    return recording
