"""The trunk: the spine bent as the words say, the pelvis tilted so that all is inclined as stated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import SPINE, Floats
from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.pose import Pose
from dorsum.motion.posture import DIRECTIONS, OPPOSITE, REGIONS, SIDES
from dorsum.motion.words import Words
from dorsum.units import DEGREE


def bend_spine(model: Model, pose: Pose) -> Pose:
    """Turn the 25 spinal joints as stated; refused beyond the range of a joint of spine, arms or knees."""
    turns = spine_turns(model.body.tables, pose.words)
    _within_range(model.body.tables, [*_of_spine(turns), *_of_limbs(pose.words)])
    flexion, bending, twist = np.moveaxis(turns, -1, 0) * DEGREE
    angles = np.stack([-flexion, bending, twist], axis=-1)
    return pose.turned({model.joint(joint): angles[:, i] for i, joint in enumerate(SPINE)})


def spine_turns(tables: Tables, words: Words) -> Floats:
    """Turns (frames, 25, 3: flexion, bending to the right, left twist) in ° of the spinal joints.

    Each region shares its turn among its joints by `rhythm.csv`; a joint stated by itself turns as stated.
    """
    total = {(region, turn): words[f"{region}_{turn}"] for region in REGIONS for turn in DIRECTIONS[1:]}
    total["neck", "flexion"] = words["neck_flexion"]
    total["lumbar", "flexion"], total["thoracic", "flexion"] = _regional_flexion(tables, words)
    turns = np.zeros((len(words), len(SPINE), len(DIRECTIONS)))
    for (region, turn), value in total.items():
        k = DIRECTIONS.index(turn)
        for joint in REGIONS[region] if value.any() else ():
            share = np.full(len(value), tables.rhythm_share(turn, joint))
            if turn == "flexion" and (value < 0).any():
                share[value < 0] = tables.rhythm_share("extension", joint)
            turns[:, SPINE.index(joint), k] = value * share
    for (joint, turn), value in words.joints.items():
        at = turns[:, SPINE.index(joint), DIRECTIONS.index(turn)]
        at[:] = np.where(np.isnan(value), at, value)
    return turns


def _regional_flexion(tables: Tables, words: Words) -> tuple[Floats, Floats]:
    """Lumbar and thoracic flexion in °; what is not stated follows the trunk's inclination."""
    inclination, rows = words.or_zero("trunk_inclination"), tables.flexion_rhythm
    x = [row.trunk_inclination_deg for row in rows]

    def flexion(region: str, follows: list[float]) -> Floats:
        rhythm = np.where(inclination == 0.0, 0.0, np.interp(inclination, x, follows))
        name = f"{region}_flexion"
        return np.where(words.stated(name), words.or_zero(name), rhythm)

    return (
        flexion("lumbar", [row.lumbar_flexion_deg for row in rows]),
        flexion("thoracic", [row.thoracic_flexion_deg for row in rows]),
    )


def inclination(model: Model, angles: Floats) -> Floats:
    """Forward turn in space of the line from L5/S1 to C7/T1 since standing (frames,), rad."""
    s1, c7 = model.joint("L5/S1"), model.joint("C7/T1")
    upright = model.body.skeleton.centre[c7] - model.body.skeleton.centre[s1]
    origin = model.place(angles).origin
    line = origin[:, c7] - origin[:, s1]
    return np.asarray(np.arctan2(line[:, 0], line[:, 1]) - np.arctan2(upright[0], upright[1]))


def tilt_pelvis(model: Model, pose: Pose) -> Pose:
    """Turn the pelvis so that the trunk has the stated inclination; flexion turns every bone above it."""
    root = pose.angles[:, 0].copy()
    stated = pose.words.stated("trunk_inclination")
    if stated.any():
        tilt = -(pose.words["trunk_inclination"] * DEGREE - inclination(model, pose.angles))
        root[stated, 0] = tilt[stated]
    root[:, 0] -= pose.words.or_zero("pelvis_tilt") * DEGREE
    return pose.turned({0: root})


def _of_spine(turns: Floats) -> Iterator[tuple[str, str, Floats]]:
    for i, joint in enumerate(SPINE):
        for k, turn in enumerate(DIRECTIONS):
            yield joint, turn, turns[:, i, k]


def _of_limbs(words: Words) -> Iterator[tuple[str, str, Floats]]:
    """The stated angles of arms and knees: joint, direction, (frames,) °."""
    for side in SIDES:
        yield "glenohumeral", "flexion", words.or_zero(f"shoulder_flexion_{side}")
        yield "glenohumeral", "abduction", words[f"shoulder_abduction_{side}"]
        yield "elbow", "flexion", words[f"elbow_flexion_{side}"]
        yield "knee", "flexion", words[f"knee_flexion_{side}"]


def _within_range(tables: Tables, turns: list[tuple[str, str, Floats]]) -> None:
    tolerance = tables.constant("range_tolerance")
    values = np.array([turn for _, _, turn in turns])
    highest, lowest = values.max(axis=1).tolist(), values.min(axis=1).tolist()
    for (joint, direction, _), high, low in zip(turns, highest, lowest, strict=True):
        for name, reached in ((direction, high), (OPPOSITE.get(direction, direction), -low)):
            if reached <= 0.0:
                continue
            limit = tables.joint_range(joint, name) * tolerance
            if reached > limit + 1e-9:
                raise BadInput(
                    f"{joint} would turn {reached:.1f}° in {name}: its range is {limit:.1f}°"
                    f" ({tables.joint_range(joint, name):g}° on average, times {tolerance:g})"
                )
