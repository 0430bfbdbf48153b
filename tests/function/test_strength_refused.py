"""Strength in postures that the muscles cannot hold: told is what they lack, and whether it is their tone."""

from dataclasses import replace

import pytest

from dorsum.body.subject import Subject
from dorsum.errors import NoEquilibrium
from dorsum.function.strength import strength
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.posture import Posture

EXACT = Options(posture="exact")
BEHIND = ("semispinalis", "longissimus", "iliocostalis", "multifidus", "splenius", "trapezius", "levator_s")


def times(male: Model, factor: float, of: tuple[str, ...] = ("",)) -> Model:
    """A man with muscles whose names begin so as many times as strong."""
    chosen = [m.muscle for m in male.body.tables.muscles if m.muscle.startswith(of)]
    return model_for(Subject(name="other", strength=dict.fromkeys(chosen, factor)))


def test_a_posture_beyond_the_muscles_is_refused(male):
    level, weak = Posture(trunk_inclination=70.0), times(male, 0.05)
    for options in (EXACT, Options()):
        with pytest.raises(NoEquilibrium, match="held even without a push: muscles lack") as told:
            strength(weak, "L5/S1", "extension", level, options)
        assert "tone" not in str(told.value)
        assert (told.value.missing_moment or 0.0) > 1.0


def test_a_strong_back_whose_tone_nothing_balances_is_told_so(male):
    """Tone grows with strength, so that what is behind the neck pulls more than all before it can hold."""
    strong = times(male, 3.0, BEHIND)
    with pytest.raises(NoEquilibrium, match=r"of flexion at C.*at rest did not pull with their tone") as told:
        strength(strong, "L5/S1", "extension", options=EXACT)
    assert str(told.value.joint).startswith("C")
    assert strength(strong, "L5/S1", "extension", options=replace(EXACT, tone=False)).push > 0.0
