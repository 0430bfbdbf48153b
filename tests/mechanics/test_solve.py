"""The muscle-redundancy solver: optimality by conditions, by paper, by other solvers, and by laws."""

from dataclasses import replace
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from dorsum.errors import BadInput
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import BUDGET, solve
from toys import toy

MOMENT = 1e-8  # of max(1, |b|): where the solver says it stops
EXACT = 1e-7  # activations: the residual over the least stiffness of the toys, 0.1 N·m, to spare
OTHER = 1e-4  # activations: an interior-point solver at 1e-10 knows the cube of x, hence x less well
COST = 1e-6  # relative, between solvers
POWERS = pytest.mark.parametrize("power", [2, 3])

benchmark = SimpleNamespace(**run_path(str(Path(__file__).parents[2] / "benchmarks" / "solver.py")))
bending_trunk = benchmark.bending_trunk


def frames_of(problem: Problem, which: list[int] | slice) -> Problem:
    names = ("matrices", "rhs", "lower", "upper", "weights")
    return replace(problem, **{name: getattr(problem, name)[which] for name in names})


def reordered(problem: Problem, order: NDArray[np.int64]) -> Problem:
    bounds = {"lower": problem.lower[:, order], "upper": problem.upper[:, order]}
    return replace(problem, matrices=problem.matrices[:, :, order], **bounds)


def assert_proven(solution: Solution, gap: float = 1e-7) -> None:
    """Converged, balanced, within bounds, and no cheaper answer exists."""
    size = np.maximum(1, np.abs(solution.problem.rhs).max(1))
    assert solution.converged.all()
    assert (solution.moment_imbalance() <= 1.01 * MOMENT * size).all()
    assert_array_equal(solution.bound_violation(), 0)
    assert_allclose(solution.duality_gap(), 0, atol=gap)


@POWERS
def test_two_muscles_share_by_moment_arm_and_weight(power: int) -> None:
    c, w, b, scale, weight = np.array([30.0, 12.0]), np.array([1.0, 2.5]), 9.0, 2.0, 50.0
    q = 1 / (power - 1)  # x = (c λ / w)^q, r = R (R λ / W)^q, c·x + r = b
    share = (c * c**q / w**q).sum() + scale * (scale / weight) ** q
    price = (b / share) ** (1 / q)
    problem = toy([c.tolist()], [b], weights=w, power=power, reserve_scale=scale, reserve_weight=weight)
    solution = solve(problem)
    assert_allclose(solution.values[0], (c * price / w) ** q, atol=EXACT)
    assert_allclose(solution.reserves[0], scale * (scale * price / weight) ** q, atol=EXACT)
    assert_allclose(solution.multipliers[0], price, rtol=1e-7)


@POWERS
def test_an_antagonist_keeps_its_tone_and_the_agonist_pays_for_it(power: int) -> None:
    solution = solve(toy([[40.0, -20.0]], [8.0], lower=0.1, power=power, reserve_weight=1e9))
    assert solution.values[0, 1] == 0.1
    assert_allclose(solution.values[0, 0], (8 + 20 * 0.1) / 40, atol=1e-4)  # the reserve takes a little


@POWERS
def test_a_saturated_muscle_leaves_the_rest_to_the_reserve(power: int) -> None:
    solution = solve(toy([[10.0]], [25.0], upper=0.8, power=power))
    assert solution.values[0, 0] == 0.8
    assert_allclose(solution.reserves[0], 25 - 0.8 * 10, atol=1e-6)


@POWERS
def test_no_small_change_makes_a_bend_cheaper(power: int) -> None:
    problem = bending_trunk(5, power=power)
    solution = solve(problem)
    x, r, q = solution.values, solution.reserves / problem.reserve_scale, power - 1
    of_x = problem.weights * np.abs(x) ** q * np.sign(x)  # what one more unit costs
    of_r = problem.reserve_weight * np.abs(r) ** q * np.sign(r) / problem.reserve_scale
    push = np.einsum("fj,fji->fi", solution.multipliers, problem.matrices) - of_x  # > 0: wants to grow
    inside = (x > problem.lower) & (x < problem.upper)
    assert 100 < inside[0].sum() < 900
    assert_allclose(push[inside], 0, atol=1e-11)
    assert (push[x == problem.lower] <= 1e-11).all()
    assert (push[x == problem.upper] >= -1e-11).all()
    assert_allclose(of_r, solution.multipliers, atol=1e-11)


@POWERS
def test_every_frame_of_a_slow_bend_is_proven(power: int) -> None:
    solution = solve(bending_trunk(40, power=power))
    assert_proven(solution)
    assert solution.largest_reserve().max() < 1
    assert solution.iterations[1:].mean() < 6


def test_frames_beyond_strength_arrive_by_newton_alone() -> None:
    """The frame on which roots jumped to and fro about zero took 61 steps and an interior-point solution."""
    solution = solve(benchmark.overloaded())
    assert_proven(solution)
    assert solution.largest_reserve().max() > 1
    assert (solution.iterations < BUDGET).all()


@POWERS
def test_a_sideways_load_through_zero_is_proven(power: int) -> None:
    solution = solve(bending_trunk(31, power=power, degrees=(-3, 3)))  # ribs, twist and bending change sign
    assert_proven(solution)
    sideways = np.sign(solution.multipliers).reshape(31, -1, 3)[..., :2]
    assert (sideways[0] == -sideways[-1]).mean() > 0.75


@POWERS
def test_the_derivative_of_the_answer_follows_from_the_newton_matrix(power: int) -> None:
    problem = bending_trunk(1, power=power, per_side=60, seed=3)
    solution = solve(problem)
    m, x = problem.matrices[0], solution.values[0]
    inside = (x > problem.lower[0]) & (x < problem.upper[0])
    give = inside / np.maximum(np.abs(x), 1e-9) / 2 if power == 3 else inside * 1.0
    ease = np.abs(solution.reserves[0]) / (2 * np.abs(solution.multipliers[0])) if power == 3 else 0.1
    newton = (m * give) @ m.T + np.diag(ease * np.ones(len(m)))
    j, step = 2, 1e-4  # N·m
    ends = [
        solve(replace(problem, rhs=problem.rhs + sign * step * np.eye(len(m))[j])).values[0]
        for sign in (1, -1)
    ]
    predicted = give * (m.T @ np.linalg.inv(newton)[:, j])
    assert np.abs(predicted).max() > 1e-3
    assert_allclose((ends[0] - ends[1]) / (2 * step), predicted, atol=1e-5)


def test_daqp_finds_the_same_activations() -> None:
    problem = bending_trunk(2, power=2)
    assert_allclose(solve(problem).values, [benchmark.by_daqp(problem, f) for f in range(2)], atol=EXACT)


@POWERS
def test_clarabel_finds_the_same_activations_and_cost(power: int) -> None:
    problem = bending_trunk(1, power=power)
    solution = solve(problem)
    x = benchmark.by_clarabel(problem, 0)
    assert_allclose(solution.values[0], x, atol=OTHER)
    reserves = problem.rhs - problem.matrices[0] @ x
    cost = problem.objective(x[None], reserves)
    assert_allclose(problem.objective(solution.values, solution.reserves), cost, rtol=COST)


@POWERS
def test_the_order_of_muscles_and_coordinates_changes_nothing(power: int) -> None:
    problem = bending_trunk(3, power=power)
    rng = np.random.default_rng(1)
    i, j = rng.permutation(len(problem.variables)), rng.permutation(len(problem.coordinates))
    shuffled = reordered(problem, i)
    shuffled = replace(shuffled, matrices=shuffled.matrices[:, j], rhs=problem.rhs[:, j])
    here, there = solve(problem), solve(shuffled)
    assert_allclose(there.values, here.values[:, i], atol=EXACT)
    assert_allclose(there.reserves, here.reserves[:, j], atol=EXACT)


@POWERS
def test_a_mirrored_load_gives_mirrored_muscles(power: int) -> None:
    problem = bending_trunk(3, power=power)
    flip = np.tile([-1, -1, 1], benchmark.JOINTS)
    here, there = solve(problem), solve(replace(problem, rhs=problem.rhs * flip))
    right, left = here.values[:, :450], here.values[:, 450:900]
    assert np.abs(right - left).max() > 0.01
    assert_allclose(there.values[:, :900], np.concatenate([left, right], axis=1), atol=EXACT)
    assert_allclose(there.reserves, here.reserves * flip, atol=EXACT)


@POWERS
def test_rounding_does_not_disturb_a_symmetric_load(power: int) -> None:
    problem = bending_trunk(3, power=power, sideways=0)  # λ and ribs sideways are zero but for rounding
    order = np.random.default_rng(1).permutation(len(problem.variables))
    solution = solve(reordered(problem, order))
    values = solution.values[:, np.argsort(order)]
    assert_allclose(values[:, :450], values[:, 450:900], atol=EXACT)
    assert solution.iterations.max() < 15


@POWERS
def test_units_do_not_matter(power: int) -> None:
    problem = bending_trunk(2, power=power)
    here = solve(problem)
    moment = {"matrices": 1000 * problem.matrices, "rhs": 1000 * problem.rhs, "reserve_scale": 1000.0}
    cost = {"weights": 7.0, "reserve_weight": 7 * problem.reserve_weight}
    there, dearer = solve(replace(problem, **moment)), solve(replace(problem, **cost))
    assert_allclose(there.values, here.values, atol=EXACT)
    assert_allclose(there.reserves, 1000 * here.reserves, atol=1000 * EXACT)
    assert_allclose(dearer.values, here.values, atol=EXACT)
    assert_allclose(dearer.multipliers, 7 * here.multipliers, atol=1e-9)


@POWERS
def test_half_the_load_within_half_the_bounds_takes_half_the_effort(power: int) -> None:
    problem = bending_trunk(2, power=power)
    halved = replace(problem, rhs=problem.rhs / 2, lower=problem.lower / 2, upper=problem.upper / 2)
    assert_allclose(2 * solve(halved).values, solve(problem).values, atol=EXACT)


@POWERS
def test_a_warm_start_changes_the_way_and_not_the_answer(power: int) -> None:
    problem = bending_trunk(10, power=power)
    jumps = frames_of(problem, [5, 0, 9, 4, 6])
    warm = solve(jumps)
    cold = [solve(frames_of(jumps, [f])) for f in range(5)]
    assert_allclose(warm.values, np.concatenate([s.values for s in cold]), atol=EXACT)
    again = solve(frames_of(jumps, [4]), start=warm.multipliers[4])
    assert again.iterations[0] == 0
    assert cold[4].iterations[0] > 3
    assert_allclose(again.values[0], warm.values[4], atol=EXACT)


@POWERS
def test_overload_shows_as_a_reserve_where_it_is(power: int) -> None:
    problem = bending_trunk(2, power=power)
    rhs = problem.rhs.copy()
    rhs[:, 5] += 2000  # joint 1 extension; the muscles there reach about 500 N·m
    solution = solve(replace(problem, rhs=rhs))
    assert_proven(solution, gap=1e-6)
    assert solution.certificate().where == "joint 1 extension, frame 1"
    assert solution.certificate().largest_reserve > 100
    assert (solution.values == problem.upper).sum() > 20


@POWERS
@pytest.mark.parametrize("weight", [1e3, 1e9])
def test_a_trunk_beyond_its_strength_converges_by_the_interior_point(power: int, weight: float) -> None:
    problem = bending_trunk(2, power=power, sideways=5, load=5, degrees=(60, 80), reserve_weight=weight)
    solution = solve(problem)
    assert_proven(solution, gap=1e-5)
    assert solution.largest_reserve().min() > 50
    assert solution.iterations[0] > BUDGET


@POWERS
def test_without_load_only_tone_works(power: int) -> None:
    problem = bending_trunk(1, power=power)
    idle = replace(problem, rhs=np.zeros_like(problem.rhs))
    assert_proven(solve(idle))
    still = solve(replace(idle, lower=np.minimum(idle.lower, 0)))
    assert_array_equal(still.values, 0)
    assert_array_equal(still.reserves, 0)


@POWERS
def test_equal_bounds_fix_a_variable(power: int) -> None:
    problem = bending_trunk(2, power=power)
    lower = problem.lower.copy()
    lower[:, ::3] = 0.07
    upper = np.where(lower == 0.07, lower, problem.upper)
    solution = solve(replace(problem, lower=lower, upper=upper))
    assert_proven(solution)
    assert_array_equal(solution.values[:, ::3], 0.07)


@POWERS
def test_when_all_is_fixed_the_reserves_carry_the_rest(power: int) -> None:
    problem = bending_trunk(1, power=power)
    solution = solve(replace(problem, lower=0.1, upper=0.1))
    assert_proven(solution)
    assert_allclose(solution.reserves[0], problem.rhs[0] - 0.1 * problem.matrices[0].sum(1), atol=1e-5)


@POWERS
def test_a_muscle_that_moves_nothing_rests_as_near_zero_as_it_may(power: int) -> None:
    bounds = {"lower": [0.0, 0.02, -0.5, -0.5], "upper": [1.0, 1.0, -0.3, 1.0]}
    solution = solve(toy([[20.0, 0.0, 0.0, 0.0]], [5.0], power=power, **bounds))
    assert_array_equal(solution.values[0, 1:], [0.02, -0.3, 0.0])


@POWERS
def test_equal_muscles_do_equal_work(power: int) -> None:
    problem = bending_trunk(2, power=power)
    twice = np.concatenate([problem.matrices, problem.matrices], axis=2)
    names = [*problem.variables, *problem.variables]
    bounds = {b: np.tile(getattr(problem, b), 2) for b in ("lower", "upper")}
    solution = solve(replace(problem, matrices=twice, weights=1.0, variables=names, **bounds))
    assert_proven(solution)
    assert_array_equal(solution.values[:, :930], solution.values[:, 930:])


@POWERS
def test_strengths_of_eight_decades_are_proven(power: int) -> None:
    problem = bending_trunk(2, power=power)
    strength = 10 ** np.random.default_rng(0).uniform(-6, 2, 930)
    assert_proven(solve(replace(problem, matrices=problem.matrices * strength)), gap=1e-6)


@pytest.mark.parametrize("start", [[1.0], [1.0, np.nan]])
def test_a_start_that_does_not_fit_is_refused(start: list[float]) -> None:
    with pytest.raises(BadInput, match="start must be 2 finite multipliers"):
        solve(toy([[1.0, 2.0], [0.0, 1.0]], [1.0, 1.0]), start=start)


def test_numbers_too_far_apart_are_refused() -> None:
    with pytest.raises(BadInput, match="too far apart"), np.errstate(all="ignore"):
        solve(toy([[1e200], [1e200]], [1e250, 1e100]))
