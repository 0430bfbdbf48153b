"""The back written for other programs: OpenSim, MuJoCo, 3-D programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.write.osim.rhythm import Marker
from dorsum.files import write_whole
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.frames import frames_of
from dorsum.motion.recorded.marker_map import places
from dorsum.motion.task import Task


class Format(NamedTuple):
    """A kind of file: how its name ends, and what writes the model in the first posture of a task."""

    suffix: str
    write: Callable[[Model, Task, Path], object]


def _osim(model: Model, task: Task, path: Path, coupled: bool = False) -> None:
    from dorsum.exchange.write.osim.document import osim_document

    angles, markers = frames_of(task, model).angles[0], markers_of(model)
    text = osim_document(model, angles, markers=markers, coupled=coupled)
    path.write_text(text, encoding="utf-8")


def markers_of(model: Model) -> list[Marker]:
    """The markers of common sets on a body, under every name that a set has for them."""
    found = places(model.body.skeleton, name_of=str)
    return [Marker(name, place.body, place.local) for name, place in found.items()]


def _mjcf(model: Model, task: Task, path: Path) -> None:
    from dorsum.exchange.write.mjcf import mjcf

    path.write_text(mjcf(model, analyze(task, model)), encoding="utf-8")


def _glb(model: Model, task: Task, path: Path) -> None:
    from dorsum.view.glb import write_glb

    write_glb(model, frames_of(task, model).angles, path)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {"osim": Format(".osim", _osim), "mjcf": Format(".xml", _mjcf), "glb": Format(".glb", _glb)}
)


def export(
    form: str,
    path: Path | str,
    subject: Subject | Body | Model | str | None = None,
    posture: Task | str | None = None,
    coupled: bool = False,
) -> Model:
    """Write the back as `osim`, `mjcf` or `glb` in the first posture of a task, standing unless given.

    In a `coupled` osim the joints of the spine follow the rhythm and what no marker tells is locked: for
    inverse kinematics.

    The subject is the argument's, else the task's own, else the built-in `male`. Returns the model written.

    Raises:
        BadInput, UnknownName: no such format, task or subject, or a path that cannot be written; `coupled`
            with another format than osim.
    """
    if form not in FORMATS:
        raise UnknownName("format", form, FORMATS)
    if Path(path).suffix.lower() != FORMATS[form].suffix:
        raise BadInput(f"cannot write {path}: the name must end in {FORMATS[form].suffix}")
    if coupled and form != "osim":
        raise BadInput(f"a coupled spine goes with osim, for inverse kinematics, not with {form}")
    if posture is None:
        task = Task(name="standing", title="standing")
    else:
        task = posture if isinstance(posture, Task) else Task.find(posture)
    write = partial(_osim, coupled=True) if coupled else FORMATS[form].write
    model = model_for(subject or task.subject or "male")
    write_whole(path, lambda temporary: write(model, task, temporary))
    return model
