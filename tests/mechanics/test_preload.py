"""Spinal units that stiffen under compression: the factor, and what it does to the springs."""

import numpy as np
import pytest

from dorsum.body.skeleton import LUMBAR
from dorsum.mechanics.analysis import Options, analyse_frames, set_up
from dorsum.mechanics.model import Model
from dorsum.mechanics.preload import stiffening
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task


def pressed(model: Model, newtons: list[float]) -> np.ndarray:
    return np.repeat(np.array(newtons)[:, None], len(model.body.levels.names), axis=1)


def test_the_factor_is_that_of_the_study_at_its_loads_and_no_greater_beyond(male: Model) -> None:
    found = stiffening(male, pressed(male, [-100.0, 0.0, 125.0, 250.0, 375.0, 500.0, 5000.0]))
    lumbar = [male.rows.index_of(f"{joint} {axis}") for joint in LUMBAR for axis in "zxy"]
    wanted = np.array([1.0, 1.0, 1.355, 1.71, 1.91, 2.11, 2.11])
    np.testing.assert_allclose(found[:, lumbar], np.repeat(wanted[:, None], len(lumbar), axis=1))
    assert (np.delete(found, lumbar, axis=1) == 1.0).all()


def test_each_joint_is_stiffened_by_its_own_compression(male: Model) -> None:
    one = pressed(male, [0.0])
    one[0, male.body.levels.names.index("L3/L4")] = 500.0
    (rows,) = np.nonzero(stiffening(male, one)[0] > 1.0)
    assert [male.rows.names[r] for r in rows] == ["L3/L4 z", "L3/L4 x", "L3/L4 y"]


@pytest.mark.parametrize("choice", ["compiled", "numpy"])
def test_the_springs_give_so_many_times_the_moment_and_ligaments_the_same(
    male: Model, choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if choice == "numpy":
        monkeypatch.setenv("DORSUM_KERNEL", "numpy")
    frames = frames_of(Task.named("standing_bent_forward"), male)
    plain = set_up(male, frames, Options())
    times = stiffening(male, analyse_frames(male, frames).compression)
    stiff = set_up(male, frames._replace(stiffening=times), Options())
    assert times.max() == pytest.approx(2.11)
    np.testing.assert_allclose(stiff.passive, times * plain.passive, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(plain.required - stiff.required, stiff.passive - plain.passive, atol=1e-9)
    np.testing.assert_array_equal(stiff.ligament_tension, plain.ligament_tension)
