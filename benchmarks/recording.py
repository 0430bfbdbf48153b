"""A long recording, file to Parquet, as a process of this tree and of another revision.

    python benchmarks/recording.py [REVISION] [--folder WORKTREE] [--frames 10000] [--workers 1,2]
        [--markers] [--repeats 3] [--suffix .csv]

The recording is the squats of `examples/recordings`, forwards and back until it is long enough, or fifty
markers of a body that moves so. Trees take turns, so many times as `--repeats` says. Each run is a process of
the tree's own Python: CPU seconds of all its threads, seconds on the clock, and the greatest sum of the
memory that is theirs alone at one time (of what they share each has its part, PSS). A revision before
`--workers` runs on one core. Compiled code is in the cache before a run counts. On one core the balance of
the frames is told apart from all else: start, reading, fit, angles, files. The load is that of the machine,
runs included.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path
from threading import Event, Thread

import numpy as np
from against import environment
from revision import HERE, ROOT, cpu, python_of, tree

SQUATS = ROOT / "examples" / "recordings" / "opencap_squats1.mot"
WARM = 60  # frames of the recording that fills the cache
EVERY_S = 0.2  # memory is looked at
MARKERS = (
    *("RASI", "LASI", "RPSI", "LPSI", "SACR", "C7", "TV2", "TV5", "TV8", "T10", "TV12", "LV1", "LV3", "LV5"),
    *("CLAV", "STRN", "RSHO", "LSHO", "R_SAA", "L_SAA", "R_SIA", "L_SIA", "R_SRS", "L_SRS", "RELB", "LELB"),
    *("R_MELBOW", "L_MELBOW", "RWRA", "LWRA", "RWRB", "LWRB", "RFIN", "LFIN", "RFHD", "LFHD", "RBHD", "LBHD"),
    *("RKNE", "LKNE", "RKNM", "LKNM", "RANK", "LANK", "RMED", "LMED", "RHEE", "LHEE", "RTOE", "LTOE"),
)


def write_long(path: Path, frames: int) -> None:
    """The squats there and back again, so many frames at the rate of the file."""
    head, _, body = SQUATS.read_text().partition("endheader\n")
    names, *rows = [line.split("\t", 1) for line in body.splitlines() if line.strip()]
    step = float(rows[1][0]) - float(rows[0][0])
    round_trip = [*range(len(rows)), *range(len(rows) - 2, 0, -1)]
    lines = [f"{i * step:.8f}\t{rows[round_trip[i % len(round_trip)]][1]}" for i in range(frames)]
    head = head.replace(f"nRows={len(rows)}", f"nRows={frames}")
    path.write_text("\n".join([head + "endheader", "\t".join(names), *lines, ""]))


def write_markers(path: Path, motion: Path) -> None:
    """A .trc of the male whom the coordinates of `motion` move, each of `MARKERS` 2 mm off."""
    from dorsum.exchange.read import read_in_pieces
    from dorsum.motion.analyze import model_for
    from dorsum.motion.recorded.coordinates import segments_of
    from dorsum.motion.recorded.marker_map import places
    from dorsum.motion.recorded.segments import motion_of

    model, rng = model_for("male"), np.random.default_rng(1)
    known = places(model.body.skeleton)
    names, n = MARKERS, len(MARKERS)
    chosen = [known[name] for name in names]
    carried = np.array([place.body for place in chosen])
    local, heading, frames = np.array([place.local for place in chosen]), None, []
    for piece in read_in_pieces(motion):
        moved, *_ = motion_of(segments_of(piece, model), model, heading)
        heading, posed = moved.heading, model.place(moved.angles)
        at = np.einsum("fmij,mj->fmi", posed.rotation[:, carried], local) + posed.origin[:, carried]
        root = 0.0 if moved.root is None else (moved.root - posed.origin[:, 0])[:, None]
        at = (at + root + rng.normal(0.0, 0.002, at.shape)).reshape(len(at), -1)
        frames += [(time, row) for time, row in zip(moved.time, at, strict=True)]
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"100\t100\t{len(frames)}\t{n}\tm\t100\t1\t{len(frames)}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, n + 1)),
        "",
    ]
    rows = [f"{i}\t{t:.6f}\t" + "\t".join(f"{v:.6f}" for v in row) for i, (t, row) in enumerate(frames, 1)]
    path.write_text("\n".join([*head, *rows, ""]))


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


def compiled(cache: Path) -> dict[str, str]:
    """`environment`, and Python's own compiled code in the cache too, as an installation has it."""
    kept = {name: value for name, value in environment(cache).items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(cache / "python")}


def run(folder: Path, recording: Path, out: Path, cache: Path, workers: int | None) -> np.ndarray:
    """Of one analysis CPU seconds, those of the balance, clock seconds, and the greatest memory in MB."""
    options = [] if workers is None else ["--workers", str(workers)]
    start = time.perf_counter()
    peak, done = 0, Event()
    with subprocess.Popen(
        [python_of(folder), HERE / "recording_stages.py", "analyze", recording, "--save", out, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=compiled(cache),
    ) as process:

        def watch() -> None:
            nonlocal peak
            while not done.wait(EVERY_S):
                peak = max(peak, memory_of(process.pid))

        watcher = Thread(target=watch)
        watcher.start()
        _, told = process.communicate()
        done.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{folder}: the analysis ended with exit code {process.returncode}: {told}")
    used, balance = map(float, told.splitlines()[-1].split())
    return np.array([used, balance, time.perf_counter() - start, peak / 1024])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", nargs="?", help="without it this tree alone")
    parser.add_argument("--folder", type=Path, help="a worktree of the revision, with its .venv")
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--workers", default="1,2", help="how many, with commas between")
    parser.add_argument("--markers", action="store_true", help="markers are read, not coordinates")
    parser.add_argument("--repeats", type=int, default=1)
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
        recording, short = (written(Path(scratch), n, options.markers) for n in (options.frames, WARM))
        found = []
        for k, (_, folder, workers) in enumerate(runs):
            run(folder, short, Path(scratch) / f"short{k}.csv", Path(scratch) / f"cache{k}", workers)
        for _ in range(options.repeats):
            for k, (name, folder, workers) in enumerate(runs):
                out = Path(scratch) / f"out{k}{options.suffix}"
                found.append(run(folder, recording, out, Path(scratch) / f"cache{k}", workers))
                used, balance, clock, peak = found[-1]
                apart = f" (balance {balance:.1f}, else {used - balance:.1f})" if workers in (None, 1) else ""
                told = f"CPU {used:6.1f} s{apart}  clock {clock:6.1f} s  memory {peak:5.0f} MB"
                size, load = out.stat().st_size / 1e6, os.getloadavg()[0]
                print(f"{name:24s} {told}  file {size:.1f} MB  load {load:.1f}", flush=True)
    each = np.array(found).reshape(options.repeats, len(runs), -1)
    if options.revision:
        for name, ours in zip([name for name, *_ in runs[:-1]], each.swapaxes(0, 1)[:-1], strict=True):
            theirs = each[:, -1]
            whole, clock, memory = (np.median(ours[:, k] / theirs[:, k]) for k in (0, 2, 3))
            rest = np.median((ours[:, 0] - ours[:, 1]) / (theirs[:, 0] - theirs[:, 1]))
            apart = f", without the balance {rest:.3f}" if name.endswith(" 1") else ""
            told = f"CPU {whole:.3f}{apart}, clock {clock:.3f}, memory {memory:.3f}"
            print(f"{name} over {options.revision}: {told}")


def written(folder: Path, frames: int, markers: bool) -> Path:
    """A recording of so many frames."""
    motion = folder / f"{frames}.mot"
    write_long(motion, frames)
    if not markers:
        return motion
    write_markers(motion.with_suffix(".trc"), motion)
    return motion.with_suffix(".trc")


if __name__ == "__main__":
    main()
