"""The page by keyboard alone in every mode, for people who see little, and where motion is reduced."""

from typing import Any

import pytest
from chromium_page import MARKS, Page

pytestmark = MARKS
MODES = {
    "look": "v=2&sel=multifidus_lumborum",
    "pain": "v=3&sel=pain:neck&with=RED-04&lit=levator_scapulae",
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


@pytest.mark.parametrize(
    "state",
    [
        "v=3",
        "v=3&sel=multifidus_lumborum",
        "v=3&sel=pain:neck&since=5w&with=RED-04 RED-07",
        "v=3&m=pull&sel=iliocostalis_lumborum_pars_lumborum&fix=thorax",
        "v=3&m=load&pos=mass_kg 20,reach_m 0.6",
        "v=3&m=load&task=lifting_20kg_round_back&vs=lifting_20kg_bent_knees",
        "v=3&m=load&task=slow_flexion&t=0.6",
        "v=3&m=load&task=lift:&lift=mass_kg 9 start 35/95/-20 per_minute 2 hours 1",
    ],
)
def test_nothing_is_hard_to_read_or_to_reach_in_any_state(page: Page, state: str) -> None:
    page.open(state).until(lambda s: not s["busy"])
    there = {
        "m=load": ".load .used p",
        "m=pull": ".said summary:has-text('textbooks')",
        "sel=pain": ".pain details",
        "sel=": ".card .tools",
    }
    for what in [element for part, element in there.items() if part in state][:1]:
        page.tab.wait_for_selector(what)
    assert page.findings() == []
    if state == "v=3":
        page.tab.click("[aria-label='Help']")
        assert page.findings() == []


# How far the sides of the body's box go from the second frame after something is done until all rests, px.
COURSE = """async (act) => {
  const frame = () => new Promise(requestAnimationFrame);
  document.querySelector(act).click();
  await frame(); await frame();
  const first = window.dorsum.box();
  await new Promise((done) => setTimeout(done, 900));
  const last = window.dorsum.box();
  return Math.max(...Object.keys(first).map((side) => Math.abs(first[side] - last[side])));
}"""
ACTS = ("[data-view=front]", "[data-value=look]", "[data-value=load]")
# Whether any style would move or fade.
STYLED = """() => [...document.querySelectorAll("*")].some((e) => {
  const { transitionDuration, animationName } = getComputedStyle(e);
  return animationName !== "none" || transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
})"""


def test_nothing_moves_by_itself_where_motion_is_reduced(page: Page) -> None:
    page.tab.emulate_media(reduced_motion="reduce")
    page.open("v=3&m=load&task=slow_flexion&t=0.6").until(lambda s: s["headline"] and not s["busy"])
    assert not page.seen()["playing"]
    assert max(page.tab.evaluate(COURSE, act) for act in ACTS) < 0.01
    assert not page.tab.evaluate(STYLED)
    page.tab.emulate_media(reduced_motion="no-preference")  # so that what is measured can be seen at all
    assert max(page.tab.evaluate(COURSE, act) for act in ACTS) > 1
    assert page.tab.evaluate(STYLED)
