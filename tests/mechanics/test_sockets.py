"""The sockets of free shoulders: forces of the arms as free bodies, within the rim, signs, mirror."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.read import load
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.function.strength import strength
from dorsum.mechanics.analysis import Analysis, Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.sockets import HEAD, POINTS, Sockets
from dorsum.motion.acting import Load
from dorsum.motion.analyze import analyze
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

FREE = Options(posture="exact", free=("girdle",))
SIDES = ("right", "left")
FORWARD = Posture(
    shoulder_flexion_right=60.0,
    shoulder_flexion_left=60.0,
    shoulder_abduction_right=0.0,
    shoulder_abduction_left=0.0,
)  # arms held forward: without sockets the head would slide backwards out of the glenoid
TASK = Task(name="forward", posture=FORWARD, loads=[Load(mass_kg=2.0, hands=side) for side in SIDES])


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(Body.of("male", free=("girdle",)))


@pytest.fixture(scope="module")
def sockets(model: Model) -> Sockets:
    found = model.sockets
    assert found is not None
    return found


@pytest.fixture(scope="module")
def held(model: Model) -> Analysis:
    return analyse_pose(model, pose_of(TASK, model), options=FREE)


def share(model: Model, sockets: Sockets, found: Analysis) -> np.ndarray:
    return sockets.share(found.equations.posed, found.reactions.wrench)[0]


def without(model: Model, monkeypatch: pytest.MonkeyPatch, instead: Sockets | None = None) -> Analysis:
    monkeypatch.setitem(model.__dict__, "sockets", instead)
    return analyse_pose(model, pose_of(TASK, model), options=FREE)


def test_head_stays_in_its_socket_where_it_would_slide_out(
    model: Model, sockets: Sockets, held: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (share(model, sockets, held) <= 1.0 + 1e-3).all()
    slides = without(model, monkeypatch)
    assert (share(model, sockets, slides) > 1.2).all()
    assert held.whole.problem.objective(held.whole.values, held.whole.reserves)[0] > float(
        slides.solution.problem.objective(slides.solution.values, slides.solution.reserves)[0]
    )


def test_forces_of_an_arm_are_in_balance_as_a_free_body(
    model: Model, sockets: Sockets, held: Analysis
) -> None:
    """What the socket pushes is what humerus and all it carries send to the scapula, turned round."""
    m = held.problem.shape[2]
    factors = held.whole.values[0, m:].reshape(2, POINTS)
    assert (factors >= -1e-12).all()
    push = sockets.weight * (sockets.pushes(held.equations.posed)[0] * factors[..., None]).sum(axis=1)
    lacks = held.whole.reserves[0, len(model.rows) :].reshape(2, 3) / HEAD
    on_scapula = held.reactions.wrench[0, sockets.humerus, :3]
    assert_allclose(push + lacks, -on_scapula, rtol=0, atol=0.05)
    assert np.abs(lacks).max() < 5.0
    assert (np.linalg.norm(push, axis=1) > 500.0).all()


def test_solution_of_the_moments_is_a_part_of_the_whole(model: Model, held: Analysis) -> None:
    assert held.solution.problem.shape[1] == len(model.rows)
    assert held.whole.problem.shape[1] == len(model.rows) + 6
    assert held.solution.moment_imbalance()[0] < 1e-6
    assert held.whole.moment_imbalance()[0] < 1e-6
    assert held.whole.duality_gap()[0] < 1e-6


def test_a_socket_turned_round_holds_no_head(
    model: Model, sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign matters: a glenoid that pulled would leave hundreds of N of the arms unbalanced."""
    found = without(model, monkeypatch, sockets._replace(push=-sockets.push))
    lacks = np.abs(found.whole.reserves[0, len(model.rows) :]).max() / HEAD
    assert lacks > 50.0


def test_glenoids_are_mirrored_and_look_outwards_forwards_and_up(model: Model, sockets: Sockets) -> None:
    right, left = sockets.push.mean(axis=1)
    assert_allclose(left, right * [1.0, 1.0, -1.0], atol=1e-12)
    assert right[2] > 0.8
    assert 0.2 < right[0] < 0.6
    assert_allclose(np.linalg.norm(right), 1.0)
    out = np.linalg.norm(sockets.push[0] - right, axis=1)
    tables = model.body.tables
    assert_allclose(out.max(), tables.constant("socket_hold_height"), rtol=1e-6)
    assert_allclose(out.min(), tables.constant("socket_hold_width"), rtol=1e-6)


def test_who_frees_no_girdle_has_no_sockets(male: Model) -> None:
    assert male.sockets is None
    found = analyse_pose(male, pose_of(TASK, male), options=replace(FREE, free=()))
    assert found.whole is found.solution


def test_strength_forward_falls_where_the_head_has_to_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a man whose back is half as strong again: else the trunk gives way before the shoulder."""
    back = {row.muscle for row in load().muscles if row.system in ("sacrospinal", "transversospinal")}
    strong = Subject(name="male", strength=dict.fromkeys(sorted(back), 1.5))
    inside = strength(strong, "shoulder", "flexion").moment_nm
    monkeypatch.setattr(Sockets, "of", classmethod(lambda cls, body: None))
    outside = strength(Body.of(strong, free=("girdle",)), "shoulder", "flexion").moment_nm
    assert 40.0 < inside < outside - 1.0


def test_least_and_greatest_loads_know_the_sockets() -> None:
    """Where supports touch, other contact forces are searched in the balance that has the sockets, too."""
    found = analyze("lying_supine", "male", options=FREE)
    low, high = found.array("least_compression")[0], found.array("greatest_compression")[0]
    known = np.isfinite(low)
    assert known.any()
    assert (low[known] <= high[known] + 1e-6).all()
