"""Run many random tasks and say how many are answered, refused and out of balance.

    nice python tests/laws/soak.py [--first 0] [--count 1000] [--list]

The tasks are those of `random_tasks`, seeds from `--first` on. Exit code 1 where an answer is out of balance
by more than 1e-6 N·m, a number is lost, more than 5 % are refused, or a task ends in anything else.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
from free_body import imbalance_of_file
from random_tasks import random_task

from dorsum.errors import BadInput, UnknownName
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task

BALANCED = 1e-6  # N·m
REFUSED = 0.05  # share of the tasks, at most


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--list", action="store_true", help="print every refusal")
    options = parser.parse_args()
    refused: dict[int, str] = {}
    broken: list[str] = []
    short = warned = answered = 0
    worst, began = 0.0, time.process_time()
    for seed in range(options.first, options.first + options.count):
        text = random_task(seed)
        try:
            result = analyze(Task.written(text, f"random-{seed}.toml"))
        except KeyboardInterrupt:  # what has been asked so far is told
            options.count = seed - options.first
            break
        except (BadInput, UnknownName) as error:
            refused[seed] = str(error)
            continue
        except Exception as error:
            broken.append(f"{seed}: {type(error).__name__}: {error}")
            continue
        answered += 1
        short += not result.balanced.all()
        warned += bool(result.warnings)
        with tempfile.TemporaryDirectory() as scratch:
            result.save(Path(scratch) / "answer.nc")
            off = imbalance_of_file(Path(scratch) / "answer.nc")
        worst = max(worst, off)
        if not off <= BALANCED or not np.isfinite(result.compression).all():
            broken.append(f"{seed}: out of balance by {off:.2g} N·m")
    each = (time.process_time() - began) / max(options.count, 1)
    print(f"{options.count} tasks from seed {options.first}: {answered} answered, {short} with a shortfall,")
    print(f"{warned} with a warning; {len(refused)} refused; {len(broken)} broken; {each:.2f} s of CPU each")
    print(f"largest imbalance {worst:.2g} N·m")
    for reason, count in Counter(map(_kind, refused.values())).most_common():
        print(f"  {count:4d}  {reason}")
    if options.list:
        for seed, reason in refused.items():
            subject = tomllib.loads(random_task(seed))["subject"]
            print(f"{seed}: {subject['height_m']} m, {subject['mass_kg']} kg: {reason}")
    for sentence in broken:
        print(f"broken {sentence}")
    return int(bool(broken) or len(refused) > REFUSED * options.count)


def _kind(reason: str) -> str:
    """A refusal without its numbers and names of files."""
    words = reason.split(": ", 1)[-1]
    return "".join("#" if c.isdigit() else c for c in words)[:90]


if __name__ == "__main__":
    sys.exit(main())
