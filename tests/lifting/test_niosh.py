"""The NIOSH equation at its borders, its laws, its rules of time, and what it refuses."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from dorsum.anatomy.read import load
from dorsum.errors import BadInput
from dorsum.lifting.conditions import Conditions
from dorsum.lifting.niosh import MULTIPLIERS, Hands, LiftingTask, lifting_index
from dorsum.lifting.niosh_rules import (
    Spell,
    averaged_pace,
    estimated_horizontal,
    lifting_hours,
    packaged,
)
from dorsum.lifting.published import Refused, rounded

BEST = LiftingTask(load=23, origin=Hands(25, 75), travel=25, frequency=0.2, hours=1, grip="good")
MANUAL = "DHHS (NIOSH) 94-110, revised 9/2021"


def at(**changes):
    """The best lift with other hands or words: H, V, A of the origin, D, F and the fields of the task."""
    hands = Hands(changes.pop("H", 25), changes.pop("V", 75), changes.pop("A", 0))
    task = replace(BEST, origin=hands, travel=changes.pop("D", 25), frequency=changes.pop("F", 0.2))
    return lifting_index(replace(task, **changes))


def multiplier(name, **changes):
    return at(**changes).governing.multipliers[name]


def test_the_best_lift_has_the_load_constant_and_an_index_of_one_in_both_systems():
    found = lifting_index(BEST)
    assert (found.rwl, found.li) == (23, 1)
    assert set(found.governing.multipliers.values()) == {1.0}
    us = replace(BEST, load=51, origin=Hands(10, 30), travel=10, system="us")
    assert lifting_index(us).rwl == 51  # not 23 kg, which are 50.7 lb


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("HM", {"H": 0}, 1),
        ("HM", {"H": 25}, 1),
        ("HM", {"H": 50}, 0.5),
        ("HM", {"H": 63}, 25 / 63),
        ("HM", {"H": 63.01}, 0),
        ("VM", {"V": 0}, 0.775),
        ("VM", {"V": 75}, 1),
        ("VM", {"V": 175}, 0.7),
        ("VM", {"V": 175.01}, 0),
        ("DM", {"D": 0}, 1),
        ("DM", {"D": 25}, 1),
        ("DM", {"D": 175}, 0.82 + 4.5 / 175),
        ("DM", {"D": 175.01}, 0),
        ("AM", {"A": 135}, 0.568),
        ("AM", {"A": 135.01}, 0),
        ("AM", {"A": 136}, 0),
        ("FM", {"F": 0.01}, 1),
        ("FM", {"F": 0.2}, 1),
        ("FM", {"F": 0.35}, 0.985),  # between 1.00 and .97
        ("FM", {"F": 2.25, "hours": 8}, 0.625),  # a quarter of the way from .65 to .55
        ("FM", {"F": 15}, 0.28),
        ("FM", {"F": 15, "V": 74.9}, 0),
        ("FM", {"F": 15, "hours": 2}, 0),
        ("FM", {"F": 15, "hours": 8}, 0),
        ("FM", {"F": 12, "hours": 2}, 0.21),
        ("FM", {"F": 10, "hours": 8}, 0.13),
        ("FM", {"F": 8.5, "hours": 8, "V": 74}, 0.09),  # half-way from .18 to 0
        ("FM", {"F": 1, "hours": 1}, 0.94),
        ("FM", {"F": 1, "hours": 1.01}, 0.88),
        ("FM", {"F": 1, "hours": 2.01}, 0.75),
        ("FM", {"F": 1, "hours": 8}, 0.75),
        ("CM", {"grip": "fair", "V": 75}, 1),
        ("CM", {"grip": "fair", "V": 74.99}, 0.95),
        ("CM", {"grip": "poor", "V": 120}, 0.9),
    ],
)
def test_a_multiplier_at_its_border_is_that_of_the_manual(name, given, value):
    assert multiplier(name, **given) == pytest.approx(value, abs=1e-12)


def test_the_origin_chooses_the_pace_column_of_both_ends_and_each_end_its_grip():
    task = replace(BEST, origin=Hands(25, 40), destination=Hands(25, 100), travel=None)
    task = replace(task, control=True, grip="fair", frequency=9)
    low, high = lifting_index(replace(task, hours=8)).points
    assert low.multipliers["FM"] == high.multipliers["FM"] == 0
    assert (low.multipliers["CM"], high.multipliers["CM"]) == (0.95, 1.0)
    turned = replace(task, origin=task.destination, destination=task.origin, hours=8)
    assert lifting_index(turned).governing.multipliers["FM"] == 0.15


def test_the_destination_counts_only_where_the_load_is_controlled_there():
    task = replace(BEST, destination=Hands(60, 100), travel=None)
    assert lifting_index(task).rwl == 23
    found = lifting_index(replace(task, control=True))
    assert found.governing.where == "destination"
    assert found.rwl == pytest.approx(23 * 25 / 60 * 0.925)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"H": 70}, "HM = 0 (H = 70 cm is above 63 cm, p. 8)"),
        ({"V": 180}, "VM = 0 (V = 180 cm is above 175 cm, p. 9)"),
        ({"D": 176}, "DM = 0 (D = 176 cm is above 175 cm, p. 10)"),
        ({"A": 136}, "AM = 0 (A = 136° is above 135°, p. 12)"),
        ({"F": 14, "hours": 1.5}, "FM = 0 (F = 14/min for up to 2 h, hands from 75 cm, table 5)"),
        ({"H": 70, "A": 140}, "(H = 70 cm is above 63 cm, p. 8) and AM = 0"),
    ],
)
def test_where_the_limit_is_zero_the_multiplier_is_named_and_there_is_no_index(given, told):
    found = at(**given)
    assert (found.rwl, found.li, found.stli) == (0, None, None)
    assert told in found.undefined
    assert MANUAL in found.undefined
    assert found.undefined in found.lines()
    assert not [line for line in found.lines() if line.startswith("Lifting index")]


def test_the_frequency_independent_index_takes_the_heaviest_load_and_the_other_two_the_mean():
    found = lifting_index(replace(BEST, load=10, heaviest=12, frequency=1))
    assert found.fili == pytest.approx(12 / 23)
    assert found.stli == found.li == pytest.approx(10 / (23 * 0.94))


def test_printed_numbers_round_halves_up():
    assert rounded(0.895, 2) == 0.9
    assert rounded(0.745, 2) == 0.75
    assert rounded(34.8499, 1) == 34.8
    assert lifting_index(replace(BEST, origin=Hands(47, 75)), printed=True).rwl == 12.2  # 23 · .53 = 12.19
    us = replace(BEST, system="us", origin=Hands(10, 30), travel=10)
    seen = lifting_index(replace(us, origin=Hands(22, 30)), printed=True)
    assert seen.governing.multipliers["HM"] == 0.46  # as table 1 has it; 10/22 is .4545
    metric = lifting_index(replace(BEST, travel=130), printed=True)
    assert metric.governing.multipliers["DM"] == 0.86  # as table 3 has it; the formula gives .8546


def test_the_index_never_falls_with_mass_reach_height_way_turn_pace_or_hours():
    rng = Random(75)
    for _ in range(300):
        task = replace(
            BEST,
            load=rng.uniform(1, 30),
            origin=Hands(rng.uniform(25, 50), rng.uniform(0, 150), rng.uniform(0, 100)),
            travel=rng.uniform(25, 120),
            frequency=rng.uniform(0.2, 7),
            hours=rng.choice((0.5, 1.5)),
            grip=rng.choice(("good", "fair")),
        )
        o, more = task.origin, rng.uniform(0.5, 10)
        away = o.vertical + (more if o.vertical >= 75 else -min(more, o.vertical))
        rising = [
            replace(task, load=task.load + more),
            replace(task, origin=replace(o, horizontal=o.horizontal + more)),
            replace(task, origin=replace(o, asymmetry=o.asymmetry + more)),
            replace(task, travel=task.travel + more),
            replace(task, hours=task.hours + 6),
            replace(task, frequency=task.frequency + 0.5),
        ]
        if away != o.vertical:
            rising.append(replace(task, origin=replace(o, vertical=away)))
        li = lifting_index(task).li
        assert [one for one in rising if lifting_index(one).li <= li * (1 + 1e-12)] == []
        worse = replace(task, grip="poor" if task.grip == "fair" else "fair")
        assert lifting_index(worse).li >= li


@pytest.mark.parametrize(
    ("spells", "hours"),
    [
        ([Spell(0.5, 10 / 60), Spell(0.75)], 1.25),  # the manual's example, p. 14: moderate
        ([Spell(0.75, 0.75), Spell(0.75)], 0.75),
        ([Spell(0.75, 0.74), Spell(0.75)], 1.5),
        ([Spell(1.0, 1.0), Spell(1.0, 1.0), Spell(1.0)], 1.0),
        ([Spell(1.0, 0.9), Spell(0.5, 0.45), Spell(1.0)], 1.5),  # 1.5 h need 0.45 h
        ([Spell(1.0, 0.9), Spell(0.5, 0.44), Spell(1.0)], 2.5),
        ([Spell(2.0, 0.6), Spell(2.0)], 2.0),
        ([Spell(2.0, 0.59), Spell(2.0)], 4.0),
        ([Spell(3.0, 0.9), Spell(4.0, 1.2)], 4.0),
        ([Spell(3.0, 1.0), Spell(3.0, 1.0), Spell(2.5)], 8.5),  # more than 8 h in all
    ],
)
def test_recovery_ends_work_and_shorter_recovery_adds_it(spells, hours):
    assert lifting_hours(spells) == pytest.approx(hours)


def test_more_than_eight_hours_in_all_have_no_index():
    hours = lifting_hours([Spell(3.0, 1.0), Spell(3.0, 1.0), Spell(2.5)])
    assert isinstance(lifting_index(replace(BEST, hours=hours)), Refused)
    eight = lifting_index(replace(BEST, hours=8))
    assert eight.li == pytest.approx(1 / 0.85)


def test_bursts_are_averaged_over_a_quarter_of_an_hour():
    assert averaged_pace(10, 8) == pytest.approx(80 / 15)  # the manual's example, p. 16: 5.33
    assert averaged_pace(15, 15) == 15
    with pytest.raises(BadInput, match=r"up to 15 lifts/min \(.*p\. 16 of DHHS"):
        averaged_pace(16, 5)


def test_the_reach_is_estimated_from_the_width_of_a_container():
    assert estimated_horizontal(40, 25) == 40
    assert estimated_horizontal(40, 24.9) == 45
    assert estimated_horizontal(16, 10, "us") == 16
    assert estimated_horizontal(16, 9.9, "us") == 18


def test_what_was_not_told_and_what_the_manual_leaves_open_is_said():
    notes = " ".join(at().notes())
    assert "speed, friction, temperature and humidity" in notes
    told = Conditions(speed=50, friction=0.5, temperature=20, humidity=40)
    assert at(conditions=told).notes() == []
    small = at(conditions=told, H=20, D=10, F=0.1, hours=8).notes()
    assert [note.partition(" is taken as ")[0] for note in small] == [
        "H = 20 cm",
        "D = 10 cm",
        "F = 0.1 lifts/min",
    ]
    assert "column of 1 h" in " ".join(at(F=0.05, hours=4).notes())
    assert "between a row and 0" in " ".join(at(F=8.5, V=60, hours=8).notes())
    assert "between a row and 0" not in " ".join(at(F=8, V=60, hours=8).notes())


def test_words_name_weight_parts_goal_and_edition():
    first, second, *_, last = at(H=50, load=23).lines()
    assert first == (
        "Recommended weight limit at the origin: 11.5 kg ="
        " 23 kg × HM 0.50 × VM 1.00 × DM 1.00 × AM 1.00 × FM 1.00 × CM 1.00."
    )
    assert second.startswith("Lifting index 2.0 for 23 kg.")
    assert "no risk can be read" in second
    assert MANUAL in last


def test_an_index_above_three_is_called_high_by_some_experts():
    assert any("above 3.0" in line for line in at(load=23 * 3.01).lines())
    assert not any("above 3.0" in line for line in at(load=23 * 3).lines())


def test_the_tables_are_whole_and_a_changed_cell_changes_the_index():
    for system in ("metric", "us"):
        eq = packaged(system)
        asked = [rule for rule in MULTIPLIERS.values() if rule not in ("coupling", "frequency_range")]
        for rule in ("load_constant", "vertical_reference", "goal", "high", "burst_minutes", *asked):
            assert eq.value(rule) > 0
        for rule in (*asked, "frequency_range"):
            low, high = eq.range(rule)
            assert low < high
    assert len(load().niosh_frequency) == 17 * 3 * 2
    other = load().altered("niosh_rules", "load_constant", "metric", value=25.0)
    assert lifting_index(BEST, tables=other).rwl == 25


def test_the_table_of_paces_never_rises_with_pace_or_hours_and_is_the_stricter_below():
    rows = {(r.frequency_per_min, r.hours_up_to, r.origin): r.multiplier for r in load().niosh_frequency}
    paces = sorted({pace for pace, _, _ in rows})
    for slow, fast in pairwise(paces):
        for hours in (1, 2, 8):
            for origin in ("below", "from"):
                assert rows[fast, hours, origin] <= rows[slow, hours, origin]
    for pace in paces:
        for origin in ("below", "from"):
            assert rows[pace, 1, origin] >= rows[pace, 2, origin] >= rows[pace, 8, origin]
        for hours in (1, 2, 8):
            assert rows[pace, hours, "below"] <= rows[pace, hours, "from"]
