"""What is said of the muscles, put to the model."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.anatomy.rows import MechanicalClaimRow
from dorsum.function.analyses import Finding
from dorsum.function.claims import (
    LEDGER,
    NOT_TESTED,
    by_document,
    by_system,
    judge_one,
    stored,
    verdict,
)
from dorsum.motion.analyze import analyze
from dorsum.report.claims import page

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"
EVERY = 18  # of the agreeing claims is judged anew; the rest stands on the digests of facts and code
EVERY_OTHER = 4  # of those that disagree, are too small or disputed


@pytest.fixture(scope="module")
def judged():
    return stored()


def test_stored_judgements_rest_on_these_facts_and_this_code(tables):
    assert LEDGER.stale(tables.digest_of) == ""


def test_every_mechanical_claim_is_judged(tables, judged):
    assert list(judged) == [row.mechanical_claim for row in tables.mechanical_claims]


def test_the_page_is_what_the_judgements_say(tables, judged):
    assert PAGE.read_text(encoding="utf-8") == page(tables, judged), "run `make claims`"


def test_what_is_not_tested_says_why(judged):
    for judgement in judged.values():
        if judgement.verdict == "not tested":
            assert judgement.value is None
            reasons = ("no line of force", "takes no part in the balance", "does not come to rest")
            told = any(reason in judgement.found for reason in reasons)
            assert told or judgement.found in NOT_TESTED.values()
        else:
            assert judgement.value is not None


def test_movements_are_pulled_and_the_rest_goes_to_a_stated_analysis(tables, judged):
    for row in tables.mechanical_claims:
        method = judged[row.mechanical_claim].method
        if method == "none":
            continue
        if row.test_kind == "moment_arm_sign":
            assert method == (
                "stimulate" if row.motion != "extension_from_flexion" else "moment of the flexed arm"
            )
        else:
            assert method != "none"


def test_each_disagreement_has_its_cause_and_each_cause_its_disagreement(tables, judged):
    parted = {claim for claim, found in judged.items() if found.verdict in ("disagrees", "too small")}
    assert {row.mechanical_claim for row in tables.claim_causes} == parted


def test_every_claim_of_a_document_is_listed(tables, judged):
    found = by_document(tables, judged)
    assert list(found) == [row.claim for row in tables.claims]
    assert sum(map(len, found.values())) == sum(len(row.claims) for row in tables.mechanical_claims)


def test_systems_count_every_claim_once(tables, judged):
    counts = by_system(tables, judged)
    assert sum(sum(of.values()) for of in counts.values()) == len(tables.mechanical_claims)
    assert {"superficial", "transversospinal", "segmental", "suboccipital"} <= set(counts)


@pytest.mark.slow
def test_a_sample_comes_out_again(male, judged):
    rows, known = male.body.tables.mechanical_claims, {}
    agree = [row for row in rows if judged[row.mechanical_claim].verdict == "agrees"]
    others = [row for row in rows if judged[row.mechanical_claim].verdict not in ("agrees", "not tested")]
    for row in (*agree[::EVERY], *others[::EVERY_OTHER]):
        anew, before = judge_one(male, row, known), judged[row.mechanical_claim]
        assert (anew.claim, anew.verdict) == (before.claim, before.verdict)
        if before.value is not None:
            assert anew.value == pytest.approx(before.value, rel=1e-2, abs=1e-3), anew


def claim(expected="true", strength="") -> MechanicalClaimRow:
    return MechanicalClaimRow(
        mechanical_claim="X", subject="x", members=("psoas_major",), mode="bilateral", fixed_end="pelvis",
        body_moved="lumbar_spine", motion="flexion", expected=expected, strength=strength,
        test_kind="moment_arm_sign", action_code="", claims=(), kind="assumed", provenance="assumed",
        source=("Assumed",), note="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "strength", "value", "says"),
    [
        ("true", "", 0.2, "agrees"),
        ("true", "", 0.05, "too small"),
        ("true", "weak", 0.05, "agrees"),
        ("true", "", -0.2, "disagrees"),
        ("true", "weak", -0.05, "disagrees"),
        ("false", "", 0.2, "disagrees"),
        ("false", "", -0.2, "agrees"),
        ("false", "", 0.0, "agrees"),
        ("disputed", "", 0.2, "for"),
        ("disputed", "", -0.2, "against"),
    ],
)
def test_verdict_follows_the_rules(expected, strength, value, says):
    assert verdict(claim(expected, strength), Finding(value, "°", "")) == says


def test_paraspinal_muscles_brake_forward_bending_and_the_abdominal_muscles_do_not(male, judged):
    """Eccentric work on the flexion motion: length times tension by the trapezoid rule, summed here anew."""
    result = analyze("slow_flexion", male)
    names = ("iliocostalis_lumborum", "longissimus_thoracis", "spinalis_thoracis")
    back = [f.muscle.startswith(names) and f.takes_part for f in male.body.fascicles]
    length = np.asarray(result.analysis.equations.path_length)[:, back]
    bottom = int(np.argmin(result.analysis.frames.angles[:, male.body.spine, 0].sum(1)))
    taken = np.trapezoid(result.forces[: bottom + 1][:, back], length[: bottom + 1], axis=0).sum()
    assert taken > 5.0
    assert judged["MC-264"].value == pytest.approx(taken, rel=0.05)
    assert judged["MC-264"].verdict == "agrees"
