"""`dorsum analyze`: what it prints, and the files it writes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

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


# Ids of fascicles and tiny powers of ten stand in JSON and in full, not in an ordinary answer.
RAW = re.compile(r"[a-z]_[a-z]|·10|\de-\d")


def test_three_lines_answer_and_the_load_of_every_disc_is_printed_in_full(dorsum):
    ran = dorsum("analyze", TASK)
    assert (ran.code, ran.err) == (0, "")
    assert [line.split(" ")[0] for line in ran.out.splitlines()[:2]] == ["Relaxed", "Nearest"]
    assert len(ran.out.splitlines()) <= 7  # of 80 letters
    assert not RAW.search(ran.out)
    full = dorsum("analyze", TASK, "--full").out
    assert full.startswith(ran.out.splitlines()[0])
    assert all(f" {level} " in full for level in SPINE)


def test_several_tasks_are_printed_one_after_the_other_and_beside_each_other_in_full(dorsum):
    ran = dorsum("analyze", TASK, OTHER)
    assert (ran.code, ran.err) == (0, "")
    assert all(title in ran.out for title in ("Relaxed standing. ", "Upright standing. ", "two bodies"))
    assert not RAW.search(ran.out)
    assert "effort, right and left" not in ran.out
    assert "effort, right and left" in dorsum("analyze", TASK, OTHER, "--full").out


def test_the_title_follows_the_load(dorsum, computed):
    ran = dorsum("analyze", "carrying_one_hand", "--load", 15)
    assert ran.out.startswith("Carrying 15 kg in the right hand. ")
    assert "10 kg" not in ran.out
    assert computed("carrying_one_hand", "--load", 15)["title"] == "Carrying 15 kg in the right hand"


def test_a_task_that_makes_no_sense_does_not_take_the_others_down(dorsum, tmp_path):
    bad, report = tmp_path / "bad.toml", tmp_path / "report.html"
    bad.write_text("[posture]\nlumbar_flexion = 500\n")
    tasks = [TASK, "no_such_task", bad, OTHER]
    ran = dorsum("analyze", *tasks, "--report", report, "--save", tmp_path / "{task}.csv")
    assert ran.code == 2
    assert "Relaxed standing. " in ran.out
    assert "Upright standing. " in ran.out
    told = ran.err.splitlines()
    assert told[0].startswith("dorsum: no_such_task: no task is called 'no_such_task'")
    assert told[1].startswith(f"dorsum: {bad}: {bad}: ")
    assert sorted(os.listdir(tmp_path)) == sorted([bad.name, report.name, f"{TASK}.csv", f"{OTHER}.csv"])
    assert "no task is called &#39;no_such_task&#39;" in report.read_text(encoding="utf-8")


def test_json_holds_an_error_for_the_task_that_makes_no_sense(dorsum):
    ran = dorsum("analyze", "no_such_task", TASK, "--json")
    assert ran.code == 2
    failed, found = json.loads(ran.out)
    assert failed["task"] == "no_such_task"
    assert failed["error"]["kind"] == "UnknownName"
    assert failed["error"]["message"].startswith("no task is called")
    assert found["task"] == TASK


def test_where_no_task_makes_sense_every_one_is_named(dorsum):
    ran = dorsum("analyze", "no_such_task", "nor_this")
    assert (ran.code, ran.out) == (2, "")
    assert [line.split(": ")[1] for line in ran.err.splitlines()] == ["no_such_task", "nor_this"]


def test_strict_ends_with_3_and_the_sentence_of_the_answer(dorsum):
    heavy = ("analyze", "standing_bent_forward", "--load", 60, "--posture", "exact")
    assert dorsum(*heavy).code == 0
    ran = dorsum(*heavy, "--strict")
    assert ran.code == 3
    said = " ".join(ran.err.split()).removeprefix("dorsum: ")
    assert said.startswith("Standing, bent forward, with 60 kg. L4/L5 bears at least ")
    assert "muscles lack" in said
    assert said in " ".join(ran.out.split())
    assert dorsum("analyze", TASK, "--strict").code == 0


def test_several_tasks_are_saved_one_a_file(dorsum, refused, tmp_path):
    message = refused("analyze", TASK, OTHER, "--save", tmp_path / "out.csv")
    assert f"for 2 tasks write {tmp_path / '{task}.csv'}" in message
    assert dorsum("analyze", TASK, OTHER, "--save", tmp_path / "of_{task}.csv").code == 0
    assert sorted(os.listdir(tmp_path)) == [f"of_{TASK}.csv", f"of_{OTHER}.csv"]
    (tmp_path / f"{TASK}.toml").write_text("title = 'mine'\n")
    message = refused("analyze", TASK, tmp_path / f"{TASK}.toml", "--save", tmp_path / "{task}.csv")
    assert "would go into one file" in message


RECORDING = Path(__file__).parents[2] / "examples/recordings/opencap_squats1.mot"
MISSING = {
    "task": ["missing.toml"],
    "name": ["standing_relaxd"],
    "subject": [TASK, "--subject", "missing.toml"],
    "recording": ["missing.mot"],
    "hands": [RECORDING, "--task", "missing.toml"],
    "static": [RECORDING, "--static", "missing.trc"],
    "markers": [RECORDING, "--markers", "missing.toml"],
    "folder": [TASK, "--report", "missing/report.html"],
    "save": [TASK, "--save", "missing/out.nc"],
    "key": ["misspelt.toml"],
}


@pytest.mark.parametrize("arguments", MISSING.values(), ids=MISSING)
def test_what_does_not_exist_is_told_before_anything_heavy_is_imported(arguments, tmp_path):
    """No clock: what takes seconds is NumPy, JAX and the tables, which must not be imported yet."""
    code = (
        "import sys\nfrom dorsum.cli.main import main\n"
        f"try:\n    main({['analyze', *map(str, arguments)]})\n"
        "finally:\n    print({'numpy', 'jax', 'rich', 'dorsum.anatomy.read'} & set(sys.modules))"
    )
    (tmp_path / "misspelt.toml").write_text("[posture]\nlumbar_flexon = 20\n")
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2, ran.stderr
    assert ran.stderr.count("\n") == 1
    assert any(word in ran.stderr for word in ("missing", "relaxd", "did you mean lumbar_flexion"))
    assert ran.stdout == "set()\n"


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
    assert "measured" not in dorsum("analyze", file, "--full", "--report", report).out
    assert "measured 0.5" not in report.read_text(encoding="utf-8")
    compared = dorsum("analyze", TASK, file, "--full").out
    (line,) = (line for line in compared.splitlines() if line.strip().startswith("measured"))
    assert line.split() == ["measured", "0.5", "MPa"]


def test_a_measurement_that_does_not_exist_is_refused(refused, tmp_path):
    (tmp_path / "mine.toml").write_text("measured = 'standing_relaxd'\n")
    message = refused("analyze", tmp_path / "mine.toml", "--report", tmp_path / "report.html")
    assert "called 'standing_relaxd'; did you mean standing_relaxed" in message
    assert os.listdir(tmp_path) == ["mine.toml"]


def test_a_recording_tells_its_share_of_the_strength_when_asked(dorsum):
    asked = ["analyze", str(RECORDING), "--from", "2.2", "--to", "2.6", "--rate", "20"]
    assert "In its hardest moments it takes" not in dorsum(*asked).out
    said = " ".join(dorsum(*asked, "--strength").out.split())
    assert re.search(r"takes \d+ % of the trunk's strength \(at 2\.\d\d s\) and \d+ % of the neck's", said)
    used = json.loads(dorsum(*asked, "--strength", "--json").out)["strength_used"]
    assert set(used) == {"trunk", "neck"}
    assert f"takes {round(100 * used['trunk']['share'])} % of the trunk's strength" in said
    refused = dorsum("analyze", TASK, "--strength")
    assert (refused.code, "--strength goes with a recording" in refused.err) == (2, True)
