"""Cumulative damage: what it is called, its borders, laws and refusals."""

from dataclasses import replace

import pytest

from dorsum.anatomy.read import load
from dorsum.errors import BadInput
from dorsum.lifting.damage import (
    MEANING,
    OUTSIDE,
    DailyDamage,
    ForceTask,
    MomentTask,
    cycles_to_failure,
    daily_damage,
    fatigue,
    moment_task,
)

LIGHT = MomentTask(moment=30, repetitions=500, name="boxes")
HEAVY = MomentTask(moment=120, repetitions=20, name="drums")


def test_the_chance_is_told_as_that_of_a_job_with_both_values_of_the_article_example():
    told = " ".join(daily_damage([LIGHT, HEAVY]).lines())
    assert MEANING in told
    assert "not a person's chance of injury" in told
    assert "the article prints 25.39 %, the calculator's later line gives 33 %" in told
    assert "LiFFT calculator 1.4.0; Gallagher et al. 2017" in told
    assert "not above 0.03, where the article divides jobs" in told
    assert "That is above 0.03" in " ".join(daily_damage([replace(HEAVY, repetitions=500)]).lines())
    assert "from hip; the calculator takes the lever arm from the hip joint, the article from L5/S1" in told


def test_the_lever_that_was_used_is_told():
    told = daily_damage([replace(LIGHT, lever="L5/S1"), HEAVY]).lines()
    assert any(line.startswith("Lever arms are told from L5/S1 and hip;") for line in told)


def test_a_heavy_lift_of_few_repetitions_has_its_caution_and_a_light_one_has_not():
    assert any("not to be trusted" in line for line in daily_damage([LIGHT, HEAVY]).lines())
    assert not any("not to be trusted" in line for line in daily_damage([replace(LIGHT, moment=100)]).lines())


def test_damage_adds_up_and_what_contributes_most_is_named():
    both, light = daily_damage([LIGHT, HEAVY]), daily_damage([LIGHT])
    assert both.daily == pytest.approx(light.daily + daily_damage([HEAVY]).daily)
    assert sum(both.shares) == pytest.approx(1)
    assert any(line.startswith("drums has ") for line in both.lines()) == (both.shares[1] > 0.5)
    assert daily_damage([replace(LIGHT, repetitions=1000)]).daily == pytest.approx(2 * light.daily)


def test_a_tenth_more_moment_is_worse_than_a_tenth_more_repetitions():
    base = MomentTask(moment=100, repetitions=100)
    heavier = daily_damage([replace(base, moment=110)])
    oftener = daily_damage([replace(base, repetitions=110)])
    assert heavier.daily > oftener.daily > daily_damage([base]).daily
    assert heavier.chance > oftener.chance


def test_no_repetition_has_no_damage_and_no_chance():
    found = daily_damage([replace(LIGHT, repetitions=0)])
    assert (found.daily, found.chance, found.shares) == (0, 0, (0,))
    assert found.lines()[0].startswith("Daily damage 0.0000: under 1 %")


def test_the_bands_of_the_article_meet_at_25_and_50_percent():
    def band(daily):
        return DailyDamage(load(), (), (), (), daily).band

    # chance = 1/2 where 1.7229 + 1.0239 log10(d) = 0; a quarter where it is −ln 3.
    half, quarter = 10 ** (-1.7229 / 1.0239), 10 ** ((-1.0986122886681098 - 1.7229) / 1.0239)
    assert [band(0.999 * quarter), band(1.001 * quarter)] == ["low", "moderate"]
    assert [band(0.999 * half), band(1.001 * half)] == ["moderate", "high"]


def test_the_moment_of_a_mass_is_its_weight_times_its_arm():
    assert moment_task(10, 0.5, 1).moment == pytest.approx(10 * 9.80665 * 0.5)


def test_disc_force_has_a_fatigue_index_outside_its_validation_and_no_chance():
    found = fatigue([ForceTask(compression=3000, repetitions=100)], 6000)
    assert found.total == pytest.approx(100 / (902416 * 2.718281828459045 ** (-0.162 * 50)))
    told = " ".join(found.lines())
    assert OUTSIDE == "a fatigue index outside its validation"
    assert OUTSIDE in told
    assert "%" not in told
    assert found.beyond == 0
    assert not hasattr(found, "chance")


@pytest.mark.parametrize(
    ("newton", "beyond"), [(1199, True), (1200, False), (4200, False), (4201, True), (7000, True)]
)
def test_forces_outside_20_to_70_percent_of_the_strength_are_told_apart(newton, beyond):
    found = fatigue([ForceTask(compression=newton, repetitions=10)], 6000)
    assert (found.beyond > 0) == beyond
    assert any("outside 20 to 70 %" in line for line in found.lines()) == beyond


def test_a_strength_that_is_not_told_is_that_of_an_average_spine_and_said():
    task = ForceTask(compression=3000, repetitions=100)
    assert fatigue([task]).total == fatigue([task], 6000).total
    assert "at a strength of 6000 N" in fatigue([task]).lines()[0]


def test_cycles_to_failure_fall_with_force_and_rise_with_strength():
    assert cycles_to_failure(0) == 902416
    assert cycles_to_failure(30) > cycles_to_failure(31)
    task = ForceTask(compression=3000, repetitions=100)
    assert fatigue([task], 7000).total < fatigue([task], 6000).total


@pytest.mark.parametrize("value", [None, True, "3", float("nan"), float("inf"), -1])
@pytest.mark.parametrize(
    ("make", "source"),
    [
        (lambda v: MomentTask(moment=v, repetitions=1), "LiFFT calculator 1.4.0"),
        (lambda v: MomentTask(moment=1, repetitions=v), "LiFFT calculator 1.4.0"),
        (lambda v: MomentTask(moment=1, repetitions=1, lever=v), "LiFFT calculator 1.4.0"),
        (lambda v: moment_task(v, 0.4, 1), "LiFFT calculator 1.4.0"),
        (lambda v: moment_task(10, v, 1), "LiFFT calculator 1.4.0"),
        (lambda v: ForceTask(compression=v, repetitions=1), "Appl Ergon 63"),
        (lambda v: ForceTask(compression=1, repetitions=v), "Appl Ergon 63"),
        (lambda v: fatigue([ForceTask(compression=1, repetitions=1)], v or "none"), "Appl Ergon 63"),
        (lambda v: cycles_to_failure(v), "Appl Ergon 63"),
    ],
)
def test_bad_entries_are_one_sentence_with_rule_and_source(make, source, value):
    with pytest.raises(BadInput, match=rf"^[^\n]*\([^\n]*{source}[^\n]*\)$"):
        make(value)


@pytest.mark.parametrize("make", [lambda: daily_damage([]), lambda: fatigue([], 6000)])
def test_a_day_without_a_task_is_refused(make):
    with pytest.raises(BadInput, match="tasks is empty"):
        make()
