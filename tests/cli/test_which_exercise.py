"""`dorsum exercises`: facts, the model's part, refusals, and text that says what the JSON says."""

import json
import re

from dorsum.anatomy.atlas.pain import DISCLAIMER
from dorsum.clinic.exercises import stored


def test_exercises_that_load_a_muscle_come_with_the_effort_measured(dorsum):
    found = json.loads(dorsum("exercises", "--for", "lumbar multifidus", "--json").out)
    assert {"bird dog", "bridge", "walking"} <= {row["exercise"] for row in found["exercises"]}
    most = {
        source: max(row["value"] or 0 for row in found["measured"] if row["source"] == [source])
        for source in ("Ekstrom2007", "Callaghan1998")
    }
    assert most == {"Ekstrom2007": 46, "Callaghan1998": 52}
    bridge = next(row for row in found["exercises"] if row["exercise"] == "bridge")
    assert any(
        said.startswith("bridge: lumbar multifidus 39 ± 15 %, below the 45 %")
        for said in bridge["contradicted"]
    )
    assert found["disclaimer"] == DISCLAIMER
    assert (
        "lumbar multifidus 46 ± 21 % MVIC [Ekstrom2007]"
        in dorsum("exercises", "--for", "lumbar multifidus").out
    )


def test_exercises_that_lengthen_a_muscle(dorsum):
    found = json.loads(dorsum("exercises", "--stretch", "lats", "--json").out)
    assert {row["id"] for row in found["exercises"]} == {"EXE-11", "EXE-12", "EXE-33"}
    assert found["measured"] == []


def test_loading_and_lengthening_exclude_each_other(refused):
    assert refused("exercises", "--for", "ql", "--stretch", "ql") == "--for and --stretch exclude each other"
    assert refused("exercises", "--for", "xyz").startswith("no muscle is called 'xyz'")


def test_the_command_refuses_pain_and_surgery_and_says_where_to_ask(refused):
    told = refused("exercises", "--for", "pain in the low back")
    assert "`dorsum pain`" in told
    assert "Stop, and seek care" in told
    assert "surgery" in refused("exercises", "--for", "multifidus", "--spare", "L4/L5 after surgery")
    assert "herniated" in refused("exercises", "--weak", "herniated disc")
    for words in ("bulging disc", "lumbago", "multifidus after discectomy", "spasm of the psoas"):
        assert refused("exercises", "--for", words).startswith(
            f"'{words}': exercises for pain, after an injury"
        )


def test_the_command_says_what_goes_together_and_the_nearest_names(refused):
    assert "L5/S1" in refused("exercises", "--for", "multifidus", "--spare", "L5S")
    assert "multifidus" in refused("exercises", "--for", "multifidis")
    assert refused("exercises", "--spare", "L5/S1") == "--spare goes with --for: say which muscle is to work"
    assert refused("exercises", "--limit", 2000) == "--limit goes with --plan"
    assert refused("exercises", "--plan", "--limit", 50).startswith("limit = 50")
    assert refused("exercises", "--for", "multifidus", "--weak", "psoas", "--to", "half").startswith(
        "--to 'half'"
    )
    assert "write 60% or 0.6" in refused("exercises", "--for", "multifidus", "--weak", "psoas", "--to", "60")
    assert refused("exercises", "--plan", "--spare", "L5/S1").startswith("--plan is for all extensors")


def test_the_text_says_what_the_json_says(dorsum):
    asked = ("exercises", "--for", "lumbar multifidus", "--spare", "L5/S1")
    found, out = json.loads(dorsum(*asked, "--json").out)["model"], dorsum(*asked).out
    assert found["spared"] == "L5/S1"
    for row in found["exercises"][:5]:
        name = row["exercise"].replace("_", " ")
        line = next(line for line in out.splitlines() if re.match(rf" *{name}  ", line))
        assert f"{row['compression_n']} N at L5/S1" in line
        assert f"{row['activity_pct']:.0f} %" in line
    plank = next(row for row in found["exercises"] if row["exercise"] == "plank")
    assert {"study": "Ekstrom2007", "value_pct": 5.0}.items() <= plank["measured"][0].items()
    flat = " ".join(out.split())
    for row in found["exercises"]:
        name = row["exercise"].replace("_", " ")
        assert all(f"{name}: {why}" in flat for why in row["contradicts"])
    assert found["stop"].split(";")[0] in flat


def test_the_plan_in_words_is_that_in_json(dorsum):
    found, out = (
        json.loads(dorsum("exercises", "--plan", "--limit", 1500, "--json").out),
        dorsum("exercises", "--plan", "--limit", 1500).out,
    )
    assert found["limit_n"] == 1500
    for step in found["plan"]:
        assert f"{step['exercise'].replace('_', ' ')}: " in out
        assert f"{step['compression_n']} N at {step['level']}" in out


def test_a_weak_muscle_is_told_with_what_it_was_before(dorsum, monkeypatch):
    monkeypatch.setattr("dorsum.cli.exercises.MOST_ANEW", 2)
    asked = (
        "exercises",
        "--for",
        "quadratus lumborum",
        "--weak",
        "lumbar multifidus",
        "--to",
        "20%",
        "--json",
    )
    found = json.loads(dorsum(*asked).out)["model"]
    assert found["weakness"].endswith("weak, 20 % left, both sides")
    assert len(found["exercises"]) == 2
    for row in found["exercises"]:
        was = stored().by_name[row["exercise"]]
        assert row["before"]["compression_n"] == round(was.compression[row["level"]])
        assert row["activity_pct"] != row["before"]["activity_pct"]
