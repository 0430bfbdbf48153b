"""Rates of gain and loss: signs, bounds, thresholds, and the closed form against small steps."""

import numpy as np
import pytest

from dorsum.clinic.changes import INSIDE, OUTSIDE, Bed, answers, verdict
from dorsum.clinic.rates import SETS, USUAL, State, StrengthRates
from dorsum.errors import BadInput, UnknownName


@pytest.fixture(params=SETS)
def rates(tables, request):
    return StrengthRates.of(tables, request.param)


def test_less_use_than_usual_loses_and_usual_use_keeps(rates):
    for use in (0.0, 0.3, 0.99):
        assert rates.days(USUAL, 30, use).strength < 1.0
    for use in (1.0, 1.5):
        assert rates.days(USUAL, 30, use).strength == pytest.approx(1.0, abs=1e-12)


def test_less_use_loses_more(rates):
    left = [float(rates.days(USUAL, 90, use).strength) for use in np.linspace(0.0, 1.0, 11)]
    assert all(np.diff(left) > 0.0)


def test_a_day_at_the_threshold_keeps_and_above_it_gains(rates):
    at, above = (rates.training(rates.training_from + more, 7.0) for more in (0.0, 0.05))
    assert rates.days(USUAL, 30, 1.0, at).strength == pytest.approx(1.0, abs=1e-12)
    assert rates.days(USUAL, 30, 1.0, above).strength > 1.0
    assert rates.training(1.0, rates.sessions_full) == pytest.approx(1.0)
    assert rates.training(1.0, 0.5 * rates.sessions_full) == pytest.approx(0.5)


def test_strength_stays_within_what_is_left_and_what_is_gained(rates, rng):
    state = USUAL
    for _ in range(400):
        state = rates.after(state, rates.end(rng.uniform(0, 2), rng.uniform(0, 1)), rng.uniform(0, 60))
        assert rates.size_without_use <= state.size <= 1.0 + rates.size_trained
        assert rates.drive_without_use <= state.drive <= 1.0 + rates.drive_trained


def test_training_keeps_what_disuse_would_take(rates):
    full = rates.training(1.0, 7.0)
    assert rates.days(USUAL, 60, 0.0, full).strength > 1.0 > rates.days(USUAL, 60, 0.0).strength


def test_days_are_the_differential_equation_by_small_steps(rates):
    """Second road: explicit steps of a hundredth of a day."""
    end, size, drive = rates.end(0.2, 0.1), 0.9, 1.05
    for _ in range(3000):
        size += 0.01 * (end.size - size) / rates.size_time
        drive += 0.01 * (end.drive - drive) / rates.drive_time
    found = rates.days(State(0.9, 1.05), 30, 0.2, 0.1)
    assert (found.size, found.drive) == pytest.approx((size, drive), rel=1e-4)


def test_after_stopping_what_was_gained_goes_again(rates):
    trained = rates.days(USUAL, 60, 1.0, 1.0)
    after = rates.days(trained, 40)
    assert 1.0 < after.strength < trained.strength


def test_age_takes_its_share_of_size_and_no_drive(rates):
    old = rates.days(USUAL, 3653, ageing=True)
    lost = 1.0 - old.size
    assert 0.8 * rates.ageing / 10.0 < lost <= rates.ageing / 10.0 + 1e-9
    assert old.drive == pytest.approx(1.0)


def test_harsh_rates_are_harsher(tables):
    mild, middle, harsh = (StrengthRates.of(tables, name) for name in SETS)
    left = [float(r.days(USUAL, 60, 0.0).strength) for r in (mild, middle, harsh)]
    assert left == sorted(left, reverse=True)
    gained = [float(r.days(USUAL, 60, 1.0, r.training(0.7, 2.0)).strength) for r in (mild, middle, harsh)]
    assert gained == sorted(gained, reverse=True)


def test_rates_that_make_no_sense_are_refused(tables):
    with pytest.raises(UnknownName, match="set of rates"):
        StrengthRates.of(tables, "fast")
    with pytest.raises(UnknownName, match="rate"):
        StrengthRates.of(tables, "middle", {"avoidence": 1.0})
    with pytest.raises(BadInput, match="size_time"):
        StrengthRates.of(tables, "middle", {"size_time": 0.0})
    with pytest.raises(BadInput, match="training_from"):
        StrengthRates.of(tables, "middle", {"training_from": 0.95})


def test_altered_facts_change_rates(tables):
    changed = tables.altered("strength_rates", "size_time", middle=35.0)
    assert StrengthRates.of(changed).size_time == 35.0
    assert changed.digest_of("strength_rates") != tables.digest_of("strength_rates")


def test_no_rate_is_from_a_row_that_it_is_compared_with(tables):
    of_rates = {key for row in tables.strength_rates for key in row.source} - {"Assumed"}
    compared = {key for row in tables.muscle_changes if row.protocol for key in row.source}
    assert of_rates & compared == set()


class Beds(Bed):
    """Muscles that are not used at all, of no body."""

    def __init__(self):
        self.use = 0.0

    def after(self, rates, days):
        return rates.days(USUAL, days, 0.0)

    def of(self, group, values):
        return float(values)


def test_every_protocol_has_an_answer_and_more_rest_costs_more(tables):
    found = answers(Beds(), StrengthRates.of(tables))
    assert {row.protocol for row in tables.muscle_changes if row.protocol} == set(found)
    assert found["bed_90 strength"] > found["bed_60 multifidus"] > found["denervated_30"] > 0.0
    assert found["side_10_weeks alone"] < 16.8


def test_a_verdict_is_by_the_published_ends(tables):
    row = next(row for row in tables.muscle_changes if row.row == "ATR-15")
    assert verdict(row, 1.0, row.low, 2.0) == verdict(row, 1.0, row.high, 2.0) == INSIDE
    assert verdict(row, 1.0, row.low - 0.01, 20.0) == verdict(row, 1.0, row.high + 0.01, 20.0) == OUTSIDE
