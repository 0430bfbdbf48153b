"""What a frame of the page costs in JavaScript: recolouring and moving all fascicles, in headless Chromium.

Aims: 2 ms to recolour, 8 ms to move, with the commands to draw; the time of the graphics card is not in it.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile


def measured(chromium: str, address: str) -> dict[str, float]:
    """The numbers that `?bench` prints."""
    from playwright.sync_api import sync_playwright

    flags = ["--headless=new", "--no-sandbox", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-sync", "--disable-component-update", "--disable-quic", "--use-angle=swiftshader"]
    with sync_playwright() as tools, tempfile.TemporaryDirectory() as folder:
        browser = tools.chromium.launch_persistent_context(
            folder, executable_path=chromium, args=[*flags, "--enable-unsafe-swiftshader"]
        )
        page = browser.new_page()
        page.goto(f"{address}?bench=1")
        found: dict[str, float] = json.loads(page.locator("#bench").inner_text(timeout=120_000))
        browser.close()
    return found


def main() -> None:
    """Serve the page, open it, print."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not here: nothing measured")
        return
    command = [sys.executable, "-m", "dorsum", "view", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        at = re.search(r"http://\S+", server.stderr.readline())
        assert at is not None
        try:
            found = measured(chromium, at.group())
        finally:
            server.terminate()
    print(f"{found['fascicles']:.0f} fascicles, ms of JavaScript a frame")
    for name in ("recolour", "move"):
        print(f"{name:10} {found[name + '_ms']:6.2f}  of it alone {found[name + '_alone_ms']:6.3f}")


if __name__ == "__main__":
    main()
