"""Published nerve lesions: what is stored rests on this code and these facts, and a sample of it anew."""

from pathlib import Path

import pytest

from dorsum.anatomy.read import load
from dorsum.clinic.compared import LEDGER, NOT_ASKED, OTHER, Held, held, stored, verdict, weakening_of
from dorsum.clinic.pair import Pair
from dorsum.report.lesions import lesions_page

PAGE = Path(__file__).parents[2] / "docs" / "lesions.md"
SAMPLE = ("NRV-19", "NRV-22", "NRV-25", "NRV-27")


@pytest.fixture(scope="module")
def found() -> dict[str, Held]:
    return {each.lesion: each for each in stored()}


def test_what_is_stored_rests_on_these_facts_and_this_code() -> None:
    assert LEDGER.stale(load().digest_of) == ""


def test_every_row_is_compared_or_says_why_not(found: dict[str, Held]) -> None:
    tables = load()
    assert list(found) == [row.lesion for row in tables.nerve_lesions]
    for row in tables.nerve_lesions:
        assert (found[row.lesion].verdict == NOT_ASKED) == bool(row.reason)


def test_the_sense_is_that_published_in_all(found: dict[str, Held]) -> None:
    assert [each.lesion for each in found.values() if each.verdict == OTHER] == []


def test_every_miss_has_a_cause_and_no_cause_is_left_over(found: dict[str, Held]) -> None:
    assert {row.lesion for row in load().lesion_misses} == {
        each.lesion for each in found.values() if each.misses
    }


@pytest.mark.parametrize("lesion", SAMPLE)
def test_a_sample_anew(found: dict[str, Held], lesion: str) -> None:
    row = next(row for row in load().nerve_lesions if row.lesion == lesion)
    again = held(row, Pair.of("male", weakening_of(row)))
    assert again.verdict == found[lesion].verdict
    if again.figure is not None:
        assert again.figure == pytest.approx(found[lesion].figure, rel=1e-3)


def test_the_verdict_asks_for_sense_before_size() -> None:
    row = next(row for row in load().nerve_lesions if row.lesion == "NRV-22")  # 45 to 60 %
    assert verdict(row, 50.0, False) == OTHER
    assert verdict(row, 50.0, True) == "inside the spread"
    assert verdict(row, 70.0, True) == "same sense, size outside"
    assert verdict(row, None, True) == "same sense"


def test_the_page_is_what_is_stored() -> None:
    assert PAGE.read_text(encoding="utf-8") == lesions_page(load(), stored())
