"""Relaxed postures: passive tissue carries the trunk, so that nothing is asked of the muscles."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dorsum.anatomy.read import load
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, SPINE
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.mechanics.model import Model
from dorsum.motion.asked import FREE, moments_left
from dorsum.motion.frames import frames_of, pose_of
from dorsum.motion.roots import newton
from dorsum.motion.task import Task
from dorsum.motion.trunk import inclination
from dorsum.units import DEGREE


@pytest.mark.parametrize("name", ["sitting_relaxed"])
def test_nothing_is_asked_of_the_muscles(male, name):
    """Of the joints that share flexion; and the lumbar flexion is the one stated."""
    task = Task.named(name)
    frames = frames_of(task, male)
    asked = set_up(male, frames, Options()).required[0]
    rows = [male.rows.index_of(f"{joint} z") for joint in FREE]
    np.testing.assert_allclose(asked[rows], 0.0, atol=1e-6)  # N·m
    elsewhere = [male.rows.index_of(f"{joint} z") for joint in SPINE if joint not in FREE]
    assert np.abs(asked[elsewhere]).max() > 0.1
    lumbar = frames.angles[0, [male.joint(joint) for joint in LUMBAR], 0].sum()
    assert -lumbar / DEGREE == pytest.approx(task.posture.lumbar_flexion, abs=1e-9)


@pytest.mark.parametrize("name", ["sitting_slouched", "sitting_elbows_on_thighs"])
def test_contacts_and_tissue_leave_nothing_for_the_muscles(male, name):
    """A backrest or the elbows bear the rest, wherever the trunk leans."""
    pose = pose_of(Task.named(name), male)
    np.testing.assert_allclose(moments_left(male, pose.task, pose.angles), 0.0, atol=2e-3)  # N·m


def test_where_tissue_alone_bears_no_inclination_muscles_are_asked_least_and_it_is_said():
    """Stiff fibres hold the trunk up at any inclination: two degrees more or less ask more of the muscles."""
    tables = load().altered("constants", "passive_fibre_strain", value=0.45)
    stiff = Model(Body.of("wilke", tables))
    task = replace(Task.named("sitting_full_flexion"), supports=())
    pose = pose_of(task, stiff)
    found = frames_of(pose, stiff)
    (told,) = [note for note in pose.notes if "passive tissue alone" in note]
    rows = [stiff.rows.index_of(f"{joint} z") for joint in FREE]

    def asked(frames: Frames) -> float:
        return float(np.linalg.norm(set_up(stiff, frames, Options()).required[0, rows]))

    most = re.search(r"up to ([\d.]+) N·m \((extension|flexion) at", told)
    moments = set_up(stiff, found, Options()).required[0, rows]
    held = moments[np.abs(moments).argmax()]
    assert most is not None
    assert (f"{abs(held):.1f}", "extension" if held > 0 else "flexion") == most.groups()
    leaning = float(inclination(stiff, pose.placed(stiff))[0]) / DEGREE
    for change in (-2.0, 2.0):
        posture = replace(task.posture, trunk_inclination=leaning + change)
        other = pose_of(replace(task, posture=posture), stiff)
        assert asked(frames_of(other, stiff)) > asked(found)
        assert any("stated inclination of the trunk is not borne" in note for note in other.notes)


def test_a_search_without_a_root_ends_where_least_is_left():
    def squares(change):
        return np.column_stack([change[:, 0] - 1.0, change[:, 0] + change[:, 1], change[:, 1] - 1.0])

    np.testing.assert_allclose(newton(squares, 2)[0], [1 / 3, 1 / 3], atol=1e-5)

    def bowl(change):
        return np.cosh(change - 2.0)

    np.testing.assert_allclose(newton(bowl, 1)[0], [2.0], atol=1e-3)


def test_a_search_takes_no_step_along_what_changes_nothing():
    def flat(change):
        return np.column_stack([np.sin(change[:, 0] - 0.5), np.zeros(len(change))])

    found, left = newton(flat, 2)
    np.testing.assert_allclose(found, [0.5, 0.0], atol=1e-9)
    np.testing.assert_allclose(left, 0.0, atol=1e-9)
