"""The share of the strength on the page: it comes after the loads, of recordings when it is asked for."""

from pathlib import Path

import pytest
from chromium_page import MARKS, Page, compression

from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task
from dorsum.report.needed import needed

pytestmark = MARKS

SQUAT = Path(__file__).parents[2] / "examples" / "recordings" / "opencap_squats1.mot"
DRAGGED = """async (input) => {
  for (let mass = 1; mass <= 20; mass += 1.5) {
    input.value = mass;
    input.dispatchEvent(new Event("input"));
    await new Promise((go) => setTimeout(go, 40));
  }
}"""


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


def said(page: Page, *words: str) -> str:
    """What stands there once it holds some words."""
    for word in words:
        page.tab.wait_for_selector(f".load .used:has-text({word!r})")
    return page.tab.locator(".load .used").inner_text().strip()


def test_a_posture_takes_a_share_of_the_strength(page: Page) -> None:
    page.open("v=2&m=load&pos=20 0 0 0 10 0.4").until(lambda s: compression(s, "L5/S1") > 0)
    light = said(page, "It takes", "of the trunk's strength and", "of the neck's.")
    page.drag("label:has-text('Mass in the hands') input", 20)
    page.tab.wait_for_function(
        "old => !document.querySelector('.load .used').innerText.includes(old)", arg=light
    )
    heavy = said(page, "It takes")

    def trunk(sentence: str) -> int:
        return int(sentence.split()[2])

    assert trunk(heavy) > trunk(light) + 5


def test_a_movement_tells_its_hardest_moments_as_the_command_line_does(page: Page) -> None:
    page.open("v=2&m=load&task=slow_flexion").until(lambda s: compression(s, "L5/S1") > 0)
    (expected,) = needed(analyze(Task.named("slow_flexion")))
    assert said(page, "In its hardest moments") == expected


def test_of_two_each_is_told(page: Page) -> None:
    page.open("v=2&m=load&task=lifting_20kg_round_back&vs=lifting_20kg_bent_knees")
    told = said(page, "round back: It takes", "(back school): It takes")
    assert told.count("of the trunk's strength") == 2


def test_the_loads_do_not_wait_for_it(page: Page) -> None:
    """It is asked for once the answer is there and sliders rest, and let go when something else is wanted."""
    asked = []
    page.tab.on("request", lambda r: asked.append(r.url) if "strength_used" in r.url else None)
    page.open("v=2&m=load&pos=10 0 0 0 0").until(lambda s: compression(s, "L5/S1") > 0)
    said(page, "It takes")
    assert len(asked) == 1
    page.tab.locator("label:has-text('Mass in the hands') input").evaluate(
        DRAGGED
    )  # asked only where it rests
    page.until(lambda s: not s["busy"])
    assert page.tab.locator(".load .used").inner_text() == ""
    said(page, "It takes")
    assert len(asked) == 2


def test_a_recording_tells_it_when_asked(page: Page) -> None:
    page.open("v=2&m=load")
    page.tab.set_input_files("#task-file", str(SQUAT))
    page.until(lambda s: s["state"]["task"].startswith("file:") and not s["busy"])
    button = page.tab.locator(".load .used button")
    assert button.inner_text() == "What share of the strength does it take?"
    button.click()
    assert "found in" in said(page, "In its hardest moments it takes", "of the trunk's strength")
    assert button.count() == 0
