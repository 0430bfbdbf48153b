"""Recordings from end to end: as their README and physics say, in pieces as in whole, on the command line."""

import csv
import gc
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import dorsum
from dorsum.body.skeleton import LUMBAR, SPINE
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read import read, read_in_pieces
from dorsum.mechanics import keeping
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.variables import READ
from dorsum.motion.analyze import analyze
from dorsum.motion.recorded import source as sources
from dorsum.motion.recorded.analyze import Request, analyze_recording
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.recorded import Recording, trunk_inclination

RECORDINGS = Path(__file__).parents[3] / "examples" / "recordings"
SQUATS = RECORDINGS / "opencap_squats1.mot"
WALK, STANDING = (RECORDINGS / f"rehazenter_2014001_{trial}.c3d" for trial in ("walk", "static"))
BOTTOMS = (0.95, 2.46, 3.97, 5.56, 7.18)  # s


EXACT = Options(posture="exact")


def totals(**asked: Any) -> Recording:
    return Recording.of(analyze_recording(Request(**asked)))


@pytest.fixture(scope="module")
def squat() -> Recording:
    """One squat at 25 frames a second."""
    return totals(path=SQUATS, smoothing=Smoothing(rate_hz=25, from_s=1.6, to_s=3.3))


@pytest.fixture(scope="module")
def walk() -> Recording:
    return totals(path=WALK, static=STANDING, smoothing=Smoothing(rate_hz=20))


@pytest.mark.slow
def test_the_trunk_leans_as_recorded_at_the_bottoms(male: Model) -> None:
    source = sources.source_of(SQUATS, None, None, Smoothing())
    (part,) = source.parts(male)
    leans = trunk_inclination(male, part.motion.angles)
    at = [int(np.abs(part.motion.time - t).argmin()) for t in BOTTOMS]
    recorded = read(SQUATS)
    column = dict(zip(recorded.names, np.degrees(recorded.values.T), strict=True))
    assert_allclose(leans[at], -(column["pelvis_tilt"] + column["lumbar_extension"])[at], atol=1.0)
    assert leans[at].min() > 83.5
    assert leans[at].max() < 87.5


@pytest.mark.slow
def test_a_squat_loads_the_back_most_at_its_bottom(squat: Recording) -> None:
    assert squat.frames == 43
    peak = squat.levels.greatest_time[0]
    assert abs(peak - 2.46) < 0.35
    assert 2.0 < squat.levels.greatest[0] / squat.course.of("L5/S1")[1].mean() < 4.0
    assert squat.lacks.failed == 0
    assert squat.certificate["moment_imbalance_nm"] < 1e-5
    assert squat.certificate["duality_gap"] < 1e-6
    least, mean, greatest = squat.course.of("L5/S1")
    assert_allclose(mean.max(), squat.levels.greatest[0])
    assert_allclose(least, greatest)  # a bin holds one frame
    assert_allclose(squat.moments.compression[:, 0].max(), squat.levels.greatest[0], rtol=1e-3)
    assert "assumed" in squat.recorded.who


@pytest.mark.slow
def test_walking(walk: Recording) -> None:
    """The person is the file's; the body follows the markers; loads are of walking; the plates agree."""
    subject = walk.result.subject
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
def test_the_walkers_trunk_leans_as_its_markers_do(walk: Recording) -> None:
    def from_vertical(path: Path) -> np.ndarray:
        found = read(path)
        at = dict(zip(found.names, found.positions.transpose(1, 0, 2), strict=True))
        line = (at["CV7"] + at["SJN"]) / 2 - sum(at[n] for n in ("L_IAS", "R_IAS", "L_IPS", "R_IPS")) / 4
        return np.degrees(np.arctan2(line[:, 0], line[:, 1]))

    recorded = from_vertical(WALK) - from_vertical(STANDING)
    low, high = walk.inclination
    assert_allclose([low, high], [recorded.min(), recorded.max()], atol=1.5)


@pytest.mark.slow
def test_pieces_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of joints as recorded: how far they give is found at moments of each piece."""
    asked = {"path": SQUATS, "smoothing": Smoothing(rate_hz=25, from_s=1.6, to_s=3.3), "options": EXACT}
    once = totals(**asked)
    monkeypatch.setattr(sources, "read_in_pieces", lambda path: read_in_pieces(path, rows=90))
    again = totals(**asked)
    assert again.frames == once.frames
    assert_allclose(again.levels.peak, once.levels.peak, rtol=1e-3)
    assert_allclose(again.levels.cumulative, once.levels.cumulative, rtol=1e-3)


@pytest.mark.slow
def test_a_load_in_the_hands_presses_while_it_is_held(tmp_path: Path) -> None:
    (tmp_path / "hands.toml").write_text("[[loads]]\nmass_kg = 5\nfrom_s = 2.9\nto_s = 3.1\n")
    smoothing = Smoothing(rate_hz=20, from_s=2.8, to_s=3.2)
    without = totals(path=SQUATS, smoothing=smoothing, options=EXACT)
    held = totals(path=SQUATS, smoothing=smoothing, options=EXACT, hands=tmp_path / "hands.toml")
    more = held.course.of("L5/S1")[1] - without.course.of("L5/S1")[1]
    inside = (held.course.times > 2.89) & (held.course.times < 3.11)
    assert more[inside].mean() > 100  # in such quick squats the hands almost fall now and then
    assert_allclose(more[~inside], 0, atol=1)


def test_a_frame_that_cannot_be_balanced_does_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "hands.toml").write_text("[[loads]]\nmass_kg = 90\nfrom_s = 2.0\nto_s = 2.06\n")
    smoothing = Smoothing(rate_hz=20, from_s=1.6, to_s=2.3)
    found = totals(path=SQUATS, smoothing=smoothing, hands=tmp_path / "hands.toml")
    assert 1 <= found.lacks.failed <= 2
    assert found.lacks.failures[0].time == pytest.approx(2.0, abs=0.06)
    assert found.lacks.failures[0].joint in SPINE
    assert not any(2.0 <= t <= 2.06 for t in found.course.times)
    assert any("left out" in words for words in found.lacks.words())


def test_where_no_frame_is_balanced_there_are_lower_bounds(tmp_path: Path) -> None:
    (tmp_path / "hands.toml").write_text("[[loads]]\nmass_kg = 400\n")
    smoothing = Smoothing(rate_hz=20, from_s=2.3, to_s=2.5)
    found = totals(path=SQUATS, smoothing=smoothing, hands=tmp_path / "hands.toml")
    assert found.lacks.failed == found.frames == 5
    told = found.as_dict()
    assert all(level["lower_bound"] for level in told["levels"])
    assert told["levels"][0]["peak_compression_n"] == found.result.compression[:, 0].max()


def test_the_flags_of_a_saved_recording_are_those_of_the_frames(tmp_path: Path) -> None:
    """And it opens again, what only a recording has included."""
    result = analyze(SQUATS, from_s=2.2, to_s=2.5, rate_hz=20, posture="exact")
    assert 0 < result.balanced.sum() < len(result.times)
    result.save(tmp_path / "squat.csv")
    with (tmp_path / "squat.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["balanced"] == "true" for row in rows[::25]] == result.balanced.tolist()
    assert [row["short_at"] for row in rows[::25]] == list(result.short_at)
    result.save(tmp_path / "squat.nc")
    again = dorsum.open_result(tmp_path / "squat.nc")
    assert again.recorded == result.recorded
    assert Recording.of(again).as_dict() == Recording.of(result).as_dict()


def test_a_long_recording_lies_on_disk_until_it_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"from_s": 0.2, "to_s": 1.6, "rate_hz": 20}
    here = analyze(SQUATS, **asked)
    monkeypatch.setattr(keeping.Collector.__init__, "__defaults__", (20,))
    there = analyze(SQUATS, **asked)
    folder = there.kept["force"].path.parent
    assert folder.is_dir()
    for name in READ:
        assert np.array_equal(there.array(name), here.array(name), equal_nan=True), name
    assert Recording.of(there).as_dict() == Recording.of(here).as_dict()
    del there
    gc.collect()
    assert not folder.exists()


def test_an_option_that_recordings_do_not_have_is_named() -> None:
    with pytest.raises(UnknownName, match="rate_hz"):
        analyze(SQUATS, rate=20)
    with pytest.raises(BadInput, match="rate_hz goes with a recording"):
        analyze("upright_standing", rate_hz=20)


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


def weak(folder: Path, *muscles: str) -> Path:
    """A subject with weak muscles."""
    path = folder / "weak.toml"
    path.write_text("\n".join(["[strength]", *(f"{muscle} = 0.1" for muscle in muscles)]))
    return path


def test_a_level_that_is_balanced_in_no_frame_has_lower_bounds(dorsum, tmp_path: Path) -> None:
    """At the bottom of the squat, joints as recorded, a weak neck cannot hold the head in any frame."""
    window = ("--from", 2.35, "--to", 2.4, "--json", "--posture", "exact", "--subject")
    ran = dorsum("analyze", SQUATS, *window, weak(tmp_path, "semispinalis", "splenius"))
    found = json.loads(ran.out)
    assert found["not_balanced"]["neck_only_frames"] + found["not_balanced"]["too_weak_frames"] == 6
    highest, lowest = found["levels"][-1], found["levels"][0]
    assert highest["lower_bound"]
    for name in ("mean_compression_n", "peak_compression_n", "peak_time_s", "peak_shear_n"):
        assert highest[name] > 0
        assert lowest[name] > 0


@pytest.mark.parametrize(("content", "name"), [(SQUATS, "squats.c3d"), (WALK, "walk.trc")])
def test_the_content_says_what_a_recording_is(tmp_path: Path, content: Path, name: str) -> None:
    (tmp_path / name).write_bytes(content.read_bytes())
    source = sources.source_of(tmp_path / name, None, None, Smoothing())
    assert type(source) is type(sources.source_of(content, None, None, Smoothing()))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_command_writes_report_and_loads(dorsum, tmp_path: Path, suffix: str) -> None:
    import pyarrow.compute
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
    if suffix == ".parquet":
        rows = rows.filter(pyarrow.compute.equal(rows["table"], "levels"))
    assert rows.num_rows == 7 * 25
    assert set(rows["level"].to_pylist()) == set(SPINE)


def test_three_lines_answer_and_strict_says_the_same_sentence(dorsum, tmp_path: Path) -> None:
    """Deep in the squat, joints as recorded, weak muscles of the trunk lack some."""
    window = (SQUATS, "--from", 2.4, "--to", 2.6, "--rate", 10, "--posture", "exact")
    ran = dorsum("analyze", *window, "--strict", "--subject", weak(tmp_path, "longissimus"))
    lines = " ".join(ran.out.split())
    assert "load × time" not in ran.out
    assert "Certificate" not in ran.out
    assert len(ran.out.splitlines()) <= 9
    assert "Assumed: a man of 1.75 m and 75 kg, strength of longissimus" in lines
    assert ran.code == 3
    assert "bears at least" in ran.err
    assert ran.err.removeprefix("dorsum: ").strip() in lines


def test_groups_beside_the_spine_are_balanced_where_asked(dorsum) -> None:
    ran = dorsum("analyze", SQUATS, "--to", 0.1, "--posture", "exact", "--free", "girdle", "--full")
    assert ran.code == 0
    assert "Trapezius" in ran.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((SQUATS, "standing_relaxed"), "no recording: tasks and recordings"),
        ((SQUATS, "--static", STANDING), "--static goes with markers"),
        ((SQUATS, "--load", 5), "--load goes with tasks"),
        ((SQUATS, "--from", 30), "nothing is recorded"),
        ((SQUATS, "--from", "nan"), "must be a finite number"),
        ((STANDING,), "this recording has 1"),
        ((SQUATS, "--lowpass", -2), "allowed is 0"),
        ((SQUATS, "--save", "out.txt"), "must end in .nc"),
        (("standing_relaxed", "--rate", 10), "--rate goes with a recording"),
        (("nothing.mot",), "nothing.mot"),
        ((WALK, "--markers", "none.toml"), "none.toml"),
        ((SQUATS, "--task", "none.toml"), "none.toml"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(refused, arguments, message) -> None:
    assert message in refused("analyze", *arguments)
