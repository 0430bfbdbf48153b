"""`dorsum tasks` and `dorsum tables`."""

import json
import re
import shutil

import pytest

from dorsum.anatomy.read import FOLDER, TABLES
from dorsum.motion.task import built_in_names


def test_tasks_come_with_title_and_measured_pressure(dorsum):
    found = {row["name"]: row for row in json.loads(dorsum("tasks", "--json").out)}
    assert set(found) == set(built_in_names())
    relaxed = {"name": "standing_relaxed", "title": "Relaxed standing", "measured_mpa": 0.5}
    assert found["standing_relaxed"] == relaxed
    assert found["slow_flexion"]["measured_mpa"] is None


def test_tasks_are_listed_for_people(dorsum):
    ran = dorsum("tasks")
    assert (ran.code, ran.err) == (0, "")
    line = next(line for line in ran.out.splitlines() if "lifting_20kg_round_back" in line)
    assert re.split(r"  +", line.strip()) == [
        "lifting_20kg_round_back",
        "Lifting 20 kg, bent over with round back",
        "2.30",
    ]


def test_tables_are_listed_with_their_rows(dorsum):
    found = json.loads(dorsum("tables", "list", "--json").out)
    assert [row["table"] for row in found] == list(TABLES)
    assert all(row["rows"] > 0 and row["row"] for row in found)
    assert {row["folder"] for row in found} == {"body", "evidence", "texts", "pictures"}
    assert all(name in dorsum("tables", "list").out for name in TABLES)


def test_schema_describes_every_table(dorsum):
    assert set(json.loads(dorsum("tables", "schema").out)["$defs"]) == set(TABLES)


def test_the_program_s_own_tables_have_no_fault(dorsum):
    assert dorsum("tables", "check") == (0, f"{len(TABLES)} tables, no fault\n", "")
    assert dorsum("tables", "check", "--json") == (0, "[]\n", "")


@pytest.fixture
def folder(tmp_path):
    """A copy of the tables with two faults."""
    shutil.copytree(FOLDER, tmp_path / "tables")
    masses = tmp_path / "tables" / "body" / "masses.csv"
    header, first, *rest = masses.read_text(encoding="utf-8").splitlines(keepends=True)
    masses.write_text("".join([header, first.replace(",derived,", ",derivd,", 1), *rest]), encoding="utf-8")
    (tmp_path / "tables" / "evidence" / "limits.csv").write_bytes(b"")
    return tmp_path / "tables"


def test_every_fault_is_printed_with_file_line_and_column(dorsum, folder):
    ran = dorsum("tables", "check", folder)
    assert (ran.code, ran.out) == (2, "")
    assert "evidence/limits.csv: 1 fault\n  line 1: the file is empty\n" in ran.err
    assert "body/masses.csv: 1 fault\n  line 2, kind = derivd: must be" in ran.err


def test_faults_as_json_have_the_same_exit_code(dorsum, folder):
    ran = dorsum("tables", "check", folder, "--json")
    assert (ran.code, ran.err) == (2, "")
    found = {(fault["file"], fault["line"], fault["column"]) for fault in json.loads(ran.out)}
    assert found == {("evidence/limits.csv", 1, ""), ("body/masses.csv", 2, "kind")}


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_tables_is_refused_in_one_line(refused, tmp_path, name):
    (tmp_path / "empty").mkdir()
    assert refused("tables", "check", tmp_path / name).startswith(f"there are no tables in {tmp_path / name}")
