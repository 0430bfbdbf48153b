"""The page when something is wrong or comes at the wrong time: no old picture stays, there is a way on."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from chromium_page import MARKS, Page, compression

from dorsum.view.page import STATIC
from dorsum.view.settings import Settings

pytestmark = MARKS
SILENT = "The server does not answer. Is it still running?"


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


def turned(page: Page) -> float:
    return float(page.seen()["turns"]["T6"])


def at_rest(page: Page) -> None:
    """Waits until the body stands."""
    page.tab.wait_for_function("() => window.dorsum.state().turns.T6 < 0.5")


def test_an_address_beyond_what_there_is_is_kept_within_it(page: Page) -> None:
    state = page.open("v=1&peel=9&cam=0 400 -5 99 0 0&pos=1e9 0 -99 0 0 0").seen()["state"]
    assert state["peel"] == int(page.tab.get_attribute("#peel", "max"))
    assert state["camera"] == {"azimuth": 0, "elevation": 89, "distance": 0.12, "x": 2, "y": 0, "z": 0}
    assert (state["posture"]["trunk_inclination"], state["posture"]["turning"]) == (90, -40)


def test_an_answer_that_comes_too_late_moves_nothing(page: Page) -> None:
    page.open("v=1&m=load&pos=40 0 0 0 0 0")
    page.until(lambda s: compression(s, "L5/S1") > 0)
    page.tab.evaluate(
        """() => {
          const task = document.querySelector("#task");
          task.value = "slow_flexion";
          task.dispatchEvent(new Event("change"));
          document.querySelector("[data-value=look]").click();
        }"""
    )
    page.until(lambda s: not s["busy"])
    at_rest(page)
    page.tab.wait_for_timeout(500)
    assert turned(page) < 0.5
    assert page.seen()["state"]["mode"] == "look"


def test_a_muscle_let_go_while_it_is_pulled_leaves_the_body_at_rest(page: Page) -> None:
    page.open("v=1&m=pull&sel=rectus_abdominis&act=1").until(lambda s: s["turns"]["T6"] > 10)
    page.tab.evaluate(
        """() => {
          const set = (id, value, event) => {
            const field = document.querySelector(id);
            field.value = value;
            field.dispatchEvent(new Event(event));
          };
          set("#activation", 0.9, "input");
          set("#muscle", "", "change");
        }"""
    )
    at_rest(page)
    page.tab.wait_for_timeout(500)
    assert page.seen()["pulled"] is None
    assert turned(page) < 0.5


def test_what_cannot_be_held_is_said_and_nothing_stays_pulled(page: Page) -> None:
    page.open("v=1&m=pull&sel=rectus_abdominis&act=1").until(lambda s: s["turns"]["T6"] > 10)
    page.tab.evaluate("() => { location.hash = '#v=1&m=pull&sel=rectus_abdominis&act=1&fix=nonsense'; }")
    page.tab.wait_for_selector(".pull .problem:has-text('nonsense')")
    at_rest(page)


def test_hands_that_cannot_reach_leave_no_old_posture(page: Page) -> None:
    page.open("v=1&m=load&pos=60 0 0 0 5 0").until(lambda s: compression(s, "L5/S1") > 0)
    page.tab.evaluate("() => { location.hash = '#v=1&m=load&pos=90 25 40 90 40 0.6'; }")
    page.tab.wait_for_selector(".load .problem:has-text('reach')")
    at_rest(page)
    assert page.tab.locator(".levels").is_hidden()


def test_an_address_of_somebody_unknown_has_a_way_out(page: Page) -> None:
    page.open()
    page.tab.evaluate("() => { location.hash = '#v=1&who=nobody'; }")
    page.tab.wait_for_selector("#wait >> text=no subject is called 'nobody'")
    page.forget("404 (Not Found)")
    page.tab.click("text=Show the usual back")
    page.tab.wait_for_selector("body[data-ready=true]")


def test_what_is_searched_is_shown_beside_what_is_isolated(page: Page) -> None:
    page.open("v=1&only=rhomboid_major")
    page.tab.fill("#search", "multifidus lumborum")
    page.tab.keyboard.press("Enter")
    assert set(page.seen()["visible"]) == {"rhomboid_major", "multifidus_lumborum"}
    page.tab.focus("canvas")
    page.tab.keyboard.press("H")  # with caps lock
    assert page.seen()["visible"] == ["rhomboid_major"]


def test_a_server_that_comes_back_goes_on_answering(
    browser: Any, serve: Callable[..., AbstractContextManager[Any]], male: object
) -> None:
    with serve(Settings(port=0), STATIC) as server:
        port = server.settings.port
        page = Page(browser.new_page(), server.settings.address)
        page.open("v=1&m=load&pos=20 0 0 0 0 0")
        before = compression(page.until(lambda s: compression(s, "L5/S1") > 0), "L5/S1")
    page.tab.wait_for_selector(f"#note[data-shown=true]:has-text('{SILENT}')")
    page.drag("label:has-text('Mass in the hands') input", 10)
    page.tab.wait_for_selector(f".load .problem:has-text('{SILENT}')")
    assert page.tab.locator(".levels").is_hidden()
    with serve(Settings(port=port), STATIC):
        page.tab.wait_for_selector(".load .problem", state="hidden")
        after = compression(page.until(lambda s: compression(s, "L5/S1") > 0), "L5/S1")
    assert after > before + 10 * 9.8
    page.tab.close()
