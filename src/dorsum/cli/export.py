"""`dorsum export`: the back for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import clean_up_at_interrupt, working
from dorsum.errors import UnknownName

if TYPE_CHECKING:
    from dorsum.body.skeleton import Floats
    from dorsum.mechanics.model import Model


class Format(NamedTuple):
    """A kind of file: how its name ends, and what writes it.

    The writer takes the model, angles (frames, n_bodies, 3) in rad of the posture or movement, and the path.
    """

    suffix: str
    write: Callable[[Model, Floats, Path], object]


def _osim(model: Model, angles: Floats, path: Path) -> None:
    from dorsum.exchange.osim.document import osim_document

    path.write_text(osim_document(model, angles[0]), encoding="utf-8")


FORMATS: Mapping[str, Format] = MappingProxyType({"osim": Format(".osim", _osim)})

Kind = Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"{' or '.join(FORMATS)}.")]
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

    --format osim: OpenSim 4.6, with all muscles, passive moments and the posture as default.
    """
    if form not in FORMATS:
        raise UnknownName("format", form, FORMATS)
    check_output(out, [FORMATS[form].suffix])
    with working("writing"):
        model, angles = posed_model(subject, posture)
        clean_up_at_interrupt()
        from dorsum.report.files import write_whole

        write_whole(out, lambda path: FORMATS[form].write(model, angles, path))
    body = model.body
    print(f"{len(body.skeleton.names)} bodies, {len(body.fascicles)} fascicles: {out}")


def posed_model(who: str | None, posture: str | None) -> tuple[Model, Floats]:
    """The subject's model and the angles (frames, n_bodies, 3) of a task, or of standing without one."""
    from dorsum.body.subject import Subject
    from dorsum.tasks.task import Task

    task = None if posture is None else Task.find(posture)
    subject = None if who is None else Subject.find(who)
    import numpy as np

    from dorsum.tasks.analyze import model_for
    from dorsum.tasks.frames import frames_of

    model = model_for(subject or (task and task.subject) or "male")
    if task is None:
        return model, np.zeros((1, len(model.body.skeleton.names), 3))
    return model, frames_of(task, model).angles
