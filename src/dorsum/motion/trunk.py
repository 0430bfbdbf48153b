"""The trunk: the spine bent as the words say, the pelvis tilted so that all is inclined as stated."""

from __future__ import annotations

from functools import lru_cache
from math import atan2
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import SIDES, SPINE, Floats
from dorsum.errors import BadInput
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.pose import Pose, per_model
from dorsum.motion.posture import DIRECTIONS, OPPOSITE, REGIONS
from dorsum.motion.words import ROW, Words
from dorsum.units import DEGREE

# Flexion, bending to the right and left twist in ° as angles about z, x and y.
IN_RADIANS = np.array([-1.0, 1.0, 1.0]) * DEGREE
REGION_ROWS = np.array([[ROW[f"{region}_{turn}"] for turn in DIRECTIONS] for region in REGIONS])
# The stated angles of arms and knees: joint, direction, name among the words.
LIMBS = tuple(
    (joint, turn, f"{name}_{turn}_{side}")
    for side in SIDES
    for joint, turn, name in (
        ("glenohumeral", "flexion", "shoulder"),
        ("glenohumeral", "abduction", "shoulder"),
        ("elbow", "flexion", "elbow"),
        ("knee", "flexion", "knee"),
    )
)
LIMB_ROWS = np.array([ROW[name] for _, _, name in LIMBS])


def bend_spine(model: Model, pose: Pose) -> Pose:
    """Turn the 25 spinal joints as stated; refused beyond the range of a joint of spine, arms or knees."""
    turns = spine_turns(model.body.tables, pose.words)
    spine = turns.reshape(len(turns), -1).T
    _within_range(model.body.tables, np.concatenate([spine, pose.words.angles[LIMB_ROWS]]))
    return pose.turned(_spine(model), turns * IN_RADIANS)


def turn_spine(model: Model, pose: Pose) -> Pose:
    """Turn the 25 spinal joints as stated, whatever their range."""
    return pose.turned(_spine(model), spine_turns(model.body.tables, pose.words) * IN_RADIANS)


@per_model
def _spine(model: Model) -> NDArray[np.int_]:
    return np.array([model.joint(joint) for joint in SPINE])


class Sharing(NamedTuple):
    """How the spinal joints share the turns of their regions."""

    region: NDArray[np.int_]  # (25,) position in `REGIONS`
    positive: Floats  # (25, 3: flexion, bending, twist) share of a positive turn
    negative: Floats  # (25, 3) of a negative one: backwards the joints share by another rhythm


@lru_cache(maxsize=4)
def _sharing(tables: Tables) -> Sharing:
    def shares(*turns: str) -> Floats:
        return np.array([[tables.rhythm_share(turn, joint) for turn in turns] for joint in SPINE])

    regions = list(REGIONS.values())
    return Sharing(
        region=np.array([next(i for i, of in enumerate(regions) if joint in of) for joint in SPINE]),
        positive=shares(*DIRECTIONS),
        negative=shares(OPPOSITE["flexion"], *DIRECTIONS[1:]),
    )


def spine_turns(tables: Tables, words: Words) -> Floats:
    """Turns (frames, 25, 3: flexion, bending to the right, left twist) in ° of the spinal joints.

    Each region shares its turn among its joints by `rhythm.csv`; a joint stated by itself turns as stated.
    """
    regional = words.angles[REGION_ROWS]  # (regions, directions, frames)
    _follow_inclination(tables, words, regional[:, 0])
    shared = _sharing(tables)
    of_joint = regional.T[:, :, shared.region].swapaxes(1, 2)
    turns: Floats = of_joint * np.where(of_joint < 0.0, shared.negative, shared.positive)
    for (joint, turn), value in words.joints.items():
        at = turns[:, SPINE.index(joint), DIRECTIONS.index(turn)]
        at[:] = np.where(np.isnan(value), at, value)
    return turns


def _follow_inclination(tables: Tables, words: Words, flexion: Floats) -> None:
    """Fill in what is not stated of regional flexion (regions, frames) °: it follows the inclination."""
    unstated = np.isnan(flexion)
    if not unstated.any():
        return
    flexion[unstated] = 0.0
    inclination = words.or_zero("trunk_inclination")
    if inclination.any():
        for region, follows in _rhythm(tables).items():
            row, at = list(REGIONS).index(region), inclination != 0.0
            rhythm = np.interp(inclination, *follows)
            flexion[row] = np.where(unstated[row] & at, rhythm, flexion[row])


@lru_cache(maxsize=4)
def _rhythm(tables: Tables) -> dict[str, tuple[Floats, Floats]]:
    """Inclinations of the trunk and the flexion of a region that goes with them, °."""
    rows = tables.flexion_rhythm
    x = np.array([row.trunk_inclination_deg for row in rows])
    return {
        "lumbar": (x, np.array([row.lumbar_flexion_deg for row in rows])),
        "thoracic": (x, np.array([row.thoracic_flexion_deg for row in rows])),
    }


def inclination(model: Model, posed: Posed) -> Floats:
    """Forward turn in space of the line from L5/S1 to C7/T1 since standing (frames,), rad."""
    s1, c7, upright = _line(model)
    line = posed.origin[:, c7] - posed.origin[:, s1]
    return np.asarray(np.arctan2(line[:, 0], line[:, 1]) - upright)


@per_model
def _line(model: Model) -> tuple[int, int, float]:
    """The bodies at both ends of the trunk's line, and its turn in standing, rad."""
    s1, c7, centre = model.joint("L5/S1"), model.joint("C7/T1"), model.body.skeleton.centre
    forward, up, _ = (centre[c7] - centre[s1]).tolist()
    return s1, c7, atan2(forward, up)


def tilt_pelvis(model: Model, pose: Pose) -> Pose:
    """Turn the pelvis so that the trunk has the stated inclination; flexion turns every bone above it."""
    inclined, tilted = pose.words.stated("trunk_inclination"), pose.words.stated("pelvis_tilt")
    if not (inclined | tilted).any():
        return pose
    turn = pose.angles[:, 0, 0]
    if inclined.any():
        wanted = pose.words["trunk_inclination"] * DEGREE
        turn = np.where(inclined, inclination(model, pose.placed(model)) - wanted, turn)
    return pose.turned([0], (turn - pose.words.or_zero("pelvis_tilt") * DEGREE)[:, None])


@lru_cache(maxsize=4)
def _limits(tables: Tables) -> tuple[list[tuple[str, str]], Floats]:
    """Joint and direction of every turn that is stated, and how far it goes (2: that way, back; n), °."""
    turns = [(joint, turn) for joint in SPINE for turn in DIRECTIONS]
    turns += [(joint, turn) for joint, turn, _ in LIMBS]
    ways = [turns, [(joint, OPPOSITE.get(turn, turn)) for joint, turn in turns]]
    return turns, np.array([[tables.joint_range(*way) for way in one] for one in ways])


def _within_range(tables: Tables, values: Floats) -> None:
    """Refuse turns (n, frames) in °, NaN where none is stated, beyond the range of a joint."""
    turns, limits = _limits(tables)
    tolerance = tables.constant("range_tolerance")
    there, back = limits[..., None] * tolerance + 1e-9
    if not ((values > there) | (-values > back)).any():
        return
    reached = np.array([np.fmax.reduce(values, axis=1), -np.fmin.reduce(values, axis=1)])
    i, way = np.argwhere((reached > limits * tolerance + 1e-9).T)[0]
    joint, turn = turns[i]
    raise BadInput(
        f"{joint} would turn {reached[way, i]:.1f}° in {OPPOSITE.get(turn, turn) if way else turn}:"
        f" its range is {limits[way, i] * tolerance:.1f}°"
        f" ({limits[way, i]:g}° on average, times {tolerance:g})"
    )
