"""The page by keyboard alone in every mode."""

from typing import Any

import pytest
from chromium_page import MARKS, Page

pytestmark = MARKS
MODES = {
    "look": "v=2&sel=multifidus_lumborum",
    "pull": "v=2&m=pull&sel=multifidus_lumborum&ps=right",
    "load": "v=2&m=load&pos=mass_kg 5",
    "movement": "v=2&m=load&task=slow_flexion",
}
# Numbers whatever the Tab key should reach, in the order in which it stands on the page.
NUMBERED = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const reached = all.filter((e) => !e.disabled && e.tabIndex >= 0
    && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !e.closest("[inert]"));
  reached.forEach((e, i) => { e.dataset.walk = String(i); });
  return [reached.length, all.filter((e) => e.tabIndex > 0).length];
}"""
# Where the focus is, whether that is seen, and whether it lies on the page and not under anything.
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const ringed = (one) => {
    const style = getComputedStyle(one);
    const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return line || (one !== e && style.boxShadow !== "none");
  };
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const top = document.elementFromPoint(x, y);
  return {
    at: e === document.body ? -1 : Number(e.dataset.walk ?? NaN), name: e.outerHTML.slice(0, 120),
    ring: ringed(e.closest(".search") ?? e),
    on: !!top && (e.contains(top) || top.contains(e)),
  };
}"""


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


@pytest.mark.parametrize("state", MODES.values(), ids=MODES)
def test_the_tab_key_reaches_every_control_in_order_and_gets_out_again(page: Page, state: str) -> None:
    page.open(state).until(lambda s: not s["busy"])
    if "m=load" in state:  # what comes after the loads draws some controls anew
        page.tab.wait_for_function("() => document.querySelector('.load .used').innerText")
    page.tab.wait_for_timeout(300)
    count, out_of_turn = page.tab.evaluate(NUMBERED)
    assert out_of_turn == 0
    assert count > 20
    walked: list[dict[str, Any]] = []
    for _ in range(count + 10):  # some that scroll are reached besides
        page.tab.keyboard.press("Tab")
        here = page.tab.evaluate(FOCUSED)
        if here["at"] == -1 or (walked and here["at"] == walked[0]["at"]):
            break
        walked.append(here)
    numbered = [here for here in walked if here["at"] == here["at"]]
    assert [here["at"] for here in numbered] == list(range(count)), walked
    assert [here["name"] for here in numbered if not here["ring"] and "<canvas" not in here["name"]] == []
    assert [here["name"] for here in numbered if not here["on"]] == []
