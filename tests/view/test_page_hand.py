"""The page in the hand: phones and tablets, fingers."""

from collections.abc import Iterator
from itertools import product

import pytest
from chromium_page import MARKS, SIZE, Page

pytestmark = MARKS

PHONE, TABLET = (390, 844), (820, 1180)
TOUCH = 36  # px that a finger needs each way; WCAG 2.2 asks for 24
# What can be pressed and is smaller than a finger needs, beyond the edge, or has its text cut off.
FAULTS = """(touch) => [...document.querySelectorAll("button, select, input, summary")].filter((e) => {
  const box = e.getBoundingClientRect();
  if (!e.checkVisibility({ visibilityProperty: true }) || !box.width) return false;
  const label = ["BUTTON", "SUMMARY"].includes(e.tagName) && !e.closest(".ticks");
  return box.height < touch || box.width < touch || box.left < 0 || box.right > innerWidth
    || (label && e.scrollWidth > e.clientWidth + 1);
}).map((e) => `${e.tagName} ${e.id || e.textContent || e.ariaLabel}: ${e.offsetWidth} x ${e.offsetHeight}`)"""


@pytest.fixture
def hand(tab: Page) -> Iterator[Page]:
    """A page that is put back to its size."""
    yield tab
    tab.tab.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})


def sized(page: Page, size: tuple[int, int], state: str) -> Page:
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    return page.open(state)


@pytest.mark.parametrize("size", [PHONE, TABLET])
@pytest.mark.parametrize("state", ["v=1", "v=1&by=layer", "v=1&m=pull&by=nerve"])
def test_the_colours_cover_nothing_of_the_figure(hand: Page, size: tuple[int, int], state: str) -> None:
    sized(hand, size, state)
    box = hand.tab.locator(".legend").bounding_box()
    rows = [(k + 0.5) / 2 for k in range(2)]
    columns = [(k + 0.5) / 6 for k in range(6)]
    under = [
        hand.tab.evaluate(
            "([x, y]) => window.dorsum.at(x, y)", [box["x"] + s * box["width"], box["y"] + r * box["height"]]
        )
        for r, s in product(rows, columns)
    ]
    assert set(under) == {""}


@pytest.mark.parametrize("size", [PHONE, TABLET])
@pytest.mark.parametrize("state", ["v=1&sel=multifidus&peel=6", "v=1&m=pull", "v=1&m=load"])
def test_everything_is_within_reach_of_a_finger(hand: Page, size: tuple[int, int], state: str) -> None:
    sized(hand, size, state)
    assert hand.tab.evaluate(FAULTS, TOUCH) == []
    for name in ("Muscles", "Details"):
        hand.tab.click(f".sheet-buttons button:has-text('{name}')")
        hand.tab.wait_for_timeout(400)  # until the sheet is up
        assert hand.tab.evaluate(FAULTS, TOUCH) == []


def test_two_fingers_bring_nearer_what_is_between_them(hand: Page) -> None:
    sized(hand, PHONE, "v=1&only=multifidus_lumborum&cam=180 0 1.2 0 0.25 0")
    slip = "multifidus_lumborum_l1_base_l4_right"
    before = place(hand, slip)
    fingers = hand.tab.context.new_cdp_session(hand.tab)

    def touch(kind: str, apart: float) -> None:
        ends = [{"x": before["x"] + apart * k, "y": before["y"], "id": i} for i, k in enumerate((-1, 1))]
        fingers.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if kind == "touchEnd" else ends}
        )

    touch("touchStart", 30)
    for apart in (40, 50, 60):
        touch("touchMove", apart)
    touch("touchEnd", 60)
    half = pytest.approx(0.6, rel=0.02)
    camera = hand.until(lambda s: s["state"]["camera"]["distance"] == half)["state"]["camera"]
    after = place(hand, slip)
    assert after["x"] == pytest.approx(before["x"], abs=6)  # its depth is not quite that of the target
    assert after["y"] == pytest.approx(before["y"], abs=6)
    assert abs(camera["y"] - 0.25) > 0.05  # it lay aside of the middle


def test_a_shifted_view_follows_the_pointer(hand: Page) -> None:
    hand.open("v=1&only=multifidus_lumborum&cam=200 10 1.2 0 0.08 0")
    slip = "multifidus_lumborum_l1_base_l4_right"
    before = place(hand, slip)
    hand.tab.keyboard.down("Shift")
    hand.tab.mouse.move(500, 300)
    hand.tab.mouse.down()
    hand.tab.mouse.move(560, 260)
    hand.tab.mouse.up()
    hand.tab.keyboard.up("Shift")
    after = place(hand, slip)
    assert after["x"] - before["x"] == pytest.approx(60, abs=4)
    assert after["y"] - before["y"] == pytest.approx(-40, abs=4)


def place(page: Page, fascicle: str) -> dict[str, float]:
    return page.tab.evaluate("(name) => window.dorsum.place(name)", fascicle)
