"""BVH files by bvhio: any hierarchy, with channels in any order."""

from __future__ import annotations

from pathlib import Path

import bvhio
import glm
import numpy as np
from SpatialTransform import Euler, Pose

from dorsum.exchange.read import read
from dorsum.exchange.read.axes import turn_by
from dorsum.exchange.read.recording import Rig
from exchange.others.agreement import Array, Disagreement, agree, axes, equal, names

ROTATIONS, POSITIONS = ("Xrotation", "Yrotation", "Zrotation"), ("Xposition", "Yposition", "Zposition")
SINGLE = 3e-6  # rad, m: bvhio keeps angles, quaternions and places in reals of 32 bits; a joint adds as much
MOST_JOINTS, DEEPEST = 14, 8


def bvhio_file(rng: np.random.Generator, folder: Path) -> None:
    """A file that bvhio writes."""
    path = folder / "it.bvh"
    count, frames = int(rng.integers(1, MOST_JOINTS)), int(rng.integers(1, 13))
    step = float(rng.choice([1 / 30, 1 / 60, 1 / 120, 0.01, 0.033333]))
    joints: list[bvhio.BvhJoint] = []
    depth: list[int] = []
    for i, name in enumerate(names(rng, count, foreign=False)):
        parent = int(rng.integers(i)) if i else -1
        while i and depth[parent] == DEEPEST:
            parent = int(rng.integers(i))
        joints.append(_joint(rng, name, frames, root=not i))
        depth.append(depth[parent] + 1 if i else 0)
        if i:
            joints[parent].Children.append(joints[-1])
    bvhio.writeBvh(str(path), bvhio.BvhContainer(joints[0], frames, step))
    asked = axes(rng)
    ours, theirs = read(path, unit="m", **asked), bvhio.readAsBvh(str(path))
    if not isinstance(ours, Rig):
        raise Disagreement(f"read as {type(ours).__name__}")
    agree("frames", len(ours.time), theirs.FrameCount)
    equal("time", ours.time, np.arange(frames) * theirs.FrameTime)
    _same(ours, theirs.Root, turn_by(**asked), -1, np.eye(3)[None], np.zeros(3))
    ends = sum(not joint.Children for joint in joints)
    agree("joints", len(ours.names), count + ends)


def _same(ours: Rig, joint: bvhio.BvhJoint, turn: Array, parent: int, above: Array, at: Array) -> None:
    """A joint and all that hangs on it, whose parent is turned and placed so in the world of the file."""
    i = ours.names.index(joint.Name)
    agree(f"parent of {joint.Name}", ours.parents[i], parent)
    equal(f"offset of {joint.Name}", ours.offsets[i], turn @ np.array(joint.Offset), atol=1e-6)
    local = np.array([np.array(glm.mat3_cast(key.Rotation)) for key in joint.Keyframes])
    moved = np.array([np.array(key.Position) for key in joint.Keyframes])
    positions = at + np.einsum("fij,fj->fi", np.broadcast_to(above, (len(moved), 3, 3)), moved)
    rotations = above @ local
    off = SINGLE * (1 + i)
    equal(f"turn of {joint.Name}", ours.rotations[:, i], turn @ rotations @ turn.T, atol=off)
    equal(f"place of {joint.Name}", ours.positions[:, i], positions @ turn.T, atol=10 * off)
    for child in joint.Children:
        _same(ours, child, turn, i, rotations, positions)
    if not joint.Children:
        end = ours.names.index(f"{joint.Name}_end")
        equal(f"end of {joint.Name}", ours.offsets[end], turn @ np.array(joint.EndSite), atol=1e-6)
        equal(f"turn of the end of {joint.Name}", ours.rotations[:, end], ours.rotations[:, i])


def _joint(rng: np.random.Generator, name: str, frames: int, root: bool) -> bvhio.BvhJoint:
    made = bvhio.BvhJoint(name, glm.vec3(*rng.uniform(-0.5, 0.5, 3)))
    made.EndSite = glm.vec3(*rng.uniform(-0.2, 0.2, 3))
    turning = [str(channel) for channel in rng.permutation(ROTATIONS)]
    if not root and rng.random() < 0.2:
        turning = turning[: int(rng.integers(0, 3))]
    moving = [str(channel) for channel in rng.permutation(POSITIONS)] if root or rng.random() < 0.2 else []
    made.Channels = [*moving, *turning] if rng.random() < 0.7 else [*turning, *moving]
    order = "".join(channel[0] for channel in turning)
    for _ in range(frames):
        angles = glm.vec3(*[rng.uniform(-3, 3) if axis in order else 0.0 for axis in "XYZ"])
        place = glm.vec3(*rng.uniform(-2, 2, 3)) if moving else made.Offset
        made.Keyframes.append(Pose(place, Euler.toQuatFrom(angles, order=order, extrinsic=False)))
    return made
