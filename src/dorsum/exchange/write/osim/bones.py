"""Bodies and joints of the OpenSim model.

In standing every body's frame is parallel to the world and lies at the joint by which the body hangs. A joint
turns z–x′–y″ in its own axes: a `GimbalJoint`, which turns about x, y′, z″ of its frame, with our z, x, y as
these axes. A hinge is a `PinJoint`, the root a `CustomJoint` that also moves in space.
"""

from __future__ import annotations

from collections.abc import Collection
from xml.etree.ElementTree import Element

import numpy as np

from dorsum.body.body import Body
from dorsum.body.masses import limb_vector
from dorsum.body.muscles import Fascicle
from dorsum.body.skeleton import Floats
from dorsum.exchange.write.osim.coordinates import (
    ROOT_REACH,
    ROOT_TRANSLATIONS,
    Coordinate,
    values_of,
)
from dorsum.exchange.write.osim.elements import add, add_offset_frame, identifier, numbers

# Bodies that weigh nothing here (neck, ribs, girdle: their mass is part of a neighbour's) get as much as the
# equations of motion need in order to have a solution, and an optimiser to find it: with 1e-6 kg·m² a moment
# of 1 N·m means 1e6 rad/s². Weights change by 1e-5 N, moments in a slow movement by 1e-5 N·m.
LEAST_MASS = 1e-6  # kg
LEAST_INERTIA = 1e-5  # kg·m²
THINNEST = 0.006  # m, half of the thinnest bone drawn
BONE_COLOUR = (0.93, 0.89, 0.80)
HINGE, BALL = 1, 3  # freedoms of a joint
TURNS = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])  # about z, x, y, as rows


def add_bodies(objects: Element, body: Body) -> None:
    """Every body with mass, centre of mass, inertia and an ellipsoid to see it by."""
    masses = body.masses
    for i, name in enumerate(body.skeleton.names):
        element = add(objects, "Body", name=name)
        _add_ellipsoid(add(element, "components"), name, extent_of(body, i))
        _add_balls(element, body, i)
        weighs = masses.mass[i] > 0.0
        inertia = masses.inertia[i] if weighs else LEAST_INERTIA * np.eye(3)
        add(element, "mass", float(masses.mass[i] if weighs else LEAST_MASS))
        add(element, "mass_center", numbers(masses.centre[i]))
        moments = [*np.diag(inertia), inertia[0, 1], inertia[0, 2], inertia[1, 2]]
        add(element, "inertia", numbers(moments))


def _add_balls(element: Element, body: Body, index: int) -> None:
    """What fascicles run over on a body: spheres about its joint centre."""
    balls = [(f, ball) for f in body.fascicles if (ball := f.ball) is not None and ball.body == index]
    if not balls:
        return
    objects = add(add(element, "WrapObjectSet", name="wrapobjectset"), "objects")
    for fascicle, ball in balls:
        sphere = add(objects, "WrapSphere", name=ball_name(fascicle))
        add(sphere, "radius", ball.radius)


def ball_name(fascicle: Fascicle) -> str:
    """Of the sphere that a fascicle runs over."""
    return f"ball_{fascicle.name}"


def extent_of(body: Body, index: int) -> tuple[Floats, Floats, Floats]:
    """Centre (3,), axes (3, 3) as columns and half lengths (3,) of an ellipsoid about a body's landmarks.

    In the frame of the body, m. Where the next bones hang and the far end of a limb count as landmarks.
    """
    skeleton = body.skeleton
    points = [at for on, at in skeleton.landmarks.values() if on == index]
    points += [skeleton.centre[index], *skeleton.centre[skeleton.parent == index]]
    if len(points) < HINGE + BALL or not (skeleton.parent == index).any():
        points += _far_ends(body, index)
    cloud = np.array(points) - skeleton.centre[index]
    axes = np.linalg.svd(cloud - cloud.mean(axis=0), full_matrices=True)[2].T
    axes[:, 2] *= np.sign(np.linalg.det(axes))
    along = cloud @ axes
    low, high = along.min(axis=0), along.max(axis=0)
    return axes @ ((low + high) / 2), axes, np.maximum((high - low) / 2, THINNEST)


def _far_ends(body: Body, index: int) -> list[Floats]:
    """Where a limb or the head ends, standing."""
    name, skeleton = body.skeleton.names[index], body.skeleton
    stem, _, side = name.rpartition("_") if name.endswith(("_right", "_left")) else (name, "", "none")
    rows = [row for row in body.tables.limbs if row.body == stem]
    return [skeleton.centre[index] + limb_vector(body.tables, skeleton, row.limb, side) for row in rows]


def _add_ellipsoid(components: Element, name: str, extent: tuple[Floats, Floats, Floats]) -> None:
    centre, axes, half = extent
    frame = add_offset_frame(components, f"{name}_shape", "..", centre, axes)
    shape = add(add(frame, "attached_geometry"), "Ellipsoid", name=f"{name}_ellipsoid")
    add(shape, "socket_frame", "..")
    add(add(shape, "Appearance"), "color", numbers(BONE_COLOUR))
    add(shape, "radii", numbers(half))


def add_joints(
    objects: Element,
    body: Body,
    found: tuple[Coordinate, ...],
    angles: Floats,
    at: Floats,
    welded: Collection[int] = (),
    locked: Collection[Coordinate] = (),
) -> None:
    """Every joint; the coordinates start at angles (n_bodies, 3) in rad and the root at a place (3,) in m.

    Joints of `welded` bodies are fixed at these angles, coordinates that are `locked` until unlocked.
    """
    start = dict(zip(found, values_of(found, angles[None])[0], strict=True))
    skeleton = body.skeleton
    for i, joint_name in enumerate(skeleton.joints):
        own = {c: value for c, value in start.items() if c.body == i and i not in welded}
        root = skeleton.parent[i] < 0
        kind = "CustomJoint" if root else {0: "WeldJoint", HINGE: "PinJoint", BALL: "GimbalJoint"}[len(own)]
        joint = add(objects, kind, name="ground_pelvis" if root else identifier(joint_name))
        add(joint, "socket_parent_frame", "lower")
        add(joint, "socket_child_frame", "upper")
        if own:
            _add_coordinates(joint, own, at if root else np.zeros(0), locked)
        _add_frames(joint, body, i, turned(angles[i]) if i in welded else np.eye(3))
        if root:
            _add_root_axes(joint, tuple(own))


def _add_frames(joint: Element, body: Body, index: int, turn: Floats) -> None:
    """The two frames that a joint holds together; `turn` (3, 3), in the joint's axes, is fixed."""
    skeleton = body.skeleton
    lower = skeleton.parent[index]
    root, ball = lower < 0, len(skeleton.freedoms[index]) == BALL
    axes = frame_of(body, index) if ball and not root else skeleton.axes[index]
    fixed = skeleton.axes[index] @ turn @ skeleton.axes[index].T
    frames = add(joint, "frames")
    offset = np.zeros(3) if root else skeleton.centre[index] - skeleton.centre[lower]
    on = "/ground" if root else f"/bodyset/{skeleton.names[lower]}"
    add_offset_frame(frames, "lower", on, offset, fixed @ axes)
    add_offset_frame(frames, "upper", f"/bodyset/{skeleton.names[index]}", np.zeros(3), axes)


def turned(angles: Floats) -> Floats:
    """Rotation (3, 3) in a joint's own axes of its angles z, x, y in rad."""
    from scipy.spatial.transform import Rotation  # which takes a second to import

    return np.asarray(Rotation.from_euler("ZXY", angles).as_matrix())


def frame_of(body: Body, index: int) -> Floats:
    """Axes (3, 3) of the frame in which a ball joint turns about x, y′, z″: our z, x, y as columns."""
    columns = body.skeleton.axes[index][:, [2, 0, 1]]
    return np.asarray(columns * [c.sign for c in body.coordinates if c.body == index])


def _add_coordinates(
    joint: Element, own: dict[Coordinate, float], at: Floats, locked: Collection[Coordinate]
) -> None:
    listed = add(joint, "coordinates")
    for c, value in own.items():
        _add_coordinate(listed, c.name, float(value), c.low, c.high)
        if c in locked:
            add(listed[-1], "locked", "true")
    for name, place in zip(ROOT_TRANSLATIONS[: len(at)], at, strict=True):
        _add_coordinate(listed, name, float(place), -ROOT_REACH, ROOT_REACH)


def _add_coordinate(listed: Element, name: str, value: float, low: float, high: float) -> None:
    element = add(listed, "Coordinate", name=name)
    add(element, "default_value", value)
    add(element, "range", numbers([min(low, value), max(high, value)]))


def _add_root_axes(joint: Element, own: tuple[Coordinate, ...]) -> None:
    """How the root turns and moves: about z, x′, y″, then along x, y, z of the world."""
    transform = add(joint, "SpatialTransform")
    turning = zip([c.name for c in own], TURNS, [f"rotation{i}" for i in (1, 2, 3)], strict=True)
    moving = zip(ROOT_TRANSLATIONS, np.eye(3), [f"translation{i}" for i in (1, 2, 3)], strict=True)
    for name, direction, which in (*turning, *moving):
        axis = add(transform, "TransformAxis", name=which)
        add(axis, "coordinates", name)
        add(axis, "axis", numbers(direction))
        add(add(axis, "LinearFunction", name="function"), "coefficients", "1 0")
