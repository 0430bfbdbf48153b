"""`dorsum stimulate` and `dorsum claims` as users call them."""

import json

import pytest


def test_stimulate_tells_parts_and_joints(dorsum):
    done = dorsum("stimulate", "levatores costarum longi", "--fix", "vertebrae")
    assert done.code == 0
    assert "right ribs" in done.out
    assert "elevation" in done.out
    assert "Gravity off" in done.out


def test_stimulate_as_json(dorsum):
    found = json.loads(dorsum("stimulate", "psoas minor", "--activation", "0.5", "--json").out)
    assert found["members"] == ["psoas_minor"]
    assert found["activation"] == 0.5
    assert found["certificate"]["residual_nm"] < 1e-6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["multifidos"], "multifidus"),
        (["multifidus", "--side", "up"], "no side is called 'up'"),
        (["multifidus", "--activation", "2"], "allowed is 0 to 1"),
        (["multifidus", "--fix", "L9"], "no body or fixed end is called 'L9'"),
        (["multifidus", "--subject", "child"], "no subject is called 'child'"),
    ],
)
def test_stimulate_refuses(refused, arguments, message):
    assert message in refused("stimulate", *arguments)


def test_claims_lists_all_with_two_verdicts(dorsum, tables):
    found = json.loads(dorsum("claims", "--json").out)
    assert [row["claim"] for row in found] == [row.claim for row in tables.claims]
    with_model = [row for row in found if row["model"]]
    assert len(with_model) > 50
    assert all({"verdict", "found", "value"} <= set(row["model"][0]) for row in with_model)


def test_claims_disagree_keeps_those_that_part(dorsum):
    every, parted = (json.loads(dorsum("claims", *more, "--json").out) for more in ([], ["--disagree"]))
    assert 0 < len(parted) < len(every)
    assert all(
        row["verdict"] in ("contradicted", "imprecise")
        or any(found["verdict"] in ("disagrees", "against", "too small") for found in row["model"])
        for row in parted
    )


def test_mechanical_claims_have_number_and_cause(dorsum, tables):
    found = json.loads(dorsum("claims", "--mechanical", "--json").out)
    assert len(found) == len(tables.mechanical_claims)
    parted = [row for row in found if row["model"][0]["verdict"] in ("disagrees", "too small")]
    assert all(row["cause"] for row in parted)


def test_claims_of_one_document_in_text(dorsum):
    done = dorsum("claims", "--document", "D1")
    assert done.code == 0
    assert "S1-" in done.out
    assert "S0-" not in done.out


def test_unknown_document_is_refused(refused):
    assert "no document is called 'D9'" in refused("claims", "--document", "D9")
