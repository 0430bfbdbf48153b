"""The measured man as arrays: landmarks, curves and vertebrae of the scan in mm, right side and midline."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import VertebraRow
from dorsum.errors import UnknownName
from dorsum.shape.bones.shapes import Array


class Measured:
    """What the tables know of the bones' shape, in the scanned pose."""

    def __init__(self, tables: Tables) -> None:
        """Look things up in these tables."""
        self.tables = tables

    @cached_property
    def _landmarks(self) -> dict[tuple[str, str], Array]:
        return {(r.bone, r.landmark): np.array([r.x_mm, r.y_mm, r.z_mm]) for r in self.tables.landmarks}

    @cached_property
    def _levels(self) -> dict[str, VertebraRow]:
        return {row.level: row for row in self.tables.vertebrae}

    def at(self, bone: str, landmark: str) -> Array:
        """A landmark, (3,) mm."""
        if (bone, landmark) not in self._landmarks:
            raise UnknownName("landmark", f"{bone} {landmark}", [" ".join(k) for k in self._landmarks])
        return self._landmarks[bone, landmark]

    def landmarks(self, *bones: str) -> dict[str, Array]:
        """All landmarks of some bones, by name."""
        return {name: at for (bone, name), at in self._landmarks.items() if bone in bones}

    def joint(self, joint: str) -> Array:
        """A joint's centre, (3,) mm."""
        row = next(row for row in self.tables.joints if row.joint == joint)
        return np.array([row.x_mm, row.y_mm, row.z_mm])

    def level(self, level: str) -> VertebraRow:
        """The row of a vertebra, C1 to S1."""
        return self._levels[level]

    def point(self, level: str, what: str) -> Array:
        """A point of a vertebra's row by the stem of its columns, such as `superior_facet`, (3,) mm."""
        row = self._levels[level]
        found = [getattr(row, f"{what}_{axis}_mm", None) for axis in "xyz"]
        return np.array([value or 0.0 for value in found])

    def normal(self, level: str, what: str) -> Array:
        """A facet's outward unit normal, (3,)."""
        row = self._levels[level]
        found = np.array([getattr(row, f"{what}_normal_{axis}") for axis in "xyz"], dtype=float)
        return np.asarray(found / np.linalg.norm(found))

    def curve(self, curve: str, part: str = "") -> Array:
        """Points of a curve, or of its upper, lower, outer or inner border, (n, 3) mm."""
        stem = f"{part}_" if part else ""
        rows = [row for row in self.tables.curves if row.curve == curve]
        return np.array([[getattr(row, f"{stem}{axis}_mm") for axis in "xyz"] for row in rows], dtype=float)

    def limb(self, limb: str) -> float:
        """Length of a limb segment, mm."""
        return float(next(row.length_mm for row in self.tables.limbs if row.limb == limb))
