"""`dorsum job`."""

import csv
import json
import re

import pytest

JOB = """
title = "Bench"
subject = "female"
hours = 2
[[lift]]
title = "Crate"
mass_kg = 8
start = { horizontal_cm = 40, vertical_cm = 75 }
end = { horizontal_cm = 40, vertical_cm = 105 }
times = 60
[[held]]
title = "Desk"
task = "sitting_relaxed"
hours = 1
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bench.toml"
    path.write_text(JOB)
    return path


def test_a_job_is_told_from_its_first_sentence_to_its_sources(dorsum, file, tmp_path):
    saved = tmp_path / "parts.csv"
    ran = dorsum("job", file, "--posture", "exact", "--save", saved)
    assert ran.code == 0, ran
    words = " ".join(ran.out.split())
    assert words.startswith("Half of the day's damage comes from 1 of 2 parts: Crate (100 %).")
    assert "no chance of injury" in words
    assert "a fatigue index outside its validation" in words
    assert "not a person's chance of injury" in words
    assert "For a woman of 1.63 m and 62 kg." in words
    assert not re.search(r"\de\+\d", words)  # no 1.3e+03
    assert "Composite lifting index" not in words  # one lift
    assert "Lifting index" in words
    with saved.open() as rows:
        crate, desk = csv.DictReader(rows)
    assert (crate["part"], desk["part"], desk["lifft_damage"]) == ("Crate", "Desk", "")
    assert float(crate["damage"]) > float(desk["damage"]) > 0.0
    data = json.loads(dorsum("job", file, "--posture", "exact", "--json", "--subject", "male").out)
    assert data["subject"] == "male"
    assert [row["part"] for row in data["parts"]] == ["Crate", "Desk"]
    assert data["parts"][0]["compression_n"] > float(crate["compression_n"])  # a larger body
    assert sum(row["share"] for row in data["parts"]) == pytest.approx(1.0)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".toml"])
def test_a_template_is_written_and_read(dorsum, tmp_path, suffix):
    from dorsum import Job

    path = tmp_path / f"shift{suffix}"
    assert dorsum("job", "--template", path).code == 0
    assert len(Job.read(path).parts) == 4


def test_what_makes_no_sense(refused, file, tmp_path):
    assert "give the file of a job; --template" in refused("job")
    assert "it takes no job" in refused("job", file, "--template", tmp_path / "a.csv")
    assert "must end in .csv, .xlsx or .toml" in refused("job", "--template", tmp_path / "a.ods")
    assert "No such file" in refused("job", tmp_path / "none.csv")
    assert "must end in .toml, .csv or .xlsx" in refused("job", tmp_path / "none.ods")
    assert "no subject is called 'mal'" in refused("job", file, "--subject", "mal")
    assert "must end in .csv" in refused("job", file, "--save", tmp_path / "a.txt")
    assert "no way to take a posture is called 'exat'" in refused("job", file, "--posture", "exat")
    assert "hours = 30 h: allowed is 0 to 24 h" in refused("job", file, "--hours", "30")
    broken = tmp_path / "broken.csv"
    broken.write_text("part,mass kg,times\nCrate,8,9\n")
    kept = tmp_path / "kept.csv"
    kept.write_text("before\n")
    assert "row 2 (Crate): from horizontal cm is missing" in refused("job", broken, "--save", kept)
    assert kept.read_text() == "before\n"  # nothing is lost


def test_a_lift_out_of_reach_is_left_out_in_every_output(dorsum, tmp_path):
    far = {"from horizontal cm": 63, "from height cm": 175, "part": "over there"}
    rows = [ROW | far, ROW]
    file, saved = tmp_path / "job.csv", tmp_path / "parts.csv"
    file.write_text("\n".join([",".join(ROW), *(",".join(map(str, row.values())) for row in rows)]))
    asked = ("job", file, "--hours", "2", "--posture", "exact", "--subject", "female")
    ran = dorsum(*asked, "--save", saved)
    assert ran.code == 0
    words = " ".join(ran.out.split())
    assert "over there is left out: no bend of trunk and knees" in words
    assert "they are lower bounds. The index of NIOSH asks no posture" in words
    assert "Composite lifting index" in words
    assert "over there" in words[words.index("Composite lifting index") :]
    with saved.open() as found:
        last = list(csv.DictReader(found))[-1]
    assert (last["part"], last["compression_n"], last["damage"]) == ("over there", "", "")
    assert "out of reach" in last["left_out"]
    data = json.loads(dorsum(*asked, "--json").out)
    assert data["lower_bounds"]
    assert data["parts"][-1]["left_out"] in " ".join(data["left_out"])


ROW = {
    "part": "crate",
    "mass kg": 8,
    "from horizontal cm": 40,
    "from height cm": 75,
    "to horizontal cm": 40,
    "to height cm": 105,
    "times": 9,
}
