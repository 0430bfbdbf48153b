"""Exercises held by the model: what is stored, what they cost, how they are chosen and planned."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from dorsum.anatomy.atlas import Atlas
from dorsum.body.names import LUMBAR
from dorsum.clinic.agreement import BAR, FEWEST, beside, interval, ranks, spearman
from dorsum.clinic.choice import LITTLE, choose, contradictions, level_of, load_at
from dorsum.clinic.exercises import LEDGER, Computed, compute, held, named, plain, stored, volumes
from dorsum.clinic.plan import EXTENSORS, MUCH, plan
from dorsum.errors import BadInput, UnknownName
from dorsum.motion.acting import Load
from dorsum.motion.built_in import built_in_names, exercise_names
from dorsum.motion.task import Task
from dorsum.report.exercises import exercises_page

DOCS = Path(__file__).parents[2] / "docs"
SAMPLE = ("suitcase_carry", "squat", "bridge")
CARRY = ("quadratus_lumborum_iliocostal", "external_oblique")


@pytest.fixture(scope="module")
def atlas():
    return Atlas()


@pytest.fixture(scope="module")
def carried(male):
    """A suitcase of 10 and 30 kg on the right, and 30 kg on the left."""
    task, hand = Task.named("suitcase_carry"), {"right": "right", "left": "left"}
    return {
        (mass, side): held(
            replace(task, loads=[Load(mass_kg=mass, hands=hand[side])], title="", assumptions=()),
            ("hips",),
            male.body,
        )
        for mass, side in ((10, "right"), (30, "right"), (30, "left"))
    }


def test_what_is_stored_rests_on_these_facts_and_this_code(tables):
    assert LEDGER.stale(tables.digest_of) == ""


def test_the_page_is_what_is_stored(tables):
    page = (DOCS / "exercises.md").read_text(encoding="utf-8")
    assert page == exercises_page(tables, stored()), "run `make clinic`"


def test_a_sample_held_anew_is_what_is_stored(tables):
    found = compute([named(tables, name) for name in SAMPLE])
    for each in found.exercises:
        was = stored().by_name[each.exercise]
        assert each.free == was.free
        for level, load in each.compression.items():
            assert load == pytest.approx(was.compression[level], rel=2e-3, abs=0.5), (each.exercise, level)
        for muscle, of in each.activity.items():
            assert of == pytest.approx(was.activity[muscle], rel=2e-2, abs=1e-3), (each.exercise, muscle)


def test_exercises_are_tasks_by_name_and_no_tasks_of_the_library(tables):
    assert not set(exercise_names()) & set(built_in_names())
    rows = {row.task for row in tables.exercises}
    assert set(exercise_names()) <= rows <= {*exercise_names(), *built_in_names()}
    assert len(rows) >= 30
    assert all(Task.find(name).name == name and not Task.find(name).moves for name in rows)
    assert [each.exercise for each in stored().exercises] == [row.task for row in tables.exercises]


def test_what_hangs_in_each_hand_is_a_load_of_each():
    """One load of both hands acts between them and pulls each to the middle."""
    tasks = [Task.named(name) for name in exercise_names()]
    free = [task for task in tasks if task.loads and all(load.reference is None for load in task.loads)]
    assert len(free) >= 10
    assert not [task.name for task in free if "both" in {load.hands for load in task.loads}]


def test_every_measured_row_is_answered_or_says_why_not(tables):
    rows = (*tables.exercise_emg, *tables.exercise_activity)
    asked = {
        (row.exercise, row.quantity, "; ".join(row.source)): row for row in rows if row.unit != "ordering"
    }
    pairs = {(pair.exercise, pair.quantity, pair.study): pair for pair in tables.exercise_pairs}
    assert set(pairs) == set(asked)
    for name, pair in pairs.items():
        assert bool(pair.task) != bool(pair.remark), name
        assert bool(pair.muscles) == bool(pair.side) == (bool(pair.task) and asked[name].unit != "n"), name
        assert asked[name].value is not None, name


def test_more_weight_asks_more_of_what_holds_it_and_of_every_lumbar_disc(carried):
    light, heavy = carried[10, "right"], carried[30, "right"]
    for muscle in CARRY:
        assert heavy.activity[muscle][1] > 1.5 * light.activity[muscle][1]
    assert all(heavy.compression[level] > light.compression[level] for level in LUMBAR)


def test_a_mirrored_exercise_has_mirrored_activity(carried):
    right, left = carried[30, "right"], carried[30, "left"]
    for muscle in CARRY:
        there, back = right.activity[muscle], left.activity[muscle]
        assert there == pytest.approx(back[::-1], abs=2e-3)
        assert there[1] > there[0] + 0.05  # the side away from the load
    assert right.compression["L4/L5"] == pytest.approx(left.compression["L4/L5"], rel=1e-3)


def toy(name, low, high, right, left=None):
    """An exercise of one muscle that bears `low` at L5/S1 and `high` at L1/L2."""
    base = stored().by_name["squat"]
    loads = {level: 0.0 for level in base.compression} | {"L5/S1": low, "L1/L2": high}
    activity = {"multifidus_lumborum": (right, right if left is None else left)}
    return replace(base, exercise=name, compression=loads, activity=activity, lacks="", settled=True)


def of(*exercises):
    return replace(stored(), exercises=exercises)


def test_the_load_of_the_spared_level_counts(atlas):
    found = of(toy("bird_dog", 500.0, 2000.0, 0.4), toy("squat", 1000.0, 400.0, 0.4))
    low = choose(atlas, found, ["multifidus_lumborum"], level_of("l5-s1"))
    high = choose(atlas, found, ["multifidus_lumborum"], "L1/L2")
    worst = choose(atlas, found, ["multifidus_lumborum"])
    assert [(c.held.exercise, c.level, c.load_n) for c in low] == [
        ("bird_dog", "L5/S1", 500.0),
        ("squat", "L5/S1", 1000.0),
    ]
    assert [(c.held.exercise, c.load_n) for c in high] == [("squat", 400.0), ("bird_dog", 2000.0)]
    assert [(c.held.exercise, c.level) for c in worst] == [("squat", "L5/S1"), ("bird_dog", "L1/L2")]
    assert low[0].per_kn == pytest.approx(80.0)


def test_the_side_that_works_more_is_told_and_low_activity_comes_last(atlas):
    found = of(toy("bird_dog", 10.0, 10.0, LITTLE / 2), toy("squat", 900.0, 900.0, 0.1, 0.5))
    first, last = choose(atlas, found, ["multifidus_lumborum"])
    assert (first.held.exercise, first.side, first.activity) == ("squat", "left", 0.5)
    assert (last.held.exercise, last.side) == ("bird_dog", "both")
    assert choose(atlas, found, ["gluteus_maximus"]) == ()


def test_activity_is_weighed_by_volume():
    each = replace(toy("squat", 1.0, 1.0, 0.2), activity={"a": (0.2, 0.2), "b": (0.8, 0.8)})
    assert each.of(("a", "b", "none"), {"a": 3.0, "b": 1.0}) == pytest.approx(0.35)
    assert each.of(("none",), {}) is None


def test_what_words_measurement_and_model_say_against_each_other_is_told(tables):
    rows = [row for row in beside(tables, stored()) if row.task == "plank" and row.muscles]
    of_plank = next(r for r in rows if r.quantity == "lumbar multifidus")
    said = contradictions("strengthens", 0.9, [replace(of_plank, ours=91.0, verdict="outside")])
    assert said == [
        "the tables say “strengthens”: measured 5 ± 4 % (Ekstrom2007), below 45 %",
        "model 91 %, measured 5 ± 4 % (Ekstrom2007)",
    ]
    assert contradictions("strengthens", 0.1, []) == [
        "the tables say “strengthens”: in the model 10 %, below 45 %"
    ]
    assert contradictions("", 0.1, [replace(of_plank, ours=5.0, verdict="inside")]) == []
    assert contradictions("strengthens (endurance)", 0.3, []) == []


@pytest.mark.parametrize("ties", [False, True])
def test_ranks_are_those_of_another_program(ties):
    pairs = np.random.default_rng(3).normal(size=(9, 2))
    if ties:
        pairs = pairs.round()
    assert spearman(pairs) == pytest.approx(spearmanr(*pairs.T).statistic, abs=1e-12)
    low, high = interval(pairs)
    assert -1.0 <= low < spearman(pairs) < high <= 1.0
    assert spearman(pairs * [1.0, -1.0]) == pytest.approx(-spearman(pairs))


def test_every_rank_below_the_bar_has_its_cause_and_no_other(tables):
    found = ranks(list(beside(tables, stored())))
    assert all(rank.n >= FEWEST and rank.low <= rank.rho <= rank.high for rank in found)
    missed = {(rank.study, rank.quantity) for rank in found if rank.rho < BAR}
    assert missed == {(row.study, row.quantity) for row in tables.exercise_misses}


@pytest.mark.parametrize("limit", [900.0, 1500.0, 3000.0])
def test_a_plan_keeps_below_the_limit_and_needs_each_of_its_exercises(limit):
    computed = stored()
    found = plan(computed, limit)
    assert all(max(s.held.compression[lv] for lv in LUMBAR) <= limit and s.held.sound for s in found.steps)
    assert all(step.new for step in found.steps)
    below = [e for e in computed.exercises if e.sound and load_at(e, "lumbar")[1] <= limit]
    for group, muscles in EXTENSORS.items():
        reached = max(e.of(muscles, computed.volumes) or 0.0 for e in below)
        in_plan = max((s.held.of(muscles, computed.volumes) or 0.0 for s in found.steps), default=0.0)
        assert (group in found.lacking) == (reached < LITTLE), group
        assert reached < LITTLE or in_plan >= (MUCH if reached >= MUCH else LITTLE), group


def test_what_others_of_the_plan_work_too_is_left_out():
    """The one that works most at first is not needed once the two that work the rest are there."""
    a, b, c = "multifidus_lumborum", "multifidus_thoracis", "iliocostalis_thoracis"
    d, e, f = "spinalis_thoracis", "semispinalis_thoracis", "gluteus_maximus"
    worked = {"squat": (a, b, c, d), "bird_dog": (a, b, e), "bridge": (c, d, f)}
    made = [
        replace(toy(name, 900.0, 0.0, 0.0), activity={muscle: (0.5, 0.5) for muscle in muscles})
        for name, muscles in worked.items()
    ]
    found = plan(of(*made), 1000.0)
    assert [step.held.exercise for step in found.steps] == ["bird_dog", "bridge"]
    assert found.steps[0].new == ("lumbar multifidus", "thoracic multifidus", "semispinalis of the thorax")


def test_a_plan_refuses_a_limit_that_is_none():
    with pytest.raises(BadInput, match="limit = 20000"):
        plan(stored(), 20000)


def test_an_exercise_that_a_body_cannot_do_is_told(tables, male, monkeypatch):
    far = replace(Task.named("squat"), loads=[Load(mass_kg=5, reference="shoulders", forward_m=1.9)])
    monkeypatch.setattr("dorsum.clinic.exercises.Task.named", lambda name: far)
    found = compute([named(tables, "squat")], male.body)
    assert (found.exercises, list(found.refused)) == ((), ["squat"])
    with pytest.raises(UnknownName, match="bird_dog"):
        named(tables, "birddog")


def test_stored_values_have_four_figures_and_come_back(tables):
    each = stored().by_name["squat"]
    assert plain(each)["compression"]["L5/S1"] == each.compression["L5/S1"]
    assert isinstance(stored(), Computed)
    assert min(stored().volumes.values()) > 0.0


def test_volumes_are_of_every_muscle_that_can_take_part(male):
    assert {name for each in stored().exercises for name in each.activity} <= set(
        volumes(male.body.freed("all"))
    )
