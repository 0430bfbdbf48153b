"""Following a slider ends where settling from standing ends."""

import numpy as np
import pytest

from dorsum.function.stimulate import fascicles, held_by, locked_by, pull_of
from dorsum.mechanics.follow import Follower, updated
from dorsum.mechanics.settle import RESIDUAL

SAME = dict(rtol=0, atol=1e-7)  # rad: residuals of 1e-6 N·m on a stiffness of some 10 N·m/rad


@pytest.fixture(scope="module")
def pull(male):
    return pull_of(male)


def activations(model, parts, side, activation):
    out = np.zeros(len(model.body.fascicles))
    out[fascicles(model, "muscle", parts, side)] = activation
    return out


@pytest.mark.slow
@pytest.mark.parametrize("parts", [("multifidus_lumborum",), ("latissimus_dorsi",), ("psoas_major",)])
def test_it_ends_where_settling_ends(male, pull, parts):
    locked = locked_by(male, pull, held_by(male, "pelvis", "right")[1])
    follower = Follower(pull)
    for activation in (0.2, 0.9, 0.4):
        asked = activations(male, parts, "right", activation)
        found = follower.settle(asked, locked)
        slope = pull.gradient(found.coordinates, asked, found.factors)
        assert np.abs(slope[~locked]).max() <= RESIDUAL
        assert np.isnan(found.least_stiffness)  # it did not fall back
    settled = pull.settle(asked, locked)
    np.testing.assert_allclose(found.angles, settled.angles, **SAME)
    proved = follower.settle(asked, locked, proved=True)
    assert proved.least_stiffness == pytest.approx(settled.least_stiffness, rel=1e-5)


def test_what_is_held_does_not_turn(male, pull):
    locked = locked_by(male, pull, held_by(male, "thorax_and_spine", "right")[1])
    found = Follower(pull).settle(activations(male, ("rhomboid_major",), "right", 0.5), locked)
    assert (found.coordinates[locked] == 0).all()
    assert np.abs(found.coordinates).max() > 0.01


def test_curvature_is_taken_once_for_what_is_held(male, pull, monkeypatch):
    locked = locked_by(male, pull, held_by(male, "pelvis", "right")[1])
    follower, taken, hessian = Follower(pull), [], pull.hessian
    monkeypatch.setattr(pull, "hessian", lambda *of: taken.append(of) or hessian(*of))
    for activation in (0.1, 0.15, 0.2):
        follower.settle(activations(male, ("multifidus_lumborum",), "right", activation), locked)
    assert len(taken) == 1


def test_the_update_learns_the_curvature_of_a_bowl(rng):
    """After as many independent exact line searches as dimensions the inverse is that of the bowl."""
    root = rng.normal(size=(6, 6))
    bowl = root @ root.T + np.eye(6)
    at, inverse = rng.normal(size=6), np.eye(6)
    for _ in range(6):
        slope = bowl @ at
        move = -inverse @ slope
        step = move * -(slope @ move) / (move @ bowl @ move)
        inverse = updated(inverse, step, bowl @ step)
        at = at + step
    np.testing.assert_allclose(inverse @ bowl, np.eye(6), atol=1e-6)


def test_an_update_without_curvature_is_left_out():
    np.testing.assert_array_equal(updated(np.eye(2), np.array([1.0, 0.0]), np.array([-1.0, 0.0])), np.eye(2))
