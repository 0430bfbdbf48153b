"""The fit against the truth: a few of the random movements of `truth`, two of each marker set."""

import numpy as np
import pytest

from dorsum.mechanics.model import Model
from motion.recorded.made_up import SETS
from motion.recorded.truth import NONE, Errors, bound, one

EACH = 2
# About twice what 200 movements have in the 95th percentile (`make soak` prints them and holds them against
# what is asked): a few movements must not come near it.
MOST_ANGLE, MOST_INCLINATION, MOST_MOMENT = 10.0, 3.0, 0.18  # °, °, share


@pytest.fixture(scope="module")
def found(male: Model) -> list[tuple[Errors, Errors]]:
    return [one(male, name, 1000 + k) for name in SETS for k in range(EACH)]


def test_trunk_and_moment_come_back_through_markers_that_err(found: list[tuple[Errors, Errors]]) -> None:
    angles = np.percentile([smoothed.angles for smoothed, _ in found], 95, axis=0)
    moment = float(np.percentile([smoothed.moment for smoothed, _ in found], 95))
    print(f"95 %: flexion, bending, twist, inclination {angles.round(1)}°, moment at L5/S1 {moment:.0%}")
    assert angles.max() < MOST_ANGLE
    assert angles[3] < MOST_INCLINATION
    assert moment < MOST_MOMENT


def test_the_filter_takes_the_noise_out_of_the_moment(found: list[tuple[Errors, Errors]]) -> None:
    for smoothed, raw in found:
        assert smoothed.moment < 0.1 * raw.moment
        assert smoothed.angles[3] < 1.1 * raw.angles[3]


def test_the_fit_is_not_nearer_than_the_bound_nor_far_from_it(
    male: Model, found: list[tuple[Errors, Errors]]
) -> None:
    """In the mean of the movements: a bound is of the spread of errors."""
    least = [each for k, name in enumerate(SETS) for each in bound(male, name, 1000 + k)]
    best, fitted = (
        np.append(np.mean([e.angles for e in of], axis=0), np.mean([e.moment for e in of]))
        for of in (least, [smoothed for smoothed, _ in found])
    )
    print(f"mean errors over the bound's: {(fitted / best).round(1)}")
    assert (best < fitted).all()
    assert (fitted < 6.0 * best).all()


def test_markers_without_errors_give_the_movement_back(male: Model) -> None:
    """But for the rhythm, whose prior is linear: some tenths of a degree."""
    smoothed, _ = one(male, "Rehazenter", 1003, NONE)
    assert smoothed.angle < 1.0
    assert smoothed.moment < 0.02
