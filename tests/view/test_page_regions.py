"""Named regions on the page: found, shown with their bounds in colours, uncovered, and told with sources."""

from typing import Any

import pytest
from chromium_page import MARKS, Page

pytestmark = MARKS
SUBOCCIPITAL = ["rectus_capitis_posterior_major", "obliquus_capitis_superior", "obliquus_capitis_inferior"]


@pytest.fixture
def page(tab: Page) -> Page:
    tab.tab.emulate_media(reduced_motion="reduce")
    return tab


def choose(page: Page, asked: str) -> None:
    page.tab.keyboard.press("/")
    page.tab.keyboard.press("Control+A")
    page.tab.keyboard.type(asked)
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_selector(".card .region")


def test_a_region_is_found_lit_uncovered_and_told(page: Page) -> None:
    page.open().until(lambda s: s["frames"] > 0)
    choose(page, "suboccipital tri")
    seen = page.until(lambda s: s["state"]["camera"]["distance"] < 1)
    assert seen["state"]["selected"] == "region:suboccipital_triangle"
    assert set(SUBOCCIPITAL) <= set(seen["visible"])
    assert "semispinalis_capitis" not in seen["visible"]
    swatches = page.tab.locator(".card .region .swatch").evaluate_all(
        "all => all.map(e => e.style.background)"
    )
    assert len(set(swatches)) == len(SUBOCCIPITAL)

    def lit(seen: Any) -> list[str]:
        of_parts = (seen["painted"][muscle] for muscle in SUBOCCIPITAL)
        return [f"rgb({c >> 16}, {c >> 8 & 255}, {c & 255})" for c in of_parts]

    assert set(page.until(lambda s: lit(s) == swatches)["painted"]) == set(SUBOCCIPITAL)
    assert page.tab.locator(".card h2").inner_text() == "Suboccipital triangle"
    told = page.tab.locator(".card").inner_text()
    for text in (
        "Superomedial",
        "Suboccipital nerve",
        "Posterior arch of the atlas",
        "PMC10520854",
        "9.7 ± 1.5",
    ):
        assert text in told, text


def test_what_lies_over_a_region_comes_back_and_loads_hide_nothing(page: Page) -> None:
    page.open().until(lambda s: s["frames"] > 0)
    before = page.seen()["visible"]
    choose(page, "quadrangular space")
    seen = page.until(lambda s: s["state"]["camera"]["distance"] < 1)
    assert set(before) - set(seen["visible"]) == {"deltoid_spinal", "deltoid_acromial"}
    page.tab.click("button:text-is('Load')")
    loaded = page.until(lambda s: s["state"]["mode"] == "load")
    assert loaded["state"]["selected"] == "region:quadrangular_space"
    assert {"deltoid_spinal", "teres_minor", "teres_major", "triceps_brachii_long"} <= set(loaded["visible"])
    page.tab.click("button:text-is('Look')")
    page.until(lambda s: "deltoid_spinal" not in s["visible"])
    page.tab.keyboard.press("Escape")
    assert "deltoid_spinal" in page.until(lambda s: not s["state"]["selected"])["visible"]


def test_a_region_says_where_the_model_has_none_and_a_muscle_leads_to_its_regions(page: Page) -> None:
    page.open("v=2&sel=region:triangular_space").until(lambda s: s["frames"] > 0)
    page.tab.wait_for_selector(
        ".hint:has-text('The lines of this model enclose no such region: teres minor')"
    )
    page.tab.click(".card .region button:has-text('Teres minor')")
    page.tab.click("summary:has-text('Named regions (2)')")
    page.tab.click("button:has-text('Quadrangular space: superior bound')")
    assert page.until(lambda s: "region" in s["state"]["selected"])["painted"]
    choose(page, "thoracolumbar")
    assert "Thoracolumbar fascia" in page.tab.locator(".card h2").inner_text()
