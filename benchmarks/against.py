"""This tree against another revision, job by job in turn: CPU time on one core, as a ratio with its spread.

    python benchmarks/against.py REVISION [--folder WORKTREE] [--repeats 7] [--only WORDS]

Both trees do the same small job one after the other, A B A B, so that what else the machine does falls on
both. Each job is done once before it counts, except the first answer with an empty cache. The ratio is the
median of the pairs, this tree over the other; below 1 this tree is quicker. The spread is that of the middle
half.
"""

import argparse
import os
import resource
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from revision import HERE, ROOT, cpu, python_of, tree

SLOWER = 1.05  # a median ratio above it is marked
COLD = 3  # pairs of answers with an empty cache, which compile anew each time
Once = Callable[[], float]


class Worker:
    """A process of one tree that does jobs when told."""

    def __init__(self, folder: Path, cache: Path, squats: Path) -> None:
        self.process = subprocess.Popen(
            [python_of(folder), HERE / "against_jobs.py", squats],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(cache),
        )
        self.jobs = self.read().split("\t")

    def read(self) -> str:
        """One line of its answers."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a worker ended before its answer")
        return line.rstrip("\n")

    def seconds(self, job: str) -> float:
        """CPU time of a job done once."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{job}\n")
        self.process.stdin.flush()
        return float(self.read())


def environment(cache: Path) -> dict[str, str]:
    """One thread, as the command line has it, and where compiled code is kept."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return os.environ | one | {"DORSUM_CACHE": str(cache)}


def command(folder: Path, cache: Path | None, *arguments: str) -> float:
    """CPU time of a whole process of the command line; without a `cache` it begins with an empty one."""
    with tempfile.TemporaryDirectory() as empty:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [python_of(folder), "-m", "dorsum", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(cache or Path(empty)),
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(name: str, here: Once, there: Once, repeats: int, warm: bool = True) -> None:
    """Print the ratio of a job done in turn."""
    if warm:
        here()
        there()
    pairs = np.array([(here(), there()) for _ in range(repeats)])
    ratio = pairs[:, 0] / pairs[:, 1]
    low, middle, high = np.quantile(ratio, (0.25, 0.5, 0.75))
    ours, theirs = np.median(pairs, axis=0)
    mark = "  slower" if middle > SLOWER else ""
    print(
        f"{name:34s} {middle:5.2f}  ({low:.2f} to {high:.2f})  {ours:8.3f} s  {theirs:8.3f} s{mark}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision")
    parser.add_argument("--folder", type=Path, help="a worktree of the revision, with its .venv")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--only", default="", help="jobs whose name holds these words")
    options = parser.parse_args()
    there = tree(options.revision, options.folder)
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})  # the processes that are started inherit it
    print(f"{cpu()}, core {core}; CPU seconds of this tree over those of {options.revision},")
    print(f"median of {options.repeats} pairs (middle half), then the medians themselves")
    with tempfile.TemporaryDirectory() as scratch:
        caches = [Path(scratch) / name for name in ("here", "there")]
        trees = list(zip((ROOT, there), caches, strict=True))
        answer = ("analyze", "upright_standing")
        wanted: list[tuple[str, tuple[str, ...], bool]] = [
            ("first answer, empty cache", answer, False),
            ("first answer, filled cache", answer, True),
            ("a file that does not exist", ("analyze", "no_such_file.mot"), True),
        ]
        for name, arguments, warm in wanted:
            if options.only in name:
                runs = [partial(command, f, c if warm else None, *arguments) for f, c in trees]
                repeats = options.repeats if warm else min(options.repeats, COLD)
                compare(name, runs[0], runs[1], repeats, warm)
        workers = [Worker(*each, Path(scratch) / "squats.npz") for each in trees]
        for job in workers[0].jobs:
            if options.only in job:
                runs = [partial(worker.seconds, job) for worker in workers]
                compare(job, runs[0], runs[1], options.repeats)


if __name__ == "__main__":
    main()
