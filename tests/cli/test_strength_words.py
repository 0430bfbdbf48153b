"""`dorsum strength` says in what posture."""

import pytest

from dorsum.cli.strength import _told


@pytest.mark.parametrize(
    ("trunk", "task", "says"),
    [
        (None, None, "Upright"),
        (36.0, None, "Trunk bent by 36°"),
        (None, "bridge", "In the posture of bridge"),
    ],
)
def test_the_posture_is_told(trunk: float | None, task: str | None, says: str) -> None:
    assert _told(trunk, task) == says
