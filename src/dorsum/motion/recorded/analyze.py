"""The main job for a recording: a file and a subject in, the loads on the discs over time out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum import __version__
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.name_maps import read_maps
from dorsum.exchange.write.results import save_result
from dorsum.mechanics.analysis import Analysis, Frames, Options, analyse_frames
from dorsum.mechanics.arrays import KEPT
from dorsum.mechanics.dataset import FORMAT
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
from dorsum.motion.recorded.resume import Computed, digest_of
from dorsum.motion.recorded.source import Source, source_of
from dorsum.motion.recorded.static import Static, static_of
from dorsum.workers import in_order, number_of

Progress = Callable[[int, int], None]  # frames done, frames in all as far as known
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, kw_only=True)
class Request:
    """A recording and what is asked of it. Without a subject it is the file's own, else `male`."""

    path: Path
    subject: Subject | Body | Model | str | None = None
    hands: Path | None = None  # TOML: loads in the hands
    forces: Path | None = None  # .mot or .sto: the ground's, measured
    static: Static = None  # markers of the same person standing, a frame counted from 1, or `rest` of a rig
    markers: Path | None = None  # TOML: names of markers, and where they lie
    joints: Path | None = None  # TOML: names of a rig's joints
    coordinates: Path | None = None  # TOML: names of coordinates
    up: str | None = None  # the axis of the file that points up, such as z or -y
    forward: str | None = None
    unit: str | None = None  # of length, such as mm
    person: str | None = None  # whose markers are read
    smoothing: Smoothing = field(default_factory=Smoothing)
    objective: Objective | str = DEFAULT
    options: Options = field(default_factory=Options)
    workers: int | None = None  # cores that compute at a time; None: all that this process may use

    def __post_init__(self) -> None:
        number_of(self.workers)

    def asked(self) -> Asked:
        """How the file is to be read."""
        names = read_maps(markers=self.markers, joints=self.joints, coordinates=self.coordinates)
        return Asked(self.up, self.forward, self.unit, self.person, names)


PATHS = ("markers", "joints", "coordinates", "hands", "forces")
READING = ("up", "forward", "unit", "person")
SMOOTHING = ("from_s", "to_s", "rate_hz", "low_pass_hz")
OPTIONS = ("static", *PATHS, *READING, *SMOOTHING, "workers")


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
        if name not in OPTIONS:
            raise UnknownName("option of a recording", name, OPTIONS)
    own: dict[str, Any] = {name: Path(given[name]) for name in PATHS if given.get(name) is not None}
    own |= {name: given[name] for name in READING if given.get(name) is not None}
    static = given.get("static")
    stated = {name: given[name] for name in SMOOTHING if given.get(name) is not None}
    smoothing = Smoothing(**stated, stated="low_pass_hz" in stated)
    return Request(
        path=path,
        subject=subject,
        smoothing=smoothing,
        objective=objective,
        options=options or Options(),
        workers=given.get("workers"),
        static=static_of(static) if isinstance(static, str) else static,
        **own,
    )


class _Piece(NamedTuple):
    """Some frames that are balanced in one go."""

    frames: Frames
    expected: int  # frames in all, as far as known
    known: Arrays | None  # what an earlier run has found


def analyze_recording(
    request: Request,
    progress: Progress | None = None,
    computed: Computed | None = None,
) -> Result:
    """Analyse a recording piece by piece; the numbers do not depend on how many workers there are.

    A frame that the muscles cannot balance does not end the analysis; its loads are lower bounds. Totals are
    `recorded.Recording.of` the result. Pieces go to `computed`, and those that it has already are taken.

    Raises:
        BadInput, UnknownName: the file, the subject or an option makes no sense.
    """
    hands = Hands() if request.hands is None else Hands.read(request.hands)
    source = source_of(
        request.path, request.static, request.asked(), request.smoothing, hands, request.forces
    )
    request = replace(request, smoothing=source.smoothing)
    subject, who = _subject(request.subject, hands, source)
    model = model_for(subject)
    if computed is not None:
        computed.open(_asked(request, model, who))
    pieces = _pieces(request, source, model, hands, computed)
    solving = in_order(partial(_solved, request, model), pieces, number_of(request.workers))
    collector = Collector()
    try:
        with closing(solving) as solved:
            for number, (piece, arrays) in enumerate(solved):
                collector.add(arrays)
                if computed is not None and piece.known is None:
                    computed.add(number, arrays)
                if progress is not None:
                    progress(collector.frames, piece.expected)
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
        source.failed(),
        source.residuals(),
        source.ground(model, request.smoothing),
    )
    return _result(request, model, None, kept, recorded)


def analyze_to_file(
    request: Request,
    path: Path,
    resume: bool = False,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Result:
    """Analyse a recording and save the result; the suffix says how, see `Result.save`.

    What is computed is kept on the way beside the file, in `NAME.part-XXXXXXXX`, so that after an interrupt
    `dorsum.open_result` reads it and `resume` goes on with it. `say` is told with what.

    Raises:
        BadInput, UnknownName: as `analyze_recording`, or the file cannot be written, or resumed.
    """
    with Computed(path, resume, say) as computed:
        found = analyze_recording(request, progress, computed)
        save_result(found, path, request.workers)
    return found


def _pieces(
    request: Request, source: Source, model: Model, hands: Hands, computed: Computed | None
) -> Iterator[_Piece]:
    """What is to be balanced, and what is known of it from an earlier run."""
    first, number = None, 0
    for part in source.parts(model):
        first = max(part.start, part.motion.time[0]) if first is None else first
        expected = _expected(source, part, request.smoothing)
        for frames in frames_of(part, model, request.smoothing, hands, first):
            known = None if computed is None else computed.known(number, frames.times)
            yield _Piece(frames, expected, known)
            number += 1


def _solved(request: Request, model: Model, piece: _Piece) -> tuple[_Piece, Arrays]:
    """The arrays of a piece by name, and `time`."""
    if piece.known is not None:
        return piece, piece.known
    found = analyse_frames(model, piece.frames, request.objective, request.options)
    result = _result(request, model, found, Kept())
    return piece, {"time": result.times} | {name: np.array(result.array(name)) for name in READ}


def _asked(request: Request, model: Model, who: str) -> dict[str, Any]:
    """All that the numbers depend on, plain values by names for people."""
    return {
        "title": request.path.name,
        "task": request.path.stem,
        "who": who,
        "recording": digest_of(request.path),
        "standing trial": digest_of(request.static) if isinstance(request.static, Path) else request.static,
        "maps of names": [digest_of(path) for path in (request.markers, request.joints, request.coordinates)],
        "axes, unit or person": [request.up, request.forward, request.unit, request.person],
        "loads in the hands": digest_of(request.hands),
        "forces of the ground": digest_of(request.forces),
        "smoothing or times": asdict(request.smoothing),
        "objective": Objective.of(request.objective).name,
        "options": asdict(request.options),
        "subject": model.body.subject.as_dict(),
        "tables": model.body.tables.digest,
        "version": __version__,
        "format": FORMAT,
    }


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
