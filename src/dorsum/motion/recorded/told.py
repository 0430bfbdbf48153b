"""What the sources of a motion have in common: notes on the way, whose motion it is, what is analysed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.mechanics.model import Model
from dorsum.mechanics.recorded import GroundCheck, MarkerResidual
from dorsum.motion.recorded.filter import Smoothing, step_of
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.ranges import Ranges
from dorsum.motion.recorded.segments import Beyond
from dorsum.motion.recorded.windows import HELD, JUST_AFTER


def default_subject() -> tuple[Subject, str]:
    return Subject.named("male"), "assumed: the file does not say who it is; --subject does"


@dataclass
class Told:
    """Notes gathered on the way, each once, with the rate of the recording."""

    hands: Hands
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    rate: float = np.nan

    def add(self, motion: Motion) -> None:
        """The notes of a stretch."""
        failed = (*motion.failed, *self.hands.unseen(motion.arms))
        for told, more in ((self.notes, motion.notes), (self.warnings, motion.doubts), (self.failed, failed)):
            told += [text for text in more if text not in told]
        self.rate = 1.0 / step_of(motion.time)

    def beyond(self, beyond: Beyond, ranges: Ranges) -> None:
        """How far all stretches go beyond what the spine can do, and every joint."""
        doubts, failed = beyond.judged()
        self.notes += [*beyond.notes(), *ranges.notes()]
        self.warnings += [*doubts, *ranges.doubts()]
        self.failed += failed

    def all(self, smoothing: Smoothing) -> tuple[str, ...]:
        """Notes, and how the motion was smoothed."""
        if HELD in self.notes:
            return (*self.notes, *self.warnings, *self.failed)
        told = [*self.notes, *self.warnings, *self.failed, smoothing.words(self.rate)]
        if smoothing.rate_hz is not None:
            told.append(f"Analysed at {smoothing.rate_hz:g} of {self.rate:.4g} frames a second.")
        return tuple(told)


class Telling:
    """What all sources tell alike, and nothing of markers and ground: one that has them says more."""

    told: Told
    documents: tuple[Path, ...] = ()  # of OpenSim, that say of the markers

    def notes(self, smoothing: Smoothing) -> tuple[str, ...]:
        """See `source.Source`."""
        return self.told.all(smoothing)

    def warnings(self) -> tuple[str, ...]:
        """See `source.Source`."""
        return tuple(self.told.warnings)

    def failed(self) -> tuple[str, ...]:
        """See `source.Source`."""
        return tuple(self.told.failed)

    def residuals(self) -> tuple[MarkerResidual, ...]:
        """See `source.Source`."""
        return ()

    def ground(self, model: Model, smoothing: Smoothing) -> GroundCheck | None:
        """See `source.Source`."""
        return None


def stretch_of(time: Floats, smoothing: Smoothing) -> tuple[float, float]:
    """First time that is analysed, and the one after the last."""
    start, end = smoothing.stretch(time)
    return start, end + JUST_AFTER
