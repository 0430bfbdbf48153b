"""`dorsum lift`: a lift as ergonomists write it, in one command."""

import json

import pytest

from dorsum import Task

QUICK = ("lift", "--mass", 8, "--from", "40,90", "--held", "--subject", "female")


def test_a_lift_is_answered_worst_first(dorsum, tmp_path):
    task = tmp_path / "box.toml"
    ran = dorsum(*QUICK, "--to", "35,120", "--per-minute", 1, "--hours", 2, "--save-task", task)
    assert ran.code == 0, ran.err
    words = " ".join(ran.out.split())
    assert words.startswith("Lifting 8 kg from 90 to 120 cm. L")
    for part in ("NIOSH lifting index", "LiFFT: daily damage", "Liberty Mutual: ", "Assumed: a woman"):
        assert part in words
    saved = Task.find(str(task))
    assert saved.moves
    assert saved.subject is not None
    assert saved.subject.sex == "female"


def test_json_and_in_full_say_the_same(dorsum):
    plain = json.loads(dorsum(*QUICK, "--json").out)
    words = " ".join(dorsum(*QUICK, "--full").out.split())
    assert plain["first"] in words
    for level in plain["levels"]:
        assert f"{level['level']} {level['start_n']:.0f}" in words
    assert all(text in words for text in plain["assumptions"])
    assert plain["niosh"]["refused"][0] in words


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--mass", -1, "--from", "40,25"), "mass_kg = -1 kg: allowed is 0 to"),
        (("--mass", "nan", "--from", "40,25"), "mass_kg"),
        (("--mass", 5, "--from", "40"), "--from 40: must be 2 numbers with a comma"),
        (("--mass", 5, "--from", "40,x"), "--from 40,x: must be 2 numbers"),
        (("--mass", 5, "--from", "40,25", "--to", "40,300"), "--to: vertical_cm = 300"),
        (("--mass", 5, "--from", "40,25", "--asymmetry", "30,0"), "must be one number"),
        (("--mass", 5, "--from", "40,25", "--to", "40,90", "--asymmetry", "30"), "must be 2 numbers"),
        (("--mass", 5, "--from", "95,150"), "out of reach"),
        (("--mass", 5, "--from", "0,140"), "in the body"),
        (("--mass", 5, "--from", "40,25", "--to", "40,90", "--per-minute", 16), "94-110"),
        (("--mass", 5, "--from", "40,25", "--control"), "control at the destination"),
        (("--mass", 5, "--from", "40,25", "--seconds", 1), "give its end"),
        (("--mass", 5, "--from", "40,25", "--hands", "three"), "no hands is called"),
        (("--mass", 5, "--from", "40,25", "--style", "bend"), "no style is called"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(refused, arguments, says):
    assert says in refused("lift", *arguments)


def test_hands_to_the_left_are_told_with_a_minus(dorsum):
    plain = json.loads(dorsum(*QUICK, "--asymmetry", "-20", "--json").out)
    assert plain["lift"]["start"]["asymmetry_deg"] == -20
    assert any("20° to the left" in text for text in plain["assumptions"])


def test_what_should_change_is_said_when_asked(dorsum, monkeypatch):
    """The advice itself has tests of its own, it takes many postures."""

    class Told:
        def __init__(self, result):
            self.result = result

        def lines(self):
            return [f"Advice for {self.result.lift.title}"]

    monkeypatch.setattr("dorsum.lifting.advice.advise", Told)
    assert json.loads(dorsum(*QUICK, "--advice", "--json").out)["advice"] == [
        "Advice for Holding 8 kg at 90 cm"
    ]
    assert "Advice for Holding 8 kg" in dorsum(*QUICK, "--advice").out
    assert "Advice for" not in dorsum(*QUICK).out
