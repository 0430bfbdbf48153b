"""Slopes through the balance against differences of whole analyses."""

from dataclasses import replace

import numpy as np
import pytest

import dorsum
from dorsum import Result
from dorsum.errors import BadInput, UnknownName
from dorsum.kernel.library import CHOICE, kernel
from dorsum.mechanics.analysis import Frames, analyse_frames
from dorsum.mechanics.slopes import LOADS, Slopes
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task

pytestmark = pytest.mark.skipif(kernel() is None, reason="slopes are compiled")

LEVELS = ("L5/S1", "T7/T8", "L2/L3")
AGREE = 1e-4  # of the largest slope
STEPS = {"angles": (1e-5, 2e-6, 4e-7), "external": (1e-3, 1e-4, 1e-5)}  # rad; N and N·m


CASES = (
    "relative_force_cubed carrying_one_hand held",
    "activation_squared carrying_one_hand held",
    "stress_cubed carrying_one_hand moving",
    "relative_force_cubed standing_bent_20_with_20kg pressed",
)


@pytest.fixture(scope="module", params=CASES)
def result(request: pytest.FixtureRequest) -> Result:
    """A posture or a movement without any symmetry, off every angle of zero."""
    objective, task, kind = request.param.split()
    found = dorsum.analyze(task, objective=objective, posture="exact")
    rng, frames = np.random.default_rng(7), found.frames
    shape = frames.angles.shape
    angles = frames.angles + rng.normal(0, 0.005, shape)
    if kind == "moving":
        rates = {"velocities": rng.normal(0, 0.03, shape), "accelerations": rng.normal(0, 0.05, shape)}
        times = rng.uniform(1, 2, (len(angles), len(found.model.rows.names)))
        frames = frames._replace(**rates, stiffening=times)
    frames = frames._replace(
        angles=angles, external=frames.external + rng.normal(0, 0.2, frames.external.shape)
    )
    analysis = analyse_frames(found.model, frames, objective)
    assert analysis.shortfalls.balanced.all()
    follows = analysis.equations.pressure > found.model.mech.abdomen.resting_pressure
    assert follows.all() == (kind == "pressed")  # what lies above L4/L5 then sets it
    return replace(found, analysis=analysis)


def loads(result: Result, frames: Frames, level: int) -> np.ndarray:
    found = analyse_frames(result.model, frames, result.objective)
    return np.stack([getattr(found, load)[:, level] for load in LOADS], axis=1)


def assert_difference(result: Result, level: int, field: str, way: np.ndarray, found: np.ndarray) -> None:
    """Slopes along a way of angles or wrenches are central differences of the loads (frames, 3).

    A long step meets bounds and elements at zero, a short one the rounding of the solver: the best counts.
    """
    here, off = getattr(result.frames, field), []
    for step in STEPS[field]:
        ahead, behind = (
            loads(result, result.frames._replace(**{field: here + s * step * way}), level) for s in (1, -1)
        )
        wanted = (ahead - behind) / (2 * step)
        off.append(np.abs(found - wanted).max() / np.abs(wanted).max())
    assert min(off) < AGREE, off


@pytest.mark.parametrize("level", LEVELS)
def test_slopes_by_angles_and_wrenches_are_differences_of_analyses(result: Result, level: str) -> None:
    slopes, k = result.slopes(level), result.levels.index(level)
    rng, shape = np.random.default_rng(k), result.frames.angles.shape
    by_wrench = np.concatenate([slopes.by_force, slopes.by_moment], axis=-1)
    for _ in range(3):
        way = rng.normal(0, 1, shape)
        assert_difference(result, k, "angles", way, np.einsum("flbk,fbk->fl", slopes.by_angle, way))
        way = rng.normal(0, 1, (*shape[:2], 6))
        assert_difference(result, k, "external", way, np.einsum("flbk,fbk->fl", by_wrench, way))


def test_a_force_at_a_point_has_the_slopes_of_its_wrench(result: Result) -> None:
    slopes = result.slopes("L4/L5")
    hand, local = result.body.skeleton.index("hand_left"), np.array([0.02, -0.05, 0.01])
    posed = result.analysis.equations.posed
    point = posed.origin[:, hand] + posed.rotation[:, hand] @ local
    force = np.array([3.0, -40.0, 7.0])
    wanted = slopes.by_force[:, :, hand] @ force + np.einsum(
        "flk,fk->fl", slopes.by_moment[:, :, hand], np.cross(point, force)
    )
    np.testing.assert_allclose(slopes.by_force_at("hand_left", local) @ force, wanted, rtol=1e-12)
    with pytest.raises(UnknownName, match="hand_lift"):
        slopes.by_force_at("hand_lift")


def test_slopes_are_asked_by_label(result: Result) -> None:
    slopes = result.slopes("L5/S1")
    assert isinstance(slopes, Slopes)
    at = result.body.skeleton.joint_index("L3/L4")
    named = slopes.by_angle.sel(load="anterior_shear", joint="L3/L4", rotation="x")
    np.testing.assert_array_equal(named, slopes.by_angle[:, 1, at, 1])
    assert slopes.by_moment.labelled.attrs["units"] == "N/(N·m)"
    assert len(repr(slopes)) < 120


def test_what_hangs_on_the_pelvis_changes_no_load_of_the_spine(result: Result) -> None:
    """A leg hangs on the pelvis: no muscle of the balance and no load of the spine comes by it."""
    slopes, knee = result.slopes("L5/S1"), result.body.skeleton.index("shank_right")
    assert (np.abs(slopes.by_force[:, :, knee]) < 1e-9).all()
    assert (np.abs(slopes.by_angle[:, :, knee]) < 1e-9).all()


def test_of_what_is_not_balanced_no_slope_is_told() -> None:
    model = model_for("male")
    heavy = dorsum.analyze("holding_20kg_60cm", posture="exact")
    frames = frames_of(Task.named("holding_20kg_60cm"), model)
    analysis = analyse_frames(model, frames._replace(external=4.0 * frames.external))
    assert not analysis.shortfalls.balanced.any()
    slopes = replace(heavy, analysis=analysis, compiled=model).slopes("L5/S1")
    assert np.isnan(slopes.by_angle).all()
    assert np.isnan(slopes.by_force).all()


def test_what_has_no_slopes_says_why(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownName, match="L6"):
        result.slopes("L6/S1")
    with pytest.raises(BadInput, match="named objective"):
        replace(result, objective="my own").slopes("L5/S1")
    monkeypatch.setenv(CHOICE, "numpy")
    with pytest.raises(BadInput, match="compiled kernel"):
        result.slopes("L5/S1")
