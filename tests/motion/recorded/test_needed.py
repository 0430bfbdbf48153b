"""The share of the strength of a recording's hardest frames, found anew from what is kept of them."""

import numpy as np
import pytest

from dorsum.mechanics.analysis import Options
from dorsum.mechanics.readings import USED
from dorsum.motion.analyze import analyze
from dorsum.motion.recorded.needed import needed_of
from dorsum.motion.task import Task


@pytest.mark.parametrize(
    ("name", "free"), [("slow_flexion", ()), ("walking", ()), ("standing_bent_20_with_20kg", ("hips",))]
)
def test_what_is_kept_needs_what_was_computed(name, free):
    """Springs stiffened by the load, accelerations and forces from outside among it."""
    movement = analyze(Task.named(name), options=Options(free=free))
    kept = movement.at(slice(None))
    assert not kept.computed
    found = needed_of(kept)
    told = {place: movement.array(of) for of, place in USED.items()}
    assert set(found.shares) == {place for place, shares in told.items() if np.isfinite(shares).any()}
    for place, share in found.shares.items():
        frame = int(np.nanargmax(told[place]))
        assert share == pytest.approx(told[place][frame], rel=1e-6)
        assert found.times[place] == movement.times[frame]


def test_more_than_there_is():
    heavy = analyze(Task.named("holding_20kg_60cm").with_load(60.0), options=Options(posture="exact"))
    assert heavy.shortfall is not None
    found = needed_of(heavy.at([0]))
    assert not found.shares["trunk"] <= 1.0
    assert found.seconds > 0.0
