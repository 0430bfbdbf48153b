"""`dorsum simulate`: what it prints and writes, and what it refuses before the work."""

import csv
import json

import pytest

TASK = "standing_bent_forward"


@pytest.mark.slow
def test_it_prints_both_runs_and_writes_one(dorsum, tmp_path):
    ran = dorsum("simulate", TASK, "--seconds", 0.1, "--out", tmp_path / "run.csv")
    assert ran.code == 0, ran.err
    assert "none" in ran.out
    assert "reflex" in ran.out
    with (tmp_path / "run.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["time"]) for row in rows] == pytest.approx([0.02, 0.04, 0.06, 0.08, 0.1])
    assert float(rows[-1]["L4/L5_z_planned_deg"]) < -1


@pytest.mark.slow
def test_json_says_the_gains(dorsum):
    ran = dorsum("simulate", TASK, "--seconds", 0.1, "--feedback", "joints", "--json")
    assert ran.code == 0, ran.err
    runs = json.loads(ran.out)["runs"]
    assert [run["feedback"] for run in runs] == ["none", "joints"]
    assert runs[1]["stiffness_nm_per_rad"] == 1000
    assert runs[0]["feedback_share"] == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--seconds", "0"), "seconds = 0 s: allowed is 0.02 to 120 s"),
        (("--disturb", "90"), "disturb = 90 °: allowed is 0 to 5 °"),
        (("--feedback", "jonts"), "no feedback is called 'jonts'; did you mean joints"),
        (("--out", "run.txt"), "the name must end in .csv or .sto"),
        (("--activations", "missing.csv"), "cannot read the activations missing.csv"),
    ],
)
def test_bad_options_are_refused(refused, options, message):
    assert message in refused("simulate", TASK, *options)


def test_unknown_task(refused):
    assert "no task is called" in refused("simulate", "standing_bent_forwards")


def test_without_mujoco(refused, monkeypatch):
    from dorsum.simulation import engine

    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(engine, "import_module", missing)
    assert "pip install 'dorsum[simulate]'" in refused("simulate", TASK)
