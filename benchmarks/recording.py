"""A long recording, file to Parquet, as a process of this tree and of another revision.

    python benchmarks/recording.py [REVISION] [--folder WORKTREE] [--frames 10000] [--workers 1,2]

The recording is the squats of `examples/recordings`, forwards and back until it is long enough. Each run is a
process of the tree's own Python: CPU seconds of all its processes, seconds on the clock, and the greatest sum
of the memory that is theirs alone at one time (of what they share each has its part, PSS). A revision before
`--workers` runs on one core. Compiled code is in the cache before a run counts.
"""

import argparse
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from threading import Event, Thread

from against import environment
from revision import ROOT, cpu, python_of, tree

SQUATS = ROOT / "examples" / "recordings" / "opencap_squats1.mot"
WARM = 60  # frames of the recording that fills the cache
EVERY_S = 0.2  # memory is looked at


def write_long(path: Path, frames: int) -> None:
    """The squats there and back again, so many frames at the rate of the file."""
    head, _, body = SQUATS.read_text().partition("endheader\n")
    names, *rows = [line.split("\t", 1) for line in body.splitlines() if line.strip()]
    step = float(rows[1][0]) - float(rows[0][0])
    round_trip = [*range(len(rows)), *range(len(rows) - 2, 0, -1)]
    lines = [f"{i * step:.8f}\t{rows[round_trip[i % len(round_trip)]][1]}" for i in range(frames)]
    head = head.replace(f"nRows={len(rows)}", f"nRows={frames}")
    path.write_text("\n".join([head + "endheader", "\t".join(names), *lines, ""]))


def memory_of(process: int) -> int:
    """KB that a process and those it has started hold, what they share counted once."""
    total = 0
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            total += int(line.split()[1]) if line.startswith("Pss:") else 0
        for task in Path(f"/proc/{process}/task").iterdir():
            total += sum(map(memory_of, map(int, (task / "children").read_text().split())))
    except OSError:  # it has ended meanwhile
        pass
    return total


def run(
    folder: Path, recording: Path, out: Path, cache: Path, workers: int | None
) -> tuple[float, float, float]:
    """CPU and clock seconds and the greatest memory in MB of one analysis."""
    options = [] if workers is None else ["--workers", str(workers)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    peak, done = 0, Event()
    with subprocess.Popen(
        [python_of(folder), "-m", "dorsum", "analyze", recording, "--save", out, *options],
        stdout=subprocess.DEVNULL,
        env=environment(cache),
    ) as process:

        def watch() -> None:
            nonlocal peak
            while not done.wait(EVERY_S):
                peak = max(peak, memory_of(process.pid))

        watcher = Thread(target=watch)
        watcher.start()
        code = process.wait()
        done.set()
        watcher.join()
    if code:
        raise SystemExit(f"{folder}: the analysis ended with exit code {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - start, peak / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", nargs="?", help="without it this tree alone")
    parser.add_argument("--folder", type=Path, help="a worktree of the revision, with its .venv")
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--workers", default="1,2", help="how many, with commas between")
    parser.add_argument("--suffix", default=".parquet")
    options = parser.parse_args()
    runs: list[tuple[str, Path, int | None]] = [
        (f"this tree, workers {n}", ROOT, int(n)) for n in options.workers.split(",") if n
    ]
    if options.revision:
        there = tree(options.revision, options.folder)
        runs.append((options.revision, there, None))
    print(f"{cpu()}, {len(os.sched_getaffinity(0))} cores; {options.frames} frames to {options.suffix}")
    with tempfile.TemporaryDirectory() as scratch:
        recording, short = Path(scratch) / "long.mot", Path(scratch) / "short.mot"
        write_long(recording, options.frames)
        write_long(short, WARM)
        for k, (name, folder, workers) in enumerate(runs):
            cache = Path(scratch) / f"cache{k}"
            run(folder, short, Path(scratch) / f"short{k}.csv", cache, workers)
            out = Path(scratch) / f"out{k}{options.suffix}"
            used, clock, peak = run(folder, recording, out, cache, workers)
            size = out.stat().st_size / 1e6
            told = f"CPU {used:6.1f} s  clock {clock:6.1f} s  memory {peak:5.0f} MB  file {size:.1f} MB"
            print(f"{name:28s} {told}", flush=True)


if __name__ == "__main__":
    main()
