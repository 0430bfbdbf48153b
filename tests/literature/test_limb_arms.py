"""Levers of the muscles of hip and thigh against those of a published model, and what dissection tells.

Levers of Rajagopal 2016 were computed from its file with OpenSim. Our bones are 0.94 of its size in the
scan and as large in the man of 1.75 m, so that no factor is due. At the straight knee those of the
hamstrings are set by it; at all other angles nothing is.
"""

import numpy as np
import pytest

from dorsum.body.skeleton import Floats
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.model import Model
from dorsum.units import DEGREE

KNEE_ANGLES = (0, 15, 30, 45, 60, 90)
# mm behind the axis of the knee, of flexion.
AT_KNEE = {
    "semimembranosus": (32, 37, 43, 46, 46, 38),
    "semitendinosus": (38, 44, 50, 54, 55, 47),
    "biceps_femoris_long": (29, 31, 34, 36, 37, 31),
    "gracilis": (22, 30, 36, 42, 46, 46),
    "sartorius": (11, 20, 27, 32, 36, 42),
}
KNEE_BAND = 12.0  # mm: a third of the greatest, as far as dissections lie apart (Buford 1997, recalled)


def turned(model: Model, **degrees: float) -> Floats:
    """Angles (1, bodies, 3) of the right leg, rad: flexion of hip and knee."""
    angles = np.zeros((1, len(model.body.skeleton.names), 3))
    for joint, angle in degrees.items():
        angles[0, model.joint(f"{joint}_right"), 0] = (-1 if joint == "knee" else 1) * angle * DEGREE
    return angles


def lever(model: Model, fascicles: list[int], joint: str, **degrees: float) -> float:
    """Lever of extension of the hip, of flexion of the knee, mean by force, mm."""
    arms = all_moment_arms(model, turned(model, **degrees), [model.joint(f"{joint}_right")])[0, 0, 0]
    return float(-1e3 * np.average(arms[fascicles], weights=model.body.fascicles.maximal_force[fascicles]))


@pytest.mark.parametrize("muscle", AT_KNEE)
def test_hamstrings_and_their_neighbours_bend_the_knee_at_every_angle(male: Model, muscle: str) -> None:
    own = male.body.of_muscle(muscle, "right")
    for angle, published in zip(KNEE_ANGLES, AT_KNEE[muscle], strict=True):
        assert lever(male, own, "knee", knee=angle) == pytest.approx(published, abs=KNEE_BAND), angle
    assert lever(male, own, "knee", knee=120) > 10.0  # no tendon runs over to the front


HIP_ANGLES = (0, 30, 45, 60, 90)
# mm behind the axis of the hip, of extension: Rajagopal 2016 of its file with OpenSim; gluteus maximus is the
# mean of its three lines by force.
AT_HIP = {
    "gluteus_maximus": (62, 57, 52, 46, 34),
    "semimembranosus": (43, 55, 55, 51, 35),
    "semitendinosus": (48, 65, 67, 63, 46),
    "biceps_femoris_long": (49, 62, 62, 58, 40),
    "adductor_magnus": (9, 28, 34, 38, 38),
}
HIP_BAND = 20.0  # mm: what two scans of one muscle lie apart
UPRIGHT = {"gluteus_maximus": 79, "semimembranosus": 61}  # mm: Németh and Ohlsén 1985, recalled


@pytest.mark.parametrize("muscle", AT_HIP)
def test_extensors_keep_their_levers_at_flexed_hips(male: Model, muscle: str) -> None:
    own = male.body.of_muscle(muscle, "right")
    for angle, published in zip(HIP_ANGLES, AT_HIP[muscle], strict=True):
        assert lever(male, own, "hip", hip=angle) == pytest.approx(published, abs=HIP_BAND), angle
    assert lever(male, own, "hip", hip=120) > 10.0


def test_levers_are_those_of_slices_of_people_in_standing(male: Model) -> None:
    for muscle, measured in UPRIGHT.items():
        own = male.body.of_muscle(muscle, "right")
        assert lever(male, own, "hip") == pytest.approx(measured, abs=HIP_BAND), muscle


def test_gluteus_maximus_stays_off_the_ball_of_the_hip_and_winds_round_it(male: Model) -> None:
    """Its deep parts keep at 120° what the radius lets them, where straight pieces had lost it."""
    names = [f.name for f in male.body.fascicles]
    for part in ("sacrococcygeal_deep", "sacrotuberous"):
        own = [names.index(f"gluteus_maximus_{part}_right")]
        assert 40.0 < lever(male, own, "hip", hip=120) < 55.0
