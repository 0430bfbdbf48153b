"""The page: a lift is told in a form, shown as a task, and published rules stand below the number."""

import pytest
from chromium_page import MARKS, Page, compression

from dorsum.lifting.analyze import analyze_lift
from dorsum.lifting.lift import Hands, Lift

pytestmark = MARKS


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


def told(page: Page, **values: str) -> None:
    """Fill the form and ask."""
    page.tab.evaluate("document.querySelector('details.lift').open = true")
    for name, value in values.items():
        page.tab.fill(f"#lift-{name.replace('__', '-')}", value)
    page.tab.click("text=Analyse the lift")


def test_a_lift_is_shown_with_what_rules_say(page: Page) -> None:
    page.open("v=3&m=load").until(lambda s: compression(s, "L5/S1") > 0)
    page.tab.evaluate("document.querySelector('details.lift').open = true")
    page.tab.click("details.lift >> text=Held")
    told(page, mass="9", start__horizontal_cm="35", start__vertical_cm="95")
    shown = page.until(lambda s: s["held"] == 9 and not s["busy"])
    lift = Lift(mass_kg=9, start=Hands(horizontal_cm=35, vertical_cm=95))
    expected = analyze_lift(lift).held[0].compression[0, 0]
    assert compression(shown, "L5/S1") == pytest.approx(float(expected), rel=1e-5)
    assert "tell where this one ends" in page.tab.locator(".rules").inner_text()

    page.tab.click("details.lift >> text=Lifted")
    told(page, end__vertical_cm="130", pace="2", hours="1")
    page.tab.wait_for_selector(".rules:has-text('NIOSH lifting index')")
    assert "LiFFT: daily damage" in page.tab.locator(".rules").inner_text()
    page.tab.click(".rules summary")
    assert "HM 0.71: reach, hands 35 cm before the ankles" in page.tab.locator(".rules").inner_text()

    page.forget("422 (Unprocessable")
    told(page, start__horizontal_cm="115")
    page.tab.wait_for_selector(".lift .field-fault:has-text('out of reach')")
