"""How well a posture is known, and its analysis with joints that give as far."""

from __future__ import annotations

import numpy as np

from dorsum.body.groups import GROUPS
from dorsum.body.names import SPINE
from dorsum.body.skeleton import SIDES, Floats
from dorsum.mechanics.analysis import Analysis, Frames, Given, Options, analyse_frames
from dorsum.mechanics.give import give
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.preload import stiffening
from dorsum.mechanics.ring import FLOATING, off_by_floating
from dorsum.motion.arms import raise_arms
from dorsum.motion.external import external_wrenches
from dorsum.motion.fixed import Fixed, fixed_load, fixed_of
from dorsum.motion.floor import floor_of, held_up
from dorsum.motion.frames import unsupported
from dorsum.motion.grounded import on_ground
from dorsum.motion.momentum import Momentum, momentum_of, with_momentum
from dorsum.motion.places import still_from_feet
from dorsum.motion.pose import Pose, per_model
from dorsum.motion.posture import LYING, REGIONS
from dorsum.motion.supports import inner_of
from dorsum.motion.trunk import inclination
from dorsum.units import DEGREE, MM
from dorsum.wanted import check

LEAST_FLEXION = 0.1 * DEGREE  # of a region: below it there is none that could be known less well
FOLLOWING = ("lumbar", "thoracic")  # regions whose flexion follows the rhythm of forward bending
STEP = 1e-5  # rad, of differences
SHIFT = 0.1  # m, of the sternum, that counts as a radian
ATLAS = {"C1/C2": 1.0, "C0/C1": -1.0}  # what turns the atlas between skull and axis


def analyse_pose(
    model: Model, pose: Pose, objective: Objective | str = DEFAULT, options: Options | None = None
) -> Analysis:
    """Analyse the pose of a task, exactly as stated or with joints that give as far as words tell it."""
    rule, options = Objective.of(objective), options or Options()
    task, beside, momentum = pose.task, unsupported(pose, model), momentum_of(model, pose)

    def without(deviation: Floats, which: Ints) -> Frames:
        check()
        return followed(model, pose, beside, deviation, which, momentum)

    floor = floor_of(model, task, without, options)
    stated, borne = held_up(model, task, beside, rule, options, floor=floor)
    start = None if borne is None else borne.solution.multipliers[:, : len(model.rows)]
    if options.posture == "exact":
        return analyse_frames(model, stated, rule, options, start=start)._replace(borne=borne)

    exact = analyse_frames(model, stated, rule, options, start=start)
    springs = stiffening(model, exact.compression, stated.angles)
    inner = None if borne is None or task.supports else inner_of(model, borne)

    def follow(deviation: Floats, which: Ints) -> Frames:
        nonlocal borne
        frames = without(deviation, which)._replace(stiffening=springs[which])
        near = borne
        frames, there = held_up(model, task, frames, rule, options, near, floor, inner is None)
        borne = there or near
        return frames._replace(stiffening=None)

    gave = give(model, exact, known_of_words(model, pose), follow, rule, options, floor, inner)
    frames = without(gave.deviation, np.arange(len(stated.times)))._replace(stiffening=gave.factors)
    frames, borne = held_up(model, task, frames, rule, options, borne, floor)
    given = Given(stated, gave.deviation, gave.at_bound, gave.settled, gave.wanted, exact.compression)
    found = analyse_frames(model, frames, rule, options, given, gave.multipliers)
    return found._replace(borne=borne)


def known_of_words(model: Model, pose: Pose) -> Known:
    """Regional sums are known where they are stated, in upright standing too; where flexion follows the
    rhythm of forward bending they are known as well as people follow it. The trunk stays inclined as it is,
    but of a body that lies or whose pelvis is tilted as stated."""
    words, rows = pose.words, model.rows
    covariance = known_sums(model, "words")[None].repeat(len(pose.times), axis=0)
    spread = model.body.tables.constant("posture_error_region")
    for region in FOLLOWING:
        along = np.array([float(c.axis == "z" and c.joint in REGIONS[region]) for c in rows])
        flexion = pose.angles[:, rows.body, 0] * along
        follows = ~words.stated(f"{region}_flexion") & (np.abs(flexion.sum(axis=1)) > LEAST_FLEXION)
        sd = spread * flexion[follows]
        covariance[follows] += sd[:, :, None] * sd[:, None, :]
    task = pose.task
    reaches = any(load.reference for load in task.loads)
    reacts = bool(task.supports or reaches)
    fixed = fixed_of(model, pose)
    beside = task.supports or task.forces or task.moments or task.ground or model.body.free
    aims = fixed is not None and not beside
    if fixed:
        covariance = _held_off(model, pose, fixed, covariance)
    bounded = limited(model), *bounds(model, pose.angles)
    return Known(covariance, *bounded, _upright(pose), _hung(model), reacts, aims)


def _held_off(model: Model, pose: Pose, fixed: Fixed, covariance: Floats) -> Floats:
    """What is known (frames, n_rows, n_rows) rad² where hands stay in place, too: from them the shoulders are
    as far as elbows are bent, which are known as well as a joint of the spine is."""
    frames, n = len(pose.times), len(model.rows)
    ways = STEP * np.insert(np.eye(n), 0, 0.0, axis=0)
    which = np.repeat(np.arange(frames), len(ways))
    there = fixed.distances(_bent(model, pose, np.tile(ways, (frames, 1)), which).placed(model), which)
    there = there.reshape(frames, len(ways), -1)
    by_angle = np.swapaxes(there[:, 1:] - there[:, :1], 1, 2) / STEP  # (frames, hands, n_rows) m/rad
    error = model.body.tables.constant("posture_error_words") * DEGREE * fixed.by_elbow
    toward = covariance @ np.swapaxes(by_angle, 1, 2)
    told = by_angle @ toward + error[..., None] ** 2 * np.eye(error.shape[1])
    return np.asarray(covariance - toward @ np.linalg.solve(told, np.swapaxes(toward, 1, 2)))


@per_model
def _hung(model: Model) -> Ints:
    """The upper arm for each body of an arm, that itself too; −1 for every other."""
    found = np.full(len(model.body.skeleton.names), -1)
    for side in SIDES:
        arm = model.joint(f"glenohumeral_{side}")
        found[np.asarray(model.mech.above)[arm] > 0] = arm
    return found


def _upright(pose: Pose) -> bool:
    """Whether the pelvis turns so that the trunk keeps its inclination."""
    return pose.words.stance not in LYING and not pose.words.stated("pelvis_tilt").any()


@per_model
def limited(model: Model) -> Floats:
    """What has bounds (m, n_rows): every deviation, then how that of the next joint of the spine differs,
    but of the flexion of the atlas, which lies on no smooth line."""
    rows = model.rows
    at = _levels(model)
    smooth = (at >= 0) & (_of_atlas(model) == 0.0)
    next_to = (rows.axis[:, None] == rows.axis) & (at - at[:, None] == 1) & smooth & smooth[:, None]
    below, above = np.nonzero(next_to)
    differences = np.zeros((len(below), len(rows)))
    each = np.arange(len(below))
    differences[each, above], differences[each, below] = 1.0, -1.0
    return np.concatenate([np.eye(len(rows)), differences, _off(model)])


@per_model
def _off(model: Model) -> Floats:
    """(6 or none, n_rows) how the sternum stands off where T4 carries it, by the deviations: its shift over
    `SHIFT`, then its turn, rad."""
    rows = model.rows.names
    if not set(FLOATING) <= set(rows):
        return np.empty((0, len(rows)))
    found = np.zeros((6, len(rows)))
    found[:, [rows.index(name) for name in FLOATING]] = off_by_floating(model.body.skeleton)
    found[:3] /= SHIFT
    return found


@per_model
def _levels(model: Model) -> Ints:
    """(n_rows,) the place in `SPINE` of the joint of every row; −1 of joints beside the spine."""
    return np.array([SPINE.index(c.joint) if c.joint in SPINE else -1 for c in model.rows])


@per_model
def _of_ribs(model: Model) -> Floats:
    """(n_rows,) 1 where a row is the hinge of a rib, else 0."""
    ribs = GROUPS["ribs"]
    return np.array([float(c.kind in ribs) for c in model.rows])


@per_model
def _of_atlas(model: Model) -> Floats:
    """(n_rows,) how the flexion of each joint changes as the atlas turns between skull and axis."""
    return np.array([ATLAS.get(c.joint, 0.0) * (c.axis == "z") for c in model.rows])


def bounds(model: Model, angles: Floats) -> tuple[Floats, Floats]:
    """Bounds (frames, m) rad of what is `limited`: of the give, inside the joints' ranges, and of zigzag.

    Joints beside the spine do not give: the legs stand, and the arms hang or reach, where they are told. Ribs
    whose muscles are balanced turn within bounds of their own. The atlas may turn by as many of its own
    standard deviations as a joint may by those of words.
    """
    tables, rows = model.body.tables, model.rows
    of_atlas = tables.constant("posture_error_atlas") / tables.constant("posture_error_words")
    wider = np.where(_of_atlas(model) != 0.0, of_atlas, 1.0)
    bound = wider * tables.constant("give_bound") * DEGREE * (_levels(model) >= 0)
    bound += tables.constant("give_bound_ribs") * DEGREE * _of_ribs(model)
    off, within = _off(model), _of_sternum(model, "bound")
    if len(off):
        at_most = np.abs(np.linalg.pinv(off)) @ within  # of each angle, where all six bounds are reached
        bound += at_most
    farthest = rows.range * tables.constant("range_tolerance")
    at = angles[:, rows.body, rows.axis]
    lower = np.maximum(-bound, np.minimum(-farthest[:, 0] - at, 0.0))
    upper = np.minimum(bound, np.maximum(farthest[:, 1] - at, 0.0))
    neighbours = len(limited(model)) - len(rows) - len(off)
    zigzag = np.full(neighbours, tables.constant("give_zigzag") * DEGREE)
    other = np.tile(np.concatenate([zigzag, within]), (len(at), 1))
    return np.concatenate([lower, -other], axis=1), np.concatenate([upper, other], axis=1)


def _of_sternum(model: Model, which: str) -> Floats:
    """(6 or none,) the bounds or the errors of what `_off` tells: a cube that a ball of so much holds."""
    told = model.body.tables.constant
    each = {
        "bound": (told("sternum_shift_bound") * MM / SHIFT, told("give_bound_ribs") * DEGREE),
        "error": (told("posture_error_sternum") * MM / SHIFT, told("posture_error_ribs") * DEGREE),
    }[which]
    size = np.repeat(each, 3) / (np.sqrt(3.0) if which == "bound" else 1.0)
    return size[: len(_off(model))]


def known_sums(model: Model, source: str) -> Floats:
    """Covariance (n_rows, n_rows) rad² of the angles about those of a source of postures, with the sum of
    every region about every axis known. A joint is known at least as well as that it is in its range."""
    return _known_sums(model)[source]


@per_model
def _known_sums(model: Model) -> dict[str, Floats]:
    tables, rows = model.body.tables, model.rows
    at = _levels(model)
    alike = (rows.axis[:, None] == rows.axis) & (at >= 0) & (at[:, None] >= 0)
    apart = np.abs(at[:, None] - at)
    correlation = alike * tables.constant("posture_error_correlation") ** apart
    within = rows.range.mean(axis=1) / np.sqrt(3.0)  # of an angle that may be anywhere in its range
    sums = np.array(
        [
            [float(c.axis == axis and c.joint in joints) for c in rows]
            for joints in REGIONS.values()
            for axis in "zxy"
        ]
    )
    of_atlas = _of_atlas(model)
    error = tables.constant("posture_error_atlas") * DEGREE
    atlas = of_atlas * np.min(within, where=of_atlas != 0.0, initial=error)
    ribs = tables.constant("posture_error_ribs") * DEGREE * _of_ribs(model)
    back = np.linalg.pinv(_off(model)) * _of_sternum(model, "error")
    sternum, found = back @ back.T, {}
    for source in ("words", "markers", "coordinates"):
        sd = np.minimum(tables.constant(f"posture_error_{source}") * DEGREE, within)
        covariance = sd[:, None] * correlation * sd + np.outer(atlas, atlas) + np.diag(ribs**2)
        toward = covariance @ sums.T
        found[source] = covariance - toward @ np.linalg.solve(sums @ toward, toward.T) + sternum
    return found


def _bent(model: Model, pose: Pose, deviation: Floats, which: Ints) -> Pose:
    """The frames `which` with deviations of the rows, arms as they were."""
    rows, at = model.rows, pose.at(which)
    angles = at.angles.copy()
    angles[:, rows.body, rows.axis] += deviation
    if _upright(pose):
        tilt = inclination(model, model.place(angles)) - inclination(model, at.placed(model))
        angles[:, 0, 0] += tilt
        for side in SIDES:
            angles[:, model.joint(f"hip_{side}"), 0] -= tilt
    bent = at.turned(np.arange(angles.shape[1]), angles)
    load = fixed_load(pose.task.loads)
    if load is None:
        return bent
    return bent.holding(still_from_feet(model, load, at.placed(model), bent.placed(model), at.words.hands))


def moved_by(model: Model, pose: Pose, deviation: Floats, which: Ints) -> Pose:
    """The frames `which` with deviations of the rows, arms hanging or reaching anew."""
    return raise_arms(model, _bent(model, pose, deviation, which))


def followed(
    model: Model, pose: Pose, stated: Frames, deviation: Floats, which: Ints, momentum: Momentum | None = None
) -> Frames:
    """The frames `which` with deviations of the rows: the pelvis keeps the trunk's inclination and the legs
    stay, arms hang or reach anew, and what acts from outside acts there.

    A load keeps its place from its reference, or from the feet where it is fixed to them.
    """
    moved = moved_by(model, pose, deviation, which)
    hands = moved.words.hands
    external = external_wrenches(model, pose.task, moved.angles, hands)
    rates = stated.velocities[which], stated.accelerations[which]
    frames = Frames(stated.times[which], moved.angles, *rates, external, stated.pressure[which])
    frames = with_momentum(model, pose, frames, momentum, which, hands)
    return on_ground(model, pose.task, frames, hands)
