"""The page as a user has it, in Debian's Chromium without a window: for tests, pictures and benchmarks.

Needs `chromium` (apt-get install chromium) and the package playwright, which Dorsum itself does not use.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--no-first-run"),
    *("--disable-quic", "--disable-sync", "--disable-background-networking", "--disable-component-update"),
    *("--use-angle=swiftshader", "--enable-unsafe-swiftshader"),  # drawn without a graphics card
)
PATIENCE_S = 90


@contextmanager
def served(variables: Mapping[str, str] | None = None, python: Path | str = sys.executable) -> Iterator[str]:
    """The address of `dorsum view` on a free port; `variables` are added to its environment."""
    with started(variables, python) as (address, _):
        yield address


@contextmanager
def started(
    variables: Mapping[str, str] | None = None, python: Path | str = sys.executable
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The same, with its process."""
    command = [python, "-m", "dorsum", "view", "--port", "0"]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=os.environ | dict(variables or {}),
    ) as server:
        try:
            assert server.stderr is not None
            said = server.stderr.readline()
            found = re.search(r"http://\S+", said)
            if found is None:
                raise RuntimeError(f"dorsum view did not start: {said}{server.stderr.read()}")
            yield found.group(), server
        finally:
            server.terminate()


@contextmanager
def browser(width: int, height: int, fine: float = 1) -> Iterator[BrowserContext]:
    """A browser with nothing in its cache, and windows of a size in CSS pixels; `fine` are drawn for one."""
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as profile, sync_playwright() as tools:
        found = tools.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=FLAGS,
            viewport={"width": width, "height": height},
            device_scale_factor=fine,
        )
        found.set_default_timeout(1000 * PATIENCE_S)
        yield found
        found.close()
