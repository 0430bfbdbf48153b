"""The force in the hip joint against instrumented implants.

Four patients loaded the hip with 238 % of their weight in walking, and with slightly less when they stood on
one leg (Bergmann 2001, J Biomech 34:859, abstract). How they held the trunk is not told.
"""

import numpy as np
import pytest

from dorsum.body.skeleton import SIDES
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task, parse_task

HIPS = Options(free=("hips",), posture="exact")
ONE_LEG = """
[posture]
lumbar_bending = {half}
thoracic_bending = {half}

[[supports]]
kind = "floor"
bodies = ["foot_right"]
"""
MEASURED = 2.38  # body weights, and slightly less
UPPER_BODIES = 0.84  # of the weight is carried by the standing hip: all but that leg (de Leva 1996)


def in_weights(found: Result) -> dict[str, float]:
    force, joint = found.array("joint_force")[0], found.body.skeleton.joint_index
    return {side: float(force[joint(f"hip_{side}")]) / found.body.weight for side in SIDES}


def on_one_leg(subject: str, bent: float) -> Result:
    return analyze(parse_task(ONE_LEG.format(half=bent / 2), "one leg"), subject, options=HIPS)


@pytest.mark.parametrize("subject", ["male", "female"])
def test_standing_on_one_leg_loads_the_hip_as_implants_measure(subject: str) -> None:
    level, leaning = (in_weights(on_one_leg(subject, bent)) for bent in (0.0, 10.0))
    assert leaning["right"] == pytest.approx(MEASURED, rel=0.10)
    assert level["right"] == pytest.approx(MEASURED, rel=0.15)
    assert leaning["right"] < level["right"] - 0.15  # the trunk over the hip unloads it
    assert level["left"] < 0.3


@pytest.mark.parametrize("subject", ["male", "female"])
def test_the_hip_of_one_leg_is_pauwels_balance(subject: str) -> None:
    """What the hip carries, at its lever, over the lever of the abductors: no less than that, and the rest by
    muscles that turn or steady beside."""
    found = on_one_leg(subject, 0.0)
    hip = found.body.skeleton.joint_index("hip_right")
    asked = -found.net_moments[0, hip, 1]
    assert asked > 30.0  # N·m of abduction
    lever = 0.055  # m, of gluteus medius and minimus about the hip
    least = UPPER_BODIES + asked / lever / found.body.weight * np.cos(np.radians(25.0))
    assert least - 0.1 < in_weights(found)["right"] < least + 0.9


def test_both_hips_bear_half_in_quiet_standing() -> None:
    """About a third of the weight each, and what muscles add."""
    hips = in_weights(analyze("upright_standing", "male", options=HIPS))
    assert hips["right"] == pytest.approx(hips["left"], abs=1e-4)
    assert 0.33 < hips["right"] < 1.0


def test_psoas_is_silent_in_standing_and_gluteus_maximus_works_in_bending() -> None:
    def mean(task: str, muscle: str) -> float:
        found = analyze(Task.named(task), "male", options=HIPS)
        each = found.body.of_muscle(muscle, "right")
        strength = found.body.fascicles.maximal_force[each]
        return float(found.array("activation")[0, each] @ strength / strength.sum())

    assert mean("upright_standing", "psoas_major") < 0.02
    assert mean("upright_standing", "gluteus_maximus") < 0.02
    assert mean("standing_bent_forward", "gluteus_maximus") > 0.05
