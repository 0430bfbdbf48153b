"""Forces of the ground stated in a task: they bear the body, and what they leave accelerates the pelvis."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.interpolate import CubicSpline

from dorsum.errors import BadInput
from dorsum.mechanics.analysis import analyse_frames
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Force, Ground, Load, Support
from dorsum.motion.analyze import analyze
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Keyframe, Task, parse_task
from dorsum.motion.write import task_text
from dorsum.simulation.plan import Plan
from dorsum.view.export import export

BENT = Posture(trunk_inclination=30, thoracic_twist=8)
G = 9.80665


def standing(up: float, forward: float = 0.0, **task) -> Task:
    """A held posture on the right foot, which bears so many weights of the body."""
    ground = [Ground(body="foot_right", force_bw=(forward, up, 0.0))]
    return Task(title="On one foot", posture=BENT, ground=ground, **task)


def test_who_is_borne_by_the_ground_rests(male: Model) -> None:
    found, without = (analyze(task, male) for task in (standing(1.0), Task(posture=BENT)))
    assert_allclose(found.array("root_acceleration"), 0.0, atol=1e-12)
    assert_allclose(found.compression, without.compression, rtol=1e-9)


def test_a_push_of_the_ground_weighs_on_the_spine_as_more_gravity(male: Model) -> None:
    """1.2 weights upward and 0.1 forward: as if weight were 1.2 times as large and leaned back by 0.1."""
    task = standing(1.2, 0.1)
    frames = frames_of(task, male)
    assert_allclose(frames.root_acceleration, [[0.1 * G, 0.2 * G, 0.0]], atol=1e-12)
    still = frames_of(Task(posture=BENT), male)
    leaned = still._replace(root_acceleration=np.array([[0.1 * G, 0.2 * G, 0.0]]))
    expected = analyse_frames(male, leaned).compression
    assert_allclose(analyze(task, male, posture="exact").compression, expected, rtol=1e-9)
    assert (expected[0, :5] > analyse_frames(male, still).compression[0, :5]).all()


@pytest.mark.parametrize("loads", [(), (Load(mass_kg=12, hands="right"),)])
def test_nothing_is_left_for_the_pelvis_to_be_held_by(male: Model, loads: tuple[Load, ...]) -> None:
    """All forces, inertia and that of a load among them, add up to nothing in every frame of a movement."""
    frames = [Keyframe(time_s=0), Keyframe(time_s=0.5, posture=Posture(trunk_inclination=40))]
    course = ((0.0, 0.9, 0.0), (0.1, 1.3, -0.05))
    ground = [Ground(body="foot_left", force_bw=course, time_s=(0, 0.5), at_mm=(60, -70, 0))]
    forces = [Force(body="T8", force_n=(30, 0, 10))]
    task = Task(keyframes=frames, frames=9, ground=ground, loads=loads, forces=forces)
    found = analyze(task, male)
    assert_allclose(found.array("reaction_force")[:, 0], 0.0, atol=1e-9)
    acceleration = found.array("root_acceleration")
    assert np.abs(acceleration).max() > 1.0
    if loads:
        hand = male.body.skeleton.index("hand_right")
        grips = male.grip_in(male.place(frames_of(task, male).angles), "right")
        beside = CubicSpline(found.times, grips)(found.times, 2)  # what the arm adds to the pelvis
        weighs = 12 * (np.array([0.0, -G, 0.0]) - acceleration - beside)
        assert_allclose(found.array("external_force")[:, hand], weighs, atol=1e-9)


def test_the_force_acts_at_its_point_of_the_foot_as_it_goes(male: Model) -> None:
    times = (0.0, 0.25, 0.5)
    heel_to_toe = ((-40.0, -80.0, 0.0), (60.0, -80.0, 0.0), (150.0, -80.0, 0.0))
    force = ((0.0, 100.0, 0.0), (0.0, 300.0, 0.0), (0.0, 200.0, 0.0))
    ground = Ground(body="foot_left", force_n=force, time_s=times, at_mm=heel_to_toe)
    frames = [Keyframe(time_s=0), Keyframe(time_s=0.5, posture=Posture(neck_flexion=5))]
    found = frames_of(Task(keyframes=frames, frames=5, ground=[ground]), male)
    foot = male.body.skeleton.index("foot_left")
    posed = male.place(found.angles)
    push, about = found.external[:, foot, :3], found.external[:, foot, 3:]
    assert_allclose(push[:, 1], [100, 200, 300, 250, 200], atol=1e-12)
    at = posed.origin[:, foot] + posed.rotation[:, foot] @ np.array([0.06, -0.08, 0.0])
    assert_allclose(about[2], np.cross(at[2], push[2]), atol=1e-9)


def test_walking_bears_more_than_standing_and_less_in_midstance() -> None:
    """One stride: the peaks come twice, right and left alike, and on average the ground bears the weight."""
    walking = analyze("walking", "wilke")
    upward = walking.array("root_acceleration")[:, 1]
    assert abs(np.trapezoid(upward, walking.times) / np.ptp(walking.times)) < 0.05
    load = np.asarray(walking.compression)[:, 1]
    half = len(load) // 2
    assert_allclose(load[half:], load[: half + 1], rtol=0.02)
    still = float(analyze("standing_relaxed", "wilke").compression[0, 1])
    assert load.min() < 1.1 * still < 1.4 * still < load.max()
    assert walking.balanced.all()
    assert "accelerates the pelvis, by 2.3 m/s² at most" in walking.assumptions[0]


def test_a_task_with_ground_forces_is_written_and_read_again() -> None:
    course = ((0.0, 1.0, 0.0), (0.1, 1.2, 0.0))
    frames = [Keyframe(time_s=0), Keyframe(time_s=1, posture=BENT)]
    grounds = [Ground(body="foot_left", force_bw=course, time_s=(0, 1), at_mm=(60, -70, 0))]
    grounds.append(Ground(body="pelvis", force_n=(0, 10, 0)))
    task = Task(name="t", title="T", keyframes=frames, ground=grounds)
    assert parse_task(task_text(task), "t") == task


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "takes force_n, in N, or force_bw"),
        ({"force_n": (0, 1, 0), "force_bw": (0, 1, 0)}, "takes force_n, in N, or force_bw"),
        ({"force_bw": (0, 700, 0)}, "force_bw = 700 weights of the body: allowed is -10 to 10"),
        ({"force_bw": [(0, 1, 0), (0, 1, 0)], "time_s": (0,)}, "force_bw has 2 vectors for 1 times"),
        ({"force_bw": [(0, 1, 0), (0, 1)], "time_s": (0, 1)}, r"force_bw\[1\] = .* must be three numbers"),
        ({"force_bw": (0, 1, 0), "time_s": (1, 1)}, "each time must be later"),
        ({"force_bw": (0, 1, 0), "time_s": 3}, "time_s = 3: must be a list"),
        ({"force_bw": (0, 1, 0), "at_mm": (0, 1e5, 0)}, "at_mm"),
    ],
)
def test_what_makes_no_sense_is_refused(given, told) -> None:
    with pytest.raises(BadInput, match=told):
        Ground(body="foot_right", **given)


def test_forces_that_end_before_the_task_or_are_on_no_body_are_refused(male: Model) -> None:
    short = Ground(body="foot_left", force_bw=((0, 1, 0), (0, 1, 0)), time_s=(0, 1))
    frames = [Keyframe(time_s=0), Keyframe(time_s=2, posture=BENT)]
    with pytest.raises(BadInput, match=r"ground\[0\]: time_s goes from 0 to 1 s, the task from 0 to 2 s"):
        analyze(Task(keyframes=frames, ground=[short]), male)
    with pytest.raises(BadInput, match=r"ground\[0\]: no body is called 'shoe'"):
        analyze(Task(ground=[Ground(body="shoe", force_bw=(0, 1, 0))]), male)
    with pytest.raises(BadInput, match="a floor has nothing left to balance"):
        standing(1.0, supports=[Support(kind="floor", bodies=("foot_left",))])


def test_what_holds_the_pelvis_still_is_refused(male: Model, tmp_path) -> None:
    with pytest.raises(BadInput, match="a simulation holds the pelvis still"):
        Plan(male, standing(1.2))
    with pytest.raises(BadInput, match=r"\[\[ground\]\] forces accelerate it"):
        export("mjcf", tmp_path / "a.xml", male, standing(1.2))
