"""`dorsum analyze`: what it prints, and the files it writes."""

import json
import os

import pytest

from dorsum.body.skeleton import LUMBAR, SPINE

TASK, OTHER = "standing_relaxed", "upright_standing"


@pytest.fixture
def computed(dorsum):
    """The JSON of `dorsum analyze` with the given arguments."""

    def run(*arguments):
        ran = dorsum("analyze", *arguments, "--json")
        assert (ran.code, ran.err) == (0, "")
        return json.loads(ran.out)

    return run


def test_the_load_of_every_disc_is_printed(dorsum):
    ran = dorsum("analyze", TASK)
    assert (ran.code, ran.err) == (0, "")
    assert all(level in ran.out for level in SPINE)


def test_several_tasks_are_printed_beside_each_other(dorsum):
    ran = dorsum("analyze", TASK, OTHER)
    assert (ran.code, ran.err) == (0, "")
    assert all(title in ran.out for title in ("Relaxed standing", "Upright standing"))


def test_json_has_a_value_or_null_for_every_level_and_fascicle(computed):
    result = computed(TASK)
    (frame,) = result["frames"]
    assert result["task"] == TASK
    assert [row["level"] for row in frame["levels"]] == list(SPINE)
    assert {row["level"] for row in frame["levels"] if row["pressure_mpa"] is not None} == set(LUMBAR)
    keys = {"compression_n", "anterior_shear_n", "right_shear_n", "pressure_mpa", "level"}
    assert all(keys <= set(row) for row in frame["levels"])
    keys = {"fascicle", "muscle", "side", "activation", "force_n", "state"}
    assert all(keys <= set(row) for row in frame["muscles"])
    keys = {"moment_imbalance_nm", "bound_violation", "duality_gap", "largest_reserve_nm", "converged"}
    assert keys <= set(result["certificate"])
    assert keys <= set(frame["certificate"])
    assert result["sources"]


def test_json_of_several_tasks_is_a_list_in_their_order(computed):
    assert [result["task"] for result in computed(OTHER, TASK)] == [OTHER, TASK]


def compression(result, level):
    """N, in the first frame."""
    return next(row["compression_n"] for row in result["frames"][0]["levels"] if row["level"] == level)


def test_a_load_in_the_hands_presses_on_the_discs(computed):
    assert compression(computed(TASK, "--load", 10), "L5/S1") > compression(computed(TASK), "L5/S1") + 100


def test_the_subject_may_be_named_or_come_from_a_file(computed, tmp_path):
    (tmp_path / "anna.toml").write_text("sex = 'female'\nheight_m = 1.6\nmass_kg = 55\n")
    anna = computed(OTHER, "--subject", tmp_path / "anna.toml")
    assert (anna["subject"]["name"], anna["subject"]["mass_kg"]) == ("anna", 55)
    assert compression(anna, "L5/S1") < compression(computed(OTHER, "--subject", "wilke"), "L5/S1")


def test_a_task_may_come_from_a_file(computed, tmp_path):
    (tmp_path / "mine.toml").write_text("[posture]\nlumbar_flexion = 5\n")
    assert computed(tmp_path / "mine.toml")["task"] == "mine"


def test_another_objective_gives_another_answer(computed):
    squared = computed(TASK, "--objective", "relative_force_squared")
    assert compression(squared, "L5/S1") != pytest.approx(compression(computed(TASK), "L5/S1"), rel=1e-3)


def test_the_report_is_one_file_that_stands_alone(dorsum, tmp_path):
    ran = dorsum("analyze", TASK, OTHER, "--report", tmp_path / "report.html")
    assert (ran.code, ran.err) == (0, f"report: {tmp_path / 'report.html'}\n")
    assert os.listdir(tmp_path) == ["report.html"]
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<svg" in text
    assert 'src="http' not in text


@pytest.mark.parametrize("suffix", [".nc", ".parquet", ".sto", ".csv"])
def test_the_numbers_are_saved_whole_over_an_older_file(dorsum, tmp_path, suffix):
    file = tmp_path / f"out{suffix}"
    file.write_text("old")
    ran = dorsum("analyze", TASK, "--save", file)
    assert (ran.code, ran.err) == (0, f"saved: {file}\n")
    assert os.listdir(tmp_path) == [file.name]
    assert file.stat().st_size > 1_000


def test_a_task_file_named_like_a_built_in_task_has_no_measured_pressure(dorsum, tmp_path):
    file, report = tmp_path / f"{TASK}.toml", tmp_path / "report.html"
    file.write_text("title = 'Relaxed standing'\n")
    assert "measured" not in dorsum("analyze", file, "--report", report).out
    assert "measured 0.5" not in report.read_text(encoding="utf-8")
    compared = dorsum("analyze", TASK, file).out
    (line,) = (line for line in compared.splitlines() if line.strip().startswith("measured"))
    assert line.split() == ["measured", "0.5", "MPa"]


def test_a_measurement_that_does_not_exist_is_refused(refused, tmp_path):
    (tmp_path / "mine.toml").write_text("measured = 'standing_relaxd'\n")
    message = refused("analyze", tmp_path / "mine.toml", "--report", tmp_path / "report.html")
    assert "called 'standing_relaxd'; did you mean standing_relaxed" in message
    assert os.listdir(tmp_path) == ["mine.toml"]
