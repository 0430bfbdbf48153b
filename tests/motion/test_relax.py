"""Relaxed postures: passive tissue carries the trunk, so that nothing is asked of the muscles."""

import numpy as np
import pytest

from dorsum.body.skeleton import LUMBAR, SPINE
from dorsum.mechanics.analysis import Options, set_up
from dorsum.motion.asked import FREE
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task
from dorsum.units import DEGREE


@pytest.mark.parametrize("name", ["sitting_relaxed", "sitting_full_flexion", "sitting_slouched"])
def test_nothing_is_asked_of_the_muscles(male, name):
    """Of the joints that share flexion; and the lumbar flexion is the one stated."""
    task = Task.named(name)
    frames = frames_of(task, male)
    asked = set_up(male, frames, Options()).required[0]
    rows = [male.rows.index_of(f"{joint} z") for joint in FREE]
    np.testing.assert_allclose(asked[rows], 0.0, atol=1e-6)  # N·m
    elsewhere = [male.rows.index_of(f"{joint} z") for joint in SPINE if joint not in FREE]
    assert np.abs(asked[elsewhere]).max() > 0.1
    lumbar = frames.angles[0, [male.joint(joint) for joint in LUMBAR], 0].sum()
    assert -lumbar / DEGREE == pytest.approx(task.posture.lumbar_flexion, abs=1e-9)
