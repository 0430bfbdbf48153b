"""The share of the strength that a posture needs."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.mechanics.analysis import Options
from dorsum.mechanics.needed import PLACES, region, share_needed
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.readings import USED
from dorsum.mechanics.solve import solve
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task


def toy(rhs, lower=(0.1, 0.1, -1.0), **more):
    """Two muscles that pull against each other with 20 and 10 N·m, and an actuator of 5 either way."""
    given = dict(
        matrices=np.array([[[20.0, -10.0, 5.0]]]),
        rhs=np.array([[rhs]]),
        lower=np.array([lower]),
        upper=np.ones((1, 3)),
        weights=1.0,
        power=3,
        reserve_scale=np.ones(1),
        reserve_weight=100.0,
        coordinates=["joint z"],
        variables=["one", "two", "actuator"],
    )
    return Problem(**given | more)


@pytest.mark.parametrize(
    ("rhs", "share"),
    [
        (11.5, 0.5),  # 20 α − 10 · 0.1 + 5 α = 11.5: the other keeps its tone
        (-5.5, 0.5),  # 20 · 0.1 − 10 α − 5 α = −5.5
        (49.0, 2.0),  # beyond what there is
        (1.0, 0.1),  # no less than what is kept
    ],
)
def test_on_paper(rhs, share):
    assert share_needed(toy(rhs), 0) == pytest.approx(share, rel=1e-9)


def test_what_no_strength_holds_is_no_number():
    alone = toy(5.0, matrices=np.array([[[0.0, -10.0, 0.0]]]))
    assert np.isnan(share_needed(alone, 0))


def test_muscles_of_that_share_hold_a_task_and_weaker_ones_do_not(male):
    """The other road: the solver, with upper bounds at shares of the strength."""
    found = analyze(Task.named("standing_bent_20_with_20kg"), male).analysis
    share = share_needed(found.problem, 0)
    assert 0.1 < share < 0.9

    def lacks(times):
        bound = times * share * found.problem.upper
        weak = replace(
            found.problem,
            matrices=found.problem.columns,
            upper=np.maximum(bound, found.problem.lower),
            lower=np.maximum(found.problem.lower, np.where(found.problem.lower < 0.0, -bound, -np.inf)),
            reserve_weight=1e9,
        )
        return float(np.abs(solve(weak).reserves).max())

    assert lacks(1.01) < 0.05  # N·m
    assert lacks(0.9) > 0.5


def test_trunk_and_neck_part_the_rows(male):
    found = analyze(Task.named("standing_bent_20_with_20kg"), male).analysis
    trunk, neck = (region(found.problem, 0, of) for of in ("trunk", "neck"))
    assert sorted((*trunk.coordinates, *neck.coordinates)) == sorted(found.problem.coordinates)
    assert {name[0] for name in neck.coordinates} == {"C"}
    whole = share_needed(found.problem, 0)
    assert max(share_needed(trunk, 0), share_needed(neck, 0)) <= whole + 1e-9


def test_free_limbs_are_told_apart_and_stiff_ones_not_at_all(male):
    free = analyze(Task.named("standing_bent_20_with_20kg"), male, options=Options(free="all"))
    problem = free.analysis.problem
    parted = [name for place in PLACES for name in region(problem, 0, place).coordinates]
    assert sorted(parted) == sorted(problem.coordinates)
    shares = {place: share_needed(region(problem, 0, place), 0) for place in PLACES}
    assert shares == {place: float(free.array(name)[0]) for name, place in USED.items()}
    assert 0.0 < shares["hip"] < 1.0
    stiff = analyze(Task.named("standing_bent_20_with_20kg"), male)
    assert 0.0 < stiff.array("trunk_strength_used")[0] < 1.0
    assert np.isnan(stiff.array("hip_strength_used")).all()


@pytest.mark.parametrize("name", ["slow_flexion", "side_bending", "standing_up_from_chair"])
def test_the_frame_told_is_the_one_that_needs_most(name):
    """Of all that are looked at, every third and its own, to a twentieth: it is looked for among few."""
    result = analyze(Task.named(name))
    problem = result.analysis.problem
    for place in ("trunk", "neck"):
        told = result.array(f"{place}_strength_used")
        (frame,) = np.flatnonzero(np.isfinite(told))
        assert told[frame] == pytest.approx(share_needed(region(problem, int(frame), place), 0))
        every = [share_needed(region(problem, f, place), 0) for f in range(0, len(told), 3)]
        assert max(every) < 1.05 * told[frame]
