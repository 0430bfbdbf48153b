"""How what contacts bear changes, against differences of finding it anew."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics.contacts import WHOLE_SHARE, Beside
from dorsum.mechanics.easiest import Easiest, easiest
from dorsum.mechanics.problem import Problem

FRAMES, ROWS, WHOLE, GENERATORS, MUSCLES, WEIGHT = 3, 4, 3, 24, 9, 700.0
STEP = 1e-5  # far above what the solver may be off by
NEAR = 1e-7


def muscles(rng: np.random.Generator) -> Problem:
    strength = rng.uniform(10.0, 40.0, MUSCLES)
    return Problem(
        matrices=strength * rng.normal(size=(FRAMES, ROWS, MUSCLES)),
        rhs=rng.normal(0.0, 80.0, (FRAMES, ROWS)),
        lower=0.02,
        upper=rng.uniform(0.1, 0.3, (FRAMES, MUSCLES)),
        weights=rng.uniform(0.5, 2.0, MUSCLES),
        power=2,
        reserve_scale=1.0,
        reserve_weight=100.0,
        coordinates=[f"row {i}" for i in range(ROWS)],
        variables=[f"muscle {i}" for i in range(MUSCLES)],
    )


def found(base: Problem, carried: np.ndarray, pushes: np.ndarray) -> Easiest:
    rows = Beside(("force",) * WHOLE, carried, np.full(WHOLE, WHOLE_SHARE))
    return easiest(base, pushes, rows, WEIGHT, 1e-2)


@pytest.mark.parametrize("seed", range(4))
def test_the_change_is_that_of_finding_anew(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base, pushes = muscles(rng), rng.normal(0.0, 0.1, (FRAMES, ROWS + WHOLE, GENERATORS))
    carried = -WEIGHT * (pushes[:, ROWS:] @ rng.uniform(0.0, 0.3, GENERATORS))
    here = found(base, carried, pushes)
    assert here.solution.converged.all()
    free = (here.factors > 0.0).sum(axis=1)
    assert ((free > WHOLE) & (free < GENERATORS)).all()
    values = here.solution.values[:, :MUSCLES]
    assert ((values == base.upper) | (values == base.lower)).any()

    more = rng.normal(0.0, 30.0, (FRAMES, ROWS + WHOLE, 1))
    turned, grown = rng.normal(size=pushes.shape), rng.normal(size=(FRAMES, MUSCLES))
    of_muscles = rng.normal(0.0, 50.0, base.matrices.shape)

    def asked(step: float) -> Easiest:
        rhs, upper = base.rhs + step * more[:, :ROWS, 0], base.upper
        return found(replace(base, rhs=rhs, upper=upper), carried - step * more[:, ROWS:, 0], pushes)

    def moved(step: float) -> Easiest:
        matrices, upper = base.matrices + step * of_muscles, base.upper + step * grown
        lower = base.lower + step * grown**2
        there = replace(base, matrices=matrices, lower=lower, upper=upper)
        return found(there, carried, pushes + step * turned)

    changes = here.change(more)[..., 0]
    lacks, own = here.moved(moved(NEAR).solution.problem, NEAR)
    for change, anew in ((changes, asked), (here.change(lacks[..., None])[..., 0] + own, moved)):
        differences = (anew(STEP).factors - anew(-STEP).factors) / (2 * STEP)
        assert_allclose(change, differences, atol=1e-3 * np.abs(differences).max())


def test_contacts_take_what_muscles_can_least_hold() -> None:
    """Two rows, one of strong and one of weak muscles; a generator relieves one of them by what it asks of
    the other."""
    strength = np.array([[[100.0, -100.0, 0.0, 0.0], [0.0, 0.0, 10.0, -10.0]]])
    base = replace(
        muscles(np.random.default_rng(0)),
        matrices=strength,
        rhs=np.array([[5.0, 5.0]]),
        lower=0.0,
        upper=1.0,
        weights=np.ones(4),
        reserve_scale=1.0,
        coordinates=("strong", "weak"),
        variables=tuple("abcd"),
    )
    pushes = np.array([[[-1.0], [1.0]]])
    nothing = Beside((), np.zeros((1, 0)), np.zeros(0))
    here = easiest(base, pushes, nothing, WEIGHT, 1e-9)
    assert here.factors[0, 0] == pytest.approx(5.0, rel=0.02)
    assert (base.matrices @ here.solution.values[0, :4])[0, 0] == pytest.approx(10.0, rel=0.02)
