"""The search for how joints give comes to rest in few rounds, with every group free."""

from typing import Any

import pytest

from dorsum.mechanics.analysis import Options
from dorsum.mechanics.goal import goal
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.task import Task

FREE = Options(free="all")
MOST = {"lifting_20kg_bent_knees": 8}  # rounds, half as many again as are needed


@pytest.mark.parametrize("name", MOST)
def test_hard_postures_come_to_rest(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = [0]

    def counted(*given: Any) -> Any:
        rounds[0] += 1
        return goal(*given)

    monkeypatch.setattr("dorsum.mechanics.give.goal", counted)
    model = model_for("male", FREE)
    found = analyse_pose(model, pose_of(Task.named(name), model), options=FREE)
    assert found.given is not None
    assert found.given.settled.all()
    assert rounds[0] <= MOST[name]
