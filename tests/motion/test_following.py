"""Slopes of what is carried, as joints give, against differences of the posture that follows."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics.analysis import Options, apparent_gravity, set_up
from dorsum.mechanics.statics import moments_of_carried
from dorsum.mechanics.tangent import add_leaning, dead_loads, tangent
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import pose_of, unsupported
from dorsum.motion.giving import followed, known_of_words
from dorsum.motion.task import Task

STEP = 1e-5  # rad
WAYS = 12  # in which all joints turn at once


@pytest.mark.parametrize("task", ["standing_bent_forward", "carrying_one_hand", "lifting_20kg_bent_knees"])
def test_arms_hang_from_shoulders_that_move(task: str) -> None:
    """All of an arm, the upper arm with it, moves as its shoulder does and does not turn."""
    model = model_for("male")
    pose = pose_of(Task.named(task), model)
    stated, known = unsupported(pose, model), known_of_words(model, pose)
    rng, n = np.random.default_rng(7), len(model.rows)
    ways = rng.normal(size=(WAYS, n))
    turned = STEP * np.concatenate([np.zeros((1, n)), ways, -ways])
    frames = followed(model, pose, stated, turned, np.zeros(len(turned), dtype=int))
    asked = -moments_of_carried(model.mech, frames.angles, apparent_gravity(model, frames), frames.external)
    slopes = (asked[1 : 1 + WAYS] - asked[1 + WAYS :]) / (2 * STEP)

    here = frames._replace(**{name: getattr(frames, name)[:1] for name in ("times", "angles", "external")})
    here = here._replace(velocities=frames.velocities[:1], accelerations=frames.accelerations[:1])
    eq = set_up(model, here._replace(pressure=np.zeros(1)), Options())
    force, at = dead_loads(model.mech, eq, known.hung_at)
    x, switches = np.zeros((1, len(model.active))), Options().switches()
    heavy, weightless = (
        tangent(model, here.angles, eq, x, switches, (times * force, at)) for times in (1.0, 0.0)
    )
    by_rows, by_tilt = (a - b for a, b in zip(heavy, weightless, strict=True))
    if known.upright:
        add_leaning(model, here.angles, eq.posed, by_tilt, by_rows)
    assert_allclose(ways @ by_rows[0].T, slopes, atol=1e-4 * np.abs(slopes).max())
