"""The mechanism of an OpenSim model (.osim): bodies, joints, coordinates and couplers, without its muscles.

Both forms are read: that of OpenSim 4, whose joints stand in a set of their own, and that of OpenSim 3, whose
bodies have their joints in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.osim_functions import Function, function_in, numbers
from dorsum.exchange.read.osim_xml import document, last_of, socket_of, text_of, true_in, vector_in

GROUND = "ground"
AXES = np.eye(3)
# Of joints without a table of axes: their rotations, then the axes that they glide along.
KINDS: dict[str, tuple[Floats, Floats]] = {
    "WeldJoint": (AXES[:0], AXES[:0]),
    "PinJoint": (AXES[2:], AXES[:0]),
    "SliderJoint": (AXES[:0], AXES[:1]),
    "PlanarJoint": (AXES[2:], AXES[:2]),
    "UniversalJoint": (AXES[:2], AXES[:0]),
    "BallJoint": (AXES, AXES[:0]),
    "GimbalJoint": (AXES, AXES[:0]),
    "FreeJoint": (AXES, AXES),
}


@dataclass(frozen=True)
class Motion:
    """One of the six motions of a joint: about or along an axis, as a function of coordinates."""

    axis: Floats  # (3,), of length 1
    coordinates: tuple[str, ...]
    function: Function


@dataclass(frozen=True)
class Frame:
    """A frame on a body: turn (3, 3) and place (3,) m."""

    rotation: Floats
    place: Floats


@dataclass(frozen=True)
class Joint:
    """A body and what it hangs on."""

    name: str
    parent: str
    child: str
    on_parent: Frame
    on_child: Frame
    rotations: tuple[Motion, ...]  # one after the other, each about the axes that the last has turned
    translations: tuple[Motion, ...]  # along axes of the parent


@dataclass(frozen=True)
class ModelCoordinate:
    """A coordinate of the model."""

    name: str
    default: float  # rad or m
    locked: bool


@dataclass(frozen=True)
class Coupler:
    """A coordinate that follows others."""

    coordinate: str
    follows: tuple[str, ...]
    function: Function


@dataclass(frozen=True)
class OsimModel:
    """What a model says of how its bodies move."""

    path: Path
    name: str
    joints: tuple[Joint, ...]  # parents before children
    coordinates: tuple[ModelCoordinate, ...]
    couplers: tuple[Coupler, ...]
    up: Floats  # (3,), against gravity

    @property
    def turning(self) -> frozenset[str]:
        """Coordinates that turn a body; the others are lengths."""
        return frozenset(c for joint in self.joints for motion in joint.rotations for c in motion.coordinates)


def read_osim(path: Path) -> OsimModel:
    """The mechanism of a model.

    Raises:
        BadInput: it cannot be read, is no model, or has a joint of a kind that is not known.
    """
    return mechanism_in(path, document(path))


def mechanism_in(path: Path, root: Element) -> OsimModel:
    """The same of a document that was read.

    Raises:
        BadInput: it is no model, or has a joint of a kind that is not known.
    """
    model = root if root.tag == "Model" else root.find("Model")
    if model is None:
        raise BadInput(f"{path} holds no <Model>: --model takes an OpenSim model (.osim)")
    old = {body: joint for body in model.iter("Body") if (joint := _joint_of(body)) is not None}
    joints = [_old_joint(path, body, joint) for body, joint in old.items()]
    joints += [_joint(path, joint) for joint in model.findall("./JointSet/objects/*")]
    if not joints:
        raise BadInput(f"{path} holds a model without joints")
    coordinates = tuple(
        ModelCoordinate(c.get("name", ""), _number(c, "default_value"), true_in(c, "locked"))
        for c in model.iter("Coordinate")
    )
    couplers = tuple(
        Coupler(
            text_of(c, "dependent_coordinate_name"),
            tuple(text_of(c, "independent_coordinate_names").split()),
            function_in(path, c),
        )
        for c in model.iter("CoordinateCouplerConstraint")
        if not true_in(c, "isDisabled") and text_of(c, "isEnforced") != "false"
    )
    gravity = numbers(text_of(model, "gravity")) if text_of(model, "gravity") else np.array([0.0, -1.0, 0.0])
    size = float(np.linalg.norm(gravity)) if gravity.shape == (3,) else 0.0
    up = -gravity / size if size else np.array([0.0, 1.0, 0.0])
    return OsimModel(path, model.get("name", ""), _in_order(path, joints), coordinates, couplers, up)


def _joint_of(body: Element) -> Element | None:
    """The joint that a body of OpenSim 3 has in it."""
    inside = body.find("Joint")
    found = [] if inside is None else [each for each in inside if each.tag.endswith("Joint")]
    return found[0] if found else None


def _old_joint(path: Path, body: Element, joint: Element) -> Joint:
    frames = [
        Frame(_turn(vector_in(path, joint, f"orientation{of}")), vector_in(path, joint, f"location{of}"))
        for of in ("_in_parent", "")
    ]
    return _moving(path, joint, text_of(joint, "parent_body"), body.get("name", ""), *frames)


def _joint(path: Path, joint: Element) -> Joint:
    """A joint of OpenSim 4, between two frames that may stand off their bodies."""
    frames = {frame.get("name", ""): frame for frame in joint.findall("./frames/*")}
    sockets = [socket_of(joint, f"socket_{which}_frame") for which in ("parent", "child")]
    ends = [frame_on(path, last_of(socket), frames) for socket in sockets]
    (parent, on_parent), (child, on_child) = ends
    return _moving(path, joint, parent, child, on_parent, on_child)


def frame_on(path: Path, name: str, frames: dict[str, Element]) -> tuple[str, Frame]:
    """The body that a frame stands on, and how."""
    rotation, place = np.eye(3), np.zeros(3)
    for _ in range(len(frames)):
        if name not in frames:
            break
        frame = frames[name]
        turn, shift = _turn(vector_in(path, frame, "orientation")), vector_in(path, frame, "translation")
        rotation, place = turn @ rotation, turn @ place + shift
        name = last_of(socket_of(frame, "socket_parent"))
    return name, Frame(rotation, place)


def _moving(path: Path, joint: Element, parent: str, child: str, on_parent: Frame, on_child: Frame) -> Joint:
    name = joint.get("name", "") or child
    if joint.tag == "CustomJoint":
        motions = [_motion(path, axis) for axis in joint.findall("./SpatialTransform/TransformAxis")]
        if len(motions) != 6:
            raise BadInput(f"{path}: the joint {name} has {len(motions)} of six motions")
        return Joint(name, parent, child, on_parent, on_child, tuple(motions[:3]), tuple(motions[3:]))
    if joint.tag not in KINDS:
        raise BadInput(
            f"{path}: the joint {name} is a {joint.tag}, whose motion is not known; known are CustomJoint,"
            f" {', '.join(KINDS)}: leave --model out, and say with --coordinates map.toml what columns are"
        )
    named = iter([c.get("name", "") for c in joint.iter("Coordinate")])
    turns, glides = (
        tuple(Motion(axis, (next(named, ""),), Function.straight()) for axis in of) for of in KINDS[joint.tag]
    )
    return Joint(name, parent, child, on_parent, on_child, turns, glides)


def _motion(path: Path, element: Element) -> Motion:
    axis = vector_in(path, element, "axis")
    size = float(np.linalg.norm(axis))
    coordinates = tuple(text_of(element, "coordinates").split())
    return Motion(axis / size if size else axis, coordinates, function_in(path, element, bool(coordinates)))


def _in_order(path: Path, joints: list[Joint]) -> tuple[Joint, ...]:
    """Parents before children.

    Raises:
        BadInput: bodies hang on each other, or on nothing.
    """
    found, placed = list[Joint](), {GROUND}
    while len(found) < len(joints):
        ready = [joint for joint in joints if joint.parent in placed and joint.child not in placed]
        if not ready:
            lost = [joint.child for joint in joints if joint.child not in placed]
            raise BadInput(f"{path}: {', '.join(lost[:3]) or 'a body'} does not hang on the ground")
        for joint in ready:
            if joint.child in placed:
                raise BadInput(f"{path}: two joints carry {joint.child}")
            placed.add(joint.child)
        found += ready
    return tuple(found)


def _turn(angles: Floats) -> Floats:
    """Rotation (3, 3) by angles about x, y and z, each about the axes that the last has turned."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles), np.sin(angles)
    x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(x @ y @ z)


def _number(element: Element, tag: str) -> float:
    try:
        return float(text_of(element, tag) or 0.0)
    except ValueError:
        return 0.0
