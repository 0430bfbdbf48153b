"""The main job for a recording: a file and a subject in, the loads on the discs over time out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.analysis import Analysis, Options, analyse_frames
from dorsum.mechanics.arrays import KEPT
from dorsum.mechanics.keeping import Collector, Kept
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.recorded import Recorded
from dorsum.mechanics.result import Result
from dorsum.mechanics.variables import READ
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.filter import Smoothing, step_of
from dorsum.motion.recorded.frames import Part, frames_of
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.parts import Source, source_of

Progress = Callable[[int, int], None]  # frames done, frames in all as far as known


@dataclass(frozen=True, kw_only=True)
class Request:
    """A recording and what is asked of it. Without a subject it is the file's own, else `male`."""

    path: Path
    subject: Subject | Body | Model | str | None = None
    hands: Path | None = None  # TOML: loads in the hands
    static: Path | None = None  # markers of the same person standing
    markers: Path | None = None  # TOML: names of markers
    smoothing: Smoothing = field(default_factory=Smoothing)
    objective: Objective | str = DEFAULT
    options: Options = field(default_factory=Options)


PATHS = ("static", "markers", "hands")
SMOOTHING = ("from_s", "to_s", "rate_hz", "low_pass_hz")


def request_of(
    path: Path,
    subject: Subject | Body | Model | str | None,
    objective: Objective | str,
    options: Options | None,
    given: Mapping[str, Any],
) -> Request:
    """What `analyze` is asked of a recording; see there for what may be given.

    Raises:
        UnknownName: there is no such option.
    """
    for name in given:
        if name not in (*PATHS, *SMOOTHING):
            raise UnknownName("option of a recording", name, (*PATHS, *SMOOTHING))
    paths = {name: Path(given[name]) for name in PATHS if given.get(name) is not None}
    smoothing = Smoothing(**{name: given[name] for name in SMOOTHING if given.get(name) is not None})
    return Request(
        path=path,
        subject=subject,
        smoothing=smoothing,
        objective=objective,
        options=options or Options(),
        **paths,
    )


def analyze_recording(request: Request, progress: Progress | None = None) -> Result:
    """Analyse a recording piece by piece.

    A frame that the muscles cannot balance does not end the analysis; its loads are lower bounds. Totals are
    `recorded.Recording.of` the result.

    Raises:
        BadInput, UnknownName: the file, the subject or an option makes no sense.
    """
    hands = Hands() if request.hands is None else Hands.read(request.hands)
    source = source_of(request.path, request.static, request.markers, request.smoothing, hands)
    subject, who = _subject(request.subject, hands, source)
    model = model_for(subject)
    collector = Collector()
    try:
        first = None
        for part in source.parts(model):
            first = max(part.start, part.motion.time[0]) if first is None else first
            for frames in frames_of(part, model, request.smoothing, hands, first):
                found = analyse_frames(model, frames, request.objective, request.options)
                piece = _result(request, model, found, Kept())
                collector.add({"time": piece.times} | {name: piece.array(name) for name in READ})
                if progress is not None:
                    progress(collector.frames, _expected(source, part, request.smoothing))
        if not collector.frames:
            raise BadInput(f"{request.path}: no frame lies between the stated times")
        kept = collector.kept()
    except BaseException:
        collector.close()
        raise
    recorded = Recorded(
        str(request.path),
        who,
        (*source.notes(request.smoothing), *model.body.subject.notes),
        source.warnings(),
        source.residuals(),
        source.ground(model, request.smoothing),
    )
    return _result(request, model, None, kept, recorded)


def _expected(source: Source, part: Part, smoothing: Smoothing) -> int:
    """Frames in all, as far as known."""
    if smoothing.rate_hz is None:
        return source.rows
    return round(source.rows * step_of(part.motion.time) * smoothing.rate_hz)


def _subject(
    given: Subject | Body | Model | str | None, hands: Hands, source: Source
) -> tuple[Subject | Body | Model | str, str]:
    """Who it is, and who says so."""
    if given is not None:
        return given, "as stated"
    if hands.subject is not None:
        return hands.subject, "from the task file"
    return source.subject()


def _result(
    request: Request, model: Model, found: Analysis | None, kept: Kept, recorded: Recorded | None = None
) -> Result:
    notes = () if recorded is None else (*recorded.notes, f"the person: {recorded.who}")
    return Result(
        task=request.path.stem,
        title=request.path.name,
        assumptions=notes,
        objective=Objective.of(request.objective).name,
        body=model.body,
        analysis=KEPT if found is None else found,
        kept=kept,
        options=request.options,
        compiled=model,
        recorded=recorded,
    )
