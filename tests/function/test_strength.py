"""Strength: the greatest push is held by the ordinary analysis, and no more is."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.body.subject import Subject
from dorsum.errors import NoEquilibrium, UnknownName
from dorsum.function.strength import (
    EFFORTS,
    capacity,
    loaded,
    pad_of,
    pad_push,
    strength,
)
from dorsum.mechanics.analysis import Options, analyse_frames
from dorsum.mechanics.arms import all_moment_arms
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

UPRIGHT = Task(name="upright", title="upright")
STRICT = Options(reserves=False)  # a reserve only where the muscles cannot


def pushed(model, joint, direction, push, task=UPRIGHT):
    """The ordinary analysis with the pad's push on top of a posture, upright standing unless given."""
    frames = frames_of(task, model)
    return analyse_frames(
        model, loaded(frames, pad_push(model, frames, joint, direction), push), options=STRICT
    )


@pytest.mark.parametrize("direction", EFFORTS)
@pytest.mark.parametrize("joint", ["L5/S1", "C7/T1"])
def test_the_solver_holds_the_greatest_push_without_reserves(joint, direction, male):
    found = strength(male, joint, direction)
    held = pushed(male, joint, direction, 0.99 * found.push)
    assert held.solution.largest_reserve().max() < 0.02  # N·m
    assert held.solution.bound_violation().max() < 1e-9


@pytest.mark.parametrize("direction", EFFORTS)
def test_the_solver_fails_beyond_it(direction, male):
    """A reserve of 1 N·m at each of 75 coordinates bears a tenth more at most."""
    found = strength(male, "L5/S1", direction)
    short = pushed(male, "L5/S1", direction, 1.2 * found.push).shortfalls.worst
    assert short is not None
    assert short.moment > 1.0


@pytest.mark.parametrize("direction", ["extension", "flexion"])
def test_the_moment_is_the_push_times_its_lever(direction, male):
    found = strength(male, "L5/S1", direction)
    posed = male.place(frames_of(UPRIGHT, male).angles).origin[0]
    lever = posed[male.body.skeleton.names.index(pad_of("L5/S1")), 1] - posed[male.joint("L5/S1"), 1]
    assert found.moment_nm == pytest.approx(found.push * lever, rel=1e-6)


def test_one_joint_alone_could_do_more_than_all_in_balance(male):
    for direction in EFFORTS:
        found = strength(male, "L5/S1", direction)
        assert 0 < found.moment_nm < found.muscles_nm <= found.all_nm


def test_strength_grows_with_the_muscles(male):
    strong = model_for(Subject(name="strong", strength={"rectus_abdominis": 1.5}))
    weak = model_for(Subject(name="same"))
    assert (
        strength(strong, "L5/S1", "flexion").moment_nm > 1.05 * strength(weak, "L5/S1", "flexion").moment_nm
    )


def test_the_abdominal_pressure_is_that_of_the_push(male):
    found = strength(male, "L5/S1", "extension")
    held = pushed(male, "L5/S1", "extension", found.push)
    assert found.abdominal_pressure_kpa == pytest.approx(held.equations.pressure[0] / 1e3, rel=1e-4)
    assert found.abdominal_pressure_kpa > 5.0  # a push that flexes is helped by the pressure


def test_capacity_is_the_sum_of_force_times_arm_by_the_other_road(male):
    """Arms as products of lines and screws here, as slopes of lengths there."""
    still = np.zeros((1, len(male.body.skeleton.names), 3))
    arms = np.nan_to_num(all_moment_arms(male, still, [male.joint("L4/L5")])[0, 0])
    force = np.array([f.maximal_force for f in male.body.fascicles])
    for direction, axis, sign in (
        ("extension", 0, 1),
        ("flexion", 0, -1),
        ("bending", 1, 1),
        ("twist", 2, 1),
    ):
        by_hand = np.maximum(sign * arms[axis] * force, 0.0).sum()
        assert capacity(male, "L4/L5", direction) == pytest.approx(by_hand, rel=1e-6)


def test_the_solver_holds_the_greatest_push_in_another_posture(male):
    bent = Posture(trunk_inclination=30.0)
    found = strength(male, "L5/S1", "extension", bent)
    task = replace(UPRIGHT, posture=bent)
    held = pushed(male, "L5/S1", "extension", 0.99 * found.push, task)
    assert held.solution.largest_reserve().max() < 0.02
    assert found.push != pytest.approx(strength(male, "L5/S1", "extension").push, rel=0.01)


def test_a_posture_beyond_the_muscles_is_refused(male):
    level = Posture(trunk_inclination=70.0)
    weak = model_for(Subject(name="weak", strength={m.muscle: 0.05 for m in male.body.tables.muscles}))
    with pytest.raises(NoEquilibrium, match="the posture cannot be held"):
        strength(weak, "L5/S1", "extension", level)


@pytest.mark.parametrize(
    ("joint", "direction", "says"),
    [("L6", "extension", "no spinal joint is called 'L6'"), ("L5/S1", "pull", "no direction of effort")],
)
def test_unknown_names_are_refused(joint, direction, says, male):
    with pytest.raises(UnknownName, match=says):
        strength(male, joint, direction)
