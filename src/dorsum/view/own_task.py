"""Tasks as the page asks for them: files of the user's, and what must be known before they are computed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import PurePath

from dorsum.body.strength import ALL
from dorsum.body.subject import Subject
from dorsum.clinic.weakening import weakened
from dorsum.errors import BadInput, DorsumError
from dorsum.motion.task import MOST_FRAMES, Task
from dorsum.view.api.questions import AnalyzeQuestion, BodyAsked, TaskFile
from dorsum.view.weak import weakenings
from dorsum.words import percent

OWN = "own"  # what a body is called of which more is told than a name
BUILD = ("sex", "height_m", "mass_kg")
MOST_FRAMES_HERE = 200  # kept for the downloads at half a megabyte each; six times what a movement needs


def read_file(file: TaskFile) -> Task:
    """The task of a file, read as the command line reads it.

    Raises:
        BadInput: it is no task, or has more frames than are kept here.
    """
    task = Task.written(file.text, file.name)
    if task.frames > MOST_FRAMES_HERE:
        raise BadInput(
            f"{file.name}: frames = {task.frames}: the page takes up to {MOST_FRAMES_HERE},"
            f" `dorsum analyze` up to {MOST_FRAMES}"
        )
    return task


def named_task(question: AnalyzeQuestion) -> Task | None:
    """The task of a question, by name or as a file; None for a posture of the sliders.

    Raises:
        BadInput, UnknownName: both are given, it is not known, or it makes no sense.
    """
    if question.task is not None and question.file is not None:
        raise BadInput("give a task or a file, not both")
    if question.file is not None:
        return read_file(question.file)
    return None if question.task is None else _built_in(question.task)


@cache
def _built_in(name: str) -> Task:
    return Task.named(name)


def takes_long(question: AnalyzeQuestion) -> bool:
    """Whether it asks for a movement or for what is borne by contacts; what makes no sense is refused in no
    time."""
    try:
        task = named_task(question)
    except DorsumError:
        return False
    return task is not None and (task.moves or bool(task.supports))


def download_name(question: AnalyzeQuestion) -> str:
    """What a file of the answer is called, without its ending: letters that every system takes."""
    return plain_name(PurePath(question.file.name).stem if question.file else question.task or "posture")


def plain_name(name: str) -> str:
    """A name in letters that every system takes."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)


def person(who: Subject) -> str:
    """A subject in a few words."""
    sex = "man" if who.sex == "male" else "woman"
    age = "" if who.age_years is None else f"{who.age_years:g}, "
    share = who.strength.get(ALL)
    strong = "" if share is None else f", {percent(share)} of the usual strength"
    return f"{sex} of {age}{who.height_m:.2f} m, {who.mass_kg:g} kg{strong}"


def with_body(who: Subject, body: BodyAsked | None) -> Subject:
    """A subject with what else is told of the body; of another build no area of a disc is known.

    Raises:
        BadInput, UnknownName: a value out of its range, no such muscle or nerve.
    """
    told = {} if body is None else body.model_dump(exclude_none=True, exclude={"weak"})
    if told:
        strength = {**who.strength, ALL: told.pop("strength")} if "strength" in told else who.strength
        if any(told.get(name, getattr(who, name)) != getattr(who, name) for name in BUILD):
            told["disc_area_l4_l5_mm2"] = None
        who = replace(who, name=OWN, strength=strength, **told)
    taken = weakenings(body)
    return replace(weakened(who, *taken), name=OWN) if taken else who


def of_another(task: Task, shown: Subject) -> list[str]:
    """A warning where a task is written for another subject than the one that it is computed for."""
    if task.subject is None or replace(task.subject, name=shown.name) == shown:
        return []
    this = "" if shown.name == OWN else "the back shown, "
    return [
        f"The task is written for a {person(task.subject)} ({task.subject.name});"
        f" this is for {this}a {person(shown)}."
    ]
