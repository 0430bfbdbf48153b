"""Which part of a person a body of an OpenSim model is, by its name or by what it hangs on."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.osim import OsimModel
from dorsum.exchange.read.osim_pose import Placed
from dorsum.units import MM
from dorsum.words import FEW, listed

# Parts by what their names hold, in small letters; the first body that fits counts.
PARTS: Mapping[str, str] = {
    "pelvis": r"pelvis|hips?$",
    "trunk": r"torso|thorax|trunk|chest|rib_?cage|upper_?body",
    "head": r"skull|head",
    "femur": r"femur|thigh|upper_?leg",
    "shank": r"tibia|shank|shin|lower_?leg",
    "foot": r"calcn|calcaneus|foot|talus",
    "humerus": r"humerus|upper_?arm",
    "forearm": r"ulna|radius|forearm|lower_?arm",
    "hand": r"hand",
}
SIDED = ("femur", "shank", "foot", "humerus", "forearm", "hand")
VERTEBRA = re.compile(r"(?:(lumbar|thoracic|l|t)_?(\d{1,2}))(?:_?vert(?:ebra)?)?", re.IGNORECASE)
RIGHT_SIDE = re.compile(r"(?:_r$|^r_|_right$|^right|_r_)", re.IGNORECASE)
LEFT_SIDE = re.compile(r"(?:_l$|^l_|_left$|^left|_l_)", re.IGNORECASE)
LEVELS = (*(f"L{i}" for i in range(5, 0, -1)), *(f"T{i}" for i in range(12, 0, -1)))
SHOULDERS = "T4"  # carries the sternum, and with it the girdle

NEAREST = 20.0 * MM  # of joints from each other

Part = tuple[str, str]  # of `PARTS`, and its side or nothing


def parts_of(osim: OsimModel) -> dict[Part, str]:
    """Bodies of the model by part and side, the first one that fits of each."""
    found: dict[Part, str] = {}
    names = [joint.child for joint in osim.joints]
    for part in PARTS:
        for name in names:
            if (sided := _named(name, part)) is not None:
                found.setdefault(sided, name)
    if ("trunk", "") not in found:  # a rib cage of vertebrae turns as the one that bears the shoulders
        for name in names:
            if level_of(name) == SHOULDERS:
                found["trunk", ""] = name
    return found


def part_of_each(osim: OsimModel) -> dict[str, Part]:
    """The part of every body: its own, or that of what it hangs on; vertebrae are of the trunk."""
    found: dict[str, Part] = {}
    for joint in osim.joints:
        named = [sided for part in PARTS if (sided := _named(joint.child, part)) is not None]
        if level_of(joint.child):
            found[joint.child] = ("trunk", "")
        elif named:
            found[joint.child] = named[0]
        elif joint.parent in found:
            found[joint.child] = found[joint.parent]
    return found


def level_of(body: str) -> str:
    """The vertebra that a body is, such as L5; empty if it is none."""
    match = VERTEBRA.fullmatch(body)
    return f"{match[1][0].upper()}{int(match[2])}" if match else ""


def room_of(osim: OsimModel, bodies: Mapping[Part, str], zero: Placed, otherwise: str) -> Floats:
    """Turn (3, 3) from the axes of the model to ours: up against gravity, right from hip to hip.

    Args:
        zero: where its bodies are while it stands.
        otherwise: what mends it if a part is missing.

    Raises:
        BadInput: pelvis, trunk or a femur is not known by its name.
    """
    missing = [f"femur_{side[0]}" for side in SIDES if ("femur", side) not in bodies]
    missing += [part for part in ("pelvis", "trunk") if (part, "") not in bodies]
    if missing:
        raise BadInput(
            f"{osim.path}: no body is known as {listed(missing)}; it has"
            f" {listed([joint.child for joint in osim.joints], most=FEW)}: {otherwise}"
        )
    hips = [zero[bodies["femur", side]][1][0] for side in SIDES]
    up = osim.up
    right = hips[0] - hips[1]
    right = right - (right @ up) * up
    apart = float(np.linalg.norm(right))
    if not apart >= NEAREST:
        raise BadInput(f"{osim.path}: its hips lie in one place while it stands")
    right = right / apart
    return np.array([np.cross(up, right), up, right])


def _named(name: str, part: str) -> Part | None:
    """The part and side that a body's name says, if it is that part."""
    if not re.search(PARTS[part], name, re.IGNORECASE):
        return None
    if part not in SIDED:
        return part, ""
    sides = [side for side, says in zip(SIDES, (RIGHT_SIDE, LEFT_SIDE), strict=True) if says.search(name)]
    return (part, sides[0]) if len(sides) == 1 else None
