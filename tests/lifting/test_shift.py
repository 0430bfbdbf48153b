"""A shift of lifts and held postures: how it adds up, is ranked, and which index of NIOSH it has."""

import re
from dataclasses import replace
from math import exp

import numpy as np
import pytest

from dorsum import Job, Options
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR
from dorsum.errors import BadInput
from dorsum.lifting import many, niosh, shift
from dorsum.lifting.analyze import analyze_lift
from dorsum.lifting.composite import composite_of
from dorsum.lifting.job import Holding, Lifting
from dorsum.lifting.job_index import MOST_BY_TURNS
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.many import ways_of
from dorsum.lifting.place import hip_arm
from dorsum.lifting.shift import Loads, Shift, analyze_job
from dorsum.lifting.shift_told import as_dict, rows_of
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.task import Task

LIFT = Lift(
    mass_kg=10.0,
    start=Hands(horizontal_cm=40.0, vertical_cm=75.0),
    end=Hands(horizontal_cm=40.0, vertical_cm=105.0),
)


def lifts(count: int, **told: float) -> tuple[Lifting, ...]:
    each = [replace(LIFT, mass_kg=1.0 + i, title=f"lift {i}") for i in range(count)]
    return tuple(Lifting(lift=lift, **told) for lift in each)


def of(peaks: list[float], times: list[float]) -> Shift:
    """A shift of held parts with known loads, L4/L5 the worst of each."""
    task = Task.named("sitting_relaxed")
    parts = [
        Holding(what=replace(task, title=f"part {i}"), seconds=1.0, times=n) for i, n in enumerate(times)
    ]
    loads = []
    for peak in peaks:
        at = {level: peak if level == "L4/L5" else 0.9 * peak for level in LUMBAR}
        loads.append(Loads(at, at, {level: n**2 for level, n in at.items()}, None, True))
    return Shift(Job(parts=parts), Body.of("male"), "giving", tuple(loads))


def test_half_of_the_damage_comes_from_the_fewest_parts_that_do_it():
    found = of([3000.0] * 5, [10.0, 30.0, 20.0, 25.0, 15.0])
    assert found.ranked == (1, 3, 2, 4, 0)
    assert found.shares == pytest.approx([0.10, 0.30, 0.20, 0.25, 0.15])
    assert found.half == (1, 3)
    assert found.headline == (
        "Half of the day's damage comes from 2 of 5 parts: part 1 (30 %) and part 3 (25 %)."
    )
    assert len(of([3000.0] * 2, [5.0, 5.0]).half) == 1  # exactly half is half
    assert "from the one part: part 0 (100 %)" in of([3000.0], [4.0]).headline


def test_damage_is_that_of_the_disc_that_the_shift_damages_most_and_grows_as_the_law_says():
    found = of([2400.0, 3600.0], [100.0, 1.0])
    assert found.level == "L4/L5"
    one, other = (times / (902416.0 * exp(-0.162 * percent)) for times, percent in ((100, 40.0), (1, 60.0)))
    assert found.damage.of_task == pytest.approx((one, other))
    assert found.damage.total == pytest.approx(one + other)
    assert found.impulse == pytest.approx(100 * 2400.0 + 3600.0)
    assert found.squared == pytest.approx(100 * 2400.0**2 + 3600.0**2)


@pytest.fixture(scope="module")
def two():
    """A shift of a lift, the same again, a load that is held, and sitting; postures exact."""
    parts = [
        Lifting(lift=replace(LIFT, title="often"), times=200.0),
        Lifting(lift=replace(LIFT, title="seldom", grip="poor"), times=20.0),
        Holding(what=replace(LIFT, end=None, title="in the hands"), seconds=30.0, times=40.0),
        Holding(what=Task.named("sitting_relaxed"), seconds=3600.0),
    ]
    asked = []
    with pytest.MonkeyPatch.context() as patch:
        ways = shift.ways_of
        patch.setattr(
            shift, "ways_of", lambda model, of, options: asked.extend(of) or ways(model, of, options)
        )
        found = analyze_job(Job(parts=parts), "female", posture="exact")
    return found, len(asked)


def test_a_shift_has_the_loads_of_its_parts_one_by_one(two):
    found, _ = two
    alone = analyze_lift(LIFT, "female", options=Options(posture="exact"))
    assert found.loads[0].peak == pytest.approx(alone.compression, rel=1e-6)
    assert found.loads[0].arm == pytest.approx(hip_arm(alone), rel=1e-6)
    level = list(alone.model.body.levels.names).index("L4/L5")
    course = np.asarray(alone.moving.compression)[:, level]
    middle = (course[1:] + course[:-1]) / 2 * np.diff(alone.moving.times)
    assert found.loads[0].impulse["L4/L5"] == pytest.approx(middle.sum(), rel=1e-6)
    sitting = analyze("sitting_relaxed", model_for("female"), posture="exact")
    assert found.loads[3].impulse["L4/L5"] == pytest.approx(
        3600.0 * float(np.asarray(sitting.compression)[0, level]), rel=1e-9
    )
    assert found.loads[2].impulse["L4/L5"] == pytest.approx(30.0 * found.loads[2].peak["L4/L5"])
    assert found.held(2) == pytest.approx(40.0 * found.loads[2].impulse[found.level])


def test_equal_lifts_are_computed_once_and_count_as_often_as_they_are_done(two):
    found, computed = two
    assert computed == 1
    assert found.damage.of_task[0] == pytest.approx(10.0 * found.damage.of_task[1])
    assert rows_of(found)[0]["part"] == "often"


def test_the_lever_of_a_lift_is_from_the_hips_to_the_load(two):
    """Hips of who stands are behind or in front of the ankles by less than a foot."""
    found, _ = two
    assert 0.25 < found.loads[0].arm < 0.55
    moment = found.lifft.tasks[0].moment
    assert moment == pytest.approx(10.0 * 9.80665 * found.loads[0].arm, rel=1e-3)
    assert found.lifft.tasks[0].lever == "hip"
    assert len(found.lifft.tasks) == 2


FAR = replace(LIFT, start=Hands(horizontal_cm=119.0, vertical_cm=200.0), title="Over there")


def test_a_part_that_cannot_be_done_is_named():
    with pytest.raises(BadInput, match=r"Over there: .*out of reach"):
        analyze_job(Job(parts=[Lifting(lift=FAR, times=2.0)]), posture="exact")


def test_a_lift_out_of_reach_leaves_the_others_and_is_named():
    """All but it is as without it, and told as a lower bound; rules that ask no posture count it."""
    near = Lifting(lift=replace(LIFT, title="near"), times=60.0)
    far = replace(FAR, start=Hands(horizontal_cm=63.0, vertical_cm=175.0))
    held = Holding(what=replace(far, end=None, title="held there"), seconds=5.0)
    parts = [Lifting(lift=far, times=60.0), near, held]
    with_it = analyze_job(Job(parts=parts, hours=2.0), "female", posture="exact")
    without = analyze_job(Job(parts=[near], hours=2.0), "female", posture="exact")
    assert with_it.ranked == (1, 0, 2)
    assert with_it.damage.total == pytest.approx(without.damage.total)
    assert (with_it.impulse, with_it.squared) == pytest.approx((without.impulse, without.squared))
    assert with_it.lifft.daily == pytest.approx(without.lifft.daily)
    assert "that could be computed, 2 could not" in with_it.headline
    assert with_it.index.rule == "composite lifting index"
    assert with_it.index.index > without.index.index  # NIOSH's rule counts it
    told, row = as_dict(with_it), rows_of(with_it)[1]
    assert told["lower_bounds"]
    assert not as_dict(without)["lower_bounds"]
    assert row["part"] == "Over there"
    assert "out of reach" in row["left_out"]
    assert {row[name] for name in ("share", "damage", "compression_n", "lifft_damage", "arm_cm")} == {None}


def test_many_lifts_at_once_are_those_one_by_one():
    """Differing in mass, hands, style, time and side, one with elbows that must stay bent on its way."""
    aside = Hands(horizontal_cm=45.0, vertical_cm=60.0, asymmetry_deg=30.0)
    low = Hands(horizontal_cm=40.0, vertical_cm=30.0)
    end = Hands(horizontal_cm=35.0, vertical_cm=95.0)
    on_its_way = Hands(horizontal_cm=40.0, vertical_cm=75.0)
    lifts = [
        Lift(mass_kg=12.0, start=low, end=end, style="squat"),
        Lift(mass_kg=4.0, start=end, end=low, style="stoop", seconds=0.8),
        Lift(mass_kg=3.0, start=aside, end=end, hands="right"),
        Lift(mass_kg=9.0, start=Hands(horizontal_cm=44.0, vertical_cm=20.0), end=on_its_way),
        Lift(mass_kg=3.0, start=Hands(horizontal_cm=110.0, vertical_cm=10.0), end=end),
    ]
    model, exact = model_for("male"), Options(posture="exact")
    *found, refused = ways_of(model, lifts, exact)
    for lift, way in zip(lifts, found, strict=False):
        alone = analyze_lift(lift, model, options=exact)
        held = np.concatenate([np.asarray(each.compression) for each in alone.held])
        np.testing.assert_allclose(way.held, held, rtol=1e-6)
        np.testing.assert_allclose(way.moving, np.asarray(alone.moving.compression), rtol=1e-6)
        np.testing.assert_allclose(way.times, alone.moving.times)
        assert way.balanced == alone.balanced
    assert isinstance(refused, BadInput)


def test_joints_give_unless_postures_are_exact():
    """As they do in a lift alone; what they take off the loads is no rounding."""
    job = Job(parts=[Lifting(lift=replace(LIFT, seconds=1.0), times=2.0)])
    (given,) = analyze_job(job, "male").loads
    (exact,) = analyze_job(job, "male", posture="exact").loads
    alone = analyze_lift(replace(LIFT, seconds=1.0), "male")
    assert given.peak == pytest.approx(alone.compression, rel=5e-3)
    assert abs(exact.peak["L5/S1"] / given.peak["L5/S1"] - 1.0) > 0.02


def test_joints_give_at_once_as_one_by_one_and_straight_between_the_frames_that_are_searched():
    """Held as alone; of a way the greatest load is searched, too, and what is between loses little."""
    model, other = model_for("male"), replace(LIFT, mass_kg=5.0, seconds=0.9, style="stoop")
    lifts = [replace(LIFT, seconds=1.2), other]
    ways, exact = ways_of(model, lifts), ways_of(model, lifts, Options(posture="exact"))
    rows = [list(model.body.levels.names).index(level) for level in LUMBAR]
    for lift, way, stated in zip(lifts, ways, exact, strict=True):
        alone = analyze_lift(lift, model)
        held = np.concatenate([np.asarray(each.compression) for each in alone.held])[:, rows]
        np.testing.assert_allclose(way.held[:, rows], held, rtol=1e-4)
        moving, found = np.asarray(alone.moving.compression)[:, rows], way.moving[:, rows]
        np.testing.assert_allclose(found[:: many.EVERY], moving[:: many.EVERY], rtol=5e-3)
        np.testing.assert_allclose(found.max(axis=0), moving.max(axis=0), rtol=5e-3)
        np.testing.assert_allclose(found.sum(axis=0), moving.sum(axis=0), rtol=1e-2)
        assert np.abs(stated.moving[:, rows] / moving - 1.0).max() > 0.03


def test_what_is_between_lies_on_straight_lines():
    at, values = np.array([0, 4, 5]), np.array([[0.0], [8.0], [1.0]])
    found = many._between(at, values, np.arange(6))
    np.testing.assert_allclose(found[:, 0], [0.0, 2.0, 4.0, 6.0, 8.0, 1.0])


# NIOSH


def index(parts, hours=None):
    return shift.index_of(Job(parts=parts, hours=hours), Body.of("male").tables)


def test_lifts_by_turns_have_a_composite_index():
    found = index(lifts(3, times=60.0), hours=2.0)
    tasks = [
        niosh.LiftingTask(
            load=1.0 + i,
            origin=niosh.Hands(40.0, 75.0),
            destination=niosh.Hands(40.0, 105.0),
            frequency=0.5,
            hours=2.0,
            grip="good",
        )
        for i in range(3)
    ]
    assert found.rule == "composite lifting index"
    assert found.index == pytest.approx(composite_of(tasks).index)
    assert any("all within 2 h" in line for line in found.lines())


def test_many_lifts_have_a_variable_index_and_lifts_in_their_own_hours_a_sequential_one():
    assert index(lifts(MOST_BY_TURNS + 1, times=8.0), hours=2.0).rule == "variable lifting index"
    assert index(lifts(MOST_BY_TURNS, times=8.0), hours=2.0).rule == "composite lifting index"
    after = index(lifts(2, times=60.0, hours=1.0))
    assert after.rule == "sequential lifting index"
    assert after.index > 0.0


@pytest.mark.parametrize(
    ("parts", "hours", "why"),
    [
        (lifts(2, times=60.0), None, "the hours in which the lifts are done are not told"),
        ((*lifts(1, times=60.0), *lifts(1, times=60.0, hours=1.0)), None, "the hours of lift 0 are not told"),
        ([replace(one, lift=replace(one.lift, hands="left")) for one in lifts(2, times=9.0)], 1.0, "hand"),
        (lifts(2, times=9.0), 9.0, "8 h|8 hours|eight"),
        (lifts(2, times=1500.0), 1.0, "frequency"),
        ((Holding(what=Task.named("sitting_relaxed"), seconds=9.0),), 1.0, "the job has no lift"),
    ],
)
def test_without_an_index_it_is_said_why(parts, hours, why):
    found = index(parts, hours)
    assert found.index is None
    assert re.search(why, " ".join(found.lines())), found.lines()
