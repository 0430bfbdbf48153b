"""A task written as a file is read as the same task."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from dorsum.body.subject import BUILT_IN, Subject
from dorsum.errors import DorsumError
from dorsum.motion.acting import Force, Moment
from dorsum.motion.analyze import analyze
from dorsum.motion.controls import Controls, task_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Keyframe, Task, built_in_names, parse_task
from dorsum.motion.write import task_text
from task_files import FILES, text_of

STRONG = Subject(
    name='an "odd"\\ näme\n', sex="female", strength={"multifidus_lumborum": 1.25}, lordosis_deg=40.5
)


@pytest.mark.parametrize("name", built_in_names())
def test_a_built_in_task_comes_back(name):
    task = Task.named(name)
    assert parse_task(task_text(task), name) == task


@pytest.mark.parametrize("subject", [*BUILT_IN.values(), STRONG])
def test_its_subject_comes_back(subject):
    task = replace(Task.named("upright_standing"), subject=subject)
    assert parse_task(task_text(task), task.name).subject == subject


def test_a_movement_with_forces_and_single_joints_comes_back():
    bent = Posture(joints={"L4/L5": {"flexion": 1 / 3, "twist": -1e-7}}, shoulder_flexion_right=5)
    task = Task(
        name="any",
        title="Tabs\tand \x7f",
        keyframes=(Keyframe(time_s=0.0, posture=Posture()), Keyframe(time_s=1.5, posture=bent)),
        frames=7,
        forces=(Force(body="T8", force_n=(0.1, 0, -3.0), at_mm=(1, 2, 3)),),
        moments=(
            Moment(body="T8", moment_nm=(0.1, 0, -3.0)),
            Moment(body="skull", moment_nm=(0, 1 / 3, 0), frame="bone"),
        ),
        abdominal_pressure_kpa=5.0,
    )
    assert parse_task(task_text(task), "any") == task


@settings(suppress_health_check=list(HealthCheck), deadline=None)  # most files are refused
@given(FILES)
def test_any_task_comes_back(values):
    try:
        task = parse_task(text_of(values), "any")
    except DorsumError:
        assume(False)
    assert parse_task(task_text(task), "any") == task


def test_the_sliders_as_a_file_load_the_spine_the_same(male, tmp_path):
    """To the last digit that the solver keeps, for the subject that the file names."""
    sliders = Controls(trunk_inclination=35, bending=8, turning=-12, knee_flexion=15, mass_kg=9, reach_m=0.3)
    task = replace(task_of(male, sliders), subject=male.body.subject)
    path = tmp_path / "mine.toml"
    path.write_text(task_text(task), encoding="utf-8")
    here, there = analyze(task, male), analyze(path)
    assert there.body.subject == male.body.subject
    assert there.compression[0] == pytest.approx(here.compression[0], rel=1e-9)
    assert here.compression[0, 0] > 1000
