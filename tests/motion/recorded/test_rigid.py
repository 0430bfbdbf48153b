"""A body laid on its markers: the turn and place that made them, and SciPy's where they are off."""

import numpy as np
from numpy.testing import assert_allclose
from scipy.spatial.transform import Rotation

from dorsum.motion.recorded.rigid import laid_on


def test_turn_and_place_are_found_from_those_that_are_seen(rng):
    local = rng.normal(size=(5, 3))
    turn, place = Rotation.random(20, rng=rng).as_matrix(), rng.normal(size=(20, 3))
    seen = np.einsum("fij,mj->fmi", turn, local) + place[:, None]
    seen[::2, 3] = np.nan
    found, at = laid_on(local, seen)
    assert_allclose(found, turn, atol=1e-12)
    assert_allclose(at, place, atol=1e-12)


def test_markers_that_are_off_are_met_as_scipy_does(rng):
    """Three in a plane tell no side: it stays a turn and is no mirror image."""
    for n in (3, 6):
        local, seen = rng.normal(size=(n, 3)), rng.normal(size=(10, n, 3))
        found, at = laid_on(local, seen)
        for turn, place, markers in zip(found, at, seen, strict=True):
            off, own = markers - markers.mean(axis=0), local - local.mean(axis=0)
            assert_allclose(turn, Rotation.align_vectors(off, own)[0].as_matrix(), atol=1e-9)
            assert_allclose(place, markers.mean(axis=0) - turn @ local.mean(axis=0), atol=1e-12)
