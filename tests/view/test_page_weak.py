"""The page: a muscle is weakened or a nerve cut, what the task changes by it, against before."""

from dataclasses import replace

import pytest
from chromium_page import MARKS, Page, compression

from dorsum.body.subject import Subject
from dorsum.clinic.weakening import weak_muscle, weakened
from dorsum.motion.analyze import analyze

pytestmark = MARKS

TASK = "carrying_one_hand"
TALL = replace(Subject.named("male"), height_m=1.8)
MULTIFIDUS = weak_muscle("multifidus", 0.3, "right")
WEAK = {"muscle": "multifidus", "to": 0.3, "side": "right"}
CUT = {"nerve": "long thoracic nerve", "side": "left"}


def changed(page: Page, muscle: str, side: str) -> tuple[float, float]:
    """The greatest force of a muscle in the list, weakened and whole, N."""
    row = page.tab.locator(f".weak-changes li[data-muscle={muscle}][data-side={side}]")
    after, before = row.locator(".value").inner_text().split(" | ")
    bars = row.locator(".bar").evaluate_all("(all) => all.map((b) => b.style.getPropertyValue('--share'))")
    assert (float(bars[0]) < float(bars[1])) is (float(after) < float(before))
    return float(after), float(before)


def test_what_is_weakened_or_cut_is_shown_against_before_and_held_by_a_link(tab: Page) -> None:
    page = tab.open(f"v=3&sel=multifidus&task={TASK}&body=height_m 1.8")
    page.tab.click(".card >> text=Weaken it")
    page.tab.wait_for_function("() => document.activeElement.id === 'weak-to'")
    assert page.tab.input_value("#weak-name") == "Multifidus"
    for field, value, fault in [
        ("to", "130", "Force left: from 0 to 100 %."),
        ("name", "oblique", "Which muscle is meant by"),
    ]:
        page.tab.fill(f"#weak-{field}", value)
        page.tab.click(".weak .primary")
        assert fault in page.tab.inner_text("#weak-fault")
        assert page.tab.get_attribute(f"#weak-{field}", "aria-invalid") == "true"
        page.tab.fill("#weak-to", "30")
    page.tab.fill("#weak-name", "multifidus")
    page.tab.click("[aria-label='Side of it'] >> text=Right")
    page.tab.click(".weak .primary")
    page.tab.wait_for_selector(".weak-changes li")
    seen = page.until(lambda s: not s["busy"] and s["state"]["body"]["weak"] == [WEAK])
    assert seen["state"]["versus"] == "whole"  # by itself, where nothing else is compared
    before, after = (analyze(TASK, who).compression[0, 0] for who in (TALL, weakened(TALL, MULTIFIDUS)))
    assert compression(seen, "L5/S1") == pytest.approx(float(after), rel=1e-5)
    said = page.tab.inner_text(".comparison")
    assert said == (
        "Multifidus weak, 30 % left, right, carrying 10 kg in the right hand:"
        f" L5/S1 bears {after:.0f} N, {before:.0f} N before."
    )
    lost, taken = (changed(page, "multifidus_lumborum", side) for side in ("right", "left"))
    assert lost[0] < 0.5 * lost[1]
    assert taken[0] > taken[1]

    page.tab.click("[aria-label='Copy the link of this view']")
    link = page.tab.evaluate("() => location.hash").lstrip("#")
    nerve = ";cut/long thoracic nerve/left"  # of a muscle that does not balance the spine
    again = page.open(link.replace("%2Fright&", f"%2Fright{nerve}&")).until(
        lambda s: compression(s, "L5/S1") > 0 and not s["busy"]
    )
    assert again["state"]["body"] == {**seen["state"]["body"], "weak": [WEAK, CUT]}
    assert page.tab.inner_text(".comparison") == said.replace(
        "right,", "right; long thoracic nerve cut, left,", 1
    )
    assert "takes no part in the balance of the spine" in page.tab.inner_text(".warnings")
    assert changed(page, "multifidus_lumborum", "right") == lost
    page.tab.evaluate("() => { document.querySelector('details.weak').open = true; }")
    page.tab.click(".weak >> text=Back to whole")
    back = page.until(lambda s: not s["busy"] and "weak" not in s["state"]["body"])
    assert back["state"]["versus"] == ""
    assert compression(back, "L5/S1") == pytest.approx(float(before), rel=1e-5)
    assert not page.tab.is_visible(".weak-said")
