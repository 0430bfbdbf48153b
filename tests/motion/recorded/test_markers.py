"""Inverse kinematics: known postures come back, slopes and bounds hold, what is missing is said."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import least_squares as by_scipy

from dorsum.errors import BadInput, DorsumError
from dorsum.exchange.read.name_maps import read_maps
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.chain import FIRST_TURN, Chain
from dorsum.motion.recorded.fit import least_squares
from dorsum.motion.recorded.inverse import fit
from dorsum.motion.recorded.marker_map import folded, places
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from dorsum.motion.recorded.recorded import trunk_inclination

NAMES = (
    *("RASI", "LASI", "RPSI", "LPSI", "C7", "T10", "CLAV", "STRN", "RFHD", "LFHD", "RBHD", "LBHD"),
    *("R_SAA", "R_SIA", "R_SRS", "RSHO", "L_SAA", "L_SIA", "L_SRS", "LSHO"),
    *("RLEL", "RMEL", "R_RSP", "R_UHE", "R_HM2", "R_UOA", "LLEL", "LMEL", "L_RSP", "L_UHE", "L_HM2", "L_UOA"),
    *("RLFC", "RMFC", "RLMAL", "RMMAL", "RTOE", "RCAL", "LLFC", "LMFC", "LLMAL", "LMMAL", "LTOE", "LCAL"),
)

ONE = np.zeros(1, dtype=int)


@pytest.fixture(scope="module")
def chain(male: Model) -> Chain:
    known = places(male.body.skeleton)
    return Chain(male, [known[folded(name)] for name in NAMES])


def postures(chain: Chain, rng: np.random.Generator, frames: int) -> np.ndarray:
    """A smooth movement of all coordinates from standing; the thorax follows the rhythm."""
    low, high = chain.bounds()
    target = 0.5 * np.where(rng.random(chain.n) < 0.5, low, high)
    target[:6] = [0.3, 0.1, -0.2, -0.6, 0.1, 0.3]
    lumbar = np.array([-0.5, 0.1, 0.05])
    target[FIRST_TURN : FIRST_TURN + 3] = lumbar
    ratio = chain.spine.shared(-0.2 * np.eye(3))[:, :2].diagonal(axis1=0, axis2=2)
    target[FIRST_TURN + 3 : FIRST_TURN + 6] = lumbar * ratio[1] / ratio[0]
    share = np.linspace(0, 1, frames) ** 2 * (3 - 2 * np.linspace(0, 1, frames))
    return share[:, None] * target


def recorded(chain: Chain, q: np.ndarray, names: tuple[str, ...] = NAMES) -> Markers:
    return Markers(Path("made_up.trc"), np.arange(len(q)) / 100, names, chain.place(q).marker)


def test_known_postures_come_back(male: Model, chain: Chain, rng: np.random.Generator) -> None:
    q = postures(chain, rng, 40)
    motion = motion_of_markers(tracked(recorded(chain, q), male), male)
    wanted = male.place(chain.angles(q)).rotation
    found = motion.heading.T @ male.place(motion.angles).rotation
    cosine = (np.einsum("fbij,fbij->fb", found, wanted) - 1) / 2
    off = np.degrees(np.arccos(np.clip(cosine, -1, 1))).max(axis=0)
    of_girdle = np.array([name.startswith(("clavicle", "scapula")) for name in male.body.skeleton.names])
    assert off[~of_girdle].max() < 0.5
    assert off[of_girdle].max() < 2.0  # three markers 5 cm apart tell a scapula's turn no better
    assert motion.residuals is not None
    assert motion.residuals.distance.max() < 3e-3  # m
    assert_allclose(motion.root @ motion.heading, chain.place(q).origin[:, 0], atol=2e-4)


@pytest.mark.slow
def test_markers_sewn_elsewhere_are_learnt_from_standing(
    male: Model, chain: Chain, rng: np.random.Generator
) -> None:
    """15 mm off on average: the fit closes, and the trunk leans as it did."""
    moved = chain.at(chain.local + rng.normal(0, 0.015, chain.local.shape))
    q = postures(chain, rng, 30)
    static = replace(tracked(recorded(moved, np.zeros((1, chain.n))), male), who="Frame 7")
    walked = tracked(recorded(moved, q), male)
    motion = motion_of_markers(walked, male, static)
    leans = trunk_inclination(male, motion.angles) - trunk_inclination(male, chain.angles(q))
    assert np.abs(leans).max() < 2.5
    assert motion.residuals is not None
    assert np.sqrt(np.mean(motion.residuals.distance**2)) < 0.008
    at_landmarks = fit(Chain(male, walked.places), walked.positions)
    apart = chain.place(at_landmarks).marker - walked.positions
    assert np.sqrt(np.mean(np.sum(apart**2, axis=2))) > 0.015
    assert any("Frame 7 is taken as upright" in note for note in motion.notes)


def test_slopes_agree_with_differences(chain: Chain, rng: np.random.Generator) -> None:
    q = postures(chain, rng, 3)[1:] + 0.01
    slope = chain.place(q, slopes=True).slope
    assert slope is not None
    for k in range(chain.n):
        step = np.zeros(chain.n)
        step[k] = 1e-6
        ahead, behind = (chain.place(q + sign * step).marker for sign in (1, -1))
        assert_allclose(slope[..., k], (ahead - behind) / 2e-6, atol=1e-7, err_msg=str(k))


def test_bounded_fit_ends_where_scipy_ends(rng: np.random.Generator) -> None:
    """A curved problem of four unknowns whose answer lies on two bounds."""
    a, b = rng.normal(size=(9, 4)), rng.normal(size=9)
    low, high = np.full(4, -0.2), np.full(4, 0.3)

    def residual(_: np.ndarray, q: np.ndarray, slopes: bool) -> tuple[np.ndarray, np.ndarray | None]:
        bent = np.sin(q) + q
        return bent @ a.T - b, (a * (np.cos(q) + 1)[:, None]) if slopes else None

    found = least_squares(residual, np.zeros((2, 4)), low, high)
    theirs = by_scipy(
        lambda x: residual(np.zeros(1), x[None], False)[0][0], np.zeros(4), bounds=(low, high), xtol=1e-12
    )
    assert_allclose(found, np.tile(theirs.x, (2, 1)), atol=1e-4)
    assert (np.isclose(found[0], low) | np.isclose(found[0], high)).sum() >= 1


@pytest.mark.slow
def test_a_short_gap_is_bridged_and_a_long_one_does_without_the_marker(
    male: Model, chain: Chain, rng: np.random.Generator
) -> None:
    recording = recorded(chain, postures(chain, rng, 60))
    recording.positions[10:20, NAMES.index("T10")] = np.nan
    recording.positions[20:55, NAMES.index("RLEL")] = np.nan
    motion = motion_of_markers(tracked(recording, male), male)
    assert motion.residuals is not None
    assert np.isnan(motion.residuals.distance[15, NAMES.index("T10")])
    assert np.nanmax(motion.residuals.distance) < 3e-3


def test_a_pelvis_lost_for_long_is_refused_by_name_and_time(
    male: Model, chain: Chain, rng: np.random.Generator
) -> None:
    recording = recorded(chain, postures(chain, rng, 60))
    recording.positions[20:55, :2] = np.nan
    with pytest.raises(BadInput, match=r"fewer than 3 markers of the pelvis are seen from 0\.20 to 0\.54 s"):
        motion_of_markers(tracked(recording, male), male)
    kept = motion_of_markers(tracked(recording, male), male, own=(0.0, 0.15))
    assert len(kept.time) == 20


def test_too_few_known_markers_are_refused_with_the_way_out(male: Model, chain: Chain) -> None:
    names = tuple(f"M{i}" for i in range(len(NAMES)))
    with pytest.raises(BadInput, match=r"3 markers on the pelvis are needed, known are none.*--markers"):
        tracked(recorded(chain, np.zeros((9, chain.n)), names), male)


def test_a_map_names_markers(male: Model, chain: Chain, tmp_path: Path) -> None:
    renamed = tuple("Top of back" if name == "C7" else name for name in NAMES)
    text = '[[markers]]\nnames = ["top of back"]\nbone = "C7"\nlandmark = "spinous_process_tip"\n'
    (tmp_path / "map.toml").write_text(text)
    recording = recorded(chain, np.zeros((9, chain.n)), renamed)
    assert "Top of back" not in tracked(recording, male).names
    assert "Top of back" in tracked(recording, male, read_maps(markers=tmp_path / "map.toml")).names


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('names = ["A"]\nbone = "ilium"\nlandmark = "ASSIS"', "did you mean ASIS"),
        ('names = ["A"]\nbone = "ileum"\nlandmark = "ASIS"', "did you mean ilium"),
        ('names = ["A"]\nbody = "L6"', "no body is called 'L6"),
        ('names = ["A"]', "takes a place, a bone with a landmark, or a body"),
        ('names = ["A"]\nbody = "L5"\noffset_mm = [1, 2]', "must be three numbers"),
        ('body = "L5"', "lacks names"),
        ('names = ["A"]\nbody = "humerus"\nside = "up"', "no side is called 'up'"),
    ],
)
def test_a_faulty_map_is_refused_by_entry(male: Model, tmp_path: Path, entry: str, message: str) -> None:
    (tmp_path / "map.toml").write_text(f"[[markers]]\n{entry}\n")
    with pytest.raises(DorsumError, match=message) as raised:
        places(male.body.skeleton, read_maps(markers=tmp_path / "map.toml"))
    assert "map.toml" in str(raised.value)


@pytest.mark.parametrize("name", ["l.ASIS_study", "L_IAS", "lasi", "L ASIS"])
def test_one_place_has_many_names(male: Model, name: str) -> None:
    place = places(male.body.skeleton)[folded(name)]
    at = male.body.skeleton.at("ilium", "ASIS", "left")
    assert_allclose(place.local + male.body.skeleton.centre[place.body], at)


def test_limbs_go_as_far_as_the_tables_say_and_the_left_mirrors_the_right(chain: Chain) -> None:
    low, high = chain.bounds()
    skeleton = chain.model.body.skeleton
    at = {(skeleton.names[c.body], "zxy".index(c.axis)): k for k, c in enumerate(chain.limbs, FIRST_TURN + 9)}
    tables, tolerance = chain.model.body.tables, chain.model.body.tables.constant("range_tolerance")
    abduction = np.radians(tables.joint_range("glenohumeral", "abduction") * tolerance)
    assert_allclose([low[at["humerus_right", 1]], high[at["humerus_left", 1]]], [-abduction, abduction])
    for (name, axis), k in at.items():
        if name.endswith("_right"):
            mirror = at[name.replace("_right", "_left"), axis]
            expected = (low[k], high[k]) if axis == 0 else (-high[k], -low[k])
            assert_allclose((low[mirror], high[mirror]), expected)
