"""The back as a model for MuJoCo 4 (MJCF), written without MuJoCo.

Bodies, angles and paths are those of `mechanics.kinematics` and `mechanics.lines`: three hinges a joint,
named `L4/L5 z`, `L4/L5 x`, `L4/L5 y`, turned in this order about the joint's own axes. x anterior, y up,
z right; m, kg, N, rad. The pelvis is fixed in space unless its rotations are free, too.

Groups of actuators (`<option actuatorgroupdisable="1"/>` switches the stabiliser off):

0. fascicles: MuJoCo's muscle, the control is activation;
1. stabiliser: spring and damper at every free coordinate, the control is the angle that it pulls to, rad;
2. rib cage and girdle, which stand for muscles that the balance leaves out: share of their capacity;
3. pressure in the abdomen, Pa;
4. external forces of the posture, constant in space, 1 for as large as they are.

The keyframe `posture` holds the angles of a solved posture and the controls that balance it: where joints
give, those that were found; a comment says which.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from xml.etree.ElementTree import Comment, Element, SubElement, indent, tostring

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import AXES, Floats
from dorsum.exchange.write.mjcf.balance import drive
from dorsum.exchange.write.mjcf.controls import add_other_actuators, controls
from dorsum.exchange.write.mjcf.coordinates import AXIS_COLUMNS, Coordinate, free_coordinates
from dorsum.exchange.write.mjcf.gliding import add_gliding
from dorsum.exchange.write.mjcf.muscles import add_muscles, add_sites, add_tendons
from dorsum.exchange.write.mjcf.xml import numbers
from dorsum.mechanics.gives import Gives
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result

TIME_STEP = 2e-3  # s; half of it gives the same motion
FEATHER = 1e-12  # kg and kg·m² of a body that weighs nothing of its own: MuJoCo wants more than zero
FREE_ANGLE = 1e3  # rad, where a one-sided spring would begin on its other side: never
THICKNESS = 0.008  # m, of the sticks that are drawn


def mjcf(
    model: Model,
    result: Result | None = None,
    *,
    free: str = "elastic",
    frame: int = 0,
    left_out: bool | None = None,
) -> str:
    """The body as MJCF text.

    Args:
        model: whose back.
        result: a solved posture or movement of this body; `frame` gives the angles at which joints that are
            not free are held, and the keyframe. None: standing, nothing active.
        free: which joints turn: `spine`, `elastic` (with ribs, girdle, hips, knees, ankles) or `all`.
        left_out: whether the fascicles that take no part in the balance are written, and the gliding of
            the scapulae; by default unless only the spine is free.

    Raises:
        UnknownName: another set of joints.
    """
    body = model.body
    coordinates = free_coordinates(body, free)
    left_out = free != "spine" if left_out is None else left_out
    muscles = np.arange(len(body.fascicles)) if left_out else body.active
    acts = drive(model, result, frame)
    root = Element("mujoco", model=f"dorsum {body.subject.name}")
    root.append(Comment(f" tables {body.tables.digest}; free joints: {free}; units m, kg, s, N, rad "))
    root.append(Comment(f" keyframe posture: {_angles(result)} "))
    SubElement(root, "compiler", angle="radian", autolimits="false")
    option = SubElement(root, "option", timestep=repr(TIME_STEP), integrator="implicitfast")
    option.set("gravity", numbers(model.gravity))
    SubElement(option, "flag", contact="disable")
    SubElement(root, "size", memory="64M")
    world = SubElement(root, "worldbody")
    SubElement(world, "site", name="world")
    # Pinocchio 4.1 forgets where a body hangs on the world itself (findings/pinocchio_mjcf_root_pose.sh).
    ground = SubElement(world, "body", name="ground")
    elements = _bodies(body, coordinates, acts.angles, ground)
    add_sites(body, muscles, elements)
    tendons = SubElement(root, "tendon")
    add_tendons(body, muscles, tendons)
    _add_springs(coordinates, tendons, acts.stiffer)
    _add_ring(model, tendons, {c.name for c in coordinates}, acts.angles)
    if left_out:
        add_gliding(body, elements, tendons)
    actuators = SubElement(root, "actuator")
    add_muscles(body, muscles, model.mech.curves, actuators)
    add_other_actuators(model, coordinates, acts, elements, tendons, actuators)
    key = SubElement(SubElement(root, "keyframe"), "key", name="posture")
    angle = {c.name: acts.angles[c.body, c.axis] for c in coordinates}
    key.set("qpos", numbers(angle[joint.get("name", "")] for joint in world.iter("joint")))  # depth first
    solved = result is not None
    balance = controls(model, coordinates, muscles, acts, solved=solved, gliding=left_out)
    key.set("ctrl", numbers(balance))
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _angles(result: Result | None) -> str:
    if result is None:
        return "standing, nothing active"
    gives = Gives.of(result)
    if gives is None:
        return "the angles are as stated"
    return (
        f"joints give up to {gives.largest_deg:.1f} deg from the angles stated ({gives.largest}), and their"
        f" springs are up to {gives.stiffest:.2f} times as stiff as unloaded"
    )


def _bodies(body: Body, coordinates: Sequence[Coordinate], angles: Floats, ground: Element) -> list[Element]:
    """The tree of bodies with joints and masses; joints that are not free keep their angles."""
    skeleton, masses = body.skeleton, body.masses
    elements: list[Element] = []
    for b, name in enumerate(skeleton.names):
        parent = skeleton.parent[b]
        at = skeleton.centre[b] - (skeleton.centre[parent] if parent >= 0 else 0.0)
        mine = [c for c in coordinates if c.body == b]
        element = SubElement(ground if parent < 0 else elements[parent], "body", name=name, pos=numbers(at))
        elements.append(element)
        fixed = angles[b].copy()
        fixed[[c.axis for c in mine]] = 0.0
        element.set("quat", numbers(_quaternion(skeleton.axes[b], fixed)))
        for c in mine:
            _joint(element, c, skeleton.axes[b][:, AXIS_COLUMNS[c.axis]])
        _inertia(element, float(masses.mass[b]), masses.centre[b], masses.inertia[b])
        if parent > 0:
            stick = SubElement(elements[parent], "geom", type="capsule", size=repr(THICKNESS), mass="0")
            stick.set("fromto", numbers((*np.zeros(3), *at)))
            stick.set("group", "1")
    return elements


def _joint(element: Element, c: Coordinate, axis: Floats) -> None:
    joint = SubElement(element, "joint", name=c.name, type="hinge", axis=numbers(axis), limited="false")
    joint.set("damping", repr(c.damping))
    joint.set("armature", repr(c.armature))
    if c.range is not None:  # stated, not enforced: the springs stop the joint
        joint.set("range", numbers(c.range))


def _inertia(element: Element, mass: float, centre: Floats, inertia: Floats) -> None:
    full = inertia if mass > 0 else FEATHER * np.eye(3)
    values = (*np.diag(full), full[0, 1], full[0, 2], full[1, 2])
    SubElement(
        element,
        "inertial",
        pos=numbers(centre),
        mass=repr(max(mass, FEATHER)),
        fullinertia=numbers(values),
    )


def _quaternion(axes: Floats, angles: Floats) -> Floats:
    """Turn C Rz Rx Ry Cᵀ as a unit quaternion (w, x, y, z)."""
    turn = np.array([1.0, 0.0, 0.0, 0.0])
    for column, angle in zip(AXIS_COLUMNS, angles, strict=True):
        turn = _product(turn, np.array([np.cos(angle / 2), *(np.sin(angle / 2) * axes[:, column])]))
    return turn


def _product(a: Floats, b: Floats) -> Floats:
    vector = a[0] * b[1:] + b[0] * a[1:] + np.cross(a[1:], b[1:])
    return np.array([a[0] * b[0] - a[1:] @ b[1:], *vector])


def _add_springs(coordinates: Sequence[Coordinate], parent: Element, stiffer: Floats | None) -> None:
    """The passive moment of every coordinate as springs that begin at their knots; see `curves`."""
    for c in coordinates:
        times = 1.0 if stiffer is None else stiffer[c.body, c.axis]
        for k, (sign, spring) in enumerate(c.springs):
            tendon = SubElement(parent, "fixed", name=f"spring {c.name} {k}")
            tendon.set("springlength", numbers((-FREE_ANGLE, spring.start)))
            tendon.set("stiffness", numbers(times * np.asarray(spring.coefficients)))
            SubElement(tendon, "joint", joint=c.name, coef=str(sign))


def _add_ring(model: Model, parent: Element, free: Set[str], angles: Floats) -> None:
    """The ring of the ribs, which couples joints: a spring for each of its modes, K = Σ k v vᵀ. What turns
    but is not `free` there, such as a sternum that cartilages hold, keeps its angle."""
    coupled = model.mech.coupled
    joints = [f"{model.body.skeleton.joints[b]} {AXES[k]}" for b, k in zip(*coupled[:2], strict=True)]
    stiffnesses, modes = np.linalg.eigh(coupled.stiffness)
    for i, (stiffness, mode) in enumerate(zip(stiffnesses, modes.T, strict=True)):
        tendon = SubElement(parent, "fixed", name=f"ring of the ribs {i}")
        kept = sum(
            share * angles[b, k]
            for joint, share, b, k in zip(joints, mode, coupled.body, coupled.axis, strict=True)
            if joint not in free
        )
        tendon.set("springlength", repr(-float(kept)))
        tendon.set("stiffness", repr(max(float(stiffness), 0.0)))
        for joint, share in zip(joints, mode, strict=True):
            if joint in free:
                SubElement(tendon, "joint", joint=joint, coef=repr(float(share)))
