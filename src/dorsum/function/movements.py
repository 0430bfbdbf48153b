"""What moved and how far, in the words of the field.

Every movement has a positive amount in the direction of its word; its opposite has the same with the sign
turned. Angles are in °, displacements of the scapula and pelvis in mm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from dorsum.anatomy.rows import MovedPartRow
from dorsum.body.skeleton import Floats, Skeleton, sided
from dorsum.mechanics.settle import Pull
from dorsum.units import DEGREE, MM

THORAX = "T4"  # the vertebra against which the girdle is seen, as the sternum is
IN_MM = {
    "scapula": {"elevation", "depression", "retraction", "protraction"},
    "pelvis": {"elevation", "depression"},
}
OPPOSITE = {
    "extension": "flexion",
    "right_bending": "left_bending",
    "left_twist": "right_twist",
    "elevation": "depression",
    "retraction": "protraction",
    "upward_rotation": "downward_rotation",
    "posterior_tilt": "anterior_tilt",
    "medial_rotation": "lateral_rotation",
    "adduction": "abduction",
    "right_side_up": "left_side_up",
    "turning_left": "turning_right",
    "dorsiflexion": "plantarflexion",
    "backward_rotation": "forward_rotation",
}
SAME = {"internal_rotation": "medial_rotation", "external_rotation": "lateral_rotation"}
SIDED = {  # names that count from the side that pulls: what they are for the right side
    "lateral_flexion_ipsilateral": "right_bending",
    "lateral_flexion_contralateral": "left_bending",
    "rotation_ipsilateral": "right_twist",
    "rotation_contralateral": "left_twist",
    "pelvic_hike": "right_side_up",
    "pelvic_level": "left_side_up",
}
BREATH = {"inspiration": "elevation", "expiration": "depression"}
MIRRORED = {
    **{a: b for pair in (("right_bending", "left_bending"), ("left_twist", "right_twist"),
                         ("right_side_up", "left_side_up"), ("turning_left", "turning_right"))
       for a, b in (pair, pair[::-1])},
}  # fmt: skip


@dataclass(frozen=True)
class Posed:
    """A posture as the movements are read off it: angles, and every body as seen from what is held."""

    pull: Pull
    coordinates: Floats  # (n,) rad
    rotation: Floats  # (n_bodies, 3, 3)
    origin: Floats  # (n_bodies, 3) m

    @property
    def skeleton(self) -> Skeleton:
        """Bones in standing."""
        return self.pull.model.body.skeleton

    def angle(self, joint: str, axis: str) -> float:
        """Angle of a joint about z, x or y, °; zero where it does not turn."""
        name = f"{joint} {axis}"
        known = self.pull.coordinates
        return float(self.coordinates[known.position[name]] / DEGREE) if name in known.position else 0.0

    def counted(self, joint: str, axis: str) -> float:
        """The same as the rows of the tables count, which are those of the right side."""
        known, name = self.pull.coordinates, f"{joint} {axis}"
        return known[known.position[name]].sign * self.angle(joint, axis) if name in known.position else 0.0

    def seen_from(self, body: str, other: str) -> tuple[Floats, Floats]:
        """Rotation vector (°) of a body as seen from another, and that other's turn (3, 3)."""
        turn = self.rotation[self.skeleton.index(other)]
        relative = turn.T @ self.rotation[self.skeleton.index(body)]
        return Rotation.from_matrix(relative).as_rotvec() / DEGREE, turn


def movements(posed: Posed, part: MovedPartRow, side: str) -> Mapping[str, float]:
    """Every movement of a part and its opposite; `side` is that of a paired part."""
    found = {
        "spine": _of_spine,
        "ribs": _of_ribs,
        "limb": _of_limb,
        "scapula": _of_scapula,
        "pelvis": _of_pelvis,
    }[part.told_as](posed, part, side)
    return {**found, **{OPPOSITE[word]: -amount for word, amount in found.items()}}


def amount(posed: Posed, part: MovedPartRow, motion: str, side: str) -> float:
    """How far a part moves in a motion named from the side that pulls; NaN if it has no such motion."""
    word = BREATH.get(motion, SIDED.get(motion, motion))
    if side == "left":
        word = MIRRORED.get(word, word)
    return movements(posed, part, side).get(word, np.nan)


def unit(part: MovedPartRow, motion: str) -> str:
    """`mm` or `°`."""
    return "mm" if motion in IN_MM.get(part.told_as, ()) else "°"


def _of_spine(posed: Posed, part: MovedPartRow, _side: str) -> dict[str, float]:
    z, x, y = (sum(posed.angle(joint, axis) for joint in part.joints) for axis in "zxy")
    return {"extension": z, "right_bending": x, "left_twist": y}


def _of_ribs(posed: Posed, part: MovedPartRow, side: str) -> dict[str, float]:
    return {"elevation": float(np.mean([posed.angle(sided(joint, side), "z") for joint in part.joints]))}


def _of_limb(posed: Posed, part: MovedPartRow, side: str) -> dict[str, float]:
    """The one joint of the part, by the directions of `joint_ranges.csv`."""
    (joint,) = part.joints
    tables, name = posed.pull.model.body.tables, sided(joint, side)
    found: dict[str, float] = {}
    for row in tables.joint_ranges:
        word = SAME.get(row.direction, row.direction)
        if row.joint == joint and word in OPPOSITE:
            sign = -1.0 if row.sign == "-" else 1.0
            found[word] = sign * posed.counted(name, row.coordinate)
    return found


def _of_scapula(posed: Posed, _part: MovedPartRow, side: str) -> dict[str, float]:
    """The scapula against the thorax: its middle up, its medial border towards the spine, and three turns."""
    skeleton = posed.skeleton
    spine, angle, acromion = (
        skeleton.at("scapula", name, side)
        for name in ("trigonum_spinae_TS", "angulus_inferior_AI", "angulus_acromialis_AA")
    )
    vector, turn = posed.seen_from(sided("scapula", side), THORAX)
    up, lateral = _unit(spine - angle), _unit(acromion - spine)
    back = _unit(np.cross(lateral, up))
    back = back if back[0] < 0.0 else -back
    border, middle = (spine + angle) / 2.0, (spine + angle + acromion) / 3.0
    medial = np.array([0.0, 0.0, -np.sign(border[2])])

    def shift(at: Floats) -> Floats:
        body, thorax = skeleton.index(sided("scapula", side)), skeleton.index(THORAX)
        now = posed.origin[body] + posed.rotation[body] @ (at - skeleton.centre[body])
        return np.asarray((turn.T @ (now - posed.origin[thorax]) - (at - skeleton.centre[thorax])) / MM)

    return {
        "elevation": float(shift(middle)[1]),
        "retraction": float(shift(border) @ medial),
        "upward_rotation": float(vector @ np.cross(lateral, up)),
        "posterior_tilt": float(vector @ np.cross(up, back)),
        "medial_rotation": float(vector @ np.cross(lateral, -back)),
    }


def _of_pelvis(posed: Posed, _part: MovedPartRow, _side: str) -> dict[str, float]:
    """The pelvis as seen from what is held."""
    pelvis = posed.skeleton.index("pelvis")
    vector = Rotation.from_matrix(posed.rotation[pelvis]).as_rotvec() / DEGREE
    rise = (posed.origin[pelvis] - posed.skeleton.centre[pelvis])[1] / MM
    return {
        "posterior_tilt": float(vector[2]),
        "right_side_up": float(-vector[0]),
        "turning_left": float(vector[1]),
        "elevation": float(rise),
    }


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))
