"""The page: files of one's own, downloads, what is held, what is said. State and contents are asserted."""

import csv
import json
import re
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from chromium_page import FINE, MARKS, SIZE, Page, compression, file
from PIL import Image

from dorsum.function.stimulate import stimulate
from dorsum.motion.analyze import analyze

pytestmark = MARKS


@pytest.fixture
def page(tab: Page) -> Page:
    return tab


LIFT = """title = "My lift"
[posture]
trunk_inclination = 30
[[loads]]
mass_kg = {mass}
reference = "shoulders"
forward_m = 0.3
up_m = -0.4
"""
NOD = """title = "Nod"
frames = 5
[[keyframes]]
time_s = 0
[[keyframes]]
time_s = 2
posture = { trunk_inclination = 25 }
"""


def test_opens_a_file_of_ones_own(page: Page, tmp_path: Path) -> None:
    """It shows what `dorsum analyze` finds; a later file of the same name takes its place."""
    page.open("v=1&m=load")
    page.tab.set_input_files("#task-file", file("lift.toml", LIFT.format(mass=7)))
    light = compression(page.until(lambda s: s["held"] == 7 and not s["busy"]), "L5/S1")
    path = tmp_path / "lift.toml"
    path.write_text(LIFT.format(mass=7), encoding="utf-8")
    assert light == pytest.approx(float(analyze(path).compression[0, 0]), rel=1e-5)
    assert page.tab.locator("#task option:checked").inner_text() == "My lift (lift.toml)"
    page.tab.set_input_files("#task-file", file("lift.toml", LIFT.format(mass=14)))
    heavy = compression(page.until(lambda s: s["held"] == 14 and not s["busy"]), "L5/S1")
    assert heavy > light + 7 * 9.8
    assert "trunk_inclination" not in page.tab.evaluate("() => location.hash")


def test_plays_a_movement_of_a_file_and_compares_two_files(page: Page) -> None:
    page.open("v=1")
    drop(page, {"nod.toml": NOD})
    page.until(lambda s: s["state"]["mode"] == "load" and compression(s, "L5/S1") > 0)
    page.tab.click("button[aria-label=Play]")
    page.until(lambda s: s["state"]["time"] > 0.1)
    page.tab.click("button[aria-label=Pause]")
    drop(page, {"light.toml": LIFT.format(mass=2), "heavy.toml": LIFT.format(mass=12)})
    seen = page.until(lambda s: s["split"] and s["held"] == 2 and not s["busy"])
    assert (seen["state"]["task"], seen["state"]["versus"]) == ("file:light.toml", "file:heavy.toml")
    page.tab.wait_for_selector(".load[data-compare=true]")
    page.tab.click("[aria-label='Copy the link of this view']")
    page.tab.wait_for_selector("#note:has-text('without your file')")


def drop(page: Page, files: dict[str, str]) -> None:
    """Lets files fall on the page, as from the desktop."""
    page.tab.evaluate(
        """files => {
          const held = new DataTransfer();
          for (const [name, text] of Object.entries(files)) held.items.add(new File([text], name));
          for (const type of ["dragover", "drop"])
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer: held, bubbles: true }));
        }""",
        files,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            b"[posture]\nlumbar_flexon = 3",
            "no posture angle is called 'lumbar_flexon'; did you mean",
        ),
        (b"title = \xff", "cannot read the task file lift.toml: it is not UTF-8 text"),
        (b"#" * 1_000_001, "cannot read the task file lift.toml: it is larger than 1 MB"),
        (b"#" * 999_999, "The request is too large."),
    ],
)
def test_says_what_is_wrong_with_a_file(page: Page, text: bytes, said: str) -> None:
    page.open("v=1&m=load&pos=20 0 0 0 0 0")
    before = compression(page.until(lambda s: compression(s, "L5/S1") > 0), "L5/S1")
    page.tab.set_input_files("#task-file", {"name": "lift.toml", "mimeType": "", "buffer": text})
    page.tab.wait_for_selector(".load .problem:visible")
    assert said in page.tab.locator(".load .problem").inner_text()
    assert compression(page.seen(), "L5/S1") == before
    page.forget("422 (Unprocessable", "413 (")
    page.drag("label:has-text('Mass in the hands') input", 5)
    page.tab.wait_for_selector(".load .problem", state="hidden")


def test_a_link_to_a_file_asks_for_it(page: Page) -> None:
    page.open("v=1&m=load&task=file:lift.toml")
    page.tab.wait_for_selector(".load .problem:visible")
    assert "open it again" in page.tab.locator(".load .problem").inner_text()
    assert not page.tab.locator(".downloads").is_visible()
    page.tab.set_input_files("#task-file", file("lift.toml", LIFT.format(mass=3)))
    page.tab.wait_for_selector(".downloads:visible")
    page.until(lambda s: s["held"] == 3 and not s["busy"] and compression(s, "L5/S1") > 0)


def saved(page: Page, button: str) -> Path:
    with page.tab.expect_download() as found:
        page.tab.click(f".downloads >> text={button}")
    return Path(found.value.path()).rename(Path(found.value.path()).with_name(found.value.suggested_filename))


def test_downloads_hold_what_is_on_the_screen(page: Page) -> None:
    page.open("v=1&m=load&pos=25 5 0 0 8 0.3")
    page.until(lambda s: compression(s, "L5/S1") > 0)
    shown = dict(
        re.fullmatch(r"(\S+): (\d+) N", label).groups()  # type: ignore[union-attr]
        for label in page.tab.locator(".levels li").evaluate_all("rows => rows.map(r => r.ariaLabel)")
    )
    rows = list(csv.DictReader(StringIO(saved(page, "CSV").read_text(encoding="utf-8"))))
    assert {"time_s", "level", "compression_n", "anterior_shear_n", "right_shear_n"} <= set(rows[0])
    assert {row["level"]: f"{float(row['compression_n']):.0f}" for row in rows} == shown
    result = json.loads(saved(page, "JSON").read_text(encoding="utf-8"))
    found = {level["level"]: level["compression_n"] for level in result["frames"][0]["levels"]}
    assert {name: f"{value:.0f}" for name, value in found.items()} == shown
    task = saved(page, "Task")
    assert f"{float(analyze(task).compression[0, 0]):.0f}" == shown["L5/S1"]


def test_a_picture_is_saved_as_it_is_seen(page: Page) -> None:
    page.open("v=1&m=load&pos=25 0 0 0 8 0.3").until(lambda s: compression(s, "L5/S1") > 0)
    with Image.open(saved(page, "PNG")) as found:
        assert found.format == "PNG"
        assert found.size == (FINE * SIZE[0], FINE * SIZE[1])
        pixels = np.asarray(found.convert("RGB"), dtype=float)
    assert pixels.std(axis=(0, 1)).min() > 10  # not of one colour
    red = pixels[..., 0] - pixels[..., 2]
    assert (red > 40).mean() > 0.005  # muscles at work are in it


def test_what_is_held_is_chosen_and_kept_in_the_link(page: Page) -> None:
    """With the thorax held one side turns the pelvis instead; the same as `dorsum stimulate --fix`."""
    page.open("v=1&m=pull&sel=quadratus_lumborum_iliocostal&ps=right&act=0.6")
    free = page.until(lambda s: s["pulled"])
    page.tab.select_option("#fix", "thorax_and_pelvis")
    seen = page.until(lambda s: s["pulled"] and s["pulled"]["parts"] != free["pulled"]["parts"])
    own = stimulate("quadratus_lumborum_iliocostal", side="right", activation=0.6, fix="thorax_and_pelvis")
    assert [(p["part"], p["movement"]) for p in seen["pulled"]["parts"]] == [
        (p.what, p.movement) for p in own.parts
    ]
    amounts = [part["amount"] for part in seen["pulled"]["parts"]]
    assert amounts == pytest.approx([part.amount for part in own.parts], abs=1e-3)
    page.tab.click("[aria-label='Copy the link of this view']")
    link = page.tab.evaluate("() => location.hash")
    assert "fix=thorax_and_pelvis" in link
    assert page.open(link.lstrip("#")).seen()["state"]["fix"] == "thorax_and_pelvis"
    assert page.tab.locator("#fix").input_value() == "thorax_and_pelvis"
    assert "as one piece" in page.tab.locator("#fix-means").inner_text()


def test_the_model_judges_what_documents_say(page: Page) -> None:
    """A document says that the interspinales flex; textbooks deny it, and the model does not do it either."""
    page.open("v=1&m=pull&sel=interspinales_lumborum")
    page.tab.click(".said summary:has-text('What documents say it does')")
    claim = page.tab.locator(".said .claims > li", has_text="help to flex the spine")
    assert claim.locator(".badge").all_inner_texts() == ["Textbooks: contradicted", "Model: does not do it"]
    assert "the opposite way" in claim.inner_text()


def test_the_model_and_the_textbooks_part_and_why(page: Page) -> None:
    page.open("v=1&m=pull&sel=iliocostalis_lumborum_pars_lumborum")
    page.tab.wait_for_selector(".said summary .badge")
    page.tab.locator(".said summary", has=page.tab.locator(".badge")).first.click()
    first = page.tab.locator(".said .claims > li").first
    assert first.get_attribute("data-differs") == "true"
    assert "Why: " in first.inner_text()
