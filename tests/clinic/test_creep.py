"""Creep: what was measured is what comes out, and what is in between behaves as tissue does."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from dorsum.clinic.creep import JOINTS, Creep, CreepLaw, left_after, rows_of_flexion, shares_of_gain
from dorsum.mechanics.passive import moments
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task
from dorsum.units import DEGREE

FULL = np.ones(len(JOINTS))
NONE = np.zeros(len(JOINTS))


@pytest.fixture
def rest(tables):
    return Creep.none(tables)


def test_twenty_minutes_of_full_flexion_give_what_was_measured(rest, male):
    assert rest.after(20 * 60.0, FULL).lumbar(male) / DEGREE == pytest.approx(5.5)


def test_it_comes_with_the_published_time(rest, tables):
    found = solve_ivp(lambda _, x: (1.0 - x) / CreepLaw.of(tables).time, (0.0, 300.0), [0.0], rtol=1e-9)
    assert rest.after(300.0, FULL).share[0] == pytest.approx(found.y[0, -1], rel=1e-5)


def test_half_is_back_after_two_minutes_and_not_all_after_thirty(rest, tables):
    crept = rest.after(20 * 60.0, FULL)
    left = [float(crept.after(t, NONE).share[0] / crept.share[0]) for t in (0.0, 120.0, 1800.0, 3600.0)]
    assert left[1] == pytest.approx(0.5, abs=1e-3)
    assert left[2] > 0.05
    assert left == sorted(left, reverse=True)
    assert left[2] == pytest.approx(left_after(CreepLaw.of(tables), 1800.0), rel=1e-2)
    comes = 1.0 - float(rest.after(1800.0, FULL).share[0])
    assert left[2] > comes  # it goes more slowly than it came


def test_one_stretch_of_time_is_the_same_as_two(rest):
    one = rest.after(700.0, 0.6 * FULL).after(500.0, NONE)
    two = rest.after(200.0, 0.6 * FULL).after(500.0, 0.6 * FULL).after(100.0, NONE).after(400.0, NONE)
    assert_allclose(one.units, two.units, rtol=1e-12)


def test_a_greater_load_creeps_more_and_none_not_at_all(rest):
    shares = [rest.after(600.0, load * FULL).share[0] for load in (0.0, 0.3, 0.8)]
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    assert len(set(shares)) == 3


def test_springs_bear_what_they_bore_at_less_flexion(rest, male):
    frames = frames_of(Task.named("sitting_full_flexion"), male)
    creep = rest.after(1200.0, FULL)
    rows, which = male.rows, rows_of_flexion(male)
    at = frames.angles[:, rows.body, rows.axis]
    factors = creep.factors(male, frames.angles)
    less = at.copy()
    less[:, which] += creep.shift(male)  # extension is positive
    wanted = moments(male.mech.rows.springs, less)
    assert_allclose((factors * moments(male.mech.rows.springs, at))[:, which], wanted[:, which], rtol=1e-12)
    assert (factors[:, which] < 1.0).all()
    others = np.setdiff1d(np.arange(factors.shape[1]), which)
    assert (factors[:, others] == 1.0).all()


def test_joints_share_the_gain_as_their_ranges(male, tables):
    shares = shares_of_gain(male)
    assert shares.sum() == pytest.approx(1.0)
    l4_5, l1_2 = JOINTS.index("L4/L5"), JOINTS.index("L1/L2")
    wanted = tables.joint_range("L4/L5", "flexion") / tables.joint_range("L1/L2", "flexion")
    assert shares[l4_5] / shares[l1_2] == pytest.approx(wanted)
