"""Muscles on a ball: shortest paths, arms by three roads, and the balls that other programs are handed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from dorsum.body.wraps import touch
from dorsum.kernel.library import kernel
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.kinematics import place
from dorsum.mechanics.lines import draw, places
from dorsum.mechanics.model import Model
from dorsum.mechanics.statics import Motion, Switches, equations
from postures import random_angles

STEP = 1e-6  # rad
RADIUS = 0.02


def ends(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (3, n) outside a ball of `RADIUS` about the origin."""
    found = []
    for _ in range(2):
        way = rng.normal(size=(3, n))
        found.append(way / np.linalg.norm(way, axis=0) * rng.uniform(1.05, 4.0, n) * RADIUS)
    return found[0], found[1]


def through(a: np.ndarray, b: np.ndarray, turns: np.ndarray) -> float:
    """Length of a string from a over two points of the ball to b, along a great circle between these."""
    on = on_ball(turns)
    turned = np.arccos(np.clip(on[0] @ on[1] / RADIUS**2, -1.0, 1.0))
    return float(np.linalg.norm(on[0] - a) + RADIUS * turned + np.linalg.norm(on[1] - b))


def on_ball(turns: np.ndarray) -> np.ndarray:
    """Two points (2, 3) by their latitudes and longitudes."""
    up, round_ = turns[:2], turns[2:]
    return RADIUS * np.stack([np.cos(up) * np.cos(round_), np.cos(up) * np.sin(round_), np.sin(up)], axis=1)


def test_no_other_way_round_the_ball_is_shorter(rng: np.random.Generator) -> None:
    """The least length over two points anywhere on the ball, by a search that knows no tangents."""
    start, end = ends(rng, 40)
    one, other, along = touch(start, end, np.full(40, RADIUS))
    straight = np.linalg.norm(other - one, axis=0)
    touched = np.flatnonzero(along > straight + 1e-9)
    assert 10 < len(touched) < 40
    for i in touched[:8]:
        a, b = start[:, i], end[:, i]
        ours = np.linalg.norm(one[:, i] - a) + along[i] + np.linalg.norm(other[:, i] - b)
        near = np.stack([one[:, i], other[:, i]])
        first = np.concatenate([np.arcsin(near[:, 2] / RADIUS), np.arctan2(near[:, 1], near[:, 0])])
        outside = {  # what is straight may touch the ball but not enter it
            "type": "ineq",
            "fun": lambda x, a=a, b=b: np.array([a @ on_ball(x)[0], b @ on_ball(x)[1]]) / RADIUS**2 - 1.0,
        }
        found = minimize(
            lambda x, a=a, b=b: 1e3 * through(a, b, x),
            first + 0.1 * rng.normal(size=4),
            method="SLSQP",
            constraints=outside,
            options={"ftol": 1e-14, "maxiter": 500},
        )
        assert_allclose(ours, found.fun / 1e3, rtol=0, atol=1e-7)
        assert ours > np.linalg.norm(b - a)


def test_points_of_contact_are_tangent_and_others_lie_on_the_straight_line(rng: np.random.Generator) -> None:
    start, end = ends(rng, 200)
    one, other, along = touch(start, end, np.full(200, RADIUS))
    touched = np.isclose(np.linalg.norm(one, axis=0), RADIUS) & np.isclose(
        np.linalg.norm(other, axis=0), RADIUS
    )
    assert_allclose(((start - one) * one).sum(axis=0)[touched], 0.0, atol=1e-15)
    assert_allclose(((end - other) * other).sum(axis=0)[touched], 0.0, atol=1e-15)
    free = ~touched
    whole = np.linalg.norm(end - start, axis=0)
    assert_allclose(along[free], whole[free] / 3.0)
    way = (end - start)[:, free]
    share = np.clip(-(start[:, free] * way).sum(axis=0) / (way * way).sum(axis=0), 0.0, 1.0)
    assert (np.linalg.norm(start[:, free] + share * way, axis=0) >= RADIUS * (1 - 1e-9)).all()


def arms(model: Model, angles: np.ndarray, name: str) -> np.ndarray:
    """Moment arms (frames, axes) of a fascicle at the shoulder."""
    index = model.body.fascicle_index(name)
    return np.asarray(all_moment_arms(model, angles, [model.joint("glenohumeral_right")])[:, 0, :, index])


def test_arm_of_a_muscle_on_the_ball_is_minus_the_slope_of_its_length(
    wilke: Model, rng: np.random.Generator
) -> None:
    angles = random_angles(wilke, rng, 6)
    joints = [wilke.joint(f"{j}_right") for j in ("sternoclavicular", "acromioclavicular", "glenohumeral")]
    found = np.nan_to_num(all_moment_arms(wilke, angles, joints))
    wrapped = [i for i, f in enumerate(wilke.body.fascicles) if f.ball is not None]
    assert len(wrapped) >= 6
    for position, joint in enumerate(joints):
        for axis in range(3):
            more, less = angles.copy(), angles.copy()
            more[:, joint, axis] += STEP
            less[:, joint, axis] -= STEP
            length = [draw(wilke.mech.paths, place(wilke.mech.tree, a)).length for a in (more, less)]
            slope = (length[0] - length[1]) / (2 * STEP)
            assert_allclose(found[:, position, axis][:, wrapped], -slope[:, wrapped], rtol=0, atol=2e-9)


def test_raised_arm_keeps_the_lever_of_the_deltoid(wilke: Model) -> None:
    """Where it lies on the ball its lever is the radius, whatever the elevation; a straight line loses it."""
    joint = wilke.joint("glenohumeral_right")
    angles = np.zeros((3, len(wilke.body.skeleton.names), 3))
    angles[:, joint, 1] = -np.radians([0.0, 5.0, 10.0])
    fascicle = wilke.body.fascicles[wilke.body.fascicle_index("deltoid_acromial_middle_right")]
    ball = fascicle.ball
    assert ball is not None
    found = arms(wilke, angles, fascicle.name)
    points, along = places(wilke.mech.paths, place(wilke.mech.tree, angles))
    first = wilke.body.fascicles.layout.first[fascicle.index] + ball.at
    centre = place(wilke.mech.tree, angles).origin[:, joint]
    for frame in range(3):
        on = [np.linalg.norm(points[frame, :, first + k] - centre[frame]) for k in (0, 1)]
        assert_allclose(on, ball.radius, rtol=1e-12)
    # About all three axes together the lever is that of the plane of the path, whose normal has length 1; the
    # axes z x y are upright to each other as long as x is nought.
    assert_allclose(np.linalg.norm(found[0]), ball.radius, rtol=1e-12)
    assert found[0, 1] < 0.0  # it lifts the arm: towards negative angles about x
    assert (along[:, 0] > 0.0).all()


@pytest.mark.skipif(kernel() is None, reason="nothing is compiled")
def test_compiled_road_finds_the_same_points_and_lengths(wilke: Model, rng: np.random.Generator) -> None:
    angles = random_angles(wilke, rng, 5)
    still, n = np.zeros_like(angles), angles.shape[1]
    given = wilke.gravity, np.zeros((5, n, 6)), np.full(5, np.nan), Switches(), False
    found = equations(wilke.mech, Motion(angles, still, still), *given)
    drawn = draw(wilke.mech.paths, place(wilke.mech.tree, angles))
    assert_allclose(found.path_length, drawn.length, rtol=0, atol=1e-13)
    assert_allclose(found.point, drawn.point, rtol=0, atol=1e-13)


def test_every_end_lies_outside_its_ball(wilke: Model, male: Model) -> None:
    for model in (wilke, male):
        for fascicle in model.body.fascicles:
            if (ball := fascicle.ball) is not None:
                centre = model.body.skeleton.centre[ball.body]
                for k in (ball.at - 1, ball.at + 2):
                    assert np.linalg.norm(fascicle.path[k].position - centre) > ball.radius
