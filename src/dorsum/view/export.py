"""The back written for other programs: OpenSim, MuJoCo, 3-D programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from dorsum.motion.recorded.marker_map import standard_places
from dorsum.motion.task import Task


class Format(NamedTuple):
    """A kind of file: how its name ends, and what writes the model in the first posture of a task."""

    suffix: str
    write: Callable[[Model, Task, Path, bool], object]
    option: str = ""  # what may be asked of it


STATED = "Default angles are those of the posture as stated: no joint gives."
# What is balanced with a group of joints and has no place in a file: by format, then by group.
NOT_IN: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "osim": {
            "girdle": "What holds the scapulae is not in it: the push of the thorax, the conoid and trapezoid"
            " ligaments; nor are the rims of the shoulders' sockets.",
            "ribs": "Of the ring nothing couples the hinges of the ribs, either.",
            "hyoid": "The hyoid is fixed to C4.",
            "sternum": "How far the sternum gives is not in it.",
        },
        "mjcf": {
            "girdle": "What holds the scapulae in the balance is not in it, the push of the thorax and the"
            " conoid and trapezoid ligaments, nor are the rims of the shoulders' sockets: springs keep the"
            " scapulae on the thorax, and what is left the stabiliser holds.",
            "hyoid": "The hyoid is fixed to C4.",
        },
    }
)


def not_in(body: Body, form: str) -> str:
    """What the balance of a body has and a file of a format has not, in sentences; empty where nothing."""
    return " ".join(NOT_IN[form][group] for group in body.free if group in NOT_IN[form])


def _osim(model: Model, task: Task, path: Path, coupled: bool) -> None:
    from dorsum.exchange.write.osim.document import osim_document

    angles, markers = frames_of(task, model).angles[0], markers_of(model)
    text = osim_document(
        model, angles, markers=markers, coupled=coupled, about=f"{STATED} {not_in(model.body, 'osim')}"
    )
    path.write_text(text, encoding="utf-8")


def markers_of(model: Model) -> list[Marker]:
    """The markers of common sets on a body, under every name that a set has for them."""
    found = standard_places(model.body.skeleton)
    return [Marker(name, place.body, place.local) for name, place in found.items()]


def _mjcf(model: Model, task: Task, path: Path, _: bool) -> None:
    from dorsum.exchange.write.mjcf import mjcf

    if task.ground:
        raise BadInput(f"{task.title}: a keyframe of mjcf is in balance, [[ground]] forces accelerate it")
    text = mjcf(model, analyze(task, model, posture="exact"))
    if said := not_in(model.body, "mjcf"):
        head, rest = text.split("\n", 1)
        text = f"{head}\n<!-- {said} -->\n{rest}"
    path.write_text(text, encoding="utf-8")


def _glb(model: Model, task: Task, path: Path, flat: bool) -> None:
    from dorsum.view.glb import write_glb

    write_glb(model, frames_of(task, model).angles, path, flat=flat)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "osim": Format(".osim", _osim, "coupled"),
        "mjcf": Format(".xml", _mjcf),
        "glb": Format(".glb", _glb, "flat"),
    }
)


def export(
    form: str,
    path: Path | str,
    subject: Subject | Body | Model | str | None = None,
    posture: Task | str | None = None,
    *,
    coupled: bool = False,
    flat: bool = False,
) -> Model:
    """Write the back as `osim`, `mjcf` or `glb` in the first posture of a task, standing unless given.

    The angles are the stated ones, no joint gives, and each file says so: the model is that of the tables,
    springs as soft as unloaded. (`mjcf` of a result whose joints gave holds those angles.) In a
    `coupled` osim the joints of the spine follow the rhythm and what no marker tells is locked: for
    inverse kinematics. In a `flat` glb no body hangs on another.

    The subject is the argument's, else the task's own, else the built-in `male`. Returns the model written.

    Raises:
        BadInput, UnknownName: no such format, task or subject, or a path that cannot be written; an
            option of another format.
    """
    if form not in FORMATS:
        raise UnknownName("format", form, FORMATS)
    if Path(path).suffix.lower() != FORMATS[form].suffix:
        raise BadInput(f"cannot write {path}: the name must end in {FORMATS[form].suffix}")
    asked = {name for name, given in (("coupled", coupled), ("flat", flat)) if given}
    if other := asked - {FORMATS[form].option}:
        of = next(name for name, kind in FORMATS.items() if kind.option in other)
        raise BadInput(f"{FORMATS[of].option} goes with {of}, not with {form}")
    if posture is None:
        task = Task(name="standing", title="standing")
    else:
        task = posture if isinstance(posture, Task) else Task.find(posture)
    model = model_for(subject or task.subject or "male")
    write_whole(path, lambda temporary: FORMATS[form].write(model, task, temporary, bool(asked)))
    return model
