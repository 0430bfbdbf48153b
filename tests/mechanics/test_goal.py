"""How far joints best give where the balance is linear: by both roads, and by a search."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from dorsum.kernel.library import CHOICE, kernel
from dorsum.mechanics.bounded import Limits, within_bounds
from dorsum.mechanics.columns import Columns
from dorsum.mechanics.goal import Linear, goal
from dorsum.mechanics.known import Known
from dorsum.mechanics.problem import Problem, Solution

ROWS, FRAMES = 6, 3
BOUND = 0.03  # rad


@pytest.fixture(scope="module")
def asked() -> tuple[Known, Linear]:
    """Six joints in a row, the sum of their angles known, twelve muscles that can pull either way."""
    rng, n, m = np.random.default_rng(2), ROWS, 2 * ROWS
    spread = rng.normal(size=(FRAMES, n, n)) + 2.0 * np.eye(n)
    covariance = spread @ np.swapaxes(spread, 1, 2) * (0.5 * BOUND) ** 2
    toward = covariance.sum(axis=2)
    covariance -= toward[:, :, None] * toward[:, None] / toward.sum(axis=1)[:, None, None]
    limited = np.concatenate([np.eye(n), np.diff(np.eye(n), axis=0)])
    most = np.full((FRAMES, len(limited)), BOUND)
    most[:2] *= [[0.4], [0.15]]
    known = Known(
        covariance, limited, -most, most, upright=False, hung_at=-np.ones(1, dtype=int), reacts=False
    )
    arms = rng.normal(size=(FRAMES, n, m))
    problem = Problem(
        matrices=Columns.of(arms),
        rhs=np.zeros((FRAMES, n)),
        lower=-2.0,
        upper=2.0,
        weights=rng.uniform(1.0, 2.0, (FRAMES, m)),
        power=2,
        reserve_scale=0.1,
        reserve_weight=1e3,
        coordinates=[f"joint {i}" for i in range(n)],
        variables=[f"muscle {i}" for i in range(m)],
    )
    stiff = 0.3 * rng.normal(size=(FRAMES, n, n))
    by_angle = 20.0 * (np.eye(n) + stiff @ np.swapaxes(stiff, 1, 2))
    return known, Linear(problem, 0.7 * rng.normal(size=(FRAMES, n)), by_angle, np.array([2.0, 2.0, 2e3]))


def found(asked: tuple[Known, Linear]) -> tuple[np.ndarray, Solution, np.ndarray]:
    known, linear = asked
    side = np.zeros(known.lower.shape, dtype=np.int64)
    wanted, solution = goal(known, side, np.arange(FRAMES), linear, np.zeros((FRAMES, ROWS)))
    return wanted, solution, side


def test_no_other_deviations_within_the_bounds_cost_less(asked: tuple[Known, Linear]) -> None:
    (known, linear), (wanted, solution, side) = asked, found(asked)
    assert side[:2].any(axis=1).all()
    assert not side[2].any()
    problem = linear.problem
    assert np.abs(solution.values).max() < 1.0
    for f in range(FRAMES):
        size, ways = np.linalg.eigh(known.covariance[f])
        ways = (ways * np.sqrt(np.maximum(size, 0.0)))[:, 1:]  # all but the sum
        arms = problem.columns.dense()[f]
        strength = arms / problem.weights[f] @ arms.T + 0.1**2 / 1e3 * np.eye(ROWS)
        cost = np.linalg.inv(strength)  # of what is asked: x is far from its bounds

        def total(free: np.ndarray, f: int = f, ways: np.ndarray = ways, cost: np.ndarray = cost) -> float:
            left = linear.rhs[f] + linear.by_angle[f] @ (ways @ free)
            return float(left @ cost @ left / 2.0 + linear.price[f] * free @ free / 2.0)

        within, most = known.limited @ ways, known.upper[f]
        inside = {"type": "ineq", "fun": lambda free, a=within, b=most: np.append(b - a @ free, b + a @ free)}
        best = minimize(
            total, np.zeros(ROWS - 1), method="SLSQP", constraints=[inside], options={"ftol": 1e-14}
        )
        assert_allclose(wanted[f], ways @ best.x, atol=1e-4 * BOUND)
    assert_allclose(wanted.sum(axis=1), 0.0, atol=1e-9)
    missing = problem.columns.moments(solution.values) + solution.reserves - linear.rhs
    assert_allclose(missing, (linear.by_angle @ wanted[..., None])[..., 0], atol=2e-3)


@pytest.mark.parametrize("road", ["compiled", "numpy"])
def test_where_it_ends_does_not_hang_on_a_guess_whose_bounds_exclude_each_other(
    asked: tuple[Known, Linear], monkeypatch: pytest.MonkeyPatch, road: str
) -> None:
    """Every angle at its upper bound, while their sum is known to be none."""
    monkeypatch.setenv(CHOICE, road)
    known, linear = asked
    wanted, solution, _ = found(asked)
    side = np.zeros(known.lower.shape, dtype=np.int64)
    side[:, :ROWS] = 1
    again, balance = goal(known, side, np.arange(FRAMES), linear, np.zeros((FRAMES, ROWS)))
    assert_allclose(again, wanted, atol=1e-4 * BOUND)
    assert_allclose(balance.values, solution.values, atol=1e-3)


@pytest.mark.parametrize("road", ["compiled", "numpy"])
def test_limits_as_rows_of_the_balance_find_the_same(
    asked: tuple[Known, Linear], monkeypatch: pytest.MonkeyPatch, road: str
) -> None:
    monkeypatch.setenv(CHOICE, road)
    known, linear = asked
    wanted, solution, side = found(asked)
    for f in range(FRAMES):
        limits = Limits(known.limited, known.lower[f], known.upper[f])
        part = linear.problem.part(f, linear.rhs[f], np.zeros((ROWS, ROWS)))
        given = linear.by_angle[f], known.covariance[f] / linear.price[f], limits
        one, balance, sides = within_bounds(part, *given, np.empty(0, dtype=np.int64), np.zeros(ROWS))
        assert_allclose(one, wanted[f], atol=1e-4 * BOUND)
        assert_allclose(balance.values[0], solution.values[f], atol=1e-3)
        assert_allclose((limits.limited @ one)[sides > 0], limits.upper[sides > 0], atol=1e-5 * BOUND)
        assert_allclose((limits.limited @ one)[sides < 0], limits.lower[sides < 0], atol=1e-5 * BOUND)
        assert (sides != 0).any() == (side[f] != 0).any()


@pytest.mark.skipif(kernel() is None, reason="nothing is compiled")
def test_both_roads_give_the_same(asked: tuple[Known, Linear], monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = found(asked)
    monkeypatch.setenv(CHOICE, "numpy")
    plain = found(asked)
    assert_allclose(compiled[0], plain[0], atol=1e-9 * BOUND)
    assert (compiled[2] == plain[2]).all()
    for name in ("values", "reserves", "multipliers"):
        assert_allclose(getattr(compiled[1], name), getattr(plain[1], name), atol=1e-9)
