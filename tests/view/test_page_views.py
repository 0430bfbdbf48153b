"""What each mode of the page shows of the anatomy, and what of the loads comes first."""

import pytest
from chromium_page import MARKS, Page

pytestmark = MARKS


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


def test_what_is_peeled_to_see_anatomy_hides_no_muscle_that_bears_loads(page: Page) -> None:
    page.open("v=3&peel=3&off=partner&sel=multifidus_lumborum")
    page.tab.click("button:has-text('Load')")
    found = page.until(lambda s: s["state"]["mode"] == "load")["state"]
    assert (found["peel"], found["layersOff"]) == (0, [])
    page.tab.keyboard.press("]")
    page.tab.go_back()
    found = page.until(lambda s: s["state"]["mode"] == "look")["state"]
    assert (found["peel"], found["layersOff"], found["selected"]) == (3, ["partner"], "multifidus_lumborum")
    page.tab.click("button:has-text('Load')")
    assert page.until(lambda s: s["state"]["mode"] == "load")["state"]["peel"] == 1


def test_the_low_back_comes_first_and_chest_and_neck_are_unfolded(page: Page) -> None:
    page.open("v=2&m=load&task=holding_20kg_close")
    page.until(lambda s: not s["busy"] and s["headline"])
    rows = page.tab.locator(".levels li")
    seen = [row.inner_text().split()[0] for row in rows.all() if row.is_visible()]
    assert seen == ["L1/L2", "L2/L3", "L3/L4", "L4/L5", "L5/S1"]
    page.tab.click(".levels .more")
    assert all(row.is_visible() for row in rows.all())
    page.tab.click(".levels .more:has-text('Low back alone')")
    assert not rows.first.is_visible()


def test_colours_of_what_is_computed_are_offered_where_it_is(page: Page) -> None:
    page.open("v=3&by=activation")
    assert page.seen()["state"]["colour"] == "natural"
    offered = page.tab.locator("#colour option")
    assert offered.all_inner_texts() == ["Natural", "Layer", "Nerve"]
    page.tab.evaluate("() => { location.hash = 'v=3&by=stress' }")
    page.tab.wait_for_function("() => location.hash === '#v=3'")
    page.tab.click("button:has-text('Load')")
    assert offered.all_inner_texts()[3:] == ["Activation", "Stress"]
    assert page.tab.input_value("#colour") == "activation"


def test_a_doubtful_moment_is_told_where_there_are_others(page: Page) -> None:
    """A held posture has one moment: its warning says all."""
    page.open("v=3&m=load&task=lifting_20kg_round_back").until(lambda s: s["doubtful"])
    assert page.tab.locator(".load .warnings li").count() > 0
    assert page.tab.inner_text("p.doubt") == ""
    page.tab.evaluate("() => { location.hash = 'v=3&m=load&task=slow_flexion&t=0.6' }")
    page.until(lambda s: s["headline"] and not s["busy"] and s["levels"] and s["doubtful"])
    page.tab.wait_for_function(
        "() => document.querySelector('p.doubt').innerText === 'This moment is doubtful.'"
    )
    page.drag("#time", 0.0)
    page.tab.wait_for_function("() => document.querySelector('p.doubt').innerText === ''")


@pytest.mark.parametrize("size", [(1000, 620), (390, 844)])
@pytest.mark.parametrize("muscle", ["trapezius_transverse", "interspinales_lumborum"])
def test_what_is_looked_at_is_seen_whole_and_near(page: Page, muscle: str, size: tuple[int, int]) -> None:
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.tab.emulate_media(reduced_motion="reduce")
    page.open(f"v=3&sel={muscle}&cam=150 20 1 0 0 0")
    page.tab.keyboard.press("f")
    page.tab.wait_for_timeout(900)
    box = page.tab.evaluate("() => window.dorsum.chosen()")

    def at(panel: str) -> dict[str, float]:
        found = page.tab.locator(panel).bounding_box()
        assert found is not None
        return dict(found)

    beside = size[0] > 900  # panels stand beside the picture, else below it
    low = at(".left.panel")["x"] + at(".left.panel")["width"] if beside else 0
    assert low < box["left"] < box["right"] < (at(".right.panel")["x"] if beside else size[0])
    assert 0 < box["top"] < box["bottom"] < at(".foot")["y"]
