"""Where the posture of a lift changes its style: the trunk begins to lean, the weight comes forward."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import SIDES
from dorsum.body.subject import Subject
from dorsum.errors import OutOfReach
from dorsum.lifting.analyze import held_task
from dorsum.lifting.bending import ankle_height, ankles, bent, most_forward, places_of
from dorsum.lifting.course import task_of
from dorsum.lifting.lean_begins import beginning
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.posture import Stance, stances, stances_of_many
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.frames import pose_of
from dorsum.motion.legs import legs_of
from dorsum.motion.pose import Pose

BOX = Lift(mass_kg=12, start=Hands(horizontal_cm=40, vertical_cm=25))


def held(lift: Lift, at: Hands, stance: Stance, model: Model) -> Pose:
    """The pose of a lift's load held at a place, by the road that all tasks take."""
    return pose_of(held_task(task_of(model, replace(lift, start=at, end=None), [stance]), 0), model)


@pytest.fixture(scope="module")
def small() -> Model:
    return model_for(Subject(name="small", sex="female", height_m=1.52, mass_kg=50.0))


def test_the_weight_comes_forward_only_where_the_hands_would_not_reach(small: Model) -> None:
    near, far = (Hands(horizontal_cm=h, vertical_cm=100) for h in (40, 56))
    lift = replace(BOX, mass_kg=20, end=None)
    over, before = stances(small, lift, [near, far])
    assert over.forward_cm == 0.0 < before.forward_cm <= 100 * most_forward(small)
    posed = held(lift, far, before, small).placed(small)
    grip = np.mean([small.grip_in(posed, side) for side in SIDES], axis=0)[0]
    from_feet = grip - ankles(small, posed)[0]
    assert_allclose(from_feet, [0.56, 1.0 - ankle_height(small), 0.0], atol=1e-6)
    masses = small.body.masses.mass
    centre = (masses @ small.centres_in(posed)[0] + 20 * grip) / (masses.sum() + 20) - ankles(small, posed)[0]
    assert centre[0] == pytest.approx(legs_of(small).ahead + before.forward_cm / 100, abs=1e-3)
    told = [task_of(small, replace(lift, start=at)).assumptions for at in (near, far)]
    assert ["before its usual point" in " ".join(each) for each in told] == [False, True]
    with pytest.raises(OutOfReach):
        stances(small, lift, [Hands(horizontal_cm=63, vertical_cm=125)])


def test_the_weight_comes_forward_no_more_than_it_must(
    small: Model,
) -> None:
    """With a millimetre less no inclination of the trunk brings the hands there."""
    at, lift = Hands(horizontal_cm=56, vertical_cm=100), replace(BOX, mass_kg=20, end=None)
    (found,) = stances(small, lift, [at])
    trunks = np.linspace(0.0, 110.0, 56)
    places = places_of(small, [lift] * len(trunks), [at] * len(trunks))
    for less, reached in ((0.1, False), (-0.1, True)):
        tried = places._replace(straighter=1.0, forward=(found.forward_cm - less) / 100)
        excess = bent(small, tried, trunks, np.full(len(trunks), found.knee_flexion), 1e-6).excess
        assert (excess.min() <= 0.0) == reached


def changes(model: Model, places: list[Hands]) -> tuple[list[Stance], np.ndarray]:
    """How bodies stand that hold 10 kg at places, and what L5/S1 bears, N."""
    lifts = [replace(BOX, mass_kg=10, start=at, end=None) for at in places]
    found = stances_of_many(model, [(lift, lift.start) for lift in lifts])
    stood = [each for each in found if isinstance(each, Stance)]
    assert len(stood) == len(found)
    pairs = zip(lifts, stood, strict=True)
    tasks = [task_of(model, lift, [stance]) for lift, stance in pairs]
    bear = [float(analyze(task, model, posture="exact").compression[0, 0]) for task in tasks]
    return stood, np.array(bear)


def test_what_the_back_bears_changes_little_by_height_but_where_the_trunk_begins_to_lean(male: Model) -> None:
    """At most 2 % a centimetre elsewhere; where it begins, which is told by name, it changes by more."""
    seeded = np.random.default_rng(20261201)
    reach, height = seeded.uniform(25, 55, 12), seeded.uniform(5, 170, 12)
    places = [
        Hands(horizontal_cm=float(h), vertical_cm=float(v) + up)
        for h, v in zip(reach, height, strict=True)
        for up in (0, 1)
    ]
    stood, bear = changes(male, places)
    lift = replace(BOX, end=None)
    begins = np.array(
        [beginning(male, lift, at, s) is not None for at, s in zip(places, stood, strict=True)]
    ).reshape(-1, 2)
    pairs = bear.reshape(-1, 2)
    percent = 100 * np.abs(pairs[:, 1] / pairs[:, 0] - 1)
    away = ~begins.any(axis=1)
    assert away.sum() >= 6
    assert percent[away].max() < 2.0
    assert np.median(percent[away]) < 0.7
    stood, bear = changes(male, [Hands(horizontal_cm=25, vertical_cm=v) for v in (82, 83)])
    assert bear[0] / bear[1] > 1.03


def test_where_the_trunk_begins_to_lean_is_told(male: Model) -> None:
    """From where who stands upright just reaches, to where it leans 25°; beside that nothing is told."""
    lift = replace(BOX, mass_kg=10, end=None)
    at = Hands(horizontal_cm=30, vertical_cm=85)
    (stance,) = stances(male, lift, [at])
    found = beginning(male, lift, at, stance)
    assert found is not None
    low, high = sorted(found.heights)
    near, far = sorted(found.reaches)
    ends = [
        Hands(horizontal_cm=30, vertical_cm=low),
        Hands(horizontal_cm=30, vertical_cm=high),
        Hands(horizontal_cm=near, vertical_cm=85),
        Hands(horizontal_cm=far, vertical_cm=85),
    ]
    leans = [each.trunk_inclination for each in stances(male, lift, ends)]
    assert leans == pytest.approx([25, 0, 0, 25], abs=1.5)
    assert f"between {low:.0f} and {high:.0f} cm above the floor" in found.words
    for v in (60.0, 115.0):
        beside = replace(at, vertical_cm=v)
        (stance,) = stances(male, lift, [beside])
        assert beginning(male, lift, beside, stance) is None
