"""Ten lines say what to trust the model for: each stands where its figures put it, in page and README."""

import re
from copy import deepcopy
from pathlib import Path

import pytest

from dorsum.function.measured.comparison import INSIDE, OUTSIDE
from dorsum.function.measured.results import stored
from dorsum.report.trust import BEGIN, DO_NOT, END, TRUST, trust_lines, trust_section, with_section

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found():
    return stored()


def line(found, start: str):
    (only,) = [line for line in trust_lines(found) if line.words.startswith(start)]
    return only


def test_ten_lines_open_the_page_and_the_readme_has_the_same(found):
    section = trust_section(found)
    assert len(re.findall(r"^- ", section, flags=re.MULTILINE)) == 10
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    assert page.startswith(f"# Validation\n\n{section}"), "run `make validation`"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert with_section(readme, section) == readme, "run `make validation`"


def test_the_section_takes_the_place_of_what_is_between_the_marks(found):
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert with_section(page, "new\n") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    with pytest.raises(ValueError, match="unpack"):
        with_section("no marks", "new\n")


def test_every_line_stands_under_the_head_that_its_figures_give(found):
    trusted, doubted = trust_section(found).split(f"**{DO_NOT}**")
    assert trusted.startswith(f"**{TRUST}**")
    for each in trust_lines(found):
        assert each.words[:30] in " ".join((trusted if each.trusted else doubted).split())


CHANGES = {
    "moment arms": lambda f: [
        r.update(verdict=OUTSIDE) for r in f["comparisons"] if r["kind"] == "arm" and r["low"]
    ],
    "which of two": lambda f: f["wilke"].update(r=0.8),
    "more than weight": lambda f: [
        r.update(null=r["measured"]) for r in f["comparisons"] if r["null"] is not None and r["measured"]
    ],
    "a single load": lambda f: [
        r.update(ours=1.5 * r["measured"])
        for r in f["comparisons"]
        if r["kind"] == "pressure" and r["measured"]
    ],
    "loads near": lambda f: f.update(full_flexion=[[60, 0.3], [90, 0.8]]),
    "that the lumbar back": lambda f: [b.update(back_pct=30.0) for b in f["forward_course"]],
    "how strong": lambda f: [r.update(ours=1.0) for r in f["comparisons"] if r["kind"] == "strength"],
    "the activity": lambda f: [r.update(rho=0.5) for r in f["ranks"]],
    "efforts": lambda f: [t.update(predicted_mpa=0.1) for t in f["wilke"]["not_scored"]],
}
MENDED = {
    "a single load": lambda f: [
        r.update(ours=1.1 * r["measured"])
        for r in f["comparisons"]
        if r["kind"] == "pressure" and r["measured"]
    ],
    "loads near": lambda f: f.update(full_flexion=[[60, 0.8], [90, 0.9]]),
    "that the lumbar back": lambda f: [b.update(back_pct=2.0) for b in f["forward_course"]],
    "how strong": lambda f: [
        r.update(ours=r["measured"], verdict=INSIDE) for r in f["comparisons"] if r["kind"] == "strength"
    ],
    "the activity": lambda f: [
        *[r.update(rho=0.9) for r in f["ranks"]],
        *[r.update(verdict=INSIDE) for r in f["comparisons"] if r["kind"] == "exercise"],
    ],
    "efforts": lambda f: [t.update(predicted_mpa=t["measured_mpa"]) for t in f["wilke"]["not_scored"]],
}


@pytest.mark.parametrize(("changes", "trusted"), [(CHANGES, False), (MENDED, True)], ids=["worse", "better"])
def test_a_line_goes_where_changed_figures_put_it(found, changes, trusted):
    for start, change in changes.items():
        other = deepcopy(found)
        change(other)
        assert line(other, start).trusted is trusted, start


def test_figures_of_the_lines_are_those_of_the_rows(found):
    score = found["wilke"]
    words = line(found, "which of two").words
    assert (
        f"RMSE {score['rmse_mpa']:.2f} MPa over fifteen held postures, correlation {score['r']:.2f}" in words
    )
    arms = [r for r in found["comparisons"] if r["kind"] == "arm" and r["verdict"] in (INSIDE, OUTSIDE)]
    inside = sum(r["verdict"] == INSIDE for r in arms)
    assert f"{inside} of {len(arms)} inside the bands" in line(found, "moment arms").words
