"""Many lifts at once, with every joint exactly where the rule puts it: the same bodies as one by one.

A frame asks nothing of another, so that those of all lifts are one stack, held at start and end and moving in
between, with masses frame by frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput
from dorsum.lifting.bending import ankles, places_of
from dorsum.lifting.course import FRAMES, seconds_of, stances_of, task_of
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.posture import Stance, stances_of_many
from dorsum.mechanics.analysis import Analysis, Frames, analyse_frames
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS, Load
from dorsum.motion.arms import raise_arms
from dorsum.motion.curves import spline
from dorsum.motion.external import push
from dorsum.motion.hands import BALANCED_WITHIN, MOST_TURNS
from dorsum.motion.legs import bend_legs, flatten_feet, lean, leaning, legs_of, refuse_bent_hips
from dorsum.motion.places import load_points
from dorsum.motion.pose import Pose
from dorsum.motion.reach import stand_nearer
from dorsum.motion.task import Task
from dorsum.motion.trunk import bend_spine, tilt_pelvis
from dorsum.motion.words import Words

AT_ONCE = 24  # lifts: half a megabyte a frame


class Way(NamedTuple):
    """What a lift does to the levels of a body."""

    held: Floats  # (2, n_levels) N, at start and end
    times: Floats  # (frames,) s
    moving: Floats  # (frames, n_levels) N
    arm: float  # m, the greater horizontal distance of the load from the hips, at start or end
    balanced: bool


def ways_of(model: Model, lifts: Sequence[Lift]) -> list[Way | BadInput]:
    """What each of some lifts, that all have an end, does to a body; in place of one that cannot be, why."""
    asked = [(lift, at) for lift in lifts for at in (lift.start, lift.end) if at is not None]
    stood = stances_of_many(model, asked)
    both = [stood[i : i + 2] for i in range(0, len(stood), 2)]
    found: list[Way | BadInput | None] = [_refused(pair) for pair in both]
    for hands in dict.fromkeys(lift.hands for lift in lifts):
        chosen = [i for i, lift in enumerate(lifts) if lift.hands == hands and found[i] is None]
        for begin in range(0, len(chosen), AT_ONCE):
            some = chosen[begin : begin + AT_ONCE]
            pairs = [[one for one in both[i] if isinstance(one, Stance)] for i in some]
            for i, way in zip(some, _ways(model, [lifts[i] for i in some], pairs), strict=True):
                found[i] = _alone(model, lifts[i]) if isinstance(way, BadInput) else way
    return [each for each in found if each is not None]


def _refused(pair: Sequence[Stance | BadInput]) -> BadInput | None:
    return next((each for each in pair if isinstance(each, BadInput)), None)


def _alone(model: Model, lift: Lift) -> Way | BadInput:
    """A lift whose ends are in reach and whose way is not, with elbows that are bent more (`stances_of`)."""
    try:
        return _ways(model, [lift], [stances_of(model, lift)])[0]
    except BadInput as error:
        return error


def _ways(model: Model, lifts: Sequence[Lift], stood: Sequence[Sequence[Stance]]) -> list[Way | BadInput]:
    tasks = [task_of(model, lift, both) for lift, both in zip(lifts, stood, strict=True)]
    try:
        ends, course = (_stacked(model, lifts, tasks, moving) for moving in (False, True))
    except BadInput as error:
        if len(lifts) == 1:
            return [error]
        pairs = zip(lifts, stood, strict=True)
        return [way for lift, both in pairs for way in _ways(model, [lift], [both])]
    n, masses = len(lifts), np.array([lift.mass_kg for lift in lifts])
    seconds = np.array([seconds_of(model, lift) for lift in lifts])
    held = analyse_frames(model, _still(model, ends, np.repeat(masses, 2)))
    moving = analyse_frames(model, _moving(model, course, np.repeat(masses, FRAMES), seconds))
    still, along = (of.compression.reshape(n, -1, of.compression.shape[1]) for of in (held, moving))
    firm = np.concatenate([of.shortfalls.balanced.reshape(n, -1) for of in (held, moving)], axis=1)
    arms, times = _arms(model, lifts, held), np.linspace(0.0, 1.0, FRAMES)
    return [
        Way(still[i], times * seconds[i], along[i], float(arms[i]), bool(firm[i].all())) for i in range(n)
    ]


def _stacked(model: Model, lifts: Sequence[Lift], tasks: Sequence[Task], moving: bool) -> Pose:
    """The poses of all lifts, at start and end or along their ways, as frames of one.

    Raises:
        BadInput: one of them is out of reach or falls.
    """
    words = [Words.of(task)[1] for task in tasks]
    frames = np.arange(FRAMES) if moving else np.array([0, FRAMES - 1])
    angles = np.concatenate([each.angles[:, frames] for each in words], axis=1)
    hands = np.concatenate([each.hands[frames] for each in words if each.hands is not None])
    masses = np.repeat([lift.mass_kg for lift in lifts], len(frames))
    task = Task(title="lifts", loads=[Load(mass_kg=1.0, hands=lifts[0].hands, reference="shoulders")])
    flat = np.zeros((len(masses), len(model.body.skeleton.names), 3))
    forward = np.concatenate([np.broadcast_to(each.forward, len(each))[frames] for each in words])
    pose = Pose(task, np.zeros(len(masses)), Words("standing", False, angles, {}, hands, forward), flat)
    for step in (bend_spine, tilt_pelvis, bend_legs):
        pose = step(model, pose)
    pose = _balanced(model, pose, masses)
    for step in (stand_nearer, flatten_feet, refuse_bent_hips):
        pose = step(model, pose)
    return pose


def _balanced(model: Model, pose: Pose, masses: Floats) -> Pose:
    """Hands at their loads, and the body in balance with these masses (frames,) kg: `stand_holding`."""
    for _ in range(MOST_TURNS):
        aimed = raise_arms(model, pose)
        turn = lean(model, aimed, masses)
        if np.isnan(turn).any():
            raise BadInput(
                "no lean of the body brings its feet under the load: it weighs too much so far away"
            )
        pose = leaning(model, aimed, turn)
        if np.abs(pose.angles[:, 0, 0] - aimed.angles[:, 0, 0]).max() < BALANCED_WITHIN:
            break
    return pose


def _still(model: Model, pose: Pose, masses: Floats) -> Frames:
    """The frames of postures that are held, with the weight of the loads."""
    zero = np.zeros_like(pose.angles)
    external = np.zeros((*pose.angles.shape[:2], 6))
    _bear(model, pose, external, masses, model.gravity)
    return Frames(pose.times, pose.angles, zero, zero, external, np.full(len(pose.times), np.nan))


def _moving(model: Model, pose: Pose, masses: Floats, seconds: Floats) -> Frames:
    """The frames along the ways: what turns, and how pelvis and load are accelerated (`momentum_of`)."""
    n, per = len(seconds), np.repeat(seconds, FRAMES)
    posed, load = pose.placed(model), pose.task.loads[0]
    feet = [model.body.skeleton.index(f"foot_{side}") for side in SIDES]
    root = -_rate(posed.origin[:, feet].mean(axis=1), n, 2) / per[:, None] ** 2
    at = np.asarray(load_points(model, load, posed, pose.words.hands))
    frames = _still(model, pose, masses)
    _bear(model, pose, frames.external, masses, -(_rate(at, n, 2) / per[:, None] ** 2 + root))
    return frames._replace(
        velocities=_rate(pose.angles, n, 1) / per[:, None, None],
        accelerations=_rate(pose.angles, n, 2) / per[:, None, None] ** 2,
        root_acceleration=root,
    )


def _bear(model: Model, pose: Pose, external: Floats, masses: Floats, acceleration: Floats) -> None:
    """Add to wrenches what the hands bear of masses (frames,) kg, at so many m/s²."""
    load = pose.task.loads[0]
    at, sides = load_points(model, load, pose.placed(model), pose.words.hands), HANDS[load.hands]
    for side in sides:
        hand = model.body.skeleton.index(f"hand_{side}")
        push(external, hand, at, masses[:, None] / len(sides) * acceleration)


def _rate(values: Floats, lifts: int, derivative: int) -> Floats:
    """Derivatives of values (lifts · frames, …) along each lift, whose time is one."""
    rows = np.moveaxis(values.reshape(lifts, FRAMES, *values.shape[1:]), 1, 0)
    times = np.linspace(0.0, 1.0, FRAMES)
    return np.moveaxis(spline(times, rows).at(times, derivative), 0, 1).reshape(values.shape)


def _arms(model: Model, lifts: Sequence[Lift], held: Analysis) -> Floats:
    """The greater distance (lifts,) m of the load from the hips, at start or end."""
    hands: list[Hands] = [at for lift in lifts for at in (lift.start, lift.end) if at is not None]
    places = places_of(model, [lift for lift in lifts for _ in range(2)], hands).at
    posed = model.place(held.frames.angles)
    hips = posed.origin[:, list(legs_of(model).femur)].mean(axis=1)
    away = ankles(model, posed) + places - hips
    return np.asarray(np.hypot(away[:, 0], away[:, 2]).reshape(-1, 2).max(axis=1))
