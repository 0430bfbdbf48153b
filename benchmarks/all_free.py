"""What a frame costs where joints give and hips and girdle are balanced, beside the spine taken exactly.

    python benchmarks/all_free.py REVISION [--folder WORKTREE] [--repeats 3] [--only WORDS]

Every built-in movement, analysed by this tree with the spine alone exactly, giving, and giving with hips,
with girdle and with both free; and by REVISION, exactly, where that knows it. All in turn in one run, in a
process of each tree, each done once before it counts: the best of the repeats, in milliseconds of the
processor a frame from angles to loads. The ratio is that of all free to REVISION.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from revision import HERE, cpu, either, python_of, tree

GROUPS = ("", "hips", "girdle", "hips,girdle")  # that are free besides the spine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("revision")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    there = tree(options.revision, options.folder)
    print(f"{cpu()}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; ms a frame")
    heads = "exact", "giving", *GROUPS[1:3], "both", options.revision[:8], "ratio"
    print(f"{'':24}{'frames':>7}" + "".join(f"{head:>9}" for head in heads))
    movements = (name for name in movements_of() if options.only in name)
    with subprocess.Popen(
        [python_of(there), HERE / "all_free.py", "--answer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        for name in movements:
            frames, work = jobs(name)
            best = [float("inf")] * (len(work) + 1)
            for each in work:
                each()
            for _ in range(options.repeats):
                times = [*map(seconds, work), asked(other, name)]
                best = list(map(min, times, best))  # nan stays
            per = "".join(f"{1e3 * each / frames:9.2f}" for each in best)
            print(f"{name:24}{frames:7}{per}{best[-2] / best[-1]:9.2f}", flush=True)
        assert other.stdin is not None
        other.stdin.close()


def movements_of() -> tuple[str, ...]:
    """The built-in tasks of more than one frame."""
    from dorsum.motion.built_in import built_in_names

    task = either("dorsum.motion.task").Task
    return tuple(name for name in built_in_names() if task.named(name).frames > 1)


def jobs(name: str) -> tuple[int, list[Any]]:
    """Frames of a movement, and its analyses in the order of the columns."""
    from dorsum.mechanics.analysis import Options
    from dorsum.motion.analyze import model_for
    from dorsum.motion.frames import pose_of
    from dorsum.motion.giving import analyse_pose
    from dorsum.motion.task import Task

    work, frames = [], 0
    for groups in GROUPS:
        free = tuple(filter(None, groups.split(",")))
        model = model_for("male", Options(free=free))
        pose = pose_of(Task.named(name), model)
        frames = len(pose.times)
        for posture in ("exact", "giving") if not free else ("giving",):
            options = Options(free=free, posture=posture)
            work.append(partial(analyse_pose, model, pose, options=options))
    return frames, work


def seconds(work: Any) -> float:
    """CPU time of work done once."""
    start = time.process_time()
    work()
    return time.process_time() - start


def asked(other: Any, name: str) -> float:
    """CPU time of the other tree."""
    other.stdin.write(f"{name}\n")
    other.stdin.flush()
    return float(other.stdout.readline())


def answer() -> None:
    """Analyse the movement of each line of standard input exactly, twice, and answer with the second's time;
    with nan where there is no such movement."""
    analysis, frames_of = either("dorsum.mechanics.analysis"), either("dorsum.motion.frames").frames_of
    model, named = either("dorsum.motion.analyze").model_for("male"), either("dorsum.motion.task").Task.named
    known = either("dorsum.motion.task").built_in_names()
    for line in sys.stdin:
        if line.strip() not in known:
            print("nan", flush=True)
            continue
        work = partial(analysis.analyse_frames, model, frames_of(named(line.strip()), model))
        work()
        print(seconds(work), flush=True)


if __name__ == "__main__":
    answer() if sys.argv[1:] == ["--answer"] else main()
