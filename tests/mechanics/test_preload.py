"""Spinal units that stiffen under compression: the factor, and what it does to the springs."""

import numpy as np
import pytest
from scipy.optimize import brentq

from dorsum.body.skeleton import LUMBAR, THORACIC
from dorsum.mechanics.analysis import Options, analyse_frames, set_up
from dorsum.mechanics.model import Model
from dorsum.mechanics.passive import moments
from dorsum.mechanics.preload import stiffening
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task


def pressed(model: Model, newtons: list[float]) -> np.ndarray:
    return np.repeat(np.array(newtons)[:, None], len(model.body.levels.names), axis=1)


def at_rest(model: Model, frames: int) -> np.ndarray:
    return np.zeros((frames, len(model.body.skeleton.names), 3))


def test_the_factor_is_that_of_the_study_at_its_loads_and_no_greater_beyond(male: Model) -> None:
    loads = [-100.0, 0.0, 125.0, 250.0, 375.0, 500.0, 5000.0]
    found = stiffening(male, pressed(male, loads), at_rest(male, len(loads)))
    some = [male.rows.index_of(f"{joint} {axis}") for joint in (*LUMBAR, *THORACIC) for axis in "zxy"]
    wanted = np.array([1.0, 1.0, 1.355, 1.71, 1.91, 2.11, 2.11])
    np.testing.assert_allclose(found[:, some], np.repeat(wanted[:, None], len(some), axis=1))
    assert (np.delete(found, some, axis=1) == 1.0).all()


def test_each_joint_is_stiffened_by_its_own_compression(male: Model) -> None:
    one = pressed(male, [0.0])
    one[0, male.body.levels.names.index("L3/L4")] = 500.0
    (rows,) = np.nonzero(stiffening(male, one, at_rest(male, 1))[0] > 1.0)
    assert [male.rows.names[r] for r in rows] == ["L3/L4 z", "L3/L4 x", "L3/L4 y"]


@pytest.mark.parametrize("choice", ["compiled", "numpy"])
def test_the_springs_give_so_many_times_the_moment_and_ligaments_the_same(
    male: Model, choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if choice == "numpy":
        monkeypatch.setenv("DORSUM_KERNEL", "numpy")
    frames = frames_of(Task.named("standing_bent_forward"), male)
    plain = set_up(male, frames, Options())
    times = stiffening(male, analyse_frames(male, frames).compression, frames.angles)
    stiff = set_up(male, frames._replace(stiffening=times), Options())
    assert times.max() == pytest.approx(2.11)
    assert times[0, male.rows.index_of("L4/L5 z")] < 1.5
    coupled = male.mech.coupled  # the ring of the ribs has no preload
    ring = coupled.by_rows(coupled.moments(frames.angles), len(male.rows.body))
    np.testing.assert_allclose(stiff.passive - ring, times * (plain.passive - ring), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(plain.required - stiff.required, stiff.passive - plain.passive, atol=1e-9)
    np.testing.assert_array_equal(stiff.ligament_tension, plain.ligament_tension)


def moment(model: Model, joint: str, flexion: float, compression: float) -> float:
    """What the spring of a joint turns back with at an angle in rad, N·m."""
    frames = at_rest(model, 1)
    row = model.rows.index_of(f"{joint} z")
    frames[0, model.joint(joint), 0] = -flexion
    times = stiffening(model, pressed(model, [compression]), frames)[0, row]
    return float(
        times * moments(model.mech.rows.springs, frames[:, model.rows.body, model.rows.axis])[0, row]
    )


def lumbar_range(model: Model, compression: float) -> float:
    """Between 8 N·m of flexion and 6 of extension, rad."""

    def angle(joint: str, way: float, most: float) -> float:
        return brentq(lambda a: abs(moment(model, joint, way * a, compression)) - most, 0.0, 1.0)

    return sum(angle(joint, 1.0, 8.0) + angle(joint, -1.0, 6.0) for joint in LUMBAR)


def test_the_lumbar_range_falls_by_as_much_as_that_of_pressed_spines(male: Model) -> None:
    """A quarter under a preload that doubles the stiffness about standing (Patwardhan 2003)."""
    plain = lumbar_range(male, 0.0)
    assert 0.72 < lumbar_range(male, 500.0) / plain < 0.74  # 2.11 times as stiff
    twice = 250.0 + 250.0 * (2.0 - 1.71) / (2.11 - 1.71)
    assert lumbar_range(male, twice) / plain == pytest.approx(0.75, abs=0.002)


def test_what_a_preload_adds_grows_no_more_in_deep_flexion(male: Model) -> None:
    """A disc alone fails at 33 N·m (Adams 1994): it cannot bear twice what a whole unit does at its limit."""
    added = [moment(male, "L4/L5", a, 500.0) - moment(male, "L4/L5", a, 0.0) for a in (0.1, 0.2, 0.25)]
    assert 0.0 < added[0] < added[1] <= added[2]
    assert added[2] == pytest.approx(1.11 * 3.26, rel=1e-3)
    disc = 0.29 * moment(male, "L4/L5", 0.21, 0.0) + added[2]
    assert disc < 20.0


def test_it_is_alike_to_both_sides_and_no_moment_at_rest(male: Model) -> None:
    frames = at_rest(male, 2)
    frames[0, male.joint("L3/L4"), 1:] = 0.03, 0.05
    frames[1] = -frames[0]
    found = stiffening(male, pressed(male, [400.0, 400.0]), frames)
    np.testing.assert_array_equal(found[0], found[1])
