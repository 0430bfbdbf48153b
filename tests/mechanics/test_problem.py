"""The problem refuses what makes no sense; the certificate of a solution sees what is wrong with it."""

from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import solve
from toys import toy


@pytest.fixture
def problem() -> Problem:
    """Two frames of two joints and four muscles, none at a bound."""
    both = np.array([[[40.0, 25, 0, -8], [10, 0, 30, 12]], [[38, 26, 0, -9], [11, 0, 28, 13]]])
    names = [f"muscle {i}" for i in range(4)]
    return toy(
        [[1.0]],
        [1.0],
        matrices=both,
        rhs=[[9.0, 12], [10, 11]],
        coordinates=["L4/L5", "L5/S1"],
        variables=names,
    )


def test_the_certificate_sees_a_wrong_answer(problem: Problem) -> None:
    good = solve(problem)
    assert good.certificate().moment_imbalance < 1e-7
    values = good.values.copy()
    values[1, 2] = 1.4
    bad = replace(good, values=values)
    assert_allclose(bad.moment_imbalance(), [0, 28 * (1.4 - good.values[1, 2])], atol=1e-7)
    assert_allclose(bad.bound_violation(), [0, 0.4])
    assert bad.duality_gap()[0] < 1e-8
    assert bad.duality_gap()[1] > 0.1
    assert replace(good, multipliers=2 * good.multipliers).duality_gap().min() > 0.1


def test_the_certificate_names_the_largest_reserve(problem: Problem) -> None:
    good = solve(problem)
    reserves = good.reserves.copy()
    reserves[1, 0] = -3.5
    bad = replace(good, reserves=reserves)
    assert bad.certificate().where == "L4/L5, frame 1"
    assert bad.certificate().largest_reserve == 3.5
    assert_allclose(bad.largest_reserve(), [np.abs(good.reserves[0]).max(), 3.5])


@pytest.mark.parametrize("power", [2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_any_multipliers_prove_a_lower_bound(problem: Problem, power: int, seed: int) -> None:
    problem = replace(problem, power=power)
    solution = solve(problem)
    cost = problem.objective(solution.values, solution.reserves)
    assert_allclose(problem.dual_objective(solution.multipliers), cost, rtol=1e-7)
    others = solution.multipliers * (1 + 0.1 * np.random.default_rng(seed).normal(size=(2, 2)))
    assert (problem.dual_objective(others) < cost).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rhs": [[np.nan, 1.0]]}, "rhs must be finite, but is nan in frame 0, 'coordinate 0'"),
        ({"rhs": [[1.0]]}, r"rhs is \(1, 1\), but matrices \(1, 2, 3\) need \(1, 2\)"),
        ({"rhs": [["much", 1.0]]}, "rhs must be an array of numbers"),
        ({"matrices": np.ones((2, 3))}, r"matrices must be \(frames, coordinates, variables\), not \(2, 3\)"),
        ({"lower": [0, 2.0, 0]}, "lower must not be above upper, but is 2.0 in frame 0, 'muscle 1'"),
        ({"lower": [0, 0]}, r"lower is \(2,\), which does not spread to \(1, 3\)"),
        ({"upper": np.inf}, "upper must be finite"),
        ({"lower": -np.inf}, "lower must be finite"),
        ({"weights": [1, 0, 1.0]}, "weights must be positive and finite, but is 0.0 in frame 0, 'muscle 1'"),
        ({"power": 4}, "power must be 2 or 3, not 4"),
        ({"reserve_weight": 0.0}, "reserve_weight must be a positive number"),
        ({"reserve_scale": [1.0, -1.0]}, "reserve_scale must be positive, but is -1.0 .* 'coordinate 1'"),
        ({"variables": ["a", "b"]}, "2 names for 3 variables"),
        ({"coordinates": []}, "0 names for 2 coordinates"),
    ],
)
def test_a_bad_problem_says_what_and_where(changes: dict[str, object], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        toy([[1.0, 2.0, 3.0], [0.0, 1.0, 1.0]], [1.0, 1.0], **changes)


def test_a_bad_matrix_names_coordinate_and_muscle() -> None:
    with pytest.raises(BadInput, match="inf in frame 0, coordinate 'coordinate 1', variable 'muscle 0'"):
        toy([[1.0, 2.0], [np.inf, 1.0]], [1.0, 1.0])


def test_a_problem_cannot_be_changed_behind_the_solver() -> None:
    problem = toy([[1.0, 2.0]], [1.0])
    for field in fields(problem):
        value = getattr(problem, field.name)
        assert not isinstance(value, np.ndarray) or not value.flags.writeable, field.name
