"""Ten thousand random lifts against formulas that were written a second time, and what never has an index."""

from dataclasses import replace
from math import isclose
from random import Random

import by_hand
import pytest

from dorsum.lifting.acceptable import Lifted, Moved, chosen
from dorsum.lifting.composite import Part, composite, composite_of
from dorsum.lifting.conditions import Conditions
from dorsum.lifting.damage import ForceTask, MomentTask, daily_damage, fatigue
from dorsum.lifting.niosh import Hands, LiftingTask, lifting_index
from dorsum.lifting.published import Refused
from dorsum.lifting.sequential import Rotation, sequential, sequential_of

SAME = {"rel": 1e-12, "abs": 1e-300}
LIFTS = 10_000
# One breach each of what the equation asks for.
OUTSIDE = (
    *({"hands": 1}, {"posture": "seated"}, {"posture": "kneeling"}, {"restricted": True}, {"unstable": True}),
    *({"moving": "carrying"}, {"moving": "pushing"}, {"moving": "pulling"}),
    *({"tool": "wheelbarrow"}, {"tool": "shovel"}, {"speed": 75.1}, {"friction": 0.39}),
    *({"temperature": 18.9}, {"temperature": 26.1}, {"humidity": 34.0}, {"humidity": 51.0}),
)


def random_task(rng):
    """A lift anywhere in the range of the equation and a little beyond its borders."""
    system = rng.choice(("metric", "us"))
    scale = 1.0 if system == "metric" else 1 / 2.5
    ends = [
        Hands(rng.uniform(0, 66) * scale, rng.uniform(0, 185) * scale, rng.choice((0.0, rng.uniform(0, 140))))
        for _ in range(2)
    ]
    return LiftingTask(
        load=rng.uniform(0, 40),
        origin=ends[0],
        destination=ends[1],
        control=rng.random() < 0.5,
        frequency=rng.choice((rng.uniform(0.01, 15), float(rng.randint(1, 15)))),
        hours=rng.choice((0.5, 1.0, 1.5, 2.0, 5.0, 8.0)),
        grip=rng.choice(("good", "fair", "poor")),
        system=system,
    )


def index_by_hand(task):
    us = task.system == "us"
    ends = [task.origin, task.destination][: 1 + task.control]
    way = abs(task.destination.vertical - task.origin.vertical)
    limits = [by_hand.firwl(e.horizontal, e.vertical, way, e.asymmetry, task.grip, us) for e in ends]
    fm = by_hand.fm(task.frequency, task.hours, task.origin.vertical < (30 if us else 75))
    return min(limits), min(limits) * fm


@pytest.mark.slow
def test_ten_thousand_lifts_have_the_index_of_a_second_implementation_and_none_outside_its_scope():
    rng, undefined = Random(1991), 0
    for i in range(LIFTS):
        task = random_task(rng)
        found = lifting_index(task)
        firwl, rwl = index_by_hand(task)
        li, fili = (task.load / limit if limit else None for limit in (rwl, firwl))
        pairs = (
            (found.firwl, firwl),
            (found.rwl, rwl),
            (found.strwl, rwl),
            (found.li, li),
            (found.fili, fili),
        )
        assert all(one == other or isclose(one, other, rel_tol=1e-12) for one, other in pairs), task
        assert bool(found.undefined) == (rwl == 0)
        undefined += rwl == 0
        breach = OUTSIDE[i % len(OUTSIDE)]
        told = replace(task, conditions=Conditions(**breach)) if i % 20 else replace(task, hours=8.01)
        assert_no_index(lifting_index(told))
    assert 500 < undefined < LIFTS / 2


def assert_no_index(found):
    assert isinstance(found, Refused)
    assert len(found.reasons) == 1
    assert "p. 6" in found.reasons[0]
    assert "94-110" in found.reasons[0]
    assert not hasattr(found, "li")
    assert not [line for line in found.lines() if "ndex" in line]


@pytest.mark.parametrize("breach", OUTSIDE)
def test_no_index_of_a_job_has_a_lift_outside_the_scope(breach):
    inside = LiftingTask(load=5, origin=Hands(30, 60), travel=40, frequency=1, hours=2, grip="good")
    outside = replace(inside, conditions=Conditions(**breach), name="the other")
    for found in (composite_of([inside, outside]), sequential_of([inside, outside])):
        assert isinstance(found, Refused)
        assert found.reasons[0].startswith("the other: ")


def test_random_jobs_have_the_composite_and_sequential_index_of_a_second_implementation():
    rng, none = Random(27), 0
    for _ in range(1000):
        hours = rng.choice((1.0, 2.0, 8.0))
        rows = []
        for _ in range(rng.randint(1, 6)):
            mean = rng.uniform(1, 20)
            pace = rng.choice((0.2, 0.5, 1.0, 2.0, rng.uniform(0.1, 4)))
            rows.append((rng.uniform(3, 23), mean, mean + rng.uniform(0, 5), pace, rng.random() < 0.5))
        if rng.random() < 0.3:  # equal single-task indices: the more frequent counts first
            limit, mean, heaviest, pace, low = rows[0]
            now = by_hand.fm(pace, hours, low)
            other = by_hand.fm(pace / 2, hours, low)
            rows.append((limit * now / other, mean, heaviest, pace / 2, low))
        names = ("firwl", "mean", "heaviest", "frequency", "below")
        rng.shuffle(rows)
        parts = [Part(**dict(zip(names, row, strict=True))) for row in rows]
        found, wanted = composite(parts, hours), by_hand.cli(rows, hours)
        none += wanted is None
        assert (found.index is None) == (wanted is None)
        assert wanted is None or found.index == pytest.approx(wanted, rel=1e-12)
        tasks = [(own, own + rng.uniform(0, 1), rng.uniform(0.1, 3)) for own in (1.1, rng.uniform(0, 2))]
        keys = ("own", "all_the_time", "hours")
        rotations = [Rotation(**dict(zip(keys, task, strict=True))) for task in tasks]
        assert sequential(rotations).index == pytest.approx(by_hand.sli(tasks), **SAME)
    assert 10 < none < 200


def test_random_days_have_the_damage_of_a_second_implementation():
    rng = Random(63)
    for _ in range(1000):
        tasks = [(rng.uniform(0, 250), rng.randint(1, 3000)) for _ in range(rng.randint(1, 5))]
        found = daily_damage([MomentTask(moment=m, repetitions=n) for m, n in tasks])
        dose, chance = by_hand.lifft(tasks)
        assert found.daily == pytest.approx(dose, **SAME)
        assert found.chance == pytest.approx(chance, **SAME)
        assert sum(found.shares) == pytest.approx(1)
        strength = rng.uniform(2000, 9000)
        forces = [(rng.uniform(0, 1.2) * strength, n) for _, n in tasks]
        worn = fatigue([ForceTask(compression=c, repetitions=n) for c, n in forces], strength)
        wanted = [n / by_hand.cycles(100 * c / strength) for c, n in forces]
        assert worn.total == pytest.approx(sum(wanted), rel=1e-12)
        inside = [w for w, (c, _) in zip(wanted, forces, strict=True) if 0.2 <= c / strength <= 0.7]
        assert worn.total - worn.beyond == pytest.approx(sum(inside), rel=1e-9, abs=1e-12 * worn.total)


def test_random_handling_has_the_loads_of_a_second_implementation_in_all_equations():
    rng, seen, gravity = Random(14), set(), 9.80665
    for _ in range(3000):
        sex = rng.choice("FM")
        action = rng.choice(("lift", "lower", "push", "pull", "carry"))
        if action in ("lift", "lower"):
            low, way = rng.uniform(0.05, 1.3), rng.uniform(0.26, 0.6)
            start, end = (low, low + way) if action == "lift" else (low + way, low)
            f, h = rng.uniform(0.0022, 11 / way if way > 0.55 else 19), rng.uniform(0.26, 0.67)
            task = Lifted(load=10, start=start, end=end, horizontal=h, frequency=f, sex=sex)
            phase = ""
            half, cv = by_hand.lm(action, sex, H=h, VRM=low + way / 2, DV=way, F=f)
        else:
            phase = "" if action == "carry" else rng.choice(("initial", "sustained"))
            v = rng.uniform(0.79, 1.02)
            d = rng.uniform(2.2, 9.9)
            f = rng.uniform(0.0022, 2.9)
            load = 10 if action == "carry" else 10 * gravity
            task = Moved(action=action, phase=phase, load=load, height=v, distance=d, frequency=f, sex=sex)
            half, cv = by_hand.lm(action, sex, phase, V=v, DH=d, F=f)
        seen.add((action, sex, phase))
        found = chosen(task)
        unit = gravity if action in ("push", "pull") else 1
        assert found.median == pytest.approx(half * unit, rel=1e-12)
        assert found.sd == pytest.approx(cv * half * unit, rel=1e-12)
        assert found.percent == pytest.approx(by_hand.percent_above(10, half, cv), abs=1e-9)
        assert found.load_of(50) == pytest.approx(half * unit, rel=1e-12)
        at = replace(task, load=found.load_of(75))
        assert chosen(at).percent == pytest.approx(75, abs=1e-9)
    assert len(seen) == 14
