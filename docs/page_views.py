"""The 24 stated views of the page, to be looked at: four tasks × light and dark × desktop, tablet and phone.

They show every step of peeling. Written to `out/page_views` as `TASK_THEME_SCREEN.png`, nothing is committed.
`python docs/page_views.py load` renders those whose names hold `load`. Needs Chromium; about ten minutes.
"""

import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "view"))

import headless

FOLDER = Path("out/page_views")
SCREENS = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}
THEMES = ("light", "dark")
ASIDE = "cam=128 7 5 0.08 -0.1 0&"  # where the page itself goes when loads are shown
TASKS = {
    "look": "",
    "pull": "m=pull&act=100&",
    "load": f"m=load&task=holding_20kg_close&{ASIDE}",
    "motion": f"m=load&t=0.6&by=activation&{ASIDE}",
}
# Of each task what its six views show, light first, desktop to phone; all steps of peeling are among them.
SHOWN = {
    "look": ("", "peel=1&by=layer", "peel=2&sel=rhomboid_major", "peel=3", "peel=4&by=nerve", "peel=8"),
    "pull": (
        "sel=trapezius_ascending&peel=1",
        "sel=multifidus_thoracis&peel=6",
        "sel=rhomboid_major&ps=right&peel=2",
        "sel=psoas_major&ps=left&peel=5&side=both",
        "sel=levator_scapulae&ps=right&peel=2",
        "sel=obliquus_capitis_inferior&ps=right&peel=7",
    ),
    "load": (
        "by=activation",
        "by=activation&q=shear",
        "by=activation&peel=1",
        "by=activation&sel=longissimus_thoracis_pars_thoracis",
        "by=stress",
        "by=activation",
    ),
    "motion": (
        "task=slow_flexion",
        "task=slow_flexion&peel=1",
        "task=slow_flexion",
        "task=slow_flexion&vs=standing_bent_53",
        "task=slow_flexion&q=pressure",
        "task=slow_flexion&vs=standing_bent_53",
    ),
}
STILL_S = 4.0  # without a new frame: the picture stands
LONGEST_S = 60.0


def views() -> dict[str, tuple[str, str, str]]:
    """Name → screen, theme and address."""
    found = {}
    for task, state in TASKS.items():
        for i, shown in enumerate(SHOWN[task]):
            theme, screen = THEMES[i // len(SCREENS)], list(SCREENS)[i % len(SCREENS)]
            found[f"{task}_{theme}_{screen}"] = (screen, theme, f"v=3&{state}{shown}")
    return found


def wait(page: object) -> None:
    """Until nothing is computed and no frame was drawn for a while."""
    seen, since, end = -1, time.monotonic(), time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        state = page.evaluate("() => window.dorsum.state()")
        if state["frames"] != seen or state["busy"]:
            seen, since = state["frames"], time.monotonic()
        if time.monotonic() - since > STILL_S:
            return
        page.wait_for_timeout(200)


if __name__ == "__main__":
    if headless.CHROMIUM is None:
        sys.exit("chromium is missing: apt-get install chromium")
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with headless.served() as address, headless.browser(*SCREENS["desktop"]) as browser:
        page = browser.new_page()
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{address}#v=3")
        page.wait_for_selector("body[data-ready=true]")
        for name, (screen, theme, state) in views().items():
            if wanted not in name:
                continue
            width, height = SCREENS[screen]
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.evaluate("state => { location.hash = state }", state)
            wait(page)
            page.screenshot(path=FOLDER / f"{name}.png", timeout=120_000)
            print(FOLDER / f"{name}.png", flush=True)
