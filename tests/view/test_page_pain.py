"""Pain on the page: the signs of each place, what to do in sight, muscles lit, and the way there and back."""

from typing import Any

import pytest
from chromium_page import MARKS, Page

from dorsum.anatomy.atlas.pain import areas_of
from dorsum.anatomy.read import load

pytestmark = MARKS
TABLES = load()
FLAGS = {row.subject: row for row in TABLES.clinical if row.type == "red_flag"}
CORD = "bladder or bowel trouble with neck or mid-back pain"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(tab: Page) -> Page:
    tab.tab.emulate_media(reduced_motion="reduce")
    return tab


def goes_to(page: Page, place: str) -> None:
    """By the address, as a link or the Back button does."""
    page.tab.evaluate("(place) => { location.hash = 'v=3&sel=pain:' + place; }", place)
    page.tab.wait_for_function(
        "(place) => document.querySelector('.pain h2').textContent === `Pain: ${place}`"
        " && document.querySelector('.tick') && document.querySelector('.pain details')",
        arg=place,
    )


def boxes(page: Page) -> list[str]:
    page.tab.wait_for_selector(".pain .first:not(:text('Reading'))")
    return page.tab.locator(".tick").all_inner_texts()


def test_each_place_has_its_own_signs_and_the_general_ones(page: Page) -> None:
    page.open("v=3&sel=pain:neck&since=6w&with=RED-07 RED-10&lit=levator_scapulae")
    page.tab.wait_for_selector(".pain .first[data-do='emergency']:has-text('Several warning signs together')")
    assert page.tab.locator(".tick input:checked").count() == 2
    assert page.tab.input_value("#pain-since") == "6"
    seen = page.until(lambda s: s["painted"] and s["hurts"])
    assert (set(seen["painted"]), "neck_posterior" in seen["hurts"]) == ({"levator_scapulae"}, True)
    for place in ("neck", "mid back", "low back", "lower belly"):
        goes_to(page, place)
        told = {text for text in boxes(page) if text in FLAGS}
        areas = areas_of(TABLES, [place])
        assert told == {sign for sign, row in FLAGS.items() if "any" in row.areas or areas & set(row.areas)}
        assert (CORD in told) == (place in ("neck", "mid back")), place
    page.tab.keyboard.press("/")
    page.tab.keyboard.type("my low back hurts")
    page.tab.wait_for_selector("#found li:has-text('Pain: low back')")
    page.tab.keyboard.press("Enter")
    assert page.until(lambda s: "lumbar_midline" in s["hurts"])["state"]["selected"] == "pain:low back"


def test_on_a_phone_what_to_do_is_seen_while_signs_are_ticked(page: Page) -> None:
    tab = page.tab
    tab.set_viewport_size(PHONE)
    page.open().until(lambda s: s["frames"] > 0)
    tab.click(".sheet-buttons button:has-text('Where does it hurt?')")
    tab.click(".places button:text-is('Neck')")
    tab.locator(".tick:has-text('fever or chills')").scroll_into_view_if_needed()
    tab.locator(".tick:has-text('fever or chills') input").press("Space")
    tab.wait_for_selector(
        ".pain .first[data-do='urgent']:has-text('See a doctor promptly: fever or chills.')"
    )
    tab.locator(".tick:has-text('weight loss') input").press("Space")
    first = tab.wait_for_selector(".pain .first[data-do='emergency']")
    assert first.inner_text().startswith("Several warning signs together (fever or chills and unexplained")
    assert tab.evaluate("() => document.querySelector('.panel.right').scrollTop") > 0
    assert on_top(page, ".pain .first")
    assert tab.get_attribute(".pain .first", "role") == "status"
    tab.click(".pain button:has-text('levator scapulae')")
    lit = page.until(lambda s: s["painted"])
    assert (set(lit["painted"]), lit["state"]["lit"]) == ({"levator_scapulae"}, ["levator_scapulae"])
    tab.wait_for_function("() => /with=RED-07\\+RED-10.*lit=levator_scapulae/.test(location.hash)")
    tab.click(".pain button:has-text('Another place')")
    assert tab.inner_text(".pain h2") == "Where does it hurt?"
    assert page.until(lambda s: not s["hurts"])["state"]["signs"] == []
    tab.go_back()
    tab.wait_for_selector(".pain .first[data-do='emergency']")
    tab.click("button:text-is('Load')")
    page.until(lambda s: not s["hurts"] and s["state"]["mode"] == "load")


def on_top(page: Page, selector: str) -> Any:
    return page.tab.evaluate(
        """(selector) => {
          const element = document.querySelector(selector), box = element.getBoundingClientRect();
          const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return box.top >= 0 && box.bottom <= innerHeight && (at === element || element.contains(at));
        }""",
        selector,
    )
