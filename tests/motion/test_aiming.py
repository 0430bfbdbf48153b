"""Slopes of arms that aim at a load fixed to the feet, against differences by every row."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics.aiming import Aiming
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.mechanics.reacting import Reacting
from dorsum.mechanics.tangent import add_leaning, tangent
from dorsum.motion.acting import Force, Load
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import pose_of, unsupported
from dorsum.motion.giving import followed, known_of_words
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

AGREE = 2e-4  # of the largest entry: differences of the first order


def holding(hands: str, posture: Posture, **load: float) -> Task:
    return Task(
        title="Holding",
        posture=posture,
        loads=[Load(hands=hands, reference="shoulders", fixed_to="feet", **load)],
    )


BENT = Posture(trunk_inclination=40.0, lumbar_twist=5.0)
TILTED = Posture(pelvis_tilt=5.0, lumbar_flexion=10.0)
TASKS = {
    "two hands": holding("both", BENT, mass_kg=15.0, forward_m=0.35, up_m=-0.35, right_m=0.1),
    "one hand, the other hangs": holding("right", BENT, mass_kg=8.0, forward_m=0.3, up_m=-0.3, right_m=0.2),
    "a pelvis as stated": holding("both", TILTED, mass_kg=10.0, forward_m=0.35, up_m=-0.3),
}


@pytest.mark.parametrize("name", TASKS)
def test_slopes_of_what_is_carried_are_those_of_differences(name):
    model, options = model_for("male"), Options()
    pose = pose_of(TASKS[name], model)
    known, stated = known_of_words(model, pose), unsupported(pose, model)
    assert known.aims
    assert known.upright == (name != "a pelvis as stated")

    def follow(deviation: np.ndarray, which: np.ndarray) -> Frames:
        return followed(model, pose, stated, deviation, which)

    deviation, first = (
        np.random.default_rng(0).normal(0.0, 0.01, (1, len(model.rows))),
        np.zeros(1, dtype=int),
    )
    here = follow(deviation, first)
    wanted, _ = Reacting(model, known, follow, None).slopes(deviation, first)
    eq = set_up(model, here, options)
    aiming = Aiming(model, known, follow)
    still = np.zeros((1, len(model.active)))

    def of(force: np.ndarray, at: np.ndarray) -> np.ndarray:
        by_rows, by_tilt = tangent(model, here.angles, eq, still, options.switches(), (force, at))
        if known.upright:
            add_leaning(model, here.angles, eq.posed, by_tilt, by_rows)
        return by_rows

    force, at = aiming.carried(here, eq.posed)
    found = of(force, at) - of(np.zeros_like(force), at)  # springs, fibres and thrust are not carried
    found += aiming.slopes(deviation, first, here, eq.posed)
    assert_allclose(found, wanted, atol=AGREE * np.abs(wanted).max())


def test_only_loads_fixed_to_the_feet_with_nothing_beside_are_told_so():
    model, (task, *_) = model_for("male"), TASKS.values()
    beside = replace(task, forces=[Force(body="head", force_n=(10.0, 0.0, 0.0))])
    shoulders = replace(task, loads=[replace(task.loads[0], fixed_to=None)])
    for other in (beside, shoulders):
        known = known_of_words(model, pose_of(other, model))
        assert (known.reacts, known.aims) == (True, False)
    none = known_of_words(model, pose_of(Task(title="Standing"), model))
    assert (none.reacts, none.aims) == (False, False)
