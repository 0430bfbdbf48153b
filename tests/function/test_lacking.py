"""What lacks is told by its row, with what the muscles there give and which muscle is missing."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.body.skeleton import CERVICAL
from dorsum.function.measured.lacking import IN_RANGE, RECORDINGS, Lack, lack_of
from dorsum.mechanics.analysis import POSTURES
from dorsum.motion.analyze import analyze
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.report.lacking import counted, held_table, recorded_table

RECORDED = Path(__file__).parents[2] / "examples" / "recordings"


def of(task, subject: str, posture: str) -> Lack:
    task = task if isinstance(task, Task) else Task.named(task)
    return lack_of(analyze(task, subject, posture=posture), task.title)


def test_what_balances_lacks_nothing():
    found = of("standing_relaxed", "female", "giving")
    assert not found.lacks
    assert (found.moment_nm, found.row, found.used, found.left_out) == (0.0, "", None, "")


def test_a_woman_who_holds_20_kg_far_lacks_extension_and_less_where_joints_give():
    giving, exact = (of("holding_20kg_60cm", "female", posture) for posture in ("giving", "exact"))
    assert exact.row.endswith("extension")
    assert exact.trunk_short == 1
    assert exact.used == pytest.approx(1.0, abs=1e-3)  # nothing pulls harder there
    assert giving.moment_nm < exact.moment_nm
    assert "Latissimus dorsi" in exact.left_out


def test_strength_that_other_joints_forbid_is_not_all_used():
    turned = Task(title="neck", posture=IN_RANGE["neck turned 40°"])
    found = of(turned, "male", "exact")
    assert found.used is not None
    assert 0.1 < found.used < 0.95
    assert found.trunk_short == 0
    assert found.row.split()[0] in CERVICAL
    mirrored = of(Task(title="neck", posture=Posture(neck_twist=-40.0)), "male", "exact")
    assert mirrored.moment_nm == pytest.approx(found.moment_nm, rel=1e-3)
    assert mirrored.row == found.row.replace("left", "right")
    assert mirrored.left_out == found.left_out


def test_muscles_left_out_take_no_part(male):
    task = Task.named("standing_bent_forward").with_load(80)
    found = lack_of(analyze(task, male, posture="exact"), "bent")
    names = {part.rsplit(" ", 2)[0] for part in found.left_out.split(" N·m, ")}
    names = {part.rpartition(" ")[0] if part[-1].isdigit() else part for part in names}
    taking = {male.body.tables.muscle(male.body.fascicles[i].muscle).name for i in male.body.active}
    assert names
    assert not names & taking


@pytest.mark.slow
@pytest.mark.parametrize("posture", POSTURES)
def test_frames_of_a_recorded_squat_are_told_with_their_rows(posture):
    (title, how) = RECORDINGS["opencap_squats1.mot"]
    result = analyze(RECORDED / "opencap_squats1.mot", posture=posture, **how)
    found = lack_of(result, title)
    assert found.short == int((~np.asarray(result.balanced)).sum())
    assert len(list(filter(None, found.in_trunk.split("; ")))) == found.trunk_short
    if posture == "giving":
        assert found.trunk_short == 0


def test_the_tables_hold_what_lacks():
    lack = Lack("neck flexed 40°", "male", "exact", 1, 1, 0, "", 4.1, "C0/C1 flexion", 1.0, "")
    none = Lack("standing", "male", "giving", 1, 0, 0, "", 0.0, "", None, "")
    page = held_table([lack, none])
    assert (
        "| neck flexed 40° | male | exact | 1 of 1 | 4.1 N·m | C0/C1 flexion | 100 % | (the hyoid muscles) |"
        in page
    )
    assert "standing" not in page
    assert counted([lack, none]) == "male, giving: 0 of 1 lack something; male, exact: 1 of 1 lack something."
    assert "standing" in recorded_table([none])
