"""The answer to a lift: what the model computes and what published rules say, in one object."""

import json

import numpy as np
import pytest

from dorsum import Hands, Lift, LiftAnswer, Subject, analyze_lift
from dorsum.anatomy.read import load
from dorsum.body.skeleton import LUMBAR
from dorsum.errors import BadInput
from dorsum.lifting.acceptable import Chosen
from dorsum.lifting.niosh import LiftingIndex
from dorsum.lifting.published import Refused
from dorsum.lifting.rules import LiftRules
from dorsum.report import html
from dorsum.report.html import write_lift_report
from dorsum.report.lift import END, START, WAY

NEAR, UP = Hands(horizontal_cm=40, vertical_cm=60), Hands(horizontal_cm=35, vertical_cm=110)
LIFT = Lift(mass_kg=12, start=NEAR, end=UP, grip="fair", per_minute=2, hours=8)


def rules(lift: Lift, **more) -> LiftRules:
    return LiftRules(lift=lift, tables=load(), **more)


def changed(**changes) -> Lift:
    given = {"mass_kg": 12, "start": NEAR, "end": UP, "grip": "fair", "per_minute": 2, "hours": 8}
    return Lift(**{**given, **changes})


@pytest.fixture(scope="module")
def answer() -> LiftAnswer:
    return LiftAnswer.of(analyze_lift(LIFT, "female"))


def test_levels_are_those_of_the_results(answer):
    found = answer.found
    for i, told in enumerate(answer.levels):
        assert told.level == LUMBAR[i]
        assert told.start == found.held[0].compression[0, i]
        assert told.end == found.held[1].compression[0, i]
        assert told.greatest == found.compression[told.level]
        frame = int(np.asarray(found.moving.compression)[:, i].argmax())
        assert told.when == f"at {found.moving.times[frame]:.1f} of {found.seconds:.1f} s"
    assert (answer.worst.level, answer.worst.greatest) == found.worst


def test_the_first_sentence_is_the_worst_and_held(answer):
    worst = answer.worst
    assert answer.first.startswith(
        f"{worst.level} bears at least {worst.greatest / 1000:.1f} kN, {worst.when}"
    )
    assert f"({worst.start / 1000:.1f} kN held at the start" in answer.first  # balanced: no lower bound
    assert f"{100 * worst.greatest / 3400:.0f} % of the NIOSH action limit of 3.4 kN" in answer.first


def test_lower_bounds_are_marked_where_muscles_lack_something(answer):
    assert answer.lower == {START: False, END: False, WAY: True}
    assert answer.cells(answer.worst)[0] == f"{answer.worst.start:.0f}"
    assert answer.cells(answer.worst)[2] == f"≥ {answer.worst.greatest:.0f}"
    assert f"at {answer.found.moving.shortfall.time:.1f} s muscles lack" in answer.first


def test_strength_is_that_of_the_hardest_moment(answer):
    by_hand = [np.nanmax(r.array("trunk_strength_used")) for _, r in answer.results]
    assert answer.strength_used["trunk"] == max(by_hand)
    assert max(by_hand) > min(by_hand)
    assert f"{100 * max(by_hand):.0f} % of the trunk's strength" in answer.lines[0]


def test_niosh_is_the_equation_by_hand():
    """HM 25/40, VM 1 - 0.003·15, DM 0.82 + 4.5/50; below 75 cm FM of 2 a minute for 8 h and CM of fair."""
    found = rules(LIFT).niosh
    by_hand = 23 * (25 / 40) * (1 - 0.003 * 15) * (0.82 + 4.5 / 50) * 0.65 * 0.95
    assert found.rwl == pytest.approx(by_hand)
    assert found.li == pytest.approx(12 / by_hand)


def test_the_destination_counts_where_the_load_is_placed_with_care():
    far = changed(end=Hands(horizontal_cm=60, vertical_cm=150, asymmetry_deg=-45))
    alone, both = rules(far), rules(far, control=True)
    assert [end.where for end in alone.niosh.points] == ["origin"]
    assert both.niosh.governing.where == "destination"
    assert both.niosh.rwl == alone.niosh_placed.rwl < alone.niosh.rwl
    assert both.niosh.governing.multipliers["AM"] == pytest.approx(1 - 0.0032 * 45)


@pytest.mark.parametrize(
    ("changes", "fm", "says"),
    [
        ({"per_minute": None, "hours": None}, 1.0, "frequency-independent"),
        ({"hours": None}, 0.65, "the longest column"),
        ({"hours": 1}, 0.91, None),
    ],
)
def test_what_is_not_told_of_the_pace_is_said(changes, fm, says):
    asked = rules(changed(**changes))
    assert asked.niosh.governing.multipliers["FM"] == fm
    told = " ".join(asked.assumed())
    assert says is None or says in told
    assert ("not told" in told) == (says is not None)


@pytest.mark.parametrize(
    ("changes", "more", "why"),
    [
        ({"hands": "right"}, {}, "one hand"),
        ({"end": None}, {}, "where a lift ends"),
        ({"hours": 9}, {}, "more than 8 hours"),
        ({}, {"speed_m_s": 0.76}, "faster than about 75 cm/s"),
    ],
)
def test_where_niosh_does_not_apply_there_is_no_index(changes, more, why):
    found = rules(changed(**changes), **more).niosh
    assert isinstance(found, Refused)
    assert why in found.reasons[0]
    assert "94-110" in found.reasons[0]


def test_a_slow_lift_is_no_fast_one():
    assert isinstance(rules(LIFT, speed_m_s=0.74).niosh, LiftingIndex)


def test_lifts_a_day_follow_from_pace_and_hours_or_are_told():
    assert rules(LIFT).repetitions == 960
    assert rules(changed(hours=None), per_day=40).repetitions == 40
    assert isinstance(rules(changed(hours=None), arm_m=0.5).lifft, Refused)
    with pytest.raises(BadInput, match="follows from pace and hours"):
        rules(LIFT, per_day=40)


def test_lifft_takes_the_moment_about_the_hips(answer):
    (task,) = answer.rules.lifft.tasks
    posed, names = answer.found.held[0].posed, answer.found.model.body.skeleton.names
    forward = {
        name: np.mean([posed.origin[0, names.index(f"{name}_{side}"), 0] for side in ("right", "left")])
        for name in ("femur", "foot")
    }
    arm = 0.40 + forward["foot"] - forward["femur"]  # the hands are 40 cm before the ankles
    assert answer.rules.arm_m == pytest.approx(arm, abs=0.005)  # joints have given
    assert arm > 0.45  # hips go back
    assert task.moment == pytest.approx(12 * 9.80665 * answer.rules.arm_m, rel=1e-4)
    assert task.repetitions == 960


def test_shares_of_people_are_of_each_sex_and_fewer_at_a_faster_pace():
    found, slowest = rules(LIFT).chosen, rules(changed(per_minute=None, hours=None)).chosen
    assert found["F"].percent < found["M"].percent
    assert found["F"].percent < slowest["F"].percent
    assert found["F"].task.horizontal == 0.40  # the larger of both ends
    assert found["F"].task.handles == "poor"  # of a fair grip
    assert isinstance(found["M"], Chosen)
    assert isinstance(rules(changed(hands="left")).chosen["M"], Refused)


def test_age_brings_limits_by_age():
    told = Subject(sex="female", age_years=47)
    asked = rules(LIFT)
    assert [limit.value for limit in asked.mass_limits(told)] == [15]
    assert 2500 in [limit.value for limit in asked.compression_limits(told)]  # of 50, the next age
    assert asked.mass_limits(Subject(sex="female")) == ()


def test_all_is_told_with_sources(answer):
    text = "\n".join(sentence for _, sentences in answer.sections for sentence in sentences)
    for source in ("94-110", "LiFFT calculator", "Potvin et al. 2021", "NIOSH 1981", "Gallagher"):
        assert source in text
    assert "HM 0.63: reach, hands 40 cm before the ankles" in text
    assert "Placed with care at the destination" in text
    assert any(text.startswith("at the start the hands are 40 cm") for text in answer.assumed)
    assert any("as fast as hands usually go" in text for text in answer.assumed)


def test_plain_data_is_json_with_the_same_numbers(answer):
    plain = json.loads(json.dumps(answer.as_dict(), allow_nan=False))
    assert plain["first"] == answer.first
    assert [row["greatest_n"] for row in plain["levels"]] == [load.greatest for load in answer.levels]
    assert plain["niosh"]["lifting_index"] == answer.rules.niosh.li
    assert plain["chosen"]["women"]["percent"] == answer.rules.chosen["F"].percent
    assert plain["lift"]["subject"]["sex"] == "female"


def test_a_load_beyond_the_strength_is_a_lower_bound():
    """What muscles cannot hold is never called below a limit."""
    heavy = Lift(mass_kg=60, start=Hands(horizontal_cm=45, vertical_cm=90))
    told = LiftAnswer.of(analyze_lift(heavy, Subject(strength={"all": 0.5})))
    assert told.at_least
    assert "bears at least" in told.first
    assert "held at the start muscles lack" in told.first
    assert "below" not in told.first
    assert any(title.startswith("Limits of compression, against at least ") for title, _ in told.sections)


def test_the_report_has_the_answer(answer, tmp_path, monkeypatch):
    for picture in ("side_view", "back_view", "posture_view"):  # they have tests of their own
        monkeypatch.setattr(html, picture, lambda *_, **__: '<svg viewBox="0 0 1 2"></svg>')
    path = tmp_path / "lift.html"
    write_lift_report(answer, path)
    page = path.read_text(encoding="utf-8").replace("\xa0", " ")
    for words in (answer.first, "Who chose such a weight in studies", "What was assumed"):
        assert words in page


def test_how_fast_a_lift_is_taken_to_be_stands_in_the_short_answer():
    def told(seconds):
        ends = [Hands(horizontal_cm=45, vertical_cm=height) for height in (60, 100)]
        lift = Lift(mass_kg=8, start=ends[0], end=ends[1], seconds=seconds)
        return LiftAnswer.of(analyze_lift(lift))

    usual, slow = told(None), told(1.8)
    assert usual.worst.greatest > slow.worst.greatest
    assert any("taken to last 0.9 s" in line and "a slower one" in line for line in usual.lines)
    assert "of 0.9 s" in usual.first
    assert not any("taken to last" in line for line in slow.lines)
    assert any("Above 100 %" in line for line in usual.lines)  # 113 % of the neck's strength, and balanced
    assert not any("Above 100 %" in line for line in slow.lines)
