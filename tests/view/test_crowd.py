"""A small crowd at one server loses nothing; `make soak` lets thirty clients at it for ten minutes."""

import math

import pytest
from crowd import MASSES, MOST_GROWTH, Client, Lost, crowd, growth

KNOWN = {mass: 100.0 + mass for mass in MASSES}


def test_a_crowd_of_three_loses_nothing(unbounded, said):
    """Each does each thing once, whatever the clock says."""
    found = crowd(unbounded.settings.address, 3, 0, seed=1, each_once=True)
    for client in found:
        ways = {"page", "plain", "sliders", "pull", "broken", "vanish"}
        assert {way: client.done[way] for way in ways} == dict.fromkeys(ways, 1)
    assert said == []


def test_an_answer_to_somebody_else_is_noticed():
    client = Client("http://127.0.0.1:1/", 1, KNOWN)
    client.check(5.0, 105.0)
    for load in (110.0, math.nan):
        with pytest.raises(Lost, match=r"with 5.0 kg in place of 105.0 N"):
            client.check(5.0, load)


def test_memory_that_grows_is_noticed():
    """The first fifth, when all is loaded, counts for nothing; where memory is freed, neither."""
    assert growth([50.0, 60.0, *[200.0] * 8]) == 0
    assert growth([50.0, 60.0, *range(200, 280, 10)]) > MOST_GROWTH
    assert growth([300.0, 300.0, *[200.0] * 6, 190.0, 190.0]) < 0
