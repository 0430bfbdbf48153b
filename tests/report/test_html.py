"""The report as a page: it stands alone, and its numbers are those of the result."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.function.validate import Comparison, Score, Validation
from dorsum.report.courses import load_course
from dorsum.report.html import report_html, write_report
from dorsum.report.moment_parts import moment_course
from dorsum.report.profiles import gauge
from dorsum.report.summary import Summary, summaries_of
from dorsum.units import MPA

pytestmark = pytest.mark.usefixtures("without_bodies")


@pytest.fixture(scope="module")
def page(standing):
    return report_html(standing)


@pytest.fixture(scope="module")
def several(standing, holding):
    return report_html([standing, holding])


def tree(html):
    return ElementTree.fromstring(html.removeprefix("<!DOCTYPE html>"))


def text(element):
    return " ".join("".join(element.itertext()).replace("\u00a0", " ").split())


def section(html, name):
    return next(e for e in tree(html).iter("section") if e.get("id") == name)


def cells(table):
    """Texts of the cells, row by row."""
    return [[text(cell) for cell in row] for row in table.iter("tr")]


def test_the_page_is_whole_and_loads_nothing(page):
    root = tree(page)
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"src", "href", "srcset", "data"}
    assert not {element.tag for element in root.iter()} & {"link", "img", "iframe", "object", "use"}
    style = next(root.iter("style")).text
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


def test_web_addresses_stand_in_citations_only(page):
    body = page.replace(ElementTree.tostring(section(page, "sources"), encoding="unicode"), "")
    assert "http" not in re.sub(r'<section id="sources">.*?</section>', "", body, flags=re.DOTALL)


def test_the_answer_comes_first_in_plain_words(page, standing):
    words = text(section(page, "answer"))
    load = standing.compression[0, 0]
    assert words.startswith(f"L5/S1 bears {load / 1000:.2f} kN: {load / 34:.0f} % of the NIOSH")
    assert "reference values for the design of work, not limits of safety for a person" in words


@pytest.mark.parametrize(("factor", "zone"), [(1.0, "below"), (8.0, "between"), (20.0, "above")])
def test_the_verdict_follows_the_load(standing, heavier, factor, zone):
    result = heavier(standing, factor)
    answer = section(report_html(result), "answer")
    assert answer.get("class") == f"answer {zone}"
    assert f"{result.compression[0, 0] / 1000:.1f}" in text(answer)


def test_the_table_of_levels_holds_the_numbers_of_the_result(page, standing):
    rows = cells(next(section(page, "levels").iter("table")))[1:]
    assert [row[0] for row in rows] == list(reversed(standing.levels))
    for row, k in zip(rows, reversed(range(25)), strict=True):
        shown = [float(cell.removesuffix(" N").replace("−", "-")) for cell in row[1:4]]
        loads = (standing.compression, standing.anterior_shear, standing.right_shear)
        assert shown == pytest.approx([load[0, k] for load in loads], abs=0.5)
        pressure = standing.pressure[0, k] / MPA
        assert row[4] == ("" if np.isnan(pressure) else f"{pressure:.2f} MPa")


def test_muscles_show_effort_and_total_force(several, standing, holding):
    name = "Multifidus lumborum and sacral part"
    (row,) = (row for row in cells(next(section(several, "muscles").iter("table"))) if row[0] == name)
    for result, shown in ((standing, row[1:5]), (holding, row[6:10])):
        for side, force, effort in (("left", shown[0], shown[1]), ("right", shown[3], shown[2])):
            members = result.body.of_muscle("multifidus_lumborum", side)
            assert force == f"{result.forces[0, members].sum():.0f} N"
            strength = np.array([result.body.fascicles[i].maximal_force for i in members])
            mean = result.activations[0, members] @ strength / strength.sum()
            assert effort == f"{100 * mean:.0f} %"


def test_every_muscle_with_fascicles_is_named(page, standing):
    words = text(section(page, "muscles"))
    names = {standing.body.tables.muscle(f.muscle).name for f in standing.body.fascicles}
    assert {name for name in names if name not in words} == set()


def test_the_rib_cage_is_told_apart_from_muscles(page, standing):
    moments = cells(list(section(page, "muscles").iter("table"))[1])[1:]
    assert [row[0] for row in moments] == list(reversed(standing.rib_cage_levels))
    assert float(moments[-1][1].removesuffix(" N·m").replace("−", "-")) == pytest.approx(
        standing.rib_cage_moments[0, 0, 0], abs=0.05
    )


def test_assumptions_sources_certificate_and_note_are_there(page, standing):
    assumed = text(section(page, "assumptions"))
    assert all(words in assumed for words in standing.assumptions)
    assert "muscle tone" in assumed
    sources = text(section(page, "sources"))
    assert all(" ".join(row.citation.split()) in sources for row in standing.sources)
    assert "Moments balance at all 25 spinal joints" in text(section(page, "certificate"))
    assert "Not a diagnosis and not for clinical decisions" in page


def test_the_measured_pressure_stands_beside_the_computed_one(page, standing):
    words = text(section(page, "levels"))
    assert f"0.5 MPa, computed {standing.pressure[0, 1] / MPA:.2f} MPa" in words


def test_several_tasks_stand_side_by_side(several, standing, holding):
    answer = text(section(several, "answer"))
    assert answer.startswith("Relaxed standing loads L5/S1 with")
    assert len(list(e for e in tree(several).iter("svg") if e.get("class") == "body")) == 6
    table = cells(next(section(several, "answer").iter("table")))
    assert table[1][1:] == [f"{r.compression[0, 0]:.0f} N at L5/S1" for r in (standing, holding)]
    assert len(several.encode()) < 1_500_000


def test_a_movement_shows_its_course(moving):
    html = report_html(moving)
    course = section(html, "movement")
    peak = int(moving.compression[:, 0].argmax())
    assert f"at {moving.times[peak]:.1f} s" in text(section(html, "answer"))
    rows = cells(next(course.iter("table")))[1:]
    assert [row[0] for row in rows] == ["L5/S1", "L4/L5", "T12/L1"]
    for row in rows:
        load = moving.compression[:, moving.levels.index(row[0])]
        assert row[1:3] == [f"{load.mean():.0f} N", f"{load.max():.0f} N"]
        assert row[3] == f"{np.trapezoid(load, moving.times) / 1000:.2f} kN·s"


def test_a_held_posture_has_no_course(page):
    assert 'id="movement"' not in page


def test_words_of_a_task_file_are_escaped(standing):
    html = report_html(replace(standing, title="a <script> & b", assumptions=("1 < 2",)))
    assert "a <script>" not in html
    assert text(next(tree(html).iter("h1"))) == "a <script> & b"


def test_agreement_with_measurement_can_be_added(standing):
    score = Score(0.12, 0.98, 1.0, 0.0, 0.1, 0.1, "standing_relaxed", 2, 0)
    rows = (
        Comparison("standing_relaxed", "relaxed standing", 0.5, 0.41, True, "read"),
        Comparison("lying_supine", "lying supine", 0.1, None, True, "read", "no balance"),
    )
    html = report_html(standing, Validation(rows, (), *[score] * 5, {}))
    shown = cells(next(section(html, "certificate").iter("table")))
    assert shown[1] == ["relaxed standing", "0.50 MPa", "0.41 MPa"]
    assert shown[2] == ["lying supine", "0.10 MPa", "no balance"]


def test_the_report_is_written_whole(standing, page, tmp_path):
    path = tmp_path / "report.html"
    write_report(standing, path)
    assert path.read_text(encoding="utf-8") == page
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_path_that_cannot_be_written_is_refused(standing, tmp_path):
    with pytest.raises(BadInput, match="cannot write"):
        write_report(standing, tmp_path / "missing" / "report.html")
    with pytest.raises(BadInput, match="folder"):
        write_report(standing, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_lacks_something_is_marked_in_headline_levels_and_certificate(standing, weak):
    page = report_html(weak)
    answer = section(page, "answer")
    assert answer.get("class") == "answer between lacks"
    assert f"bears at least {weak.compression[0, :5].max() / 1000:.1f}" in text(answer)
    assert weak.shortfall.words in text(answer)
    rows = cells(next(section(page, "levels").iter("table")))[1:]
    assert all(row[1].startswith("≥ ") for row in rows)
    assert "more than the 1 N·m up to which a frame counts as balanced" in text(section(page, "certificate"))
    sound = report_html(standing)
    assert section(sound, "answer").get("class") == "answer below"
    assert "≥" not in text(section(sound, "levels"))
    for words in (page, sound):
        assert "would have failed" not in words


def test_frames_that_lack_something_are_shaded_in_the_courses(moving):
    course = load_course(Summary(moving), 5000.0)
    assert "lacking" not in course
    shortfalls = replace(moving.analysis.shortfalls, balanced=np.arange(len(moving.times)) % 3 > 0)
    odd = replace(moving, analysis=moving.analysis._replace(shortfalls=shortfalls))
    course = load_course(Summary(odd), 5000.0)
    assert course.count('class="lacking"') == int((~odd.balanced).sum()) > 0
    assert "shaded: muscles lack something" in course


def test_a_long_title_is_cut_where_the_gauge_has_no_room(standing, holding):
    odd = replace(standing, title="x" * 300)
    assert f"{'x' * 89}…" in gauge(summaries_of([odd, holding], [None, None]))


def test_a_movement_shows_what_bears_the_moment_at_each_lumbar_joint(moving):
    shown = section(report_html(moving), "movement")
    assert "What bears the moment at each lumbar joint" in text(shown)
    chart = next(e for e in shown.iter("svg") if "bears the moment" in e[0].text)
    words = [text(e) for e in chart.iter("text")]
    assert {"L5/S1, N·m", "L4/L5", "L3/L4", "L2/L3", "L1/L2", "active muscles"} <= set(words)
    asked = [e for e in chart.iter("polyline") if e.get("class") == "line asked"]
    assert len(asked) == 5


def points(element):
    return np.array([[float(x) for x in pair.split(",")] for pair in element.get("points").split()])


def test_stacked_parts_end_at_the_line_of_what_is_asked(moving):
    """Where all parts extend the upper edge of the last one is what is asked."""
    chart = ElementTree.fromstring(moment_course(moving))
    line = points(next(chart.iter("polyline")))
    frame = int(np.argmin(line[:, 1]))
    left = line[:, 0].min(), line[:, 0].max()
    areas = [points(e) for e in chart.iter("polygon")]
    tops = [a[frame, 1] for a in areas if left[0] - 1 <= a[0, 0] and a[:, 0].max() <= left[1] + 1]
    assert min(tops) == pytest.approx(line[frame, 1], abs=0.3 + 0.5)  # px; a part below 0.5 N·m is not drawn
