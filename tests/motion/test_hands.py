"""Hands are where the loads are, however the body is bent, carried or balanced."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.motion.acting import HANDS, Load
from dorsum.motion.frames import pose_of
from dorsum.motion.places import hand_offset, load_position
from dorsum.motion.posture import LYING, STANCES, Posture
from dorsum.motion.task import Keyframe, Task

HOLDING = Load(mass_kg=20, reference="shoulders", forward_m=0.55, up_m=-0.08)


def parted(model, pose):
    """How far a hand is from where it should hold its load, at most, m."""
    posed, most = pose.placed(model), 0.0
    for load in pose.task.loads:
        at = load_position(model, load, posed.origin)
        for side in HANDS[load.hands]:
            there = at + hand_offset(model, load.hands, side)
            most = max(most, float(np.linalg.norm(model.grip_in(posed, side) - there, axis=1).max()))
    return most


def random_task(rng):
    stance = str(rng.choice(STANCES))
    bent = {
        f"{region}_{turn}": rng.uniform(-5, 5)
        for region in ("lumbar", "thoracic")
        for turn in ("bending", "twist")
    }
    stated = [{}, {"trunk_inclination": rng.uniform(-10, 40)}, {"pelvis_tilt": rng.uniform(-10, 30)}]
    loads = [
        Load(
            mass_kg=rng.uniform(0, 30),
            hands=hands,
            reference=str(rng.choice(["shoulders", "L4/L5", "T8/T9"])),
            forward_m=rng.uniform(0.15, 0.6),
            up_m=rng.uniform(-0.3, 0.2),
            right_m={"right": 0.2, "left": -0.2, "both": 0.0}[hands],
        )
        for hands in [["both"], ["right"], ["left"], ["right", "left"]][rng.integers(4)]
    ]
    posture = Posture(stance=stance, **bent, **({} if stance in LYING else stated[rng.integers(3)]))
    return Task(posture=posture, loads=loads)


def test_hands_hold_their_loads_in_random_tasks(male, rng):
    answered, refusals = [], []
    for _ in range(60):
        task = random_task(rng)
        try:
            pose = pose_of(task, male)
        except BadInput as refused:
            refusals.append(str(refused))
            continue
        assert parted(male, pose) < 1e-4, task
        answered.append(pose)
    assert len(answered) > 15
    assert all("cannot reach" in why for why in refusals)
    free = [p for p in answered if p.words.stance == "standing" and np.isnan(p.words.angles[:2]).all()]
    assert len(free) > 2
    assert sum(bool(pose.notes) for pose in answered) > 2


def test_in_a_movement_too(male):
    turned = Posture(lumbar_twist=6, thoracic_twist=15, thoracic_bending=5)
    keyframes = [Keyframe(time_s=0), Keyframe(time_s=1, posture=turned)]
    pose = pose_of(Task(keyframes=keyframes, frames=7, loads=[HOLDING]), male)
    assert parted(male, pose) < 1e-8
    assert np.ptp(pose.angles[:, 0, 0]) > 1e-4  # the balance is another in every frame


def test_a_load_that_the_balance_takes_out_of_reach_comes_nearer(male):
    """Upright the hands reach it; leaning back under it they do not, and the feet make up for that."""
    light = Load(mass_kg=0, reference="L4/L5", forward_m=0.56, up_m=0.3)
    assert pose_of(Task(loads=[light]), male).notes == ()
    pose = pose_of(Task(loads=[replace(light, mass_kg=30)]), male)
    assert ["nearer" in note for note in pose.notes] == [True]
    assert parted(male, pose) < 1e-8


def test_what_no_hand_reaches_is_refused(male):
    with pytest.raises(BadInput, match="cannot reach"):
        pose_of(Task(loads=[replace(HOLDING, forward_m=0.9)]), male)
