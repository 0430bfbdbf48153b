"""Rows are read as the types say, looked up by name, and need nothing but the standard library."""

import subprocess
import sys
from dataclasses import FrozenInstanceError, replace

import pytest

from cells import set_cell
from dorsum.anatomy.parse import parser
from dorsum.anatomy.read import TABLES, _read, load
from dorsum.anatomy.rows.columns import Names, Sources
from dorsum.errors import BadInput, DorsumError, NoEquilibrium, TableError, UnknownName


@pytest.fixture(scope="module")
def tables():
    return load()


def test_a_row_has_the_types_of_its_class(tables):
    row = tables.landmark("L4", "mammillary_process")
    assert row.side == "right"
    assert isinstance(row.x_mm, float)
    assert row.source == ("BodyParts3D",)


def test_an_empty_cell_of_an_optional_column_is_none(tables):
    assert tables.body("pelvis").parent is None
    assert tables.bone("linea_alba").body is None
    assert tables.joint("L4/L5").axis_x is None


@pytest.mark.parametrize(
    ("hint", "cell", "value"),
    [
        (float, "1.5", 1.5),
        (float | None, "", None),
        (int, "7", 7),
        (bool, "yes", True),
        (bool, "no", False),
        (str, "", ""),
        (Names, "a b", ("a", "b")),
        (Names, "", ()),
        (Sources, "A; B", ("A", "B")),
    ],
)
def test_a_cell_is_read_by_its_type(hint, cell, value):
    assert parser(hint)(cell) == value


def test_rows_cannot_be_changed(tables):
    with pytest.raises(FrozenInstanceError):
        tables.fascicles[0].pcsa_cm2 = 3


def test_tables_are_read_once():
    assert load() is load()


def test_the_digest_is_a_sha256(tables):
    assert len(tables.digest) == 64


def test_an_own_anchor_of_a_muscle_goes_before_the_common_one(tables):
    assert tables.soft_anchor("external_oblique", "linea_alba_upper").at_landmark == "pubic_tubercle"
    assert tables.soft_anchor("trapezius_descending", "nuchal_ligament_C3").carrier_bone == "C3"
    assert tables.soft_anchor("multifidus_lumborum", "mammillary_process") is None


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda t: t.muscle("multifidus_lumborun"), "did you mean multifidus_lumborum"),
        (lambda t: t.joint("L4/L6"), "no joint is called 'L4/L6'; did you mean L4/L5"),
        (
            lambda t: t.landmark("L4", "mamillary_process"),
            "no landmark of L4 .* did you mean mammillary_process",
        ),
        (lambda t: t.landmark("L6", "lamina"), "no bone is called 'L6'; did you mean L5"),
        (lambda t: t.constant("gravitty"), "did you mean gravity"),
        (lambda t: t.source("Bogduk"), "no source is called 'Bogduk'"),
        (lambda t: t.fascicle("x"), "no fascicle is called 'x'; see `dorsum sql"),
    ],
)
def test_an_unknown_name_offers_the_nearest(tables, ask, message):
    with pytest.raises(UnknownName, match=message):
        ask(tables)


def test_few_choices_are_all_named():
    assert str(UnknownName("sex", "q", ["male", "female"])) == "no sex is called 'q'; there are female, male"


def test_errors_carry_the_exit_code_of_the_command_line():
    assert (DorsumError.exit_code, BadInput.exit_code, NoEquilibrium.exit_code) == (2, 2, 3)


def test_no_equilibrium_names_the_joint_and_the_missing_moment():
    error = NoEquilibrium("L4/L5 lacks 12 N·m", joint="L4/L5", missing_moment=12.0)
    assert (error.joint, error.missing_moment, str(error)) == ("L4/L5", 12.0, "L4/L5 lacks 12 N·m")


def test_reading_imports_no_heavy_package():
    code = (
        "import sys; from dorsum.anatomy.read import load; load();"
        "print(*sorted({'pydantic', 'polars', 'numpy', 'jax', 'xarray'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_every_table_says_what_names_a_row():
    assert [name for name, row_class in TABLES.items() if not row_class.KEY] == []


def test_a_table_is_made_when_it_is_first_asked_for(folder):
    tables = load(folder)
    assert "fascicles" not in vars(tables)
    assert tables.fascicles is tables.fascicles
    assert tables.fascicles == load().fascicles


def test_what_is_written_after_loading_is_not_read(folder):
    tables = load(folder)
    set_cell(folder, "fascicles", 2, "pcsa_cm2", "99")
    assert tables.fascicles == load().fascicles
    assert tables.digest == load().digest != load(folder).digest


def test_a_digest_is_no_question(folder):
    tables = load(folder)
    assert tables.asked == ()
    assert tables.digest == load(folder).digest
    assert tables.asked == ()
    _ = tables.joint("L4/L5"), tables.claims
    assert tables.asked == ("joints", "claims")


def test_tables_say_what_they_are_on_one_line(tables):
    assert repr(tables) == f"Tables({len(TABLES)} tables, digest {tables.digest[:12]})"


def test_a_copy_with_other_rows_is_whole(tables):
    shorter = replace(tables, fascicles=tables.fascicles[:3])
    assert len(shorter.fascicles) == 3
    assert shorter.constants is tables.constants
    assert shorter.digest != tables.digest
    with pytest.raises(AttributeError, match="'fascicle_list'"):
        _ = shorter.fascicle_list


def test_a_table_that_cannot_be_read_is_refused_with_every_fault_of_the_folder(folder):
    set_cell(folder, "fascicles", 42, "pcsa_cm2", "much")
    set_cell(folder, "muscles", 4, "name", "")
    tables = _read(folder)  # as the package's own are read, which the tests check
    assert tables.bodies
    with pytest.raises(TableError) as refused:
        _ = tables.fascicles
    assert [(fault.file, fault.line) for fault in refused.value.faults] == [
        ("body/fascicles.csv", 42),
        ("body/muscles.csv", 4),
    ]
