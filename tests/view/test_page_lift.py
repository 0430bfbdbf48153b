"""The page: a lift is told in a form, shown as a task, with published rules and advice below the number."""

import re

import pytest
from chromium_page import MARKS, Page, compression

from dorsum.lifting.advice import JOB
from dorsum.lifting.analyze import analyze_lift
from dorsum.lifting.lift import Hands, Lift

pytestmark = MARKS

HELD = Lift(mass_kg=9, start=Hands(horizontal_cm=35, vertical_cm=95))
ALL = {  # every field of the form with what is told
    "mass": "9.5",
    "start-horizontal_cm": "42",
    "start-vertical_cm": "30",
    "start-asymmetry_deg": "-15",
    "end-horizontal_cm": "35",
    "end-vertical_cm": "95",
    "end-asymmetry_deg": "10",
    "pace": "2",
    "hours": "1.5",
    "seconds": "1.2",
}
CHOSEN = {"style": "stoop", "grip": "fair"}


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


def told(page: Page, **values: str) -> None:
    """Fill the form and ask."""
    page.tab.evaluate(
        "document.querySelectorAll('details.lift, details.lift details').forEach(d => { d.open = true; })"
    )
    for name, value in values.items():
        page.tab.fill(f"#lift-{name.replace('__', '-')}", value)
    page.tab.click("text=Analyse the lift")


def test_a_lift_is_shown_with_what_rules_say(page: Page) -> None:
    page.open("v=3&m=load").until(lambda s: compression(s, "L5/S1") > 0)
    page.tab.evaluate("document.querySelector('details.lift').open = true")
    page.tab.click("details.lift >> text=Held")
    told(page, mass="9", start__horizontal_cm="35", start__vertical_cm="95")
    shown = page.until(lambda s: s["held"] == 9 and not s["busy"])
    expected = analyze_lift(HELD).held[0].compression[0, 0]
    assert compression(shown, "L5/S1") == pytest.approx(float(expected), rel=1e-5)
    assert "tell where this one ends" in page.tab.locator(".rules").inner_text()

    page.tab.click("details.lift >> text=Lifted")
    told(page, end__vertical_cm="130", pace="2", hours="1")
    page.tab.wait_for_selector(".rules:has-text('NIOSH lifting index')")
    assert "LiFFT: daily damage" in page.tab.locator(".rules").inner_text()
    page.tab.click(".rules summary")
    assert "HM 0.71: reach, hands 35 cm before the ankles" in page.tab.locator(".rules").inner_text()

    told(page, start__horizontal_cm="")
    page.tab.wait_for_selector(".lift .field-fault:has-text('at the start: tell a number')")
    page.forget("422 (Unprocessable")
    told(page, start__horizontal_cm="115")
    page.tab.wait_for_selector(".lift .field-fault:has-text('out of reach')")
    told(page, start__horizontal_cm="40", mass="-1")
    page.tab.wait_for_selector(".lift .field-fault:has-text('Mass, kg: should be greater')")
    assert page.tab.locator("#lift-mass").get_attribute("aria-invalid") == "true"


def test_a_link_holds_the_lift_which_opens_where_most_is_borne(page: Page) -> None:
    page.open("v=3&m=load&body=height_m 1.65").until(lambda s: compression(s, "L5/S1") > 0)
    page.tab.evaluate("document.querySelectorAll('details.lift details').forEach(d => { d.open = true; })")
    page.tab.evaluate("document.querySelector('details.lift').open = true")
    for name, value in CHOSEN.items():
        page.tab.select_option(f"#lift-{name}", value)
    page.tab.check("#lift-control")
    page.tab.click("details.lift >> [aria-label='Hands that lift'] >> text=Right")
    told(page, **ALL)
    asked = page.until(lambda s: s["held"] == 9.5 and s["state"]["time"] >= 0 and not s["busy"])
    at = asked["state"]["time"]
    assert 0.0 < at < 1.0
    page.tab.click("[aria-label='Copy the link of this view']")
    link = page.tab.evaluate("() => location.hash")

    seen = page.open(link.lstrip("#")).until(lambda s: compression(s, "L5/S1") > 0 and not s["busy"])
    assert seen["state"]["lift"] == asked["state"]["lift"]
    assert seen["state"]["time"] == pytest.approx(at, abs=1e-3)
    assert compression(seen, "L5/S1") == pytest.approx(compression(asked, "L5/S1"), rel=1e-3)
    for name, value in {**ALL, **CHOSEN}.items():
        assert page.tab.input_value(f"#lift-{name}") == value, name
    assert page.tab.is_checked("#lift-control")
    assert page.tab.get_attribute("[aria-label='Hands that lift'] >> text=Right", "aria-pressed") == "true"
    assert "NIOSH" in page.tab.locator(".rules").inner_text()

    peak = float(re.search(r"at most ([\d.]+) kN", seen["headline"]).group(1))  # type: ignore[union-attr]
    there = max(row["compression"] for row in seen["levels"][:5])
    assert there / 1000 == pytest.approx(peak, abs=0.06)
    for other in (0.0, 1.0):  # the ends bear less
        page.drag("#time", other)
        elsewhere = page.until(lambda s, other=other: s["state"]["time"] == other)
        assert max(row["compression"] for row in elsewhere["levels"][:5]) < there
    lean = elsewhere["turns"]["L1"]
    page.drag("#time", 0.0)
    page.tab.click("[aria-label='Play']")
    page.until(lambda s: s["playing"] and s["state"]["time"] > 0.1)
    page.tab.click("[aria-label='Pause']")
    still = page.until(lambda s: not s["playing"])
    assert abs(still["turns"]["L1"] - lean) > 1.0


def test_a_link_whose_lift_cannot_be_read_says_so(page: Page) -> None:
    page.open("v=3&m=load&task=lift:&lift=mass_kg heavy start 40/25")
    page.tab.wait_for_selector(".problem:has-text('asks for a lift and tells none')")


def test_what_should_change_is_what_the_command_says(page: Page) -> None:
    page.open("v=3&m=load&task=lift:&lift=mass_kg 9 start 35/95/0").until(
        lambda s: s["held"] == 9 and not s["busy"]
    )
    assert not page.tab.locator(".advice h3").count()  # only when someone asks
    page.tab.click("text=What should change?")
    page.tab.click(".at-advice >> text=Stop")
    page.tab.wait_for_selector("text=What should change?")
    with page.tab.expect_response("**/api/lift/advice") as answer:  # which is that of the command: test_lift
        page.tab.click("text=What should change?")
    lines = answer.value.json()["lines"]
    page.tab.wait_for_selector(".advice h3")
    seen = page.tab.locator(".advice").evaluate("e => e.textContent")
    assert any(line.startswith("- ") for line in lines)
    for line in lines:
        text = line.removeprefix("- ")
        if not text.startswith((JOB, "The person (")):
            assert text[1:] in seen, line  # its first letter is a capital
    assert seen.index("The job") < seen.index("How many kilograms")
