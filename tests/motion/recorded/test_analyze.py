"""Recordings from end to end: as their README and physics say, in pieces as in whole, on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import LUMBAR, SPINE
from dorsum.errors import NoEquilibrium
from dorsum.exchange.read import read, read_in_pieces
from dorsum.mechanics.model import Model
from dorsum.motion.recorded import parts
from dorsum.motion.recorded.analyze import Request, analyze_recording, trunk_inclination
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.recorded import RecordedResult

RECORDINGS = Path(__file__).parents[3] / "examples" / "recordings"
SQUATS = RECORDINGS / "opencap_squats1.mot"
WALK, STANDING = (RECORDINGS / f"rehazenter_2014001_{trial}.c3d" for trial in ("walk", "static"))
BOTTOMS = (0.95, 2.46, 3.97, 5.56, 7.18)  # s


@pytest.fixture(scope="module")
def squat() -> RecordedResult:
    """One squat at 25 frames a second."""
    return analyze_recording(Request(path=SQUATS, smoothing=Smoothing(rate_hz=25, from_s=1.6, to_s=3.3)))


@pytest.fixture(scope="module")
def walk() -> RecordedResult:
    return analyze_recording(Request(path=WALK, static=STANDING, smoothing=Smoothing(rate_hz=20)))


@pytest.mark.slow
def test_the_trunk_leans_as_recorded_at_the_bottoms(male: Model) -> None:
    source = parts.source_of(SQUATS, None, None, Smoothing())
    (part,) = source.parts(male)
    leans = trunk_inclination(male, part.motion.angles)
    at = [int(np.abs(part.motion.time - t).argmin()) for t in BOTTOMS]
    recorded = read(SQUATS)
    column = dict(zip(recorded.names, np.degrees(recorded.values.T), strict=True))
    assert_allclose(leans[at], -(column["pelvis_tilt"] + column["lumbar_extension"])[at], atol=1.0)
    assert leans[at].min() > 83.5
    assert leans[at].max() < 87.5


@pytest.mark.slow
def test_a_squat_loads_the_back_most_at_its_bottom(squat: RecordedResult) -> None:
    assert squat.frames == 43
    peak = squat.levels.peak_time[0]
    assert abs(peak - 2.46) < 0.35
    assert 2.0 < squat.levels.peak[0] / squat.levels.mean[0] < 4.0
    assert squat.lacks.failed == 0
    assert squat.certificate["moment_imbalance_nm"] < 1e-5
    assert squat.certificate["duality_gap"] < 1e-6
    least, mean, greatest = squat.course.of("L5/S1")
    assert_allclose(mean.max(), squat.peak)
    assert_allclose(least, greatest)  # a bin holds one frame
    assert_allclose(squat.moments.compression[:, 0].max(), squat.peak, rtol=1e-3)
    assert "assumed" in squat.who


@pytest.mark.slow
def test_walking(walk: RecordedResult) -> None:
    """The person is the file's; the body follows the markers; loads are of walking; the plates agree."""
    subject = walk.body.subject
    assert_allclose([subject.mass_kg, subject.height_m, subject.age_years], [67, 1.655, 30], rtol=1e-6)
    assert walk.total_residual_mm < 9
    assert 500 < walk.levels.mean[0] < 1500
    assert walk.lacks.failed == walk.lacks.strained == 0
    assert walk.ground is not None
    assert walk.ground.frames > 100
    assert_allclose(walk.ground.mean_measured, walk.ground.mean_computed, rtol=0.02)
    assert walk.ground.rms_percent[1] < 9
    assert walk.ground.rms_percent[[0, 2]].max() < 3


@pytest.mark.slow
def test_the_walkers_trunk_leans_as_its_markers_do(walk: RecordedResult) -> None:
    def from_vertical(path: Path) -> np.ndarray:
        found = read(path)
        at = dict(zip(found.names, found.positions.transpose(1, 0, 2), strict=True))
        line = (at["CV7"] + at["SJN"]) / 2 - sum(at[n] for n in ("L_IAS", "R_IAS", "L_IPS", "R_IPS")) / 4
        return np.degrees(np.arctan2(line[:, 0], line[:, 1]))

    recorded = from_vertical(WALK) - from_vertical(STANDING)
    low, high = walk.inclination
    assert_allclose([low, high], [recorded.min(), recorded.max()], atol=1.5)


@pytest.mark.slow
def test_pieces_change_nothing(monkeypatch: pytest.MonkeyPatch, squat: RecordedResult) -> None:
    monkeypatch.setattr(parts, "read_in_pieces", lambda path: read_in_pieces(path, rows=90))
    again = analyze_recording(Request(path=SQUATS, smoothing=Smoothing(rate_hz=25, from_s=1.6, to_s=3.3)))
    assert again.frames == squat.frames
    assert_allclose(again.levels.peak, squat.levels.peak, rtol=1e-3)
    assert_allclose(again.levels.cumulative, squat.levels.cumulative, rtol=1e-3)


@pytest.mark.slow
def test_a_load_in_the_hands_presses_while_it_is_held(tmp_path: Path) -> None:
    (tmp_path / "hands.toml").write_text("[[loads]]\nmass_kg = 5\nfrom_s = 2.9\nto_s = 3.1\n")
    smoothing = Smoothing(rate_hz=20, from_s=2.8, to_s=3.2)
    without = analyze_recording(Request(path=SQUATS, smoothing=smoothing))
    held = analyze_recording(Request(path=SQUATS, smoothing=smoothing, hands=tmp_path / "hands.toml"))
    more = held.course.of("L5/S1")[1] - without.course.of("L5/S1")[1]
    inside = (held.course.times > 2.89) & (held.course.times < 3.11)
    assert more[inside].mean() > 100  # in such quick squats the hands almost fall now and then
    assert_allclose(more[~inside], 0, atol=1)


def test_a_frame_that_cannot_be_balanced_does_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "hands.toml").write_text("[[loads]]\nmass_kg = 90\nfrom_s = 2.0\nto_s = 2.06\n")
    smoothing = Smoothing(rate_hz=20, from_s=1.6, to_s=2.3)
    found = analyze_recording(Request(path=SQUATS, smoothing=smoothing, hands=tmp_path / "hands.toml"))
    assert 1 <= found.lacks.failed <= 2
    assert found.lacks.failures[0].time == pytest.approx(2.0, abs=0.06)
    assert found.lacks.failures[0].joint in SPINE
    assert not any(2.0 <= t <= 2.06 for t in found.course.times)
    assert any("left out" in words for words in found.lacks.words(found.frames))


def test_if_no_frame_can_be_balanced_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hands.toml").write_text("[[loads]]\nmass_kg = 400\n")
    smoothing = Smoothing(rate_hz=20, from_s=2.3, to_s=2.5)
    with pytest.raises(NoEquilibrium, match="none of the 5 frames can be balanced"):
        analyze_recording(Request(path=SQUATS, smoothing=smoothing, hands=tmp_path / "hands.toml"))


SHORT = (SQUATS, "--from", 0.2, "--to", 0.5, "--rate", 20)


def test_the_command_prints_json(dorsum) -> None:
    ran = dorsum("analyze", *SHORT, "--json", "--subject", "female", "--lowpass", 4)
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert found["subject"]["name"] == "female"
    assert found["frames"] == len(found["course"]["time_s"]) == 7
    assert [row["level"] for row in found["levels"]] == list(SPINE)
    assert "above_action_limit_s" in found["levels"][0]
    assert any("at 4 Hz" in note for note in found["notes"])
    assert set(found["certificate"]) >= {"moment_imbalance_nm", "largest_reserve_nm", "duality_gap"}


def test_a_level_that_is_balanced_in_no_frame_has_no_number(dorsum) -> None:
    """At the bottom of the squat the neck cannot hold the head in any frame."""
    ran = dorsum("analyze", SQUATS, "--from", 2.35, "--to", 2.4, "--json")
    found = json.loads(ran.out)
    assert found["not_balanced"]["neck_only_frames"] + found["not_balanced"]["too_weak_frames"] == 6
    highest, lowest = found["levels"][-1], found["levels"][0]
    for name in ("mean_compression_n", "peak_compression_n", "peak_time_s", "peak_shear_n"):
        assert highest[name] is None
        assert lowest[name] > 0


@pytest.mark.parametrize(("content", "name"), [(SQUATS, "squats.c3d"), (WALK, "walk.trc")])
def test_the_content_says_what_a_recording_is(tmp_path: Path, content: Path, name: str) -> None:
    (tmp_path / name).write_bytes(content.read_bytes())
    source = parts.source_of(tmp_path / name, None, None, Smoothing())
    assert type(source) is type(parts.source_of(content, None, None, Smoothing()))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_command_writes_report_and_loads(dorsum, tmp_path: Path, suffix: str) -> None:
    from pyarrow import csv, parquet

    report, save = tmp_path / "report.html", tmp_path / f"loads{suffix}"
    ran = dorsum("analyze", *SHORT, "--full", "--report", report, "--save", save)
    assert ran.code == 0
    assert all(level in ran.out for level in LUMBAR)
    assert "load × time" in ran.out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([report.name, save.name])
    page = report.read_text(encoding="utf-8")
    assert all(words in page for words in ("Certificate over time", "Load times time", "Inclination"))
    rows = csv.read_csv(save) if suffix == ".csv" else parquet.read_table(save)
    assert rows.num_rows == 7 * 25
    assert set(rows["level"].to_pylist()) == set(SPINE)


def test_three_lines_answer_and_strict_says_the_same_sentence(dorsum) -> None:
    """Deep in the squat the muscles of the trunk lack a little."""
    ran = dorsum("analyze", SQUATS, "--from", 2.4, "--to", 2.6, "--rate", 10, "--strict")
    lines = " ".join(ran.out.split())
    assert "load × time" not in ran.out
    assert "Certificate" not in ran.out
    assert len(ran.out.splitlines()) <= 9
    assert "Assumed: a man of 1.75 m and 75 kg; " in lines
    assert ran.code == 3
    assert "bears at least" in ran.err
    assert ran.err.removeprefix("dorsum: ").strip() in lines


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((SQUATS, "standing_relaxed"), "one recording at a time"),
        ((SQUATS, "--static", STANDING), "--static goes with markers"),
        ((SQUATS, "--load", 5), "--load goes with tasks"),
        ((SQUATS, "--from", 30), "nothing is recorded"),
        ((SQUATS, "--from", "nan"), "must be a finite number"),
        ((STANDING,), "this recording has 1"),
        ((SQUATS, "--lowpass", -2), "allowed is 0"),
        ((SQUATS, "--save", "out.nc"), "must end in .csv or .parquet"),
        (("standing_relaxed", "--rate", 10), "--rate goes with a recording"),
        (("nothing.mot",), "nothing.mot"),
        ((WALK, "--markers", "none.toml"), "none.toml"),
        ((SQUATS, "--task", "none.toml"), "none.toml"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(refused, arguments, message) -> None:
    assert message in refused("analyze", *arguments)
