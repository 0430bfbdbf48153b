"""The three compartments, held against a numerical road, against each other and against printed times."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from dorsum.clinic.fatigue import (
    Rates,
    after_cycles,
    endurance_of,
    power_curve,
    rates_of,
    rates_of_group,
    rested,
    tired_after,
)
from dorsum.errors import UnknownName

L = 10.0  # 1/s, of the published controller
QUICK = 0.02  # relative: what a controller with 0.1 s changes


@pytest.fixture(scope="module")
def trunk(tables):
    return rates_of_group(tables, "trunk")


def published(load, rates):
    """The equations as they were printed, with their controller: rates of M_A, M_F, M_R."""

    def slope(_, state):
        active, tired, resting = state
        drive = L * min(load - active, resting if active < load else 0.0)
        fatigue, recovery = rates.fatigue * active, rates.recovery * tired
        return drive - fatigue, fatigue - recovery, recovery - drive

    return slope


def test_compartments_sum_to_one_and_give_what_the_printed_equations_give(trunk):
    load, seconds = 0.5, 100.0
    found = solve_ivp(published(load, trunk), (0.0, seconds), (0.0, 0.0, 1.0), rtol=1e-8, atol=1e-10)
    assert_allclose(found.y.sum(axis=0), 1.0, atol=1e-8)
    tired = tired_after(np.zeros(1), np.array([load]), seconds, trunk)
    assert tired[0] == pytest.approx(found.y[1, -1], rel=QUICK)


def test_the_printed_equations_fail_when_the_closed_form_says(trunk):
    def fails(_, state):
        return state[0] + state[2] - 0.5

    fails.terminal = True
    found = solve_ivp(published(0.5, trunk), (0.0, 1e3), (0.0, 0.0, 1.0), events=fails, max_step=1.0)
    assert found.t_events[0][0] == pytest.approx(endurance_of(0.5, trunk), rel=QUICK)


def test_activity_in_a_straight_line_is_the_integral_of_it(trunk):
    first, last, seconds, before = 0.2, 0.7, 50.0, 0.1

    def slope(t, tired):
        return trunk.fatigue * (first + (last - first) * t / seconds) - trunk.recovery * tired

    found = solve_ivp(slope, (0.0, seconds), [before], rtol=1e-10, atol=1e-12).y[0, -1]
    ours = tired_after(np.array([before]), np.array([first]), seconds, trunk, np.array([last]))
    assert ours[0] == pytest.approx(found, rel=1e-8)


def test_many_cycles_at_once_are_the_cycles_one_by_one():
    decay, first, last, tired = (
        np.array([0.9, 0.999]),
        np.array([0.02, 0.01]),
        np.array([0.03, 0.0]),
        np.ones(2),
    )
    one_by_one = tired
    for j in range(7):
        one_by_one = decay * one_by_one + first + (last - first) * j / 7
    assert_allclose(after_cycles(tired, decay, first, last, 7), one_by_one, rtol=1e-12)


def test_nothing_tires_that_is_not_active(trunk):
    assert tired_after(np.zeros(3), np.zeros(3), 3600.0, trunk).max() == 0.0


def test_rest_only_ever_recovers_and_sooner_than_at_work(trunk):
    times = [0.0, 10.0, 60.0, 600.0, 6000.0]
    course = [float(rested(np.array(0.6), t, trunk)) for t in times]
    assert course == sorted(course, reverse=True)
    assert course[-1] < 1e-3
    assert course[2] < float(tired_after(np.array(0.6), np.array(0.0), 60.0, trunk))


def test_two_steps_are_one(trunk):
    one = tired_after(np.zeros(1), np.array([0.4]), 90.0, trunk)
    two = tired_after(tired_after(np.zeros(1), np.array([0.4]), 40.0, trunk), np.array([0.4]), 50.0, trunk)
    assert_allclose(one, two, rtol=1e-12)


def test_more_load_is_held_shorter_and_very_little_for_ever(trunk):
    held = [endurance_of(load, trunk) for load in (0.05, 0.1, 0.3, 0.6, 0.9)]
    assert held == sorted(held, reverse=True)
    assert held[0] == float("inf")


def test_printed_times_of_the_trunk(tables):
    """Of model and curve, at 10 to 90 % of the strength: within what rounding of F and R leaves."""
    for row in tables.fatigue_models:
        if row.quantity in ("3cc_endurance_trunk", "endurance_time_trunk"):
            load = float(row.condition.split(" %")[0]) / 100.0
            ours = (
                endurance_of(load, rates_of_group(tables, "trunk"))
                if row.quantity.startswith("3cc")
                else power_curve(tables, "trunk", load)
            )
            assert ours == pytest.approx(row.value, rel=0.005), row.id


def test_women_hold_half_of_their_strength_as_much_longer_as_was_measured(tables):
    men, women = (endurance_of(0.5, rates_of_group(tables, "trunk", sex)) for sex in ("male", "female"))
    assert women / men == pytest.approx(146.0 / 105.4, rel=1e-6)
    both = endurance_of(0.5, rates_of_group(tables, "trunk"))
    assert men < both < women


def test_every_muscle_has_rates_and_what_stands_in_for_the_rib_cage_does_not_tire(male, tables):
    rates = rates_of(male)
    assert len(rates.fatigue) == len(male.variables)
    n = len(male.active)
    assert (rates.fatigue[:n] > 0.0).all()
    assert (rates.fatigue[n:] == 0.0).all()
    assert {row.group for row in tables.muscles} == {row.muscle_group for row in tables.fatigue_groups}
    back = male.topology.muscles.index("multifidus_lumborum")
    assert rates.fatigue[back] == pytest.approx(float(rates_of_group(tables, "trunk", "male").fatigue))


def test_a_group_that_was_not_fitted_is_refused(tables):
    with pytest.raises(UnknownName, match="trunk"):
        rates_of_group(tables, "trunc")
    assert isinstance(rates_of_group(tables, "general"), Rates)
