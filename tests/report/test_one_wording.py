"""One level and one wording of the greatest load, wherever it is told: a lower bound is called one."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from dorsum.mechanics.shortfall import Shortfalls
from dorsum.report.courses import load_course
from dorsum.report.html import report_html
from dorsum.report.notebook import html_of
from dorsum.report.picture import side_view
from dorsum.report.profiles import gauge, level_profile
from dorsum.report.summary import summaries_of
from dorsum.report.text import print_comparison
from printed import shown

pytestmark = pytest.mark.usefixtures("without_bodies")


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter("text")]


def test_a_lower_bound_is_one_in_headline_bars_picture_and_lines(weak):
    (summary,) = summaries_of([weak])
    assert (summary.level, summary.load) == ("L4/L5", f"at least {weak.compression[0, 1] / 1000:.1f} kN")
    assert summary.headline.startswith(f"L4/L5 bears {summary.load}, ")
    assert f"{summary.load} at L4/L5" in texts(gauge([summary]))
    assert f"L4/L5 {summary.load}" in texts(side_view(weak))
    assert f"≥ {weak.compression[0, 1] / 1000:.2f}" in texts(level_profile([summary]))
    told = f"at least {weak.compression[0, 1]:.0f} N at L4/L5"
    assert told in repr(weak)
    assert told in html_of(weak)
    assert f"<td>≥ {weak.compression[0, 1]:.0f}</td>" in html_of(weak)
    assert "L5/S1 3.9 kN" not in report_html(weak)


def test_what_is_balanced_is_no_lower_bound(holding):
    (summary,) = summaries_of([holding])
    assert (summary.level, summary.load) == ("L5/S1", f"{holding.compression[0, 0] / 1000:.1f} kN")
    assert f"{summary.load} at L5/S1" in texts(gauge([summary]))
    assert f"L5/S1 {summary.load}" in texts(side_view(holding))
    for told in (repr(holding), html_of(holding), report_html(holding)):
        assert "at least" not in told
        assert "≥" not in told


@pytest.mark.parametrize("level", ["L3/L4", "L5/S1"])
def test_the_picture_and_the_bars_follow_the_disc_that_bears_most(holding, level):
    load = holding.compression.copy()
    load[0, holding.levels.index(level)] = 5000.0
    odd = replace(holding, analysis=holding.analysis._replace(compression=load))
    (summary,) = summaries_of([odd], [None])
    assert (odd.peak, summary.level) == ((0, holding.levels.index(level)), level)
    assert f"{level} 5.0 kN" in texts(side_view(odd))
    assert f"5.0 kN at {level}" in texts(gauge([summary]))


def test_the_thorax_is_not_the_worst_of_the_lumbar_discs(holding):
    load = holding.compression.copy()
    load[0, holding.levels.index("T12/L1")] = 5000.0
    odd = replace(holding, analysis=holding.analysis._replace(compression=load))
    assert odd.levels[odd.peak[1]] == "L5/S1"
    assert "5000" not in repr(odd)


def test_a_movement_that_lacks_something_says_so_at_its_peak(moving):
    balanced = np.arange(len(moving.times)) > 0
    short = Shortfalls.read(moving.array("reserve"), balanced, moving.times, moving.model.rows.names)
    odd = replace(moving, analysis=moving.analysis._replace(shortfalls=short))
    (summary,) = summaries_of([odd])
    assert f"{summary.load} at {summary.level}" in texts(load_course(summary, 5000.0))
    assert summary.load.startswith("at least")


def test_every_share_of_a_lower_bound_is_one(standing, weak):
    lines = shown(print_comparison, [standing, weak], True).splitlines()
    told = {line.strip().split("  ")[0]: line for line in lines}
    page = report_html([standing, weak])
    for row in ("of the NIOSH action limit", "greatest lumbar shear"):
        assert told[row].count("≥") == 1, row
        cells = page.split(f"<td>{row}</td>")[1].split("</tr>")[0].split("</td>")
        assert ["≥" in cell for cell in cells[:2]] == [False, True], row
