"""What passive tissue bears at full lumbar flexion, beside the living people of Dolan 1994.

The bands were asked before the first run: the study gives means alone, 120 N·m of men and 77 of women.
"""

import numpy as np
import pytest

from dorsum.anatomy.read import load
from dorsum.body.skeleton import LUMBAR
from dorsum.mechanics.analysis import Options, analyse_frames, set_up
from dorsum.mechanics.model import Model
from dorsum.mechanics.preload import stiffening
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

BANDS = {"male": (85.0, 145.0), "female": (60.0, 100.0)}  # N·m
WHO = {"male": "men", "female": "women"}


def passive_moment(model: Model, *, preload: bool) -> float:
    """Extending moment of springs and stretched fibres at L5/S1 with every lumbar joint at its range, N·m."""
    full = sum(model.body.tables.joint_range(joint, "flexion") for joint in LUMBAR)
    frames = frames_of(Task(posture=Posture(lumbar_flexion=full)), model)
    if preload:
        pressed = analyse_frames(model, frames).compression
        frames = frames._replace(stiffening=stiffening(model, pressed, frames.angles))
    eq, without = (set_up(model, frames, options) for options in (Options(), Options(fibre_passive=False)))
    row = model.rows.index_of("L5/S1 z")
    by_fibres = without.required[0, row] - eq.required[0, row]
    return float(np.asarray(eq.passive[0, row] + by_fibres))


@pytest.mark.xfail(
    strict=True,
    reason="66 and 53 N·m: what pulls behind the spinal units, such as the fascia, is not in the model",
)
@pytest.mark.parametrize("sex", BANDS)
def test_it_is_that_of_living_people(sex: str) -> None:
    assert passive_moment(model_for(sex), preload=True) >= BANDS[sex][0]


@pytest.mark.parametrize("sex", BANDS)
def test_it_is_no_more_than_that_of_living_people_and_preload_adds_to_it(sex: str) -> None:
    quantity = f"passive_moment_at_full_flexion_of_{WHO[sex]}"
    measured = next(row.value for row in load().ligaments if row.quantity == quantity)
    assert BANDS[sex][0] < measured < BANDS[sex][1]
    with_preload, without = (passive_moment(model_for(sex), preload=on) for on in (True, False))
    assert 0.5 * measured < without < with_preload < measured
