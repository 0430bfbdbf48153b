"""A fit is judged as a whole: what cannot be is named with what mends it, and no verdict rests on it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.spatial.transform import Rotation

from dorsum.exchange.read.recording import Markers
from dorsum.exchange.read.results import open_result
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.analyze import Request, analyze_recording
from dorsum.motion.recorded.chain import FIRST_TURN, Chain
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.hands import Hands, HeldLoad
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.symmetry import off_symmetry
from dorsum.motion.recorded.trust import Fit, judged, of_trunk
from dorsum.report.recording import RecordedSummary, recording_html
from motion.recorded.made_up import bow, chain_of, names_of, recording, write_trc

SET = "Plug-in Gait"
FRAMES = 40


@pytest.fixture(scope="module")
def chain(male: Model) -> Chain:
    return chain_of(male, SET)


def moved(recorded: Markers, name: str, by: list[float], frames: slice = slice(None)) -> Markers:
    """The same with the markers whose names hold `name` elsewhere in some frames."""
    positions = recorded.positions.copy()
    for k, marker in enumerate(recorded.names):
        if name in marker:
            positions[frames, k] += by
    return replace(recorded, positions=positions)


def motion(male: Model, recorded: Markers) -> Motion:
    return motion_of_markers(tracked(recorded, male), male)


def test_a_fit_that_fits_is_not_doubted(male: Model, chain: Chain) -> None:
    found = motion(male, recording(chain, bow(chain, FRAMES), SET))
    assert (found.doubts, found.failed) == ((), ())
    assert not found.doubtful.any()


def test_markers_of_two_people_are_no_body(male: Model, chain: Chain) -> None:
    recorded = recording(chain, bow(chain, FRAMES), SET)
    found = motion(male, moved(recorded, "PSI", [0.0, 0.0, 1.5]))
    assert "far from where their names say (" in found.failed[0]
    assert "PSI" in found.failed[0]
    assert "--person" in found.failed[0]
    assert found.doubtful.all()
    parted = motion(male, moved(recorded, "PSI", [0.0, 0.0, 1.5], slice(1, None)))
    (why,) = [text for text in parted.failed if "stays far from the markers" in text]
    assert "PSI" in why
    assert "in 39 of 40 frames" in why
    assert "--person" in why
    assert parted.doubtful.all()


def test_markers_in_another_unit_are_no_body(male: Model, chain: Chain) -> None:
    recorded = recording(chain, bow(chain, FRAMES), SET)
    found = motion(male, replace(recorded, positions=2.0 * recorded.positions))
    assert "times as far apart as on the body: --unit" in found.failed[0]


def test_a_few_frames_that_do_not_fit_are_marked_alone(male: Model, chain: Chain) -> None:
    recorded = recording(chain, bow(chain, FRAMES), SET)
    for name in ("C7", "STRN", "CLAV"):
        recorded = moved(recorded, name, [0.0, 0.0, 0.2 if name == "C7" else -0.2], slice(30, 34))
    found = motion(male, recorded)
    assert np.flatnonzero(found.doubtful).tolist() == [30, 31, 32, 33]
    assert "in 4 of 40 frames: those are doubtful" in found.doubts[0]
    assert found.failed == ()


def test_markers_of_the_trunk_may_be_off_by_less_than_those_of_limbs(chain: Chain) -> None:
    q, core = bow(chain, FRAMES), of_trunk(chain)
    for off, doubted in (
        (0.030 * core, True),
        (0.015 * core, False),
        (0.030 * ~core, False),
        (0.060 * ~core, True),
    ):
        distance = np.zeros((FRAMES, len(core)))
        distance[7] = off
        found = judged(fitted(chain, q)._replace(distance=distance))
        assert np.flatnonzero(found.doubtful).tolist() == [7] * doubted


def fitted(chain: Chain, q: np.ndarray, seen: np.ndarray | None = None) -> Fit:
    """A fit that follows its markers exactly."""
    seen = chain.place(q).marker if seen is None else seen
    standing = chain.place(np.zeros((1, chain.n))).marker[0]
    return Fit(chain, names_of(SET), seen, q, np.zeros(seen.shape[:2]), standing)


@pytest.mark.parametrize(("many", "failed"), [(0.3, False), (1.0, True)])
def test_a_thorax_at_the_end_of_its_range_is_doubted(chain: Chain, many: float, failed: bool) -> None:
    q = bow(chain, FRAMES)
    q[: round(many * FRAMES), FIRST_TURN + 4] = chain.bounds()[1][FIRST_TURN + 4]
    found = judged(fitted(chain, q))
    (told,) = [t for t in (*found.doubts, *found.failed) if "thoracic spine is at the end of its range" in t]
    assert f"in {round(many * FRAMES)} of 40 frames" in told
    assert "--static" in told
    assert bool(found.failed) == failed
    assert found.doubtful.sum() == round(many * FRAMES)


def test_full_flexion_for_a_while_is_not_doubted(chain: Chain) -> None:
    q = bow(chain, FRAMES)
    q[20:30, FIRST_TURN] = chain.bounds()[0][FIRST_TURN]
    assert not judged(fitted(chain, q)).doubtful.any()


def test_a_spine_askew_between_symmetric_markers_is_doubted(chain: Chain) -> None:
    straight = bow(chain, FRAMES)
    askew = straight.copy()
    askew[10:14, FIRST_TURN + 1] = np.radians(6.0)
    found = judged(fitted(chain, askew, chain.place(straight).marker))
    assert np.flatnonzero(found.doubtful).tolist() == [10, 11, 12, 13]
    assert "more than 5°" in found.doubts[0]
    assert not judged(fitted(chain, askew)).doubtful.any()  # its own markers are askew too


def test_distance_from_symmetry_is_that_of_the_marker_put_askew(
    chain: Chain, rng: np.random.Generator
) -> None:
    core = of_trunk(chain)
    seen = chain.place(bow(chain, FRAMES)).marker
    turn = Rotation.random(random_state=3).as_matrix()
    still = off_symmetry(chain, seen @ turn.T + [1.0, 2.0, 3.0], core)
    assert still is not None
    assert still.max() < 1e-9
    seen[:, names_of(SET).index("C7"), 2] += 0.01
    off = off_symmetry(chain, seen @ turn.T, core)
    assert off is not None
    assert 0.007 < off.min() <= off.max() < 0.01  # the mirror plane goes along a little


def test_feet_under_the_floor_are_doubted(chain: Chain) -> None:
    q = bow(chain, FRAMES)
    sunk = chain.place(q).marker
    sunk[5:8, :, 1] -= 0.2
    found = judged(fitted(chain, q, sunk))
    assert np.flatnonzero(found.doubtful).tolist() == [5, 6, 7]
    assert "below the floor" in found.doubts[0]
    assert "--up" in found.doubts[0]


def test_feet_that_stay_over_the_floor_are_told(chain: Chain) -> None:
    q = bow(chain, FRAMES)
    up = chain.place(q).marker
    up[5:, :, 1] += 0.5
    found = judged(fitted(chain, q, up))
    assert "above the floor of the standing frame in 35 of 40 frames: stairs, or --up" in found.doubts[0]
    assert not found.doubtful.any()
    up[5:30, :, 1] -= 0.5
    assert judged(fitted(chain, q, up)).doubts == []


def test_a_load_in_a_hand_that_is_not_recorded_gets_no_verdict_while_it_is_held() -> None:
    hands = Hands((HeldLoad(10.0, "left", 1.0, 2.0),))
    time = np.array([0.5, 1.0, 1.5, 2.5])
    assert hands.unheld(("right",), time).tolist() == [False, True, True, False]
    assert not hands.unheld(("right", "left"), time).any()
    assert "--markers" in hands.unseen(("right",))[0]


@pytest.fixture(scope="module")
def mixed(male: Model, chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose pelvis is of two people."""
    path = tmp_path_factory.mktemp("mixed") / "mixed.trc"
    write_trc(moved(recording(chain, bow(chain, FRAMES), SET), "PSI", [0.0, 0.0, 1.5]), path)
    return path


def test_no_verdict_heads_any_output_and_every_frame_is_marked(mixed: Path, tmp_path: Path) -> None:
    saved = [tmp_path / f"it.{suffix}" for suffix in ("csv", "parquet", "nc")]
    found = analyze_recording(Request(path=mixed, smoothing=Smoothing(rate_hz=10)))
    for path in saved:
        found.save(path)
    assert found.doubtful.all()
    summary = RecordedSummary.of(found)
    assert summary.headline.startswith("No verdict about limits. In standing markers lie far from where")
    course = recording_html(found).partition("Compression over time")[2].partition("</svg>")[0]
    assert course.count('class="doubtful"') == len(summary.totals.course.times) > 0
    lead = recording_html(found).partition('<p class="lead">')[2].partition("</section>")[0]
    assert lead.startswith("No verdict")
    for words in (summary.headline, summary.limits_passed, summary.shear_words, lead.partition("<svg")[0]):
        assert "NIOSH" not in words
        assert "below" not in words
    rows = [line.split(",") for line in saved[0].read_text().splitlines()]
    assert {row[rows[0].index("doubtful")] for row in rows[1:]} == {"true"}
    assert set(pq.read_table(saved[1])["doubtful"].to_pylist()) == {True}
    again = open_result(saved[2])
    assert again.doubtful.all()
    assert again.recorded is not None
    assert again.recorded.failed == found.recorded.failed


def test_the_verdict_is_that_of_the_frames_not_in_doubt(chain: Chain, tmp_path: Path) -> None:
    """Three markers jump: the peak of the jump is no verdict, nor what the filter makes of it."""
    recorded = recording(chain, bow(chain, 110), SET)
    for name in ("C7", "STRN", "CLAV"):
        recorded = moved(recorded, name, [0.3, 0.0, 0.3 if name == "C7" else -0.3], slice(50, 54))
    write_trc(recorded, tmp_path / "jump.trc")
    found = analyze_recording(Request(path=tmp_path / "jump.trc", smoothing=Smoothing(rate_hz=25)))
    marked = found.times[found.doubtful]
    assert 0.90 <= round(marked[0], 2) <= 0.94  # at 0.90 s only the search may be in doubt
    assert round(marked[-1], 2) == 1.14
    assert len(marked) == round((marked[-1] - marked[0]) * 25) + 1
    headline = RecordedSummary.of(found).headline
    assert "in the frames that are not in doubt" in headline
    assert "Doubtful ones come to" in headline
    assert "% of the NIOSH" in headline.partition("Doubtful")[0]


def test_json_and_terminal_tell_the_same(dorsum, mixed: Path) -> None:
    asked = ("analyze", mixed, "--rate", 10)
    data = json.loads(dorsum(*asked, "--json").out)
    assert data["no_verdict"]
    assert data["no_verdict"][0] in data["warnings"]
    assert data["doubtful_frames"] == data["frames"] == len(data["doubtful_s"])
    by_name = {row["marker"]: row for row in data["markers"]}
    assert set(by_name) == set(names_of(SET))
    assert by_name["RPSI"]["counted_less_frames"] == 0
    assert "No verdict about limits" in dorsum(*asked).out
