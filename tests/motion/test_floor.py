"""What the floor bears follows from the balance of the whole body; hips and knees as stated in lying."""

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.motion.external import external_wrenches
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task, parse_task

ON_THE_FLOOR = ("bridge", "bridge_one_leg", "plank", "side_plank", "kneeling_leg_lift", "bird_dog")


def acting(model, task):
    """Angles of a task, and everything that acts on every body (n_bodies, 6) about the world origin."""
    frames = frames_of(task, model)
    return frames.angles, frames.external[0] + model.weights(frames.angles)[0]


def places(model, task, angles):
    """Bodies that touch the floor and where (n, 3)."""
    bodies = [model.body.skeleton.names.index(name) for name in task.supports[-1].bodies]
    return bodies, model.place(angles).origin[0, bodies]


@pytest.mark.parametrize("name", ON_THE_FLOOR)
def test_the_floor_balances_the_whole_body(name, male):
    _, wrench = acting(male, Task.named(name))
    assert wrench.sum(axis=0) == pytest.approx(0.0, abs=1e-8)  # N, and N·m about the origin


def test_elbows_and_feet_share_the_plank_by_the_lever_rule(male):
    task = Task.named("plank")
    angles, _ = acting(male, task)
    bodies, at = places(male, task, angles)
    pushes = frames_of(task, male).external[0, bodies, 1]
    posed = male.place(angles)
    mass = male.body.masses.mass
    middle = float(mass @ male.centres_in(posed)[0, :, 0] / mass.sum())
    elbow, foot = at[0, 0], at[2, 0]
    weight = mass.sum() * 9.80665
    assert pushes[:2].sum() == pytest.approx(weight * (middle - foot) / (elbow - foot), rel=1e-9)
    assert pushes[0] == pytest.approx(pushes[1], rel=1e-6)


def test_a_raised_right_leg_loads_the_right_hand(male):
    task = Task.named("kneeling_leg_lift")
    frames = frames_of(task, male)
    hands = [male.body.skeleton.names.index(f"hand_{side}") for side in ("right", "left")]
    right, left = frames.external[0, hands, 1]
    assert right > 2 * left > 0  # the leg lies to the right of the knee that bears


def test_a_body_that_leans_over_a_hand_and_a_knee_keeps_them_near(male):
    task = Task.named("bird_dog")
    angles, _ = acting(male, task)
    bodies, at = places(male, task, angles)
    force, moment = np.split(frames_of(task, male).external[0, bodies], 2, axis=1)
    moved = np.column_stack([moment[:, 2], -moment[:, 0]]) / force[:, 1:2] - at[:, [0, 2]]
    assert moved[0] == pytest.approx(moved[1])  # m, both by the same
    assert 0.02 < np.linalg.norm(moved[0]) < 0.15
    assert moved[0] @ (at[1] - at[0])[[0, 2]] == pytest.approx(0.0, abs=1e-9)  # across their line


def test_a_body_cannot_lean_over_one_foot_from_afar(male):
    task = parse_task(
        '[posture]\nstance = "prone"\n[[supports]]\nkind = "floor"\nbodies = ["foot_left"]', "x"
    )
    with pytest.raises(BadInput, match="its weight lies outside foot_left"):
        frames_of(task, male)


def test_a_floor_that_would_have_to_pull_is_refused(male):
    text = '[posture]\nstance = "prone"\n[[supports]]\nkind = "floor"\nbodies = ["foot_right", "shank_right"]'
    task = parse_task(text, "feet")
    with pytest.raises(BadInput, match="its weight lies outside foot_right, shank_right"):
        external_wrenches(male, task, frames_of(parse_task('[posture]\nstance = "prone"', "x"), male).angles)


def test_a_floor_beside_a_couch_that_bears_everything_is_refused(male):
    text = (
        '[posture]\nstance = "prone"\n[[supports]]\nkind = "couch"\n'
        '[[supports]]\nkind = "floor"\nbodies = ["hand_right"]'
    )
    with pytest.raises(BadInput, match="nothing weighs on the floor"):
        frames_of(parse_task(text, "all"), male)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[supports]]\nkind = "floor"', "a floor needs the bodies that touch it"),
        ("[posture]\nhip_flexion = 20", "hip_flexion is for who lies: in standing"),
        ("[posture]\nknee_flexion_right = 20", "one knee bent more than the other is for lying"),
        ('[posture]\nstance = "prone"\nknee_flexion_left = 200', "knee_flexion_left = 200"),
    ],
)
def test_what_makes_no_sense_is_refused(text, says):
    with pytest.raises(BadInput, match=says):
        parse_task(text, "bad")


def test_hips_beyond_their_range_are_refused_on_either_side(male):
    task = parse_task('[posture]\nstance = "prone"\nhip_flexion_left = 170', "hips")
    with pytest.raises(BadInput, match="the hips would be 170° in flexion"):
        frames_of(task, male)


def test_hips_and_knees_of_who_lies_are_those_stated(male):
    angles = frames_of(Task.named("bird_dog"), male).angles[0, :, 0]
    names = male.body.skeleton.names
    found = {name: round(float(np.degrees(angles[names.index(name)]))) for name in names if "_" in name}
    assert (found["femur_right"], found["femur_left"]) == (0, 90)
    assert (found["shank_right"], found["shank_left"]) == (0, -90)
