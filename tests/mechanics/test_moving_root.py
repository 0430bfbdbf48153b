"""A root that accelerates: free fall takes away all weight, a swing adds what Newton says."""

import numpy as np
from numpy.testing import assert_allclose

from dorsum.body.skeleton import SPINE
from dorsum.mechanics.analysis import Frames, Options, analyse_frames, set_up
from dorsum.mechanics.model import Model

NO_PRESSURE = Options(abdominal_pressure=False)
STEP = 1e-4  # s, of the differences


def frames_of_a_moment(model: Model, angles: np.ndarray, root: np.ndarray | None) -> Frames:
    still = np.zeros_like(angles)
    external = np.zeros((*angles.shape[:2], 6))
    return Frames(np.zeros(len(angles)), angles, still, still, external, np.full(len(angles), np.nan), root)


def bent(model: Model) -> np.ndarray:
    """Standing with the pelvis turned a little about each axis."""
    angles = np.zeros((2, len(model.body.skeleton.names), 3))
    angles[:, 0] = [[-0.5, 0.1, 0.2], [0.1, -0.2, 0.0]]
    return angles


def test_in_free_fall_nothing_weighs(male: Model) -> None:
    angles = bent(male)
    falling = np.broadcast_to(male.gravity, (len(angles), 3))
    found = set_up(male, frames_of_a_moment(male, angles, falling), NO_PRESSURE, moving=False)
    assert_allclose(found.carried, 0.0, atol=1e-12)
    weightless = Frames(*frames_of_a_moment(male, angles, None))
    assert np.abs(set_up(male, weightless, NO_PRESSURE, moving=False).required - found.required).max() > 10


def test_a_lift_that_starts_upward_is_more_weight(male: Model) -> None:
    angles = bent(male)
    upward = np.tile([0.0, 0.25 * -male.gravity[1], 0.0], (len(angles), 1))
    here = set_up(male, frames_of_a_moment(male, angles, None), NO_PRESSURE, moving=False)
    there = set_up(male, frames_of_a_moment(male, angles, upward), NO_PRESSURE, moving=False)
    assert_allclose(there.carried[..., :3], 1.25 * here.carried[..., :3], atol=1e-9)


def test_a_swinging_body_pulls_as_newton_says(male: Model) -> None:
    """Two roads: the wrenches of the equations, and differences of the world positions of all masses.

    The root goes round a circle of 1.5 m while the whole body and two joints of it turn.
    """
    pivot, spin, gain = np.array([0.2, 1.5, -0.1]), 1.7, 0.6
    joint = male.joint("L5/S1")

    def posture(t: float) -> np.ndarray:
        angles = np.zeros((1, len(male.body.skeleton.names), 3))
        angles[0, 0, 0] = spin * t + gain * t**2
        angles[0, joint] = [-0.3 + 0.8 * t**2, 0.1 * t, 0.2 * t]
        return angles

    def root(t: float) -> np.ndarray:
        turn = spin * t + gain * t**2
        return pivot + 1.5 * np.array([np.sin(turn), -np.cos(turn), 0.0])

    def masses(t: float) -> np.ndarray:
        """World positions of the centres of mass."""
        return male.centres_in(male.place(posture(t)))[0] + root(t)

    def second(of, t: float = 0.0) -> np.ndarray:
        return (of(t + STEP) - 2 * of(t) + of(t - STEP)) / STEP**2

    velocity = (posture(STEP) - posture(-STEP)) / (2 * STEP)
    frames = frames_of_a_moment(male, posture(0.0), second(root)[None])
    frames = frames._replace(velocities=velocity, accelerations=second(posture))
    carried = set_up(male, frames, NO_PRESSURE, moving=True).carried[0, :, :3]
    expected = male.body.masses.mass[:, None] * (male.gravity - second(masses))
    assert_allclose(carried, expected, atol=2e-3)


def test_a_frame_that_cannot_be_balanced_is_named(male: Model) -> None:
    angles = np.zeros((3, len(male.body.skeleton.names), 3))
    frames = frames_of_a_moment(male, angles, None)._replace(times=np.array([0.0, 0.1, 0.2]))
    head = male.body.skeleton.index("skull")
    frames.external[1, head, 5] = -400.0  # N·m that bow the head
    found = analyse_frames(male, frames)
    (short,) = found.shortfalls.each
    assert (short.frame, short.time, short.direction) == (1, 0.1, "extension")
    assert short.joint in SPINE
    assert short.moment > 50
    assert found.shortfalls.balanced.tolist() == [True, False, True]
    assert found.shortfalls.at == ("", f"{short.joint} extension", "")
    assert found.shortfalls.worst == short
    alone = analyse_frames(male, frames_of_a_moment(male, angles[:2], None))
    assert_allclose(found.compression[[0, 2]], alone.compression, rtol=1e-4)
