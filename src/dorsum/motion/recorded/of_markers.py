"""Markers as a source of motion, with force plates where the file has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.body.subject import RANGES, Subject
from dorsum.errors import BadInput
from dorsum.exchange.read import read_as
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.axes import turn_by
from dorsum.exchange.read.forces import forces_of
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.mechanics.recorded import GroundCheck, MarkerResidual
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.chain import Chain
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import Part
from dorsum.motion.recorded.gaps import with_absent_rows
from dorsum.motion.recorded.ground import compare, ground_check
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.held import held_markers
from dorsum.motion.recorded.idle import without_offsets
from dorsum.motion.recorded.markers import FIRST_FRAME, Tracked, motion_of_markers, standing_frame, tracked
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.noise import lowered
from dorsum.motion.recorded.of_setup import FEWEST_ON_PELVIS
from dorsum.motion.recorded.person import height_of, mass_of
from dorsum.motion.recorded.proportions import OTHERS, Proportions, proportions_of
from dorsum.motion.recorded.static import REST, Static, frame_of
from dorsum.motion.recorded.told import Telling, Told, default_subject, stretch_of
from dorsum.units import MM
from dorsum.words import listed

ARM = ("humerus", "forearm", "hand")


class OfMarkers(Telling):
    """Markers, with force plates where the file has them."""

    def __init__(
        self,
        recording: Markers,
        smoothing: Smoothing,
        hands: Hands,
        static: Static,
        asked: Asked,
        forces: Path | None = None,
    ) -> None:
        smoothing, on_noise = lowered(smoothing, recording.time, recording.positions)
        self.smoothing, self.names = smoothing, asked.names
        self.room = turn_by(recording.facts.up, recording.facts.forward)
        plates, on_forces = (recording.plates, ()) if forces is None else forces_of(forces, self.room)
        self.plates, on_idle = without_offsets(plates)
        self.start, self.end = stretch_of(recording.time, smoothing)
        margin = smoothing.margin_s
        time, positions = with_absent_rows(recording.time, recording.positions)
        near = (time >= self.start - margin) & (time < self.end + margin)
        self.recording = replace(recording, time=time[near], positions=positions[near])
        self.rows, self.told = int(near.sum()), Told(hands, [*on_forces, *on_idle, *on_noise])
        self.static, self.who = _standing(static, recording, asked)
        self.told.notes += asked.names.notes
        self.documents = () if asked.names.on_model is None else asked.names.on_model.all_files
        self.motion: Motion | None = None
        self.proportions: Proportions | None = None  # of who stands; known with the subject

    def subject(self) -> tuple[Subject, str]:
        """As the file or the standing trial says, and as markers and plates tell in standing; what nothing
        tells is that of `male`.

        Raises:
            BadInput: the person is of no size that the body can have, as a child.
        """
        setup = None if self.names.on_model is None else self.names.on_model.setup
        stated = {} if setup is None else setup.subject
        said = {**self.static.subject, **self.recording.subject, **stated}
        fields = {"height_m": "height_m", "mass_kg": "mass_kg", "age_y": "age_years"}
        known: dict[str, Any] = {fields[key]: value for key, value in said.items() if key in fields}
        told = (
            [f"{listed([fields[key] for key in stated])} from {setup.path.name}"] if setup and stated else []
        )
        of_file = [name for name in known if name not in {fields[key] for key in stated}]
        told += [f"{listed(of_file)} from the file"] if of_file else []
        seen = self._in_standing(known.get("height_m"))
        for name, (value, where) in seen.items():
            if name not in known:
                known[name] = value
                told.append(f"{name} {value:g} {where}")
        if self.proportions is not None:
            known["lengths"] = self.proportions.lengths
            told.append(f"lengths as markers stand: {self.proportions.words}; {OTHERS}")
        if not known:
            return default_subject()
        left = [name for name in ("height_m", "mass_kg") if name not in known]
        told.append("sex male assumed" + (f", {', '.join(left)} as of `male`" if left else ""))
        told += ["--subject says otherwise"] if seen or "lengths" in known else []
        try:
            subject = replace(Subject.named("male"), name=self.recording.path.stem, **known)
        except BadInput as error:
            raise BadInput(
                f"{self.recording.path}: of the recorded person {error}; --subject takes another body"
            ) from None
        return subject, "; ".join(told).replace("_", " ")

    def _in_standing(self, height: float | None) -> dict[str, tuple[float, str]]:
        """What markers and plates tell of the person in standing, with where it is from."""
        model = model_for(Subject.named("male"))
        track = tracked(self.static, model, self.names)
        frame, many = standing_frame(track, track.names)
        if frame is None:
            return {}
        found: dict[str, tuple[float, str]] = {}
        # A model has its markers some centimetres from landmarks, and says nothing of the size of a person.
        by_model = np.array([bool(place.of_model) for place in track.places])
        frame[by_model] = np.nan
        legs_and_trunk = [
            k
            for k, place in enumerate(track.places)
            if place.known and not by_model[k] and not _of_arm(model, place.body)
        ]
        body = Chain(model, track.places).standing[legs_and_trunk, 1]
        tall = height_of(frame[legs_and_trunk, 1], body, model.body.subject.height_m)
        if tall is not None:
            found["height_m"] = tall, f"from how high {len(body)} markers stand"
        stature, still = height or tall, self.static.time[:many]
        self.proportions = self._proportions(track, frame, stature)
        here = self.who == FIRST_FRAME
        plates = self.static.plates or (self.plates if here else ())
        held = sum(load.mass_kg for load in self.told.hands.loads if here and load.held(still).any())
        if stature is not None:
            lasting, gravity = float(np.ptp(still)), float(-model.gravity[1])
            mass = mass_of(plates, lasting, stature, gravity, held)
            if mass is not None:
                less = f", less {held:g} kg in the hands" if held else ""
                found["mass_kg"] = mass, f"from the force plates in standing{less}"
        return found

    def _proportions(self, track: Tracked, frame: Floats, height: float | None) -> Proportions | None:
        """Lengths from markers (n_markers, 3) of standing, of a person of a height."""
        low, high, _ = RANGES["height_m"]
        on_pelvis = np.array([place.body == 0 for place in track.places])
        few = np.isfinite(frame[on_pelvis]).all(axis=1).sum() < FEWEST_ON_PELVIS
        if height is None or few or not low <= height <= high:
            return None
        model = model_for(replace(Subject.named("male"), height_m=height))
        places = tracked(track.recording, model, self.names).places
        return proportions_of(Chain(model, places), frame, track.names)

    def parts(self, model: Model) -> Iterator[Part]:
        track = tracked(self.recording, model, self.names)
        static = replace(tracked(self.static, model, self.names), who=self.who)
        own = self.start, self.end
        motion = motion_of_markers(track, model, static, own)
        held = held_markers(self.told.hands, self.recording, motion.time, motion.heading, own)
        self.motion = replace(motion, room=self.room, held=held)
        self.told.add(self.motion)
        yield Part(self.motion, self.start, self.end)

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
        own = self.start, self.end
        return ground_check(model, compare(model, self.motion, self.plates, smoothing, own, self.told.hands))


def _of_arm(model: Model, body: int) -> bool:
    """Whether a body is one of an arm, which may hang or not in standing."""
    return model.body.skeleton.names[body].startswith(ARM)


def _residual(name: str, distance: Floats, far: float) -> MarkerResidual:
    rms, less = float(np.sqrt(np.mean(distance**2))), int((distance > far).sum())
    return MarkerResidual(name, rms / MM, float(distance.max()) / MM, len(distance), less)


def _standing(static: Static, recording: Markers, asked: Asked) -> tuple[Markers, str]:
    """Markers of which the first frame with all of them is standing, and what it is called."""
    span = None
    if static is None and (beside := asked.names.on_model) is not None and beside.static is not None:
        static, span = beside.static, beside.setup.span if beside.setup else None
    if static is None:
        return recording, FIRST_FRAME
    if isinstance(static, int):
        at = frame_of(static, len(recording.time), recording.path)
        here = slice(at, at + 1)
        frame = replace(recording, time=recording.time[here], positions=recording.positions[here])
        return frame, f"Frame {static}"
    if static == REST:
        raise BadInput(f"--static {REST} goes with a rig (.bvh); markers take a file or a frame's number")
    found = read_as(Path(static), asked)
    if not isinstance(found, Markers):
        raise BadInput(f"--static takes markers (.trc, .c3d); {static} holds something else")
    if span is not None:
        found = _within(found, *span)
    return found, f"The standing trial {found.path.name}"


def _within(trial: Markers, start: float, end: float) -> Markers:
    """The frames of a trial within the times, s, that a set-up says.

    Raises:
        BadInput: there are none.
    """
    inside = (trial.time >= start) & (trial.time <= end)
    if not inside.any():
        raise BadInput(
            f"{trial.path} has no frame from {start:g} to {end:g} s, where the set-up has it stand:"
            f" it goes from {trial.time[0]:g} to {trial.time[-1]:g} s; --static says who stands"
        )
    return replace(trial, time=trial.time[inside], positions=trial.positions[inside])
