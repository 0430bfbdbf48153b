"""The simplest model of a load: weight above and one muscle, by hand, and how the two models are scored."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.function.measured.agreement import (
    BY_EMG,
    OUTSIDE_WILKE,
    WITHOUT_LYING,
    agreements,
    said_of_null,
)
from dorsum.function.measured.comparison import INPUT, INSIDE, OUTSIDE, Compared
from dorsum.function.null import arm_m, null_compression
from dorsum.motion.analyze import analyze
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

G = 9.80665


def of(result, level: int = 1) -> float:
    return float(null_compression(result.model, result.analysis)[0, level])


def by_hand(result, joint: str) -> float:
    """Weight above a joint and its moment from masses and places alone, N: nothing in the hands."""
    model, angles = result.model, result.analysis.frames.angles
    skeleton, masses = model.body.skeleton, model.body.masses
    above = np.asarray(model.mech.above[skeleton.joint_index(joint)]) > 0
    posed = model.place(angles)
    centres = model.centres_in(posed)[0, above]
    weight = masses.mass[above] * G
    centre = posed.origin[0, skeleton.joint_index(joint)]
    forward = float(weight @ (centres - centre)[:, 0])
    return float(weight.sum()) + abs(forward) / 0.06


@pytest.mark.parametrize("inclination", [0.0, 45.0])
def test_it_is_weight_above_and_moment_over_one_arm(inclination):
    bent = Task(title="bent", posture=Posture(trunk_inclination=inclination))
    found = analyze(bent, "male", posture="exact")
    assert arm_m(found.body.tables) == 0.06
    assert of(found) == pytest.approx(by_hand(found, "L4/L5"), rel=1e-9)


def test_a_load_adds_its_weight_and_its_moment():
    found = analyze("holding_20kg_60cm", "wilke", posture="exact")
    held = found.analysis.frames
    alone = found.analysis._replace(frames=held._replace(external=np.zeros_like(held.external)))
    centre = found.model.place(held.angles).origin[0, found.model.joint("L4/L5")]
    wrench = held.external[0].sum(axis=0)
    forward = wrench[5] / wrench[1] - centre[0]  # of the load's line of action, m
    assert wrench[1] == pytest.approx(-20.0 * G)
    without = float(null_compression(found.model, alone)[0, 1])
    assert 0.4 < forward < 1.0
    assert of(found) - without == pytest.approx(20.0 * G * (1 + forward / 0.06), rel=1e-6)


def test_what_a_couch_bears_presses_next_to_nothing():
    lying, standing = (of(analyze(task, "wilke")) for task in ("lying_supine", "standing_relaxed"))
    assert lying < 0.2 * standing


def test_joints_that_give_change_nothing_of_it():
    exact, giving = (analyze("standing_bent_forward", "wilke", posture=p) for p in ("exact", "giving"))
    assert of(giving) == of(exact)


def row(study: str, ours: float | None, null: float | None, **changes) -> Compared:
    found = Compared(
        kind="pressure", row="a", what="a", study=study, provenance="read", n="", measured=1.0, low=0.75,
        high=1.25, unit="MPa", ours=ours, verdict=INSIDE, how="standing", null=null,
    )  # fmt: skip
    return replace(found, **changes)


def test_both_are_scored_by_data_set_and_over_all_but_wilke():
    rows = [
        row("Wilke1999", 1.0, 9.0),
        row("Sato1999", 1.1, 1.2),
        row("Sato1999", 1.5, 2.0, verdict=OUTSIDE),
        row("Sato1999", 1.0, 0.0, how="lying_prone"),
        row("Sato1999", 5.0, 5.0, verdict=INPUT),
        row("Callaghan1998", 0.5, 1.0, kind="exercise", verdict=OUTSIDE),
        row("Ekstrom2007", 0.5, None, kind="exercise", unit="%", verdict=OUTSIDE),
    ]
    found = {each.data: each for each in agreements(rows)}
    others = found[OUTSIDE_WILKE]
    assert (others.rows, others.inside, others.null_inside) == (3, 2, 1)
    assert (others.ratio, others.null_ratio) == (1.1, 1.2)
    assert others.error == pytest.approx(np.sqrt((0.1**2 + 0.5**2 + 0.0) / 3))
    assert others.null_error == pytest.approx(np.sqrt((0.2**2 + 1.0 + 1.0) / 3))
    assert found[WITHOUT_LYING].rows == 2
    assert (found[BY_EMG].inside, found[BY_EMG].null_inside) == (0, 1)


def test_it_says_where_ours_does_not_beat_it():
    worse = [row("Sato1999", 1.5, 1.1, verdict=OUTSIDE)]
    assert said_of_null(agreements(worse)).startswith("Ours does not beat weight and one muscle on all")
    better = [row("Sato1999", 1.1, 1.5)]
    assert said_of_null(agreements(better)).startswith("Ours beats weight and one muscle on all")
    equal = [row("Sato1999", 1.1, 1.1)]
    assert "does not beat" in said_of_null(agreements(equal))
