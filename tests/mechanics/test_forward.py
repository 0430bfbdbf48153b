"""The forward mechanics by two roads: at once with NumPy, and traced by JAX, which derives the rates."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.kernel.library import CHOICE
from dorsum.mechanics import kinematics, lines
from dorsum.mechanics.analysis import Options, set_up
from dorsum.mechanics.inertia import centres_of_mass, rates_of_momentum
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import sum_by
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task
from postures import random_angles

pytestmark = pytest.mark.usefixtures("double", "road")

ROUNDING = {"rtol": 0, "atol": 1e-12}
Motion = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(params=["", "numpy"])
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the compiled kernel where there is one, and without."""
    monkeypatch.setenv(CHOICE, request.param)


@pytest.fixture
def motion(wilke: Model, rng: np.random.Generator) -> Motion:
    """Angles, their first and second rates, every joint turning about all its axes."""
    shape = (3, len(wilke.body.skeleton.names), 3)
    return random_angles(wilke, rng, 3), rng.normal(0, 1.0, shape), rng.normal(0, 5.0, shape)


def test_rates_of_momentum_are_the_second_derivative_of_the_kinematics(wilke: Model, motion: Motion) -> None:
    tree, masses = wilke.mech.tree, wilke.mech.masses
    q, v, a = map(jnp.asarray, motion)

    def at(time: jax.Array) -> tuple[jax.Array, jax.Array]:
        posed = kinematics.place(tree, q + time * v + 0.5 * time**2 * a)
        return centres_of_mass(masses, posed), posed.rotation

    def rate(time: jax.Array) -> tuple[tuple[jax.Array, jax.Array], tuple[jax.Array, jax.Array]]:
        return jax.jvp(at, (time,), (jnp.ones(()),))

    now, along = (jnp.zeros(()),), (jnp.ones(()),)
    ((centre, rotation), (_, turning)), (_, (moved, turned)) = jax.jvp(rate, now, along)
    centre, rotation, turning, moved, turned = map(np.asarray, (centre, rotation, turning, moved, turned))
    spin = turning @ rotation.swapaxes(-1, -2)
    spin_rate = turned @ rotation.swapaxes(-1, -2) - spin @ spin
    omega, alpha = (np.stack([s[..., 2, 1], s[..., 0, 2], s[..., 1, 0]], axis=-1) for s in (spin, spin_rate))
    inertia = rotation @ masses.inertia @ rotation.swapaxes(-1, -2)
    about, momentum = (np.einsum("fbij,fbj->fbi", inertia, vector) for vector in (alpha, omega))
    linear = masses.mass[:, None] * moved
    angular = np.cross(centre, linear) + about + np.cross(omega, momentum)
    found = rates_of_momentum(tree, masses, *motion)
    assert np.abs(found).max() > 50.0  # N, N·m
    assert_allclose(found, np.concatenate([linear, angular], axis=-1), rtol=0, atol=1e-10)


def test_traced_bodies_and_lines_are_those_computed_at_once(wilke: Model, motion: Motion) -> None:
    tree, paths = wilke.mech.tree, wilke.mech.paths

    @jax.jit
    def traced(q: jax.Array) -> tuple[Posed, jax.Array, lines.Lines]:
        posed = kinematics.place(tree, q)
        return posed, kinematics.joint_axes(tree, posed, q), lines.draw(paths, posed)

    posed = kinematics.place(tree, motion[0])
    at_once = posed, kinematics.joint_axes(tree, posed, motion[0]), lines.draw(paths, posed)
    both = zip(jax.tree.leaves(at_once), jax.tree.leaves(traced(jnp.asarray(motion[0]))), strict=True)
    for ours, theirs in both:
        assert isinstance(ours, np.ndarray)
        assert_allclose(ours, theirs, **ROUNDING)


@pytest.mark.parametrize("owner", [[0, 0, 2, 2, 2], [2, 0, 1, 0, 2], []])
def test_sums_by_owner(owner: list[int], rng: np.random.Generator) -> None:
    positions, values = np.array(owner, dtype=np.int64), rng.normal(size=(2, 3, len(owner)))
    expected = np.stack([values[..., positions == k].sum(axis=-1) for k in range(4)], axis=-1)
    assert_allclose(sum_by(positions, values, 4), expected, **ROUNDING)
    assert_allclose(sum_by(positions, jnp.asarray(values), 4), expected, **ROUNDING)


def test_frames_do_not_hang_on_each_other(wilke: Model) -> None:
    """Frames are computed some at a time: any cut gives the same."""
    frames = frames_of(Task.named("slow_flexion"), wilke)
    some = [0, 15, 16, 17, 40]
    part = type(frames)(*(None if part is None else part[some] for part in frames))
    whole, alone = set_up(wilke, frames, Options()), set_up(wilke, part, Options())
    assert_allclose(alone.required, whole.required[some], rtol=0, atol=1e-10)
    assert_allclose(alone.entries, whole.entries[some], rtol=0, atol=1e-10)
