"""Steps of the spiral as the documents tell it: rules, what is stored, and the pages."""

from pathlib import Path

import pytest

from dorsum.clinic.changes import Bed, compare
from dorsum.clinic.rates import StrengthRates
from dorsum.clinic.spiral_setting import DESK, setting
from dorsum.clinic.spiral_steps import (
    AGAINST,
    CONSISTENT,
    LEDGER,
    UNTESTED,
    by_claim,
    decide,
    decisions,
    of_rates,
    stored,
)
from dorsum.report.spiral_page import claims_section, missed, spiral_page

PAGES = Path(__file__).parents[2] / "docs"
THEMES = ("posture_advice", "exercise", "time_course")
SPOKEN = ("rest", "sitting", "stretch", "strengthen", "posture", "atrophy", "weakness", "weak", "circle")


@pytest.fixture(scope="module")
def found():
    return stored()


@pytest.fixture(scope="module")
def bed(male):
    return Bed(setting(male, day="bed", usual=DESK))


def step(tables, **told):
    from dataclasses import replace

    row = next(row for row in tables.spiral_steps if row.step == "weakness_to_tension")
    return replace(row, **told)


def test_a_step_is_decided_by_its_rows_and_its_number(tables):
    for supports, against, number, decision in (
        (("ATR-01",), (), None, CONSISTENT),
        ((), ("ATR-21",), None, AGAINST),
        (("ATR-01",), ("ATR-21",), None, UNTESTED),
        ((), (), None, UNTESTED),
        ((), (), 2.1, CONSISTENT),
        ((), (), 1.9, AGAINST),
        (("ATR-01",), (), 1.9, UNTESTED),
        ((), ("ATR-21",), 2.1, UNTESTED),
        (("ATR-01",), ("ATR-21",), 2.1, CONSISTENT),
    ):
        row = step(tables, supports=supports, against=against)
        assert decide(row, number).decision == decision, (supports, against, number)
        if number is not None:
            other = decide(step(tables, supports=supports, against=against, sense="less"), number)
            assert other.decision != decision


def test_what_is_stored_rests_on_these_facts_and_this_code(tables):
    assert LEDGER.stale(tables.digest_of) == ""


def test_every_claim_of_posture_time_spiral_recovery_and_exercise_is_decided(tables, found):
    decided = by_claim(tables, found.numbers)
    for row in tables.claims:
        spoken = row.predicate in ("cause", "treatment") and any(
            word in row.object.replace(",", " ").split() for word in SPOKEN
        )
        if row.predicate in THEMES or spoken:
            assert row.claim in decided, f"{row.claim} {row.subject}: {row.object}"


def test_every_number_is_asked_for_and_every_asked_one_is_there(tables, found):
    asked = {row.number for row in tables.spiral_steps if row.number}
    assert asked == set(found.numbers)
    for row in tables.spiral_steps:
        assert bool(row.number) == bool(row.sense) == (row.bound is not None)


def test_thresholds_of_exercises_are_those_of_the_rates(tables):
    middle = StrengthRates.of(tables).training_from
    for row in tables.spiral_steps:
        if row.unit == "activation":
            assert row.bound == middle, row.step


def test_no_step_is_decided_by_pain_of_the_model(tables, found):
    of = decisions(tables, found.numbers)
    for row in tables.spiral_steps:
        if "pain" in row.statement:
            assert of[row.step].number is None


def test_a_sample_computed_anew_agrees(tables, found, bed):
    told = of_rates(bed, StrengthRates.of(tables))
    for name, value in told.items():
        assert value == pytest.approx(found.numbers[name], rel=5e-3), name
    again = {row.row: row for row in compare(tables, bed)}
    for row in found.compared:
        assert again[row.row].verdict == row.verdict
        assert again[row.row].middle == pytest.approx(row.middle, rel=5e-3)


def test_each_miss_has_its_cause_and_each_cause_its_miss(tables, found):
    assert {row.row for row in tables.change_misses} == {r.row for r in found.compared if missed(r.verdict)}


def test_the_pages_are_what_is_stored(tables, found):
    assert (PAGES / "spiral.md").read_text(encoding="utf-8") == spiral_page(tables, found), (
        "run `make clinic`"
    )
    section = "\n".join(claims_section(tables, found))
    assert section in (PAGES / "claims.md").read_text(encoding="utf-8"), "run `write_claims.py --page-only`"
    assert "No study shows the whole loop" in section
