"""What moves above feet that stand: the pelvis, and loads that hands move."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.interpolate import CubicSpline

from dorsum import Keyframe, Load, Posture, Task, analyze
from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.frames import pose_of
from dorsum.motion.places import load_points, shoulder_line
from dorsum.motion.task import parse_task
from dorsum.motion.write import task_text

LOW = Posture(trunk_inclination=60, knee_flexion_right=50, knee_flexion_left=50)
LOAD = Load(mass_kg=10, reference="shoulders")
FROM, TO = (0.05, -0.6, 0.0), (0.3, -0.4, 0.1)
LIFT = Task(
    title="Lift",
    keyframes=[Keyframe(time_s=0, posture=LOW, load_m=FROM), Keyframe(time_s=1.5, load_m=TO)],
    frames=31,
    loads=[LOAD],
)


def twice(times: Floats, at: Floats) -> Floats:
    return np.asarray(CubicSpline(times, at)(times, 2))


def test_feet_push_as_the_whole_accelerates(male: Model) -> None:
    """Newton's second law of body and load, seen from feet that stand: nothing else holds the pelvis."""
    found = analyze(LIFT, male, posture="exact")
    frames, masses = found.analysis.frames, male.body.masses.mass
    posed = male.place(frames.angles)
    feet = posed.origin[:, [male.body.skeleton.index(f"foot_{side}") for side in SIDES]].mean(axis=1)
    load = np.mean([male.grip_in(posed, side) for side in SIDES], axis=0)
    whole = masses.sum() + LOAD.mass_kg
    centre = (masses @ male.centres_in(posed) + LOAD.mass_kg * load) / whole
    pushes = whole * (twice(frames.times, centre - feet) - male.gravity)
    held = found.array("reaction_force")[:, 0]
    assert_allclose(held, pushes if np.dot(held[0], pushes[0]) > 0 else -pushes, atol=0.02 * whole)
    assert np.ptp(pushes[:, 1]) > 0.1 * whole * 9.81


def test_the_pelvis_goes_where_feet_that_stand_bring_it(male: Model) -> None:
    """So that other programs see the movement from the ground: ankles stay, and the pelvis is where it is."""
    found = analyze(LIFT, male, posture="exact")
    posed = male.place(found.analysis.frames.angles)
    feet = posed.origin[:, [male.body.skeleton.index(f"foot_{side}") for side in SIDES]].mean(axis=1)
    ankles = found.array("root_place") + feet
    assert_allclose(ankles, np.broadcast_to(ankles[0], ankles.shape), atol=1e-12)
    assert np.ptp(found.array("root_place")[:, 1]) > 0.05
    assert np.isnan(analyze(Task(posture=LOW), male, posture="exact").array("root_place")).all()


def test_a_load_that_speeds_up_weighs_more(male: Model) -> None:
    """Its force on the hands is m (g − a), a from where hands are over standing feet."""
    found = analyze(LIFT, male, posture="exact")
    posed = male.place(found.analysis.frames.angles)
    feet = posed.origin[:, [male.body.skeleton.index(f"foot_{side}") for side in SIDES]].mean(axis=1)
    at = np.mean([male.grip_in(posed, side) for side in SIDES], axis=0) - feet
    expected = LOAD.mass_kg * (male.gravity - twice(found.times, at))
    force = found.array("external_force")
    hands = sum(force[:, male.body.skeleton.index(f"hand_{side}")] for side in SIDES)
    assert_allclose(hands, expected, atol=1e-6)
    assert hands[1:8, 1].min() < 1.1 * LOAD.mass_kg * male.gravity[1] < hands[-8:-1, 1].max()


def test_the_load_goes_from_place_to_place_on_a_path_of_least_jerk(male: Model) -> None:
    pose = pose_of(LIFT, male)
    posed = pose.placed(male)
    at = load_points(male, LOAD, posed, pose.words.hands) - shoulder_line(male.body.skeleton, posed.origin)
    assert_allclose(at[[0, -1]], [FROM, TO], atol=1e-12)
    assert_allclose(at[15], np.mean([FROM, TO], axis=0), atol=1e-12)
    u = 0.2
    share = 10 * u**3 - 15 * u**4 + 6 * u**5
    assert_allclose(at[6], (1 - share) * np.array(FROM) + share * np.array(TO), atol=1e-12)
    grips = np.mean([male.grip_in(posed, side) for side in SIDES], axis=0)
    assert_allclose(grips, load_points(male, LOAD, posed, pose.words.hands), atol=1e-9)


@pytest.mark.parametrize(("lead", "first"), [(0.2, "knee_flexion_right"), (-0.2, "trunk_inclination")])
def test_knees_that_lead_are_ahead_of_the_trunk(male: Model, lead: float, first: str) -> None:
    told = replace(LIFT, keyframes=[replace(k, knees_lead=lead) for k in LIFT.keyframes])
    words = pose_of(told, male).words
    done = {name: 1 - words[name] / words[name][0] for name in ("knee_flexion_right", "trunk_inclination")}
    last = ({*done} - {first}).pop()
    assert (done[first] >= done[last] - 1e-12).all()
    assert done[first][15] > 0.6 > 0.4 > done[last][15]
    assert_allclose(done[last][:6], 0.0, atol=1e-12)  # 0.2 of the time
    assert_allclose([done[name][[0, -1]] for name in done], [[0, 1]] * 2, atol=1e-12)
    level = pose_of(LIFT, male).words
    shares = (level[name] / level[name][0] for name in done)
    assert_allclose(*shares, atol=1e-12)


def test_a_lift_is_written_and_read_again() -> None:
    told = replace(LIFT, keyframes=[replace(k, knees_lead=0.2) for k in LIFT.keyframes])
    assert parse_task(task_text(told), told.name) == told


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"loads": []}, "load_m is for tasks with just one load, that has a reference"),
        ({"loads": [Load(mass_kg=5)]}, "load_m is for tasks with just one load, that has a reference"),
        ({"keyframes": [LIFT.keyframes[0], Keyframe(time_s=1)]}, "keyframes[1]: load_m is missing"),
        ({"keyframes": [LIFT.keyframes[0]], "frames": 0}, "load_m is for movements"),
    ],
)
def test_places_that_make_no_sense(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as error:
        replace(LIFT, **change)
    assert says in str(error.value)


def test_a_way_that_no_hand_reaches_is_refused(male: Model) -> None:
    far = replace(LIFT, keyframes=[LIFT.keyframes[0], Keyframe(time_s=1, load_m=(1.2, 0.0, 0.0))])
    with pytest.raises(BadInput, match=r"loads\[0\]: on its way .* by 5\d\.\d cm"):
        analyze(far, male)


def test_lead_beyond_half_the_time_is_refused() -> None:
    with pytest.raises(BadInput, match=r"knees_lead = 0\.6: allowed is -0\.5 to 0\.5"):
        Keyframe(time_s=0, knees_lead=0.6)
