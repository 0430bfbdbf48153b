"""`dorsum analyze` of many recordings: a folder, or several files, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from os.path import isdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import console, counting, note, print_json
from dorsum.errors import BadInput, DorsumError, NoEquilibrium
from dorsum.words import listed

if TYPE_CHECKING:
    from dorsum.mechanics.result import Result
    from dorsum.motion.recorded.recorded import Recording

SUFFIXES = (".parquet", ".csv")
Analyse = Callable[[Path, Callable[[int, int], None]], "Result"]


@dataclass
class Outcome:
    """What was found of a file, or why there is nothing."""

    path: Path
    found: Recording | None = None
    error: DorsumError | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON of the recording, or of the error."""
        if self.found is not None:
            return self.found.as_dict() | {"recording": str(self.path)}
        return {
            "recording": str(self.path),
            "error": {"kind": type(self.error).__name__, "message": str(self.error)},
        }


def recordings_in(names: Sequence[str], suffixes: Sequence[str]) -> list[Path]:
    """The files that are asked for, those of a folder by their names.

    Raises:
        BadInput: a folder holds no recording, or a task stands among them.
    """
    found: list[Path] = []
    for path in map(Path, names):
        if isdir(path):
            inside = sorted(
                file for file in path.iterdir() if file.suffix.lower() in suffixes and file.is_file()
            )
            if not inside:
                raise BadInput(f"{path} holds no recording ({listed(suffixes, 'or')})")
            found += inside
        elif path.suffix.lower() in suffixes:
            found.append(path)
        else:
            raise BadInput(f"{path} is no recording: tasks and recordings are not analysed together")
    return list(dict.fromkeys(found))


def analyze_files(
    paths: Sequence[Path], analyse: Analyse, save: Path | None, strict: bool, as_json: bool
) -> None:
    """Analyse file by file, write a row per file and frame, and print a line for each.

    A file that cannot be analysed is told and left out, exit code 2.

    Raises:
        NoEquilibrium: where `strict` and muscles lack something in any.
    """
    check_output(save, SUFFIXES)
    from dorsum.exchange.write.results.many import Write, writing
    from dorsum.files import write_whole

    outcomes: list[Outcome] = []

    def all_into(write: Write | None) -> None:
        for outcome in _each(paths, analyse, write):
            outcomes.append(outcome)
            if not as_json:
                _print(outcome)

    def file(temporary: Path) -> None:
        with writing(temporary, save.suffix.lower() if save else "") as write:
            all_into(write)
        if not any(outcome.found for outcome in outcomes):
            raise BadInput(f"none of {len(paths)} recordings could be analysed: nothing is saved")

    if save is None:
        all_into(None)
    else:
        write_whole(save, file)
        note(f"saved: {save}")
    if as_json:
        print_json([outcome.as_dict() for outcome in outcomes])
    refused = [outcome.path.name for outcome in outcomes if outcome.error]
    if refused:
        note(f"{len(refused)} of {len(outcomes)} recordings could not be analysed: {listed(refused)}")
        raise typer.Exit(BadInput.exit_code)
    lacking = [o.path.name for o in outcomes if o.found is not None and not o.found.result.balanced.all()]
    if strict and lacking:
        raise NoEquilibrium(f"the muscles lack something in {listed(lacking)}")


def _each(
    paths: Sequence[Path], analyse: Analyse, write: Callable[[dict[str, Any]], None] | None
) -> Iterator[Outcome]:
    from dorsum.exchange.write.results.many import rows_of_frames
    from dorsum.mechanics.gives import as_recorded
    from dorsum.motion.recorded.recorded import Recording, thorax_turn, trunk_inclination

    for path in paths:
        try:
            with counting(f"analysing: {path.name}") as progress:
                result = analyse(path, progress)
            if write is not None:
                turns = {"trunk_inclination_deg": trunk_inclination, "thorax_turn_deg": thorax_turn}
                more = {name: turn(result.model, as_recorded(result)) for name, turn in turns.items()}
                for columns in rows_of_frames(str(path), result, more):
                    write(columns)
            yield Outcome(path, Recording.of(result))
        except DorsumError as error:
            note(f"dorsum: {path}: {error}" if str(path) not in str(error) else f"dorsum: {error}")
            yield Outcome(path, error=error)


def _print(outcome: Outcome) -> None:
    if outcome.found is None:
        return
    from rich.text import Text

    from dorsum.report.answer import doubts, ring
    from dorsum.report.recording import RecordedSummary

    summary = RecordedSummary.of(outcome.found.result)
    sentences = [f"{outcome.found.title}. {summary.headline}", *doubts(summary), *ring(summary)]
    console().print(Text(" ".join(sentences)))
