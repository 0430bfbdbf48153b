"""`dorsum spiral`."""

import json

import pytest

DAY = """
[[part]]
task = "lying_supine"
hours = 12
rest = true
[[part]]
task = "standing_bent_20"
hours = 12
"""


def test_an_answer_is_told_with_what_it_hangs_on(dorsum, tmp_path):
    day, report = tmp_path / "bent.toml", tmp_path / "spiral.html"
    day.write_text(DAY)
    asked = ("spiral", "--weak", "multifidus=0.7", "--days", "14", "--day", day, "--posture", "exact")
    ran = dorsum(*asked, "--report", report)
    assert ran.code == 0, ran
    words = " ".join(ran.out.split())
    assert words.startswith("With middle rates it recovers: multifidus from 70 to ")
    assert "No study shows the whole loop; the result follows from the rates" in words
    assert "pain is not an output" in words
    assert words.index("mild recovers") < words.index("harsh recovers")
    assert "<svg" in report.read_text(encoding="utf-8")
    found = json.loads(dorsum(*asked, "--json", "--rate", "avoidance=9", "--train", "plank:3/week").out)
    assert found["rates"]["avoidance"] == 9.0
    assert found["training"] == [{"exercise": "plank", "sessions_a_week": 3.0}]
    assert [row["rates"] for row in found["loop"]["by_rates"]] == [
        "mild",
        "middle",
        "harsh",
        "middle, changed",
    ]
    assert len(found["facts"]["digest"]) == 64


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("--weak", "multifidus"), "NAME=NUMBER"),
        (("--weak", "multifidus=much"), "much is no number"),
        (("--weak", "multifidus=2%"), "weak multifidus = 0.02"),
        (("--weak", "multifidas=0.7"), "did you mean"),
        (("--weak", "multifidus=0"), "weak multifidus"),
        (("--train", "plank"), "EXERCISE:N/week"),
        (("--train", "plank:0/week"), "EXERCISE:N/week"),
        (("--train", "plonk:3/week"), "plonk"),
        (("--day", "office"), "desk"),
        (("--day", "nowhere.toml"), "nowhere.toml"),
        (("--days", "0"), "days"),
        (("--rates", "slow"), "mild"),
        (("--rate", "avoidence=1"), "avoidance"),
        (("--subject", "nobody"), "nobody"),
        (("--report", "out.pdf"), ".html"),
    ],
)
def test_what_makes_no_sense_is_refused(dorsum, told, said):
    ran = dorsum("spiral", *told)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
