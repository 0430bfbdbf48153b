"""`dorsum weaken`, and `dorsum cut` with a task: text, JSON, report, and what is refused."""

import json
from pathlib import Path

import pytest


def test_a_cut_nerve_with_a_task_tells_levels_and_muscles_against_before(dorsum) -> None:  # type: ignore[no-untyped-def]
    arguments = ("cut", "posterior rami, medial branches", "--root", "L3", "--task", "standing_bent_53")
    out = dorsum(*arguments).out
    for words in (
        "L5/S1 bears",
        "before, N",
        "multifidus lumborum",
        "(weakened)",
        "assumption",
        "no diagnosis",
    ):
        assert words in out
    found = json.loads(dorsum(*arguments, "--json").out)
    assert found["task"] == "standing_bent_53"
    assert found["weakening"]["active"]["multifidus_lumborum_l3_laminar right"] == 0.0
    assert [level["level"] for level in found["levels"]][:2] == ["L5/S1", "L4/L5"]
    assert found["facts"]
    assert found["uncertainty"]


def test_a_weak_muscle_writes_a_report_of_both(dorsum, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    written = []  # a report of two bodies takes long to draw
    monkeypatch.setattr(
        "dorsum.report.html.write_report", lambda results, file: written.append((results, file))
    )
    asked = ("weaken", "multifidus", "--to", "60 %", "--side", "left", "--task", "standing_bent_53")
    dorsum(*asked, "--report", "weak.html")
    (((before, after), file),) = written
    assert file == Path("weak.html")
    assert before.subject.active == {}
    assert after.title.endswith("weak, 60 % left, left")
    assert set(after.subject.active.values()) == {0.6}


def test_full_tells_strength_and_the_hip_on_one_leg(dorsum) -> None:  # type: ignore[no-untyped-def]
    out = dorsum("cut", "superior gluteal", "--full").out
    assert "right hip abduction" in out
    assert "efforts of muscles that are whole end early" in out  # the knee's extensors have another nerve
    assert "The pelvis drops on the side of the lifted leg" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("weaken",), "say one of"),
        (("weaken", "multifidus"), "--to says"),
        (("weaken", "multifidus", "--to", "much"), "write 60% or 0.6"),
        (("weaken", "multifidus", "--to", "160%"), "from 0 to 100 %"),
        (("weaken", "multifidus", "--to", "60"), "write 60% or 0.6"),
        (("weaken", "--injured", "L5", "--to", "60%"), "--to and --wasted go with a muscle"),
        (("weaken", "--age", "70", "--wasted"), "--to and --wasted go with a muscle"),
        (("weaken", "--age", "70", "--side", "left"), "both sides"),
        (("weaken", "multifidos", "--to", "60%"), "multifidus"),
        (("weaken", "multifidus", "--to", "60%", "--side", "middle"), "both, left, right"),
        (("weaken", "multifidus", "--to", "60%", "--task", "walkin"), "walking"),
        (("weaken", "--injured", "L6"), "L5"),
        (("weaken", "--age", "7"), "18 to 90"),
        (("cut", "long thorasic", "--task", "walking"), "long thoracic"),
        (("cut", "accessory", "--report", "a.html"), "say which by --task"),
    ],
)
def test_what_makes_no_sense_is_refused(refused, arguments: tuple[str, ...], message: str) -> None:  # type: ignore[no-untyped-def]
    assert message in refused(*arguments)
