"""What other engines said stands on the page, and a difference that is not allowed is shown as one."""

import pytest

from dorsum.judges import mujoco as judge_mujoco
from dorsum.judges.opensim import judgements
from dorsum.report.judges import mujoco_section, opensim_section


@pytest.mark.parametrize(
    ("section", "found"),
    [(opensim_section, judgements.stored().rows), (mujoco_section, judge_mujoco.stored()["found"])],
)
def test_every_comparison_has_a_line(section, found):
    text = section()
    assert all(row.holds for row in found)
    assert text.count("| agrees |") == len(found)
    assert "differs" not in text


def test_a_difference_beyond_what_is_allowed_is_shown(monkeypatch):
    said = judge_mujoco.stored()
    worse = [row._replace(largest=2 * row.allowed) for row in said["found"]]
    monkeypatch.setattr(judge_mujoco, "stored", lambda: said | {"found": worse})
    assert mujoco_section().count("**differs**") == len(worse)
