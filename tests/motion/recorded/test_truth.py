"""The fit against the truth: a few of the random movements of `truth`, two of each marker set."""

import numpy as np
import pytest

from dorsum.mechanics.model import Model
from motion.recorded.made_up import SETS
from motion.recorded.truth import Errors, one

EACH = 2
# About twice what 200 movements have in the 95th percentile (`make soak` prints them and holds them against
# what is asked): a few movements must not come near it.
MOST_ANGLE, MOST_INCLINATION, MOST_MOMENT = 10.0, 3.0, 0.3  # °, °, share


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
