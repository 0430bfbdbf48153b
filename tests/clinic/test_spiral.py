"""The spiral: laws of the loop, and two roads to whether it runs away."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.clinic.days import Day
from dorsum.clinic.lived import Back
from dorsum.clinic.rates import State
from dorsum.clinic.spiral import SAID, spiral
from dorsum.clinic.spiral_gain import SMALL, Round, loop_of
from dorsum.clinic.spiral_setting import setting
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.model import Model
from dorsum.motion.task import Task
from dorsum.report.spiral import as_dict, facts, html

STILL = """
[[part]]
task = "lying_supine"
hours = 10
rest = true
[[part]]
task = "standing_bent_20"
hours = 4
[[part]]
task = "standing_relaxed"
hours = 10
"""


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    path = tmp_path_factory.mktemp("days") / "still.toml"
    path.write_text(STILL, encoding="utf-8")
    return Day.read(path)


@pytest.fixture(scope="module")
def asked(male, still):
    return setting(male, day=still, posture="exact")


def live(male, still, **told):
    return spiral(male, day=still, posture="exact", **told)


def test_a_body_with_other_strengths_is_the_one_that_is_compiled_with_them(male, still):
    """Second road: all compiled anew."""
    back = Back(male, "exact")
    n, task = len(back.names), still.parts[1].task
    size, drive = np.linspace(0.7, 1.2, n), np.linspace(1.1, 0.8, n)
    quick = back.changed(State(size, drive))
    slow = Model(replace(male.body, fascicles=quick.body.fascicles))
    one, other = (back.result(task, model) for model in (quick, slow))
    assert one.compression == pytest.approx(np.asarray(other.compression), rel=1e-9)
    assert one.array("force") == pytest.approx(other.array("force"), rel=1e-6, abs=1e-6, nan_ok=True)


def test_less_drive_is_what_a_subject_has_less_to_call_upon(male, still):
    """Second road: the body of a subject who has as much less, bent so that fibres are stretched."""
    back = Back(male, "exact")
    weak = back.chosen("multifidus")
    quick = back.changed(State(np.where(weak, 0.8, 1.0), np.where(weak, 0.5, 1.0)))
    who = replace(Subject.named("male"), strength={"multifidus": 0.8}, active={"multifidus": 0.5})
    task = Task.find("standing_bent_forward")
    one, other = (back.result(task, model) for model in (quick, Model(Body.of(who))))
    assert one.compression == pytest.approx(np.asarray(other.compression), rel=1e-6)
    assert one.array("force") == pytest.approx(other.array("force"), rel=1e-4, abs=1e-3, nan_ok=True)


def test_a_usual_day_changes_nothing(male, still):
    answer = live(male, still, days=14)
    assert answer.strength == pytest.approx(np.ones_like(answer.strength), abs=1e-6)
    assert answer.verdict == "stays"


def test_weakness_raises_the_effort_of_what_is_left(asked):
    weak = asked.back.chosen("multifidus")
    lived = asked.back.lived(asked.day, State(np.where(weak, 0.7, 1.0), np.ones(len(weak))))
    others = asked.back.extends & ~weak
    volume = asked.back.volume
    assert lived.use() @ (volume * others) > asked.before.use() @ (volume * others)
    assert lived.effort > asked.before.effort


def test_a_symmetrical_body_stays_symmetrical(male, still):
    answer = live(male, still, weak={"multifidus": 0.7}, days=28)
    mirrored = answer.strength[:, answer.asked.back.mirrored]
    assert answer.strength == pytest.approx(mirrored, abs=2e-3)


def test_a_side_that_is_weak_is_weaker_than_the_other(male, still):
    answer = live(male, still, weak={"multifidus right": 0.7}, days=7)
    right, left = (answer.asked.back.chosen(f"multifidus {side}") for side in ("right", "left"))
    assert answer.strength[0][right].max() == pytest.approx(0.7)
    assert answer.strength[-1][right].max() < answer.strength[-1][left].min()


def test_weekly_balances_agree_with_daily_ones(male, still):
    told = {"weak": {"all": 0.8}, "rates": "harsh", "days": 28}
    weekly, daily = (live(male, still, every=every, **told) for every in (7, 1))
    assert weekly.strength[-1] == pytest.approx(daily.strength[-1], abs=1e-3)  # a tenth of a percent
    assert np.abs(weekly.strength[-1] - weekly.strength[0]).max() > 0.02


def test_bed_takes_strength_and_training_in_bed_keeps_some(male):
    alone = spiral(male, day="bed", days=28, posture="exact")
    trained = spiral(male, day="bed", days=28, posture="exact", train=[("trunk_held_over_edge", 3)])
    assert alone.mean(alone.strength[-1]) < trained.mean(trained.strength[-1])
    assert alone.mean(alone.strength[-1]) < 0.97


def test_what_is_held_back_wastes(male, still):
    answer = live(male, still, hold_back={"multifidus": 0.6}, days=28)
    held = answer.asked.back.chosen("multifidus")
    assert answer.strength[-1][held].mean() < 0.99
    assert answer.weeks[0].use[held].mean() < 1.0


def test_the_loop_is_what_a_balance_of_many_weak_muscles_passes_on(asked):
    """Second road to the slopes: all muscles weakened at once, by a full balance."""
    once = Round.of(asked, asked.rates)
    weakness = 0.5 + 0.5 * asked.back.extends
    lived = asked.back.lived(asked.day, State(1.0 - SMALL * weakness, np.ones(len(weakness))))
    assert weakness @ once.effort == pytest.approx((lived.effort / asked.before.effort - 1) / SMALL, rel=0.01)
    usual = asked.before.use()
    used = usual > 5e-3
    change = (lived.use() - usual)[used] / usual[used] / SMALL
    missed = np.abs((weakness @ once.use)[used] - change)
    assert np.quantile(missed, 0.9) < 0.05 < np.median(np.abs(change))  # a few muscles change places


def test_whether_it_runs_away_is_the_same_by_slopes_and_by_days(male, still, asked):
    loop = loop_of(asked)
    assert loop.gain < 1.0
    assert loop.critical is not None
    for factor, away in ((0.7, False), (1.4, True)):
        changes = {"avoidance": factor * loop.critical}
        answer = live(male, still, weak={"all": 0.98}, days=42, changes=changes)
        grown = answer.mean(1.0 - answer.strength[-1]) / answer.mean(1.0 - answer.strength[0])
        assert (grown > 1.0) is away
        assert (answer.loop.gain > 1.0) is away
        assert answer.verdict == ("runs away" if away else "recovers")


def test_less_is_kept_without_avoidance_than_gained_by_none(asked):
    gains = [loop_of(asked, replace(asked.rates, avoidance=a)).gain for a in (0.0, 2.0, 4.0, 8.0)]
    assert gains == pytest.approx(sorted(gains), rel=1e-3)
    assert gains[-1] > 1.2 * gains[0]


def test_an_answer_says_what_it_rests_on(male, still, tables):
    changed = tables.altered("constants", "muscle_tone", value=1.1 * tables.constant("muscle_tone"))
    answer = live(Model(Body.of("male", changed)), still, days=1)
    found = facts(answer.asked.back.model.body.tables)
    assert found["digest"] == changed.digest != tables.digest
    assert found["rates"]["avoidance"]["kind"] == "assumed"
    assert found["rates"]["size_time"]["sources"] == ["Marusic2021", "LeBlanc1992"]


def test_a_report_stands_alone(male, still):
    answer = live(male, still, weak={"multifidus": 0.7}, days=14)
    page, told = html(answer), as_dict(answer)
    assert told["verdict"] in told["headline"]
    assert SAID in told["notes"]
    assert [row["gain"] for row in told["loop"]["by_rates"]] == sorted(
        row["gain"] for row in told["loop"]["by_rates"]
    )
    assert page.count("<svg") == 1
    assert "No study shows the whole loop" in page
    assert "src=" not in page


@pytest.mark.parametrize(
    ("told", "error", "said"),
    [
        ({"weak": {"multifidos": 0.7}}, UnknownName, "multifid"),
        ({"weak": {"multifidus": 7.0}}, BadInput, "weak multifidus"),
        ({"hold_back": {"multifidus": 1.0}}, BadInput, "held back"),
        ({"days": 0}, BadInput, "days"),
        ({"days": 1.5}, BadInput, "whole"),
        ({"every": 8}, BadInput, "every"),
        ({"day": "office"}, UnknownName, "day"),
        ({"rates": "slow"}, UnknownName, "set of rates"),
        ({"train": [("bird_dog", 30)]}, BadInput, "sessions"),
        ({"train": [("bird_cat", 3)]}, Exception, "bird_cat"),
        ({"posture": "loose"}, UnknownName, "posture"),
    ],
)
def test_what_makes_no_sense_is_refused(male, told, error, said):
    with pytest.raises(error, match=said):
        spiral(male, **told)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 'x'", "part is missing"),
        ('[[part]]\ntask = "lying_supine"\nhours = 23\nrest = true', "hours of a day are 23"),
        ('[[part]]\ntask = "lying_supine"\nhours = 24', "rest = true"),
        ('[[part]]\ntask = "lying_supin"\nhours = 24\nrest = true', "part.0."),
        ("[[part]]\nhours = 24\nrest = true", "a task or a posture"),
        ('[[part]]\ntask = "lying_supine"\nrest = true', "hours is missing"),
        ('[[part]]\ntask = "lying_supine"\nhours = 24\nrest = 1', "true or false"),
        ('[[part]]\ntask = "lying_supine"\nhour = 24', "hour"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(tmp_path, text, said):
    path = tmp_path / "day.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        Day.read(path)


def test_built_in_days_have_24_hours(tables):
    for name in ("desk", "manual", "bed"):
        assert sum(part.hours for part in Day.of(tables, name).parts) == pytest.approx(24.0)
