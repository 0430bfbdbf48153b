"""The page and its figures are what the stored validation says, and hold every row."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from dorsum.function.measured.comparison import NOT_COMPUTED
from dorsum.function.measured.results import stored, stored_rows
from dorsum.report.markdown import folded, prose, table
from dorsum.report.measured import NO_CAUSE, misses_section, number
from dorsum.report.measured_figures import figures
from dorsum.report.validation import JUDGES, validation_page

DOCS = Path(__file__).parents[2] / "docs"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def page() -> str:
    return (DOCS / "validation.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows():
    return stored_rows(stored())


def test_the_page_is_what_the_stored_validation_says(tables, page):
    assert page == validation_page(stored(), tables), "run `make validation`"


def test_the_figures_are_those_of_the_stored_validation(page):
    for name, picture in figures(stored()).items():
        assert (DOCS / "pictures" / name).read_text(encoding="utf-8") == picture, "run `make validation`"
        assert f"(pictures/{name})" in page


def test_every_row_stands_on_the_page(page, rows):
    lines = page.splitlines()
    for row in rows:
        start = f"| {row.what.replace('|', '/')} | {row.study} |"
        assert any(line.startswith(start) for line in lines), row.row


def test_every_miss_stands_beside_its_cause(tables, page, rows):
    section = page.split("## What the model misses, and why")[1].split("\n## ")[0]
    texts = {(cause.compared, cause.row): cause.text for cause in tables.miss_causes}
    for row in rows:
        if row.missed:
            line = next(x for x in section.splitlines() if f"{row.what}, {row.study}".replace("|", "/") in x)
            assert texts[row.kind, row.row] in section
            assert line


def test_what_was_not_computed_says_why_on_the_page(page, rows):
    for row in rows:
        if row.verdict == NOT_COMPUTED:
            assert row.note.replace("|", "/") in page


def test_shares_in_the_prose_are_computed(page):
    shares = stored()["shares"]["sitting_full_flexion"]
    plain = " ".join(page.split())
    assert f"Of {shares['total']:.0f} N, stretched fibres bear {shares['stretch']:.0f}" in plain
    slouched = stored()["shares"]["sitting_slouched"]
    said = re.search(r"Sitting slouched\.\*\* The measured 0\.27 MPa are (\d+) N", plain)
    assert said
    assert float(said.group(1)) < slouched["weight"] + slouched["tone"]  # as the prose says


@pytest.mark.parametrize("kind", ["pressure", "strength", "arm", "exercise"])
def test_a_figure_has_a_dot_for_each_row_it_shows(kind, rows):
    root = ET.fromstring(figures(stored())[f"validation_{kind}.svg"])
    dots = [dot for dot in root.iter(f"{SVG}circle") if dot.find(f"{SVG}title").text]
    if kind in ("strength", "arm"):
        shown = [row for row in rows if row.kind == kind and row.judged]
    else:
        both = [r for r in rows if r.kind == kind and r.measured is not None and r.ours is not None]
        emg = [r for r in both if r.unit == "%" and r.study == "Ekstrom2007"]
        shown = [r for r in both if r.unit in ("MPa", "N")] + emg
    assert len(dots) == len(shown)


def test_a_dot_lies_on_the_line_of_equality_where_both_are_equal():
    from dorsum.report.chart import Chart
    from dorsum.report.measured_figures import HEAD, LEFT, SIDE, Scatter

    plot = Scatter(Chart(1, 1), LEFT, 2.0, "MPa")
    x, y = plot.at(0.7, 0.7)
    assert x - LEFT == pytest.approx(HEAD + SIDE - y)
    assert plot.at(2.0, 0.0) == (LEFT + SIDE, HEAD + SIDE)


def test_sections_of_other_engines_are_joined(tables, monkeypatch):
    monkeypatch.setattr("dorsum.report.validation.JUDGES", (*JUDGES, lambda: "## Another engine\n"))
    assert validation_page(stored(), tables).endswith("## Another engine\n")


def test_markdown_is_well_formed():
    assert table(["a", "b"], [["x|y", "1"]]) == "| a | b |\n|---|---|\n| x/y | 1 |\n"
    assert folded("more", "text").startswith("<details><summary>more</summary>\n\ntext")
    assert max(map(len, prose("word " * 60).splitlines())) <= 100
    assert [number(x) for x in (None, 0.5, -12.345, 3400.0)] == ["", "0.5", "−12.3", "3400"]


def test_a_miss_without_a_cause_is_told_as_such(tables, rows):
    missed = next(row for row in rows if row.missed)
    page = misses_section([replace(missed, row="a new row")], tables)
    assert f"{missed.what}, {missed.study}".replace("|", "/") in page
    assert NO_CAUSE in page
