"""The marker fit: what is known of spines keeps them straight, and no lost marker is followed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import Floats
from dorsum.kernel.library import kernel
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded import inverse
from dorsum.motion.recorded.chain import FIRST_TURN, Chain
from dorsum.motion.recorded.inverse import _huber, fit, known_before, weights
from dorsum.motion.recorded.marker_map import places
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.recorded import trunk_inclination
from dorsum.motion.recorded.spine import LUMBAR, THORACIC, SpineMap
from motion.recorded.made_up import SETS, bow, chain_of, coordinate, names_of, recording

OFF_SYMMETRY = 0.005  # m
MOST_ASKEW = 5.0  # °


@pytest.fixture(scope="module")
def female() -> Model:
    return model_for("female")


def turns(model: Model, motion: Motion) -> Floats:
    """Lumbar and thoracic turns (frames, 2, 3: z x y), °."""
    joints, region = np.degrees(motion.angles[:, model.body.spine]), SpineMap.of(model.body.tables).region
    return np.stack([joints[:, region == of].sum(axis=1) for of in (LUMBAR, THORACIC)], axis=1)


@pytest.mark.parametrize("marker_set", SETS)
def test_a_symmetric_lift_neither_bends_nor_twists_the_spine(
    male: Model, female: Model, rng: np.random.Generator, marker_set: str
) -> None:
    """Of another body than the one fitted; each marker lies 5 mm from symmetry once the person moves."""
    chain = chain_of(female, marker_set)
    q = bow(chain, 40, 90.0)
    askew = rng.normal(size=chain.local.shape)
    askew *= OFF_SYMMETRY / np.linalg.norm(askew, axis=1, keepdims=True)
    moves = (np.abs(q[:, 3]) > 0.0)[:, None, None]
    motion = motion_of_markers(tracked(recording(chain, q, marker_set, askew * moves), male), male)
    assert np.abs(turns(male, motion)[..., 1:]).max() < MOST_ASKEW
    assert trunk_inclination(male, motion.angles).max() > 60.0


def test_a_thorax_that_no_marker_tells_follows_the_rhythm(male: Model) -> None:
    rows = known_before(chain_of(male, "OpenCap"))[:3]
    for axis, spread in enumerate((11.3, 3.2, 2.5)):
        weight = rows[axis, FIRST_TURN + 3 + axis]
        assert_allclose(weight * np.radians(spread), 0.010 / np.sqrt(3.0))
        assert rows[axis, FIRST_TURN + axis] < 0.0 < weight


def test_one_marker_far_off_is_not_followed_and_named(male: Model) -> None:
    chain, name = chain_of(male, "Plug-in Gait"), "CLAV"
    q = bow(chain, 40)
    moved = np.zeros((40, len(chain.body), 3))
    moved[30:, names_of("Plug-in Gait").index(name)] = [0.0, 0.3, 0.3]
    motion = motion_of_markers(tracked(recording(chain, q, "Plug-in Gait", moved), male), male)
    leans = trunk_inclination(male, motion.angles) - trunk_inclination(male, chain.angles(q))
    assert np.abs(leans).max() < 2.5
    assert any("count less: CLAV in 10 frames, with a weight of 0.0" in note for note in motion.notes)


def test_far_residuals_have_the_squares_of_huber_and_true_slopes(rng: np.random.Generator) -> None:
    off = np.array([[0.01, 0.0, 0.02], [0.05, -0.2, 0.1], [0.02, 0.022, 0.005]])
    far, d = 0.03, np.linalg.norm(off, axis=1)
    near, slope = _huber(off, far)
    assert_allclose(np.sum(near**2, axis=1), np.where(d > far, 2 * far * d - far**2, d**2))
    assert slope is not None
    for axis in range(3):
        step = 1e-7 * np.eye(3)[axis]
        ahead, behind = (_huber(off + sign * step, far)[0] for sign in (1, -1))
        assert_allclose(slope[..., axis], (ahead - behind) / 2e-7, atol=1e-6)
    assert_allclose(weights(np.array([0.01, 0.06]), far), [1.0, 0.5])


@pytest.mark.skipif(kernel() is None, reason="nothing is compiled")
@pytest.mark.parametrize("marker_set", SETS)
def test_the_compiled_fit_goes_the_same_steps(
    male: Model, rng: np.random.Generator, marker_set: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A marker far off, some unseen for a while, turns at their bounds, limbs that nothing tells of."""
    chain = chain_of(male, marker_set)
    q = bow(chain, 40, 110.0)[10:]
    q[:, FIRST_TURN + 6 :] += np.linspace(0.0, 0.3, 30)[:, None]
    seen = chain.place(q).marker + rng.normal(0.0, 0.004, (30, len(chain.body), 3))
    seen[18:, -1] += 0.2
    seen[5:15, 6:9] = np.nan
    compiled = fit(chain, seen)
    monkeypatch.setattr(inverse, "kernel", lambda: None)
    plain = fit(chain, seen)
    low, high = chain.bounds()
    assert ((plain == low) | (plain == high)).any()
    assert_allclose(compiled, plain, atol=1e-8)


@pytest.mark.parametrize("knee", [-135.0, -110.0, -100.0])
def test_a_recording_that_begins_bent_is_met_from_where_it_stands_up(male: Model, knee: float) -> None:
    """Fitted from standing on, the bent arms and legs of the first frames go another way round."""
    chain = chain_of(male, "Rajagopal")
    share = np.radians(np.linspace(1.0, 0.0, 30))
    q = np.zeros((30, chain.n))
    for side, hip in (("right", 100.0), ("left", -20.0)):
        for body, deg in (("femur", hip), ("shank", knee), ("humerus", 60.0), ("forearm", 120.0)):
            q[:, coordinate(chain, f"{body}_{side}", "z")] = deg * share
    q = np.clip(q, *chain.bounds())
    seen = chain.place(q).marker
    assert np.linalg.norm(chain.place(fit(chain, seen)).marker - seen, axis=2).max() < 0.03


SEWN = 0.03  # m along each axis, how far a person's markers lie from the landmarks of the scaled body


@pytest.mark.parametrize("seed", range(4))
def test_what_hardly_anything_tells_of_does_not_hold_the_fit_up(male: Model, seed: int) -> None:
    """Arms held out: the hands' turns, of two markers beside their axis, ask for long steps all the time."""
    pairs = ("Elbow", "Wrist.Med", "Wrist.Lat", "Heel", "Toe.Tip", "Knee.Lat", "Knee.Med", "Ankle.Lat")
    names = (
        *("RASI", "LASI", "V.Sacral", "Sternum", "R.Acromium", "L.Acromium", "Top.Head"),
        *(f"{side}.{of}" for of in pairs for side in "RL"),
    )
    chain = Chain(male, list(places(male.body.skeleton, names=names).values()))
    q, rng = np.zeros((1, chain.n)), np.random.default_rng(seed)
    for side, out in (("right", -1.0), ("left", 1.0)):
        for bone, deg in (
            ("humerus", (50.0, 60.0 * out, -10.0 * out)),
            ("forearm", (20.0,)),
            ("hand", (0.0, 60.0 * out, 60.0 * out)),
        ):
            for axis, of in zip("zxy", deg, strict=False):
                q[0, coordinate(chain, f"{bone}_{side}", axis)] = np.radians(of)
    seen = chain.place(np.clip(q, *chain.bounds())).marker + rng.normal(0.0, SEWN, (len(chain.body), 3))
    off = np.linalg.norm(chain.place(fit(chain, seen, still_spine=True)).marker - seen, axis=2)
    assert np.sqrt(np.mean(off**2)) < SEWN * np.sqrt(3.0)
