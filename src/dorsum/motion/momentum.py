"""What the motion of a task does beside turning joints: hands move loads, standing feet move the pelvis.

A posture is told with the pelvis at rest. Of who stands and moves the feet are at rest, so that the pelvis
has the acceleration of the ankles with the sign turned; the seat and the couch hold it where it is, and
stated forces of the ground tell where it goes (`grounded`). A load is accelerated as the hands that hold it,
and what that takes they bear.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.exchange.write.osim.document import standing_place
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.known import Ints
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS
from dorsum.motion.curves import FEWEST_KNOTS, spline
from dorsum.motion.external import push
from dorsum.motion.places import load_points
from dorsum.motion.pose import Pose


class Momentum(NamedTuple):
    """Accelerations in axes of the world, m/s², and where the pelvis goes, m."""

    root: Floats | None  # (frames, 3) of the pelvis; None: it rests, or stated forces tell it
    place: Floats | None  # (frames, 3) of its joint centre, the feet standing as in the first frame
    loads: Floats  # (loads, frames, 3), of pelvis and load together where the first is told


def momentum_of(model: Model, pose: Pose) -> Momentum | None:
    """The accelerations of a movement; None of a held posture."""
    if len(pose.times) < FEWEST_KNOTS:
        return None
    posed, loads = pose.placed(model), pose.task.loads
    points = np.array([load_points(model, load, posed, pose.words.hands) for load in loads])
    accelerations = np.array([_twice(pose.times, at) for at in points]).reshape(
        len(loads), len(pose.times), 3
    )
    if pose.words.stance != "standing" or pose.task.ground:
        return Momentum(None, None, accelerations)
    feet = [model.body.skeleton.index(f"foot_{side}") for side in SIDES]
    ankles = posed.origin[:, feet].mean(axis=1)
    root = -_twice(pose.times, ankles)
    place = standing_place(model, pose.angles[0]) - (ankles - ankles[0])
    return Momentum(root, place, accelerations + root)


def with_momentum(
    model: Model,
    pose: Pose,
    frames: Frames,
    momentum: Momentum | None,
    which: Ints,
    hands: Floats | None = None,
) -> Frames:
    """Frames, those `which` of the pose, with what its motion does; the arms may stand a little otherwise.

    `hands` (frames, 3) m is where the one load then is from its reference, if not where the pose has it.
    """
    if momentum is None:
        return frames
    if momentum.root is not None and momentum.place is not None:
        frames = frames._replace(root_acceleration=momentum.root[which], root_place=momentum.place[which])
    if not pose.task.loads:
        return frames
    posed, external = model.place(frames.angles), frames.external.copy()
    if hands is None and pose.words.hands is not None:
        hands = pose.words.hands[which]
    for load, acceleration in zip(pose.task.loads, momentum.loads, strict=True):
        at = load_points(model, load, posed, hands)
        sides = HANDS[load.hands]
        for side in sides:
            hand = model.body.skeleton.index(f"hand_{side}")
            push(external, hand, at, -load.mass_kg / len(sides) * acceleration[which])
    return frames._replace(external=external)


def _twice(times: Floats, at: Floats) -> Floats:
    return spline(times, at).at(times, 2)
