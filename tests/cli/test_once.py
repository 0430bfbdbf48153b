"""What is given twice is an error or holds twice; what stands in brackets is text."""

import json
import re

import pytest


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("analyze", "standing_relaxed", "--subject", "male", "--subject", "female"), "--subject"),
        (("strength", "--subject", "male", "--subject=female"), "--subject"),
        (("cut", "--root", "C5", "--root", "C6"), "--root"),
        (("exercises", "--for", "multifidus", "--for", "psoas"), "--for"),
        (("meshes", "add", "folder", "--name", "a", "--name", "b"), "--name"),
    ],
)
def test_an_option_that_takes_one_value_is_not_given_twice(refused, arguments, option):
    assert refused(*arguments) == f"{option} is given 2 times: it takes one value"


def found(dorsum, *filters):
    ran = dorsum("find", *filters, "--json")
    assert (ran.code, ran.err) == (0, "")
    return {row["muscle"]: row["slips"] for row in json.loads(ran.out)}


def test_a_filter_given_twice_holds_twice(dorsum):
    one, other = found(dorsum, "--crosses", "L4/L5"), found(dorsum, "--crosses", "T4/T5")
    both = found(dorsum, "--crosses", "L4/L5", "--crosses", "T4/T5")
    assert set(both) == set(one) & set(other)
    assert 0 < len(both) < min(len(one), len(other))
    for muscle, slips in both.items():
        assert set(slips) == {*one[muscle], *other[muscle]}
    assert set(found(dorsum, "--crosses", "T4/T5", "--crosses", "L4/L5")) == set(both)


def test_filters_of_several_kinds_combine_with_one_given_twice(dorsum):
    both = found(dorsum, "--crosses", "L4/L5", "--crosses", "T4/T5")
    narrowed = found(dorsum, "--crosses", "L4/L5", "--crosses", "T4/T5", "--layer", "deep")
    assert set(narrowed) < set(both)
    assert found(dorsum, "--nerve", "accessory", "--nerve", "dorsal scapular") == {}


def test_an_unknown_second_value_is_refused(refused):
    assert "no joint is called 'L9'" in refused("find", "--crosses", "L4/L5", "--crosses", "L9")


def test_brackets_and_colons_in_an_answer_are_text(dorsum):
    pytest.importorskip("polars")
    ran = dorsum("sql", "SELECT '[/x] :bone: [bold]b' AS \"[red]\"")
    assert (ran.code, ran.err) == (0, "")
    assert [line.strip() for line in ran.out.splitlines()[:2]] == ["[red]", "[/x] :bone: [bold]b"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("find", "--crosses", "L4/L5"),
        ("pain", "--at", "hip"),
        ("exercises", "--for", "multifidus"),
        ("claims", "--document", "D0"),
        ("cut", "accessory"),
    ],
)
def test_an_ordinary_answer_holds_no_ids_and_no_tiny_powers_of_ten(dorsum, arguments):
    ran = dorsum(*arguments)
    assert (ran.code, ran.err) == (0, "")
    words = ran.out
    assert not re.findall(r"[A-Za-z0-9]+_[A-Za-z0-9_]+|\S*·10[⁻0-9]\S*|\d[.\d]*e-\d+", words)
