"""The solver on 100 frames of real movements, against clarabel (p = 2) and sequential quadratics (p = 3).

Then on frames of a recorded squat in which muscles are at their bounds and reserves at work.
"""

from dataclasses import replace
from pathlib import Path
from runpy import run_path

import clarabel
import numpy as np
import pytest
from scipy import sparse

from dorsum.mechanics.analysis import Options, build_problem, set_up
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import OBJECTIVES
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import BUDGET, solve
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task

MOVEMENTS = {"slow_flexion": 60, "extension": 20, "side_bending": 20}
ACTIVATION = 1e-4
OBJECTIVE = 1e-6  # relative
# The reserves make the cost of a frame thousands of times that of its muscles: clarabel's gap, 1e-11 of it,
# hides this much of a small activation.
BESIDE_RESERVES = 1e-3
THIRD = 3  # sequential quadratics take a second a frame: every third is compared
SQUAT = 0.8, 1.3  # s: from a muscle or two at their bounds to a reserve of 22 N·m and back


BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
by_daqp = run_path(str(BENCHMARKS / "solver.py"))["by_daqp"]
saturated = run_path(str(BENCHMARKS / "analysis.py"))["saturated"]


def real_problem(model: Model, movement: str, power: int) -> Problem:
    task = replace(Task.named(movement), frames=MOVEMENTS[movement])
    objective = OBJECTIVES[{2: "relative_force_squared", 3: "relative_force_cubed"}[power]]
    return build_problem(model, set_up(model, frames_of(task, model), Options()), objective, Options())


def quadratic(problem: Problem, frame: int, curvature: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Least ½ zᵀ diag(curvature) z + slope·z under balance and bounds; z is x, then the reserves over R."""
    n, m = problem.matrices.shape[1:]
    scale = np.asarray(problem.reserve_scale)
    balance = np.hstack([problem.matrices[frame], np.diag(scale)])
    bounds = np.eye(m, n + m)
    rows = sparse.csc_matrix(np.vstack([balance, bounds, -bounds]))
    right = np.concatenate([problem.rhs[frame], problem.upper[frame], -problem.lower[frame]])
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-11
    cones = [clarabel.ZeroConeT(n), clarabel.NonnegativeConeT(2 * m)]
    matrix = sparse.diags(curvature, format="csc")
    found = clarabel.DefaultSolver(matrix, slope, rows, right, cones, settings).solve()
    return np.array(found.x)


def cost_weights(problem: Problem, frame: int) -> np.ndarray:
    n = problem.matrices.shape[1]
    return np.concatenate([np.asarray(problem.weights)[frame], np.full(n, problem.reserve_weight)])


def sequential(problem: Problem, frame: int) -> np.ndarray:
    """p = 3 by Newton's method on the primal: each step a quadratic program that clarabel solves."""
    weight = cost_weights(problem, frame)
    n, m = problem.matrices.shape[1:]
    point = quadratic(problem, frame, weight, np.zeros(n + m))
    for _ in range(60):
        curvature = weight * 2 * np.abs(point) + 1e-9
        slope = weight * np.abs(point) * point - curvature * point
        step = quadratic(problem, frame, curvature, slope) - point
        point = point + step
        if np.abs(step).max() < 1e-9:
            break
    return point


def thinned(problem: Problem, every: int) -> Problem:
    names = "matrices", "rhs", "lower", "upper", "weights"
    return replace(problem, **{name: getattr(problem, name)[::every] for name in names})


def compare(problem: Problem, other: list[np.ndarray] | np.ndarray, activation: float = ACTIVATION) -> None:
    """Ours, frame after frame, against the other's of as many frames, evenly spread."""
    ours = solve(problem)
    every = -(-len(problem.rhs) // len(other))
    m = problem.matrices.shape[2]
    n_fascicles = sum(not name.startswith("rib cage") for name in problem.variables)
    theirs = np.asarray(other)
    values, reserves = ours.values[::every], ours.reserves[::every]
    few = thinned(problem, every)
    cost = few.objective(theirs[:, :m], theirs[:, m:] * np.asarray(problem.reserve_scale))
    np.testing.assert_allclose(few.objective(values, reserves), cost, rtol=OBJECTIVE)
    np.testing.assert_allclose(values[:, :n_fascicles], theirs[:, :n_fascicles], rtol=0, atol=activation)


@pytest.mark.slow
@pytest.mark.parametrize("movement", MOVEMENTS)
def test_squared_stress_agrees_with_clarabel(male: Model, movement: str) -> None:
    problem = real_problem(male, movement, 2)
    n, m = problem.matrices.shape[1:]
    zero = np.zeros(n + m)
    compare(problem, [quadratic(problem, f, cost_weights(problem, f), zero) for f in range(len(problem.rhs))])


@pytest.mark.slow
@pytest.mark.parametrize("movement", MOVEMENTS)
def test_cubed_stress_agrees_with_sequential_quadratic_programming(male: Model, movement: str) -> None:
    problem = real_problem(male, movement, 3)
    compare(problem, [sequential(problem, f) for f in range(0, len(problem.rhs), THIRD)])


@pytest.mark.parametrize("power", ["cubed", "squared"])
def test_saturated_frames_are_proven_by_newton_alone(male: Model, power: str) -> None:
    problem = saturated(male, f"relative_force_{power}", *SQUAT)
    solution = solve(problem)
    assert solution.largest_reserve().max() > 5
    assert ((solution.values == problem.upper) & (problem.upper > problem.lower)).sum(axis=1).max() > 200
    assert solution.converged.all()
    assert (solution.iterations < BUDGET).all()
    np.testing.assert_array_equal(solution.bound_violation(), 0)
    size = np.maximum(1, np.abs(problem.rhs).max(axis=1))
    assert (solution.moment_imbalance() <= 1.01e-8 * size).all()
    np.testing.assert_allclose(solution.duality_gap(), 0, atol=1e-9)


def test_saturated_frames_do_not_depend_on_those_before(male: Model) -> None:
    problem = saturated(male, "relative_force_cubed", *SQUAT)
    turned = {name: getattr(problem, name)[::-1] for name in ("matrices", "rhs", "lower", "upper", "weights")}
    here, there = solve(problem), solve(replace(problem, **turned))
    np.testing.assert_allclose(there.reserves[::-1], here.reserves, rtol=0, atol=1e-5)
    np.testing.assert_allclose(there.values[::-1], here.values, rtol=0, atol=1e-4)


@pytest.mark.slow
def test_saturated_squared_stress_agrees_with_clarabel_and_daqp(male: Model) -> None:
    problem = saturated(male, "relative_force_squared", *SQUAT)
    zero = np.zeros(sum(problem.matrices.shape[1:]))
    frames = range(len(problem.rhs))
    # Fascicles of little volume cost next to nothing, so that clarabel's own stop leaves some of them free.
    compare(problem, [quadratic(problem, f, cost_weights(problem, f), zero) for f in frames], activation=5e-4)
    activations = [by_daqp(problem, f) for f in frames]
    reserves = [problem.rhs[f] - problem.matrices[f] @ x for f, x in zip(frames, activations, strict=True)]
    compare(problem, np.hstack([activations, reserves / problem.reserve_scale]))


@pytest.mark.slow
def test_saturated_cubed_stress_agrees_with_sequential_quadratic_programming(male: Model) -> None:
    problem = saturated(male, "relative_force_cubed", *SQUAT)
    found = [sequential(problem, f) for f in range(0, len(problem.rhs), THIRD)]
    compare(problem, found, BESIDE_RESERVES)


@pytest.mark.parametrize("power", [2, 3])
@pytest.mark.parametrize("choice", ["compiled", "numpy"])
def test_every_frame_begins_with_its_own_start(
    male: Model, power: int, choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DORSUM_KERNEL", choice)
    problem = real_problem(male, "slow_flexion", power)
    cold = solve(problem)
    told = solve(problem, start=cold.multipliers)
    assert (told.iterations == 0).all()
    np.testing.assert_array_equal(told.multipliers, cold.multipliers)
    others = solve(problem, start=cold.multipliers[::-1])
    assert (others.iterations > 0).all()
    np.testing.assert_allclose(others.values, cold.values, atol=ACTIVATION)
