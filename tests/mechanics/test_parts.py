"""What bears a moment: the parts add up to what inverse dynamics asks, each by a road of its own."""

import numpy as np
import pytest

from dorsum.mechanics.analysis import Options
from dorsum.mechanics.parts import Parts, asked, parts_of
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task


def of(result) -> tuple[np.ndarray, Parts]:
    return asked(result.model, result.analysis), parts_of(result.model, result.analysis)


@pytest.mark.parametrize("posture", ["exact", "giving"])
@pytest.mark.parametrize("task", ["slow_flexion", "walking", "holding_20kg_close", "sitting_slouched"])
def test_the_parts_add_up_to_what_is_asked(task, posture):
    total, parts = of(analyze(task, "male", posture=posture))
    assert np.abs(total).max() > 10.0
    assert np.abs(sum(parts) - total).max() < 1e-9


def test_what_the_muscles_lack_is_a_part():
    result = analyze(Task.named("standing_bent_forward").with_load(80), "female", posture="exact")
    total, parts = of(result)
    assert result.shortfall is not None
    assert np.abs(parts.lacking).max() == pytest.approx(np.abs(result.array("reserve")).max(), rel=1e-6)
    assert np.abs(sum(parts) - total).max() < 1e-9


def test_each_part_is_its_own(male):
    """Muscles and fibres by tension × arm, arms as slopes of lengths; the others by switching them off."""
    result = analyze("standing_bent_forward", male, posture="exact")
    model, found = result.model, result.analysis
    _, parts = of(result)
    rows = [k for k, name in enumerate(model.rows.names) if name in ("L5/S1 z", "L3/L4 z", "L2/L3 x")]
    step = 1e-6
    for row in rows:
        body, axis = model.mech.rows.body[row], model.mech.rows.axis[row]
        lengths = []
        for sign in (1.0, -1.0):
            angles = found.frames.angles.copy()
            angles[0, body, axis] += sign * step
            moved = analyze_at(model, found, angles)
            lengths.append(moved[0, model.active])
        arms = -(lengths[0] - lengths[1]) / (2 * step)
        active = found.tension[0] - found.equations.fibre_passive[0]
        assert parts.muscles[0, row] == pytest.approx(float(arms @ active), abs=1e-4)
        assert parts.fibres[0, row] == pytest.approx(float(arms @ found.equations.fibre_passive[0]), abs=1e-4)
    limp = analyze("standing_bent_forward", male, options=Options(ligaments=False, posture="exact"))
    assert not of(limp)[1].springs.any()
    assert not of(limp)[1].fibres.any()
    flat = analyze("standing_bent_forward", male, options=Options(abdominal_pressure=False, posture="exact"))
    assert not of(flat)[1].pressure.any()
    k = model.rows.names.index("L4/L5 z")
    assert parts.pressure[0, k] > 5.0  # it lifts the thorax: extends
    assert parts.springs[0, k] > 5.0  # bent forward they extend


def analyze_at(model, found, angles) -> np.ndarray:
    from dorsum.mechanics.analysis import set_up

    return set_up(model, found.frames._replace(angles=angles), Options()).path_length
