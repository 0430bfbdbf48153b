"""The main job for a recording: a file and a subject in, the loads on the discs over time out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum import __version__
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.kinds import kind_of
from dorsum.exchange.read.name_maps import read_maps
from dorsum.exchange.write.results import save_result
from dorsum.exchange.write.results.parquet import Rows, tables_of
from dorsum.files import refusing, write_whole
from dorsum.mechanics.analysis import Analysis, Options
from dorsum.mechanics.arrays import KEPT
from dorsum.mechanics.dataset import FORMAT
from dorsum.mechanics.keeping import Collector, Kept, whole_of
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.readings import USED
from dorsum.mechanics.recorded import Recorded
from dorsum.mechanics.result import Result
from dorsum.mechanics.variables import READ
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.giving import analyse_recorded
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.legs import as_borne
from dorsum.motion.recorded.person import with_lengths
from dorsum.motion.recorded.pieces import Piece, Solved, pieces_of
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
    markers: Path | None = None  # where markers lie: a map (TOML), or a set, model or scale set-up of OpenSim
    joints: Path | None = None  # TOML: names of a rig's joints
    coordinates: Path | None = None  # TOML: names of coordinates
    model: Path | None = None  # .osim: the model whose coordinates or markers they are
    up: str | None = None  # the axis of the file that points up, such as z or -y
    forward: str | None = None
    unit: str | None = None  # of length, such as mm
    person: str | None = None  # whose markers are read
    lengths: Mapping[str, float] | str | None = None  # of segments, m, in place of found ones; or `height`
    confidence: float | None = None  # below it a keypoint is not seen
    smoothing: Smoothing = field(default_factory=Smoothing)
    objective: Objective | str = DEFAULT
    options: Options = field(default_factory=Options)
    workers: int | None = None  # cores that compute at a time; None: all that this process may use

    def __post_init__(self) -> None:
        number_of(self.workers)

    def asked(self) -> Asked:
        """How the file is to be read."""
        names = read_maps(markers=self.markers, joints=self.joints, coordinates=self.coordinates)
        return Asked(self.up, self.forward, self.unit, self.person, self.confidence, names, self.model)


PATHS = ("markers", "joints", "coordinates", "model", "hands", "forces")
READING = ("up", "forward", "unit", "person", "lengths", "confidence")
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


def analyze_recording(
    request: Request,
    progress: Progress | None = None,
    computed: Computed | None = None,
    rows: Rows | None = None,
) -> Result:
    """Analyse a recording piece by piece; the numbers do not depend on how many workers there are.

    A frame that the muscles cannot balance does not end the analysis; its loads are lower bounds. Totals are
    `recorded.Recording.of` the result. Pieces go to `computed`, and those that it has already are taken;
    their rows go to `rows`.

    Raises:
        BadInput, UnknownName: the file, the subject or an option makes no sense.
    """
    hands = Hands() if request.hands is None else Hands.read(request.hands)
    source = source_of(
        request.path, request.static, request.asked(), request.smoothing, hands, request.forces
    )
    request = replace(request, smoothing=source.smoothing)
    subject, who = _subject(request.subject, hands, source)
    if request.lengths is not None:
        subject, who = with_lengths(subject, who, request.lengths)
    model, on_legs = as_borne(model_for(subject, request.options), hands, request.options)
    if computed is not None:
        computed.open(_asked(request, source, model, who))
    pieces = pieces_of(source, request.smoothing, model, hands, computed)
    solve = partial(_solved, request, model, computed, rows is not None)
    frames, collector = 0, Collector()
    try:
        with closing(in_order(solve, pieces, number_of(request.workers))) as solving:
            for piece, solved in solving:
                frames += len(piece.frames.times)
                if computed is None:
                    collector.add(solved.arrays)
                elif solved.written is not None:
                    computed.add(solved.written)
                if rows is not None and solved.tables is not None:
                    with refusing(request.path if computed is None else computed.path):
                        rows.add(solved.tables)
                if progress is not None:
                    progress(frames, piece.expected)
        if not frames:
            raise BadInput(f"{request.path}: no frame lies between the stated times")
        kept = collector.kept() if computed is None else computed.kept(frames)
    except BaseException:
        collector.close()
        raise
    recorded = Recorded(
        str(request.path),
        who,
        (*source.notes(request.smoothing), *model.body.subject.notes, *on_legs),
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
    `dorsum.open_result` reads it and `resume` goes on with it. `say` is told with what. The rows of a
    `.parquet` are written there as the frames are balanced.

    Raises:
        BadInput, UnknownName: as `analyze_recording`, or the file cannot be written, or resumed.
    """
    with Computed(path, resume, say) as computed:
        if path.suffix.lower() != ".parquet":
            found = analyze_recording(request, progress, computed)
            save_result(found, path)
            return found
        with Rows(lambda: computed.beside("rows.parquet")) as rows:
            found = analyze_recording(request, progress, computed, rows)
            with refusing(path):
                rows.end(found)
        write_whole(path, computed.beside("rows.parquet").replace)
    return found


def _solved(
    request: Request, model: Model, computed: Computed | None, rows: bool, piece: Piece
) -> tuple[Piece, Solved]:
    """The arrays of a piece, on disk where something is kept there, and its rows where they are asked for."""
    arrays, written = piece.known, None
    if arrays is None:
        source = "coordinates" if kind_of(request.path) == ".mot" else "markers"
        found = analyse_recorded(model, piece.frames, request.objective, request.options, source)
        result = _result(request, model, found, Kept())
        arrays = {"time": result.times} | {
            name: np.full(len(result.times), np.nan) if name in USED else whole_of(result.array(name))
            for name in READ
        }
        if computed is not None:
            written = computed.write(piece.number, piece.first, arrays)
    tables = tables_of(_result(request, model, None, Kept(arrays)), piece.first) if rows else None
    return piece, Solved({} if computed is not None else arrays, written, tables)


def _asked(request: Request, source: Source, model: Model, who: str) -> dict[str, Any]:
    """All that the numbers depend on, plain values by names for people."""
    return {
        "title": request.path.name,
        "task": request.path.stem,
        "who": who,
        "recording": digest_of(request.path),
        "standing trial": digest_of(request.static) if isinstance(request.static, Path) else request.static,
        "maps of names": [digest_of(path) for path in (request.markers, request.joints, request.coordinates)],
        "documents of OpenSim": [digest_of(path) for path in source.documents],
        "model of the coordinates": digest_of(request.model),
        "axes, unit, person or confidence": [
            *(request.up, request.forward, request.unit, request.person, request.confidence)
        ],
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
        options=replace(request.options, free=model.body.free),
        compiled=model,
        recorded=recorded,
    )
