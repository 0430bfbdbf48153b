"""The compiled equations against the same in NumPy, which the other tests hold against the laws."""

import pickle

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates
from dorsum.kernel.library import CHOICE, kernel
from dorsum.mechanics.inertia import rates_of_momentum
from dorsum.mechanics.kinematics import Tree, place
from dorsum.mechanics.model import Model
from dorsum.mechanics.statics import Equations, Motion, Switches, equations, reactions, required

pytestmark = pytest.mark.skipif(kernel() is None, reason="the suite runs without a compiled kernel")

ROUNDING = 1e-12  # relative to the largest number of an array
SWITCHES = Switches(ligaments=0.9, abdominal_pressure=0.5, fibre_passive=0.7)


@pytest.fixture(scope="module", params=["male spine", "female standing", "male all", "female three joints"])
def model(request: pytest.FixtureRequest) -> Model:
    sex, which = request.param.split(" ", 1)
    body = Body.of(sex)
    if which == "three joints":
        joints = ["L4/L5 x", "L4/L5 z", "T7/T8 y", "L1/L2 z"]
        return Model(body, body.coordinates.named(joints), body.active[::3])
    return Model(body, Coordinates.of(body, which))


def moved(model: Model, frames: int, seed: int) -> dict[str, np.ndarray]:
    rng, n = np.random.default_rng(seed), len(model.body.skeleton.names)
    pressure = rng.uniform(1e3, 1e4, frames)
    pressure[::2] = np.nan
    return {
        "angles": rng.normal(0, 0.3, (frames, n, 3)),
        "velocities": rng.normal(0, 1, (frames, n, 3)),
        "accelerations": rng.normal(0, 5, (frames, n, 3)),
        "external": rng.normal(0, 50, (frames, n, 6)),
        "pressure": pressure,
        "gravity": model.gravity + rng.normal(0, 1, (frames, 1, 3)),
        "tension": rng.uniform(0, 500, (frames, len(model.active))),
        "stiffening": rng.uniform(1, 2, (frames, len(model.rows.names))),
    }


def posed_equations(model: Model, given: dict[str, np.ndarray], moving: bool) -> Equations:
    motion = Motion(given["angles"], given["velocities"], given["accelerations"])
    loads = given["gravity"], given["external"], given["pressure"]
    return equations(model.mech, motion, *loads, SWITCHES, moving, given["stiffening"] if moving else None)


def flat(found: tuple) -> list[np.ndarray]:
    return [array for part in found for array in (flat(part) if isinstance(part, tuple) else [part])]


def assert_same(found: tuple, wanted: tuple) -> None:
    assert len(flat(found)) == len(flat(wanted))
    for ours, theirs in zip(flat(found), flat(wanted), strict=True):
        assert ours.shape == theirs.shape
        assert ours.flags.c_contiguous
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=ROUNDING * np.abs(theirs).max(initial=1e-6))


@pytest.mark.parametrize(("frames", "moving"), [(1, False), (1, True), (20, True), (33, False)])
def test_equations_are_those_of_numpy(model, frames, moving, monkeypatch) -> None:
    given = moved(model, frames, frames)
    found = posed_equations(model, given, moving)
    monkeypatch.setenv(CHOICE, "numpy")
    assert_same(found, posed_equations(model, given, moving))


@pytest.mark.parametrize("frames", [1, 20])
def test_what_held_postures_ask_is_told_alone_as_by_the_equations(model, frames, monkeypatch) -> None:
    given = moved(model, frames, frames + 1)
    loads = given["gravity"], given["external"], given["pressure"]
    found = required(model.mech, given["angles"], *loads)
    motion = Motion(given["angles"], np.zeros_like(given["angles"]), np.zeros_like(given["angles"]))
    whole = equations(model.mech, motion, *loads, Switches(), False)
    assert np.abs(whole.fibre_passive).max() > 1.0  # N: some fibres are stretched
    assert_same((found,), (whole.required,))
    monkeypatch.setenv(CHOICE, "numpy")
    assert_same((found,), (required(model.mech, given["angles"], *loads),))


def test_reactions_and_momentum_are_those_of_numpy(model, monkeypatch) -> None:
    given = moved(model, 19, 2)
    motion = given["angles"], given["velocities"], given["accelerations"]

    def found() -> tuple:
        posed = place(model.mech.tree, given["angles"])
        momentum = rates_of_momentum(model.mech.tree, model.mech.masses, *motion)
        return (*posed, momentum, *reactions(model.mech, posed, given["external"], given["tension"]))

    compiled = found()
    monkeypatch.setenv(CHOICE, "numpy")
    assert_same(compiled, found())


def test_arrays_may_lie_in_any_way_in_memory(model) -> None:
    given = moved(model, 8, 3)
    wanted = posed_equations(model, given, True)
    fortran = {name: np.asfortranarray(array) for name, array in given.items()}
    assert_same(posed_equations(model, fortran, True), wanted)
    strided = {name: np.repeat(array, 2, axis=0)[::2] for name, array in given.items()}
    strided["gravity"] = strided["gravity"].astype(np.float64, order="F")
    assert_same(posed_equations(model, strided, True), wanted)
    posed = wanted.posed
    turned = type(posed)(*map(np.asfortranarray, posed))
    acting = given["external"], given["tension"]
    assert_same(reactions(model.mech, turned, *acting), reactions(model.mech, posed, *acting))


def test_one_gravity_serves_all_frames(model) -> None:
    given = moved(model, 5, 4)
    given["gravity"] = model.gravity
    one = posed_equations(model, given, False)
    given["gravity"] = np.broadcast_to(model.gravity, (5, 1, 3))
    assert_same(one, posed_equations(model, given, False))


def test_a_number_that_is_none_is_seen_in_the_answer(model) -> None:
    """So that the solver refuses it by name, as it does without a kernel."""
    given = moved(model, 3, 5)
    given["angles"][1, model.body.spine[3]] = np.nan
    found = posed_equations(model, given, False)
    assert np.isnan(found.required[1]).any()
    assert np.isnan(found.path_length[1]).any()
    assert np.isfinite(found.required[[0, 2]]).all()


def test_no_frame_is_an_answer_too(model) -> None:
    found = posed_equations(model, moved(model, 0, 6), True)
    assert found.required.shape == (0, len(model.rows))


def test_a_body_before_the_one_it_hangs_on_is_refused(model) -> None:
    tree: Tree = model.mech.tree
    backwards = tree._replace(parent=np.roll(tree.parent, 1))
    with pytest.raises(ValueError, match="before one that carries it"):
        place(backwards, np.zeros((1, len(tree.parent), 3)))


def test_a_mechanism_travels_after_it_has_computed(model) -> None:
    given = moved(model, 2, 7)
    wanted = posed_equations(model, given, False)
    model.mech = pickle.loads(pickle.dumps(model.mech))
    assert_same(posed_equations(model, given, False), wanted)
