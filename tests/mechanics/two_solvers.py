"""Random problems of every kind, solved by the kernel and by NumPy.

PYTHONPATH=tests python tests/mechanics/two_solvers.py [--problems 10000]
"""

import argparse
import os
import sys

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from dorsum.kernel.library import CHOICE
from dorsum.mechanics.columns import Columns, Pattern
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.solve import solve

SAME = 1e-5  # activations: where next to all is at its bound the residual leaves the rest that free
COST = 1e-8  # relative
STOPS = 1.01e-8  # of max(1, |b|): where Newton stops, and rounding


def random_problem(rng: np.random.Generator) -> Problem:
    """A few frames, rows and columns: some empty, some fixed, some joints beyond their strength."""
    frames, n, m = int(rng.integers(1, 5)), int(rng.integers(1, 24)), int(rng.integers(1, 60))
    filled = random_pattern(rng, n, m)
    pattern = Pattern.of(filled)
    strength = np.exp(rng.uniform(np.log(3), np.log(100), m))  # N·m
    drift = 1 + 0.1 * rng.normal(size=(frames, 1))
    values = (rng.normal(size=len(pattern.rows)) * strength[pattern.columns]) * drift
    lower = np.where(rng.random(m) < 0.3, -rng.random(m), 0.02 * rng.random(m))
    upper = lower + rng.uniform(0.2, 1.5, m)
    fixed = rng.random(m) < rng.choice([0.0, 0.1, 0.5])
    upper[fixed] = lower[fixed]
    asked = Columns(pattern, values).moments(rng.uniform(lower, upper, (frames, m)))
    beyond = rng.choice([0.3, 1.0, 1.0, 3.0])
    give = rng.normal(size=(frames, n, int(rng.integers(1, n + 1)))) * 10 ** rng.uniform(-2, 1)
    return Problem(
        matrices=Columns(pattern, values),
        rhs=beyond * asked + rng.choice([0.0, 0.5]) * rng.normal(size=(frames, n)),
        lower=lower,
        upper=upper,
        weights=np.exp(rng.normal(size=m)),
        power=int(rng.choice([2, 3])),
        reserve_scale=rng.uniform(0.5, 2, n),
        reserve_weight=float(10 ** rng.uniform(0, 4)),
        coordinates=[f"row {j}" for j in range(n)],
        variables=[f"column {i}" for i in range(m)],
        compliance=give @ give.swapaxes(1, 2) if rng.random() < 0.3 else None,
    )


def random_pattern(rng: np.random.Generator, n: int, m: int) -> np.ndarray:
    """Entries (n, m): scattered, or in runs as of muscles, two in some columns; some touch nothing."""
    if rng.random() < 0.3:
        return rng.random((n, m)) < rng.uniform(0.05, 1)
    row, filled = np.arange(n)[:, None], np.zeros((n, m), dtype=np.bool_)
    for share in (1.0, 0.4):
        first, length = rng.integers(0, n, m), np.minimum(rng.geometric(0.2, m), n)
        filled |= (row >= first) & (row < first + length) & (rng.random(m) < share)
    filled &= (rng.random(n) > 0.05)[:, None] & (rng.random(m) > 0.05)
    return filled


def by_both(problem: Problem) -> tuple[Solution, Solution]:
    """What the kernel finds, and what NumPy finds."""
    found, before = [], os.environ.get(CHOICE)
    try:
        for choice in (before if before not in (None, "numpy") else "compiled", "numpy"):
            os.environ[CHOICE] = choice
            found.append(solve(problem))
    finally:
        os.environ.pop(CHOICE)
        if before is not None:
            os.environ[CHOICE] = before
    return found[0], found[1]


def assert_agree(problem: Problem) -> None:
    """Both are proven, and where Newton's method alone arrived they are the same."""
    here, there = by_both(problem)
    size = np.maximum(1, np.abs(problem.rhs).max(axis=1))
    for each in (here, there):
        assert each.converged.all()
        assert (each.moment_imbalance() <= STOPS * size + 1e-12).all()
        assert_array_equal(each.bound_violation(), 0)
        assert_allclose(each.duality_gap(), 0, atol=1e-5)  # imbalance · λ over a small cost
    cost = [problem.objective(each.values, each.reserves) for each in (here, there)]
    assert_allclose(cost[0], cost[1], rtol=COST, atol=1e-9)
    held = np.abs(there.reserves).max(axis=1) < np.max(problem.reserve_scale)
    assert_allclose(here.values[held], there.values[held], rtol=0, atol=SAME)
    assert_allclose(here.multipliers[held], there.multipliers[held], rtol=SAME, atol=SAME)


def main() -> int:
    """Solve many; the first that differs is told by its seed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--problems", type=int, default=10_000)
    for seed in range(parser.parse_args().problems):
        problem = random_problem(np.random.default_rng(seed))
        try:
            assert_agree(problem)
        except AssertionError as error:
            print(f"seed {seed}, {problem.shape}, power {problem.power}: {error}")
            return 1
    print("both solvers agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
