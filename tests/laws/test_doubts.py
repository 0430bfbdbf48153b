"""What a result should be doubted for: the right sentence with the right number, and none for nothing."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE
from dorsum.body.subject import Subject
from dorsum.mechanics.doubts import Doubts
from dorsum.mechanics.result import Result
from dorsum.motion.acting import Force
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task

WALL = ("transversus_abdominis", "internal_oblique", "external_oblique")


def supine(pressure_kpa: float | None, wall: float) -> Result:
    """Lying face up with a stated pressure, the abdominal wall of a share of its strength."""
    task = replace(Task.named("lying_supine"), abdominal_pressure_kpa=pressure_kpa)
    return analyze(task, Subject(strength=dict.fromkeys(WALL, wall)))


def held_on_paper(body: Body) -> float:
    """The pressure that all horizontal force of one side's wall bears, kPa: hoop = p · radius · height."""
    force = 0.0
    for fascicle in body.fascicles:
        if fascicle.side == "right" and fascicle.muscle in WALL:
            along = fascicle.path[-1].position - fascicle.path[0].position
            horizontal = np.linalg.norm(along * np.array([1.0, 0.0, 1.0])) / np.linalg.norm(along)
            force += fascicle.maximal_force * float(horizontal)
    tables, scale = body.tables, body.skeleton.scale
    area = tables.constant("abdominal_wall_radius") * tables.constant("abdominal_wall_height") * scale**2
    return force / area * 1e3  # N/mm² are 1000 kPa


def test_a_pressure_beyond_the_wall_is_told_with_what_the_wall_holds() -> None:
    found = supine(40.0, 0.1)
    holds = held_on_paper(found.body)
    assert 1.0 < holds < 10.0
    assert found.compression[0, 0] < -100.0  # below every limit: nothing else tells it
    worst = int(found.compression[0].argmin())
    pulled, burst = found.warnings
    assert f"{SPINE[worst]} bears {found.compression[0, worst]:.0f} N: tension" in pulled
    assert "stated abdominal pressure of 40.0 kPa" in pulled
    assert f"the abdominal wall holds {holds:.1f} of 40.0 kPa" in burst


def test_the_wall_holds_what_it_can() -> None:
    """Just below what it holds nothing is said of it, just above it is."""
    holds = held_on_paper(supine(None, 0.1).body)
    assert not any("wall" in sentence for sentence in supine(0.999 * holds, 0.1).warnings)
    assert any("wall" in sentence for sentence in supine(1.001 * holds, 0.1).warnings)


def test_without_any_wall_a_pressure_is_told_and_no_number_is_lost() -> None:
    found = supine(5.0, 0.0)
    assert "the abdominal wall holds 0.0 of 5.0 kPa" in "\n".join(found.warnings)
    assert np.isfinite(found.compression).all()
    assert_allclose(found.analysis.equations.transversus_activation, 1.0)


@pytest.mark.parametrize(
    ("task", "posture"),
    [
        ("upright_standing", "giving"),
        ("holding_20kg_close", "giving"),
        ("lifting_20kg_bent_knees", "exact"),
        ("standing_bent_forward", "giving"),
    ],
)
def test_nothing_is_said_of_what_is_not_to_be_doubted(task: str, posture: str) -> None:
    """With 20 kg and a round back, and at the bottom of slow flexion, T4/T5 hangs head down: that is told."""
    assert analyze(task, "male", posture=posture).warnings == ()


def test_of_a_movement_the_worst_frame_is_told_and_how_many() -> None:
    times = np.array([0.0, 0.1, 0.2])
    compression = np.array([[5.0, 4.0], [-3.0, 1.0], [2.0, -7.0]])
    pressure, none = np.array([1e3, 4e3, 2e3]), np.full(3, np.nan)
    doubts = Doubts.of(times, compression, pressure, none, 1.5e3, np.array([True, True, False]))
    assert doubts.sentences(["low", "high"]) == (
        "high bears -7 N at 0.20 s: tension, which no disc carries (so in 2 of 3 frames)",
        "the abdominal wall holds 1.5 of 4.0 kPa at 0.10 s, the pressure is counted in full all the same"
        " (so in 2 of 3 frames)",
        "the solver did not arrive at 0.20 s (so in 1 of 3 frames)",
    )
    assert doubts.pulled.tolist() == [False, True, True]
    assert doubts.burst.tolist() == [False, True, True]
    assert doubts.stopped.tolist() == [False, False, True]


def test_parts_joined_say_what_the_whole_says() -> None:
    hung = Task(forces=[Force(body="skull", force_n=(0.0, 1500.0, 0.0))])
    found = analyze(hung, "male").analysis.doubts
    twice = Doubts.joined([found, found])
    assert twice.pulled.tolist() == [True, True]
    assert "(so in 2 of 2 frames)" in twice.sentences(SPINE)[0]
