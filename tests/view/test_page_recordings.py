"""The page: recorded motion is dropped, asks what it needs, and says first whether it can be trusted."""

from pathlib import Path
from typing import Any

import pytest
from chromium_page import MARKS, Page, compression
from recorded_files import RECORDINGS, bow, held, two_persons

from dorsum.motion.analyze import analyze

pytestmark = MARKS
DROP = """([name, bytes]) => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(bytes)], name));
  for (const type of ["dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: held, bubbles: true }));
}"""


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


def drop(page: Page, path: Path) -> None:
    """Lets a file fall on the page, as from the desktop."""
    page.tab.evaluate(DROP, [path.name, list(path.read_bytes())])


def analysed(page: Page) -> Any:
    return page.until(lambda s: not s["busy"] and s["headline"])


def test_a_question_is_answered_in_the_form_and_nothing_is_lost(page: Page, tmp_path: Path) -> None:
    """Two persons in a file: the option in the sentence leads to its field."""
    two = two_persons(tmp_path)
    page.open("v=2")
    drop(page, two)
    page.tab.wait_for_selector(".load .problem:has-text('two.c3d has 2 persons: Anna and Ben')")
    page.forget("422 (Unprocessable")
    page.tab.click(".load .problem button.option:has-text('--person')")
    assert page.tab.evaluate("() => document.activeElement.id") == "option-person"
    page.tab.keyboard.type("Ben")
    page.tab.keyboard.press("Enter")
    seen = analysed(page)
    own = analyze(two, person="Ben")
    assert compression(seen, "L5/S1") == pytest.approx(float(own.compression[0, 0]), rel=1e-5)
    assert page.tab.locator(".load .problem").is_hidden()
    page.tab.fill("#option-from", "99")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_selector(".load .problem:visible")
    page.forget("422 (Unprocessable")
    assert page.tab.locator("#option-person").input_value() == "Ben"
    page.tab.fill("#option-from", "")
    page.tab.keyboard.press("Enter")
    assert analysed(page)["headline"] == seen["headline"]
    page.tab.wait_for_selector(".recording .command:has-text('--person Ben')")
    # Another file takes the place of one that is computed.
    page.tab.set_input_files("#task-file", RECORDINGS / "rehazenter_2014001_walk.c3d")
    page.tab.set_input_files("#task-file", {"name": "notes.txt", "mimeType": "", "buffer": b"no motion"})
    page.tab.wait_for_selector(".load .problem:has-text('notes.txt is no recording that can be read')")
    page.forget("422 (Unprocessable")
    assert page.seen()["headline"] == ""
    assert "files" not in page.tab.evaluate("() => location.hash")


def test_no_verdict_heads_the_page_and_doubtful_frames_are_marked(page: Page, tmp_path: Path) -> None:
    page.open("v=2&m=load")
    page.tab.set_input_files("#task-file", bow(tmp_path))
    analysed(page)
    assert page.tab.locator(".failed li").count() == 0
    page.tab.evaluate(
        "() => document.querySelectorAll('.recording, .recording details').forEach(d => { d.open = true; })"
    )
    page.tab.set_input_files("#option-task", held(tmp_path))
    seen = page.until(lambda s: not s["busy"] and s["headline"].startswith("No verdict about limits."))
    assert not seen["doubtful"]
    why = page.tab.locator(".failed li").inner_text()
    assert "10 kg are held where the right and left arms hang" in why
    assert page.tab.locator(".limits i").count() == 0
    assert page.tab.locator(".strip i.doubt").is_visible()
    left = page.tab.locator(".strip i.doubt").evaluate("mark => parseFloat(mark.style.left)")
    assert 45 < left < 55
    page.drag("#time", 0.9)
    assert page.seen()["doubtful"]
    assert "doubtful" in str(page.tab.get_attribute("#time", "aria-valuetext"))
    assert page.tab.inner_text("p.doubt") == "This moment is doubtful: do not believe its posture."
    assert page.findings() == []
    page.tab.click(".option-file:has(#option-task) button:has-text('Remove')")
    page.until(lambda s: not s["busy"] and s["headline"] and "No verdict" not in s["headline"])
