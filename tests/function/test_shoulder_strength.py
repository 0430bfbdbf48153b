"""The strength of the shoulder: of a thorax that is strapped to a seat, as people are tested."""

import pytest

from dorsum.function.strength import strength
from dorsum.mechanics.analysis import Options


def test_the_trunk_does_not_limit_a_shoulder_whose_thorax_is_strapped(male):
    """However much of it is balanced: unstrapped the loin gave way in twist at 28 N·m, every group free."""
    alone, every = (
        strength(male, "shoulder", "flexion", options=Options(free=free)) for free in (None, "all")
    )
    assert alone.held == every.held == "pelvis and T4 held"
    assert every.moment_nm == pytest.approx(alone.moment_nm, rel=0.1)
    assert "right" in every.gives_way  # a joint of the girdle
