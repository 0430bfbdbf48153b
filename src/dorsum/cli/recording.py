"""`dorsum analyze` of recorded motion: .mot, .sto, .trc, .c3d, .bvh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial
from os.path import isdir
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.answers import SUFFIXES as SAVED
from dorsum.cli.asked import check_input, check_objective
from dorsum.cli.batch import SUFFIXES as MANY
from dorsum.cli.batch import analyze_files, recordings_in
from dorsum.cli.files import check_output
from dorsum.cli.terminal import console, counting, note, print_json
from dorsum.errors import BadInput, NoEquilibrium
from dorsum.motion.recorded.static import static_of

if TYPE_CHECKING:
    from dorsum.exchange.read.asked import Asked
    from dorsum.motion.recorded.analyze import Request

SUFFIXES = (".mot", ".sto", ".trc", ".c3d", ".bvh")
HINTS = {"low_pass": "--lowpass", "start": "--from", "end": "--to", "hands": "--task"}

Toml = Path | None
Axis = str | None


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """How a file of recorded motion is to be read; None where not given."""

    markers: Annotated[
        Toml,
        typer.Option(
            metavar="FILE",
            help="Markers: where they lie: a map (.toml), or OpenSim's set, model or scale set-up.",
        ),
    ] = None
    joints: Annotated[Toml, typer.Option(metavar="FILE.toml", help="Rigs (.bvh): what their joints are.")] = (
        None
    )
    coordinates: Annotated[
        Toml, typer.Option(metavar="FILE.toml", help="Coordinates (.mot, .sto): what they mean.")
    ] = None
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE.osim", help="Coordinates or markers: the model that they are of."),
    ] = None
    up: Annotated[
        Axis, typer.Option(metavar="AXIS", help="Recording: the axis that points up, as z or -y.")
    ] = None
    forward: Annotated[
        Axis, typer.Option(metavar="AXIS", help="Recording: the axis that points forward.")
    ] = None
    unit: Annotated[
        str | None, typer.Option(metavar="UNIT", help="Recording: its unit of length, as mm.")
    ] = None
    person: Annotated[str | None, typer.Option(metavar="NAME", help="Markers of several persons: whose.")] = (
        None
    )

    confidence: Annotated[
        float | None,
        typer.Option(metavar="SHARE", min=0, max=1, help="Keypoints: less sure ones are gaps; default: 0.3."),
    ] = None

    def check(self) -> None:
        """Refuse a map of names that cannot be opened.

        Raises:
            BadInput: with the reason that the system gives.
        """
        for path in (self.markers, self.joints, self.coordinates):
            check_input(path, "map of names")
        check_input(self.model, "model")

    def asked(self) -> Asked:
        """The same for the readers.

        Raises:
            BadInput, UnknownName: a map of names makes no sense.
        """
        from dorsum.exchange.read.asked import Asked
        from dorsum.exchange.read.name_maps import read_maps

        names = read_maps(markers=self.markers, joints=self.joints, coordinates=self.coordinates)
        return Asked(self.up, self.forward, self.unit, self.person, self.confidence, names, self.model)

    def words(self) -> str:
        """As they stand on a command line."""
        given = ((field.name, getattr(self, field.name)) for field in fields(ReadingOptions))
        return "".join(f" --{name} {quote(str(value))}" for name, value in given if value is not None)


@dataclass(frozen=True, kw_only=True)
class RecordingOptions(ReadingOptions):
    """All options that only recordings take; None where not given."""

    static: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|FRAME|rest",
            help="Who stands: a trial of markers, a frame counted from 1, or the rest pose of a rig.",
        ),
    ] = None
    hands: Annotated[
        Toml, typer.Option("--task", metavar="FILE.toml", help="Recording: loads in the hands, and when.")
    ] = None
    lengths: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=M,…|height",
            help="Recording: lengths of segments in place of those found, as thigh=0.43,trunk=0.48.",
        ),
    ] = None
    forces: Annotated[
        Path | None,
        typer.Option(metavar="FILE.mot", help="Recording: the ground's forces, measured, to check it."),
    ] = None
    low_pass: Annotated[
        float | None,
        typer.Option("--lowpass", metavar="HZ", help="Recording: low-pass filter, 0 for none; default: 6."),
    ] = None
    rate: Annotated[
        float | None, typer.Option(metavar="HZ", help="Recording: frames a second that are analysed.")
    ] = None
    start: Annotated[
        float | None, typer.Option("--from", metavar="S", help="Recording: start at this time.")
    ] = None
    end: Annotated[float | None, typer.Option("--to", metavar="S", help="Recording: end at this time.")] = (
        None
    )
    resume: Annotated[
        bool, typer.Option("--resume", help="Recording with --save: go on where an earlier run was stopped.")
    ] = False
    strength: Annotated[
        bool,
        typer.Option(
            "--strength", help="Recording: tell what share of the strength it takes: about a second more."
        ),
    ] = False
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Recording: cores that compute at a time; default: all there are."
        ),
    ] = None

    def refuse(self) -> None:
        """Say that a task takes none of them.

        Raises:
            BadInput: one is given.
        """
        for field in fields(self):
            if getattr(self, field.name) not in (None, False):
                option = HINTS.get(field.name, f"--{field.name}")
                raise BadInput(f"{option} goes with a recording ({', '.join(SUFFIXES)}), not with tasks")


def is_recording(name: str) -> bool:
    """Whether a name is that of recorded motion, or of a folder."""
    return Path(name).suffix.lower() in SUFFIXES or isdir(name)


def analyze_recording(
    names: Sequence[str],
    subject: str | None,
    objective: str,
    posture: str,
    free: Sequence[str] | None,
    options: RecordingOptions,
    report: Path | None,
    save: Path | None,
    full: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Analyse one recording or many, write what was asked for, and print."""
    paths = recordings_in(names, SUFFIXES)
    many = len(paths) > 1 or isdir(names[0])
    alone = {"--report": report, "--resume": options.resume, "--full": full, "--strength": options.strength}
    if many and (option := next((name for name, given in alone.items() if given), None)):
        raise BadInput(f"{option} goes with one recording, not with {len(paths)}")
    check_output(save, MANY if many else SAVED)
    if options.resume and save is None:
        raise BadInput("--resume goes with --save: what an earlier run has computed lies beside that file")
    if not many:
        check_input(paths[0])
    check_input(options.hands, "task file")
    check_input(options.forces, "forces")
    static = None if options.static is None else static_of(options.static)
    if isinstance(static, Path):
        check_input(static)
    options.check()
    check_objective(objective)
    from dorsum.motion.recorded.analyze import analyze_recording as analyse
    from dorsum.motion.recorded.analyze import analyze_to_file

    if many:
        requested = partial(
            _request, who=subject, objective=objective, posture=posture, free=free, options=options
        )
        analyze_files(paths, lambda path, progress: analyse(requested(path), progress), save, strict, as_json)
        return
    request = _request(paths[0], subject, objective, posture, free, options)
    with counting(f"analysing: {request.path.name}") as progress:
        if save is None:
            found = analyse(request, progress)
        else:
            found = analyze_to_file(request, save, options.resume, progress, note)
    if report is not None:
        from dorsum.report.recording import write_recording_report

        write_recording_report(found, report)
        note(f"report: {report}")
    if save is not None:
        note(f"saved: {save}")
    used = None
    if options.strength:
        from dorsum.motion.recorded.needed import needed_of

        used = needed_of(found)
    if as_json:
        from dorsum.motion.recorded.recorded import Recording

        more = {} if used is None else {"strength_used": used.as_dict()}
        print_json(Recording.of(found).as_dict() | more)
    else:
        from dorsum.report.recording_text import print_recording

        print_recording(found, console(), full, used)
    if strict:
        from dorsum.report.recording import RecordedSummary

        summary = RecordedSummary.of(found)
        if summary.lacks:
            raise NoEquilibrium(f"{found.title}. {summary.headline}")


def _request(
    path: Path,
    who: str | None,
    objective: str,
    posture: str,
    free: Sequence[str] | None,
    options: RecordingOptions,
) -> Request:
    from dorsum.body.subject import Subject
    from dorsum.mechanics.analysis import Options
    from dorsum.motion.recorded.analyze import Request
    from dorsum.motion.recorded.filter import Smoothing

    given: dict[str, Any] = {"rate_hz": options.rate, "from_s": options.start, "to_s": options.end}
    if options.low_pass is not None:
        given |= {"low_pass_hz": options.low_pass, "stated": True}
    return Request(
        path=path,
        subject=None if who is None else Subject.find(who),
        hands=options.hands,
        static=None if options.static is None else static_of(options.static),
        markers=options.markers,
        joints=options.joints,
        coordinates=options.coordinates,
        model=options.model,
        up=options.up,
        forward=options.forward,
        unit=options.unit,
        person=options.person,
        confidence=options.confidence,
        lengths=options.lengths,
        forces=options.forces,
        smoothing=Smoothing(**given),
        objective=objective,
        options=Options(posture=posture, free=None if free is None else tuple(free)),
        workers=options.workers,
    )
