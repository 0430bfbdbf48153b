"""Frames that the muscles cannot balance: what is missing, where, and what becomes of the frame.

- Only the neck lacks something: its loads are left out. The moments asked of the joints below
  are the same, and the muscles in question reach no further than the upper thorax.
- The trunk lacks a little, up to a fifth of the greatest moment asked: the frame is kept, and the missing
  moment is borne by nothing, so that its loads are probably too low. People differ by as much in strength.
- It lacks more, or the solver found no answer: the frame is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dorsum.body.skeleton import LUMBAR, THORACIC
from dorsum.mechanics.analysis import Analysis
from dorsum.mechanics.shortfall import Shortfall

BELOW_NECK = len(LUMBAR) + len(THORACIC)  # levels
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


@dataclass
class Lacks:
    """All frames of a recording that lack something."""

    bound: float  # N·m, what a reserve may add in a balanced frame
    failed: int = 0  # left out
    failures: list[Failure] = field(default_factory=list)
    strained: int = 0  # kept, probably too low
    strains: list[Failure] = field(default_factory=list)
    most: float = 0.0  # N·m missing in a strained frame
    neck: int = 0  # only the neck
    neck_most: float = 0.0  # N·m

    def add(self, found: Analysis, short: Shortfall) -> str:
        """Take up a frame; says whether it lacks `balance`, `strength` or strength of the `neck` alone."""
        below, frame = slice(0, 3 * BELOW_NECK), short.frame
        missing = float(np.abs(found.solution.reserves[frame, below]).max())
        asked = float(np.abs(found.problem.rhs[frame, below]).max())
        told = Failure(short.time, short.joint, f"{short.words}, {short.time:.2f} s")
        if missing > A_LITTLE * asked or not found.solution.converged[frame]:
            self.failed += 1
            self.failures += [told] if self.failed <= KEPT else []
            return "balance"
        if missing > self.bound:
            self.strained += 1
            self.strains += [told] if self.strained <= KEPT else []
            self.most = max(self.most, missing)
            return "strength"
        self.neck += 1
        self.neck_most = max(self.neck_most, short.moment)
        return "neck"

    def words(self, frames: int) -> list[str]:
        """A sentence or two for each kind of which there are frames, of so many in all."""
        told = []
        if self.failed:
            told.append(
                f"{self.failed} of {frames} frames cannot be balanced and are left out:"
                f" {_first(self.failures)}."
            )
        if self.strained:
            told.append(
                f"In {self.strained} of {frames} frames the trunk's muscles are too weak, by {self.most:.1f}"
                f" N·m at most: loads there are probably too low ({_first(self.strains)})."
            )
        if self.neck:
            told.append(
                f"In {self.neck} of {frames} frames the muscles that the model has in the neck cannot hold"
                f" the head, by {self.neck_most:.1f} N·m at most: loads from C7/T1 up are left out there;"
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
