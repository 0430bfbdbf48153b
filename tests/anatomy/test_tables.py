"""The shipped tables have no fault; bad cells, references and files are found, with file, line and column."""

import shutil
from pathlib import Path

import pytest

from cells import Cells, change, file_of, line_of, only, set_cell
from dorsum.anatomy.check import faults
from dorsum.anatomy.read import FOLDER, TABLES, files_of, load
from dorsum.errors import Fault, TableError


def test_the_shipped_tables_have_no_fault():
    assert faults() == []


def test_every_file_of_the_folder_is_a_table():
    assert {path for path in FOLDER.glob("**/*") if path.is_file()} == set(files_of(FOLDER).values())


@pytest.mark.parametrize(
    ("table", "line", "column", "value", "message"),
    [
        ("fascicles", 42, "pcsa_cm2", "-12", "must be > 0"),
        ("fascicles", 42, "pcsa_cm2", "much", "must be a number"),
        ("fascicles", 42, "pcsa_cm2", "", "must not be empty"),
        ("fascicles", 42, "pcsa_cm2", "nan", "must be a finite number"),
        ("landmarks", 7, "y_mm", "inf", "must be a finite number"),
        ("landmarks", 7, "y_mm", "9999", "must be ≤ 2000"),
        ("fascicles", 42, "fibre_fraction", "1.2", "must be ≤ 1"),
        ("slips", 9, "number_each_side", "1.5", "must be a whole number"),
        ("disc_pressure", 3, "scored", "true", "must be yes or no"),
        ("muscles", 4, "name", "", "must not be empty"),
        ("bones", 3, "source", "", "must not be empty"),
        ("fascicles", 42, "kind", "guessed", "must be 'measured', 'derived', 'estimated' or 'assumed'"),
        ("fascicles", 42, "provenance", "heard", "must be 'read', 'recalled', 'derived' or 'assumed'"),
        ("landmarks", 60, "side", "left", "only right and mid are stored; the left side is derived"),
        ("bodies", 30, "side", "left", "only right and mid are stored; the left side is derived"),
    ],
)
def test_a_bad_cell_is_found(folder, table, line, column, value, message):
    set_cell(folder, table, line, column, value)
    assert only(faults(folder)) == Fault(file_of(table), line, column, value, message)


@pytest.mark.parametrize(
    ("table", "line", "column", "value", "message"),
    [
        ("landmarks", 489, "bone", "L6", "L6 is not in bones.csv; nearest is L5"),
        ("landmarks", 489, "landmark", "heel", "heel is not in landmark_definitions.csv"),
        ("bodies", 5, "joint", "L2/L4", "L2/L4 is not in joints.csv; nearest is L3/L4"),
        ("fascicles", 2, "source", "Seth2018", "Seth2018 is not in sources.csv; nearest is Seth2019"),
        ("path_rules", 2, "bodies", "L5 M1", "M1 is not in bodies.csv; nearest is T1"),
        ("held_muscles", 2, "muscle", "external_intercostal", "nearest is external_intercostals"),
        ("clinical", 2, "regions", "head_mastiod", "nearest is head_mastoid"),
        ("clinical", 2, "muscles", "splenius_capitis splenius_caput", "nearest is splenius_capitis"),
        ("claims", 2, "document", "D9", "D9 is not in documents.csv; nearest is D4"),
        ("excluded_slips", 2, "slip", "scapula", "latissimus_dorsi.scapula is not in slips.csv"),
    ],
)
def test_a_dangling_reference_is_found(folder, table, line, column, value, message):
    set_cell(folder, table, line, column, value)
    found = [fault for fault in faults(folder) if (fault.line, fault.column) == (line, column)]
    assert message in only(found).message
    assert only(found).file == file_of(table)


def test_a_landmark_that_the_bone_lacks_is_found(folder):
    line = line_of(folder, "fascicles", origin_bone="L5", origin_landmark="mammillary_process")
    set_cell(folder, "fascicles", line, "origin_landmark", "mamillary_process")
    fault = only(faults(folder))
    assert (fault.line, fault.column) == (line, "origin_landmark")
    assert fault.message == "L5.mamillary_process is not in landmarks.csv; nearest is L5.mammillary_process"


def test_a_via_point_that_does_not_exist_is_found(folder):
    line = line_of(folder, "fascicles", via="T2.spinous_process_lateral")
    set_cell(folder, "fascicles", line, "via", "T2.spinous_process_latral")
    fault = only(faults(folder))
    assert (fault.line, fault.column) == (line, "via")
    assert "nearest is T2.spinous_process_lateral" in fault.message


def test_a_landmark_on_the_wrong_bone_is_found(folder):
    line = line_of(folder, "landmarks", bone="C1", landmark="atlas_posterior_tubercle")
    change(folder, "landmark_definitions", lambda cells: drop_bone(cells, "atlas_posterior_tubercle", "C1"))
    found = [fault for fault in faults(folder) if fault.file == "body/landmarks.csv"]
    assert (only(found).line, only(found).column) == (line, "landmark")


def drop_bone(cells: Cells, landmark: str, bone: str) -> None:
    row = next(row for row in cells if row[0] == landmark)
    row[1] = " ".join(name for name in row[1].split() if name != bone) or "C2"


def test_a_key_used_twice_is_found(folder):
    change(folder, "specific_tensions", lambda cells: cells.append(cells[1]))
    fault = only(faults(folder))
    assert (fault.file, fault.line, fault.column) == ("body/specific_tensions.csv", 7, "pcsa_set")
    assert fault.message == "the same pcsa_set as line 2"


def test_a_source_that_nobody_uses_is_found(folder):
    change(folder, "sources", lambda cells: cells.append(["Nobody1999", "Nobody. 1999", "", "A", "read"]))
    fault = only(faults(folder))
    assert (fault.file, fault.column) == ("evidence/sources.csv", "key")
    assert fault.message == "no table uses this source"


@pytest.mark.parametrize(
    ("edit", "value", "message"),
    [
        (lambda header: header.__setitem__(0, "muscel"), "muscel", "no such column; nearest is 'muscle'"),
        (lambda header: header.append("slip"), "slip", "this column is there twice"),
        (lambda header: header.append("colour"), "colour", "no such column"),
        (lambda header: header.pop(0), "muscle", "this column is missing"),
    ],
)
def test_a_wrong_header_is_found(folder, edit, value, message):
    change(folder, "excluded_slips", lambda cells: edit(cells[0]))
    assert Fault("texts/excluded_slips.csv", 1, "header", value, message) in faults(folder)


@pytest.mark.parametrize("cells", [-1, 1])
def test_a_line_with_too_few_or_too_many_cells_is_found(folder, cells):
    change(folder, "rhythm", lambda rows: rows[8].append("x") if cells > 0 else rows[8].pop())
    fault = only(faults(folder))
    assert (fault.file, fault.line, fault.column) == ("body/rhythm.csv", 9, "")
    assert fault.message == f"has {9 + cells} cells where the header has 9"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "the file is empty"),
        (b"\n  \n", 1, "the file is empty"),
        (b"region,name,plain_words,areas,definition\n", 1, "there is no row under the header"),
        (b"region,definition\nback,\xff\n", 2, "is not UTF-8 text"),
        (b'region,definition\nback,"the b', 2, "cannot be read as CSV: unexpected end of data"),
        (b'region,definition\nback,"the\nback"\n', 2, "a cell runs over the end of the line"),
        (b"region,definition\nback,the back", 2, "the last line has no end; the file may be cut off"),
    ],
)
def test_a_damaged_file_is_found(folder, content, line, message):
    (folder / "texts/regions.csv").write_bytes(content)
    assert Fault("texts/regions.csv", line, "", "", message) in faults(folder)


def test_a_file_cut_off_anywhere_is_found(folder):
    path = folder / "body/fascicles.csv"
    path.write_bytes(path.read_bytes()[:20_000])
    found = {fault.file for fault in faults(folder)}
    assert "body/fascicles.csv" in found
    # The rows of the exceptions name fascicles that are gone.
    assert found <= {"body/fascicles.csv", "evidence/fibre_length_exceptions.csv"}


def test_a_missing_file_is_found(folder):
    (folder / "body/rhythm.csv").unlink()
    message = "cannot be read: No such file or directory"
    assert only(faults(folder)) == Fault("body/rhythm.csv", 1, "", "", message)


def test_a_table_in_the_wrong_folder_is_found(folder):
    shutil.copy(folder / "body/rhythm.csv", folder)
    shutil.copy(folder / "evidence/limits.csv", folder / "texts")
    assert faults(folder) == [
        Fault("rhythm.csv", 1, "", "", "is not read here: this table lies in body/"),
        Fault("texts/limits.csv", 1, "", "", "is not read here: this table lies in evidence/"),
    ]


@pytest.fixture
def flat(folder, tmp_path):
    """A copy from before the four folders: all tables side by side."""
    (tmp_path / "flat").mkdir()
    return Path(shutil.copytree(folder, tmp_path / "flat", copy_function=beside, dirs_exist_ok=True))


def beside(file, to):
    shutil.copy(file, Path(to).parents[1])


def test_a_copy_with_all_tables_side_by_side_is_read(folder, flat):
    for empty in flat.glob("*/"):
        empty.rmdir()
    assert sorted(path.stem for path in flat.iterdir()) == sorted(TABLES)
    assert load(flat).fascicles == load(folder).fascicles
    assert load(flat).digest == load(folder).digest
    set_cell(flat, "fascicles", 42, "pcsa_cm2", "-12")
    assert only(faults(flat)) == Fault("fascicles.csv", 42, "pcsa_cm2", "-12", "must be > 0")


def test_all_faults_are_found_at_once(folder):
    set_cell(folder, "fascicles", 42, "pcsa_cm2", "-12")
    set_cell(folder, "fascicles", 42, "kind", "guessed")
    set_cell(folder, "landmarks", 7, "x_mm", "far")
    set_cell(folder, "rhythm", 3, "share", "0.9")
    found = faults(folder)
    assert [(fault.file, fault.line, fault.column) for fault in found] == [
        ("body/fascicles.csv", 42, "kind"),
        ("body/fascicles.csv", 42, "pcsa_cm2"),
        ("body/landmarks.csv", 7, "x_mm"),
        ("body/rhythm.csv", 6, "share"),
    ]


def test_a_faulty_folder_is_refused_whole(folder):
    set_cell(folder, "fascicles", 42, "pcsa_cm2", "-12")
    with pytest.raises(
        TableError, match=r"^body/fascicles\.csv: 1 fault\n  line 42, pcsa_cm2 = -12: must be > 0$"
    ):
        load(folder)


def test_an_altered_copy_is_read_with_another_digest(folder):
    line = line_of(folder, "constants", name="gravity")
    set_cell(folder, "constants", line, "value", "1.62")
    altered = load(folder)
    assert altered.constant("gravity") == 1.62
    assert altered.digest != load().digest
