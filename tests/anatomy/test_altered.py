"""A row altered in memory: checked as a file is, with a digest of its own."""

import pytest

from dorsum.anatomy.read import load
from dorsum.errors import TableError, UnknownName


def test_one_row_differs_and_so_does_the_digest(tables):
    moon = tables.altered("constants", "gravity", value=1.62)
    assert (moon.constant("gravity"), tables.constant("gravity")) == (1.62, 9.80665)
    assert moon.constant("muscle_tone") == tables.constant("muscle_tone")
    assert moon.fascicles is tables.fascicles
    assert moon.digest != tables.digest
    assert moon.altered("constants", "gravity", value=9.80665).digest == tables.digest


def test_a_whole_number_is_the_number(tables):
    changed = [tables.altered("joint_stiffness", "L4/L5", "flexion", k0_nm_per_deg=k) for k in (1, 1.0)]
    assert changed[0].digest == changed[1].digest


def test_a_copy_that_is_altered_twice_keeps_both(tables):
    twice = tables.altered("constants", "gravity", value=1.62).altered("rib_cage", "T12/L1", capacity_nm=1)
    assert twice.constant("gravity") == 1.62
    assert next(row for row in twice.rib_cage if row.joint == "T12/L1").capacity_nm == 1


def test_what_is_asked_of_a_copy_is_asked_of_the_tables(folder):
    tables = load(folder)
    moon = tables.altered("constants", "gravity", value=1.62)
    assert tables.asked == ()
    _ = moon.joint("L4/L5")
    assert tables.asked == ("joints",)


@pytest.mark.parametrize(
    ("asked", "changes", "message"),
    [
        (("constant", "gravity"), {"value": 1}, "no table is called 'constant'; did you mean constants"),
        (
            ("constants", "gravitty"),
            {"value": 1},
            "no row of constants is called 'gravitty'; did you mean gravity",
        ),
        (("constants", "gravity"), {"valeu": 1}, "no column of constants is called 'valeu'"),
        (("joint_ranges", "L4/L5", "flexio"), {"range_deg": 1}, "did you mean L4/L5 flexion"),
    ],
)
def test_what_is_not_there_is_named(tables, asked, changes, message):
    with pytest.raises(UnknownName, match=message):
        tables.altered(*asked, **changes)


@pytest.mark.parametrize(
    ("asked", "changes", "message"),
    [
        (
            ("fascicles", "trapezius_descending_occipital"),
            {"pcsa_cm2": -1.0},
            r"^body/fascicles.csv: 1 fault\n  line 2, pcsa_cm2 = -1.0: must be > 0$",
        ),
        (("masses", "pelvis", "M"), {"mass_pct": 20.0}, "the masses of sex M sum to 108"),
        (
            ("path_rules", "longissimus_thoracis_pars_thoracis"),
            {"bodies": "L5 M1"},
            "M1 is not in bodies.csv",
        ),
        (("constants", "gravity"), {"value": float("nan")}, "must be a finite number"),
        (("constants", "gravity"), {"value": "light"}, "value = light"),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused(tables, asked, changes, message):
    with pytest.raises(TableError, match=message):
        tables.altered(*asked, **changes)
