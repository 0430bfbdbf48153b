"""What people come for, from the first page on, in at most six actions: clicks, choices, words typed."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chromium_page import MARKS, Page
from recorded_files import bow

from dorsum.cli.main import main

pytestmark = MARKS

MOST = 6


class Person:
    """Someone at the first page, whose actions are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.tab, self.actions = page.open(), page.tab, 0

    def does(self, action: Callable[..., Any], *arguments: Any) -> None:
        action(*arguments)
        self.actions += 1
        assert self.actions <= MOST

    def goes_to(self, mode: str) -> None:
        self.does(self.tab.click, f"[role=group] button:text-is('{mode}'), .modes button:text-is('{mode}')")

    def searches(self, words: str) -> None:
        self.does(self.tab.keyboard.press, "/")
        self.does(self.tab.keyboard.type, words)
        self.does(self.tab.keyboard.press, "Enter")

    def reads(self, of: str, words: str) -> str:
        self.tab.wait_for_selector(f"{of}:has-text({words!r})")
        return str(self.tab.locator(of).first.inner_text())


@pytest.fixture
def person(tab: Page) -> Person:
    return Person(tab)


def test_two_lifts_of_a_woman_of_60_kg_are_compared(person: Person) -> None:
    person.goes_to("Load")
    person.does(person.tab.click, ".own-body:not(.lift) summary")
    person.does(person.tab.select_option, "#body-preset", "female")
    person.does(person.tab.fill, "#body-mass_kg", "60")
    person.does(person.tab.keyboard.press, "Enter")
    person.does(person.tab.click, "button:has-text('Stoop against squat')")
    person.page.until(lambda s: s["split"] and not s["busy"] and s["state"]["body"].get("mass_kg") == 60)
    person.reads(".own-body:not(.lift) summary", "woman of 1.63 m, 60 kg")
    told = person.reads(".load .comparison", "than")
    assert re.search(r"L\d/[LS]\d with [\d.]+ kN (more|less) \([−+-]?\d+ %\) than", told), told


def test_rhomboids_are_found_and_learned(person: Person) -> None:
    person.searches("rhomboid major")
    person.reads(".card h2", "Rhomboid major")
    for heading in ("Origin", "Insertion", "Nerve"):
        person.reads(".card", heading)


def test_a_pull_of_multifidus_is_seen(person: Person) -> None:
    person.goes_to("Pull")
    person.searches("multifidus lumborum")
    told = person.reads(".pull .headline", "°")
    assert told.startswith("Lumbar spine: extension"), told


def test_a_recording_of_ones_own_is_opened(person: Person, tmp_path: Path) -> None:
    person.goes_to("Load")
    person.does(person.tab.set_input_files, "#task-file", bow(tmp_path))
    seen = person.page.until(lambda s: not s["busy"] and s["headline"])
    assert "kN" in seen["headline"]
    assert "No verdict" not in seen["headline"]


def test_neck_pain_since_five_weeks_is_answered(person: Person, capsys: Any) -> None:
    """From the first page: what to do first, and where it lies; then a warning sign is told at once."""
    person.tab.emulate_media(reduced_motion="reduce")
    person.does(person.tab.click, "button:has-text('Where does it hurt?')")
    person.does(person.tab.click, ".places button:text-is('Neck')")
    person.does(person.tab.fill, "#pain-since", "5")
    told = person.reads(".pain .first", "No warning sign is named")
    with pytest.raises(SystemExit):
        main(["pain", "--at", "neck", "--since", "5w"])
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith(told)
    assert person.page.seen()["state"]["since"] == "5w"
    assert "neck_posterior" in person.page.until(lambda s: s["hurts"])["hurts"]
    assert " ".join(person.reads(".pain .rule", "rule disease out").split()) in out
    person.does(person.tab.click, ".pain summary:has-text('Course')")
    assert "35 at 6.5 weeks" in person.reads(".pain details[open]", "acute neck pain")
    person.does(person.tab.check, ".tick:has-text('leg weakness') input")
    assert person.reads(".pain .first", "emergency").startswith("Seek emergency care now: progressive")
