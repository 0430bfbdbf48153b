"""Postures and supports that make no sense for the body are refused in words."""

import pytest

from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Load, Support
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task, parse_task


def task(posture: Posture, **more: object) -> Task:
    return Task(posture=posture, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "posture",
    [Posture(stance="sitting", pelvis_tilt=120.0), Posture(trunk_inclination=-60.0, lumbar_flexion=0.0)],
)
def test_hips_beyond_their_range(male: Model, posture: Posture) -> None:
    with pytest.raises(BadInput, match="hips would be"):
        frames_of(task(posture), male)


def test_a_seat_under_the_feet_alone(male: Model) -> None:
    support = Support(kind="seat", bodies=("foot_right",))
    with pytest.raises(BadInput, match="cannot hold the body: what acts on it lies outside foot_right"):
        frames_of(task(Posture(stance="sitting"), supports=(support,)), male)


def test_a_load_out_of_reach(male: Model) -> None:
    load = Load(mass_kg=5.0, reference="shoulders", forward_m=1.5)
    with pytest.raises(BadInput, match="cannot reach"):
        frames_of(task(Posture(), loads=(load,)), male)


def test_an_angle_beyond_the_range_of_its_joint(male: Model) -> None:
    with pytest.raises(BadInput, match="its range is"):
        frames_of(task(Posture(lumbar_flexion=80.0)), male)


def test_a_movement_cannot_be_relaxed() -> None:
    text = """
    [[keyframes]]
    time_s = 0
    posture = { relaxed = true, lumbar_flexion = 10 }
    [[keyframes]]
    time_s = 1
    posture = { lumbar_flexion = 20 }
    """
    with pytest.raises(BadInput, match="relaxed posture is held"):
        parse_task(text, "x")
