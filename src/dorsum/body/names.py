"""Names of sides, axes and joints of the spine, for which nothing has to be imported."""

from __future__ import annotations

from typing import Final

XYZ = ("x", "y", "z")  # forward, up, right
AXES = ("z", "x", "y")  # order of the angles of a joint
SIDES: Final = ("right", "left")
COPIES = {"mid": ("mid",), "right": SIDES}  # of what the tables hold once

LUMBAR = ("L5/S1", "L4/L5", "L3/L4", "L2/L3", "L1/L2")
THORACIC = ("T12/L1", *(f"T{i}/T{i + 1}" for i in range(11, 0, -1)))
CERVICAL = ("C7/T1", *(f"C{i}/C{i + 1}" for i in range(6, -1, -1)))
SPINE = (*LUMBAR, *THORACIC, *CERVICAL)  # caudal → cranial
T4_T12 = tuple(f"T{i}/T{i + 1}" for i in range(4, 12))


def sided(name: str, side: str) -> str:
    """`rib7` and `left` make `rib7_left`; midline names stay."""
    return name if side == "mid" else f"{name}_{side}"


def unsided(name: str) -> str:
    """`rib7_left` makes `rib7`; midline names stay."""
    kind, _, side = name.rpartition("_")
    return kind if side in SIDES else name
