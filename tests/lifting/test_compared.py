"""Lifts that studies compared, and regressions of compression, beside the model."""

from dataclasses import replace
from pathlib import Path

import pytest

from dorsum.lifting import regressions
from dorsum.lifting.compared import LEDGER, Asked, compare, lift_of, measured, stored, verdict
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.posture import stances
from dorsum.report.lifting_compared import lifting_page
from dorsum.report.lifting_regressions import picture

DOCS = Path(__file__).parents[2] / "docs"
SAMPLE = ("LC-11", "LC-40", "LC-62")  # held: a compression, a moment and an angle
AGAIN = "run `make lifting`"


@pytest.fixture(scope="module")
def asked(male):
    found = Asked()
    found.models["male"] = male
    return found


@pytest.fixture(scope="module")
def posed():
    return stored()


def test_what_is_stored_rests_on_these_facts_and_this_code(tables):
    assert LEDGER.stale(tables.digest_of) == ""


def test_page_and_picture_are_what_is_stored(tables, posed):
    held = regressions.stored()
    assert (DOCS / "lifting.md").read_text(encoding="utf-8") == lifting_page(tables, posed, held), AGAIN
    svg = (DOCS / "pictures" / "lifting_regressions.svg").read_text(encoding="utf-8")
    assert svg == picture(tables, held), AGAIN


def test_a_comparison_is_posed_by_two_lifts_or_says_why_not(tables, posed):
    sides = {row.comparison: set() for row in tables.lifting_comparisons}
    for trial in tables.lifting_trials:
        sides[trial.comparison].add(trial.side)
    for row in tables.lifting_comparisons:
        assert sides[row.comparison] == (set() if row.why_not_posed else {"a", "b"}), row.comparison
    assert list(posed) == [row.comparison for row in tables.lifting_comparisons if not row.why_not_posed]


def test_printed_numbers_bear_each_other_out(tables):
    for row in tables.lifting_comparisons:
        if row.relation == "order":
            assert row.value is None, row.comparison
            continue
        even = 1.0 if row.relation == "ratio" else 0.0
        assert row.sense == "same" or row.sense == ("more" if row.value > even else "less"), row.comparison
        if row.low is not None:
            assert row.low <= row.value <= row.high, row.comparison
            assert row.spread, row.comparison
        if row.a_value is not None and row.relation == "ratio":
            assert row.value == pytest.approx(row.a_value / row.b_value, rel=1e-3), row.comparison


def test_each_miss_has_its_cause_and_each_cause_its_miss(tables, posed):
    parted = {name for name, found in posed.items() if not found.agrees}
    assert {row.comparison for row in tables.lifting_misses} == parted


@pytest.mark.parametrize(
    ("sense", "low", "high", "b", "says"),
    [
        ("more", 1.1, 1.3, 100.0, "inside the spread"),
        ("same", 0.9, 1.3, 100.0, "inside the spread"),
        ("more", 1.3, 1.5, 100.0, "same sense, size outside"),
        ("less", 1.3, 1.5, 100.0, "other sense"),
        ("less", None, None, 100.0, "other sense"),
        ("less", None, None, 140.0, "same sense"),
        ("more", None, None, 118.0, "no difference"),
        ("same", None, None, 118.0, "same sense"),
        ("same", None, None, 140.0, "other sense"),
    ],
)
def test_the_verdict_follows_the_rules(tables, sense, low, high, b, says):
    row = next(row for row in tables.lifting_comparisons if row.relation == "ratio")
    row = replace(row, sense=sense, low=low, high=high)
    assert verdict(row, 120.0, b, 120.0 / b) == says


def test_a_sample_comes_out_again(tables, asked, posed):
    for found in compare(tables, asked, SAMPLE):
        before = posed[found.comparison]
        assert (found.verdict, found.words) == (before.verdict, before.words)
        assert (found.a, found.b) == pytest.approx((before.a, before.b), rel=1e-2), found.comparison


def test_the_moment_is_that_of_the_weights_above(tables, asked):
    """Weights and places of all bodies above L5/S1 and of the load, summed here anew."""
    trial = next(row for row in tables.lifting_trials if row.comparison == "LC-40")
    result = asked.result("male", lift_of(trial)).held[0]
    body, gravity = result.body, tables.constant("gravity")
    joint = body.skeleton.joint_index("L5/S1")
    disc = result.posed.origin[0, joint]
    total = 0.0
    for i in (body.skeleton.carried()[joint]).nonzero()[0]:
        centre = result.posed.origin[0, i] + result.posed.rotation[0, i] @ body.masses.centre[i]
        total += body.masses.mass[i] * gravity * (centre[0] - disc[0])
    outside = result.frames.external[0]
    weights = outside[:, 1].nonzero()[0]
    total += sum(outside[i, 1] * disc[0] - outside[i, 5] for i in weights)
    assert measured(asked.result("male", lift_of(trial)), "moment", "L5/S1") == pytest.approx(total, rel=1e-3)


def test_a_posture_of_the_grid_comes_out_again(tables, male):
    lift = Lift(mass_kg=15.0, start=Hands(horizontal_cm=40.0, vertical_cm=40.0))
    anew = regressions.held(tables, male, lift)
    key = (40.0, 40.0, 15.0, "male", "free")
    (before,) = (
        row
        for row in regressions.stored()
        if (row.horizontal_cm, row.vertical_cm, row.mass_kg, row.body, row.style) == key
    )
    assert anew.ours == pytest.approx(before.ours, rel=1e-2)
    assert anew.theirs == pytest.approx(before.theirs, rel=1e-2)
    assert stances(male, lift, [lift.start])[0].trunk_inclination == pytest.approx(before.trunk_deg, abs=0.1)


def test_regressions_give_what_is_worked_out_by_hand(tables):
    """W 170 lb, load 44 lb at 20 in, trunk 60°: 3·170·0.8660 + 0.5·44·20 + 0.8·(85 + 44) = 984.9 lb."""
    pound, inch = 4.4482216, 0.0254
    told = regressions.Told(
        body_weight=170 * pound,
        load_weight=44 * pound,
        trunk=1.0471975512,
        reach=20 * inch,
        moment={"L5/S1": 180.0, "L4/L5": 200.0},
        above=600.0,
    )
    known = {
        row.regression: regressions.FORMULAS[row.formula](row, told) for row in regressions.computed(tables)
    }
    assert known["CR-01"] / pound == pytest.approx(984.87, abs=0.01)
    assert known["CR-04"] == pytest.approx(1067.6 + 243.8 + 3320.0 - 800.0)
    assert known["CR-14"] == pytest.approx(180 / 0.06 + 300.0)
