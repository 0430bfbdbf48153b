"""Frames that the muscles cannot balance: what is missing, where, and what becomes of the frame.

- Only the neck lacks something: its loads are lower bounds. The moments asked of the joints below are the
  same, and the muscles in question reach no further than the upper thorax.
- The trunk lacks a little, up to a fifth of the greatest moment asked: the missing moment is borne by
  nothing, so that loads are lower bounds. People differ by as much in strength.
- It lacks more, or the solver found no answer: the frame is left out of the course.

Means, peaks and times above limits are those of the frames that are balanced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.mechanics.derived import BELOW_NECK
from dorsum.mechanics.result import Result

BALANCED, NECK, STRENGTH, BALANCE = range(4)  # what a frame lacks
A_LITTLE = 0.2  # of the greatest moment asked of a joint in the frame (assumed)
KEPT = 100  # failures that are told one by one
SHOWN = 3


@dataclass(frozen=True)
class Failure:
    """A frame that the muscles cannot balance."""

    time: float
    joint: str | None
    words: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"time_s": self.time, "joint": self.joint, "message": self.words}


def kinds_of(result: Result) -> NDArray[np.int8]:
    """What every frame lacks (frames,): `BALANCED`, `NECK`, `STRENGTH` or `BALANCE`."""
    bound = result.body.tables.constant("reserve_bound")
    missing = np.abs(np.asarray(result.array("reserve"))[:, :BELOW_NECK]).max(axis=(1, 2))
    lost = (missing > A_LITTLE * result.array("asked_nm")) | ~result.array("converged").astype(bool)
    kinds = np.where(lost, BALANCE, np.where(missing > bound, STRENGTH, NECK))
    return np.where(result.balanced, BALANCED, kinds).astype(np.int8)


@dataclass
class Lacks:
    """All frames of a recording that lack something."""

    bound: float  # N·m, what a reserve may add in a balanced frame
    kinds: NDArray[np.int8]  # (frames,)
    failures: list[Failure] = field(default_factory=list)
    strains: list[Failure] = field(default_factory=list)
    most: float = 0.0  # N·m missing in a strained frame
    neck_most: float = 0.0  # N·m

    @classmethod
    def of(cls, result: Result) -> Lacks:
        """Every frame by its kind, the first of each in words."""
        found = cls(result.body.tables.constant("reserve_bound"), kinds_of(result))
        below = np.abs(result.array("reserve")[:, :BELOW_NECK]).max(axis=(1, 2))
        for short in result.shortfalls.each:
            kind = found.kinds[short.frame]
            told = Failure(short.time, short.joint, f"{short.words}, {short.time:.2f} s")
            if kind == BALANCE and len(found.failures) < KEPT:
                found.failures.append(told)
            elif kind == STRENGTH:
                found.strains += [told] if len(found.strains) < KEPT else []
                found.most = max(found.most, float(below[short.frame]))
            elif kind == NECK:
                found.neck_most = max(found.neck_most, short.moment)
        return found

    @property
    def left_out(self) -> NDArray[np.bool_]:
        """Frames (frames,) that are out of balance; none where no other frame is left."""
        lost: NDArray[np.bool_] = self.kinds == BALANCE
        return lost if not lost.all() else np.zeros_like(lost)

    @property
    def failed(self) -> int:
        """Frames that are out of balance."""
        return int((self.kinds == BALANCE).sum())

    @property
    def strained(self) -> int:
        """Frames in which the trunk lacks a little."""
        return int((self.kinds == STRENGTH).sum())

    @property
    def neck(self) -> int:
        """Frames in which only the neck lacks something."""
        return int((self.kinds == NECK).sum())

    def words(self) -> list[str]:
        """A sentence or two for each kind of which there are frames."""
        told, frames = [], len(self.kinds)
        if self.failed:
            told.append(
                f"{self.failed} of {frames} frames cannot be balanced and are left out:"
                f" {_first(self.failures)}."
            )
        if self.strained:
            told.append(
                f"In {self.strained} of {frames} frames the trunk's muscles are too weak, by {self.most:.1f}"
                f" N·m at most: loads there are lower bounds ({_first(self.strains)})."
            )
        if self.neck:
            told.append(
                f"In {self.neck} of {frames} frames the muscles that the model has in the neck cannot hold"
                f" the head, by {self.neck_most:.1f} N·m at most: loads from C7/T1 up are lower bounds there;"
                " those of the trunk hardly depend on it."
            )
        return told

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "left_out_frames": self.failed,
            "left_out": [failure.as_dict() for failure in self.failures],
            "too_weak_frames": self.strained,
            "too_weak": [failure.as_dict() for failure in self.strains],
            "largest_missing_nm": self.most,
            "neck_only_frames": self.neck,
            "neck_largest_missing_nm": self.neck_most,
        }


def _first(failures: list[Failure]) -> str:
    shown = "; ".join(failure.words for failure in failures[:SHOWN])
    return shown + ("; …" if len(failures) > SHOWN else "")
