"""The main job for a recording: a file and a subject in, the loads on the discs over time out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import AXES, SPINE, Floats
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, NoEquilibrium
from dorsum.mechanics.analysis import Analysis, Frames, analyse_frames
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.filter import Smoothing, step_of
from dorsum.motion.recorded.frames import Part, frames_of
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.lacks import BELOW_NECK, Lacks
from dorsum.motion.recorded.parts import Source, source_of
from dorsum.motion.recorded.recorded import COURSES, JOINTS, RecordedResult
from dorsum.motion.recorded.save import Writer, writer_for
from dorsum.motion.recorded.totals import Course, LevelTotals, MusclePeaks, Samples, joined
from dorsum.units import DEGREE

N_MOMENTS = 7  # shown in full besides the peak
Progress = Callable[[int, int], None]  # frames done, frames in all as far as known


@dataclass(frozen=True, kw_only=True)
class Request:
    """A recording and what is asked of it. Without a subject it is the file's own, else `male`."""

    path: Path
    subject: Subject | None = None
    hands: Path | None = None  # TOML: loads in the hands
    static: Path | None = None  # markers of the same person standing
    markers: Path | None = None  # TOML: names of markers
    smoothing: Smoothing = field(default_factory=Smoothing)
    objective: str = DEFAULT
    save: Path | None = None


def analyze_recording(request: Request, progress: Progress | None = None) -> RecordedResult:
    """Analyse a recording piece by piece.

    A frame that the muscles cannot balance does not end the analysis; `Lacks` says what becomes of it.

    Raises:
        BadInput, UnknownName: the file, the subject or an option makes no sense.
        NoEquilibrium: no frame can be balanced.
    """
    hands = Hands() if request.hands is None else Hands.read(request.hands)
    source = source_of(request.path, request.static, request.markers, request.smoothing, hands)
    subject, who = _subject(request.subject, hands, source)
    model = model_for(subject)
    run = _Run(request, model, writer_for(request.save))
    with run.writer:
        first = None
        for part in source.parts(model):
            first = max(part.start, part.motion.time[0]) if first is None else first
            for frames in frames_of(part, model, request.smoothing, hands, first):
                run.add(frames)
                if progress is not None:
                    progress(run.frames, _expected(source, part, request.smoothing))
        result = run.result(source, who)
    return result


def _expected(source: Source, part: Part, smoothing: Smoothing) -> int:
    """Frames in all, as far as known."""
    if smoothing.rate_hz is None:
        return source.rows
    return round(source.rows * step_of(part.motion.time) * smoothing.rate_hz)


def _subject(given: Subject | None, hands: Hands, source: Source) -> tuple[Subject, str]:
    """Who it is, and who says so."""
    if given is not None:
        return given, "as stated"
    if hands.subject is not None:
        return hands.subject, "from the task file"
    return source.subject()


class _Run:
    """Frames go in one after the other, totals are kept."""

    def __init__(self, request: Request, model: Model, writer: Writer) -> None:
        self.request, self.model, self.writer = request, model, writer
        limits = {row.quantity: row.value for row in model.body.tables.limits if row.age_years is None}
        self.levels = LevelTotals((limits["compression_action_limit"], limits["compression_maximum"]))
        self.course: Course | None = None
        self.muscles: MusclePeaks | None = None
        self.samples = Samples()
        self.lacks = Lacks(model.body.tables.constant("reserve_bound"))
        self.frames = 0
        self.times: tuple[float, float] = (np.nan, np.nan)
        self.worst: dict[str, float] = {}

    def add(self, frames: Frames) -> None:
        """Balance some frames and keep what is asked of them."""
        found = analyse_frames(self.model, frames, self.request.objective)
        good = np.ones((len(frames.times), len(SPINE)), dtype=bool)
        for short in found.shortfalls.each:
            lacks = self.lacks.add(found, short)
            good[short.frame, 0 if lacks == "balance" else BELOW_NECK :] = False
        result = self._result(found)
        self._keep(result, good)
        self.writer.add(result, good)
        start = self.times[0] if self.frames else float(frames.times[0])
        self.times = start, float(frames.times[-1])
        self.frames += len(frames.times)

    def _keep(self, result: Result, good: np.ndarray) -> None:
        time, compression = result.times, result.compression
        shear = np.hypot(result.anterior_shear, result.right_shear)
        self.levels.add(time, compression, shear, good)
        self.samples.add(result.analysis.frames, np.where(good[:, 0], compression[:, 0], np.nan))
        self.muscles = self.muscles or MusclePeaks.of(result)
        solution, balanced = result.analysis.solution, np.repeat(good, len(AXES), axis=1)
        good = good[:, 0]
        self.muscles.add(result, good)
        quality = {
            "moment_imbalance_nm": solution.moment_imbalance(),
            "largest_reserve_nm": np.abs(np.where(balanced, solution.reserves, 0.0)).max(axis=1),
            "duality_gap": np.abs(solution.duality_gap()),
            "bound_violation": solution.bound_violation(),
        }
        if good.any():
            for name, values in quality.items():
                self.worst[name] = max(self.worst.get(name, 0.0), float(values[good].max()))
        columns = [compression[:, result.levels.index(joint)] for joint in JOINTS]
        columns += [trunk_inclination(self.model, result.analysis.frames.angles)]
        columns += [result.erector_effort(side) for side in ("right", "left")]
        columns += [quality[name] for name in ("moment_imbalance_nm", "largest_reserve_nm", "duality_gap")]
        if self.course is None:
            self.course = Course(COURSES, step_of(time) if len(time) > 1 else 1.0)
        self.course.add(time[good], np.column_stack(columns)[good])

    def result(self, source: Source, who: str) -> RecordedResult:
        """All that was found."""
        if self.course is None or self.muscles is None:
            raise BadInput(f"{self.request.path}: no frame lies between the stated times")
        if self.samples.peak is None:
            first = self.lacks.failures[0].words
            raise NoEquilibrium(f"none of the {self.frames} frames can be balanced; the first: {first}")
        chosen = joined(self.samples.chosen(N_MOMENTS))
        moments = self._result(analyse_frames(self.model, chosen, self.request.objective))
        return RecordedResult(
            path=self.request.path,
            body=self.model.body,
            objective=self.request.objective,
            who=who,
            moments=moments,
            course=self.course,
            levels=self.levels,
            muscles=self.muscles,
            certificate={**self.worst, "converged": True},
            frames=self.frames,
            start=self.times[0],
            end=self.times[1],
            notes=(*source.notes(self.request.smoothing), *self.model.body.subject.notes),
            warnings=source.warnings(),
            lacks=self.lacks,
            residuals=source.residuals(),
            ground=source.ground(self.model, self.request.smoothing),
        )

    def _result(self, found: Analysis) -> Result:
        name = self.request.path.name
        return Result(
            task=self.request.path.stem,
            title=name,
            assumptions=(),
            objective=self.request.objective,
            body=self.model.body,
            analysis=found,
            compiled=self.model,
        )


def trunk_inclination(model: Model, angles: Floats) -> Floats:
    """Forward turn of the line from L5/S1 to C7/T1 in space since standing (frames,), °.

    Forward is the way the body faced in the first frame, x; see `Motion`.
    """
    s1, c7 = model.joint("L5/S1"), model.joint("C7/T1")
    line = np.diff(model.place(angles).origin[:, [s1, c7]], axis=1)[:, 0]
    upright = model.body.skeleton.centre[c7] - model.body.skeleton.centre[s1]
    return np.asarray((np.arctan2(line[:, 0], line[:, 1]) - np.arctan2(upright[0], upright[1])) / DEGREE)
