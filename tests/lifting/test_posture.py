"""How a body stands and moves when it lifts: hands where they were told, feet under it, the rules kept."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import SIDES
from dorsum.body.subject import Sex, Subject
from dorsum.errors import BadInput, LostOnItsWay, UnknownName
from dorsum.lifting.analyze import analyze_lift, held_task
from dorsum.lifting.bending import ankle_height, ankles, hanging_height, places_of, rule
from dorsum.lifting.course import seconds_of, stances_of, task_of
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.posture import Stance, stances
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.frames import pose_of
from dorsum.motion.legs import legs_of
from dorsum.motion.pose import Pose
from dorsum.motion.task import parse_task
from dorsum.motion.write import task_text
from dorsum.units import DEGREE

LOW, HIGH = Hands(horizontal_cm=40, vertical_cm=25), Hands(horizontal_cm=35, vertical_cm=110)
BOX = Lift(mass_kg=12, start=LOW, end=HIGH)
PLACES = ((25, 0, 0), (45, 10, 30), (30, 40, -60), (60, 60, 0), (25, 85, 0), (35, 120, 90), (30, 150, 0))
GRID = [Hands(horizontal_cm=h, vertical_cm=v, asymmetry_deg=a) for h, v, a in PLACES]


def held(lift: Lift, at: Hands, stance: Stance, model: Model) -> Pose:
    """The pose of a lift's load held at a place, by the road that all tasks take."""
    return pose_of(held_task(task_of(model, replace(lift, start=at, end=None), [stance]), 0), model)


@pytest.mark.parametrize("style", ["free", "squat", "stoop"])
def test_hands_are_where_they_were_told_and_feet_under_body_and_load(male: Model, style: str) -> None:
    lift = replace(BOX, style=style, end=None)
    masses = male.body.masses.mass
    for at, stance in zip(GRID, stances(male, lift, GRID), strict=True):
        pose = held(lift, at, stance, male)
        posed = pose.placed(male)
        assert not pose.notes  # nothing had to be moved to reach it
        grip = np.mean([male.grip_in(posed, side) for side in SIDES], axis=0)[0]
        from_feet = grip - ankles(male, posed)[0]
        left = (at.asymmetry_deg - stance.pelvis_turn) * DEGREE
        along = np.array([np.cos(left), 0.0, np.sin(left)]) * at.horizontal_cm / 100
        up = np.array([0.0, at.vertical_cm / 100 - ankle_height(male), 0.0])
        assert_allclose(from_feet, along + up, atol=1e-7)
        whole = masses.sum() + lift.mass_kg
        centre = (masses @ male.centres_in(posed)[0] + lift.mass_kg * grip) / whole - ankles(male, posed)[0]
        ahead = legs_of(male).ahead + stance.forward_cm / 100
        assert centre[0] == pytest.approx(ahead, abs=1e-3)  # feet are laid flat afterwards
        assert abs(centre[2]) < 0.10  # between the feet


def test_knees_follow_the_height_of_the_hands_and_the_style(male: Model) -> None:
    hang, low = 100 * hanging_height(male), rule(male, "low_hands")
    trunk = []
    for style, knees in (("stoop", 15.0), ("free", 62.5), ("squat", 115.0)):
        heights = (20.0 if style == "stoop" else 10.0, 25.0, 60.0)  # stooping hands reach 20 cm, by this rule
        places = [Hands(horizontal_cm=35, vertical_cm=v) for v in heights]
        found = stances(male, replace(BOX, style=style), places)
        expected = [knees * min(1.0, (hang - v) / (hang - low)) for v in heights]
        assert_allclose([stance.knee_flexion for stance in found], expected, rtol=1e-9)
        trunk.append(found[1].trunk_inclination)
    assert trunk[0] > trunk[1] > trunk[2] > 30


def test_the_trunk_leans_no_more_than_it_must(male: Model) -> None:
    """Lower and farther asks more of it; who reaches a place upright stands upright."""
    down = stances(male, BOX, [Hands(horizontal_cm=35, vertical_cm=v) for v in (20, 40, 60, 80, 100, 120)])
    lean = [stance.trunk_inclination for stance in down]
    assert lean[:4] == sorted(lean[:4], reverse=True)
    assert lean[-1] == 0.0
    out = stances(male, BOX, [Hands(horizontal_cm=h, vertical_cm=90) for h in (25, 35, 45, 55)])
    lean = [stance.trunk_inclination for stance in out]
    assert lean == sorted(lean)
    assert lean[-1] > 15


def test_both_sides_are_alike(male: Model) -> None:
    right, left = (Hands(horizontal_cm=35, vertical_cm=60, asymmetry_deg=a) for a in (45, -45))
    one, other = stances(male, BOX, [right, left])
    thorax = 45 * rule(male, "thorax_turns")
    assert one.pelvis_turn - one.twist == pytest.approx(thorax)
    assert one.twist == pytest.approx(-other.twist)
    assert 0 < -one.twist < one.pelvis_turn
    assert one.trunk_inclination == pytest.approx(other.trunk_inclination, abs=1e-6)
    assert one.load_m[2] == pytest.approx(-other.load_m[2], abs=1e-7)
    assert one.load_m[2] > 0
    assert one.pelvis_turn == pytest.approx(-other.pelvis_turn)
    loads = [
        analyze(task_of(male, replace(BOX, start=at, end=None), [s]), male, posture="exact")
        for at, s in ((right, one), (left, other))
    ]
    assert_allclose(loads[0].compression[0, :5], loads[1].compression[0, :5], rtol=1e-4)
    assert_allclose(loads[0].right_shear[0, :5], -loads[1].right_shear[0, :5], atol=0.5)


def test_feet_stay_and_what_pelvis_and_trunk_turn_ends_where_people_end(male: Model) -> None:
    """By measured shares, up to what people turn with the feet held still; the arms reach for the rest."""
    places = [Hands(horizontal_cm=30, vertical_cm=90, asymmetry_deg=a) for a in (-60, 60, 90, 120)]
    found = stances(male, BOX, places)
    of_pelvis, of_trunk = (0.82 * share * np.array([-60, 60, 90]) for share in (0.66, 0.34))  # upright
    assert [s.pelvis_turn for s in found] == pytest.approx([*of_pelvis, 63.8])
    assert [s.twist for s in found] == pytest.approx([*-of_trunk, -32.6])  # to the left above 0
    low = stances(male, BOX, [Hands(horizontal_cm=40, vertical_cm=15, asymmetry_deg=a) for a in (60, 95)])
    assert [s.pelvis_turn for s in low] == pytest.approx([24.6, 38.3])
    assert [s.twist for s in low] == pytest.approx([-24.6, -38.8])
    to_the_right = [s.load_m[2] for s in found]
    assert to_the_right[0] < 0 < to_the_right[1] < to_the_right[2] < to_the_right[3]
    (told,) = [x for x in task_of(male, replace(BOX, start=places[1], end=None)).assumptions if "feet" in x]
    assert "the pelvis turns 32° on the hips, the trunk twists 17°" in told


@pytest.mark.parametrize(("sex", "height", "mass"), [("female", 1.52, 50.0), ("male", 1.87, 120.0)])
def test_small_and_tall_people_reach_a_shelf_and_the_floor(sex: Sex, height: float, mass: float) -> None:
    model = model_for(Subject(name="x", sex=sex, height_m=height, mass_kg=mass))
    found = stances(model, BOX, [Hands(horizontal_cm=30, vertical_cm=v) for v in (5, 40, 90, 140)])
    assert all(stance.knee_flexion <= 140 and stance.trunk_inclination <= 110 for stance in found)


def test_the_way_takes_as_long_as_hands_usually_take_and_begins_and_ends_as_held(male: Model) -> None:
    found = analyze_lift(BOX, male)
    assert found.moving is not None
    way = np.hypot(5, 85) / 100
    assert found.seconds == pytest.approx(way / rule(male, "hand_speed"))
    assert found.speed_m_s == pytest.approx(rule(male, "hand_speed"))
    still, end = (float(r.compression[0, 0]) for r in found.held)
    course = np.asarray(found.moving.compression[:, 0])
    assert course[-1] == pytest.approx(end, rel=0.15)
    assert course.max() > 1.1 * still > still > end  # inertia of load and trunk comes on top
    assert found.worst[0] == "L5/S1"
    assert found.worst[1] == pytest.approx(course.max())
    slow = analyze(task_of(male, replace(BOX, seconds=20)), male, posture="exact")
    held_still = analyze(held_task(found.task, 0), male, posture="exact")
    assert slow.compression[0, 0] == pytest.approx(float(held_still.compression[0, 0]), rel=0.02)


def test_lowering_is_lifting_backwards(male: Model) -> None:
    up, down = task_of(male, BOX), task_of(male, replace(BOX, start=HIGH, end=LOW))
    assert up.keyframes[0].knees_lead > 0 > down.keyframes[0].knees_lead
    one, other = pose_of(up, male), pose_of(down, male)
    assert_allclose(one.angles, other.angles[::-1], atol=1e-6)
    knee = male.body.skeleton.index("shank_right")
    bent = -one.angles[:, knee, 0]
    trunk = one.words["trunk_inclination"]
    middle = len(bent) // 2
    assert bent[middle] / bent[0] < trunk[middle] / trunk[0]  # knees are ahead


def test_a_lift_is_a_task_that_can_be_kept(male: Model) -> None:
    task = task_of(male, BOX)
    assert parse_task(task_text(task), task.name) == task
    assert "the trunk leans" in task.assumptions[0]
    assert "style: free" in task.assumptions[0]
    assert replace(BOX, mass_kg=20, end=None).title == "Holding 20 kg at 25 cm"
    assert replace(BOX, title="Crate", mass_kg=20).title == "Crate"


def test_elbows_bend_more_where_straight_arms_would_lose_the_load_on_its_way(male: Model) -> None:
    far = replace(
        BOX,
        mass_kg=9,
        start=Hands(horizontal_cm=44, vertical_cm=20),
        end=Hands(horizontal_cm=40, vertical_cm=75),
    )
    assert far.end is not None
    straight = stances(male, far, [far.start, far.end])
    with pytest.raises(LostOnItsWay, match="on its way"):
        pose_of(task_of(male, far, straight), male)
    bent = stances_of(male, far)
    assert not pose_of(task_of(male, far, bent), male).notes
    lengths = [np.linalg.norm(found[0].load_m) for found in (straight, bent)]
    assert 0.96 * lengths[0] < lengths[1] < lengths[0]


def test_hips_that_are_at_their_range_are_not_beyond_it(male: Model) -> None:
    low = Lift(mass_kg=20, style="squat", start=Hands(horizontal_cm=55, vertical_cm=5))
    found = stances_of(male, low)
    assert found[0].knee_flexion < 115
    pose_of(task_of(male, low, found), male)


def test_one_hand_and_time_told(male: Model) -> None:
    one = replace(BOX, hands="right", seconds=1.0)
    assert seconds_of(male, one) == 1.0
    found = stances_of(male, one)
    posed = held(replace(one, seconds=None), LOW, found[0], male).placed(male)
    assert_allclose((male.grip_in(posed, "right") - ankles(male, posed))[0, [0, 2]], [0.40, 0.0], atol=1e-7)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (Hands(horizontal_cm=110, vertical_cm=20), "out of reach"),
        (Hands(horizontal_cm=40, vertical_cm=240), "out of reach"),
        (Hands(horizontal_cm=5, vertical_cm=110), "in the body"),
        (Hands(horizontal_cm=2, vertical_cm=140), "in the body"),
    ],
)
def test_places_that_no_hand_can_be_at(male: Model, at: Hands, says: str) -> None:
    with pytest.raises(BadInput) as error:
        stances(male, BOX, [at])
    assert says in str(error.value)
    assert f"{at.horizontal_cm:g} cm in front of the ankles" in str(error.value)


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"mass_kg": -1}, BadInput, "mass_kg = -1"),
        ({"mass_kg": float("nan")}, BadInput, "mass_kg"),
        ({"style": "deadlift"}, UnknownName, "deadlift"),
        ({"hands": "none"}, UnknownName, "none"),
        ({"per_minute": 0}, BadInput, "per_minute = 0: must be more than 0"),
        ({"end": None, "seconds": 2}, BadInput, "seconds: a load that is held"),
        ({"start": None}, BadInput, "start = None: must be a Hands"),
    ],
)
def test_lifts_that_make_no_sense(change: dict[str, Any], kind: type[Exception], says: str) -> None:
    with pytest.raises(kind) as error:
        replace(BOX, **change)
    assert says in str(error.value)


@pytest.mark.parametrize(("sex", "height", "mass"), [("female", 1.52, 50.0), ("male", 1.88, 118.0)])
def test_hands_are_where_they_were_told_when_joints_gave(sex: Sex, height: float, mass: float) -> None:
    """Over the box of the NIOSH equation, by lifts that muscles can hold: within 5 mm."""
    model, rng = (
        model_for(Subject(name="x", sex=sex, height_m=height, mass_kg=mass)),
        np.random.default_rng(5),
    )
    answered = 0
    while answered < 3:
        at = Hands(
            horizontal_cm=float(rng.uniform(25, 63)),
            vertical_cm=float(rng.uniform(0, 175)),
            asymmetry_deg=float(rng.choice([0.0, rng.uniform(0, 135)])),
        )
        lift = Lift(mass_kg=float(rng.uniform(1, 6)), start=at)
        try:
            (held,) = analyze_lift(lift, model).held
        except BadInput:  # out of reach
            continue
        answered += 1
        assert held.balanced.all()
        posed = model.place(held.analysis.frames.angles)
        grip = np.mean([model.grip_in(posed, side) for side in SIDES], axis=0)
        there = places_of(model, [lift], [at]).at + ankles(model, posed)
        assert np.linalg.norm(grip - there) < 5e-3
