"""How long a frame of a movement takes: geometry, solver and the whole analysis, 100 frames of slow flexion.

`saturated` and `recording` are of a recorded squat at 20 frames a second, in many frames of which fascicles
are at their bounds and reserves at work: the solver alone, and `dorsum analyze` of the file.

    taskset -c 0 python benchmarks/analysis.py [--frames 100] [--repeats 5]

One process, warm: everything is run once before the clock starts; the best of the repeats is
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
from typing import Any

import numpy as np

from dorsum.mechanics.analysis import Frames, Options, analyse_frames, build_problem, set_up
from dorsum.mechanics.geometry import geometry
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import OBJECTIVES
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import solve
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import frames_of
from dorsum.motion.recorded.analyze import Request, analyze_recording
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import frames_of as recorded_frames
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.source import source_of
from dorsum.motion.task import Task

RECORDING = Path(__file__).parents[1] / "examples" / "recordings" / "opencap_squats1.mot"
RATE = 20.0  # Hz
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


def saturated(
    model: Model,
    objective: str = "relative_force_cubed",
    from_s: float | None = None,
    to_s: float | None = None,
) -> Problem:
    """The problem of the recorded squat."""
    smoothing = Smoothing(rate_hz=RATE, from_s=from_s, to_s=to_s)
    (part,) = source_of(RECORDING, None, None, smoothing).parts(model)
    first = max(part.start, part.motion.time[0])
    pieces = list(recorded_frames(part, model, smoothing, Hands(), first))
    columns: list[Any] = [None if of[0] is None else np.concatenate(of) for of in zip(*pieces, strict=True)]
    frames = Frames(*columns)
    options = Options()
    return build_problem(model, set_up(model, frames, options), OBJECTIVES[objective], options)


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
    print(f"{len(model.rows)} coordinates, {options.frames} frames")
    # Geometry first, in a small process: what large arrays leave behind slows the memory of small ones.
    measure("geometry", lambda: geometry(model.mech, frames.angles), options)
    rule = OBJECTIVES["relative_force_cubed"]
    problem = build_problem(model, set_up(model, frames, Options()), rule, Options())
    measure("equations", lambda: set_up(model, frames, Options()), options)
    measure("solver", lambda: solve(problem), options)
    print_steps(problem)
    measure("whole analysis", lambda: analyse_frames(model, frames_of(task, model)), options)
    problem = saturated(model)
    count = len(problem.rhs)
    measure("saturated", lambda: solve(problem), options, count)
    print_steps(problem)
    request = Request(path=RECORDING, smoothing=Smoothing(rate_hz=RATE))
    measure("recording", lambda: analyze_recording(request), options, count)


def print_steps(problem: Problem) -> None:
    """Print how many systems the solver solved, and how many frames lean on their reserves."""
    solution = solve(problem)
    steps = solution.iterations[1:]
    leaning = int((solution.largest_reserve() > np.max(problem.reserve_scale)).sum())
    print(f"{'':15s} {steps.mean():.1f} steps a frame, {steps.max()} at most; {leaning} of ", end="")
    print(f"{len(problem.rhs)} frames have a reserve above its bound")


def measure(
    name: str, work: Callable[[], object], options: argparse.Namespace, frames: int | None = None
) -> None:
    """Print what a frame takes."""
    each = best(work, options.repeats) / (frames or options.frames) * 1e3
    target = f"   (to reach {TARGETS[name]:g})" if name in TARGETS else ""
    print(f"{name:15s} {each:6.3f} ms a frame{target}")


def cpu() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
