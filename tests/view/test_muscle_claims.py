"""What is said of a muscle comes with the judgement of the model, and what may be held is what is taken."""

import pytest

from dorsum.anatomy.atlas import Atlas
from dorsum.function.claims import stored
from dorsum.function.stimulate import held_by
from dorsum.view.claims import MODEL_SAYS, claims_of


@pytest.fixture(scope="module")
def atlas():
    return Atlas()


@pytest.fixture(scope="module")
def all_claims(atlas):
    ids = dict.fromkeys(row.muscle for row in atlas.tables.muscles)
    return {name: claims_of(atlas.muscle(name)) for name in ids}


def every_test(claims):
    return [test for claim in claims.documents for test in claim.tests] + list(claims.textbooks)


def test_every_statement_reaches_a_muscle_with_its_stored_verdict(atlas, all_claims):
    judged, found = stored(), {}
    for claims in all_claims.values():
        for test in every_test(claims):
            found[test.claim] = test
            assert (test.verdict, test.found) == (judged[test.claim].verdict, judged[test.claim].found)
    assert set(found) == {row.mechanical_claim for row in atlas.tables.mechanical_claims}


def test_documents_are_those_of_the_sheet(atlas, all_claims):
    for name, claims in all_claims.items():
        assert {claim.claim for claim in claims.documents} == {row.claim for row in atlas.muscle(name).claims}


def test_nothing_is_told_twice(all_claims):
    for claims in all_claims.values():
        ids = [test.claim for test in claims.textbooks]
        assert len(ids) == len(set(ids))
        told = {test.claim for claim in claims.documents for test in claim.tests}
        assert told.isdisjoint(ids)


def test_where_textbooks_and_model_part_comes_first_with_its_cause(atlas, all_claims):
    parted = {row.mechanical_claim for row in atlas.tables.claim_causes}
    for claims in all_claims.values():
        for tests in (claims.textbooks, *(claim.tests for claim in claims.documents)):
            for test in tests:
                assert test.differs == (
                    test.verdict in ("disagrees", "too small") and test.textbooks != "disputed"
                )
                assert (test.claim in parted) == bool(test.cause)
        differs = [test.differs for test in claims.textbooks]
        assert differs == sorted(differs, reverse=True)


@pytest.mark.parametrize(
    ("muscle", "claim", "textbooks", "verdict", "model"),
    [
        ("interspinales_lumborum", "flexion", "false", "agrees", "does not do it"),  # a document is wrong
        ("multifidus_lumborum", "extension", "true", "agrees", "does it"),
    ],
)
def test_the_model_is_told_by_what_it_does_not_by_whom_it_agrees_with(
    all_claims, muscle, claim, textbooks, verdict, model
):
    found = [test for test in every_test(all_claims[muscle]) if f": {claim} of" in test.statement]
    assert (textbooks, verdict, model) in {(test.textbooks, test.verdict, test.model) for test in found}


def test_what_is_not_tested_says_why(all_claims):
    tests = [test for claims in all_claims.values() for test in every_test(claims)]
    untested = [test for test in tests if test.verdict == "not tested"]
    assert untested
    assert all(test.model == "not tested" and test.found for test in untested)
    assert {(test.textbooks, test.verdict) for test in tests if test.verdict != "not tested"} <= set(
        MODEL_SAYS
    )


def test_the_address_gives_them(client, all_claims):
    found = client.get("/api/muscles/Multifidus lumborum/claims").json()
    assert found == all_claims["multifidus_lumborum"].model_dump()
    assert client.get("/api/muscles/multifidos/claims").status_code == 404


def test_all_that_may_be_held_is_taken_by_stimulate(client, male):
    found = client.get("/api/holdables").json()
    names = [row["name"] for row in found]
    assert len(names) == len(set(names))
    assert names[0] == "pelvis"  # the default
    ends = {row.fixed_end for row in male.body.tables.fixed_ends}
    assert set(names) == ends | set(male.body.skeleton.names)
    for row in found:
        name, held = held_by(male, row["name"], "both")
        assert (name, len(held) > 1) == (row["name"], row["several"])
