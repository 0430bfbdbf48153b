"""What is told of how far joints gave: signs, shares, the load taken exactly, and every output alike."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

import dorsum
from dorsum import Result, analyze
from dorsum.mechanics.gives import Gives, as_recorded
from dorsum.motion.recorded.recorded import Recording, trunk_inclination
from dorsum.report.data import result_as_dict
from dorsum.report.gives import assumed_of_postures, gives_words
from dorsum.report.html import report_html
from dorsum.units import DEGREE

SQUATS = Path(__file__).parents[2] / "examples/recordings/opencap_squats1.mot"


@pytest.fixture(scope="module")
def standing() -> Result:
    return analyze("standing_relaxed")


@pytest.fixture(scope="module")
def squat() -> Result:
    return analyze(SQUATS, from_s=2.0, to_s=2.3, rate_hz=20)


def gives_of(result: Result) -> Gives:
    found = Gives.of(result)
    assert found is not None
    return found


def test_of_a_posture_taken_exactly_nothing_is_told_to_give() -> None:
    exact = analyze("standing_relaxed", posture="exact")
    assert Gives.of(exact) is None
    assert gives_words(None) == "The posture is taken exactly: no joint gives."
    assert assumed_of_postures([None]) == ["every joint stands at its stated angle exactly"]
    assert result_as_dict(exact)["gives"] is None
    assert "every joint at its stated angle exactly" in repr(exact)


def test_figures_are_those_of_the_arrays_and_of_an_analysis_taken_exactly(standing: Result) -> None:
    found, gives = gives_of(standing), np.abs(np.asarray(standing.gives)) / DEGREE
    assert found.mean_deg == pytest.approx(gives.mean(), rel=1e-12)
    assert found.largest_deg == pytest.approx(gives.max(), rel=1e-12)
    assert found.at_bound_share == standing.array("give_at_bound").mean()
    assert (found.frames, found.frames_not_settled) == (1, 0)
    exact = analyze("standing_relaxed", posture="exact")
    frame, level = standing.peak
    assert found.exact_level == standing.levels[level]
    assert found.exact_compression_n == pytest.approx(exact.compression[frame, level], rel=1e-9)
    assert found.compression_n == standing.compression[frame, level]


@pytest.mark.parametrize(
    ("axis", "sign", "told"),
    [
        (0, -1.0, "flexion at L3/L4"),
        (0, 1.0, "extension at L3/L4"),
        (1, 1.0, "right bending at L3/L4"),
        (1, -1.0, "left bending at L3/L4"),
        (2, 1.0, "left twist at L3/L4"),
        (2, -1.0, "right twist at L3/L4"),
    ],
)
def test_ways_have_the_signs_of_the_joint_angles(standing: Result, axis: int, sign: float, told: str) -> None:
    """Flexion is −θz, right bending θx, left twist θy; axes stand in the order z x y."""
    given = standing.analysis.given
    assert given is not None
    one = np.zeros((1, 25, 3))
    one[0, standing.levels.index("L3/L4"), axis] = sign * 2.5 * DEGREE
    given = given._replace(deviation=one.reshape(1, -1))
    turned = gives_of(replace(standing, analysis=standing.analysis._replace(given=given)))
    assert (turned.largest, turned.largest_deg) == (told, pytest.approx(2.5))


def test_a_forward_bend_that_gives_by_flexion_flexes(standing: Result) -> None:
    """The word is that of how the angles differ from those stated."""
    given = standing.analysis.given
    assert given is not None
    joint, level = standing.body.skeleton.joint_index("L5/S1"), standing.levels.index("L5/S1")
    turned = standing.analysis.frames.angles - given.stated.angles
    assert_allclose(turned[0, joint], standing.gives[0, level], atol=1e-12)


def test_of_a_recording_the_load_is_told_where_both_are_known(squat: Result) -> None:
    found, exact = gives_of(squat), analyze(SQUATS, from_s=2.0, to_s=2.3, rate_hz=20, posture="exact")
    known = np.isfinite(squat.array("exact_compression")[:, 0])
    assert 0 < known.sum() < len(known)
    at = int(np.abs(squat.times - (found.exact_time_s or 0.0)).argmin())
    assert known[at]
    assert found.exact_level is not None
    level = squat.levels.index(found.exact_level)
    assert found.exact_compression_n == pytest.approx(exact.compression[at, level], rel=1e-6)
    words = gives_words(found)
    assert (
        f"{found.exact_compression_n:.0f} N would act on {found.exact_level} at {squat.times[at]:.2f} s"
        in words
    )
    assert assumed_of_postures([found, None, found])[0] == "every joint stands at its stated angle exactly"


def test_how_far_a_recorded_trunk_leans_is_told_as_recorded(squat: Result) -> None:
    exact = analyze(SQUATS, from_s=2.0, to_s=2.3, rate_hz=20, posture="exact")
    assert_allclose(as_recorded(squat), exact.angles, atol=1e-9)
    assert np.abs(np.asarray(squat.angles) - exact.angles).max() > 0.5 * DEGREE
    leans = trunk_inclination(exact.model, np.asarray(exact.angles))
    assert_allclose(Recording.of(squat).inclination, [leans.min(), leans.max()], atol=1e-6)


def test_every_output_tells_the_same(standing: Result, squat: Result, tmp_path: Path) -> None:
    for result, data in ((standing, result_as_dict(standing)), (squat, Recording.of(squat).as_dict())):
        found = gives_of(result)
        told = json.loads(json.dumps(data))["gives"]
        assert told["largest"] == found.largest
        assert told["largest_deg"] == pytest.approx(found.largest_deg)
        assert f"joints give up to {found.largest_deg:.1f}° ({found.largest})" in repr(result)
        result.save(tmp_path / "kept.nc")
        assert gives_of(dorsum.open_result(tmp_path / "kept.nc")) == found
    found = gives_of(standing)
    levels, frames = standing.to_dataframe("levels"), standing.to_dataframe("frames")
    turns = levels[["give_extension_deg", "give_right_bending_deg", "give_left_twist_deg"]].abs()
    assert turns.max().max() == pytest.approx(found.largest_deg)
    assert frames["largest_give_deg"][0] == pytest.approx(found.largest_deg)
    assert frames["give_settled"].all()
    assert levels["give_at_bound"].tolist() == standing.array("give_at_bound")[0].any(axis=1).tolist()
    assert gives_words(found) in report_html([standing]).replace("\N{NO-BREAK SPACE}", " ")
