"""What an analysis of a recording found: courses, totals and the moments that are shown in full."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import LUMBAR, SIDES, SPINE, Floats
from dorsum.mechanics.dataset import FORMAT
from dorsum.mechanics.derived import BELOW_NECK
from dorsum.mechanics.gives import Gives, as_recorded
from dorsum.mechanics.model import Model
from dorsum.mechanics.recorded import GroundCheck, MarkerResidual, Recorded
from dorsum.mechanics.result import Result
from dorsum.motion.recorded.filter import step_of
from dorsum.motion.recorded.lacks import BALANCED, NECK, Lacks
from dorsum.motion.recorded.totals import Course, LevelTotals, MusclePeaks
from dorsum.units import DEGREE

N_MOMENTS = 7  # shown in full besides the peak
JOINTS = ("L5/S1", "L4/L5", "T12/L1")  # whose course is kept
THORAX = "T6"  # in the middle of the rib cage
COURSES = (
    *JOINTS,
    "inclination",
    "thorax",
    "erector right",
    "erector left",
    "imbalance",
    "reserve",
    "gap",
    "doubtful",
)


@dataclass(eq=False)
class Recording:
    """The totals of the result of a recording.

    Loads and muscles are those of the frames that are balanced: where only the neck lacks something, the
    levels below it count. Of a level that is balanced in no frame all frames count, as lower bounds. The
    course holds every frame but those that are left out. `moments` are a few frames, the one in
    which a lumbar disc bears most among them.
    """

    result: Result
    moments: Result
    course: Course
    levels: LevelTotals
    muscles: MusclePeaks
    certificate: dict[str, Any]
    lacks: Lacks

    @classmethod
    def of(cls, result: Result) -> Recording:
        """Go over the frames piece by piece."""
        limits = {row.quantity: row.value for row in result.body.tables.limits if row.age_years is None}
        levels = LevelTotals((limits["compression_action_limit"], limits["compression_maximum"]))
        lacks = Lacks.of(result)
        good = good_levels(lacks.kinds)
        counted = np.where(good.any(axis=0), good, True)
        kept = np.repeat(~lacks.left_out[:, None], len(SPINE), axis=1)
        course = Course(COURSES, step_of(result.times) if len(result.times) > 1 else 1.0)
        muscles, worst = MusclePeaks.of(result), dict[str, float]()
        weights, first = weights_of(result.times), 0
        for piece in result.pieces():
            here = slice(first, first + len(piece.times))
            first = here.stop
            shear = np.hypot(piece.anterior_shear, piece.right_shear)
            levels.add(
                piece.times,
                weights[here],
                piece.array("compression"),
                shear,
                good[here],
                counted[here],
                kept[here],
            )
            taken, quality = counted[here, 0], _quality(piece, good[here])
            muscles.add(piece, taken)
            for name, values in quality.items():
                worst[name] = max(worst.get(name, 0.0), float(values[taken].max(initial=0.0)))
            shown = ~lacks.left_out[here]
            course.add(piece.times[shown], _columns(piece, quality)[shown])
        certificate = {**worst, "converged": bool(result.array("converged").all())}
        return cls(result, _moments(result, kept[:, 0]), course, levels, muscles, certificate, lacks)

    @property
    def recorded(self) -> Recorded:
        """Where it comes from."""
        assert self.result.recorded is not None  # asked for recordings only
        return self.result.recorded

    @property
    def title(self) -> str:
        """The name of the file."""
        return self.result.title

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.result.times)

    @property
    def start(self) -> float:
        """First time, s."""
        return float(self.result.times[0])

    @property
    def end(self) -> float:
        """Last time, s."""
        return float(self.result.times[-1])

    @cached_property
    def gives(self) -> Gives | None:
        """How far joints gave, and the load without that near the peak; None: taken exactly."""
        level = int(self.levels.greatest[: len(LUMBAR)].argmax())
        frame = int(np.searchsorted(self.result.times, self.levels.greatest_time[level]))
        return Gives.of(self.result, (min(frame, self.frames - 1), level))

    @property
    def residuals(self) -> tuple[MarkerResidual, ...]:
        """How far markers stay from the body."""
        return self.recorded.residuals

    @property
    def ground(self) -> GroundCheck | None:
        """The check against force plates."""
        return self.recorded.ground

    @property
    def inclination(self) -> tuple[float, float]:
        """Least and greatest inclination of the trunk since standing, °."""
        least, _, greatest = self.course.of("inclination")
        return float(least.min()), float(greatest.max())

    @property
    def thorax(self) -> tuple[float, float]:
        """Least and greatest forward turn of the rib cage since standing, °."""
        least, _, greatest = self.course.of("thorax")
        return float(least.min()), float(greatest.max())

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
            "format": FORMAT,
            "version": self.result.version,
            "tables": self.result.tables_digest,
            "recording": self.recorded.path,
            "subject": self.result.subject.as_dict(),
            "subject_from": self.recorded.who,
            "objective": self.result.objective,
            "posture": self.result.options.posture,
            "gives": None if self.gives is None else asdict(self.gives),
            "frames": self.frames,
            "from_s": self.start,
            "to_s": self.end,
            "balanced": bool(self.result.balanced.all()),
            "doubtful_frames": int(self.result.doubtful.sum()),
            "doubtful_s": self.result.times[self.result.doubtful].tolist(),
            "no_verdict": list(self.recorded.failed),
            "notes": list(self.recorded.notes),
            "warnings": list(self.result.warnings),
            "beyond_ring": list(self.result.beyond_ring),
            "levels": [self._level(k) for k in range(len(SPINE))],
            "course": self._course(),
            "trunk_inclination_deg": dict(zip(("least", "greatest"), self.inclination, strict=True)),
            "thorax_turn_deg": dict(zip(("least", "greatest"), self.thorax, strict=True)),
            "certificate": self.certificate,
            "not_balanced": self.lacks.as_dict(),
            "markers": [
                {
                    "marker": r.name,
                    "rms_mm": r.rms_mm,
                    "largest_mm": r.largest_mm,
                    "frames": r.seen,
                    "counted_less_frames": r.less,
                }
                for r in self.residuals
            ],
            "markers_rms_mm": self.total_residual_mm,
            "ground": None if self.ground is None else self.ground.as_dict(),
            "sources": [{"key": row.key, "citation": row.citation} for row in self.result.sources],
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
            "lower_bound": not bool(totals.balanced[k]),
            "unbalanced_peak_n": _known(totals.other_peak[k]),
            "unbalanced_peak_shear_n": (
                float(totals.other_shear[k]) if np.isfinite(totals.other_peak[k]) else None
            ),
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


def good_levels(kinds: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Levels (frames, 25) whose loads are not lower bounds; the neck's weakness does not touch the trunk."""
    good = np.repeat((kinds == BALANCED)[:, None], len(SPINE), axis=1)
    good[kinds == NECK, :BELOW_NECK] = True
    return good


def weights_of(times: Floats) -> Floats:
    """The time that each frame stands for (frames,) s: half of the steps to both sides."""
    if len(times) < 2:
        return np.zeros(len(times))
    step = np.diff(times)
    return np.asarray((np.append(step, 0.0) + np.insert(step, 0, 0.0)) / 2)


def trunk_inclination(model: Model, angles: Floats) -> Floats:
    """Forward turn of the line from L5/S1 to C7/T1 in space since standing (frames,), °.

    Forward is the way the body faced in the first frame, x; see `Motion`.
    """
    s1, c7 = model.joint("L5/S1"), model.joint("C7/T1")
    line = np.diff(model.place(angles).origin[:, [s1, c7]], axis=1)[:, 0]
    upright = model.body.skeleton.centre[c7] - model.body.skeleton.centre[s1]
    return np.asarray((np.arctan2(line[:, 0], line[:, 1]) - np.arctan2(upright[0], upright[1])) / DEGREE)


def thorax_turn(model: Model, angles: Floats) -> Floats:
    """Forward turn of the rib cage in space since standing (frames,), °.

    Where the lumbar spine bends more than the pelvis tilts it is more than the inclination, a line's from the
    one to the other end of the trunk.
    """
    up = model.place(angles).rotation[:, model.body.skeleton.index(THORAX), :2, 1]
    return np.asarray(np.arctan2(up[:, 0], up[:, 1]) / DEGREE)


def _quality(piece: Result, good: NDArray[np.bool_]) -> dict[str, Floats]:
    """How good the solution of each frame is; reserves of the levels that are balanced."""
    reserves = np.abs(piece.array("reserve")).max(axis=2)
    return {
        "moment_imbalance_nm": piece.array("moment_imbalance"),
        "largest_reserve_nm": np.where(good, reserves, 0.0).max(axis=1),
        "duality_gap": np.abs(piece.array("duality_gap")),
        "bound_violation": piece.array("bound_violation"),
    }


def _columns(piece: Result, quality: dict[str, Floats]) -> Floats:
    """The quantities of `COURSES` (frames, n)."""
    columns = [piece.array("compression")[:, SPINE.index(joint)] for joint in JOINTS]
    columns += [turn(piece.model, as_recorded(piece)) for turn in (trunk_inclination, thorax_turn)]
    columns += [piece.erector_effort(side) for side in SIDES]
    columns += [quality[name] for name in ("moment_imbalance_nm", "largest_reserve_nm", "duality_gap")]
    columns += [piece.doubtful.astype(float)]
    return np.column_stack(columns)


def _moments(result: Result, kept: NDArray[np.bool_]) -> Result:
    """Some frames at equal steps among those of the course, and the one in which a lumbar disc bears most."""
    among = np.flatnonzero(kept)
    lumbar = result.array("compression")[among][:, : len(LUMBAR)]
    peak = among[int(np.argmax(lumbar.max(axis=1)))]
    at = among[np.linspace(0, len(among) - 1, N_MOMENTS).round().astype(int)]
    return result.at(np.unique(np.append(at, peak)))


def _known(value: float) -> float | None:
    """None where no frame is balanced."""
    return float(value) if np.isfinite(value) else None


def _rounded(values: Floats) -> list[float]:
    return [float(f"{value:.6g}") for value in values]
