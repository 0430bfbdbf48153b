"""Pictures of the page for the README: the real server, seen by Debian's Chromium. Run by `make pictures`."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).with_name("pictures")
FLAGS = [
    *("--headless=new", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--use-angle=swiftshader"),
    "--enable-unsafe-swiftshader",
]
SIZE = {"width": 1280, "height": 800}
DRAWN = 25_000  # ms: pictures are drawn without a graphics card
STATES = {
    "page_look": "v=1&sel=multifidus&peel=5",
    "page_pull": "v=1&m=pull&sel=multifidus_lumborum&ps=right&act=100&peel=5",
    "page_load": "v=1&m=load&task=lifting_20kg_round_back&vs=lifting_20kg_bent_knees&peel=1&by=activation"
    "&cam=128 7 5 0.08 -0.1 0",
}

if __name__ == "__main__":
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is missing: apt-get install chromium")
    command = [sys.executable, "-m", "dorsum", "view", "--port", "0"]
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server,
        TemporaryDirectory() as profile,
        sync_playwright() as tools,
    ):
        assert server.stderr is not None
        found = re.search(r"http://\S+", server.stderr.readline())
        assert found
        browser = tools.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=FLAGS, viewport=SIZE
        )
        for name, state in STATES.items():
            page = browser.new_page()
            page.goto(f"{found.group()}#{state}")
            page.wait_for_timeout(DRAWN)
            page.screenshot(path=FOLDER / f"{name}.png", timeout=120_000)
            page.close()
        browser.close()
        server.terminate()
