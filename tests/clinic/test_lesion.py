"""A task before and after: which way loads, muscles and strength go, on which side, on which facts."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.read import load
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.clinic.consequences import Consequences, consequences
from dorsum.clinic.lesion import Lesion, compare_weakened
from dorsum.clinic.losses import Asked, efforts, losses
from dorsum.clinic.nerves import cut_nerve
from dorsum.clinic.one_leg import standing
from dorsum.clinic.pair import Pair
from dorsum.clinic.scapula import unheld
from dorsum.clinic.wasting import aged, beside_injury
from dorsum.clinic.weakening import weak_muscle
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.analysis import Options
from dorsum.report.lesion import headline, sections

EXACT = Options(posture="exact")
TASK = "standing_bent_53"


@pytest.fixture(scope="module")
def weak_right() -> Lesion:
    return compare_weakened(TASK, weak_muscle("multifidus", 0.3, "right"), "male", options=EXACT)


def test_the_weak_muscle_gives_less_and_the_most_of_what_changes_takes_over(weak_right: Lesion) -> None:
    weak = [each for each in weak_right.muscles if each.weakened]
    assert {each.side for each in weak} == {"right"}
    assert all("multifidus" in each.muscle and each.after_n < each.before_n for each in weak)
    assert weak[0].activation_after > weak[0].activation_before  # what is left works harder
    others = [each for each in weak_right.muscles if not each.weakened]
    assert others[0].after_n > others[0].before_n


def test_a_muscle_weak_on_the_left_is_the_mirror_of_one_weak_on_the_right(weak_right: Lesion) -> None:
    left = compare_weakened(TASK, weak_muscle("multifidus", 0.3, "left"), "male", options=EXACT)
    here, there = (np.asarray(each.after.forces)[0] for each in (weak_right, left))
    assert_allclose(there, here[weak_right.before.body.opposite], atol=1e-3, equal_nan=True)
    for one, other in zip(weak_right.levels, left.levels, strict=True):
        assert one.after_n == pytest.approx(other.after_n, abs=1e-2)


def test_nothing_weakened_changes_nothing() -> None:
    found = compare_weakened(TASK, weak_muscle("multifidus", 1.0), "male", options=EXACT)
    assert not found.muscles
    assert all(level.before_n == level.after_n for level in found.levels)


def test_what_others_lack_is_told_and_makes_loads_lower_bounds() -> None:
    found = consequences(weak_muscle("all", 0.2), "male", task=TASK, full=False, options=EXACT)
    assert found.lesion is not None
    before, after = found.lesion.lacks
    assert not before
    assert "muscles lack" in after
    assert headline(found).count("at least") == 1  # of what is after, not of what was before
    assert " bears at least " in headline(found)
    assert any("lower bounds" in text for section in sections(found) for text in section.sentences)


def test_of_two_lower_bounds_no_difference_is_told() -> None:
    both = compare_weakened(
        "holding_20kg_60cm", weak_muscle("erector spinae", 0.1), Subject(strength={"all": 0.3}), options=EXACT
    )
    levels = next(sections(Consequences(Pair.of("male", both.weakening), both)))
    assert all(both.lacks)
    assert all(row[3] == "?" for row in levels.rows)
    assert any("two lower bounds" in text for text in levels.sentences)


def test_it_rests_on_the_facts_of_the_body_given_and_names_them() -> None:
    tables = load().altered("constants", "gravity", value=4.9)
    cut = cut_nerve("medial branches of dorsal rami", "L3")
    light = compare_weakened(TASK, cut, Body.of("male", tables), options=EXACT)
    usual = compare_weakened(TASK, cut, "male", options=EXACT)
    assert light.after.body.tables is tables
    told = light.as_dict()
    assert told["facts"] == tables.digest != usual.as_dict()["facts"]
    assert light.worst.after_n < 0.8 * usual.worst.after_n
    assert set(cut.sources) <= set(told["sources"])
    assert told["weakening"]["kind"] == "assumed"
    assert "assumed" in told["uncertainty"]


def test_strength_is_lost_on_the_side_of_the_cut_alone() -> None:
    pair = Pair.of("male", cut_nerve("superior gluteal", side="left"))
    asked = efforts(pair, ("hip",))
    assert {each.side for each in asked} == {"left"}
    (lost,) = losses(pair, [each for each in asked if each.direction == "abduction"])
    (same,) = losses(pair, [Asked("hip", "abduction", "right")])
    assert lost.lost > 0.5
    assert same.lost == pytest.approx(0.0, abs=1e-6)


def test_a_pelvis_without_its_abductors_drops_and_leaning_over_the_leg_helps() -> None:
    pair = Pair.of("male", cut_nerve("superior gluteal"))
    assert standing(pair.whole).lacks_nm == 0.0
    after = standing(pair.weak)
    assert after.drops
    assert after.lacks_leaning_nm < after.lacks_nm


def test_a_shoulder_without_trapezius_goes_down_and_forward() -> None:
    goes = {each.movement for each in unheld(Pair.of("male", cut_nerve("accessory")).weak)}
    assert {"depression", "protraction", "downward_rotation"} <= goes
    assert not unheld(Body.of("male"))


def test_wasting_by_published_shares() -> None:
    tables = load()
    beside = beside_injury("L5", "left", tables=tables)
    assert_allclose(list(beside.size.values()), 0.69)
    assert all(name.startswith("multifidus_lumborum_l5_") and name.endswith(" left") for name in beside.size)
    assert aged(25.0).size == {"all": 1.0}
    assert aged(70.0).size["all"] == pytest.approx(1.0 - 0.0047 * 45)
    assert (
        Body.of(aged(70.0).of(Subject())).fascicles.maximal_force.sum()
        < Body.of(Subject()).fascicles.maximal_force.sum()
    )
    whole = Subject(age_years=70.0)
    ageless = Body.of(replace(whole, age_years=None))
    assert_allclose(Body.of(whole).fascicles.maximal_force, ageless.fascicles.maximal_force)
    with pytest.raises(UnknownName, match="L5"):
        beside_injury("L6")
    with pytest.raises(BadInput, match="18 to 90"):
        aged(7.0)
