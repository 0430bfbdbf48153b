"""Arms: hanging, as stated, or reaching for a load."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, hypot, sin, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SIDES, Floats
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS
from dorsum.motion.girdle import THORAX, elevation_of, shoulders
from dorsum.motion.places import hand_offset, load_position
from dorsum.motion.pose import Pose, per_model
from dorsum.motion.posture import LYING
from dorsum.motion.turns import joint_turns, rotation_of, rotation_to
from dorsum.motion.words import ROW, Words
from dorsum.units import DEGREE

DOWN = np.array([0.0, -1.0, 0.0])
BACK = np.array([-1.0, 0.0, 0.0])
DOWN_AND_BACK = np.array([-0.5, -1.0, 0.0])  # where a bent elbow points
ELBOW_ROWS = np.array([ROW[f"elbow_flexion_{side}"] for side in SIDES])
SHOULDER_ROWS = np.array(
    [[ROW[f"shoulder_{turn}_{side}"] for side in SIDES] for turn in ("flexion", "abduction")]
)
AWAY = np.array([[-DEGREE if side == "right" else DEGREE] for side in SIDES])  # about x, from the body
MOST_ROUNDS, STAYS = 50, 1e-10  # of a shoulder that a reaching arm takes along; rad
MOST_RATIO = 0.8  # of a step to the one before
STRAIGHT = 1e-3  # m: an elbow nearer to the line from shoulder to grip points nowhere


def raise_arms(model: Model, pose: Pose) -> Pose:
    """Arms as stated, hanging, or reaching for the load as far as they go (see `reach`).

    What is stated of a shoulder is how the upper arm stands against the thorax. Clavicle and scapula turn
    with its elevation (`girdle`), and the shoulder joint does the rest. An arm that hangs is not raised: of
    what its weight does to the girdle of who stoops nothing is known, and it stays where it is.
    """
    posed, words, bones = pose.placed(model), pose.words, bones_of(model)
    thorax = posed.rotation[:, bones.thorax]
    stated = _stated(words)
    elbow = words.angles[ELBOW_ROWS] * DEGREE
    target = targets(model, pose)
    reaches = ~np.isnan(target[:, :1, 0])  # (sides, 1)
    stated[np.broadcast_to(reaches, stated.shape[:2])] = np.nan
    hangs = np.isnan(stated[..., 0]) & ~reaches
    rotation = thorax @ rotation_of(bones.shoulder_axes, stated)
    if hangs.any():
        straight = not elbow.any()
        hanging = _hanging(model) if straight else rotation_to(*_arm(model, elbow), DOWN, BACK)
        rotation = np.where(hangs[..., None, None], hanging, rotation)
    if reaches.any():
        to, bent = reaching(model, posed, target)
        elbow = np.where(reaches, bent, elbow)
        aimed = rotation_to(*_arm(model, elbow), np.where(reaches[..., None], to, DOWN), DOWN_AND_BACK)
        rotation = np.where(reaches[..., None, None], aimed, rotation)
    elevation = np.where(hangs, 0.0, elevation_of(model, thorax, rotation))
    found = shoulders(model, thorax, elevation)
    turns = np.zeros((len(words), bones.turned.size, 3))
    turns[:, :4] = found.turns.swapaxes(0, 1).reshape(len(words), 4, 3)
    turns[:, 4:6] = joint_turns(found.scapula, bones.shoulder_axes, rotation).swapaxes(0, 1)
    turns[:, 6:, 0] = elbow.T
    return pose.turned(bones.turned, turns)


def targets(model: Model, pose: Pose) -> Floats:
    """Where hands hold loads that have a place (sides, frames, 3) m; NaN of other hands."""
    found = np.full((len(SIDES), len(pose.words), 3), np.nan)
    for load in pose.task.loads:
        if load.reference is not None:
            at = load_position(model, load, pose.placed(model).origin, pose.words.hands)
            for side in HANDS[load.hands]:
                found[SIDES.index(side)] = at + hand_offset(model, load.hands, side)
    return found


def reaching(model: Model, posed: Posed, target: Floats) -> tuple[Floats, Floats]:
    """From the shoulders to where hands are to be (sides, frames, 3) m, and how far elbows bend for it
    (sides, frames) rad; NaN where there is no such place.

    A raised arm takes its shoulder along, which changes the way: repeated from where the arms are until it
    stays. Every two rounds the rest of the way is told by how much smaller the last step was (Aitken).
    """
    bones = bones_of(model)
    thorax = posed.rotation[:, bones.thorax]
    hanging = posed.origin[:, bones.clavicle].swapaxes(0, 1) + (thorax @ bones.girdle[..., None])[..., 0]
    humeri = posed.rotation.take(bones.turned[4:6], axis=1).swapaxes(0, 1)
    elevation, last = elevation_of(model, thorax, humeri), None
    for _ in range(MOST_ROUNDS):
        to = target - hanging - shoulders(model, thorax, elevation).moved
        elbow = np.stack(
            [elbow_for(model, side, np.sqrt(np.vecdot(to[i], to[i]))) for i, side in enumerate(SIDES)]
        )
        there = np.isnan(to[..., :1])
        aimed = rotation_to(*_arm(model, np.nan_to_num(elbow)), np.where(there, DOWN, to), DOWN_AND_BACK)
        step = elevation_of(model, thorax, aimed) - elevation
        elevation = elevation + step
        if np.abs(step).max() < STAYS:
            break
        if last is None:
            last = step
        else:
            ratio = np.clip(step / np.where(last == 0.0, 1.0, last), -MOST_RATIO, MOST_RATIO)
            elevation, last = elevation + step * ratio / (1.0 - ratio), None
    return to, elbow


@per_model
def _hanging(model: Model) -> Floats:
    """Rotations (sides, 1, 3, 3) of the upper arms where straight arms hang."""
    return rotation_to(*_arm(model, np.zeros((len(SIDES), 1))), DOWN, BACK)


def _stated(words: Words) -> Floats:
    """Upper arms against the thorax (sides, frames, 3: z x y) rad; NaN where an arm hangs: where no angle of
    it is stated, but of who lies none does."""
    flexion, abduction = words.angles[SHOULDER_ROWS]  # (sides, frames) °
    abducted = (np.nan_to_num(abduction) != 0.0).any(axis=1, keepdims=True)  # of a movement in any frame
    stated = abducted | (words.stance in LYING)
    flexion = np.where(np.isnan(flexion) & stated, 0.0, flexion)
    abduction = np.nan_to_num(abduction)
    turns = np.zeros((*flexion.shape, 3))
    turns[..., 0], turns[..., 1] = flexion * DEGREE, abduction * AWAY
    return turns


class Bones(NamedTuple):
    """The bones of the arms of both sides, standing."""

    thorax: int  # body that the clavicles hang on
    clavicle: list[int]
    turned: NDArray[np.int_]  # (4 · sides,) clavicle and scapula of each side, then humeri, then forearms
    girdle: Floats  # (sides, 1, 3) from the clavicle's joint to the shoulder, the arm hanging, m
    shoulder_axes: Floats  # (sides, 1, 3, 3)
    upper: Floats  # (sides, 1, 3) from shoulder to elbow, m
    lower: Floats  # (sides, 1, 3) from elbow to grip, m, in the axes of the elbow
    elbow_axes: Floats  # (sides, 1, 3, 3)


@per_model
def bones_of(model: Model) -> Bones:
    """The arms of a model."""
    skeleton = model.body.skeleton
    clavicle, scapula, humerus, forearm = (
        [skeleton.index(f"{b}_{side}") for side in SIDES]
        for b in ("clavicle", "scapula", "humerus", "forearm")
    )
    centre = skeleton.centre
    elbow, axes = skeleton.centre[forearm], skeleton.axes[forearm]
    lower = np.array([model.grip(side) for side in SIDES]) - elbow
    return Bones(
        skeleton.index(THORAX),
        clavicle,
        np.array(
            [*(bone for side in zip(clavicle, scapula, strict=True) for bone in side), *humerus, *forearm]
        ),
        (centre[humerus] - centre[clavicle])[:, None],
        skeleton.axes[humerus][:, None],
        (elbow - skeleton.centre[humerus])[:, None],
        lower[:, None] @ axes,
        axes[:, None],
    )


def _arm(model: Model, elbow: Floats) -> tuple[Floats, Floats]:
    """From shoulder to grip with the elbows bent by (sides, frames) rad, and from that line to the elbow.

    Both (sides, frames, 3) m in standing axes; where the arm is straight the second points back.
    """
    bones = bones_of(model)
    x, y, z = (bones.lower[..., i] for i in range(3))
    c, s, bent = np.cos(elbow), np.sin(elbow), np.empty((*elbow.shape, 3))
    bent[..., 0], bent[..., 1], bent[..., 2] = c * x - s * y, s * x + c * y, z
    whole = bones.upper + (bones.elbow_axes @ bent[..., None])[..., 0]
    away = bones.upper - whole * (np.vecdot(bones.upper, whole) / np.vecdot(whole, whole))[..., None]
    straight = np.vecdot(away, away)[..., None] < STRAIGHT**2
    return whole, np.where(straight, BACK, away)


def elbow_for(model: Model, side: str, distance: Floats) -> Floats:
    """Elbow flexion (frames,) rad that brings the grip to a distance (frames,) m from the shoulder.

    The law of cosines, exact for bones that lie at any angle to the elbow's axis z. A distance that no bend
    gives takes the nearest that one does.
    """
    constant, cosine, sine = _triangles(model)[side]
    share = (distance**2 - constant) / (2.0 * hypot(cosine, sine))
    elbow = atan2(sine, cosine) + np.arccos(np.minimum(np.maximum(share, -1.0), 1.0))
    most = model.body.tables.joint_range("elbow", "flexion") * DEGREE
    return np.asarray(np.minimum(np.maximum(elbow, 0.0), most))


@per_model
def _triangles(model: Model) -> dict[str, tuple[float, float, float]]:
    """What the squared distance from shoulder to grip consists of, m², with the elbow bent by e, by side.

    With u and v the two bones in the axes of the elbow it is
    d² = u² + v² + 2 u_z v_z + 2 (u_x v_x + u_y v_y) cos e + 2 (u_y v_x − u_x v_y) sin e.
    """
    bones, found = bones_of(model), {}
    for i, side in enumerate(SIDES):
        a, b, c = (bones.upper[i] @ bones.elbow_axes[i, 0])[0].tolist()
        x, y, z = bones.lower[i, 0].tolist()
        constant = a * a + b * b + c * c + x * x + y * y + z * z + 2.0 * c * z
        found[side] = constant, a * x + b * y, b * x - a * y
    return found


def by_elbow(model: Model, sides: Sequence[str], elbow: Floats) -> Floats:
    """How the distances from shoulder to grip change as elbows bend, at (frames, sides) rad: m/rad."""
    found = np.empty_like(elbow)
    for i, side in enumerate(sides):
        constant, cosine, sine = _triangles(model)[side]
        c, s = np.cos(elbow[:, i]), np.sin(elbow[:, i])
        found[:, i] = (sine * c - cosine * s) / np.sqrt(constant + 2.0 * (cosine * c + sine * s))
    return found


@per_model
def reaches_of(model: Model) -> dict[str, tuple[float, float]]:
    """The shortest and the longest distance from shoulder to grip, m, by side."""
    most = model.body.tables.joint_range("elbow", "flexion")
    folded, straight = reach_with(model, most), reach_with(model, 0.0)
    return {side: (folded[side], straight[side]) for side in SIDES}


def reach_with(model: Model, elbow_deg: float) -> dict[str, float]:
    """The distance from shoulder to grip, m, with elbows bent by so much, by side."""
    bent = elbow_deg * DEGREE
    return {
        side: sqrt(constant + 2.0 * (cosine * cos(bent) + sine * sin(bent)))
        for side, (constant, cosine, sine) in _triangles(model).items()
    }
