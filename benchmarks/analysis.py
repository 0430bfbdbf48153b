"""How long a frame of a movement takes: geometry, solver and the whole analysis, 100 frames of slow flexion.

    taskset -c 0 python benchmarks/analysis.py [--frames 100] [--repeats 5]

One process, warm: everything is compiled and run once before the clock starts; the best of the repeats is
printed. OpenBLAS is held to one thread.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jax

from dorsum.mechanics.analysis import OBJECTIVES, Options, analyse_frames, build_problem, set_up
from dorsum.mechanics.geometry import geometry
from dorsum.mechanics.solve import solve
from dorsum.tasks.analyze import model_for
from dorsum.tasks.frames import frames_of
from dorsum.tasks.task import Task

# Milliseconds a frame that the project set itself.
TARGETS = {"geometry": 0.2, "solver": 2.0, "whole analysis": 4.0}


def best(work: Callable[[], object], repeats: int) -> float:
    """Seconds of the quickest of several runs, after one that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--frames", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    model = model_for("male")
    task = replace(Task.named("slow_flexion"), frames=options.frames)
    frames = frames_of(task, model)
    print(f"{cpu()}, {len(os.sched_getaffinity(0))} core(s), {len(model.body.fascicles)} fascicles, ", end="")
    print(f"75 coordinates, {options.frames} frames")
    # Geometry first, in a small process: what large arrays leave behind slows the memory of small ones.
    measure("geometry", lambda: jax.block_until_ready(geometry(model.mech, frames.angles)), options)
    problem = build_problem(model, set_up(model, frames, Options()), OBJECTIVES["stress_cubed"], Options())
    measure("equations", lambda: set_up(model, frames, Options()), options)
    measure("solver", lambda: solve(problem), options)
    measure("whole analysis", lambda: analyse_frames(model, frames_of(task, model)), options)


def measure(name: str, work: Callable[[], object], options: argparse.Namespace) -> None:
    """Print what a frame takes."""
    each = best(work, options.repeats) / options.frames * 1e3
    target = f"   (to reach {TARGETS[name]:g})" if name in TARGETS else ""
    print(f"{name:15s} {each:6.3f} ms a frame{target}")


def cpu() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
