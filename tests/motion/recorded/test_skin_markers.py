"""Markers on the skin of a limb: a frame of standing shows where they lie, and from then on they tell."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.chain import FIRST_TURN, Chain
from dorsum.motion.recorded.marker_map import Place, places
from dorsum.motion.recorded.markers import motion_of_markers, standing_of, tracked
from motion.recorded.made_up import coordinate

FIRM = ("R.ASIS", "L.ASIS", "V.Sacral", "Sternum", "R.Acromium", "L.Acromium", "Top.Head")
OF_TRIAL = tuple(f"{side}.{of}" for of in ("Knee.Lat", "Knee.Med", "Ankle.Lat", "Ankle.Med") for side in "RL")
ENDS = tuple(f"{side}.{of}" for of in ("Heel", "Toe.Tip") for side in "RL")
SKIN = tuple(
    f"{side}.{of}.{at}" for side in "RL" for of in ("Thigh", "Shank") for at in ("Upper", "Front", "Rear")
)
SHAPE = np.array([[0.06, -0.12, 0.05], [0.08, -0.2, 0.01], [-0.05, -0.25, 0.06]])  # m, of three on a limb
FRAMES, STILL = 100, 55


def body_with(model: Model, names: tuple[str, ...]) -> Chain:
    """Our body with markers; those on the skin where this person has them."""
    known = places(model.body.skeleton, names=names)
    on_skin = iter(np.tile(SHAPE, (4, 1)))
    at = [known[name.upper().replace(".", "_")] for name in names]
    return Chain(model, [place if place.known else Place(place.body, next(on_skin)) for place in at])


def recorded(chain: Chain, q: Floats, names: tuple[str, ...]) -> Markers:
    return Markers(Path("made_up.trc"), np.arange(len(q)) / 50.0, names, chain.place(q).marker)


def squat(chain: Chain) -> Floats:
    """A bow on bent legs, knees out."""
    q = goes_down(chain)
    q[:, coordinate(chain, "femur_right", "x")] = -0.2 * q[:, coordinate(chain, "femur_right", "z")]
    return q


def goes_down(chain: Chain) -> Floats:
    """Stand, then go down on both legs."""
    share = np.concatenate([np.zeros(STILL), np.linspace(0.0, 1.0, FRAMES - STILL)])
    q = np.zeros((FRAMES, chain.n))
    q[:, 3] = np.radians(-20.0) * share
    for side in ("right", "left"):
        for body, deg in (("femur", 60.0), ("shank", -80.0)):
            q[:, coordinate(chain, f"{body}_{side}", "z")] = np.radians(deg) * share
    return q


def legs(model: Model, angles: Floats) -> Floats:
    """Angles of hips and knees (frames, 4, 3), °."""
    names = [f"{bone}_{side}" for bone in ("femur", "shank") for side in ("right", "left")]
    return np.degrees(angles[:, [model.body.skeleton.index(name) for name in names]])


@pytest.mark.parametrize("trial", [True, False], ids=["of a trial", "of the first frame"])
def test_markers_on_the_skin_tell_of_legs_whose_joints_have_none(male: Model, trial: bool) -> None:
    """The recording lacks the markers of knees and ankles, as gait2354's walk does."""
    names = (*FIRM, *SKIN)
    chain = body_with(male, names)
    q = squat(chain)
    track = tracked(recorded(chain, q, names), male)
    whole = (*names, *OF_TRIAL)
    stands = body_with(male, whole)
    static = tracked(recorded(stands, np.zeros((5, stands.n)), whole), male) if trial else None
    found = motion_of_markers(track, male, static)
    assert_allclose(legs(male, found.angles), legs(male, chain.angles(q)), atol=0.5)
    assert found.residuals is not None
    assert np.nanmax(found.residuals.distance) < 0.002


def test_markers_that_a_trial_alone_has_tell_how_the_person_stands(male: Model) -> None:
    """Legs apart: without the knees of the trial the skin would be sewn on to straight thighs."""
    names, whole = (*FIRM, *SKIN), (*FIRM, *SKIN, *OF_TRIAL)
    chain, stands = body_with(male, names), body_with(male, whole)
    apart = np.zeros((5, stands.n))
    apart[:, coordinate(stands, "femur_right", "x")] = np.radians(-12.0)
    apart[:, coordinate(stands, "femur_left", "x")] = np.radians(12.0)
    static = tracked(recorded(stands, apart, whole), male)
    standing = standing_of(tracked(recorded(chain, squat(chain), names), male), male, static)
    assert standing.placed.all()
    assert_allclose(standing.chain.local[len(FIRM) :], np.tile(SHAPE, (4, 1)), atol=0.004)


def test_where_nobody_stands_markers_on_the_skin_are_left_out(male: Model) -> None:
    names = (*FIRM, *SKIN, *OF_TRIAL)
    chain = body_with(male, names)
    q = squat(chain)[STILL + 20 :]
    q[:, 3] = np.radians(-40.0)
    found = motion_of_markers(tracked(recorded(chain, q, names), male), male)
    assert found.residuals is not None
    skin = [name in SKIN for name in names]
    assert np.isnan(found.residuals.distance[:, skin]).all()
    assert not np.isnan(found.residuals.distance[:, ~np.array(skin)]).any()
    assert any("on the skin that no frame of standing shows" in note for note in found.notes)


def runs(chain: Chain) -> Floats:
    """Strides of a run: thighs apart, knees bent in turn, the pelvis turning and the shoulders against it."""
    swing = np.cos(np.linspace(0.0, 4.0 * np.pi, 61))
    q = np.zeros((len(swing), chain.n))
    q[:, 5] = np.radians(-6.0) * swing
    q[:, FIRST_TURN + 5] = np.radians(12.0) * swing
    for side, way in (("right", 1.0), ("left", -1.0)):
        q[:, coordinate(chain, f"femur_{side}", "z")] = np.radians(10.0 + 30.0 * way * swing)
        q[:, coordinate(chain, f"shank_{side}", "z")] = np.radians(-45.0 + 35.0 * way * swing)
    return np.clip(q, *chain.bounds())


@pytest.mark.parametrize("frames", [61, 3], ids=["the middle of strides", "the first frame"])
def test_a_frame_in_mid_stride_places_no_marker_on_the_skin(male: Model, frames: int) -> None:
    """Knees have no markers, as in Hamner's running: heel and toe hardly tell how far they are bent."""
    names = (*FIRM, *ENDS, *SKIN)
    chain = body_with(male, names)
    q = runs(chain)[:frames]
    found, firm = (
        motion_of_markers(tracked(recorded(body_with(male, of), q, of), male), male)
        for of in (names, (*FIRM, *ENDS))
    )
    assert any("one thigh is" in doubt for doubt in found.doubts)
    assert_allclose(found.angles, firm.angles, atol=1e-6)
    assert any("on the skin that no frame of standing shows" in note for note in found.notes)


def test_no_place_on_the_skin_is_written_into_a_model(male: Model) -> None:
    from dorsum.motion.recorded.marker_map import standard_places

    written = standard_places(male.body.skeleton)
    assert "R.Thigh.Upper" not in written
    assert all(np.isfinite(place.local).all() for place in written.values())
