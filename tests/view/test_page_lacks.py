"""The page where muscles lack strength: the answer is shown, as a lower bound that is seen and heard."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from chromium_page import HEAVY, MARKS, Page, compression, file

from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task

pytestmark = MARKS

TOO_HEAVY = "v=1&m=load&pos=20 0 0 0 40 0.6"
PULL = '[[forces]]\nbody = "skull"\nforce_n = [0, 400, 0]\n'
MASS = "label:has-text('Mass in the hands') input"


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


def values(page: Page) -> list[str]:
    return page.tab.locator(".levels li .value").all_inner_texts()


def heard(page: Page) -> list[str]:
    return page.tab.locator(".levels li").evaluate_all("rows => rows.map(row => row.ariaLabel)")


def hatched(page: Page, which: str) -> set[str]:
    return set(
        page.tab.locator(f".levels .bar.{which}").evaluate_all("bars => bars.map(bar => bar.dataset.lacks)")
    )


def test_loads_of_a_posture_too_heavy_are_lower_bounds(page: Page) -> None:
    page.open(TOO_HEAVY).until(lambda s: s["lacks"][0] and compression(s, "L5/S1") > 0)
    headline = page.tab.locator(".load .headline")
    assert re.match(r"\S+ bears at least [\d.]+ kN.*: muscles lack [\d.]+ N·m of ", headline.inner_text())
    assert headline.locator("svg[role=img]").get_attribute("aria-label") == "Lower bound: "
    assert all(value.startswith("≥ ") for value in values(page))
    assert all(": at least " in label for label in heard(page))
    assert hatched(page, "first") == {"true"}
    page.tab.click("text=Shear")  # what is lacking may add to it or take from it
    assert all(value.startswith("≈ ") for value in values(page))
    page.drag(MASS, 0)
    page.until(lambda s: not s["lacks"][0] and not s["busy"])
    assert not any("≈" in value or "≥" in value for value in values(page))
    assert hatched(page, "first") == {"false"}
    assert headline.locator("svg").count() == 0


def test_what_should_be_doubted_is_seen_at_once(page: Page) -> None:
    """A pull at the head sets discs under tension; the page shows the words of the result."""
    page.open("v=2&m=load")
    page.tab.set_input_files("#task-file", file("pull.toml", PULL))
    page.until(lambda s: s["state"]["task"] == "file:pull.toml" and not s["busy"])
    said = page.tab.locator(".load .warnings:visible li").all_inner_texts()
    expected = analyze(Task.written(PULL, "pull.toml")).warnings
    assert expected
    minus = [words.replace("-", "\u2212") for words in expected]  # as the page writes it
    assert [words.strip().lower() for words in said] == [words.lower() for words in minus]


def test_moments_without_strength_are_marked_on_the_time_line(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "heavy.toml"
    path.write_text(HEAVY.format(mass=30), encoding="utf-8")
    result = analyze(path)
    assert 0 < result.balanced.sum() < len(result.balanced)
    page.open("v=1&m=load")
    page.tab.set_input_files("#task-file", file("heavy.toml", HEAVY.format(mass=30)))
    page.until(lambda s: s["state"]["task"] == "file:heavy.toml" and not s["busy"] and s["lacks"][0])
    assert marked(page) == pytest.approx(lacking(result), abs=1e-3)
    page.tab.wait_for_selector(".levels .lack:has-text('muscles lack')")
    page.drag("#time", 1)
    page.until(lambda s: not s["lacks"][0])
    assert not any("≥" in value for value in values(page))
    assert "at least" in page.tab.locator(".load .headline").inner_text()  # of the whole movement
    page.drag("#time", (np.flatnonzero(~result.balanced)[-1] + 0.5) / (len(result.balanced) - 1))
    page.until(lambda s: s["lacks"][0])  # between two frames, one of which lacks strength
    assert "muscles lack" in page.tab.get_attribute("#time", "aria-valuetext")


def marked(page: Page) -> list[float]:
    """First and last place, 0 to 1, of the pieces that are marked under the time slider."""
    pieces = page.tab.locator(".strip i:not(.doubt)").evaluate_all(
        "all => all.map(i => [i.style.left, i.style.width])"
    )
    return [
        float(number) / 100
        for left, width in ([part.rstrip("%") for part in piece] for piece in pieces)
        for number in (left, float(left) + float(width))
    ]


def lacking(result: Result) -> list[float]:
    """The same of a result, where the frames change from held to lacking and back."""
    held = [True, *result.balanced.tolist(), True]
    steps = len(result.balanced) - 1
    edges = [frame - 0.5 for frame, (one, next) in enumerate(pairwise(held)) if one != next]
    return [min(max(edge, 0), steps) / steps for edge in edges]


def test_of_two_postures_the_one_that_lacks_strength_is_marked(page: Page) -> None:
    page.open("v=2&m=load")
    files = [file(f"{mass}.toml", HEAVY.format(mass=mass)) for mass in (3, 30)]
    page.tab.set_input_files("#task-file", files)
    page.until(lambda s: s["lacks"][1] and not s["lacks"][0] and not s["busy"])
    assert (hatched(page, "first"), hatched(page, "second")) == ({"false"}, {"true"})
    assert all(re.fullmatch(r"\d+ \| ≥ \d+", value) for value in values(page))
    assert all(re.search(r": \d+ and at least \d+ N$", label) for label in heard(page))
    first, second = page.tab.locator(".load .key li").all_inner_texts()
    assert "muscles lack" not in first
    assert "muscles lack" in second
    first, second = page.tab.locator(".halves > span").all_inner_texts()
    assert "muscles lack" not in first
    assert "muscles lack" in second
