"""The main job: a task and a subject in, muscle forces and disc loads out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from dorsum.body.body import Body
from dorsum.body.groups import groups_of
from dorsum.body.subject import BUILT_IN, Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.inputs import shown
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.result import Result
from dorsum.motion.fixed import fixed_of
from dorsum.motion.floor import beneath
from dorsum.motion.floor import told as on_feet
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.grounded import told
from dorsum.motion.posture import Posture
from dorsum.motion.supports import gaps
from dorsum.motion.task import Task

Who = Subject | Body | Model | str | None
RECORDINGS = (".mot", ".sto", ".trc", ".c3d", ".bvh")


_of_freed: deque[tuple[Body, Model]] = deque(maxlen=8)  # bodies, and the models with other joints free


def _freed(body: Body, free: tuple[str, ...]) -> Model:
    for known, model in tuple(_of_freed):
        if known is body and model.body.free == free:
            return model
    model = Model(body.freed(free))
    _of_freed.append((body, model))
    return model


@lru_cache(maxsize=4)
def _built_in(name: str) -> Model:
    return Model(Body.of(name))


_of_bodies: deque[Model] = deque(maxlen=4)  # of the bodies that were asked for last


def _of_body(body: Body) -> Model:
    for model in tuple(_of_bodies):
        if model.body is body:
            return model
    model = Model(body)
    _of_bodies.append(model)
    return model


def analyze(
    task: Task | str | Path,
    subject: Subject | Body | Model | str | None = None,
    *,
    objective: Objective | str = DEFAULT,
    options: Options | None = None,
    posture: str | None = None,
    **recording: Any,
) -> Result:
    """Analyse a task or a recording: a `Task`, the name of a built-in one, the path of a task file, or of
    recorded motion (.mot, .sto, .trc, .c3d, .bvh).

    The subject is the argument's, else the task's or recording's own, else the built-in `male`. Where the
    muscles cannot hold the task, the least that they lack is found: `Result.shortfall` tells it, and loads
    are lower bounds. `objective` is a name of `OBJECTIVES` or an `Objective` of your own. `posture` is
    `"giving"`, unless it or the options say `"exact"`: a posture is known to two or three degrees, and joints
    give as far as that; the result tells how far, and the load with every joint exactly as stated.

    A recording also takes `from_s`, `to_s` (s), `rate_hz`, `low_pass_hz`, `up` and `forward` (axes of the
    file, such as -y), `unit` (of length), `person`, `confidence` (of keypoints), `lengths` (m, by the names
    of `Subject.lengths`, in place of those found; `"height"` for none), `static` (the path of a trial of the
    same person standing, a frame counted from 1, or `"rest"`, the rest pose of a rig), and the paths
    `markers`, `joints`, `coordinates` (maps of names), `hands` (loads in the hands) and `forces` (the
    ground's, measured); `workers` is the number of cores that compute, all that there are unless told.

    Raises:
        BadInput, UnknownName: the task, recording, posture or subject makes no sense.
    """
    if posture is not None:
        options = replace(options or Options(), posture=posture)
    if not isinstance(task, Task) and Path(task).suffix.lower() in RECORDINGS:
        from dorsum.motion.recorded.analyze import analyze_recording, request_of

        return analyze_recording(request_of(Path(task), subject, objective, options, recording))
    if recording:
        raise BadInput(
            f"{', '.join(recording)} goes with a recording ({', '.join(RECORDINGS)}), not with tasks"
        )
    if not isinstance(task, Task):
        task = Task.find(task)
    rule = Objective.of(objective)
    model = model_for(subject if subject is not None else task.subject or "male", options)
    options = replace(options or Options(), free=model.body.free)
    pose = pose_of(task, model)
    found = analyse_pose(model, pose, rule, options)
    fixed = fixed_of(model, pose)
    return Result(
        task=task.name,
        title=task.title,
        assumptions=(
            *pose.notes,
            *told(task, found.frames),
            *gaps(model, task, found.frames),
            *on_feet(beneath(model, task)),
            *(fixed.told(found.frames.angles) if fixed else ()),
            *written_for(task, model.body.subject),
            *task.assumptions,
        ),
        objective=rule.name,
        body=model.body,
        analysis=found,
        options=options,
        compiled=model,
    )


def analyze_many(
    tasks: Iterable[Task | Posture | str | Path],
    subject: Who | Sequence[Who] = None,
    *,
    objective: Objective | str = DEFAULT,
    options: Options | None = None,
) -> list[Result | BadInput]:
    """Analyse many tasks or postures, in one call: each as `analyze` does, whatever stands before it.

    `subject` is one for all, or as many as there are tasks; each body is compiled once. In place of a task
    that makes no sense, or whose own subject makes none, stands its `BadInput`, which names it by its index;
    the others are answered. Joints give unless the `options` take postures exactly.

    Raises:
        BadInput, UnknownName: the objective or the one subject makes no sense, or there are not as many
            subjects as tasks.
    """
    if isinstance(tasks, str | Path | Task | Posture):
        raise BadInput(f"tasks = {shown(tasks)}: must be a list; `analyze` takes one task")
    given, rule = list(tasks), Objective.of(objective)
    subjects: Sequence[Who]
    if subject is None or isinstance(subject, Subject | Body | Model | str):
        subjects = [None if subject is None else model_for(subject, options)] * len(given)
    else:
        subjects = subject
    if len(subjects) != len(given):
        raise BadInput(f"{len(given)} tasks and {len(subjects)} subjects: one for all, or one for each")
    models: dict[str, Model] = {}
    found: list[Result | BadInput] = []
    for i, (each, who) in enumerate(zip(given, subjects, strict=True)):
        try:
            task = _task_of(each, i)
            model = _once(who if who is not None else task.subject or "male", models)
            found.append(analyze(task, model, objective=rule, options=options))
        except (BadInput, UnknownName) as error:
            found.append(BadInput(f"tasks[{i}]: {error}"))
    return found


def _task_of(given: Task | Posture | str | Path, index: int) -> Task:
    if isinstance(given, Posture):
        return Task(title=f"Posture {index}", posture=given)
    return given if isinstance(given, Task) else Task.find(given)


def _once(subject: Subject | Body | Model | str, models: dict[str, Model]) -> Model:
    """The model of a subject, compiled anew only where none of `models` is of one that is the same."""
    if isinstance(subject, Model):
        return subject
    key = f"body {id(subject)}" if isinstance(subject, Body) else repr(subject)
    if key not in models:
        models[key] = model_for(subject)
    return models[key]


def written_for(task: Task, subject: Subject) -> tuple[str, ...]:
    """What has to be known of a task and the person for whom it is computed."""
    own = task.subject
    other = own is not None and replace(own, name=subject.name) != subject
    who = f"{task.title} is written for another body ({own.name})" if own is not None and other else ""
    return (*filter(None, [who]), *subject.notes)


def model_for(subject: Subject | Body | Model | str, options: Options | None = None) -> Model:
    """The compiled model of a subject; built-in subjects, and the last few bodies, are compiled once.

    Where the options say which joints are free, those of the model are.
    """
    if options is not None and options.free is not None:
        body = model_for(subject).body
        return model_for(subject) if body.free == options.free else _freed(body, groups_of(options.free))
    if isinstance(subject, Model):
        return subject
    if isinstance(subject, Body):
        return _of_body(subject)
    if isinstance(subject, str):
        return _built_in(Subject.named(subject).name)
    if BUILT_IN.get(subject.name) == subject:
        return _built_in(subject.name)
    return Model(Body.of(subject))
