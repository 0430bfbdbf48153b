"""Markers of an OpenSim model on our body: both stand, and part by part the one is stretched to the other.

A limb is stretched from joint to joint along itself and alike across; pelvis, trunk and head by how far
shoulders are above the hips, and across by how far hips and shoulders are apart. On a trunk in one piece a
marker is carried by the bone of the nearest place of the tables; that of a vertebra by ours of its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import SIDES, Floats, Skeleton, sided
from dorsum.exchange.read.marker_names import folded
from dorsum.exchange.read.model_markers import ModelMarkers, OnModel
from dorsum.exchange.read.osim_parts import NEAREST, Part
from dorsum.motion.turns import rotation_to
from dorsum.units import DEGREE

LIMBS = (("femur", "shank", "foot"), ("humerus", "forearm", "hand"))
DOWN, RIGHT = np.array([0.0, -1.0, 0.0]), np.array([0.0, 0.0, 1.0])
HANGS = (
    30.0 * DEGREE
)  # of a limb at zero from the vertical; one farther off is not taken as hanging (assumed)
HIPS = ("femur", "")


@dataclass(frozen=True)
class _Stretch:
    """From a point on the standing model to ours."""

    at: Floats  # (3,) m, a joint of the model
    ours: Floats  # (3,) m, the same of our body
    matrix: Floats  # (3, 3)

    def of(self, point: Floats) -> Floats:
        return np.asarray(self.ours + self.matrix @ (point - self.at))


def placed_by_model(
    skeleton: Skeleton, of: ModelMarkers, bones: Iterable[tuple[int, Floats]]
) -> dict[str, tuple[int, Floats]]:
    """Bodies and places (3,) m from their joints, in standing, by folded names of markers.

    Limbs of the model that do not hang while it stands at zero are left out with their markers.

    Args:
        bones: bodies of the trunk and places (3,) m on them, of which the nearest carries a marker.
    """
    ours = {HIPS: np.mean([_centre(skeleton, ("femur", side)) for side in SIDES], axis=0)}
    ours |= {part: _centre(skeleton, part) for part in of.joints if part[0] in sum(LIMBS, ())}
    theirs = {**of.joints, HIPS: np.zeros(3)}
    stretches = _middle(theirs, ours)
    for side in SIDES:
        for chain in LIMBS:
            stretches |= _limb(theirs, ours, [(part, side) for part in chain])
    bones, found = tuple(bones), dict[str, tuple[int, Floats]]()
    for name, marker in of.markers.items():
        stretch = _vertebra(skeleton, of, marker, stretches) or stretches.get(marker.part)
        if stretch is None:
            continue
        point = stretch.of(marker.point)
        body = _carrier(skeleton, marker, point, bones)
        found[folded(name)] = body, point - skeleton.centre[body]
    return found


def _centre(skeleton: Skeleton, part: Part) -> Floats:
    return np.asarray(skeleton.centre[skeleton.index(sided(*part))])


def _middle(theirs: Mapping[Part, Floats], ours: Mapping[Part, Floats]) -> dict[Part, _Stretch]:
    """Pelvis, trunk and head, from the middle of the hips on; without arms as high as the legs are long."""
    across = {
        part: _apart(ours, part) / _apart(theirs, part)
        for part in ("femur", "humerus")
        if _both(theirs, part)
    }
    up, lean = 1.0, 0.0
    if "humerus" in across:
        (x, y, _), (to_x, to_y, _) = (
            np.mean([of["humerus", side] for side in SIDES], axis=0) - of[HIPS] for of in (theirs, ours)
        )
        up = to_y / y
        lean = (to_x - up * x) / y
    else:
        low = next((part for part in ("foot", "shank") if _both(theirs, part)), None)
        if low is not None:
            up = float(np.mean([(ours[low, side] - ours[HIPS])[1] / theirs[low, side][1] for side in SIDES]))
    found = {}
    for part in ("pelvis", "trunk", "head"):
        wide = across["femur"] if part == "pelvis" else across.get("humerus", up)
        matrix = np.diag([up, up, wide])
        matrix[0, 1] = 0.0 if part == "pelvis" else lean
        found[part, ""] = _Stretch(np.zeros(3), ours[HIPS], matrix)
    return found


def _both(of: Mapping[Part, Floats], part: str) -> bool:
    return all((part, side) in of for side in SIDES)


def _apart(of: Mapping[Part, Floats], part: str) -> float:
    return float(np.linalg.norm(np.subtract(*(of[part, side] for side in SIDES))))


def _limb(
    theirs: Mapping[Part, Floats], ours: Mapping[Part, Floats], chain: list[Part]
) -> dict[Part, _Stretch]:
    """A limb's parts; the last, whose end is no joint, as the one before it."""
    found: dict[Part, _Stretch] = {}
    matrix = np.eye(3)
    for k, part in enumerate(chain):
        if part not in theirs:
            break
        if k + 1 < len(chain) and chain[k + 1] in theirs:
            line, to = (of[chain[k + 1]] - of[part] for of in (theirs, ours))
            length = float(np.linalg.norm(line))
            if length < NEAREST or line @ DOWN < np.cos(HANGS) * length:
                break
            matrix = rotation_to(line, RIGHT, to, RIGHT) * (float(np.linalg.norm(to)) / length)
        found[part] = _Stretch(theirs[part], ours[part], matrix)
    return found


def _vertebra(
    skeleton: Skeleton, of: ModelMarkers, marker: OnModel, stretches: Mapping[Part, _Stretch]
) -> _Stretch | None:
    """That of a vertebra of the model, from its joint on; None of other bodies."""
    if not marker.level:
        return None
    centre = skeleton.centre[skeleton.index(marker.level)]
    return _Stretch(of.joints[marker.level, ""], centre, stretches["trunk", ""].matrix)


def _carrier(
    skeleton: Skeleton, marker: OnModel, point: Floats, bones: tuple[tuple[int, Floats], ...]
) -> int:
    """The body that carries a marker."""
    part, side = marker.part
    if marker.level:
        return skeleton.index(marker.level)
    if part != "trunk":
        return skeleton.index({"head": "skull"}.get(part, sided(part, side) if side else part))
    return min(bones, key=lambda bone: float(np.linalg.norm(bone[1] - point)))[0]
