"""Loads that people chose: ranges, laws, words and refusals of the Liberty Mutual equations."""

from dataclasses import replace

import pytest

from dorsum.anatomy.read import load
from dorsum.errors import BadInput
from dorsum.lifting.acceptable import Lifted, Moved, chosen
from dorsum.lifting.published import Refused

LIFT = Lifted(load=12, start=0.7, end=1.2, horizontal=0.4, frequency=1, sex="F")
PUSH = Moved(action="push", phase="initial", load=200, height=1.0, distance=5, frequency=0.5, sex="M")
CARRY = Moved(action="carry", load=15, height=0.9, distance=5, frequency=0.5, sex="M")


@pytest.mark.parametrize(
    ("inside", "outside", "told"),
    [
        ({"horizontal": 0.2}, {"horizontal": 0.199}, "H = 0.199 m: the Liberty Mutual equations for women"),
        ({"horizontal": 0.68}, {"horizontal": 0.681}, "from 0.2 up to 0.68 m"),
        ({"horizontal": 0.73, "sex": "M"}, {"horizontal": 0.731, "sex": "M"}, "from 0.25 up to 0.73 m"),
        (
            {"horizontal": 0.25, "sex": "M"},
            {"horizontal": 0.249, "sex": "M"},
            "for men who lift hold from 0.25",
        ),
        ({"end": 0.95}, {"end": 0.949}, "DV = 0.249 m"),
        ({"start": 0.95, "end": 0.7}, {"start": 0.949, "end": 0.7}, "for women who lower hold from 0.25 m"),
        ({"frequency": 0.0021}, {"frequency": 0.002}, "F = 0.002 1/min"),
        ({"frequency": 20}, {"frequency": 20.1}, "up to 20 1/min"),
        ({"frequency": 11, "end": 1.7}, {"frequency": 11.1, "end": 1.7}, "DV · F = 11.1 m/min"),
        ({"start": 1.6, "end": 1.96}, {"start": 1.6, "end": 1.97}, "reach = 1.97 m"),
        ({"start": 2.14, "end": 1.6, "sex": "M"}, {"start": 2.15, "end": 1.6, "sex": "M"}, "reach = 2.15 m"),
    ],
)
def test_a_lift_outside_a_range_has_no_share_but_that_range(inside, outside, told):
    assert not isinstance(chosen(replace(LIFT, **inside)), Refused)
    found = chosen(replace(LIFT, **outside))
    assert isinstance(found, Refused)
    assert len(found.reasons) == 1
    assert told in found.reasons[0]
    assert "Potvin et al. 2021, Ergonomics 64:955-970" in found.reasons[0]
    assert not hasattr(found, "percent")
    assert "%" not in " ".join(found.lines())


@pytest.mark.parametrize(
    ("base", "inside", "outside"),
    [
        (PUSH, {"height": 1.44}, {"height": 1.441}),
        (PUSH, {"height": 0.63}, {"height": 0.629}),
        (replace(PUSH, sex="F"), {"height": 1.33}, {"height": 1.331}),
        (replace(PUSH, sex="F"), {"height": 0.58}, {"height": 0.579}),
        (PUSH, {"distance": 2.1}, {"distance": 2.09}),
        (PUSH, {"distance": 61}, {"distance": 61.1}),
        (replace(PUSH, distance=3), {"frequency": 10}, {"frequency": 10.1}),
        (PUSH, {"distance": 37, "frequency": 1}, {"distance": 37.1, "frequency": 1}),
        (CARRY, {"height": 1.1}, {"height": 1.11}),
        (CARRY, {"height": 0.78}, {"height": 0.77}),
        (replace(CARRY, sex="F"), {"height": 1.03}, {"height": 1.04}),
        (replace(CARRY, sex="F"), {"height": 0.71}, {"height": 0.70}),
        (CARRY, {"distance": 10}, {"distance": 10.1}),
        (CARRY, {"frequency": 5.8}, {"frequency": 5.81}),
    ],
)
def test_pushing_pulling_and_carrying_have_ranges_of_their_own(base, inside, outside):
    assert not isinstance(chosen(replace(base, **inside)), Refused)
    found = chosen(replace(base, **outside))
    assert isinstance(found, Refused)
    assert len(found.reasons) == 1


def test_fewer_people_chose_a_heavier_nearer_or_more_frequent_load():
    share = chosen(LIFT).percent
    assert chosen(replace(LIFT, load=13)).percent < share
    assert chosen(replace(LIFT, horizontal=0.45)).percent < share
    assert chosen(replace(LIFT, frequency=2)).percent < share
    assert chosen(replace(LIFT, start=0.6, end=1.3)).percent < share
    assert chosen(replace(LIFT, sex="M")).percent > share
    assert chosen(replace(PUSH, distance=10)).median < chosen(PUSH).median


def test_poor_handles_and_none_take_their_factor_of_the_load():
    good, poor, none = (chosen(replace(LIFT, handles=grip)).median for grip in ("good", "poor", "none"))
    assert (poor / good, none / good) == (pytest.approx(0.925), pytest.approx(0.84))


def test_the_load_of_a_share_is_the_load_that_this_share_chose():
    found = chosen(LIFT)
    assert found.load_of(50) == pytest.approx(found.median)
    assert found.load_of(90) < found.load_of(75) < found.median
    for percent in (10, 75, 90):
        there = chosen(replace(LIFT, load=found.load_of(percent)))
        assert there.percent == pytest.approx(percent)


def test_where_energy_governs_there_is_a_caution():
    assert chosen(replace(LIFT, frequency=6)).cautions == ()
    (caution,) = chosen(replace(LIFT, frequency=6.1)).cautions
    assert "more than 3" in caution
    assert caution in chosen(replace(LIFT, frequency=6.1)).lines()


def test_women_push_and_pull_by_one_equation_with_a_spread_of_each():
    push = replace(PUSH, sex="F")
    pull = replace(push, action="pull")
    assert chosen(push).median == chosen(pull).median
    assert chosen(push).sd / chosen(push).median == pytest.approx(0.214)
    assert chosen(pull).sd / chosen(pull).median == pytest.approx(0.234)


def test_no_share_is_told_as_nobody_or_everybody():
    assert chosen(replace(LIFT, load=1)).lines()[0].startswith("over 99 % of women")
    assert chosen(replace(LIFT, load=60)).lines()[0].startswith("under 1 % of women")


def test_words_say_chosen_and_not_safe_with_unit_and_source():
    told = chosen(LIFT).lines()
    assert "chose at least so much" in told[0]
    assert "not who may safely" in told[0]
    assert "(lift, 12 kg)" in told[0]
    assert "75 %" in told[1]
    assert "Potvin et al. 2021" in told[-1]
    assert "(initial push, 200 N)" in chosen(PUSH).lines()[0]


@pytest.mark.parametrize("value", [None, True, "3", float("nan"), float("inf"), -1])
@pytest.mark.parametrize(
    ("base", "field"),
    [
        *((LIFT, name) for name in ("load", "start", "end", "horizontal", "frequency", "sex", "handles")),
        *((PUSH, name) for name in ("action", "phase", "load", "height", "distance", "frequency", "sex")),
        (CARRY, "phase"),
    ],
)
def test_a_bad_entry_is_one_sentence_with_rule_and_source(base, field, value):
    with pytest.raises(
        BadInput, match=rf"^{field} = [^\n]*\(Liberty Mutual equations, Potvin[^\n]*64:955-970\)$"
    ):
        replace(base, **{field: value})


@pytest.mark.parametrize("percent", [0, 100, -5, float("nan"), True, "75"])
def test_a_share_of_people_lies_between_0_and_100(percent):
    with pytest.raises(BadInput, match="Potvin"):
        chosen(LIFT).load_of(percent)


def test_the_tables_have_fourteen_tasks_and_every_factor_of_each():
    terms = load().acceptable_terms
    factors = {}
    for row in terms:
        factors.setdefault(row.equation, set()).add(row.factor)
    assert len(factors) == 12  # women push and pull by two that are shared
    for equation, of in factors.items():
        spread = {"CV push", "CV pull"} if equation.startswith("push_or_pull") else {"CV"}
        lifted = equation.startswith(("lift", "lower"))
        assert of == {"RL", "F", *spread, *({"H", "VRM", "DV"} if lifted else {"V", "DH"})}
