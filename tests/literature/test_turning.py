"""What the back muscles of one side turn the lumbar segments with, beside Macintosh 1993."""

from __future__ import annotations

import numpy as np
import pytest

from dorsum.anatomy.read import load
from dorsum.anatomy.rows import StrengthRow
from dorsum.body.skeleton import LUMBAR
from dorsum.function.measured.turning import MUSCLES, POSTURES, as_published, published, turned, turns
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.units import DEGREE

ROWS = [row for row in load().strength if row.posture in POSTURES]
MISSES = {row.row: row.text for row in load().miss_causes if row.compared == "strength"}
ANGLE = 1e-4  # rad


def expected(row: StrengthRow) -> object:
    """The row as a parameter, marked where the model is known to miss it."""
    key = f"{row.joint} {row.direction} {row.sex} {'; '.join(row.source)} {row.posture}"
    marks = pytest.mark.xfail(strict=True, reason=MISSES[key]) if key in MISSES else ()
    return pytest.param(row, id=f"{row.joint} {row.posture}", marks=marks)


@pytest.mark.parametrize("row", [expected(row) for row in ROWS])
def test_back_muscles_turn_a_segment_as_little_as_measured(male: Model, row: StrengthRow) -> None:
    flexion, counted = POSTURES[row.posture]
    assert row.high_nm is not None
    assert counted(published(male, row.joint, flexion)) <= row.high_nm


@pytest.mark.parametrize("joint", LUMBAR)
def test_multifidus_ends_where_it_turns_no_segment_by_more_than_7_nm(male: Model, joint: str) -> None:
    """From the middle of the tips to the outermost point of the PSIS it turned L4/L5 by 9.4 N·m."""
    found = published(male, joint, 0.0)
    own = [moment for name, moment in found.items() if name.startswith("multifidus")]
    assert 0.0 < sum(own) < 7.0
    assert max(map(abs, own)) < 1.5


@pytest.mark.parametrize("joint", LUMBAR)
def test_a_fascicle_turns_less_in_full_flexion(male: Model, joint: str) -> None:
    most = [max(map(abs, published(male, joint, share).values())) for share in (0.0, 1.0)]
    assert most[1] < most[0]


@pytest.mark.parametrize("joint", ["L5/S1", "L3/L4"])
def test_the_moment_is_what_turning_all_above_takes_from_the_length(male: Model, joint: str) -> None:
    """The upper ends turned about the long axis through the joint, in standing."""
    body, skeleton = male.body, male.body.skeleton
    low, high, here = (skeleton.centre[skeleton.joint_index(name)] for name in ("L5/S1", "T12/L1", joint))
    axis = (high - low) / np.linalg.norm(high - low)
    above = skeleton.carried()[skeleton.joint_index(joint)]
    found = turns(male, joint, 0.0)
    for fascicle in body.fascicles:
        if fascicle.name in found:
            points = np.array([point.position for point in fascicle.path])
            carried = above[[point.body for point in fascicle.path]]
            lengths = []
            for sign in (1.0, -1.0):
                turned = points + carried[:, None] * np.cross(sign * ANGLE * axis, points - here)
                lengths.append(np.linalg.norm(np.diff(turned, axis=0), axis=1).sum())
            moment = -(lengths[0] - lengths[1]) / (2 * ANGLE) * fascicle.maximal_force
            assert found[fascicle.name] == pytest.approx(moment, abs=1e-4)
    assert {body.fascicles[body.fascicle_index(name)].muscle for name in found} <= set(MUSCLES)


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("joint", LUMBAR)
def test_the_bound_of_all_is_met_within_4_degrees_of_an_axis_that_the_source_does_not_name(
    male: Model, joint: str, share: float
) -> None:
    """What bends to the side, 23 to 59 N·m, turns by 0.4 to 1 N·m for each degree the axis leans by."""
    moment, axis = turned(male, joint, share)
    factor = as_published(male)
    together = sum(factor[name] * of for name, of in moment.items())
    across = np.array([axis[1], -axis[0], 0.0])
    assert across @ together > 15.0
    lean = np.arange(-4.0, 4.01, 0.1) * DEGREE
    found = np.cos(lean) * (axis @ together) + np.sin(lean) * (across @ together)
    assert np.abs(found).min() < 5.0


def test_moments_are_forces_times_their_arms(male: Model) -> None:
    """A second road: about the centre of L4/L5, of iliocostalis to L4, from its two ends in standing."""
    skeleton = male.body.skeleton
    fascicle = male.body.fascicles[male.body.fascicle_index("iliocostalis_lumborum_pars_lumborum_l4_right")]
    low, high = (np.array(point.position) for point in fascicle.path)
    centre = skeleton.centre[skeleton.joint_index("L4/L5")]
    pull = fascicle.maximal_force * (low - high) / np.linalg.norm(low - high)
    assert turned(male, "L4/L5", 0.0).moment[fascicle.name] == pytest.approx(np.cross(high - centre, pull))


def test_published_areas_are_of_no_size(male: Model) -> None:
    forces = []
    for model in (male, model_for("female")):
        body = model.body
        force = [body.fascicles[body.fascicle_index(name)].maximal_force for name in as_published(model)]
        forces.append(np.array(force) * list(as_published(model).values()))
    assert forces[0] == pytest.approx(forces[1])
    ours = [name.startswith("multifidus") for name in as_published(male)]
    assert forces[0][ours].sum() == pytest.approx(46.0 * 10.61)
