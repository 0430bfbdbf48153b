"""Strength: the greatest push is held by the ordinary analysis, and no more is."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.function.limb_strength import LIMBS, directions, pad_on
from dorsum.function.strength import (
    EFFORTS,
    Effort,
    capacity,
    greatest_push,
    pad_of,
    pad_push,
    strength,
)
from dorsum.mechanics.analysis import Options, analyse_frames
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.give import give
from dorsum.mechanics.greatest import _At
from dorsum.mechanics.objectives import Objective
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import frames_of, pose_of
from dorsum.motion.giving import analyse_pose, followed, known_of_words
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

UPRIGHT = Task(name="upright", title="upright")
STRICT = Options(reserves=False)  # a reserve only where the muscles cannot
EXACT = Options(posture="exact")


def pushed(model, found, times):
    """The ordinary analysis of the posture found, at the same pressure, with a multiple of its push."""
    frames = found.frames
    pad = pad_push(model, frames, "L5/S1", EFFORTS["extension"])
    return analyse_frames(
        model, frames._replace(external=frames.external + (times - 1.0) * found.times * pad), options=STRICT
    )


@cache
def most(model, direction, options=EXACT, joint="L5/S1"):
    """The greatest push, upright."""
    return greatest_push(model, joint, EFFORTS[direction], Posture(), options)


@cache
def upright(model, direction, options=EXACT):
    """The strength, upright."""
    return strength(model, "L5/S1", direction, options=options)


@pytest.mark.parametrize(
    ("joint", "direction", "options"),
    [
        ("L5/S1", "extension", Options()),
        ("L5/S1", "twist", Options()),
        ("L5/S1", "bending", EXACT),
        ("C7/T1", "flexion", Options()),
    ],
)
def test_the_solver_holds_the_greatest_push_without_reserves(joint, direction, options, male):
    found = most(male, direction, options, joint)
    held = analyse_frames(male, found.frames, options=STRICT)
    assert held.solution.largest_reserve().max() < 0.03  # N·m
    assert held.solution.bound_violation().max() < 1e-9


def test_the_solver_fails_beyond_it(male):
    """A reserve of 1 N·m at each of 75 coordinates bears a tenth more at most."""
    found = most(male, "extension", Options())
    assert pushed(male, found, 0.9).solution.largest_reserve().max() < 0.03
    short = pushed(male, found, 1.2).shortfalls.worst
    assert short is not None
    assert short.moment > 1.0


@pytest.mark.parametrize(
    ("direction", "share", "holds"), [("extension", 0.85, True), ("extension", 1.25, False)]
)
def test_joints_that_give_at_a_price_hold_less_than_that_and_nearly_as_much(direction, share, holds, male):
    """The other road: the search for the give of least effort and price, with the pad pushing."""
    effort, pose, greatest = EFFORTS["extension"], pose_of(UPRIGHT, male), most(male, "extension", Options())
    stated, pressure = frames_of(pose, male), greatest.frames.pressure
    push = share * greatest.times

    def follow(deviation, which):
        frames = followed(male, pose, stated, deviation, which)
        pad = pad_push(male, frames, "L5/S1", effort)
        return frames._replace(external=frames.external + push * pad, pressure=pressure)

    exact = analyse_frames(male, follow(np.zeros((1, len(male.rows))), np.zeros(1, dtype=int)))
    gave = give(
        male, exact, known_of_words(male, pose), follow, Objective.of("relative_force_cubed"), Options()
    )
    frames = follow(gave.deviation, np.zeros(1, dtype=int))._replace(stiffening=gave.factors)
    found = analyse_frames(male, frames)
    assert (found.shortfalls.worst is None) is holds


@pytest.mark.parametrize("direction", ["extension", "twist"])
def test_the_tangent_says_what_a_small_turn_of_the_joints_adds(direction, male):
    """The linear program with joints that turn by 0.05°, against that at the posture it leads to."""
    effort, pose = EFFORTS[direction], pose_of(UPRIGHT, male)
    start, stated, known = analyse_pose(male, pose), frames_of(pose, male), known_of_words(male, pose)

    def at(deviation):
        def follow(turned):
            return followed(male, pose, stated, turned[None], np.zeros(1, dtype=int))

        def load(frames):
            return pad_push(male, frames, "L5/S1", effort)

        return _At(male, follow, load, Options(), deviation, start.frames.stiffening)

    here = at(start.given.deviation[0])
    best = here.most()
    linear = here.most(known, np.deg2rad(0.05), best)
    added = linear.times - best.times
    assert added > 1e-3 * best.times
    assert at(linear.deviation).most().times - best.times == pytest.approx(added, rel=0.2)


@pytest.mark.parametrize("direction", ["extension", "flexion"])
def test_the_moment_is_the_push_times_its_lever(direction, male):
    found = upright(male, direction)
    posed = male.place(frames_of(UPRIGHT, male).angles).origin[0]
    lever = posed[male.body.skeleton.names.index(pad_of("L5/S1")), 1] - posed[male.joint("L5/S1"), 1]
    assert found.moment_nm == pytest.approx(found.push * lever, rel=1e-6)


def test_bent_the_weight_of_the_body_is_most_of_the_difference(male):
    """Weight of all above L5/S1 times how far its centre of mass lies before the joint."""
    bent = Posture(trunk_inclination=36.0)
    found = strength(male, "L5/S1", "extension", bent, EXACT)
    angles = frames_of(replace(UPRIGHT, posture=bent), male).angles
    above = np.asarray(male.mech.above)[male.joint("L5/S1")] > 0
    mass = np.asarray(male.body.masses.mass)[above]
    centre = mass @ male.centres_in(male.place(angles))[0, above] / mass.sum()
    by_hand = mass.sum() * 9.80665 * (centre[0] - male.place(angles).origin[0, male.joint("L5/S1"), 0])
    assert found.total_nm - found.moment_nm == pytest.approx(by_hand, rel=0.01)
    assert found.total_nm > found.moment_nm + 50.0


def test_a_posture_known_to_degrees_holds_more_than_one_to_rounding(male):
    for direction in ("extension", "twist"):
        giving = upright(male, direction, Options())
        assert upright(male, direction).moment_nm < giving.moment_nm
        assert 0.5 < giving.gave_deg <= 3.0 + 1e-6


def test_oblique_efforts_meet_the_straight_ones(male):
    for degrees, direction in ((0.0, "extension"), (90.0, "bending"), (180.0, "flexion")):
        same = upright(male, degrees)
        assert same.push == pytest.approx(upright(male, direction).push, rel=1e-6)
    right, left = (upright(male, degrees) for degrees in (60.0, 300.0))
    assert left.push == pytest.approx(right.push, rel=1e-4)
    assert left.moment_nm == pytest.approx(right.moment_nm, rel=1e-3)


def test_between_two_efforts_one_is_at_least_on_their_chord(male):
    """What can be held at one posture is convex."""
    back, right = (most(male, direction).times for direction in ("extension", "bending"))
    between = greatest_push(male, "L5/S1", Effort.towards(45.0), Posture(), EXACT).times
    assert between >= np.sqrt(2.0) * back * right / (back + right) - 1e-6


def test_one_joint_alone_could_do_more_than_all_in_balance(male):
    for direction in ("extension", "twist"):
        found = upright(male, direction, Options())
        assert 0 < found.moment_nm < found.muscles_nm <= found.all_nm


def test_what_limits_is_what_a_stronger_muscle_adds(male):
    """Against a body whose muscle is 1 % stronger."""
    found = upright(male, "flexion")
    for muscle in list(found.limits)[:3]:
        strong = model_for(Subject(name="strong", strength={muscle: 1.01}))
        more = strength(strong, "L5/S1", "flexion", options=EXACT).push / found.push - 1.0
        assert more == pytest.approx(0.01 * found.limits[muscle], rel=0.1)


def test_the_abdominal_pressure_is_chosen_and_held_by_the_wall(male):
    """Extension is helped by it, up to what the wall holds; flexion is not."""
    found = most(male, "extension")
    abdomen, pressure = male.mech.abdomen, found.frames.pressure[0]
    assert 5e3 < pressure <= 17.8e3 + 1e-6
    held = analyse_frames(male, found.frames, options=STRICT)
    assert held.equations.hoop_activation[0] <= 1.0 + 1e-9
    assert pressure <= abdomen.holds * (1.0 + 1e-9)
    wall = np.flatnonzero(abdomen.wall)
    least = held.equations.hoop_activation[0] * held.equations.gains.active[0, wall]
    assert_allclose(np.minimum(found.x[wall] - least, 0.0), 0.0, atol=1e-6)
    assert upright(male, "flexion").abdominal_pressure_kpa < 2.0


def test_more_pressure_may_be_chosen_than_the_law_of_loads_imposes(male):
    imposed = Options(posture="exact", abdominal_pressure=False)
    assert (
        strength(male, "L5/S1", "extension", options=imposed).moment_nm < upright(male, "extension").moment_nm
    )


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


@pytest.mark.parametrize(
    ("joint", "direction", "says"),
    [
        ("L6", "extension", "no spinal joint or limb is called 'L6'"),
        ("L5/S1", "pull", "no direction of effort"),
    ],
)
def test_unknown_names_are_refused(joint, direction, says, male):
    with pytest.raises(UnknownName, match=says):
        strength(male, joint, direction)


@pytest.mark.parametrize(("joint", "direction"), [("hip", "extension"), ("shoulder", "abduction")])
def test_a_limb_holds_its_greatest_push_by_the_ordinary_analysis(joint, direction):
    limb = LIMBS[joint]
    model = model_for("male", Options(free=(limb.group,)))
    axis, sense = directions(model.body.tables, limb)[direction]
    effort = Effort(direction, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), {axis: sense}, limb)
    found = greatest_push(model, limb.joint, effort, Posture(), EXACT)
    held = analyse_frames(model, found.frames, options=STRICT)
    assert held.solution.largest_reserve().max() < 0.05  # N·m
    pad = pad_on(model, found.frames, limb, "zxy".index(axis), sense)
    more = found.frames._replace(external=found.frames.external + 0.2 * found.times * pad)
    assert analyse_frames(model, more, options=STRICT).solution.largest_reserve().max() > 1.0


def test_the_moment_of_a_limb_is_the_push_times_its_length():
    found = strength("male", "hip", "extension")
    centre = model_for("male").body.skeleton.centre
    names = model_for("male").body.skeleton.names
    thigh = centre[names.index("femur_right")] - centre[names.index("shank_right")]
    assert found.moment_nm == pytest.approx(found.push * np.hypot(thigh[0], thigh[1]), rel=1e-3)
    assert (found.joint, found.pad, found.unit) == ("hip_right", "the knee", "N")
    assert 0 < found.moment_nm < found.muscles_nm


def test_limbs_have_the_directions_of_their_ranges():
    with pytest.raises(UnknownName, match="no direction of effort of the hip is called 'twist'"):
        strength("male", "hip", "twist")
    turned = strength("male", "hip", "external_rotation")
    assert turned.unit == "N·m"
    assert turned.push == pytest.approx(turned.moment_nm, rel=1e-6)


def test_an_effort_towards_nothing_is_refused(male):
    with pytest.raises(BadInput, match="towards nan is none"):
        strength(male, "L5/S1", float("nan"))


def test_muscles_of_groups_that_are_free_take_part_in_the_push(male):
    every = strength(male, "L5/S1", "flexion", options=Options(posture="exact", free="all"))
    assert "serratus_anterior" in every.limits
    assert every.muscles_nm > strength(male, "L5/S1", "flexion", options=EXACT).muscles_nm


def test_a_limb_is_told_that_its_directions_have_names(male):
    with pytest.raises(UnknownName, match="of a limb they have names"):
        strength(male, "shoulder", 45.0)
