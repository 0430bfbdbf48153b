"""Score the public recordings of docs/recordings.md anew.

    python benchmarks/public_recordings.py FOLDER [--only 9 36] [--rate 5]

FOLDER holds the files under the keys of their repositories, as FOLDER/models/Pipelines/…; nothing of them is
part of Dorsum. Options that a recording asks for stand in OPTIONS; its maps lie in FOLDER, named by numbers.
A line a file: median and 95th percentile of the trunk's inclination, what the second reader has by both
measures, whether they are within 10°, and what was said of a file that is refused.
"""

import argparse
import re
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dorsum.errors import DorsumError
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.objectives import DEFAULT
from dorsum.motion.recorded.analyze import analyze_recording, request_of
from dorsum.motion.recorded.recorded import Recording

PAGE = Path(__file__).parents[1] / "docs" / "recordings.md"
EXACT = Options(posture="exact")  # what is judged is what was recorded
WITHIN = 10.0  # °
ROW = re.compile(r"^\| (\d+) \| ([\w-]+): `([^`]+)` \|(.*)\|$", re.MULTILINE)
ANGLES = re.compile(r"(-?\d+)°, (-?\d+)°")
OPTIONS: dict[int, dict[str, Any]] = {
    36: {"person": "Human1"},
    39: {"from_s": 1.5, "to_s": 3.7},
}
MAPS = {9: "9.toml", 40: "40.toml"}


class Case(NamedTuple):
    """A row of the page."""

    number: int
    file: str
    trunk: tuple[float, float] | None  # by measure (1): median and 95th percentile, °
    since: tuple[float, float] | None  # by measure (2)
    before: str  # what stands there of Dorsum


def cases() -> list[Case]:
    """The rows of the page."""
    found = []
    for number, key, file, rest in ROW.findall(PAGE.read_text(encoding="utf-8")):
        cells = [cell.strip() for cell in rest.split("|")]
        # vendor, second reader, unit and up, trunk (1), expected, Dorsum, second reader (2), first, last
        found.append(Case(int(number), f"{key}/{file}", _angles(cells[3]), _angles(cells[6]), cells[5]))
    return found


def _angles(cell: str) -> tuple[float, float] | None:
    match = ANGLES.match(cell)
    return None if match is None else (float(match[1]), float(match[2]))


def scored(folder: Path, case: Case, rate: float) -> str:
    """What comes out of a recording, in a line."""
    given = {"rate_hz": rate} | OPTIONS.get(case.number, {})
    if case.number in MAPS:
        given["markers"] = folder / MAPS[case.number]
    start = time.perf_counter()
    try:
        result = analyze_recording(request_of(folder / case.file, None, DEFAULT, EXACT, given))
    except DorsumError as error:
        return f"refused: {str(error).replace(str(folder), '…')[:300]}"
    _, mean, _ = Recording.of(result).course.of("inclination")
    found = float(np.median(mean)), float(np.percentile(mean, 95))
    near = [
        name
        for name, of in (("(1)", case.trunk), ("(2)", case.since))
        if of is not None and np.abs(np.subtract(found, of)).max() <= WITHIN
    ]
    recorded = result.recorded
    doubts = [*recorded.failed, *result.warnings] if recorded is not None else []
    verdict = f"right by {' and '.join(near)}" if near else "WRONG"
    told = f"{found[0]:.0f}°, {found[1]:.0f}°; second reader {case.trunk}, {case.since}; {verdict}"
    took = f"{len(result.times)} frames, {time.perf_counter() - start:.0f} s"
    return f"{told}; before {case.before}; {took}" + "".join(f"\n      - {text[:200]}" for text in doubts)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", type=int, nargs="*")
    parser.add_argument("--rate", type=float, default=5.0)
    options = parser.parse_args()
    for case in cases():
        if options.only and case.number not in options.only:
            continue
        print(f"{case.number:3} {case.file}: {scored(options.folder, case, options.rate)}", flush=True)


if __name__ == "__main__":
    main()
