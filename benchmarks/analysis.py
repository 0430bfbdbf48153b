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
import numpy as np

from dorsum.mechanics.analysis import OBJECTIVES, Options, analyse_frames, build_problem, set_up
from dorsum.mechanics.kinematics import joint_axes, place
from dorsum.mechanics.lines import draw, moment_arms, screws, wrenches
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.solve import solve
from dorsum.tasks.analyze import model_for
from dorsum.tasks.frames import frames_of
from dorsum.tasks.task import Task

# Milliseconds a frame that the project set itself.
TARGETS = {"geometry": 0.2, "solver": 2.0, "whole analysis": 4.0}


@jax.jit
def geometry(mech: Mechanism, angles: jax.Array) -> tuple[jax.Array, jax.Array]:
    """All lengths, and all moment arms about the 75 coordinates: every fascicle and joint that meet."""
    posed = place(mech.tree, angles)
    lines = draw(mech.paths, posed)
    screw = screws(posed, joint_axes(mech.tree, posed, angles), mech.spine)
    arms = moment_arms(mech.crossing, wrenches(mech.crossing, lines), screw)
    return lines.length, arms


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
    equations = set_up(model, frames, Options())
    problem = build_problem(model, equations, OBJECTIVES["stress_cubed"], Options())
    work: dict[str, Callable[[], object]] = {
        "geometry": lambda: jax.block_until_ready(geometry(model.mech, frames.angles)),
        "equations": lambda: set_up(model, frames, Options()),
        "solver": lambda: solve(problem),
        "whole analysis": lambda: analyse_frames(model, frames_of(task, model)),
    }
    print(f"{cpu()}, {len(os.sched_getaffinity(0))} core(s), {len(model.body.fascicles)} fascicles, ", end="")
    print(f"{np.shape(problem.rhs)[1]} coordinates, {options.frames} frames")
    for name, function in work.items():
        each = best(function, options.repeats) / options.frames * 1e3
        target = f"   (to reach {TARGETS[name]:g})" if name in TARGETS else ""
        print(f"{name:15s} {each:6.3f} ms a frame{target}")


def cpu() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
