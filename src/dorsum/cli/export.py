"""`dorsum export`: the back for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import working
from dorsum.errors import UnknownName

if TYPE_CHECKING:
    from dorsum.mechanics.model import Model
    from dorsum.motion.task import Task


class Format(NamedTuple):
    """A kind of file: how its name ends, and what writes the model in the first posture of a task."""

    suffix: str
    write: Callable[[Model, Task, Path], object]


def _osim(model: Model, task: Task, path: Path) -> None:
    from dorsum.exchange.write.osim.document import osim_document
    from dorsum.motion.frames import frames_of

    path.write_text(osim_document(model, frames_of(task, model).angles[0]), encoding="utf-8")


def _mjcf(model: Model, task: Task, path: Path) -> None:
    from dorsum.exchange.write.mjcf import mjcf
    from dorsum.motion.analyze import analyze

    path.write_text(mjcf(model, analyze(task, model)), encoding="utf-8")


def _glb(model: Model, task: Task, path: Path) -> None:
    from dorsum.motion.frames import frames_of
    from dorsum.view.glb import write_glb

    write_glb(model, frames_of(task, model).angles, path)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {"osim": Format(".osim", _osim), "mjcf": Format(".xml", _mjcf), "glb": Format(".glb", _glb)}
)

Kind = Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"{', '.join(FORMATS)}.")]
Out = Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")]
Who = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="wilke, male, female or a TOML file; default: the task's own."),
]
Pose = Annotated[
    str | None,
    typer.Option(metavar="TASK", help="A task whose first frame is the posture; default: standing."),
]


def export(form: Kind, out: Out, subject: Who = None, posture: Pose = None) -> None:
    """Write the back for other programs.

    osim: OpenSim 4.6, with all muscles, passive moments and the posture as default. mjcf: MuJoCo 4, with the
    muscles as actuators and their activations solved. glb: bones and muscles as surfaces for 3-D programs.
    """
    if form not in FORMATS:
        raise UnknownName("format", form, FORMATS)
    check_output(out, [FORMATS[form].suffix])
    with working("writing"):
        from dorsum.body.subject import Subject
        from dorsum.motion.task import Task

        task = Task(name="standing", title="standing") if posture is None else Task.find(posture)
        who = None if subject is None else Subject.find(subject)
        from dorsum.files import write_whole
        from dorsum.motion.analyze import model_for

        model = model_for(who or task.subject or "male")
        write_whole(out, lambda path: FORMATS[form].write(model, task, path))
    body = model.body
    print(f"{len(body.skeleton.names)} bodies, {len(body.fascicles)} fascicles: {out}")
