"""What joints that give cost beside the posture taken exactly: movements, single postures and a recording.

    taskset -c 0 python benchmarks/giving.py [--repeats 3]

One process, warm, both in turn: everything is run once before the clock starts, and the best of the repeats
is printed, in milliseconds of the processor a frame. OpenBLAS is held to one thread. What joints give holds
two exact analyses of every frame, as stated and as found.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.mechanics.analysis import Options
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.built_in import built_in_names
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.task import Task

RECORDINGS = Path(__file__).parents[1] / "examples" / "recordings"
FILES = "rehazenter_2014001_walk.c3d", "opencap_squats1.mot"
EXACT, GIVING = Options(posture="exact"), Options(posture="giving")


def best(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Milliseconds of the quickest of several runs, after one that is not counted, and what was found."""
    found, times = work(), []
    for _ in range(repeats):
        start = time.process_time()
        found = work()
        times.append(time.process_time() - start)
    return 1e3 * min(times), found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    print(f"{'':32}{'frames':>7}{'exact':>9}{'giving':>9}{'times':>7}{'settled':>9}")
    sums: dict[str, list[float]] = {"movements": [0.0, 0.0], "postures": [0.0, 0.0]}
    model = model_for("male")
    for name in built_in_names():
        work = partial(analyse_pose, model, pose_of(Task.named(name), model))
        exact, _ = best(partial(work, options=EXACT), repeats)
        giving, found = best(partial(work, options=GIVING), repeats)
        settled = found.given.settled
        kind = sums["movements" if len(settled) > 1 else "postures"]
        kind[0], kind[1] = kind[0] + exact, kind[1] + giving
        _line(name, exact, giving, settled)
    for file in FILES:
        job = partial(analyze, RECORDINGS / file, workers=1)
        exact, _ = best(partial(job, posture="exact"), repeats)
        giving, result = best(partial(job, posture="giving"), repeats)
        _line(file, exact, giving, result.array("give_settled").astype(bool))
    for name, (exact, giving) in sums.items():
        print(f"all {name}: {giving / exact:.1f} times")


def _line(name: str, exact: float, giving: float, settled: Any) -> None:
    frames = len(settled)
    per = f"{exact / frames:9.3f}{giving / frames:9.3f}{giving / exact:7.1f}"
    print(f"{name:32}{frames:7}{per}{int(np.sum(settled)):9}", flush=True)


if __name__ == "__main__":
    main()
