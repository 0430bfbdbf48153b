"""The search for how joints give comes to rest in few rounds, or ends where it cannot."""

from typing import Any

import numpy as np
import pytest

from dorsum.mechanics.analysis import Options
from dorsum.mechanics.give import ROUNDS
from dorsum.mechanics.goal import goal
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.controls import Controls, task_of
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.task import Task

FREE = Options(free="all")
MOST = {"lifting_20kg_bent_knees": 8}  # rounds, half as many again as are needed


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rounds there were."""
    rounds = [0]

    def counted(*given: Any) -> Any:
        rounds[0] += 1
        return goal(*given)

    monkeypatch.setattr("dorsum.mechanics.give.goal", counted)
    return rounds


@pytest.mark.parametrize("name", MOST)
def test_hard_postures_come_to_rest(name: str, rounds: list[int]) -> None:
    model = model_for("male", FREE)
    found = analyse_pose(model, pose_of(Task.named(name), model), options=FREE)
    assert found.given is not None
    assert found.given.settled.all()
    assert rounds[0] <= MOST[name]


def test_where_bounds_leave_no_way_it_ends(male: Model, rounds: list[int]) -> None:
    """Bent sideways to the end of all ranges, where muscles lack most of what is asked."""
    task = task_of(male, Controls(bending=-112.7))
    found = analyse_pose(male, pose_of(task, male), options=Options())
    assert found.given is not None
    assert not found.given.settled.any()
    assert np.abs(found.solution.reserves).max() > 100.0  # N·m
    assert rounds[0] < ROUNDS / 2
