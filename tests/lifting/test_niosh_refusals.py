"""What the NIOSH equation refuses: one sentence that names what is wrong, the rule and its source."""

from dataclasses import fields, replace
from math import inf, nan

import pytest

from dorsum.errors import BadInput
from dorsum.lifting.conditions import Conditions
from dorsum.lifting.niosh import Hands, LiftingTask

BEST = LiftingTask(load=23, origin=Hands(25, 75), travel=25, frequency=0.2, hours=1, grip="good")
MANUAL = "DHHS (NIOSH) 94-110, revised 9/2021"
BAD = (None, True, "12", nan, inf, [3], -1)


FIELDS = ("load", "heaviest", "frequency", "hours", "travel", "grip", "control", "system")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", BAD)
def test_a_bad_entry_is_one_sentence_with_rule_and_source(field, value):
    if value is None or value is True:  # what may be None, or True, gets a word
        value = {"heaviest": "none", "control": "yes"}.get(field, value)
    with pytest.raises(BadInput) as caught:
        replace(BEST, **{field: value})
    assert_names_the_rule(caught.value)


@pytest.mark.parametrize("field", ["horizontal", "vertical", "asymmetry"])
@pytest.mark.parametrize("value", BAD)
def test_bad_hands_are_one_sentence_with_rule_and_source(field, value):
    with pytest.raises(BadInput, match=f"^origin {field} = ") as caught:
        replace(BEST, origin=replace(BEST.origin, **{field: value}))
    assert_names_the_rule(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"frequency": 15.1},
        {"frequency": 0},
        {"hours": 0},
        {"hours": 25},
        {"heaviest": 22},
        {"grip": "excellent"},
        {"origin": (25, 75)},
        {"conditions": None},
        {"origin": Hands(25, 75, 181)},
        {"travel": None},
        {"destination": Hands(25, 100)},
        {"control": True},
    ],
)
def test_what_cannot_be_is_refused_by_rule_and_source(changes):
    with pytest.raises(BadInput) as caught:
        replace(BEST, **changes)
    assert_names_the_rule(caught.value)


@pytest.mark.parametrize("field", [field.name for field in fields(Conditions)])
def test_bad_conditions_are_refused_by_rule_and_source(field):
    for value in ("x", 3.5j, nan, -200):
        with pytest.raises(BadInput, match=f"^{field} = ") as caught:
            Conditions(**{field: value})
        assert_names_the_rule(caught.value)


def assert_names_the_rule(error):
    text = str(error)
    assert "NIOSH lifting equation" in text
    assert MANUAL in text
    assert "\n" not in text
