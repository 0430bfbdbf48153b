"""The figure that a rig makes: where its joints are in each frame, and how tall it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.bvh_rig import Joint
from dorsum.exchange.read.markers import INCH
from dorsum.units import DEGREE, MM

UNITS = {"m": 1.0, "inches": INCH, "cm": 0.01, "mm": MM}
PERSON = (
    1.2,
    2.2,
)  # m, from the ankle to the top of the head along the bones; the ranges of the units are apart
MIDDLING = 1.7  # m, so tall is made a figure whose unit nobody knows


def place(joints: Sequence[Joint], rows: Floats) -> tuple[Floats, Floats]:
    """How the joints are turned and where they are, in the axes and the unit of the file.

    Args:
        rows: (frames, channels), the channels of all joints one after the other, angles in degrees.

    Returns:
        Rotations from the joint's frame to the world (frames, n, 3, 3), positions (frames, n, 3).
    """
    rotations = np.empty((len(rows), len(joints), 3, 3))
    positions = np.empty((len(rows), len(joints), 3))
    column = 0
    for i, joint in enumerate(joints):
        channels = rows[:, column : column + len(joint.channels)]
        column += len(joint.channels)
        rotation, moved = _of_channels(joint, channels)
        if joint.parent < 0:
            rotations[:, i], positions[:, i] = rotation, moved
        else:
            above = rotations[:, joint.parent]
            rotations[:, i] = above @ rotation
            positions[:, i] = positions[:, joint.parent] + np.einsum("fij,fj->fi", above, moved)
    return rotations, positions


def _of_channels(joint: Joint, values: Floats) -> tuple[Floats, Floats]:
    """Rotation of a joint in its parent, (frames, 3, 3), and its place there; positions replace offsets."""
    rotation = np.broadcast_to(np.eye(3), (len(values), 3, 3))
    moved = np.tile(joint.offset, (len(values), 1))
    for channel, value in zip(joint.channels, values.T, strict=True):
        axis = "XYZ".index(channel[0])
        if channel.endswith("position"):
            moved[:, axis] = value
        else:
            rotation = rotation @ _about(axis, value * DEGREE)
    return rotation, moved


def _about(axis: int, angle: Floats) -> Floats:
    """Rotations about one axis, (frames, 3, 3)."""
    matrix = np.zeros((len(angle), 3, 3))
    second, third = (axis + 1) % 3, (axis + 2) % 3
    matrix[:, axis, axis] = 1.0
    matrix[:, second, second] = matrix[:, third, third] = np.cos(angle)
    matrix[:, third, second] = np.sin(angle)
    matrix[:, second, third] = -matrix[:, third, second]
    return matrix


def unit_of(joints: Sequence[Joint], known: Mapping[tuple[str, str], int]) -> tuple[str, float, str]:
    """The unit, its length in m, and what to say of it; `known`: which joints are what (`rig_joints`)."""
    height = height_of(joints, known)
    for name, unit in UNITS.items():
        if PERSON[0] <= height * unit <= PERSON[1]:
            tall = f"{height * unit:.2f} m from the ankles to the top along the bones"
            return name, unit, f"Lengths are read in {name}: so the figure is {tall}."
    if not height > 0:
        return "", 1.0, "The figure has no height: its lengths are left as they are; --unit says it."
    return (
        "",
        MIDDLING / height,
        (f"A figure {height:.4g} units tall is a person in no unit that is known: made {MIDDLING} m tall."),
    )


def height_of(joints: Sequence[Joint], known: Mapping[tuple[str, str], int]) -> float:
    """From the ankles to the top of the head along the bones, in whatever pose; 0 if they are not named."""
    length: list[float] = []
    for joint in joints:
        above = length[joint.parent] + float(np.linalg.norm(joint.offset)) if joint.parent >= 0 else 0.0
        length.append(above)
    head = known.get(("head", "mid"))
    ankles = [i for (joint, _), i in known.items() if joint == "foot"]
    if head is None or not ankles:
        return 0.0
    top, under = length[head], {head}  # the head and all that hangs on it
    for i, joint in enumerate(joints):
        if joint.parent in under:
            under.add(i)
            top = max(top, length[i])
    # The bones part where head and foot do: what is under that, as a root on the floor, is none.
    carries_head = _up(joints, head)
    forks = [next(j for j in _up(joints, i) if j in carries_head) for i in ankles]
    return top + max(length[i] - 2.0 * length[fork] for i, fork in zip(ankles, forks, strict=True))


def _up(joints: Sequence[Joint], i: int) -> list[int]:
    """A joint and those that it hangs on, up to the root."""
    found = [i]
    while (i := joints[i].parent) >= 0:
        found.append(i)
    return found
