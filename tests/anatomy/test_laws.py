"""What the tables must obey together: sums, orders, sides, axes, ranges; every breach is found."""

from collections.abc import Callable

import pytest

from cells import Cells, change, file_of, line_of, only, set_cell
from dorsum.anatomy.check import faults
from dorsum.anatomy.read import load
from dorsum.errors import Fault


def test_masses_that_do_not_sum_to_the_body_are_found(folder):
    line = line_of(folder, "masses", segment="thigh", sex="F")
    set_cell(folder, "masses", line, "mass_pct", "14.9")
    fault = only(faults(folder))
    assert (fault.file, fault.column) == ("body/masses.csv", "mass_pct")
    assert fault.message == "the masses of sex F sum to 100.240 %, not 100 %"


def test_a_mass_without_a_centre_is_found(folder):
    line = line_of(folder, "masses", segment="L4", sex="M")
    set_cell(folder, "masses", line, "com_up_mm", "")
    assert (only(faults(folder)).line, only(faults(folder)).column) == (line, "com_reference")


def test_shares_of_rhythm_that_do_not_sum_to_one_are_found(folder):
    line = line_of(folder, "rhythm", movement="flexion", joint="L4/L5")
    set_cell(folder, "rhythm", line, "share", "0.3")
    fault = only(faults(folder))
    assert (fault.file, fault.column) == ("body/rhythm.csv", "share")
    assert fault.message == "the shares of lumbar flexion sum to 1.050000, not 1"


def swap(first: int, second: int) -> Callable[[Cells], None]:
    def edit(cells: Cells) -> None:
        cells[first], cells[second] = cells[second], cells[first]

    return edit


@pytest.mark.parametrize(
    ("table", "edit", "line", "column", "message"),
    [
        ("vertebrae", swap(5, 6), 7, "level", "vertebrae stand from caudal to cranial"),
        ("joints", swap(1, 2), 3, "joint", "spinal joints stand from caudal to cranial"),
        ("bodies", swap(2, 3), 3, "parent", "must stand above the bodies that hang on it"),
    ],
)
def test_a_wrong_order_is_found(folder, table, edit, line, column, message):
    change(folder, table, edit)
    fault = only(faults(folder))
    assert (fault.file, fault.line, fault.column, fault.message) == (file_of(table), line, column, message)


def test_landmarks_that_are_not_grouped_by_bone_are_found(folder):
    change(folder, "landmarks", lambda cells: cells.append(cells.pop(40)))
    fault = only(faults(folder))
    assert (fault.file, fault.column) == ("body/landmarks.csv", "bone")
    assert "in the order of bones.csv" in fault.message


def test_a_point_on_the_wrong_side_is_found(folder):
    line = line_of(folder, "landmarks", bone="rib7", landmark="rib_angle")
    set_cell(folder, "landmarks", line, "z_mm", "-70")
    assert only(faults(folder)) == Fault(
        "body/landmarks.csv", line, "z_mm", "-70.0", "a point of the right side has z ≥ 0"
    )


def test_a_midline_point_off_the_midline_is_found(folder):
    line = line_of(folder, "landmarks", side="mid")
    set_cell(folder, "landmarks", line, "z_mm", "3")
    assert only(faults(folder)).message == "a midline point has z = 0"


def test_an_axis_of_wrong_length_is_found(folder):
    line = line_of(folder, "joints", joint="costovertebral_3")
    set_cell(folder, "joints", line, "axis_x", "0.1")
    assert (only(faults(folder)).line, only(faults(folder)).column) == (line, "axis_x")


def test_a_body_on_a_joint_of_other_bodies_is_found(folder):
    line = line_of(folder, "bodies", body="femur")
    set_cell(folder, "bodies", line, "joint", "knee")
    assert only(faults(folder)).message == "joins other bodies in joints.csv"


def test_a_second_root_is_found(folder):
    line = line_of(folder, "bodies", body="femur")
    set_cell(folder, "bodies", line, "joint", "")
    set_cell(folder, "bodies", line, "parent", "")
    assert only(faults(folder)).message == "a second body without a parent; a tree has one root"


def test_a_joint_softer_at_its_end_is_found(folder):
    set_cell(folder, "joint_stiffness", 2, "end_slope_nm_per_deg", "0.1")
    assert only(faults(folder)).message == "must not be below k0_nm_per_deg"


def test_a_tension_of_another_set_is_found(folder):
    line = line_of(folder, "fascicles", pcsa_set="neck35")
    set_cell(folder, "fascicles", line, "specific_tension_n_cm2", "46")
    assert only(faults(folder)).message == "the set neck35 has 35"


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"mean_mm": "80"}, "mean_mm", "must lie between low_mm and high_mm"),
        ({"use": "compare", "high_mm": ""}, "low_mm", "low_mm and high_mm are both given or both empty"),
        ({"low_mm": "", "high_mm": ""}, "use", "a band to fall into needs low_mm and high_mm"),
        (
            {"parts": "longissimus"},
            "parts",
            "longissimus is not in muscles.csv; nearest is longissimus_capitis",
        ),
    ],
)
def test_a_faulty_band_of_moment_arms_is_found(folder, changes, column, message):
    for name, value in changes.items():
        set_cell(folder, "moment_arm_bands", 2, name, value)
    fault = only(faults(folder))
    assert (fault.line, fault.column, fault.message) == (2, column, message)


@pytest.mark.parametrize("table", ["ligaments", "abdominal_pressure", "posture_facts"])
def test_a_value_outside_its_range_is_found(folder, table):
    line = next(i for i, row in enumerate(getattr(load(), table), start=2) if row.high is not None)
    set_cell(folder, table, line, "high", "0.001")
    fault = only(faults(folder))
    assert (fault.line, fault.column, fault.message) == (line, "value", "must lie between low and high")


@pytest.mark.parametrize("table", ["joint_ranges", "other_stiffness"])
def test_a_hinge_that_turns_about_another_axis_is_found(folder, table):
    line = line_of(folder, table, joint="costovertebral_3")
    set_cell(folder, table, line, "coordinate", "x")
    fault = only(faults(folder))
    assert (fault.line, fault.column) == (line, "coordinate")
    assert fault.message == "costovertebral_3 does not turn about it in joints.csv"


def test_a_missing_spinal_joint_is_found(folder):
    change(folder, "joints", lambda cells: cells.remove(next(row for row in cells if row[0] == "C0/C1")))
    assert any(fault.message == "spinal joints are missing: C0/C1" for fault in faults(folder))
