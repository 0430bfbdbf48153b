"""A character rig (.bvh) as segments of a body: its joints are no anatomical centres.

What counts is how far hips, the line from hips to neck, shoulders, head and limbs have turned since upright
standing, which is the first frame, another one, or the rig's rest pose. The rig's own spinal joints are
not looked at.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.errors import BadInput
from dorsum.exchange.read.axes import turn_by
from dorsum.exchange.read.name_maps import NameMap
from dorsum.exchange.read.recording import Rig
from dorsum.exchange.read.rig_names import rig_joints
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.motion import heading_of
from dorsum.motion.recorded.segments import Limb, Segments
from dorsum.motion.recorded.standing import lean_words
from dorsum.motion.recorded.static import REST, frame_of
from dorsum.motion.turns import direction_frame
from dorsum.units import DEGREE
from dorsum.words import FEW, listed

# First bone of our limbs, the joints of a rig's limb, and which way the middle one bends.
LIMBS = (("humerus", ("arm", "forearm", "hand"), 1), ("femur", ("thigh", "shank", "foot"), -1))
MENDS = f"--static {REST}, or --static with the number of a frame in which the figure stands"
STANDS = {"thigh": "femur", "shank": "shank", "foot": "foot", "arm": "humerus"}  # joints, and bodies of ours
# Lengths that its bones tell, and the joints between which these lie.
BONES = {
    "thigh": ("thigh", "shank"),
    "shank": ("shank", "foot"),
    "upper_arm": ("arm", "forearm"),
    "forearm": ("forearm", "hand"),
}
STRAIGHT = 0.35  # rad: below, a joint a few cm off in two bones turns the axis of their hinge (assumed)
RIGHT = np.array([0.0, 0.0, 1.0])


def segments_of(rig: Rig, static: int | str | None = None, own: NameMap | None = None) -> Segments:
    """Segments of a rig since its first frame, since the one counted `static` from 1, or since its rest pose.

    `own` is what the user calls its joints.

    Raises:
        BadInput: it has no joints called hips and neck, no arms and legs that tell right from left, or no
            such frame.
    """
    standing, who = _standing(rig, static)
    joint, still = _Joints(rig, own), _Joints(standing, own)
    hips, neck, head = joint.index("hips"), joint.index("neck"), joint.index("head")
    if headed := neck is None and joint.carries_head():
        neck = head
    if None in (hips, neck):
        missing = "hips" if hips is None else "neck"
        raise BadInput(
            f"{rig.path} has no joint called {missing}; its joints are {listed(rig.names, most=FEW)}:"
            " say with --joints map.toml what they are"
        )
    heading = _facing(still)
    turn = rig.rotations @ np.swapaxes(standing.rotations, -1, -2)
    line, upright = (of.positions[:, neck] - of.positions[:, hips] for of in (rig, standing))
    across, across_still = _across(joint, "arm"), _across(still, "arm")
    if across is None or across_still is None:
        across_still = (heading.T @ RIGHT)[None]
        across = turn[:, neck] @ across_still[0]
    trunk = direction_frame(line, across) @ np.swapaxes(direction_frame(upright, across_still), -1, -2)
    # Seen from the way the figure faced: a turn since standing of a body that faces x.
    pelvis, trunk, skull = (
        heading @ part @ heading.T for part in (turn[:, hips], trunk, turn[:, neck if head is None else head])
    )
    lean = float(np.arccos(np.clip(upright[0, 1] / np.linalg.norm(upright[0]), -1, 1)))
    doubts, failed = lean_words(lean, who, MENDS)
    notes = [
        f"{who} is taken as upright standing (hips to neck lean by {lean / DEGREE:.0f}° in it), and all"
        " turns count from there: differences mean more than absolute loads.",
        *rig.notes,
    ]
    if head is None:
        notes.append("Not recorded: the head; it turns with the neck.")
    if headed:
        notes.append("No joint is called neck: that of the head is taken for it.")
    limbs = joint.limbs(heading)
    if lacking := [w for w, b in (("arms", "humerus"), ("legs", "femur")) if (b, "right") not in limbs]:
        notes.append(f"Not recorded: {listed(lacking)}; they keep their place on the body.")
    root = rig.positions[:, hips] @ heading.T
    return Segments(
        rig.time,
        pelvis,
        trunk,
        skull,
        root,
        limbs,
        notes=tuple(notes),
        doubts=tuple(doubts),
        failed=tuple(failed),
        room=heading @ turn_by(rig.facts.up, rig.facts.forward),
    )


def heights_of(
    rig: Rig, static: int | str | None, own: NameMap | None, model: Model
) -> tuple[Floats, Floats]:
    """How high joints of legs and shoulders stand in a rig, and those of our body, (n,) m."""
    standing, _ = _standing(rig, static)
    joint, skeleton = _Joints(standing, own), model.body.skeleton
    seen, body = [], []
    for what, bone in STANDS.items():
        for side in SIDES:
            if (at := joint.index(what, side)) is not None:
                seen.append(standing.positions[0, at, 1])
                body.append(skeleton.centre[skeleton.index(sided(bone, side)), 1])
    return np.array(seen), np.array(body)


def bones_of(rig: Rig, static: int | str | None, own: NameMap | None) -> dict[str, float]:
    """Lengths of the bones of its limbs, m, by the names of `lengths.csv`, the mean of both sides."""
    standing, _ = _standing(rig, static)
    joint = _Joints(standing, own)
    found: dict[str, float] = {}
    for name, (start, end) in BONES.items():
        each = [joint.direction(joint.index(start, side), joint.index(end, side)) for side in SIDES]
        known = [float(np.linalg.norm(bone[0])) for bone in each if bone is not None]
        if known:
            found[name] = sum(known) / len(known)
    return found


def _standing(rig: Rig, static: int | str | None) -> tuple[Rig, str]:
    """A rig of one frame in which the figure stands, and what that frame is called."""
    if static == REST:
        turns = np.tile(np.eye(3), (1, len(rig.names), 1, 1))
        at = np.zeros((1, len(rig.names), 3))
        for i, parent in enumerate(rig.parents):
            at[0, i] = rig.offsets[i] + (at[0, parent] if parent >= 0 else 0.0)
        return replace(rig, time=rig.time[:1], rotations=turns, positions=at), "The rig's rest pose"
    number = 1 if static is None else int(static)
    here = slice(frame_of(number, len(rig.time), rig.path), number)
    still = replace(rig, time=rig.time[here], rotations=rig.rotations[here], positions=rig.positions[here])
    return still, "The first frame" if static is None else f"Frame {number}"


class _Joints:
    """The joints of a rig by what they are."""

    def __init__(self, rig: Rig, own: NameMap | None) -> None:
        self.rig, self.at = rig, rig_joints(rig.names, own)

    def index(self, what: str, side: str = "mid") -> int | None:
        """Joint of a meaning."""
        return self.at.get((what, side))

    def carries_head(self) -> bool:
        """Whether the joint of the head hangs, with no neck between, on one that carries both arms."""
        head, arms = self.index("head"), [self.index("arm", side) for side in SIDES]
        return head is not None and all(
            arm is not None and self.rig.parents[head] in self._above(arm) for arm in arms
        )

    def _above(self, i: int) -> list[int]:
        """Joints from the parent of one to the root."""
        found = []
        while (i := self.rig.parents[i]) >= 0:
            found.append(i)
        return found

    def direction(self, a: int | None, b: int | None) -> Floats | None:
        """From one joint to another (frames, 3)."""
        return None if a is None or b is None else self.rig.positions[:, b] - self.rig.positions[:, a]

    def limbs(self, heading: Floats) -> dict[tuple[str, str], Limb]:
        """Arms and legs by the directions of their bones, in axes of which x is forward."""
        found = {}
        for bone, names, sign in LIMBS:
            for side in SIDES:
                at = [self.index(name, side) for name in names]
                upper, lower = self.direction(at[0], at[1]), self.direction(at[1], at[2])
                if upper is not None and lower is not None:
                    found[bone, side] = _limb(upper @ heading.T, lower @ heading.T, sign)
        return found


def _limb(upper: Floats, lower: Floats, sign: int) -> Limb:
    """A limb from the directions of its two bones; `sign` + bends forward, as an elbow, − back, as a knee.

    The hinge stands across both bones; of a straight limb it is to the right.
    """
    hinge = sign * np.cross(upper, lower)
    length = np.linalg.norm(upper, axis=1) * np.linalg.norm(lower, axis=1)
    bend = np.arctan2(np.linalg.norm(hinge, axis=1), np.sum(upper * lower, axis=1))
    # Between straight and bent the axis goes over smoothly, else it would jump with the noise.
    share = np.clip(bend / STRAIGHT, 0.0, 1.0)[:, None]
    axis = share * hinge / np.maximum(np.sin(bend) * length, 1e-12)[:, None] + (1 - share) * RIGHT
    return Limb(upper, axis, sign * bend)


def _across(joint: _Joints, what: str) -> Floats | None:
    """From the left to the right of a pair of joints (frames, 3)."""
    return joint.direction(joint.index(what, "left"), joint.index(what, "right"))


def _facing(joint: _Joints) -> Floats:
    """The turn about y that brings the figure of the first frame to face x."""
    across = _across(joint, "thigh")
    across = _across(joint, "arm") if across is None else across
    if across is None:
        raise BadInput(f"{joint.rig.path}: no pair of arms or legs tells right from left")
    right = across[0] * np.array([1.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    up = np.array([0.0, 1.0, 0.0])
    return heading_of(np.column_stack([np.cross(up, right), up, right]))
