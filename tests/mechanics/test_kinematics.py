"""Bones in space: pointer doubling against a walk along the tree, and the mirror."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics import kinematics
from dorsum.mechanics.model import Model
from postures import random_angles

POSITION = {"rtol": 0, "atol": 1e-12}  # m: two float64 chains of up to 25 rotations


def rotation(axis: int, angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    i, j = [(1, 2), (2, 0), (0, 1)][axis]
    out = np.eye(3)
    out[i, i] = out[j, j] = c
    out[i, j], out[j, i] = -s, s
    return out


def walk(model: Model, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotations and origins body by body, parents first."""
    skeleton = model.body.skeleton
    turn, origin = [], []
    for i, parent in enumerate(skeleton.parent):
        z, x, y = angles[i]
        local = skeleton.axes[i] @ rotation(2, z) @ rotation(0, x) @ rotation(1, y) @ skeleton.axes[i].T
        if parent < 0:
            turn.append(local)
            origin.append(skeleton.centre[i])
        else:
            turn.append(turn[parent] @ local)
            origin.append(origin[parent] + turn[parent] @ (skeleton.centre[i] - skeleton.centre[parent]))
    return np.array(turn), np.array(origin)


def test_doubling_reaches_the_same_bones_as_a_walk_along_the_tree(
    wilke: Model, rng: np.random.Generator
) -> None:
    angles = random_angles(wilke, rng, 5)
    posed = wilke.place(angles)
    for frame in range(5):
        turn, origin = walk(wilke, angles[frame])
        assert_allclose(posed.rotation[frame], turn, **POSITION)
        assert_allclose(posed.origin[frame], origin, **POSITION)


def test_zero_angles_are_standing(wilke: Model) -> None:
    posed = wilke.place(np.zeros((1, len(wilke.body.skeleton.names), 3)))
    assert_allclose(posed.origin[0], wilke.body.skeleton.centre, **POSITION)
    assert_allclose(posed.rotation[0], np.broadcast_to(np.eye(3), posed.rotation[0].shape), **POSITION)


def test_joint_axes_are_what_small_turns_rotate_about(wilke: Model, rng: np.random.Generator) -> None:
    angles = random_angles(wilke, rng, 1)
    joint = wilke.joint("L3/L4")
    posed = wilke.place(angles)
    tree = wilke.mech.tree
    axes = np.asarray(kinematics.joint_axes(tree, kinematics.place(tree, angles), angles))
    for k in range(3):
        step = 1e-6
        more, less = angles.copy(), angles.copy()
        more[0, joint, k] += step
        less[0, joint, k] -= step
        change = (wilke.place(more).rotation - wilke.place(less).rotation)[0, joint] / (2 * step)
        spin = change @ posed.rotation[0, joint].T
        assert_allclose([spin[2, 1], spin[0, 2], spin[1, 0]], axes[0, joint, k], atol=1e-8)


@pytest.mark.parametrize(("axis", "direction"), [(0, 0), (1, 2), (2, None)])
def test_angles_have_the_signs_of_the_field(wilke: Model, axis: int, direction: int | None) -> None:
    """+z extends (the head goes back), +x bends right (the head goes right), +y turns the face left."""
    angles = np.zeros((1, len(wilke.body.skeleton.names), 3))
    angles[0, wilke.joint("L4/L5"), axis] = 0.1
    skull = wilke.joint("C0/C1")
    before = wilke.place(np.zeros_like(angles))
    after = wilke.place(angles)
    if direction is None:
        forward = after.rotation[0, skull] @ np.array([1.0, 0.0, 0.0])
        assert forward[2] < -0.05
    else:
        moved = (after.origin - before.origin)[0, skull, direction]
        assert moved < -0.02 if direction == 0 else moved > 0.02
