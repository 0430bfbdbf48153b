"""What a recording says of the segments of a body, and the joint angles of our body that put them there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.motion import Motion, continuous, heading_of
from dorsum.motion.recorded.spine import NECK, TRUNK, SpineMap
from dorsum.motion.recorded.trunk import trunk_turns
from dorsum.motion.recorded.trust import MOSTLY
from dorsum.motion.turns import aim, turns_zxy
from dorsum.units import DEGREE

HINGE = {"humerus": "forearm", "femur": "shank"}  # the bone at the far end of a limb's first bone
HEAD_STEPS = 3  # the turns of a neck add up but for the tilt of its joints
# Of the pelvis for a trunk that goes beyond the spine's range: such a frame is doubtful (assumed; a
# spine's range differs by about as much between people).
MADE_UP = 10.0 * DEGREE
NOTED = 0.5 * DEGREE  # a smaller difference is not worth a word


@dataclass(frozen=True)
class Limb:
    """The first bone of an arm or leg."""

    direction: Floats  # (frames, 3) from its upper to its lower joint
    hinge: Floats  # (frames, 3) axis of the lower joint, to the right
    bend: Floats  # (frames,) angle about it, rad, by the right hand: an elbow bends by +, a knee by −


@dataclass(frozen=True)
class Segments:
    """Rotations since upright standing, and directions, in the axes of the recording."""

    time: Floats  # (frames,) s
    pelvis: Floats  # (frames, 3, 3)
    trunk: Floats  # (frames, 3, 3) of the line along the back and of the shoulders
    head: Floats  # (frames, 3, 3)
    root: Floats | None = None  # (frames, 3) m, the pelvis's joint centre
    limbs: Mapping[tuple[str, str], Limb] = field(default_factory=dict)  # by first bone and side
    feet: Mapping[str, Floats] = field(default_factory=dict)  # ankle angle by side, rad
    notes: tuple[str, ...] = ()
    joints: Floats | None = None  # (frames, n_bodies, 3) rad, angles to be used as they are; NaN: none
    doubts: tuple[str, ...] = ()  # what not to believe of them
    failed: tuple[str, ...] = ()  # why not to believe any, and what mends it
    room: Floats = field(default_factory=lambda: np.eye(3))  # from the file's axes to these


MENDS = "--static or --unit, where angles or standing are misread, or --subject for a person who bends so far"


class Beyond:
    """How far a recording goes beyond what spine and neck can do, over all its frames."""

    def __init__(self) -> None:
        self.frames = 0
        self.count, self.most = [0, 0], [0.0, 0.0]  # of pelvis and neck: frames, rad
        self.made_up = 0  # frames in which the pelvis makes up for much

    def add(self, pelvis: Floats, neck: Floats) -> None:
        """Turn of the pelvis that makes up for the spine, and what the neck leaves, (frames,) rad."""
        self.frames += len(pelvis)
        self.made_up += int((pelvis > MADE_UP).sum())
        for k, by in enumerate((pelvis, neck)):
            self.count[k] += int((by > NOTED).sum())
            self.most[k] = max(self.most[k], float(by.max(initial=0.0)))

    def notes(self) -> list[str]:
        """A sentence for each that is more than `NOTED`."""
        words = (
            "The trunk goes beyond the range of the spine in {} of {} frames: the joints stay at their limits"
            " and the pelvis turns instead, by {:.0f}° at most.",
            "The head goes beyond the range of the neck in {} of {} frames, by {:.0f}° at most: the neck"
            " stays at its limit.",
        )
        each = zip(words, self.count, self.most, strict=True)
        return [text.format(n, self.frames, most / DEGREE) for text, n, most in each if n]

    def judged(self) -> tuple[list[str], list[str]]:
        """What to doubt, and why no verdict rests on the recording."""
        if not self.made_up:
            return [], []
        told = (
            f"The trunk goes more than {MADE_UP / DEGREE:.0f}° beyond the range of the spine in"
            f" {self.made_up} of {self.frames} frames"
        )
        if self.made_up > MOSTLY * self.frames:
            return [], [f"{told}: {MENDS}."]
        return [f"{told}: those are doubtful; {MENDS} may mend it."], []


def motion_of(
    segments: Segments, model: Model, heading: Floats | None = None
) -> tuple[Motion, Floats, Floats]:
    """The angles of our body that put its segments where those of the recording are.

    A trunk that goes beyond what the spine can do keeps its turn in space, and the pelvis turns instead; by
    how much is the second value (frames,), what the neck leaves the third, both in rad. `heading` turns the
    recording's axes; without it the first frame is to face x.
    """
    heading = heading_of(segments.pelvis[0]) if heading is None else heading
    spine = SpineMap.of(model.body.tables)
    pelvis, trunk, head = (heading @ of for of in (segments.pelvis, segments.trunk, segments.head))
    angles = np.zeros((len(segments.time), len(model.body.skeleton.names), 3))
    given = np.full_like(angles, np.nan) if segments.joints is None else segments.joints
    trunk_given, neck_given = (bool(there) for there in _given(given, model))
    if trunk_given:
        turns, moved = np.zeros((len(angles), 3, 3)), pelvis
    else:
        turns, reached = trunk_turns(model, spine, np.swapaxes(pelvis, -1, -2) @ trunk)
        moved = trunk @ np.swapaxes(reached, -1, -2)
    angles[:, 0] = turns_zxy(moved)
    angles[:, model.body.spine] = spine.joints(turns)
    np.copyto(angles, given, where=~np.isnan(given))
    left = np.zeros(len(angles)) if neck_given else _bow_head(model, spine, turns, head, angles)
    _place_limbs(model, segments, heading, angles)
    np.copyto(angles, given, where=~np.isnan(given))
    root = None if segments.root is None else segments.root @ heading.T
    arms = tuple(side for side in SIDES if ("humerus", side) in segments.limbs or _arm(given, model, side))
    made_up = turned_by(pelvis, moved)
    motion = Motion(
        segments.time,
        continuous(angles),
        root,
        segments.notes,
        heading=heading,
        doubtful=(made_up > MADE_UP) | bool(segments.failed),
        doubts=segments.doubts,
        failed=segments.failed,
        arms=arms,
        room=segments.room,
    )
    return motion, made_up, left


def _given(given: Floats, model: Model) -> tuple[np.bool_, np.bool_]:
    """Whether every joint of the trunk, and whether any of the neck, has its angles from the file."""
    there = ~np.isnan(given[0, model.body.spine])
    return there[:TRUNK].all(), there[TRUNK:].any()


def _arm(given: Floats, model: Model, side: str) -> bool:
    """Whether a file gives the angles of an arm."""
    return bool(~np.isnan(given[0, model.body.skeleton.index(sided("humerus", side))]).all())


def turned_by(a: Floats, b: Floats) -> Floats:
    """Angle (frames,) between rotations, rad."""
    trace = np.einsum("fij,fij->f", a, b)
    return np.asarray(np.arccos(np.clip((trace - 1.0) / 2.0, -1.0, 1.0)))


def _bow_head(model: Model, spine: SpineMap, turns: Floats, head: Floats, angles: Floats) -> Floats:
    """Turn the neck so that the head comes as near to its recorded turn as it can; what is left,
    (frames,) rad."""
    low, high = spine.bounds()
    skull, neck = model.body.skeleton.index("skull"), model.body.spine[TRUNK:]
    for _ in range(HEAD_STEPS):
        left = turns_zxy(np.swapaxes(model.place(angles).rotation[:, skull], -1, -2) @ head)
        wanted = turns[:, NECK] + left
        turns[:, NECK] = np.clip(wanted, low[NECK], high[NECK])
        angles[:, neck] = spine.joints(turns)[:, TRUNK:]
    return np.asarray(np.abs(wanted - turns[:, NECK]).max(axis=1))


def _place_limbs(model: Model, segments: Segments, heading: Floats, angles: Floats) -> None:
    """Arms and legs along their recorded directions."""
    skeleton = model.body.skeleton
    posed = model.place(angles)
    for (bone, side), limb in segments.limbs.items():
        upper, lower = skeleton.index(sided(bone, side)), skeleton.index(sided(HINGE[bone], side))
        rest = skeleton.centre[lower] - skeleton.centre[upper]
        parent, axis = posed.rotation[:, skeleton.parent[upper]], skeleton.axes[lower][:, 2]
        to, hinge = limb.direction @ heading.T, limb.hinge @ heading.T
        angles[:, upper] = aim(parent, skeleton.axes[upper], rest, axis, to, hinge)
        angles[:, lower, 0] = limb.bend
    for side, ankle in segments.feet.items():
        angles[:, skeleton.index(sided("foot", side)), 0] = ankle
