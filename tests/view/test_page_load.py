"""The panel of loads: the number first and in sight, two sides in a sentence, forms for hands and body."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from chromium_page import MARKS, SIZE, Page, compression

from dorsum.body.strength import ALL
from dorsum.body.subject import Subject
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.controls import Controls, task_of
from dorsum.motion.task import Task
from dorsum.report.limits import kilonewton
from dorsum.report.summary import Summary
from dorsum.words import percent

pytestmark = MARKS

WOMAN = Subject(sex="female", height_m=1.6, mass_kg=60.0, strength={ALL: 0.8})
BODY = "body=sex female height_m 1.6 mass_kg 60 strength 0.8"
# Keeps all that the number said, and whether it was at work meanwhile.
WATCH = """() => {
  window.seen = new Set();
  const number = document.querySelector('.number');
  const note = () => seen.add(`${number.dataset.busy} ${number.querySelector('.values').innerText}`);
  new MutationObserver(note).observe(number, { attributes: true, childList: true, subtree: true });
}"""
MASS = "label:has-text('Mass in the hands') input"


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    yield tab
    tab.tab.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})


@pytest.fixture(scope="module")
def woman() -> Model:
    return model_for(WOMAN)


def number(page: Page) -> str:
    return page.tab.locator(".load .number .values").inner_text()


def answered(page: Page) -> Any:
    return page.until(lambda s: not s["busy"] and s["headline"])


@pytest.mark.parametrize("size", [(390, 844), (820, 1180), SIZE])
def test_the_number_stays_in_sight_while_the_last_slider_moves(page: Page, size: tuple[int, int]) -> None:
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.open("v=3&m=load&pos=mass_kg 5 reach_m 0.3")
    before = compression(answered(page), "L5/S1")
    page.tab.locator(".load .bar button").last.scroll_into_view_if_needed()
    page.tab.locator(MASS).scroll_into_view_if_needed()
    page.drag(MASS, 15)
    seen = page.until(lambda s: not s["busy"] and compression(s, "L5/S1") > before + 100)
    box, panel = (page.tab.locator(of).bounding_box() for of in (".load .number", ".right"))
    assert panel["y"] <= box["y"] <= panel["y"] + 2
    middle = [box["x"] + 30, box["y"] + box["height"] / 2]
    on_top = page.tab.evaluate("([x, y]) => !!document.elementFromPoint(x, y).closest('.number')", middle)
    assert on_top
    assert number(page) == f"L5/S1 {compression(seen, 'L5/S1') / 1000:.1f} kN"


def test_the_number_and_its_sentence_come_first_and_then_the_low_back(page: Page, male: Model) -> None:
    page.open("v=3&m=load&task=standing_bent_forward")
    answered(page)
    summary = Summary(analyze("standing_bent_forward", male))
    assert number(page) == f"{summary.level} {summary.load}"
    parts = [".number", ".headline", ".used", ".levels", ".chooser"]
    heights = [page.tab.locator(f".load {part}").bounding_box()["y"] for part in parts]
    assert heights == sorted(heights)
    assert page.tab.locator(".load .headline").inner_text() == summary.headline
    assert page.tab.locator(".load .reference").inner_text() == summary.reference


def test_two_postures_are_compared_in_a_sentence_that_names_both(page: Page, male: Model) -> None:
    far, near = Controls(mass_kg=20, reach_m=0.6), Controls(mass_kg=20, reach_m=0.2)
    page.open("v=3&m=load&pos=mass_kg 20 reach_m 0.2")
    answered(page)
    page.tab.click("button:has-text('Keep to compare')")
    page.drag("label:has-text('Hands in front') input", 0.6)
    page.until(lambda s: not s["busy"] and s["state"]["posture"]["reach_m"] == 0.6)
    there, here = (Summary(analyze(task_of(male, one), male)).compression for one in (far, near))
    assert there > here + 1000
    words = page.tab.locator(".load .comparison").inner_text()
    assert words == (
        f"20 kg 0.60 m in front of the shoulders loads L5/S1 with {kilonewton(there - here)} more"
        f" (+{percent(there / here - 1)}) than 20 kg 0.20 m in front of the shoulders."
    )
    page.tab.click("[aria-label='Copy the link of this view']")
    link = page.tab.evaluate("() => location.hash").lstrip("#")
    page.open(link)
    page.until(lambda s: not s["busy"] and page.tab.locator(".load .comparison").inner_text() == words)


def test_a_body_of_ones_own_bears_what_the_command_line_finds(page: Page, woman: Model) -> None:
    page.open("v=3&m=load&task=carrying_one_hand")
    man = compression(answered(page), "L5/S1")
    page.tab.click(".own-body:not(.lift) summary")
    page.tab.click(".own-body:not(.lift) button:has-text('Woman')")
    for field, value in {"height_m": "1.6", "mass_kg": "60", "strength": "80"}.items():
        page.tab.fill(f"#body-{field}", value)
        page.tab.keyboard.press("Tab")
    own = float(analyze(Task.named("carrying_one_hand"), woman).compression[0, 0])
    assert abs(own - man) > 30
    seen = page.until(lambda s: not s["busy"] and abs(compression(s, "L5/S1") - own) < 1)
    assert seen["state"]["body"] == {"sex": "female", "height_m": 1.6, "mass_kg": 60, "strength": 0.8}
    assert "woman of 1.60 m, 60 kg, 80 % of the usual strength" in page.tab.inner_text(
        ".own-body:not(.lift) summary"
    )
    assert "The picture shows a man of 1.75 m, 75 kg" in page.tab.inner_text(".own-body:not(.lift)")
    folded = page.tab.inner_text(".own-body:not(.lift) summary")
    assert "picture: man of 1.75 m, 75 kg" in folded
    page.tab.select_option("#body-preset", "female")
    seen = page.until(lambda s: not s["busy"] and s["state"]["who"] == "female")
    assert seen["state"]["body"] == {}
    assert page.tab.input_value("#body-height_m") == "1.63"


def test_a_wrong_value_is_told_at_its_field_and_nothing_is_lost(page: Page) -> None:
    page.open(f"v=3&m=load&pos=mass_kg 5 reach_m 0.3&{BODY}")
    before = compression(answered(page), "L5/S1")
    page.tab.click(".own-body:not(.lift) summary")
    page.tab.fill("#body-height_m", "1.2")
    page.tab.keyboard.press("Tab")
    fault = page.tab.locator("#body-fault-height_m")
    assert fault.inner_text().startswith(
        "Height: from 1.4 to 2.1 m. The loads are still those of a woman of 1.60 m"
    )
    assert page.tab.get_attribute("#body-height_m", "aria-invalid") == "true"
    seen = page.seen()
    assert (compression(seen, "L5/S1"), seen["state"]["body"]["height_m"]) == (before, 1.6)
    assert page.tab.input_value("#body-mass_kg") == "60"
    page.tab.fill("#body-height_m", "1.65")
    page.tab.keyboard.press("Tab")
    page.until(lambda s: not s["busy"] and s["state"]["body"]["height_m"] == 1.65)
    assert not fault.is_visible()


def test_hands_go_where_the_form_says_and_where_no_arm_reaches_is_told(page: Page, male: Model) -> None:
    page.open("v=3&m=load&pos=mass_kg 8 reach_m 0.35")
    answered(page)
    page.tab.click(".hands summary")
    page.tab.click(".hands button:has-text('Right')")
    page.tab.click(".hands button:has-text('At a height')")
    page.drag("label:has-text('Hands above the floor') input", 0.9)
    page.drag("label:has-text('Hands to the right') input", 0.1)
    own = Controls(mass_kg=8, reach_m=0.35, above_floor_m=0.9, side_m=0.1, hands="right")
    load = float(analyze(task_of(male, own), male).compression[0, 0])
    page.until(lambda s: not s["busy"] and abs(compression(s, "L5/S1") - load) < 1)
    page.forget("422")
    page.drag("label:has-text('Hands above the floor') input", 0.2)
    page.tab.wait_for_selector("#fault-above_floor_m:visible")
    fault = page.tab.inner_text("#fault-above_floor_m")
    assert re.match(
        r"Hands above the floor 0.2 m: .* the hands come from about 0\.\d\d to \d\.\d\d m above", fault
    )
    assert page.seen()["state"]["posture"]["side_m"] == 0.1
    page.tab.click(".hands button:has-text('Arms straight')")
    page.tab.wait_for_function("() => !dorsum.state().problem && !dorsum.state().busy")
    seen = answered(page)
    assert "above_floor_m" not in seen["state"]["posture"]


def test_the_file_and_the_link_hold_body_and_hands(page: Page, woman: Model, tmp_path: Any) -> None:
    state = f"v=3&m=load&pos=mass_kg 8 reach_m 0.35 above_floor_m 0.9 side_m -0.1&hand=left&{BODY}"
    seen = page.open(state) and answered(page)
    with page.tab.expect_download() as download:
        page.tab.click(".downloads button:has-text('Task')")
    path = tmp_path / "own.toml"
    download.value.save_as(path)
    assert float(analyze(path).compression[0, 0]) == pytest.approx(compression(seen, "L5/S1"), rel=1e-4)
    own = Controls(mass_kg=8, reach_m=0.35, above_floor_m=0.9, side_m=-0.1, hands="left")
    expected = float(analyze(task_of(woman, own), woman).compression[0, 0])
    assert compression(seen, "L5/S1") == pytest.approx(expected, rel=1e-4)
    page.tab.click("[aria-label='Copy the link of this view']")
    link = page.tab.evaluate("() => location.hash").lstrip("#")
    again = page.open(link) and answered(page)
    views = [{k: v for k, v in one["state"].items() if k != "camera"} for one in (again, seen)]
    assert views[0] == views[1]  # the camera may still have been on its way


def test_while_it_computes_the_old_answer_stays_with_a_word(page: Page) -> None:
    page.open("v=3&m=load&pos=mass_kg 5 reach_m 0.3")
    answered(page)
    before = number(page)
    page.tab.evaluate(WATCH)
    page.drag(MASS, 30)
    page.until(lambda s: not s["busy"] and number(page) != before)
    told = page.tab.evaluate("() => [...window.seen]")
    assert f"true {before}" in told
    assert f"false {number(page)}" in told
    assert not any("–" in words for words in told)


def test_a_lower_bound_is_compared_with_nothing_and_both_are_told(page: Page) -> None:
    page.open("v=3&m=load&pos=trunk_inclination 20 mass_kg 40 reach_m 0.6&vs=upright_standing")
    page.until(lambda s: s["lacks"][0] and not s["busy"])
    words = page.tab.locator(".load .comparison").inner_text()
    assert re.fullmatch(
        r"40 kg 0.60 m in front of the shoulders, trunk bent forward 20°: at least [\d.]+ kN at \S+; upright"
        r" standing: [\d.]+ kN at \S+\. What is a lower bound cannot be compared\.",
        words,
    )
    assert re.match(r"\S+ at least [\d.]+ kN", number(page))
    first, second = page.tab.locator(".load .key li").all_inner_texts()
    assert "muscles lack" in first
    assert "muscles lack" not in second
