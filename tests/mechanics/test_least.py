"""How what contacts bear changes, against differences of finding it anew."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics.contacts import WHOLE_SHARE, Beside
from dorsum.mechanics.least import Least, least

FRAMES, ROWS, WHOLE, GENERATORS, WEIGHT = 3, 4, 3, 12, 700.0
STEP = 1e-3  # far above what the solver may be off by


def found(asked: np.ndarray, carried: np.ndarray, pushes: np.ndarray) -> Least:
    rows = Beside(("force",) * WHOLE, carried, np.full(WHOLE, WHOLE_SHARE))
    return least(asked, pushes, rows, WEIGHT, 1e-2)


@pytest.mark.parametrize("seed", range(4))
def test_the_change_is_that_of_finding_anew(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pushes = rng.normal(size=(FRAMES, ROWS + WHOLE, GENERATORS))
    carried = -WEIGHT * (pushes[:, ROWS:] @ rng.uniform(0.0, 0.3, GENERATORS))
    asked = rng.normal(0.0, 50.0, (FRAMES, ROWS))
    here = found(asked, carried, pushes)
    some = (here.factors > 0.0).sum(axis=1)
    assert ((some > WHOLE) & (some < GENERATORS)).all()
    more = rng.normal(0.0, 30.0, (FRAMES, ROWS + WHOLE, 2))
    turned = rng.normal(size=pushes.shape)
    change = here.change(more, turned)
    for way, by_pushes in ((0, 0.0), (1, 1.0)):
        ahead, behind = (
            found(
                asked + step * more[:, :ROWS, way],
                carried - step * more[:, ROWS:, way],
                pushes + step * by_pushes * turned,
            ).factors
            for step in (STEP, -STEP)
        )
        differences = (ahead - behind) / (2 * STEP)
        assert_allclose(change[..., way], differences, atol=1e-3 * np.abs(differences).max())
