"""Numbers below nought have a minus where they are shown, and a hyphen where they are read."""

import re
from pathlib import Path

from chromium_page import MARKS, Page, compression

import dorsum.view

pytestmark = MARKS

UI = Path(dorsum.view.__file__).parent / "web" / "src"
HYPHEN = re.compile(r"(?<![\w)\].-])-\.?\d")  # before a number, and not in a name or a range
TO_BE_TYPED = "command.textContent"


def test_a_shown_number_has_a_minus_and_a_link_and_an_input_a_hyphen(tab: Page) -> None:
    page = tab.open("v=3&m=load&pos=bending -10 turning -12&lift=mass_kg 9 start 35/95/-20")
    page.until(lambda s: compression(s, "L5/S1") > 0 and not s["busy"])
    page.tab.click("text=Shear")
    shown = page.tab.evaluate("() => document.body.innerText")
    assert "−10°" in shown
    assert "−12°" in shown
    assert not HYPHEN.findall(shown)
    said = page.tab.evaluate(
        "() => [...document.querySelectorAll('*')].flatMap(e => ['aria-valuetext', 'aria-label', 'title']"
        ".map(name => e.getAttribute(name) ?? ''))"
    )
    assert any("−12°" in text for text in said)
    assert not [text for text in said if HYPHEN.search(text)]
    assert page.tab.input_value("#lift-start-asymmetry_deg") == "-20"
    page.tab.click("[aria-label='Copy the link of this view']")
    assert "turning+-12" in page.tab.evaluate("() => location.hash")


def test_all_text_of_the_page_is_written_in_one_place() -> None:
    """By `h`, `put` and `write` of ui/dom.ts, which know the minus."""
    past = [
        f"{path.name}: {line.strip()}"
        for path in [*UI.glob("ui/*.ts"), UI / "main.ts", UI / "entry.ts"]
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\.(textContent|innerText) = |\.replaceChildren\(", line)
        if path.name != "dom.ts" and TO_BE_TYPED not in line
    ]
    assert past == []
