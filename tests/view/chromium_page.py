"""The page in a headless Chromium, on the real server: what tests ask of it and do with it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import headless
import pytest
from contrast import FAINT

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
SIZE = (1000, 620)
FINE = 0.5  # pixels drawn for one of them: without a graphics card a quarter of all takes half the time
MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(headless.CHROMIUM is None, reason="needs chromium (apt-get install chromium)"),
]


class Page:
    """A page and what went wrong on it."""

    def __init__(self, tab: Any, address: str) -> None:
        self.tab, self.address = tab, address
        self.errors: list[str] = []
        self.forgotten: set[str] = set()
        tab.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, state: str = "") -> "Page":
        opened = self.tab.url != "about:blank"
        self.tab.goto(f"{self.address}#{state}")
        if opened:  # another hash alone loads nothing
            self.tab.reload()
        self.tab.wait_for_selector("body[data-ready=true]")
        return self

    def seen(self) -> Any:
        return self.tab.evaluate("() => window.dorsum.state()")

    def until(self, what: Callable[[Any], bool]) -> Any:
        """The state once it is as wanted."""
        end = time.monotonic() + headless.PATIENCE_S
        while not what(seen := self.seen()):
            assert not seen["problem"], seen["problem"]
            assert time.monotonic() < end, seen
            self.tab.wait_for_timeout(100)
        return seen

    def forget(self, *words: str) -> None:
        """Errors that were asked for; the browser may report them after what the page shows of them."""
        self.forgotten |= set(words)

    def wrong(self) -> list[str]:
        """Errors that nothing asked for; a graphics card that is not there is none."""
        known = {*self.forgotten, "GPU stall due to ReadPixels"}
        return [error for error in self.errors if not any(word in error for word in known)]

    def findings(self) -> list[tuple[Any, ...]]:
        """What hinders people, of any weight, light and dark: what axe finds, and what is hard to read.

        Panels let the picture through, where axe does not tell contrast: `contrast` does.
        """
        self.tab.evaluate("() => document.querySelectorAll('aside details').forEach(d => { d.open = true; })")
        self.tab.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[tuple[Any, ...]] = []
        for scheme in ("light", "dark"):
            self.tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours do not fade over
            seen = self.tab.evaluate("() => axe.run()")
            doubted = [rule for rule in seen["incomplete"] if rule["id"] != "color-contrast"]
            for rule in (*seen["violations"], *doubted):
                found.append((scheme, rule["id"], rule["impact"], [n["html"] for n in rule["nodes"]][:3]))
            contrast = self.tab.evaluate(FAINT)
            assert contrast["read"] > 50
            found += [(scheme, *faint) for faint in contrast["faint"]]
        return found

    def drag(self, slider: str, value: float) -> None:
        """Moves a slider as the browser reports it."""
        self.tab.locator(slider).evaluate(
            "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
        )


HEAVY = """title = "Heavy lift"
frames = 11
[[loads]]
mass_kg = {mass}
reference = "shoulders"
forward_m = 0.3
up_m = -0.4
[[keyframes]]
time_s = 0
posture = {{ trunk_inclination = 60, knee_flexion = 30 }}
[[keyframes]]
time_s = 2
"""


def file(name: str, text: str) -> Any:
    """A task file as an input field takes it."""
    return {"name": name, "mimeType": "application/toml", "buffer": text.encode()}


def compression(seen: Any, level: str) -> float:
    return next(row["compression"] for row in seen["levels"] if row["name"] == level) or 0.0
