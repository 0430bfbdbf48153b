"""How fast the muscle-redundancy solver is, beside daqp and clarabel, on a made-up trunk that bends slowly.

    python benchmarks/solver.py [--frames 100]

The compiled kernel and the NumPy solver come first, in turn, on that trunk and on columns as of a body whose
every bone is free.

The trunk is random but shaped like a real one: 25 joints × 3, 900 fascicles over 1–12 joints, mirrored, and
rib cage elements at the middle joints. All solvers see the same problems, in one process and one run.
daqp and clarabel solve one frame from cold; a start saves daqp little, as its set-up then takes the time.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import platform
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import clarabel
import daqp
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import solve

Floats = NDArray[np.float64]

JOINTS = 25
AXES = ("right bending", "left twist", "extension")
RIB_CAGE = range(8, 18)  # joints
RIB_CAGE_MOMENT = 100.0  # N·m
OTHERS = 18  # joints of ribs and girdle in `every_bone`


def bending_trunk(
    frames: int = 100,
    *,
    power: int = 3,
    sideways: float = 0.2,
    load: float = 0.6,
    degrees: tuple[float, float] = (5.0, 60.0),
    per_side: int = 450,
    tone: float = 0.02,
    reserve_weight: float = 10.0,
    seed: int = 0,
) -> Problem:
    """A trunk that bends forward from the first angle to the second while a sideways load changes sides."""
    rng = np.random.default_rng(seed)
    angle = np.radians(np.linspace(*degrees, frames))
    ribs = np.zeros((JOINTS, 3, 3 * len(RIB_CAGE)))
    for i, joint in enumerate(RIB_CAGE):
        ribs[joint, :, 3 * i : 3 * i + 3] = RIB_CAGE_MOMENT * np.eye(3)
    right = _fascicles(rng, per_side, angle)
    left = right * np.array([-1, -1, 1])[:, None]
    matrices = np.concatenate([right, left, np.broadcast_to(ribs, (frames, *ribs.shape))], axis=3)
    taper = load * (1 + 149 * (1 - np.arange(JOINTS) / JOINTS) ** 1.5)  # N·m
    lean = np.cos(np.linspace(0, np.pi, frames)) if frames > 1 else np.ones(1)
    shape = np.stack([0.3 * sideways * lean, 0.1 * sideways * lean, np.sin(angle)], axis=1)
    lower, upper = np.full(matrices.shape[3], tone), np.ones(matrices.shape[3])
    lower[2 * per_side :] = -1
    upper[: 2 * per_side] = np.tile(rng.uniform(0.8, 1.5, per_side), 2)
    sides = [f"fascicle {i} {side}" for side in ("right", "left") for i in range(per_side)]
    return Problem(
        matrices=matrices.reshape(frames, 3 * JOINTS, -1),
        rhs=(taper[None, :, None] * shape[:, None, :]).reshape(frames, 3 * JOINTS),
        lower=lower,
        upper=upper,
        weights=1.0,
        power=power,
        reserve_scale=1.0,
        reserve_weight=reserve_weight,
        coordinates=[f"joint {j} {axis}" for j in range(JOINTS) for axis in AXES],
        variables=[*sides, *(f"rib cage {j} {axis}" for j in RIB_CAGE for axis in AXES)],
    )


def _fascicles(rng: np.random.Generator, count: int, angle: Floats) -> Floats:
    """Moments of the right side per unit of activation, (frames, joints, 3, count) N·m."""
    joint = np.arange(JOINTS)[:, None]
    span = np.clip(rng.geometric(0.25, count), 1, 12)
    first = rng.integers(0, JOINTS - span + 1)
    touched = (joint >= first) & (joint < first + span)
    strength = np.exp(rng.uniform(np.log(10), np.log(500), count))  # N
    extension = rng.uniform(0.005, 0.06, count) * np.where(rng.random(count) < 0.15, -1.5, 1)  # m
    bending, twist = rng.uniform(0.003, 0.05, count), rng.uniform(-0.02, 0.02, count)
    phase = rng.uniform(0, 6, count)
    turn = np.sin(1 + 0.3 * joint + phase)
    arms = np.stack([bending + 0 * turn, twist * turn, extension + 0 * turn], axis=1)
    size = strength * touched * (1 - 0.5 * joint / JOINTS)
    change = 1 + 0.15 * np.cos(angle[:, None, None] + phase + 0.5 * joint)
    moments: Floats = (change * size)[:, :, None, :] * arms
    return moments


def overloaded(frames: int = 40, power: int = 3) -> Problem:
    """The trunk under a load with which many muscles are at their bounds and reserves at work."""
    return bending_trunk(frames, power=power, sideways=2, load=2, degrees=(50, 80))


def every_bone(frames: int = 20, *, power: int = 3, seed: int = 0) -> Problem:
    """The trunk with 18 bones more, ribs and girdle, each of which four columns in ten cross as a second run.

    129 coordinates × 1076 variables, 12 % of M filled. The load sinks from frame to frame.
    """
    rng = np.random.default_rng(seed)
    angle = np.radians(np.linspace(5.0, 60.0, frames))
    count = 3 * (JOINTS + OTHERS)
    trunk = _fascicles(rng, 538, angle).reshape(frames, 3 * JOINTS, -1)
    right = np.concatenate([trunk, np.zeros((frames, 3 * OTHERS, 538))], axis=1)
    crossing = np.flatnonzero(rng.random(538) < 0.4)
    first = 3 * (JOINTS + rng.integers(0, OTHERS, len(crossing)))
    for axis in range(3):
        right[:, first + axis, crossing] = rng.normal(size=len(crossing)) * 5.0  # N·m
    flip = np.tile([-1.0, -1.0, 1.0], JOINTS + OTHERS)[:, None]
    matrices = np.concatenate([right, right * flip], axis=2)
    working = rng.uniform(0.05, 0.3, matrices.shape[2])
    asked = (matrices @ working) * np.linspace(1.0, 0.6, frames)[:, None]
    return Problem(
        matrices=matrices,
        rhs=asked,
        lower=0.02,
        upper=1.0,
        weights=1.0,
        power=power,
        reserve_scale=1.0,
        reserve_weight=10.0,
        coordinates=[f"coordinate {j}" for j in range(count)],
        variables=[f"fascicle {i}" for i in range(matrices.shape[2])],
    )


def by_daqp(problem: Problem, f: int) -> Floats:
    """x of one frame, p = 2; the reserves are further variables."""
    n, m = problem.rhs.shape[1], problem.matrices.shape[2]
    weights = np.concatenate([problem.weights[f], problem.reserve_weight / problem.reserve_scale**2])
    upper = np.concatenate([problem.upper[f], np.full(n, 1e30), problem.rhs[f]])
    lower = np.concatenate([problem.lower[f], np.full(n, -1e30), problem.rhs[f]])
    sense = np.concatenate([np.zeros(m + n), np.full(n, 5)]).astype(np.int32)
    rows = np.concatenate([problem.matrices[f], np.eye(n)], axis=1)
    values, _, status, _ = daqp.solve(np.diag(weights), np.zeros(m + n), rows, upper, lower, sense)
    if status < 1:
        raise RuntimeError(f"daqp ended with status {status}")
    return np.asarray(values)[:m]


def by_clarabel(problem: Problem, f: int) -> Floats:
    """x of one frame; p = 2 as a quadratic program, p = 3 with a power cone for each variable."""
    n, m = problem.rhs.shape[1], problem.matrices.shape[2]
    size = m + n
    moments = sparse.csc_matrix(np.concatenate([problem.matrices[f], np.diag(problem.reserve_scale)], axis=1))
    weights = np.concatenate([problem.weights[f], np.full(n, problem.reserve_weight)])
    one = sparse.identity(m, format="csc")
    bounds = sparse.hstack([sparse.vstack([one, -one]), sparse.csc_matrix((2 * m, n))])
    rows = sparse.vstack([moments, bounds])
    right = np.concatenate([problem.rhs[f], problem.upper[f], -problem.lower[f]])
    cones = [clarabel.ZeroConeT(n), clarabel.NonnegativeConeT(2 * m)]
    quadratic, linear = sparse.diags(weights), np.zeros(size)
    if problem.power == 3:
        each = np.arange(size)
        picks = (np.r_[3 * each, 3 * each + 2], np.r_[size + each, each])
        cubes = sparse.csc_matrix((-np.ones(2 * size), picks), shape=(3 * size, 2 * size))
        rows = sparse.vstack([sparse.hstack([rows, sparse.csc_matrix((rows.shape[0], size))]), cubes])
        right = np.concatenate([right, np.tile([0.0, 1.0, 0.0], size)])
        cones += [clarabel.PowerConeT(1 / 3)] * size
        quadratic, linear = sparse.csc_matrix((2 * size, 2 * size)), np.concatenate([linear, weights / 3])
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
    parts = (sparse.csc_matrix(quadratic), linear, sparse.csc_matrix(rows), right, cones, settings)
    return np.asarray(clarabel.DefaultSolver(*parts).solve().x)[:m]


def milliseconds(work: Callable[[], object], repeat: int = 5) -> float:
    """Median of a few runs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1e3 * float(np.median(times))


def report(frames: int, power: int) -> None:
    problem = bending_trunk(frames, power=power)
    single = bending_trunk(1, power=power)
    others = {"daqp": by_daqp, "clarabel": by_clarabel} if power == 2 else {"clarabel": by_clarabel}
    solution = solve(problem)
    proof = solution.certificate()
    cold = milliseconds(lambda: solve(single), 15)
    warm = milliseconds(lambda: solve(problem)) / frames
    m = problem.matrices.shape[2]
    print(f"p = {power}, {m} variables × {3 * JOINTS} coordinates, {frames} frames")
    steps = solution.iterations[1:].mean()
    print(f"  dorsum, a frame from the one before {warm:8.2f} ms   {steps:.1f} steps")
    print(f"  dorsum, a single frame              {cold:8.2f} ms   {cold / warm:.1f} × the above")
    for name, other in others.items():
        apart = np.abs(other(problem, 0) - solution.values[0]).max()
        time_ms = milliseconds(partial(other, problem, frames - 1), 3)
        ratios = f"{time_ms / warm:.0f} × warm, {time_ms / cold:.1f} × single"
        print(f"  {name:<35} {time_ms:8.2f} ms   {ratios}, activations apart by {apart:.0e}")
    print(
        f"  imbalance {proof.moment_imbalance:.0e} N·m, gap {proof.duality_gap:.0e}, "
        f"largest reserve {proof.largest_reserve:.2g} N·m, converged {solution.converged.all()}\n"
    )


def compare_kernels(name: str, problem: Problem, repeat: int = 5) -> None:
    """The compiled solver beside NumPy, in turn: CPU time of a frame, and the ratio."""
    from dorsum.kernel.library import CHOICE, described  # older trees, whose jobs are in here, have none

    if not described().startswith("compiled"):
        return
    times: dict[str, list[float]] = {"compiled": [], "numpy": []}
    before = os.environ.get(CHOICE)
    _ = problem.columns
    for _ in range(repeat):
        for choice, taken in times.items():
            os.environ[CHOICE] = choice
            start = time.process_time()
            solution = solve(problem)
            taken.append(1e3 * (time.process_time() - start) / len(problem.rhs))
    os.environ.pop(CHOICE)
    if before is not None:
        os.environ[CHOICE] = before
    proof, (quick, slow) = solution.certificate(), map(np.array, times.values())
    print(f"{name}, {problem.shape[1]} × {problem.shape[2]}, {solution.iterations.mean():.1f} steps a frame")
    print(f"  {described()}: {np.median(quick):.3f} ms, NumPy {np.median(slow):.3f} ms of CPU,", end="")
    print(f" {np.median(slow / quick):.1f} × ; gap {proof.duality_gap:.0e}\n")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=100)
    frames = parser.parse_args().frames
    print(f"{platform.node()}, {_processor()}, Python {platform.python_version()}, NumPy {np.__version__}")
    compare_kernels("a trunk that bends", bending_trunk(frames))
    compare_kernels("a trunk beyond its strength", overloaded(frames))
    compare_kernels("every bone free", every_bone())
    for power in (2, 3):
        report(frames, power)


if __name__ == "__main__":
    main()
