"""Which columns of a recording lie at the upper or lower end of a person, before or behind, in pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.marker_names import Meaning

JOINTS_BY_HEIGHT = {
    "high": ("neck", "head", "arm"),
    "middle": ("hips", "thigh"),
    "low": ("foot", "toes"),
}


@dataclass(frozen=True)
class Parts:
    """Columns of the names that anatomy knows; others have no vote."""

    high: tuple[int, ...] = ()  # shoulders, neck, head
    middle: tuple[int, ...] = ()  # pelvis
    low: tuple[int, ...] = ()  # feet and ankles
    front: tuple[int, ...] = ()
    back: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()  # left and right of the same

    @classmethod
    def of_markers(cls, names: Sequence[str], known: Mapping[str, Meaning]) -> Parts:
        """By the places of markers."""
        found = [(i, known[name]) for i, name in enumerate(names) if name in known]
        sided = {(of, m.side): i for i, m in found if (of := m.place or m.twin) is not None}

        def at(attribute: str, value: str) -> tuple[int, ...]:
            return tuple(i for i, meaning in found if getattr(meaning, attribute) == value)

        pairs = tuple(
            (i, sided[place, "right"])
            for (place, side), i in sided.items()
            if side == "left" and (place, "right") in sided
        )
        high, middle, low = (at("height", height) for height in ("high", "middle", "low"))
        return cls(high, middle, low, at("depth", "front"), at("depth", "back"), pairs)

    @classmethod
    def of_joints(cls, joints: Mapping[tuple[str, str], int]) -> Parts:
        """By the joints of a rig."""
        high, middle, low = (
            tuple(i for (joint, _), i in joints.items() if joint in those)
            for those in JOINTS_BY_HEIGHT.values()
        )
        front, back = (
            tuple(i for (joint, _), i in joints.items() if joint == end) for end in ("toes", "foot")
        )
        pairs = tuple(
            (i, joints[joint, "right"])
            for (joint, side), i in joints.items()
            if side == "left" and (joint, "right") in joints
        )
        return cls(high, middle, low, front, back, pairs)

    def mean(self, part: str, positions: Floats) -> Floats | None:
        """Where a part is in each frame (frames, 3); NaN where nothing of it is seen."""
        columns: tuple[int, ...] = getattr(self, part)
        if not columns:
            return None
        chosen = positions[:, list(columns)]
        seen = np.isfinite(chosen).all(axis=-1, keepdims=True)
        count = seen.sum(axis=1)
        total = np.where(seen, chosen, 0.0).sum(axis=1)
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))

    def trunk(self, positions: Floats) -> float:
        """From pelvis to shoulders and head, in the middle one of the frames; NaN if that is not seen."""
        high, middle = self.mean("high", positions), self.mean("middle", positions)
        if high is None or middle is None:
            return np.nan
        length = np.linalg.norm(high - middle, axis=1)
        seen = length[np.isfinite(length)]
        return float(np.median(seen)) if len(seen) else np.nan
