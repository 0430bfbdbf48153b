"""The compiled solver finds what the NumPy solver finds, however arrays lie, and refuses what it refuses."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from two_solvers import assert_agree, by_both, random_problem

from dorsum.errors import BadInput
from dorsum.kernel import build, library
from dorsum.mechanics.columns import Columns, Pattern
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import solve

pytestmark = pytest.mark.skipif(
    library.load(build.HERE)[0] is None, reason="no compiled kernel is built here"
)


def problem_of(seed: int) -> Problem:
    return random_problem(np.random.default_rng(seed))


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_both_solvers_agree_on_random_problems(first: int) -> None:
    for seed in range(first, first + 50):
        assert_agree(problem_of(seed))


def test_the_random_problems_have_what_is_hard() -> None:
    """Columns and rows empty, bounds equal, muscles at their bounds, reserves at work, one frame alone."""
    seen = dict.fromkeys(("column", "row", "equal", "bound", "reserve", "alone", "runs"), 0)
    for seed in range(100):
        problem = problem_of(seed)
        solution, pattern = solve(problem), problem.columns.pattern
        seen["column"] += (np.diff(pattern.starts) == 0).any()
        seen["row"] += len(np.unique(pattern.rows)) < pattern.n
        seen["equal"] += (problem.lower == problem.upper).any()
        seen["bound"] += (solution.values == problem.upper).mean() > 0.3
        seen["reserve"] += solution.largest_reserve().max() > 2
        seen["alone"] += len(problem.rhs) == 1
        same_column = np.diff(pattern.columns) == 0
        seen["runs"] += (np.diff(pattern.rows)[same_column] > 1).any()
    assert min(seen.values()) >= 5, seen


@pytest.mark.parametrize("power", [2, 3])
def test_steps_are_the_same(power: int) -> None:
    """Not the answer alone: the kernel takes the way that the reference takes."""
    problem = replace(problem_of(4), power=power)
    here, there = by_both(problem)
    assert_array_equal(here.iterations, there.iterations)
    assert_allclose(here.multipliers, there.multipliers, rtol=1e-9)


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_how_arrays_lie_changes_nothing(seed: int) -> None:
    problem = problem_of(seed)
    names = ("matrices", "rhs", "lower", "upper", "weights")
    plain = {name: np.array(getattr(problem, name)) for name in names}

    def strided(array: np.ndarray) -> np.ndarray:
        wide = np.full((*array.shape[:-1], 2 * array.shape[-1]), np.nan)
        wide[..., ::2] = array
        return wide[..., ::2]

    here = solve(replace(problem, **plain))
    for lay in (np.asfortranarray, strided, lambda array: array[::-1].copy()[::-1]):
        there = solve(replace(problem, **{name: lay(array) for name, array in plain.items()}))
        for name in ("values", "reserves", "multipliers", "iterations"):
            assert_array_equal(getattr(there, name), getattr(here, name))


def test_columns_and_matrices_are_the_same_problem() -> None:
    for seed in range(20):
        packed = problem_of(seed)
        matrices = packed.columns.dense()
        dense = replace(packed, matrices=matrices)
        assert dense.shape == packed.shape
        assert_array_equal(packed.matrices, matrices)
        assert_array_equal(solve(dense).values, solve(packed).values)


@pytest.mark.parametrize("choice", ["compiled", "numpy"])
def test_products_are_those_of_the_matrices(choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DORSUM_KERNEL", choice)
    for seed in range(20):
        columns, rng = problem_of(seed).columns, np.random.default_rng(seed)
        frames, n, m = columns.shape
        multipliers, x = rng.normal(size=(frames, n)), rng.normal(size=(m, frames)).T
        dense = columns.dense()
        assert_allclose(columns.pull(multipliers), np.einsum("fj,fji->fi", multipliers, dense), atol=1e-11)
        assert_allclose(columns.moments(x), np.einsum("fji,fi->fj", dense, x), atol=1e-11)


def test_an_entry_that_is_no_number_is_refused_by_name() -> None:
    problem = problem_of(6)
    values = problem.columns.values.copy()
    values[-1, 2] = np.nan
    row, column = (int(a[2]) for a in (problem.columns.pattern.rows, problem.columns.pattern.columns))
    where = f"are nan in frame {len(values) - 1}, coordinate 'row {row}', variable 'column {column}'"
    with pytest.raises(BadInput, match=where):
        replace(problem, matrices=Columns(problem.columns.pattern, values))


def test_the_first_frame_alone_and_in_a_sequence_is_the_same_to_the_bit() -> None:
    for seed in range(20):
        problem = problem_of(seed)
        whole = solve(problem)
        names = ("matrices", "rhs", "lower", "upper", "weights")
        give = None if problem.compliance is None else problem.compliance[:1]
        first = {name: getattr(problem, name)[:1] for name in names}
        alone = solve(replace(problem, compliance=give, **first))
        assert_array_equal(alone.values[0], whole.values[0])
        again = solve(problem)
        assert_array_equal(again.values, whole.values)


@pytest.mark.parametrize(
    ("starts", "rows", "why"),
    [
        ([0, 2], [0, 3], "rows are from 0 to 2"),
        ([0, 2], [-1, 0], "rows are from 0 to 2"),
        ([0, 2], [1, 0], "must ascend"),
        ([0, 2], [1, 1], "must ascend"),
        ([0, 3], [0, 1], "do not divide"),
        ([1, 2], [0, 1], "do not divide"),
        ([0, 2, 1, 2], [0, 1], "do not end before they start"),
    ],
)
def test_a_pattern_that_would_be_read_out_of_bounds_is_refused(starts: list, rows: list, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        Pattern(3, starts, rows)


def test_values_that_do_not_fit_their_pattern_are_refused() -> None:
    with pytest.raises(BadInput, match=r"values are \(2, 3\), but the pattern has 2 entries"):
        Columns(Pattern(3, [0, 2], [0, 1]), np.ones((2, 3)))
