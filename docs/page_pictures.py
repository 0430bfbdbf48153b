"""Pictures of the page for the README: the real server, seen by Debian's Chromium. Run by `make pictures`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "view"))

import headless

FOLDER = Path(__file__).with_name("pictures")
DRAWN_MS = 25_000  # pictures are drawn without a graphics card
STATES = {
    "page_look": "v=3&sel=multifidus&peel=6",
    "page_pull": "v=3&m=pull&sel=multifidus_lumborum&ps=right&act=100&peel=6",
    "page_load": "v=3&m=load&task=lifting_20kg_round_back&vs=lifting_20kg_bent_knees&peel=1&by=activation"
    "&cam=128 7 5 0.08 -0.1 0",
}

if __name__ == "__main__":
    if headless.CHROMIUM is None:
        sys.exit("chromium is missing: apt-get install chromium")
    with headless.served() as address, headless.browser(1280, 800) as browser:
        for name, state in STATES.items():
            page = browser.new_page()
            page.goto(f"{address}#{state}")
            page.wait_for_selector("body[data-ready=true]")
            page.wait_for_timeout(DRAWN_MS)
            page.screenshot(path=FOLDER / f"{name}.png", timeout=120_000)
            page.close()
