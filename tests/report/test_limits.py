"""Limits and the words that compare a load with them."""

from dataclasses import replace

import pytest

from dorsum.body.subject import Subject
from dorsum.errors import UnknownName
from dorsum.motion.analyze import analyze
from dorsum.report.data import result_as_dict
from dorsum.report.html import report_html
from dorsum.report.limits import REFERENCE, Limits, kilonewton, measured_pressure
from dorsum.report.summary import summaries_of
from dorsum.report.text import print_comparison, print_result
from printed import shown

pytestmark = pytest.mark.usefixtures("without_bodies")


def test_limits_are_called_reference_values_and_none_is_told_whose_table_was_not_read(standing):
    for text in (report_html(standing, measured=[None]), shown(print_result, standing, True)):
        assert REFERENCE in " ".join(text.split())
        assert "Dortmund" not in text
    two = [standing, replace(standing, task="another", title="Another")]
    assert REFERENCE in " ".join(report_html(two, measured=[None, None]).split())
    assert REFERENCE in " ".join(shown(print_comparison, two, True).split())
    assert "not limits of safety" in " ".join(shown(print_comparison, two).split())
    assert {row.quantity for row in standing.body.tables.limits if row.age_years is not None} == set()


@pytest.mark.parametrize(
    ("newton", "at_least", "words"),
    [
        (600.0, False, "600 N: below the limit of 700 N for frequent loading"),
        (600.0, True, "at least 600 N"),
        (800.0, False, "800 N: above the 700 N for frequent, below the 1000 N for occasional loading"),
        (800.0, True, "at least 800 N: above the 700 N for frequent loading"),
        (1080.0, True, "at least 1080 N: above the limit of 1000 N even for occasional loading"),
    ],
)
def test_shear_that_is_a_lower_bound_is_called_below_no_limit(standing, newton, at_least, words):
    assert Limits.of(standing.body).shear_words("L5/S1", newton, at_least).replace(" at L5/S1", "") == words


@pytest.mark.parametrize(
    ("newton", "zone"),
    [(3400.0, "below"), (3400.1, "between"), (6400.0, "between"), (6400.1, "above"), (-50.0, "below")],
)
def test_a_load_falls_into_one_zone(standing, newton, zone):
    assert Limits.of(standing.body).zone(newton) == zone


def test_without_an_age_nothing_is_claimed_of_it(standing):
    subject = replace(standing.body.subject, age_years=None)
    ageless = replace(standing, body=replace(standing.body, subject=subject), assumptions=())
    assert subject.notes == ()
    html, words = report_html(ageless, measured=[None]), shown(print_result, ageless, True)
    for text in (html[html.index("<body>") :], words):
        assert "45" not in text.partition("<svg")[0].partition("Load of every")[0]


def test_a_stated_age_is_said_to_change_no_load():
    """In the result's assumptions, so in JSON, on the page and in files; in the text and in the report."""
    old = replace(Subject.named("male"), name="old", age_years=67.0)
    young = analyze("upright_standing", "male")
    result = analyze("upright_standing", old)
    note = "the age of 67 changes no load here: no muscle is weaker by age"
    assert note in result.assumptions
    assert note in result_as_dict(result)["assumptions"]
    assert note in shown(print_result, result, width=400)
    assert "67 years" in report_html(result)
    assert "age" not in " ".join(young.assumptions)
    assert result.compression == pytest.approx(young.compression, abs=1e-9)


def test_a_task_written_for_another_body_says_so():
    assert any(
        "Relaxed standing is written for another body (wilke)" in text
        for text in analyze("standing_relaxed", "male").assumptions
    )
    assert not any("another body" in text for text in analyze("standing_relaxed").assumptions)


@pytest.mark.parametrize(
    ("newton", "zone"), [(700.0, "below"), (700.1, "between"), (1000.0, "between"), (1000.1, "above")]
)
def test_a_shear_falls_into_one_zone(standing, newton, zone):
    assert Limits.of(standing.body).shear_zone(newton) == zone


def test_a_share_is_that_of_the_limit_to_hold_against(standing):
    share = Limits.of(standing.body).share
    assert share(1700.0) == "50 % of the NIOSH action limit of 3.4 kN"
    assert share(3910.0) == "115 % of the NIOSH action limit of 3.4 kN, below the maximum of 6.4 kN"
    assert share(3910.0, at_least=True) == "115 % of the NIOSH action limit of 3.4 kN"
    assert share(7040.0) == "110 % of the NIOSH maximum of 6.4 kN"


def test_small_loads_keep_two_digits():
    assert (kilonewton(3912.0), kilonewton(541.0)) == ("3.9 kN", "0.54 kN")
    assert kilonewton(-0.3) == "0.00 kN"


def test_a_built_in_task_knows_what_was_measured(standing, moving):
    assert [summary.measured_mpa for summary in summaries_of([standing, moving])] == [0.5, None]


def test_only_the_name_of_a_built_in_task_is_not_enough(standing):
    (summary,) = summaries_of([replace(standing, title="My own way of standing")])
    assert summary.measured is None


def test_what_the_caller_says_counts_for_each_of_two_tasks_of_one_name(standing):
    found = summaries_of([standing, standing], [None, "standing_bent_forward"])
    assert [summary.measured_mpa for summary in found] == [None, 1.1]


def test_another_task_is_told_what_to_compare_with(moving):
    assert measured_pressure(moving, None) is None
    row = measured_pressure(moving, "standing_bent_forward")
    assert row is not None
    assert row.title == "standing, bent forward"
    with pytest.raises(UnknownName, match="standing_relaxed"):
        measured_pressure(moving, "standing_relax")
