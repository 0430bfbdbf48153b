"""This tree's page against another revision's, in turn: how long to a first picture, and how many bytes.

    python benchmarks/first_picture.py REVISION [--folder WORKTREE] [--repeats 7]

Both trees are served one after the other, A B A B, by the `dorsum view` of their own environment, each time
to a browser with nothing in its cache. Cold: nothing was ever computed; warm: the scene lies on the disk.
Times count from the start of `dorsum view` until the graphics card, here a processor, has drawn a whole back,
and on to the first answer of Load, which is clicked then. Bytes are those on the wire. Both have their Python
compiled by a run before that does not count. CPU is what server and browser used up to the picture, all cores
together: on a machine that does other things, too, that is the number to trust.

Where the time goes is told from the same runs: until the server listens, has sent the page, the page's
program, and the last byte of the scene, each counted from the start of `dorsum view`.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request, sync_playwright
from revision import ROOT, python_of, tree
from revision import cpu as processor

sys.path.append(str(Path(__file__).parents[1] / "tests" / "view"))

import headless

# A picture is there when the card has drawn it: one dot is read back.
DRAWN = """() => {
  if (!window.dorsum || !window.dorsum.state().frames) return false;
  const card = document.querySelector("canvas").getContext("webgl2");
  card.readPixels(0, 0, 1, 1, card.RGBA, card.UNSIGNED_BYTE, new Uint8Array(4));
  return true;
}"""
ANSWERED = "() => window.dorsum.state().levels.some((level) => Number.isFinite(level.compression))"
SIZE = {"width": 1280, "height": 720}
TREES = ("here", "there")


class Seen(NamedTuple):
    """Seconds from the start of `dorsum view`, and bytes."""

    listens: float
    page: float
    program: float
    scene: float
    picture: float
    cpu: float
    load: float
    scene_bytes: float
    asset_bytes: float


def used() -> float:
    """CPU seconds of this process and all that it started: server, browser, card."""
    tick = os.sysconf("SC_CLK_TCK")
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[int(folder.name)] = int(fields[1])
                spent[int(folder.name)] = sum(map(int, fields[11:15])) / tick
    total = 0.0
    for process, seconds in spent.items():
        above: int | None = process
        while above is not None and above != os.getpid():
            above = parents.get(above)
        total += seconds if above is not None else 0.0
    return total


@contextmanager
def browser() -> Iterator[Browser]:
    """One browser for all; each page has a profile of its own."""
    with sync_playwright() as tools:
        found = tools.chromium.launch(executable_path=headless.CHROMIUM, args=headless.FLAGS)
        yield found
        found.close()


def opened(program: Browser, folder: Path, variables: dict[str, str], load: bool) -> Seen:
    """Serve the page of a tree, look at it, and perhaps ask Load."""
    context = program.new_context(viewport=SIZE)  # type: ignore[arg-type]
    page = context.new_page()
    arrived: list[Request] = []
    page.on("requestfinished", lambda request: arrived.append(request))  # it takes no method of a list
    before = used()
    start, since = time.perf_counter(), 1e3 * time.time()
    with headless.served(variables, python_of(folder)) as address:
        listens = time.perf_counter() - start
        page.goto(address, wait_until="commit")
        while not page.evaluate(DRAWN):
            page.wait_for_timeout(10)
        picture, cpu = time.perf_counter() - start, used() - before
        answered = picture
        if load:
            page.locator("header").get_by_text("Load", exact=True).click()
            while not page.evaluate(ANSWERED):
                page.wait_for_timeout(10)
            answered = time.perf_counter() - start
        ends: dict[str, float] = {"page": 0.0, "program": 0.0, "scene": 0.0}
        sizes = {"scene": 0, "assets": 0}
        for request in arrived:
            path = urlsplit(request.url).path
            timing, size = request.timing, request.sizes()["responseBodySize"]
            end = (timing["startTime"] + timing["responseEnd"] - since) / 1e3
            part = path.startswith("/api/scene") and not path.endswith("progress")
            kind = "scene" if part else "page" if path == "/" else "program" if path.endswith(".js") else ""
            if kind:
                ends[kind] = max(ends[kind], end)
            if part:
                sizes["scene"] += size
            elif not path.startswith("/api"):
                sizes["assets"] += size
        context.close()
    return Seen(
        listens=listens,
        **ends,
        picture=picture,
        cpu=cpu,
        load=answered,
        scene_bytes=sizes["scene"],
        asset_bytes=sizes["assets"],
    )


def environment(scratch: Path, name: str) -> dict[str, str]:
    """Compiled Python of each tree in a folder of its own, whatever this process was told."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(scratch / f"compiled {name}")}


def told(what: str, runs: dict[str, list[Seen]], field: str, unit: float = 1.0, digits: int = 2) -> None:
    """Print the medians of a number, and the ratio of the pairs with its middle half."""
    here, there = ([getattr(run, field) / unit for run in runs[name]] for name in TREES)
    ratios = [a / b for a, b in zip(here, there, strict=True)]
    spread = ""
    if len(ratios) > 1:
        low, _, high = statistics.quantiles(ratios, n=4)
        spread = f" ({low:.2f} to {high:.2f})"
    print(
        f"{what:44s} {statistics.median(here):8.{digits}f} {statistics.median(there):8.{digits}f}"
        f"   {statistics.median(ratios):5.2f}{spread}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision")
    parser.add_argument("--folder", type=Path, help="a worktree of the revision, with its .venv")
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    if headless.CHROMIUM is None:
        raise SystemExit("chromium is not here: nothing measured")
    folders = {"here": ROOT, "there": tree(options.revision, options.folder)}
    cold: dict[str, list[Seen]] = {name: [] for name in TREES}
    warm: dict[str, list[Seen]] = {name: [] for name in TREES}
    with TemporaryDirectory() as scratch, browser() as program:
        for turn in range(-1, options.repeats):
            for name, folder in folders.items():
                variables = environment(Path(scratch), name)
                with TemporaryDirectory() as empty:
                    variables["DORSUM_CACHE"] = empty
                    seen = opened(program, folder, variables, load=False)
                    again = opened(program, folder, variables, load=True)
                print(
                    f"{turn} {name}: cold {seen.picture:.2f} s, CPU {seen.cpu:.2f} s;",
                    end=" ",
                    file=sys.stderr,
                )
                print(f"warm {again.picture:.2f} s, CPU {again.cpu:.2f} s", file=sys.stderr, flush=True)
                if turn >= 0:
                    cold[name].append(seen)
                    warm[name].append(again)
    cores = len(os.sched_getaffinity(0))
    print(f"{processor()}, {cores} core(s), load {os.getloadavg()[0]:.1f}; median of {options.repeats} pairs")
    print(f"{'':44s} {'here':>8s} {options.revision[:8]:>8s}   ratio (middle half)")
    for what, runs in (("cold", cold), ("warm", warm)):
        told(f"{what}: server listens, s", runs, "listens")
        told("  page sent, s", runs, "page")
        told("  program sent, s", runs, "program")
        told("  scene sent, s", runs, "scene")
        told("  first picture, s", runs, "picture")
        told("  CPU up to it, s", runs, "cpu")
    told("  first answer of Load, s", warm, "load")
    told("scene, kB", warm, "scene_bytes", 1e3, 0)
    told("page and program, kB", warm, "asset_bytes", 1e3, 0)


if __name__ == "__main__":
    main()
