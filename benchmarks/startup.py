"""How long a whole process takes to answer: Python itself, the atlas, and commands that read facts only.

    taskset -c 1 python benchmarks/startup.py [--repeats 15]

Each line is the median and the quickest of several processes, one after the other, after one that is not
counted. Where Python may not store compiled code, all are slower; the heading says so.
"""

import argparse
import subprocess
import sys
import time
from statistics import median

TARGET = 0.5  # s, for every line, which the project set itself
DORSUM = ("-m", "dorsum")
PROCESSES = {
    "python": ("-c", "pass"),
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


def main() -> None:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    stored = "not " * sys.dont_write_bytecode + "stored"
    print(f"seconds, median and least of {repeats}; to reach {TARGET:g}; compiled code {stored}")
    for name, arguments in PROCESSES.items():
        seconds(arguments)
        times = [seconds(arguments) for _ in range(repeats)]
        print(f"{name:40s} {median(times):6.3f} {min(times):6.3f}")


if __name__ == "__main__":
    main()
