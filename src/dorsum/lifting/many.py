"""Many lifts at once: the same bodies as one by one.

A frame asks nothing of another, so that those of all lifts are one stack, held at start and end and moving in
between, with masses frame by frame. How far joints give is sought at some frames of a way, and is straight
between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import LUMBAR, SIDES, Floats
from dorsum.errors import BadInput
from dorsum.lifting.bending import ankles, places_of
from dorsum.lifting.course import FRAMES, seconds_of, stances_of, task_of
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.posture import Stance, stances_of_many
from dorsum.mechanics.analysis import Analysis, Frames, Options, analyse_frames
from dorsum.mechanics.give import give
from dorsum.mechanics.known import Ints
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.motion.acting import HANDS
from dorsum.motion.arms import raise_arms
from dorsum.motion.curves import spline
from dorsum.motion.external import push
from dorsum.motion.giving import known_of_words, moved_by
from dorsum.motion.hands import BALANCED_WITHIN, MOST_TURNS
from dorsum.motion.legs import bend_legs, flatten_feet, lean, leaning, legs_of, refuse_bent_hips
from dorsum.motion.places import load_points
from dorsum.motion.pose import Pose
from dorsum.motion.reach import stand_nearer
from dorsum.motion.task import Task
from dorsum.motion.trunk import bend_spine, tilt_pelvis
from dorsum.motion.words import Words
from dorsum.wanted import check

AT_ONCE = 24  # lifts: half a megabyte a frame
EVERY = 5  # frames of a way


class Way(NamedTuple):
    """What a lift does to the levels of a body."""

    held: Floats  # (2, n_levels) N, at start and end
    times: Floats  # (frames,) s
    moving: Floats  # (frames, n_levels) N
    arm: float  # m, the greater horizontal distance of the load from the hips, at start or end
    balanced: bool


def ways_of(model: Model, lifts: Sequence[Lift], options: Options | None = None) -> list[Way | BadInput]:
    """What each of some lifts, that all have an end, does to a body; in place of one that cannot be, why."""
    options = options or Options()
    asked = [(lift, at) for lift in lifts for at in (lift.start, lift.end) if at is not None]
    stood = stances_of_many(model, asked)
    both = [stood[i : i + 2] for i in range(0, len(stood), 2)]
    found: list[Way | BadInput | None] = [_refused(pair) for pair in both]
    for hands in dict.fromkeys(lift.hands for lift in lifts):
        chosen = [i for i, lift in enumerate(lifts) if lift.hands == hands and found[i] is None]
        for begin in range(0, len(chosen), AT_ONCE):
            some = chosen[begin : begin + AT_ONCE]
            pairs = [[one for one in both[i] if isinstance(one, Stance)] for i in some]
            for i, way in zip(some, _ways(model, [lifts[i] for i in some], pairs, options), strict=True):
                found[i] = _alone(model, lifts[i], options) if isinstance(way, BadInput) else way
    return [each for each in found if each is not None]


def _refused(pair: Sequence[Stance | BadInput]) -> BadInput | None:
    return next((each for each in pair if isinstance(each, BadInput)), None)


def _alone(model: Model, lift: Lift, options: Options) -> Way | BadInput:
    """A lift whose ends are in reach and whose way is not, with elbows that are bent more (`stances_of`)."""
    try:
        return _ways(model, [lift], [stances_of(model, lift)], options)[0]
    except BadInput as error:
        return error


def _ways(
    model: Model, lifts: Sequence[Lift], stood: Sequence[Sequence[Stance]], options: Options
) -> list[Way | BadInput]:
    tasks = [task_of(model, lift, both) for lift, both in zip(lifts, stood, strict=True)]
    try:
        ends, course = (_stacked(model, lifts, tasks, moving) for moving in (False, True))
    except BadInput as error:
        if len(lifts) == 1:
            return [error]
        pairs = zip(lifts, stood, strict=True)
        return [way for lift, both in pairs for way in _ways(model, [lift], [both], options)]
    n, masses = len(lifts), np.array([lift.mass_kg for lift in lifts])
    seconds = np.array([seconds_of(model, lift) for lift in lifts])
    ways = _way(model, course, seconds)
    still = Moved(np.zeros_like(ends.angles), np.zeros_like(ends.angles), None, np.zeros((2 * n, 3)))
    held = _analysed(model, ends, np.repeat(masses, 2), still, 2, options)
    moving = _analysed(model, course, np.repeat(masses, FRAMES), ways, FRAMES, options)
    rested, along = (of.compression.reshape(n, -1, of.compression.shape[1]) for of in (held, moving))
    firm = np.concatenate([of.shortfalls.balanced.reshape(n, -1) for of in (held, moving)], axis=1)
    arms, times = _arms(model, lifts, held), np.linspace(0.0, 1.0, FRAMES)
    return [
        Way(rested[i], times * seconds[i], along[i], float(arms[i]), bool(firm[i].all())) for i in range(n)
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
    task = Task(title="lifts", loads=[tasks[0].loads[0]])
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


class Moved(NamedTuple):
    """How bodies are on their way; nothing of it where they are held."""

    velocities: Floats  # (frames, n_bodies, 3) rad/s
    accelerations: Floats
    root: Floats | None  # (frames, 3) m/s² of the pelvis
    load: Floats  # (frames, 3) m/s²


def _analysed(model: Model, pose: Pose, masses: Floats, moved: Moved, way: int, options: Options) -> Analysis:
    """Of a stack of ways of so many frames that hold masses (frames,) kg: exact, or with joints that give.

    How far they do is sought at both ends of each way and at every `EVERY`th frame, then where it bears most;
    between those it goes straight.
    """
    rule, every = Objective.of(DEFAULT), np.arange(len(masses))
    if options.posture == "exact":
        return analyse_frames(model, _frames(model, pose, masses, moved, every), rule, options)
    begins, within = every[::way], every % way
    at, gave = np.empty(0, dtype=np.int64), np.empty((3, 0, len(model.rows)))
    more = every[(within % EVERY == 0) | (within == way - 1)]
    while len(more):
        here = _gave(model, pose, masses, moved, more, rule, options)
        order = np.argsort(np.concatenate([at, more]))
        at = np.concatenate([at, more])[order]
        gave = np.concatenate([gave, here], axis=1)[:, order]
        deviation, factors, start = (_between(at, each, every) for each in gave)
        frames = _frames(model, moved_by(model, pose, deviation, every), masses, moved, every)
        found = analyse_frames(model, frames._replace(stiffening=factors), rule, options, start=start)
        worst = found.compression[:, _lumbar(model)].max(axis=1).reshape(-1, way).argmax(axis=1)
        more = np.setdiff1d(begins + worst, at)
    return found


def _gave(
    model: Model, pose: Pose, masses: Floats, moved: Moved, at: Ints, rule: Objective, options: Options
) -> Floats:
    """Deviations, times the springs and multipliers (3, k, n_rows) at some frames."""
    some = pose.at(at)

    def follow(deviation: Floats, which: Ints) -> Frames:
        check()
        return _frames(model, moved_by(model, some, deviation, which), masses, moved, at[which])

    exact = analyse_frames(model, _frames(model, some, masses, moved, at), rule, options)
    gave = give(model, exact, known_of_words(model, some), follow, rule, options, neighbours=False)
    return np.stack([gave.deviation, gave.factors, gave.multipliers])


def _lumbar(model: Model) -> list[int]:
    names = list(model.body.levels.names)
    return [names.index(level) for level in LUMBAR]


def _between(at: Ints, values: Floats, every: Ints) -> Floats:
    """Values (k, n) at some frames, straight between at every."""
    after = np.clip(np.searchsorted(at, every), 1, len(at) - 1)
    share = ((every - at[after - 1]) / (at[after] - at[after - 1]))[:, None]
    return np.asarray((1.0 - share) * values[after - 1] + share * values[after])


def _way(model: Model, pose: Pose, seconds: Floats) -> Moved:
    """What turns along the ways, and how pelvis and load are accelerated (`momentum_of`)."""
    n, per = len(seconds), np.repeat(seconds, FRAMES)
    posed = pose.placed(model)
    feet = [model.body.skeleton.index(f"foot_{side}") for side in SIDES]
    root = -_rate(posed.origin[:, feet].mean(axis=1), n, 2) / per[:, None] ** 2
    at = np.asarray(load_points(model, pose.task.loads[0], posed, pose.words.hands))
    return Moved(
        _rate(pose.angles, n, 1) / per[:, None, None],
        _rate(pose.angles, n, 2) / per[:, None, None] ** 2,
        root,
        _rate(at, n, 2) / per[:, None] ** 2 + root,
    )


def _frames(model: Model, pose: Pose, masses: Floats, moved: Moved, which: Ints) -> Frames:
    """The frames `which`, whose pose that is, with what hands bear of masses (frames,) kg."""
    load, posed, external = pose.task.loads[0], pose.placed(model), np.zeros((*pose.angles.shape[:2], 6))
    at, sides = load_points(model, load, posed, pose.words.hands), HANDS[load.hands]
    for side in sides:
        hand = model.body.skeleton.index(f"hand_{side}")
        push(external, hand, at, masses[which, None] / len(sides) * (model.gravity - moved.load[which]))
    return Frames(
        pose.times,
        pose.angles,
        moved.velocities[which],
        moved.accelerations[which],
        external,
        np.full(len(which), np.nan),
        root_acceleration=None if moved.root is None else moved.root[which],
    )


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
