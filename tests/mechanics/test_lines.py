"""Muscles as lines: moment arms against differences of length, lengths against polylines."""

import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics import kinematics, lines
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.model import Model
from postures import mirrored, random_angles

pytestmark = pytest.mark.usefixtures("double")

STEP = 1e-5  # rad: truncation about ℓ'''·h²/6 ≈ 1e-11, rounding 1e-16/1e-5
MOMENT_ARM = {"rtol": 0, "atol": 1e-7}  # m


def lengths(model: Model, angles: np.ndarray) -> np.ndarray:
    posed = kinematics.place(model.mech.tree, jnp.asarray(angles))
    return np.asarray(lines.draw(model.mech.paths, posed).length)


def test_moment_arm_is_minus_dlength_dangle_at_every_joint(wilke: Model, rng: np.random.Generator) -> None:
    angles = random_angles(wilke, rng, 3)
    skeleton = wilke.body.skeleton
    joints = [i for i, freedoms in enumerate(skeleton.freedoms) if freedoms and skeleton.parent[i] >= 0]
    arms = np.nan_to_num(all_moment_arms(wilke, angles, joints))
    for position, joint in enumerate(joints):
        for k, axis in enumerate("zxy"):
            if axis in skeleton.freedoms[joint]:
                more, less = angles.copy(), angles.copy()
                more[:, joint, k] += STEP
                less[:, joint, k] -= STEP
                slope = (lengths(wilke, more) - lengths(wilke, less)) / (2 * STEP)
                assert_allclose(
                    arms[:, position, k], -slope, **MOMENT_ARM, err_msg=f"{skeleton.joints[joint]} {axis}"
                )


def test_length_is_that_of_the_polyline_through_the_points(wilke: Model) -> None:
    angles = np.zeros((1, len(wilke.body.skeleton.names), 3))
    expected = [fascicle.standing_length for fascicle in wilke.body.fascicles]
    assert_allclose(lengths(wilke, angles)[0], expected, rtol=0, atol=1e-12)


def test_mirrored_posture_gives_mirrored_lengths(wilke: Model, rng: np.random.Generator) -> None:
    angles = random_angles(wilke, rng, 2)
    here, there = lengths(wilke, angles), lengths(wilke, mirrored(wilke, angles))
    assert_allclose(there, here[:, wilke.body.opposite], rtol=0, atol=1e-12)
