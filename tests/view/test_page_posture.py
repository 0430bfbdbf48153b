"""The page says how far joints gave, and takes the posture exactly where it is asked to."""

import re

import pytest
from chromium_page import MARKS, Page, compression

from dorsum.motion.analyze import analyze

pytestmark = MARKS


def test_a_posture_is_taken_exactly_at_a_press_and_the_link_keeps_it(tab: Page) -> None:
    own = {way: analyze("standing_bent_53", "male", posture=way) for way in ("giving", "exact")}
    loads = {way: float(result.compression[0, 0]) for way, result in own.items()}
    assert loads["giving"] < 0.97 * loads["exact"]
    tab.open("v=2&m=load&task=standing_bent_53")
    seen = tab.until(lambda s: not s["busy"] and compression(s, "L5/S1") > 0)
    assert compression(seen, "L5/S1") == pytest.approx(loads["giving"], rel=1e-4)
    gives = tab.tab.locator(".load .gives")
    known = r"A posture is known to two or three degrees: joints give up to [\d.]+° "
    assert re.match(rf"{known}\(taken exactly: {loads['exact']:.0f} N at L5/S1\)\.$", gives.inner_text())
    tab.tab.click(".load button[data-value=exact]")
    seen = tab.until(lambda s: not s["busy"] and compression(s, "L5/S1") > 1.02 * loads["giving"])
    assert compression(seen, "L5/S1") == pytest.approx(loads["exact"], rel=1e-4)
    assert gives.inner_text() == "Every joint stands exactly as stated."
    tab.tab.click("[aria-label='Copy the link of this view']")
    link = tab.tab.evaluate("() => location.hash").lstrip("#")
    assert "as=exact" in link
    seen = tab.open(link).until(lambda s: not s["busy"] and compression(s, "L5/S1") > 0)
    assert compression(seen, "L5/S1") == pytest.approx(loads["exact"], rel=1e-4)
