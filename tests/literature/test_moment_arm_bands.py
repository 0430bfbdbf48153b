"""Moment arms of the model fall into the bands that the literature gives; `-s` prints them all."""

from __future__ import annotations

import pytest
from arms import model_arm_mm

from dorsum.anatomy.read import load
from dorsum.anatomy.rows import MomentArmBandRow

PSOAS = (
    "the belly is placed where one measured man has it, 43 mm from the midline, which is the low end of the "
    "band, and the slips that arise beside the disc start nearer"
)
QUADRATUS = (
    "its lines lean from one point of the iliac crest to the transverse processes and the medial half of rib "
    "12; the sheet reaches farther out, and its centroid in a slice is not the arm of leaning lines"
)
ERECTOR = (
    "the points that hold the long thoracic lines to the lumbar vertebrae keep their standing distance, so "
    "that full flexion takes 3 % of their arm, but a sixth to a fifth from the lumbar fascicles"
)
# What the model misses, and why: muscle, level, plane, posture, sex.
MISSES = {
    ("psoas_major", "L4/L5", "coronal", "supine", "M"): PSOAS,
    ("quadratus_lumborum", "L3/L4", "coronal", "supine", "M"): QUADRATUS,
    ("erector_spinae", "L2/L3", "sagittal", "lumbar_flexion", "M"): ERECTOR,
}
ROWS = load().moment_arm_bands
BANDS = [row for row in ROWS if row.use == "test"]


def key(row: MomentArmBandRow) -> tuple[str, ...]:
    return row.muscle, row.level, row.plane, row.posture, row.sex


def expected(row: MomentArmBandRow) -> object:
    """The row as a parameter, marked where the model is known to miss it."""
    reason = MISSES.get(key(row))
    marks = pytest.mark.xfail(strict=True, reason=reason) if reason else ()
    return pytest.param(row, id=" ".join((*key(row), row.source[0])), marks=marks)


@pytest.fixture(scope="module", autouse=True)
def printed():
    """Prints every row beside the model's arm, after the tests."""
    yield
    print("\n\narms in mm: model, published mean, band")
    for row in ROWS:
        band = "" if row.low_mm is None else f"{row.low_mm:g} to {row.high_mm:g}"
        print(
            f"{row.muscle:20}{row.level:8}{row.plane:10}{row.posture:17}{row.sex:5}"
            f"{model_arm_mm(row):7.1f}{row.mean_mm:8.1f}{band:>15}  {row.use:8} {'; '.join(row.source)}"
        )


@pytest.mark.parametrize("row", [expected(row) for row in BANDS])
def test_a_moment_arm_falls_into_its_band(row):
    assert row.low_mm <= model_arm_mm(row) <= row.high_mm


def test_every_known_miss_is_a_row_of_the_table():
    assert set(MISSES) - {key(row) for row in BANDS} == set()


@pytest.mark.parametrize("muscle", ["erector_spinae", "multifidus", "quadratus_lumborum"])
def test_a_back_muscle_extends_and_bends_to_its_own_side(muscle):
    rows = [row for row in ROWS if row.muscle == muscle]
    assert all(model_arm_mm(row) > 0 for row in rows)
