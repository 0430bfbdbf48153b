"""What the page costs: a frame in JavaScript, and the time to the first picture, in headless Chromium.

Aims: 2 ms to recolour all fascicles and 8 ms to move them, with the commands to draw; the time of the
graphics card is not in it. First picture within 2 s, to a frame drawn: from `dorsum view`, and from opening a
page of a server that runs. Cold: the scene is built for the first time. A processor draws here.
"""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

sys.path.append(str(Path(__file__).parents[1] / "tests" / "view"))

import headless

DRAWN = "() => !!window.dorsum && window.dorsum.state().frames > 0"


def frames(address: str) -> dict[str, float]:
    """The numbers that `?bench` prints."""
    with headless.browser(1280, 720) as browser:
        page = browser.new_page()
        page.goto(f"{address}?bench=1")
        found: dict[str, float] = json.loads(page.locator("#bench").inner_text(timeout=120_000))
    return found


def drawn(page: Page, start: float) -> float:
    """Seconds from a start until a page has drawn a picture."""
    while not page.evaluate(DRAWN):
        page.wait_for_timeout(20)
    return time.perf_counter() - start


def first_picture(cache: str) -> tuple[float, float, float]:
    """Seconds from `dorsum view` to the page's frame and to a picture; and to that of a page opened later."""
    with headless.browser(1280, 720) as browser:
        page = browser.new_page()
        start = time.perf_counter()
        with headless.served({"DORSUM_CACHE": cache}) as address:
            page.goto(address, wait_until="commit")
            page.wait_for_selector("h1")
            frame = time.perf_counter() - start
            picture = drawn(page, start)
            page.close()
            page = browser.new_page()
            start = time.perf_counter()
            page.goto(address, wait_until="commit")
            return frame, picture, drawn(page, start)


def main() -> None:
    """Serve the page, open it, print."""
    if headless.CHROMIUM is None:
        print("chromium is not here: nothing measured")
        return
    with headless.served() as address:
        found = frames(address)
    print(f"{found['fascicles']:.0f} fascicles, ms of JavaScript a frame")
    for name in ("recolour", "move"):
        print(f"{name:10} {found[name + '_ms']:6.2f}  of it alone {found[name + '_alone_ms']:6.3f}")
    with TemporaryDirectory() as cache:
        for name in ("cold", "warm"):
            frame, picture, again = first_picture(cache)
            print(
                f"{name}: `dorsum view` to the page's frame {frame:.2f} s, to a picture {picture:.2f} s;",
                end="",
            )
            print(f" to that of a page opened later {again:.2f} s")


if __name__ == "__main__":
    main()
