"""Breath held in tests of strength: what bounds it, what it does to a trunk, how it moves with the bones."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.function.strength import EFFORTS, greatest_push, pad_push
from dorsum.mechanics.analysis import Options, analyse_frames
from dorsum.mechanics.greatest import _At
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import frames_of, pose_of
from dorsum.motion.giving import analyse_pose, followed, known_of_words
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

UPRIGHT = Task(name="upright", title="upright")
STRICT = Options(reserves=False)  # a reserve only where the muscles cannot
EXACT = Options(posture="exact")


@pytest.mark.parametrize("direction", ["extension", "flexion"])
def test_breath_is_held_up_to_the_pressure_of_the_abdomen(direction, male):
    """The diaphragm does not push upwards; in what the muscles of the thorax hold, air helps."""
    found = greatest_push(male, "L5/S1", EFFORTS[direction], Posture(), EXACT)
    assert 0.0 < found.chest <= min(found.frames.pressure[0], 14e3) * (1.0 + 1e-9)


def test_breath_held_bends_a_trunk_whose_ribs_are_balanced(monkeypatch):
    """Held by the ordinary analysis; with the breath open it is less."""
    model = model_for("male", Options(free="all"))
    found = greatest_push(model, "L5/S1", EFFORTS["bending"], Posture(), EXACT)
    held = analyse_frames(model, found.frames, options=STRICT)
    assert held.solution.largest_reserve().max() < 0.05  # N·m
    with monkeypatch.context() as patch:
        chosen = _At._pressures
        patch.setattr(_At, "_pressures", lambda at: (*chosen(at)[:2], 0.0))
        breathing = greatest_push(model, "L5/S1", EFFORTS["bending"], Posture(), EXACT)
    assert breathing.chest == 0.0
    assert breathing.times < 0.97 * found.times


def test_the_tangent_has_the_chest_push_with_the_bones(male):
    """What 10 kPa more in the chest add to the tangent, against what they ask at two postures nearby."""
    pose = pose_of(UPRIGHT, male)
    start, stated, known = analyse_pose(male, pose), frames_of(pose, male), known_of_words(male, pose)

    def at(deviation):
        def follow(turned):
            return followed(male, pose, stated, turned[None], np.zeros(1, dtype=int))

        def load(frames):
            return pad_push(male, frames, "L5/S1", EFFORTS["twist"])

        return _At(male, follow, load, Options(), deviation, start.frames.stiffening)

    deviation = start.given.deviation[0]
    here, turn = at(deviation), 1e-4 * np.random.default_rng(0).normal(size=len(deviation))
    near = here.most()
    more = replace(near, chest=near.chest + 10e3, frames=here._breathing(near.frames, 10.0))
    added = (here._slopes(known, more) - here._slopes(known, near)) @ turn
    asked = (at(deviation + turn).per_chest - at(deviation - turn).per_chest) / 2.0
    assert_allclose(added, 10.0 * asked, atol=1e-4 * np.abs(10.0 * asked).max())
