"""What an analysis of a recording found: courses, totals and the moments that are shown in full."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, SPINE, Floats
from dorsum.mechanics.result import Result
from dorsum.motion.recorded.ground import GroundCheck
from dorsum.motion.recorded.lacks import Lacks
from dorsum.motion.recorded.totals import Course, LevelTotals, MusclePeaks

JOINTS = ("L5/S1", "L4/L5", "T12/L1")  # whose course is kept
COURSES = (*JOINTS, "inclination", "erector right", "erector left", "imbalance", "reserve", "gap")


@dataclass(frozen=True)
class MarkerResidual:
    """How far a marker of the body stays from the recorded one, mm."""

    name: str
    rms_mm: float
    largest_mm: float
    seen: int  # frames


@dataclass(eq=False)
class RecordedResult:
    """An analysed recording.

    `moments` holds a few frames in full, the one that loads L5/S1 most among them; all else is kept as
    totals, so that a recording may be as long as it likes.
    """

    path: Path
    body: Body
    objective: str
    who: str  # where the subject comes from
    moments: Result
    course: Course
    levels: LevelTotals
    muscles: MusclePeaks
    certificate: dict[str, Any]
    frames: int
    start: float  # s
    end: float
    notes: tuple[str, ...]
    lacks: Lacks
    residuals: tuple[MarkerResidual, ...] = ()
    ground: GroundCheck | None = None
    warnings: tuple[str, ...] = ()  # those of the notes for which loads are to be doubted

    @property
    def title(self) -> str:
        """The name of the file."""
        return self.path.name

    @property
    def inclination(self) -> tuple[float, float]:
        """Least and greatest inclination of the trunk since standing, °."""
        least, _, greatest = self.course.of("inclination")
        return float(least.min()), float(greatest.max())

    @property
    def peak(self) -> float:
        """Greatest compression of L5/S1, N."""
        return float(self.levels.peak[0])

    @property
    def total_residual_mm(self) -> float | None:
        """RMS distance over all markers and frames, mm."""
        if not self.residuals:
            return None
        seen = np.array([r.seen for r in self.residuals])
        square = np.array([r.rms_mm for r in self.residuals]) ** 2
        return float(np.sqrt(seen @ square / seen.sum()))

    def as_dict(self) -> dict[str, Any]:
        """One JSON object: totals, course, certificate, fit, checks."""
        return {
            "recording": str(self.path),
            "subject": self.body.subject.as_dict(),
            "subject_from": self.who,
            "objective": self.objective,
            "frames": self.frames,
            "from_s": self.start,
            "to_s": self.end,
            "notes": list(self.notes),
            "warnings": list(self.warnings),
            "levels": [self._level(k) for k in range(len(SPINE))],
            "course": self._course(),
            "trunk_inclination_deg": dict(zip(("least", "greatest"), self.inclination, strict=True)),
            "certificate": self.certificate,
            "not_balanced": self.lacks.as_dict(),
            "markers": [
                {"marker": r.name, "rms_mm": r.rms_mm, "largest_mm": r.largest_mm, "frames": r.seen}
                for r in self.residuals
            ],
            "markers_rms_mm": self.total_residual_mm,
            "ground": None if self.ground is None else self.ground.as_dict(),
            "sources": [{"key": row.key, "citation": row.citation} for row in self.moments.sources],
        }

    def _level(self, k: int) -> dict[str, Any]:
        totals = self.levels
        found: dict[str, Any] = {
            "level": SPINE[k],
            "mean_compression_n": _known(totals.mean[k]),
            "peak_compression_n": _known(totals.peak[k]),
            "peak_time_s": _known(totals.peak_time[k]),
            "compression_times_time_ns": float(totals.cumulative[k]),
            "peak_shear_n": float(totals.shear_peak[k]) if np.isfinite(totals.peak[k]) else None,
        }
        if SPINE[k] in LUMBAR:
            found["above_action_limit_s"], found["above_maximum_s"] = map(float, totals.above[:, k])
        return found

    def _course(self) -> dict[str, Any]:
        found: dict[str, Any] = {"time_s": self.course.times.tolist(), "bin_s": self.course.width}
        for name in self.course.names:
            least, mean, greatest = (_rounded(values) for values in self.course.of(name))
            found[name] = {"least": least, "mean": mean, "greatest": greatest}
        return found


def _known(value: float) -> float | None:
    """None where no frame is balanced."""
    return float(value) if np.isfinite(value) else None


def _rounded(values: Floats) -> list[float]:
    return [float(f"{value:.6g}") for value in values]
