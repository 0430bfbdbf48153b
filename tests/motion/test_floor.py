"""What the floor bears follows from the balance of the whole body; hips and knees as stated in lying."""

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.motion.frames import frames_of, unsupported
from dorsum.motion.supports import _patch, contacts_of, supported
from dorsum.motion.task import Task, parse_task

ON_THE_FLOOR = ("bridge", "bridge_one_leg", "plank", "side_plank", "kneeling_leg_lift", "bird_dog")


def borne_by(model, task):
    """What contacts bear in a task, and everything that acts on every body (n_bodies, 6) about the origin."""
    frames, borne = supported(model, task, unsupported(task, model))
    return borne, frames.external[0] + model.weights(frames.angles)[0]


def on(borne, body):
    """Force (3,) of the contacts of a body, and where it acts on the floor (x, z)."""
    here = borne.contacts.on == body
    forces, at = borne.forces[0, here], borne.contacts.at[0, here]
    return forces.sum(axis=0), (forces[:, 1] @ at[:, [0, 2]]) / forces[:, 1].sum()


@pytest.mark.parametrize("name", ON_THE_FLOOR)
def test_the_floor_balances_the_whole_body(name, male):
    _, wrench = borne_by(male, Task.named(name))
    assert wrench.sum(axis=0) == pytest.approx(0.0, abs=1e-5)  # N, and N·m about the origin


def test_elbows_and_feet_share_the_plank_by_the_lever_rule(male):
    borne, _ = borne_by(male, task := Task.named("plank"))
    names = male.body.skeleton.names
    arm, foot = (on(borne, names.index(f"{bone}_right")) for bone in ("forearm", "foot"))
    posed, mass = male.place(frames_of(task, male).angles), male.body.masses.mass
    middle = float(mass @ male.centres_in(posed)[0, :, 0] / mass.sum())
    weight = mass.sum() * 9.80665
    level = 0.5 * abs(arm[0][0]) * 0.3  # N·m: friction at another height
    moment = 2 * arm[0][1] * (arm[1][0] - foot[1][0])
    assert moment == pytest.approx(weight * (middle - foot[1][0]), abs=2 * level + 1.0)
    other = on(borne, names.index("forearm_left"))
    assert arm[0][1] == pytest.approx(other[0][1], rel=1e-5)


def test_a_raised_right_leg_loads_the_right_hand(male):
    borne, _ = borne_by(male, Task.named("kneeling_leg_lift"))
    hands = [on(borne, male.body.skeleton.index(f"hand_{side}"))[0][1] for side in ("right", "left")]
    assert hands[0] > 1.3 * hands[1] > 0  # the leg lies to the right of the knee that bears


def test_a_body_that_leans_over_a_hand_and_a_knee_keeps_them_near(male):
    task = Task.named("bird_dog")
    frames = unsupported(task, male)
    posed, contacts = male.place(frames.angles), contacts_of(male, task, frames)
    up = np.array([[0.0, 1.0, 0.0]])
    names = ("hand_right", "shank_left")
    bodies = [male.body.skeleton.index(name) for name in names]
    straight = np.stack([_patch(male, posed, body, up)[0].mean(axis=0) for body in bodies])
    leant = np.stack([contacts.at[0, contacts.on == body].mean(axis=0) for body in bodies])
    moved = (leant - straight)[:, [0, 2]]
    assert moved[0] == pytest.approx(moved[1])  # m, both by the same
    assert 0.02 < np.linalg.norm(moved[0]) < 0.15
    assert moved[0] @ (straight[1] - straight[0])[[0, 2]] == pytest.approx(0.0, abs=1e-9)  # across their line


def test_a_body_cannot_lean_over_one_foot_from_afar(male):
    task = parse_task(
        '[posture]\nstance = "prone"\n[[supports]]\nkind = "floor"\nbodies = ["foot_left"]', "x"
    )
    with pytest.raises(BadInput, match="what acts on it lies outside foot_left"):
        frames_of(task, male)


def test_a_floor_that_would_have_to_pull_is_refused(male):
    text = '[posture]\nstance = "prone"\n[[supports]]\nkind = "floor"\nbodies = ["foot_right", "shank_right"]'
    with pytest.raises(BadInput, match="what acts on it lies outside foot_right, shank_right"):
        frames_of(parse_task(text, "feet"), male)


def test_a_body_that_is_lifted_off_the_floor_is_refused(male):
    text = (
        '[posture]\nstance = "prone"\n[[forces]]\nbody = "pelvis"\nforce_n = [0, 2000, 0]\n'
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
