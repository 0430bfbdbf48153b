"""How long a whole process takes to answer: Python itself, the atlas, and commands that read facts only.

    taskset -c 1 python benchmarks/startup.py [--repeats 15] [--against REVISION [--folder WORKTREE]]

Each line is the median and the quickest of several processes, one after the other, after one that is not
counted. Where Python may not store compiled code, all are slower; the heading says so. Against a revision
both take turns, A B A B, compiled code stored for both: CPU seconds of both, and the median ratio.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from revision import ROOT, python_of, tree

TARGET = 0.5  # s, for every line, which the project set itself
DORSUM = ("-m", "dorsum")
PROCESSES = {
    "python": ("-c", "pass"),
    "import dorsum": ("-c", "import dorsum"),
    "Atlas().muscle('multifidus')": (
        "-c",
        "from dorsum import Atlas; print(Atlas().muscle('multifidus'))",
    ),
    "dorsum --help": (*DORSUM, "--help"),
    "dorsum muscle multifidus": (*DORSUM, "muscle", "multifidus"),
    "dorsum find --nerve 'dorsal scapular'": (*DORSUM, "find", "--nerve", "dorsal scapular"),
    "dorsum pain --at 'low back'": (*DORSUM, "pain", "--at", "low back"),
}


def seconds(arguments: tuple[str, ...]) -> float:
    """Duration of one process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def cpu(python: Path, arguments: tuple[str, ...], compiled: Path) -> float:
    """CPU seconds of one process of a tree, its compiled code in a folder of its own."""
    own = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python, *arguments], stdout=subprocess.DEVNULL, env=os.environ | own, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def against(revision: str, folder: Path | None, repeats: int) -> None:
    """Both trees in turn."""
    pythons = [python_of(ROOT), python_of(tree(revision, folder))]
    print(f"CPU seconds, medians of {repeats}: here, {revision[:8]}, median ratio")
    with TemporaryDirectory() as scratch:
        compiled = [Path(scratch) / name for name in ("here", "there")]
        for name, arguments in PROCESSES.items():
            turns = [
                [cpu(python, arguments, at) for python, at in zip(pythons, compiled, strict=True)]
                for _ in range(repeats + 1)
            ][1:]
            here, there = zip(*turns, strict=True)
            ratio = median(a / b for a, b in turns)
            print(f"{name:40s} {median(here):6.3f} {median(there):6.3f} {ratio:6.2f}", flush=True)


def main() -> None:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--against", metavar="REVISION")
    parser.add_argument("--folder", type=Path, help="a worktree of the revision, with its .venv")
    options = parser.parse_args()
    repeats = options.repeats
    if options.against:
        against(options.against, options.folder, repeats)
        return
    stored = "not " * sys.dont_write_bytecode + "stored"
    print(f"seconds, median and least of {repeats}; to reach {TARGET:g}; compiled code {stored}")
    for name, arguments in PROCESSES.items():
        seconds(arguments)
        times = [seconds(arguments) for _ in range(repeats)]
        print(f"{name:40s} {median(times):6.3f} {min(times):6.3f}")


if __name__ == "__main__":
    main()
