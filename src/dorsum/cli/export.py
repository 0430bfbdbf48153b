"""`dorsum export`: the back for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import working
from dorsum.errors import UnknownName

FORMATS: Mapping[str, str] = MappingProxyType({"osim": ".osim", "mjcf": ".xml", "glb": ".glb"})

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

Coupled = Annotated[
    bool,
    typer.Option("--coupled", help="osim: the spine follows its rhythm, for inverse kinematics of markers."),
]
Flat = Annotated[
    bool, typer.Option("--flat", help="glb: no body hangs on another, for viewers slow with deep trees.")
]


def export(
    form: Kind,
    out: Out,
    subject: Who = None,
    posture: Pose = None,
    coupled: Coupled = False,
    flat: Flat = False,
) -> None:
    """Write the back for other programs.

    osim: OpenSim 4.6, with all muscles, passive moments, markers and the posture as default. mjcf: MuJoCo 4,
    with the muscles as actuators and their activations solved. glb: bones and muscles as surfaces for 3-D
    programs. Every joint stands exactly as stated.
    """
    if form not in FORMATS:
        raise UnknownName("format", form, FORMATS)
    check_output(out, [FORMATS[form]])
    with working("writing"):
        from dorsum.body.subject import Subject
        from dorsum.motion.task import Task

        task = None if posture is None else Task.find(posture)
        who = None if subject is None else Subject.find(subject)
        from dorsum.view.export import export as write

        model = write(form, out, who, task, coupled=coupled, flat=flat)
    body = model.body
    print(f"{len(body.skeleton.names)} bodies, {len(body.fascicles)} fascicles: {out}")
