"""Rows that give: the same as unbounded unknowns of their own, at half their square."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import solve
from toys import toy

GIVE = np.array([[40.0, 10.0], [-20.0, 60.0]])  # N·m per unit of two unknowns z, whose price is ½ |z|²


@pytest.fixture
def stiff() -> Problem:
    matrix = [[40.0, 25, 0, -8], [10, 0, 30, 12]]
    return toy(matrix, [9.0, 12.0], power=2, reserve_weight=1e9)


def test_it_is_the_same_as_columns_of_squares(stiff: Problem) -> None:
    giving = solve(replace(stiff, compliance=GIVE @ GIVE.T))
    columns = np.concatenate([stiff.matrices, GIVE[None]], axis=2)
    wide = replace(
        stiff,
        matrices=columns,
        lower=np.pad(stiff.lower, [(0, 0), (0, 2)], constant_values=-1e3),
        upper=np.pad(stiff.upper, [(0, 0), (0, 2)], constant_values=1e3),
        weights=np.pad(stiff.weights, [(0, 0), (0, 2)], constant_values=1.0),
        variables=(*stiff.variables, "give 1", "give 2"),
    )
    as_columns = solve(wide)
    assert_allclose(giving.values, as_columns.values[:, :4], atol=1e-9)
    assert_allclose(giving.multipliers @ GIVE, as_columns.values[:, 4:], atol=1e-9)
    assert giving.moment_imbalance().max() < 1e-8
    assert np.abs(giving.duality_gap()).max() < 1e-9


@pytest.mark.parametrize("power", [2, 3])
def test_what_gives_asks_less(stiff: Problem, power: int) -> None:
    stiff = replace(stiff, power=power)
    costs = []
    for share in (0.0, 0.01, 1.0, 1e4):
        found = solve(replace(stiff, compliance=share * GIVE @ GIVE.T))
        costs.append(float(stiff.objective(found.values, found.reserves)[0]))
        assert np.abs(found.duality_gap()).max() < 1e-7
        assert found.moment_imbalance().max() < 1e-6
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < 0.05 * costs[0]


def test_the_certificate_counts_it(stiff: Problem) -> None:
    good = solve(replace(stiff, compliance=GIVE @ GIVE.T))
    wrong = replace(good, problem=stiff)
    assert wrong.moment_imbalance().max() > 1.0
    assert replace(good, multipliers=2 * good.multipliers).duality_gap().min() > 0.1


def test_no_number_is_refused(stiff: Problem) -> None:
    bad = GIVE @ GIVE.T
    bad[1, 0] = np.nan
    with pytest.raises(BadInput, match=r"compliance must be finite.*'coordinate 1' and 'coordinate 0'"):
        replace(stiff, compliance=bad)
    with pytest.raises(BadInput, match="does not spread"):
        replace(stiff, compliance=np.eye(3))
