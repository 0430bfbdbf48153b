"""Fatigue within a day of the spiral."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.clinic.days import Day
from dorsum.clinic.fatigue import endurance_of
from dorsum.clinic.rates import State
from dorsum.clinic.spiral_fatigue import rates_of_muscles, tired_day
from dorsum.clinic.spiral_setting import setting


@pytest.fixture(scope="module")
def asked(male):
    return setting(male, day="manual", posture="exact")


def test_a_weaker_muscle_is_more_tired_and_a_night_takes_it_away(asked):
    back, n = asked.back, len(asked.back.names)
    weak = back.chosen("multifidus")
    before = tired_day(back, asked.before)
    after = tired_day(back, back.lived(asked.day, State(np.where(weak, 0.6, 1.0), np.ones(n))))
    assert (after.most[weak] @ back.volume[weak]) > (before.most[weak] @ back.volume[weak]) > 0.0
    for day in (before, after):
        assert np.all((day.morning <= day.most) & (day.most <= 1.0))
        assert day.morning.max() < 0.01


def test_less_rest_leaves_more_in_the_morning(asked):
    parts = [replace(p, hours=0.01 if p.rest else p.hours) for p in asked.day.parts]
    gone = sum(p.hours for p in asked.day.parts) - sum(p.hours for p in parts)
    i = next(i for i, p in enumerate(parts) if p.task.name == "standing_bent_20")
    parts[i] = replace(parts[i], hours=parts[i].hours + gone)
    short = replace(asked.before, day=Day(title="no night", parts=tuple(parts)))
    assert (
        tired_day(asked.back, short).morning.max() > 10.0 * tired_day(asked.back, asked.before).morning.max()
    )


def test_what_is_asked_for_ever_tires_as_the_equation_says(asked):
    """Second road: what is tired in the end is F a / R, and steps of a second come there."""
    rates, activity = rates_of_muscles(asked.back), 0.05
    i = int(np.flatnonzero(asked.back.chosen("multifidus"))[0])
    fatigue, recovery = float(rates.fatigue[i]), float(rates.recovery[i])
    tired = 0.0
    for _ in range(20000):
        tired += fatigue * activity - recovery * tired
    assert tired == pytest.approx(fatigue * activity / recovery, rel=1e-3)
    lived = replace(asked.before, activation=np.full_like(asked.before.activation, activity))
    assert tired_day(asked.back, lived).most[i] == pytest.approx(tired, rel=1e-2)
    assert endurance_of(activity, type(rates)(*(np.asarray(of)[i] for of in rates))) == np.inf
