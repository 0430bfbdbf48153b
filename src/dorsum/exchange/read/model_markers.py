"""Markers by a model of OpenSim: on which part of a person each lies, and where, while the model stands.

A user gives the model (.osim), a set of markers (.xml) with it, or the set-up of OpenSim's scale tool (.xml),
which names both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.files import start_of
from dorsum.exchange.read.osim import mechanism_in
from dorsum.exchange.read.osim_markers import markers_in
from dorsum.exchange.read.osim_parts import NEAREST, Part, level_of, part_of_each, parts_of, room_of
from dorsum.exchange.read.osim_pose import pose
from dorsum.exchange.read.osim_xml import document
from dorsum.exchange.read.scale_setup import ScaleSetup, is_setup, scale_setup
from dorsum.units import MM
from dorsum.words import FEW, listed

if TYPE_CHECKING:
    from dorsum.exchange.read.asked import Asked

OTHERWISE = "another model, or --markers map.toml in its place, says where markers lie"
NEITHER = (
    "none of what --markers takes: a map (.toml), or a model, a set of markers or a scale set-up of OpenSim"
)
MIDLINE = 15.0 * MM  # a marker nearer to the midline has no side
FARTHEST = 3.0  # m of a joint from the middle of the hips
TWIN = 30.0 * MM  # of a marker from the mirrored place of the one on the other side: models are not symmetric


@dataclass(frozen=True)
class OnModel:
    """A marker on the standing model."""

    part: Part
    level: str  # of a vertebra, such as L5; else empty
    point: Floats  # (3,) m, x forward, y up, z right, from the middle of the hips
    side: str
    height: str | None  # high, middle or low
    twin: str  # alike of the marker on the other side


@dataclass(frozen=True)
class ModelMarkers:
    """What a user's model, set of markers and set-up say."""

    files: tuple[Path, ...]  # that were read
    model: str = ""  # the name of its file
    markers: Mapping[str, OnModel] = field(default_factory=dict)
    # Places (3,) m of the joints by which parts hang, and of vertebrae by their level, as `OnModel.point`.
    joints: Mapping[Part, Floats] = field(default_factory=dict)
    setup: ScaleSetup | None = None
    notes: tuple[str, ...] = ()

    @property
    def all_files(self) -> tuple[Path, ...]:
        """All that the numbers depend on."""
        return self.files if self.static is None else (*self.files, self.static)

    @property
    def static(self) -> Path | None:
        """The static trial that lies beside the set-up."""
        return None if self.setup is None else self.setup.beside(self.setup.static)


def is_xml(path: Path) -> bool:
    """Whether a file begins as a document of OpenSim does."""
    return start_of(path, 100).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def with_model(asked: Asked) -> Asked:
    """The same, the markers read from the model and the documents that the user gave.

    Raises:
        BadInput: one of them cannot be read or says nothing of markers.
    """
    names = asked.names
    if names.on_model is not None or (names.document is None and asked.model is None):
        return asked
    return replace(asked, names=replace(names, on_model=model_markers(names.document, asked.model)))


def model_markers(path: Path | None, model: Path | None) -> ModelMarkers:
    """The markers of a document, a model, or both.

    Args:
        path: a model, a set of markers or a set-up; of the markers of both these count.
        model: a model.

    Raises:
        BadInput: see `with_model`.
    """
    roots = {each: document(each, "document") for each in (path, model) if each is not None}
    setup = scale_setup(path, roots[path]) if path is not None and is_setup(roots[path]) else None
    notes = [] if setup is None else setup.notes()
    held = path
    if setup is not None:
        held = setup.beside(setup.markers)
        model = model or setup.beside(setup.model)
        roots |= {each: document(each, "document") for each in (held, model) if each is not None}
        lost = [name for name, at in ((setup.model, model), (setup.markers, held)) if name and at is None]
        notes += [f"Files that it names and that do not lie beside it: {listed(lost)}."] if lost else []
    elif path is not None and model is None and _is_model(roots[path]):
        model = path
    files = tuple(roots)
    if model is None:
        if setup is None and path is not None and next(roots[path].iter("Marker"), None) is None:
            raise BadInput(f"{path} is {NEITHER}")
        if setup is None:
            raise BadInput(f"{path} says on which bodies markers lie: --model FILE.osim says where those are")
        notes.append("Without its model (--model FILE.osim) markers count by their names alone.")
        return ModelMarkers(files, setup=setup, notes=tuple(notes))
    found = _found(model, held if held is not None and held != model else None, roots)
    if setup is None and not found.markers:
        raise BadInput(f"{model} holds no markers: --markers SET.xml, or a map, says where they lie")
    return replace(found, files=files, setup=setup, notes=(*notes, *found.notes))


def _is_model(root: Element) -> bool:
    return root.tag == "Model" or root.find("Model") is not None


def _found(model: Path, held: Path | None, roots: Mapping[Path, Element]) -> ModelMarkers:
    """The markers of a model and of a set, put where they are while the model stands."""
    root = roots[model]
    osim = mechanism_in(model, root)
    marks, notes = markers_in(model, root)
    if held is not None:
        own, of_set = markers_in(held, roots[held], root)
        if not own:
            raise BadInput(f"{held} is {NEITHER}")
        marks, notes = marks | own, notes + of_set
    bodies, each = parts_of(osim), part_of_each(osim)
    with np.errstate(all="ignore"):  # numbers that are none of a body are refused below
        zero = pose(osim, {}, 1, zero=True)
        room = room_of(osim, bodies, zero, OTHERWISE)
        middle = np.mean([zero[bodies["femur", side]][1][0] for side in SIDES], axis=0)
        joints = {part: room @ (zero[body][1][0] - middle) for part, body in bodies.items()}
        joints |= {(level, ""): room @ (zero[b][1][0] - middle) for b in each if (level := level_of(b))}
    _refuse(model, joints)
    points, parts, lost = dict[str, Floats](), dict[str, tuple[Part, str]](), list[str]()
    for name, mark in marks.items():
        if mark.body not in zero:
            raise BadInput(f"{mark.where}: {UnknownName('body of the model', mark.body, zero)}")
        if mark.body not in each:
            lost.append(name)
            continue
        rotation, place = zero[mark.body]
        points[name] = room @ (place[0] + rotation[0] @ mark.at - middle)
        parts[name] = each[mark.body], level_of(mark.body)
    shown = {
        name: OnModel(*parts[name], at, side_of(at), _height(parts[name][0], at, joints), _twin(name, points))
        for name, at in points.items()
    }
    notes += [f"{model.name} says where {len(shown)} markers lie: it stands at zero as the body does."]
    notes += [f"Markers on bodies that are no part of a person: {listed(lost, most=FEW)}."] if lost else []
    return ModelMarkers((), model.name, shown, joints, notes=tuple(notes))


def _refuse(model: Path, joints: Mapping[Part, Floats]) -> None:
    """Refuse a model that stands as nobody does.

    Raises:
        BadInput: a joint is far off, or the shoulders are not above the hips.
    """
    for (part, side), at in joints.items():
        if not np.abs(at).max() <= FARTHEST:
            far = f"{np.abs(at).max():.3g} m"
            raise BadInput(
                f"{model}: {f'{part} {side}'.strip()} lies {far} from the hips while the model stands"
            )
    if any(joints[part][1] < NEAREST for part in joints if part[0] == "humerus"):
        raise BadInput(f"{model}: its shoulders are not above its hips while it stands")


def side_of(point: Floats) -> str:
    """The side of a place."""
    return "mid" if abs(point[2]) < MIDLINE else "right" if point[2] > 0 else "left"


def _height(part: Part, point: Floats, joints: Mapping[Part, Floats]) -> str | None:
    """Of the trunk what lies as far above the hips as the knees below them, about where T8 is, is high."""
    if part[0] == "trunk":
        knees = [at[1] for (of, _), at in joints.items() if of == "shank"]
        return "high" if knees and point[1] > -np.mean(knees) else None
    return {"pelvis": "middle", "head": "high", "foot": "low"}.get(part[0])


def _twin(name: str, points: Mapping[str, Floats]) -> str:
    """The marker on the right of a pair; of one without another side its own name."""
    here = points[name]
    if side_of(here) != "left":
        return name
    mirrored = here * (1.0, 1.0, -1.0)
    apart = {other: float(np.linalg.norm(at - mirrored)) for other, at in points.items() if at[2] > 0}
    nearest = min(apart, key=apart.__getitem__, default=name)
    return nearest if apart.get(nearest, np.inf) < TWIN else name
