"""Joints that give: within bounds, at a price, as the mirror does, for less effort than the exact one."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.read import load
from dorsum.body.body import Body
from dorsum.body.names import CERVICAL, LUMBAR, THORACIC
from dorsum.errors import UnknownName
from dorsum.mechanics.analysis import Analysis, Options, analyse_frames
from dorsum.mechanics.give import effort
from dorsum.mechanics.gives import Gives
from dorsum.mechanics.model import Model
from dorsum.mechanics.passive import moments
from dorsum.mechanics.preload import stiffening
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.frames import frames_of, pose_of, unsupported
from dorsum.motion.giving import ATLAS, analyse_pose, followed, known_of_words, known_sums
from dorsum.motion.posture import Posture
from dorsum.motion.recorded.giving import analyse_recorded
from dorsum.motion.supports import supported
from dorsum.motion.task import Task
from dorsum.motion.trunk import inclination
from dorsum.report.gives import gives_words
from dorsum.units import DEGREE
from postures import mirrored

RULE = "relative_force_cubed"
EXACT, GIVING = Options(posture="exact"), Options(posture="giving")


@pytest.fixture(scope="module")
def model() -> Model:
    return model_for("male")


def analysed(model: Model, task: Task | str) -> Analysis:
    task = Task.named(task) if isinstance(task, str) else task
    return analyse_pose(model, pose_of(task, model), options=GIVING)


def deviations(found: Analysis) -> np.ndarray:
    """(frames, 25 joints, z x y), °."""
    assert found.given is not None
    return found.given.deviation.reshape(len(found.given.deviation), -1, 3) / DEGREE


def effort_of(found: Analysis) -> float:
    values, reserves = found.solution.values, found.solution.reserves
    return float(effort(model_for("male"), found.problem, values, reserves)[0][0])


LEANING = Task(title="leaning", posture=Posture(trunk_inclination=50.0))
ALL = ("standing_relaxed", "carrying_one_hand", "lifting_20kg_bent_knees", "sitting_slouched")


@pytest.mark.parametrize("name", ALL)
def test_bounds_and_sums_hold(model: Model, name: str) -> None:
    found = analysed(model, name)
    gave = deviations(found)
    joints = [*LUMBAR, *THORACIC, *CERVICAL]
    smooth = gave.copy()
    smooth[:, [joints.index(joint) for joint in ATLAS], 0] = np.nan
    assert np.abs(gave).max() <= 8.4 + 1e-6
    assert np.nanmax(np.abs(smooth)) <= 3.0 + 1e-6
    assert np.nanmax(np.abs(smooth)) > 0.3
    assert np.nanmax(np.abs(np.diff(smooth, axis=1))) <= 2.0 + 1e-2
    for region in (LUMBAR, THORACIC, CERVICAL):
        at = [joints.index(joint) for joint in region]
        assert_allclose(gave[:, at].sum(axis=1), 0.0, atol=1e-6)
    assert found.given is not None
    assert found.given.settled.all()
    assert found.shortfalls.balanced.all()


def test_the_atlas_tilts_between_a_skull_and_an_axis_that_stay(model: Model) -> None:
    """Else the flexor that crosses C0/C1 alone pulls at its limit against extensors that C1/C2 asks for."""
    stiff = Model(Body.of("male", load().altered("constants", "posture_error_atlas", value=2.5)))
    bent = Task(title="bent", posture=Posture(trunk_inclination=75.0))
    alone = model.topology.names.index("rectus_capitis_anterior_only_right")
    found, held = analysed(model, bent), analysed(stiff, bent)
    assert held.activation[0, alone] > 0.9
    assert found.activation[0, alone] < 0.5
    axis, skull = deviations(found)[0, -2:, 0]
    assert axis < -4.0
    assert skull > 4.0
    assert abs(axis + skull) < 3.0
    assert effort_of(found) < effort_of(held)


def test_what_the_atlas_is_off_by_leaves_the_skull_where_it_is(model: Model) -> None:
    rows = model.rows
    tilt = np.zeros(len(rows))
    tilt[[rows.index_of(f"{joint} z") for joint in ATLAS]] = np.array([1.0, -1.0]) / np.sqrt(2.0)
    other = Model(Body.of("male", load().altered("constants", "posture_error_atlas", value=1e-6)))
    more = known_sums(model, "words") - known_sums(other, "words")
    within = 11.2 / np.sqrt(3.0) * DEGREE  # of a uniform angle in the range of C1/C2, less than 7°
    assert_allclose(more, 2.0 * within**2 * np.outer(tilt, tilt), atol=1e-9)


def test_the_trunk_stays_inclined_and_its_flexion_is_not_known_exactly(model: Model) -> None:
    found = analysed(model, LEANING)
    assert found.given is not None
    for frames in (found.frames, found.given.stated):
        lean = inclination(model, model.place(frames.angles)) / DEGREE
        assert_allclose(lean, 50.0, atol=1e-6)
    assert abs(deviations(found)[0, : len(LUMBAR), 0].sum()) > 1.0
    stated = replace(LEANING, posture=replace(LEANING.posture, lumbar_flexion=32.0, thoracic_flexion=13.0))
    assert_allclose(deviations(analysed(model, stated))[0, : len(LUMBAR), 0].sum(), 0.0, atol=1e-6)


def test_exact_is_what_it_says(model: Model) -> None:
    pose = pose_of(Task.named("carrying_one_hand"), model)
    exact = analyse_pose(model, pose, options=EXACT)
    assert exact.given is None
    assert_allclose(exact.frames.angles, frames_of(pose, model).angles, atol=0)
    giving = analyse_pose(model, pose, options=GIVING)
    assert giving.given is not None
    assert_allclose(giving.given.exact_compression, exact.compression, atol=1e-9)
    assert exact.frames.stiffening is None
    assert_allclose(analyse_frames(model, giving.frames).compression, giving.compression, atol=1e-6)
    with pytest.raises(UnknownName, match="giving"):
        Options(posture="loose")


@pytest.mark.parametrize("name", [*ALL, "slow_flexion", "lying_supine"])
def test_springs_are_as_stiff_as_their_joints_are_pressed(model: Model, name: str) -> None:
    found = analysed(model, name)
    factors = found.frames.stiffening
    assert factors is not None
    assert_allclose(stiffening(model, found.compression, found.frames.angles), factors, rtol=0.025)
    rows, frames = model.mech.rows, found.frames
    unloaded = moments(rows.springs, frames.angles[:, rows.body, rows.axis])
    coupled = model.mech.coupled
    ring = coupled.by_rows(coupled.moments(frames.angles), len(rows.body))
    assert_allclose(found.equations.passive, factors * unloaded + ring, atol=1e-9)
    assert factors.max() > 1.05


def test_the_mirror_image_gives_as_the_mirror(model: Model) -> None:
    task = Task.named("carrying_one_hand")
    right, left = (
        analysed(model, replace(task, loads=tuple(replace(load, hands=side) for load in task.loads)))
        for side in ("right", "left")
    )
    assert_allclose(mirrored(model, right.frames.angles), left.frames.angles, atol=0.02 * DEGREE)
    assert_allclose(right.compression, left.compression, rtol=2e-3)


@pytest.mark.parametrize(
    "task", ["standing_relaxed", "lifting_20kg_bent_knees", "side_plank", "sitting_elbows_on_thighs"]
)
def test_no_other_give_is_better(model: Model, task: str) -> None:
    """Effort and price, by whole exact analyses, rise whichever way the joints go: the second road."""
    pose = pose_of(Task.named(task), model)
    stated, known = unsupported(pose, model), known_of_words(model, pose)
    found = analyse_pose(model, pose, options=GIVING)
    assert found.given is not None

    def merit(deviation: np.ndarray) -> float:
        frames = followed(model, pose, stated, deviation[None], np.array([0]))
        frames = frames._replace(stiffening=found.frames.stiffening)
        frames, _ = supported(model, pose.task, frames, near=found.borne)
        there = analyse_frames(model, frames)
        mean, _ = effort(model, there.problem, there.solution.values, there.solution.reserves)
        return float(mean[0] + price * deviation @ precision @ deviation / 2)

    here, price = found.given.deviation[0], model.body.tables.constant("give_price")
    precision = np.linalg.pinv(known.covariance[0], rcond=1e-9, hermitian=True)
    best = merit(here)
    assert best < merit(np.zeros_like(here))
    rng = np.random.default_rng(1)
    size, ways = np.linalg.eigh(known.covariance[0])
    for _ in range(12):
        way = ways @ (np.sqrt(np.maximum(size, 0.0)) * rng.normal(size=len(size)))
        for step in (0.3, -0.3):
            there = here + step * way
            limited = known.limited @ there
            inside = (limited >= known.lower[0]) & (limited <= known.upper[0])
            if inside.all():
                assert merit(there) > best - 2e-3 * best


def test_a_search_that_stops_early_says_by_how_much(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = analyze("slow_flexion", model, posture="giving")
    assert whole.array("give_settled").all()
    assert whole.array("give_wanted").max() < 0.05 * DEGREE
    assert "no angle wants to turn by more than 0.0" in gives_words(Gives.of(whole))
    monkeypatch.setattr("dorsum.mechanics.give.ROUNDS", 3)
    cut = analyze("slow_flexion", model, posture="giving")
    settled, wanted = cut.array("give_settled").astype(bool), cut.array("give_wanted") / DEGREE
    assert 0 < settled.sum() < len(settled)
    assert wanted.max() > 0.1
    assert (wanted[settled] < 0.05).all()
    told = f"in {(~settled).sum()} of {len(settled)} frames: an angle still wanted to turn by"
    assert f"{told} {wanted[~settled].max():.2f}°" in gives_words(Gives.of(cut))
    doubts = cut.doubts.sentences(cut.levels)
    assert any("stopped" in doubt and f"turn {wanted.max():.2f}°" in doubt for doubt in doubts)
    assert cut.array("doubtful").astype(bool)[~settled].all()


def test_more_rounds_never_end_farther_from_rest(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """A side plank's rounds go to and fro: what is kept is the posture that wanted to move least."""
    ends = []
    for rounds in (1, 3, 5, 7):
        monkeypatch.setattr("dorsum.mechanics.give.ROUNDS", rounds)
        given = analysed(model, "side_plank").given
        assert given is not None
        ends.append(float(given.wanted[0]))
    assert (np.diff(ends) <= 1e-9).all()
    assert ends[-1] < ends[0]


def test_without_the_kernel_joints_give_the_same(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = analysed(model, "lifting_20kg_bent_knees")
    monkeypatch.setenv("DORSUM_KERNEL", "numpy")
    plain = analysed(model, "lifting_20kg_bent_knees")
    assert_allclose(deviations(plain), deviations(compiled), atol=1e-4)
    assert_allclose(plain.compression, compiled.compression, rtol=1e-5)


def test_what_is_known_better_gives_less(model: Model) -> None:
    pose = pose_of(Task.named("standing_relaxed"), model)
    frames = frames_of(pose, model)
    by_words, by_markers = (
        analyse_recorded(model, frames, RULE, GIVING, source) for source in ("words", "markers")
    )
    cost = [
        float(a.problem.objective(a.solution.values, a.solution.reserves)[0]) for a in (by_words, by_markers)
    ]
    exact = analyse_frames(model, frames)
    assert cost[0] < cost[1] < exact.problem.objective(exact.solution.values, exact.solution.reserves)[0]


def test_postures_that_differ_by_what_is_not_known_bear_alike(model: Model) -> None:
    """Fifty postures drawn from what is known spread less at L4/L5 where joints give: all, and half of them
    by much. A few drawn ones are farther off than joints may give, and their springs are stiffer."""
    stated, n = frames_of(pose_of(Task.named("standing_relaxed"), model), model), 50
    covariance = known_sums(model, "coordinates")
    drawn = np.random.default_rng(5).multivariate_normal(np.zeros(len(covariance)), covariance, n)
    angles = np.repeat(stated.angles, n, axis=0)
    farthest = 1.25 * model.rows.range
    at = angles[:, model.rows.body, model.rows.axis] + drawn
    angles[:, model.rows.body, model.rows.axis] = np.clip(at, -farthest[:, 0], farthest[:, 1])
    still, times = np.zeros_like(angles), np.arange(n, dtype=float)
    outside, pressure = np.repeat(stated.external, n, axis=0), np.repeat(stated.pressure, n)
    frames = stated._replace(
        times=times, angles=angles, velocities=still, accelerations=still, external=outside, pressure=pressure
    )
    giving = analyse_recorded(model, frames, RULE, GIVING, "coordinates")
    exact = analyse_frames(model, frames)
    gives, exactly = giving.compression[:, 1], exact.compression[:, 1]
    assert gives.std() < exactly.std()
    assert np.ptp(np.quantile(gives, (0.25, 0.75))) < 0.5 * np.ptp(np.quantile(exactly, (0.25, 0.75)))
    assert giving.given is not None
    assert giving.given.at_bound.mean() < 0.05


def test_a_recording_gives_between_its_knots(model: Model) -> None:
    movement = replace(Task.named("slow_flexion"), frames=15)
    stated = frames_of(pose_of(movement, model), model)
    fine = stated._replace(times=np.linspace(0.0, 0.28, 15))
    found = analyse_recorded(model, fine, RULE, GIVING, "coordinates")
    known = np.isfinite(found.given.exact_compression[:, 0])  # type: ignore[union-attr]
    assert known.sum() == 4
    gave = deviations(found)
    for start, end in zip(np.flatnonzero(known)[:-1], np.flatnonzero(known)[1:], strict=True):
        share = (fine.times[start : end + 1] - fine.times[start]) / (fine.times[end] - fine.times[start])
        line = gave[start] + share[:, None, None] * (gave[end] - gave[start])
        assert_allclose(gave[start : end + 1], line, atol=1e-9)


def test_a_result_tells_what_gave() -> None:
    result = analyze("standing_relaxed")
    assert result.gives.shape == (1, 25, 3)
    assert result.exact_compression[0, 0] > result.compression[0, 0]
    assert result.array("spring_factor").max() > 1.5
    exact = analyze("standing_relaxed", posture="exact")
    assert np.abs(exact.gives).max() == 0.0
    assert (exact.array("spring_factor") == 1.0).all()
    assert exact.compression[0, 0] == pytest.approx(result.exact_compression[0, 0], rel=1e-9)
