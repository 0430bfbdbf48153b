"""A rig stands in its first frame, in another one, or in the pose in which it was built."""

from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from dorsum.body.skeleton import sided
from dorsum.errors import BadInput
from dorsum.exchange.read.recording import Rig
from dorsum.mechanics.model import Model
from dorsum.motion.recorded import rig

UPPER = ("Neck", "LeftArm", "RightArm")
LIMB = {"UpLeg": "femur", "Leg": "shank", "Foot": "foot", "Arm": "humerus"}


def leaning(model: Model, *deg: float) -> Rig:
    """Our body as a rig whose hips, trunk and arms lean forward, a frame an angle, over upright legs."""
    skeleton = model.body.skeleton
    names = ["Hips", "Neck", *(f"{side.title()}{part}" for part in LIMB for side in ("left", "right"))]
    at = [skeleton.centre[0], skeleton.centre[model.joint("C7/T1")]]
    at += [skeleton.centre[skeleton.index(sided(b, s))] for b in LIMB.values() for s in ("left", "right")]
    rest = np.array(at)
    turns = np.tile(np.eye(3), (len(deg), len(names), 1, 1))
    places = np.tile(rest, (len(deg), 1, 1))
    for f, angle in enumerate(deg):
        lean = Rotation.from_euler("z", -angle, degrees=True).as_matrix()
        for k, name in enumerate(names):
            if name == "Hips" or name in UPPER:
                turns[f, k] = lean
                places[f, k] = rest[0] + lean @ (rest[k] - rest[0])
    offsets = rest - rest[0]
    offsets[0] = rest[0]
    parents = (-1, *(0 for _ in names[1:]))
    return Rig(Path("x.bvh"), np.arange(len(deg)) / 50, tuple(names), parents, offsets, turns, places)


@pytest.mark.parametrize(("static", "lean"), [(None, 20.0), (2, 50.0), ("rest", 50.0)])
def test_turns_count_from_standing(male: Model, static: int | str | None, lean: float) -> None:
    found = rig.segments_of(leaning(male, 30.0, 0.0, 50.0), static)
    for part in (found.pelvis, found.trunk):
        z, _, _ = Rotation.from_matrix(part[2]).as_euler("ZXY", degrees=True)
        assert z == pytest.approx(-lean, abs=0.01)
    assert bool(found.doubts) == (static is None)
    assert found.failed == ()


def test_a_rig_that_lies_in_its_first_frame_does_not_stand(male: Model) -> None:
    found = rig.segments_of(leaning(male, 80.0, 0.0))
    assert "The first frame leans by 79°: that is no standing; --up" in found.failed[0]
    assert "--static rest" in found.failed[0]
    assert rig.segments_of(leaning(male, 80.0, 0.0), "rest").failed == ()


def test_a_frame_that_is_not_there_is_refused(male: Model) -> None:
    with pytest.raises(BadInput, match=r"--static 3: x\.bvh has the frames 1 to 2"):
        rig.segments_of(leaning(male, 0.0, 0.0), 3)
