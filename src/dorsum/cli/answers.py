"""The answers to several tasks: one that makes no sense does not take the others down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dorsum.cli.files import check_output
from dorsum.cli.terminal import each, note
from dorsum.errors import BadInput, DorsumError

if TYPE_CHECKING:
    from dorsum.mechanics.result import Result
    from dorsum.motion.task import Task

PLACE = "{task}"  # in the name of a saved file: stands for the task's name
SUFFIXES = (".nc", ".parquet", ".sto", ".csv", ".xlsx", ".mot")


@dataclass
class Answer:
    """A task that was asked for: what was found, or why there is no answer."""

    asked: str
    task: Task | None = None
    result: Result | None = None
    error: DorsumError | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON of the result, or of the error."""
        if self.result is not None:
            from dorsum.report.data import result_as_dict

            return result_as_dict(self.result)
        return {"task": self.asked, "error": {"kind": type(self.error).__name__, "message": str(self.error)}}

    def refuse(self, error: DorsumError) -> None:
        """Keep why there is no answer, and say it."""
        self.error = error
        note(f"dorsum: {self.asked}: {error}")


def read(names: Sequence[str], load: float | None) -> list[Answer]:
    """Every task read, each a name or a file, before anything is imported that takes time.

    Raises:
        DorsumError: the only task makes no sense.
    """
    answers = [Answer(name) for name in names]
    for answer in answers:
        _attempt(answer, lambda answer: _read(answer, load), len(names))
    return answers


def compute(
    answers: Sequence[Answer],
    who: str | None,
    objective: str,
    posture: str = "giving",
    free: Sequence[str] | None = None,
) -> None:
    """Every task that makes sense computed, for the subject given or for each task's own.

    Raises:
        DorsumError: the only task makes no sense for the body, or the objective none.
    """
    if not (sensible := [answer for answer in answers if answer.error is None]):
        return
    from dorsum.body.subject import Subject
    from dorsum.mechanics.analysis import Options
    from dorsum.motion.analyze import analyze

    options = Options(posture=posture, free=None if free is None else tuple(free))
    subject = None if who is None else Subject.find(who)
    titles = [answer.task.title for answer in sensible if answer.task is not None]

    def one(answer: Answer) -> None:
        assert answer.task is not None  # read before
        answer.result = analyze(answer.task, subject, objective=objective, options=options)

    for answer in each(sensible, "analysing", titles):
        _attempt(answer, one, len(answers))


def _attempt(answer: Answer, step: Any, number: int) -> None:
    """One step of a task; a fault of the only task is everybody's."""
    try:
        step(answer)
    except DorsumError as error:
        if number == 1:
            raise
        answer.refuse(error)


def _read(answer: Answer, load: float | None) -> None:
    from dorsum.motion.task import Task

    task = Task.find(answer.asked)
    answer.task = task if load is None else task.with_load(load)


def files_for(save: Path | None, names: Sequence[str]) -> dict[str, Path]:
    """Where the numbers of each task go: one file a task, `{task}` in its name stands for the task.

    Raises:
        BadInput: several tasks would go into one file, or a file cannot be written.
    """
    if save is None:
        return {}
    files = {name: save.with_name(save.name.replace(PLACE, Path(name).stem)) for name in names}
    if len(names) > 1 and PLACE not in save.name:
        example = save.with_name(f"{PLACE}{save.suffix}")
        raise BadInput(f"--save writes one task a file: for {len(names)} tasks write {example}")
    if len(set(files.values())) < len(names):
        raise BadInput(f"--save {save}: two tasks have one name and would go into one file")
    for file in files.values():
        check_output(file, SUFFIXES)
    return files
