"""A recording of any kind as stretches of motion of our body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, DorsumError
from dorsum.exchange.read import Pieces, read_as, read_in_pieces
from dorsum.exchange.read.asked import OF_AXES, OF_COORDINATES, Asked
from dorsum.exchange.read.forces import forces_of
from dorsum.exchange.read.kinds import kind_of
from dorsum.exchange.read.model_markers import with_model
from dorsum.exchange.read.name_maps import NameMap
from dorsum.exchange.read.recording import Coordinates, Markers, Rig
from dorsum.exchange.read.storage_header import SUBJECT
from dorsum.mechanics.model import Model
from dorsum.mechanics.recorded import GroundCheck, MarkerResidual
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded import coordinates, rig
from dorsum.motion.recorded.filter import Smoothing, bridged, refuse_gap, whole_around
from dorsum.motion.recorded.frames import NOTHING, Part
from dorsum.motion.recorded.gaps import told, with_absent_rows
from dorsum.motion.recorded.ground import Compared, compare, ground_check
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.idle import without_offsets
from dorsum.motion.recorded.keypoints import are_keypoints, figure_of
from dorsum.motion.recorded.of_markers import OfMarkers
from dorsum.motion.recorded.person import height_of
from dorsum.motion.recorded.proportions import OTHERS, proportions_of_bones
from dorsum.motion.recorded.ranges import Ranges
from dorsum.motion.recorded.segments import Beyond, motion_of
from dorsum.motion.recorded.static import REST, Static, frame_of
from dorsum.motion.recorded.told import Telling, Told, default_subject, stretch_of
from dorsum.motion.recorded.windows import Window, stretches, windows


class Source(Protocol):
    """A recording that gives its motion for a body, and what else it knows."""

    rows: int  # about how many frames it has
    smoothing: Smoothing  # as asked for, or as the noise of its markers asks for
    documents: tuple[Path, ...]  # of OpenSim, that say of its markers

    def subject(self) -> tuple[Subject, str]:
        """Whose motion it is, and where that is known from."""

    def parts(self, model: Model) -> Iterator[Part]:
        """The motion, a stretch at a time."""

    def notes(self, smoothing: Smoothing) -> tuple[str, ...]:
        """What was recognised and assumed, known once all parts are through."""

    def warnings(self) -> tuple[str, ...]:
        """Those of the notes for which loads are to be doubted."""

    def failed(self) -> tuple[str, ...]:
        """Why no verdict about limits rests on it, each with the option that mends it."""

    def residuals(self) -> tuple[MarkerResidual, ...]:
        """How far markers stay from the body."""

    def ground(self, model: Model, smoothing: Smoothing) -> GroundCheck | None:
        """The check against force plates."""


def source_of(
    path: Path,
    static: Static,
    asked: Asked | None,
    smoothing: Smoothing,
    hands: Hands = NOTHING,
    forces: Path | None = None,
) -> Source:
    """The recording in a file, the loads in the hands and the ground's forces beside it.

    Raises:
        BadInput: the file cannot be read, or an option does not go with it.
    """
    asked = asked or Asked()
    if kind_of(path) == ".mot":
        asked.refuse(path, *OF_AXES)
        hands.refuse_markers(path)
        if static is not None:
            raise BadInput(f"--static goes with markers and rigs; the angles of {path.name} have a zero")
        return _OfCoordinates(read_in_pieces(path), smoothing, hands, asked, forces)
    asked = with_model(asked)
    return of_recording(read_as(path, asked), static, asked, smoothing, hands, forces)


def of_recording(
    recording: Markers | Rig | Coordinates,
    static: Static,
    asked: Asked,
    smoothing: Smoothing,
    hands: Hands = NOTHING,
    forces: Path | None = None,
) -> Source:
    """The same of markers or a rig that have been read.

    Raises:
        BadInput: an option does not go with it.
    """
    path = recording.path
    if isinstance(recording, Rig):
        asked.refuse(path, *OF_COORDINATES)
    asked = with_model(asked)
    keypoints = isinstance(recording, Markers) and are_keypoints(recording, asked.names)
    if isinstance(recording, Markers) and not keypoints:
        return OfMarkers(recording, smoothing, hands, static, asked, forces)
    hands.refuse_markers(path)
    if forces is not None:
        raise BadInput(
            "--forces goes with markers and coordinates: where the feet of a rig or of keypoints stand"
            f" ({path.name}) is not known well enough"
        )
    if isinstance(recording, Markers):
        if static is not None and not isinstance(static, int):
            raise BadInput(f"--static {static}: of keypoints ({path.name}) it takes a frame's number")
        return _OfRig(recording, smoothing, hands, static, asked.names)
    assert isinstance(recording, Rig)  # the one kind that is left
    if isinstance(static, Path):
        raise BadInput(f"--static {static}: of a rig ({path.name}) it takes `{REST}` or a frame's number")
    return _OfRig(recording, smoothing, hands, static, asked.names)


class _OfCoordinates(Telling):
    """Coordinates, read in pieces."""

    def __init__(
        self, pieces: Pieces, smoothing: Smoothing, hands: Hands, asked: Asked, forces: Path | None
    ) -> None:
        self.segments_of = coordinates.reader_of(asked)
        plates, on_forces = ((), ()) if forces is None else forces_of(forces)
        self.plates, on_idle = without_offsets(plates)
        self.compared: list[Compared] = []
        self.pieces, self.smoothing, self.rows = pieces, smoothing, pieces.rows
        self.told = Told(hands, [*on_forces, *on_idle])

    def subject(self) -> tuple[Subject, str]:
        """As a file of our own says.

        Raises:
            BadInput: what it says makes no sense.
        """
        if not self.pieces.subject:
            return default_subject()
        try:
            return Subject(**json.loads(self.pieces.subject)), "from the file"
        except (ValueError, TypeError, DorsumError) as error:
            raise BadInput(f"{self.pieces.path}: {SUBJECT} in the header makes no sense: {error}") from error

    def parts(self, model: Model) -> Iterator[Part]:
        heading: Floats | None = None
        beyond, ranges = Beyond(), Ranges(model)
        for whole in windows(self.pieces, self.smoothing):
            for window in stretches(_without_gaps(whole), self.smoothing.margin_s):
                segments = self.segments_of(window.recording, model)
                motion, pelvis, neck = motion_of(segments, model, heading)
                heading = motion.heading
                if self.plates and motion.root is None:
                    raise BadInput(
                        f"{self.pieces.path} does not say where the pelvis is: --forces tells nothing"
                    )
                at = window.start, window.end
                self.compared += compare(model, motion, self.plates, self.smoothing, at, self.told.hands)
                own = (motion.time >= window.start) & (motion.time < window.end)
                beyond.add(pelvis[own], neck[own])
                ranges.add(motion.angles[own])
                self.told.add(motion)
                yield Part(motion, window.start, window.end)
        self.told.beyond(beyond, ranges)

    def ground(self, model: Model, smoothing: Smoothing) -> GroundCheck | None:
        return ground_check(model, self.compared)


def _without_gaps(window: Window) -> Window:
    """A window with short gaps bridged, and rows around it only as far as they are whole.

    Raises:
        BadInput: a long gap lies in the window.
    """
    recording = window.recording
    time, values = with_absent_rows(recording.time, recording.values)
    there = np.asarray(~np.isnan(values).all(axis=0))
    names = tuple(name for name, has in zip(recording.names, there, strict=True) if has)
    lacking, values = np.isnan(values[:, there]), bridged(time, values[:, there])
    missing: np.ndarray = np.isnan(values)
    own = (time >= window.start) & (time < window.end)
    for column in np.flatnonzero(missing[own].any(axis=0)):
        refuse_gap(recording.path, f"{names[column]} is missing", time[own], missing[own, column])
    rows = whole_around(time, np.asarray(missing.any(axis=1)), window.start, window.end)
    notes = (*recording.notes, *told(names, time[own], lacking[own], ~missing[own]))
    whole = replace(recording, time=time[rows], values=values[rows], names=names, notes=notes)
    return replace(window, recording=whole)


class _OfRig(Telling):
    """A character rig, or keypoints of video."""

    def __init__(
        self,
        recording: Rig | Markers,
        smoothing: Smoothing,
        hands: Hands,
        static: int | str | None,
        names: NameMap,
    ) -> None:
        self.static, self.names = static, names
        self.recording, self.smoothing, self.rows = recording, smoothing, len(recording.time)
        self.told = Told(hands)

    def figure(self, model: Model, inside: tuple[float, float]) -> Rig:
        """The rig itself, or keypoints as one, in the times that are analysed."""
        if isinstance(self.recording, Rig):
            return self.recording
        number = self.static if isinstance(self.static, int) else 1
        standing = frame_of(number, self.rows, self.recording.path)
        return figure_of(self.recording, model, self.names, standing, inside)

    def subject(self) -> tuple[Subject, str]:
        """As tall as the rig stands."""
        if not isinstance(self.recording, Rig):
            return default_subject()
        model = model_for(Subject.named("male"))
        seen, body = rig.heights_of(self.recording, self.static, self.names, model)
        tall = height_of(seen, body, model.body.subject.height_m)
        if tall is None:
            return default_subject()
        subject = replace(Subject.named("male"), name=self.recording.path.stem, height_m=tall)
        bones = rig.bones_of(self.recording, self.static, self.names)
        found = proportions_of_bones(model_for(subject).body, bones)
        told = f"; lengths as its bones have them: {found.words}; {OTHERS}" if found else ""
        return replace(subject, lengths={} if found is None else found.lengths), (
            f"height {tall:g} m from how high {len(seen)} joints of the rig stand{told}; sex male assumed,"
            " mass as of `male`; --subject says otherwise"
        )

    def parts(self, model: Model) -> Iterator[Part]:
        start, end = stretch_of(self.recording.time, self.smoothing)
        beyond, ranges = Beyond(), Ranges(model)
        segments = rig.segments_of(self.figure(model, (start, end)), self.static, self.names)
        motion, pelvis, neck = motion_of(segments, model, np.eye(3))
        own = (motion.time >= start) & (motion.time < end)
        beyond.add(pelvis[own], neck[own])
        ranges.add(motion.angles[own])
        self.told.add(motion)
        self.told.beyond(beyond, ranges)
        yield Part(motion, start, end)
