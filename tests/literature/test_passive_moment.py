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
        frames = frames._replace(stiffening=stiffening(model, analyse_frames(model, frames).compression))
    eq, without = (set_up(model, frames, options) for options in (Options(), Options(fibre_passive=False)))
    row = model.rows.index_of("L5/S1 z")
    by_fibres = without.required[0, row] - eq.required[0, row]
    return float(np.asarray(eq.passive[0, row] + by_fibres))


@pytest.mark.parametrize("sex", BANDS)
def test_it_is_that_of_living_people_under_preload(sex: str) -> None:
    low, high = BANDS[sex]
    quantity = f"passive_moment_at_full_flexion_of_{WHO[sex]}"
    measured = next(row.value for row in load().ligaments if row.quantity == quantity)
    assert low < measured < high
    assert low <= passive_moment(model_for(sex), preload=True) <= high


@pytest.mark.xfail(strict=True, reason="springs as measured without preload: 62 and 49 N·m")
@pytest.mark.parametrize("sex", BANDS)
def test_it_is_without(sex: str) -> None:
    assert passive_moment(model_for(sex), preload=False) >= BANDS[sex][0]
