"""Published limits: which edition they are of, what was recalled, and what has no figure."""

import pytest

from dorsum.errors import BadInput
from dorsum.lifting.limits import (
    REFERENCE,
    compression_limits,
    hand_force,
    lines,
    protected_shares,
    reference_mass,
    shear_limits,
)
from dorsum.lifting.published import INCH, POUND_FORCE, Refused


def test_compression_is_held_against_niosh_by_edition():
    found = compression_limits()
    assert [(limit.edition, limit.value, limit.recalled) for limit in found] == [
        ("NIOSH 1981, action limit", 3400, False),
        ("NIOSH 1981, maximum permissible limit", 6400, False),
        ("NIOSH 1991 criterion", 3400, True),
    ]
    told = lines(found, 3740)
    assert told[0].startswith("110 % of 3400 N, NIOSH 1981, action limit (L5/S1). Source: NIOSH 1981")
    assert "recalled, not read" in told[2]
    assert "recalled" not in told[0]
    assert REFERENCE in told[-1]


@pytest.mark.parametrize(
    ("sex", "age", "newton"),
    [
        *(("M", 20, 6000), ("M", 21, 5000), ("M", 40, 4100), ("M", 51, 2300), ("M", 85, 2300)),
        *(("F", 30, 3800), ("F", 50, 2500), ("F", 60, 1800)),
    ],
)
def test_the_first_dortmund_edition_is_told_as_recalled_and_of_the_next_age(sex, age, newton):
    (limit,) = [one for one in compression_limits(sex, age) if one.edition == "Dortmund, first edition"]
    assert limit.value == newton
    assert limit.recalled
    assert "recalled, not read" in limit.sentence(3000)


def test_the_revised_dortmund_edition_is_named_without_a_figure():
    (limit,) = [one for one in compression_limits("F", 40) if "revised" in one.edition]
    assert limit.value is None
    assert "no figure, its table was not read" in limit.sentence(3000)
    assert "% of" not in limit.sentence(3000)
    assert not any("Dortmund" in one.edition for one in compression_limits("F"))
    assert [one.edition for one in compression_limits("M", 15) if one.value and "Dort" in one.edition] == []


def test_shear_is_held_against_two_proposals():
    found = [(limit.edition, limit.value, limit.recalled) for limit in shear_limits()]
    assert found[:2] == [
        ("Gallagher and Marras 2012", 1000, False),
        ("Gallagher and Marras 2012", 700, False),
    ]
    assert [row[1:] for row in found[2:]] == [(500, True), (1000, True)]


@pytest.mark.parametrize(
    ("sex", "age", "kg"),
    [
        *(("M", 19, 20), ("M", 20, 25), ("M", 45.9, 25), ("M", 46, 20), ("M", 90, 20)),
        *(("F", 19.9, 15), ("F", 20, 20), ("F", 45, 20), ("F", 46, 15)),
    ],
)
def test_the_reference_mass_of_iso_hangs_on_sex_and_age(sex, age, kg):
    found = reference_mass(sex, age)
    assert found.value == kg
    assert "ISO 11228-1" in found.sentence()


def test_a_heavier_reference_mass_protects_fewer():
    for people in ("", "women, ", "men, "):
        shares = [
            next(one.value for one in protected_shares() if one.condition.startswith(f"{people}{kg} kg"))
            for kg in (10, 15, 25)
        ]
        assert shares == sorted(shares, reverse=True)
        assert shares[-1] < shares[0]


def test_a_pull_at_a_row_of_the_table_is_divided_by_its_two_limits():
    height = 40 * INCH  # 62 and 75 lbf
    zones = [hand_force("pull", lbf * POUND_FORCE, height).zone for lbf in (61, 63, 74, 76)]
    assert zones == ["below", "between", "between", "above"]
    told = hand_force("pull", 63 * POUND_FORCE, height).lines()
    assert "between 50 and 80 % of people are protected" in told[0]
    assert "Weston et al. 2018" in told[1]
    assert hand_force("push", 100, height).most_protected == pytest.approx(54 * POUND_FORCE)


def test_between_two_rows_the_lower_limits_count():
    found = hand_force("push", 100, 38.5 * INCH)  # 53 and 65, 54 and 64 lbf
    assert found.most_protected == pytest.approx(53 * POUND_FORCE)
    assert found.few_protected == pytest.approx(64 * POUND_FORCE)


@pytest.mark.parametrize("inches", [31.9, 48.1])
def test_heights_beyond_the_table_have_no_limit(inches):
    found = hand_force("pull", 100, inches * INCH)
    assert isinstance(found, Refused)
    assert "0.81 to 1.22 m" in found.reasons[0]
    assert not isinstance(hand_force("pull", 100, 32 * INCH), Refused)
    assert not isinstance(hand_force("pull", 100, 48 * INCH), Refused)


@pytest.mark.parametrize("value", [True, "3", float("nan"), -1, 500])
@pytest.mark.parametrize(
    "make",
    [
        lambda v: compression_limits(v, 40),
        lambda v: compression_limits("M", v),
        lambda v: reference_mass("M", v),
        lambda v: reference_mass(v, 40),
        lambda v: hand_force(v, 100, 1),
        lambda v: hand_force("push", v if v != 500 else None, 1),
        lambda v: hand_force("push", 100, v if v != 500 else None),
    ],
)
def test_bad_entries_are_one_sentence_with_rule_and_source(make, value):
    with pytest.raises(BadInput, match=r"^[^\n]*\([^\n]*(1997|2018)[^\n]*\)$"):
        make(value)
