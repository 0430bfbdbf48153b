"""The report of a recorded motion: the page of a task, with courses over the whole recording in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from dorsum.body.skeleton import LUMBAR, SPINE, Floats
from dorsum.files import write_whole
from dorsum.mechanics.gives import Gives
from dorsum.mechanics.result import Result
from dorsum.motion.recorded.recorded import Recording
from dorsum.report.certificate import rounded
from dorsum.report.gives import gives_words
from dorsum.report.html import render
from dorsum.report.limits import bounded, kilonewton
from dorsum.report.picture import posture_view
from dorsum.report.recording_courses import (
    certificate_course,
    effort_course,
    inclination_course,
    load_course,
)
from dorsum.report.summary import Summary

SHOWN_LEVELS = (*LUMBAR, "T12/L1")


@dataclass(frozen=True, eq=False)
class RecordedSummary(Summary):
    """The figures of a recording: loads and muscles over all frames, the rest in the frame
    in which a lumbar disc bears most."""

    recorded: Recording | None = None

    @classmethod
    def of(cls, result: Result) -> RecordedSummary:
        """From the result of a recording."""
        found = Recording.of(result)
        return cls(found.moments, recorded=found)

    @property
    def totals(self) -> Recording:
        """Of all frames."""
        assert self.recorded is not None  # set by `of`
        return self.recorded

    def greatest(self, fascicles: Sequence[int]) -> tuple[float, float, float]:
        """Over all frames."""
        muscles, first = self.totals.muscles, self.result.body.fascicles[fascicles[0]]
        effort, force = muscles.whole(first.muscle, first.side)
        return effort, float(muscles.activation[list(fascicles)].max()), force

    @property
    def compression(self) -> float:
        """Greatest of a lumbar disc over all frames that are kept, N."""
        return float(self.totals.levels.greatest[: len(LUMBAR)].max())

    @property
    def level(self) -> str:
        """The lumbar disc that bears most over all frames."""
        return LUMBAR[int(self.totals.levels.greatest[: len(LUMBAR)].argmax())]

    @cached_property
    def lumbar_shear(self) -> Floats:
        """Size of the shear at each lumbar disc (`LUMBAR`,), greatest over all frames that are kept, N."""
        return self.totals.levels.greatest_shear[: len(LUMBAR)]

    @property
    def greatest_activations(self) -> Floats:
        """Of every fascicle (n,), over all frames."""
        return self.totals.muscles.activation

    @property
    def failed(self) -> tuple[str, ...]:
        """Why no verdict rests on the recording; empty where one does."""
        return self.totals.recorded.failed

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the numbers of all frames should be doubted for, besides what the headline says."""
        lacks, told = self.totals.lacks, self.totals.result.warnings[len(self.failed) :]
        if not lacks.neck:
            return told
        neck = f"in the neck alone muscles lack up to {lacks.neck_most:.1f} N·m in {lacks.neck} of"
        return (f"{neck} {self.totals.frames} frames", *told)

    @property
    def beyond_ring(self) -> tuple[str, ...]:
        """Where the ring of the ribs leaves its bounds, of all frames."""
        return self.totals.result.beyond_ring

    @property
    def lacking(self) -> str:
        """What the muscles of the trunk lack, in how many frames; empty where nothing."""
        lacks, frames = self.totals.lacks, self.totals.frames
        told = []
        if lacks.strained:
            told.append(f"muscles lack up to {lacks.most:.1f} N·m in {lacks.strained} of {frames} frames")
        if lacks.failed:
            told.append(f"{lacks.failed} of {frames} frames cannot be balanced")
        return "; ".join(told)

    @property
    def lacks(self) -> bool:
        """Whether the muscles of the trunk lack something in any frame."""
        return bool(self.lacking)

    @property
    def headline(self) -> str:
        """The answer in one sentence; where the muscles lack something the load is a lower bound."""
        if self.failed:
            return f"No verdict about limits. {' '.join(self.failed)} {self.as_computed}"
        k, lacking = LUMBAR.index(self.level), self.lacking
        if (trusted := self.trusted) is not None:
            share = self.limits.share(trusted, bool(lacking))
            bears = bounded(trusted, True) if lacking else f"at most {kilonewton(trusted)}"
            short = f" In all {lacking}." if lacking else ""
            return (
                f"{self.level} bears {bears} in the frames that are not in doubt: {share}.{short}"
                f" Doubtful ones come to {self.load}, at {self.totals.levels.greatest_time[k]:.2f} s."
            )
        load = f"{self.load}, at {self.totals.levels.greatest_time[k]:.2f} s"
        share = self.limits.share(self.compression, bool(lacking))
        if not lacking:
            return f"{self.level} bears at most {load}: {share}."
        over = f", {share}" if self.limits.zone(self.compression) != "below" else ""
        return f"{self.level} bears {load}{over}: {lacking}.{self._higher}"

    @cached_property
    def trusted(self) -> float | None:
        """Greatest compression of the disc that bears most in the frames that are not in doubt, N; None where
        all are, or where it is the greatest of all."""
        level = LUMBAR.index(self.level)
        result, left_out = self.totals.result, self.totals.lacks.left_out
        trusted = ~result.doubtful & ~left_out
        if trusted.all() or not trusted.any():
            return None
        found = float(result.array("compression")[trusted, level].max())
        return found if found < self.compression else None

    @property
    def as_computed(self) -> str:
        """What the loads come to, where no verdict rests on them."""
        return f"As computed all the same, {self.level} bears {self.load}."

    @property
    def _higher(self) -> str:
        """What the frames bear that are balanced, where another one bears more."""
        balanced = float(self.totals.levels.peak[LUMBAR.index(self.level)])
        if balanced >= self.compression:
            return ""
        return f" Balanced frames bear up to {kilonewton(balanced)}."

    @property
    def gives(self) -> Gives | None:
        """How far joints gave over all frames; None where the posture is taken exactly."""
        return self.totals.gives

    @property
    def certificate(self) -> Sequence[str]:
        """How good the solutions of all frames are."""
        worst, lacks = self.totals.certificate, self.totals.lacks
        which = "every frame that counts" if lacks.kinds.any() else "every frame"
        imbalance = rounded(worst["moment_imbalance_nm"])
        done = "The solver reached its optimum" if worst["converged"] else "The solver did not always arrive"
        return (
            f"Moments balance at the joints that are not named above: the largest"
            f" remainder is {imbalance} N·m.",
            f"The largest moment that no muscle explains is {rounded(worst['largest_reserve_nm'])} N·m.",
            gives_words(self.gives),
            f"{done}; in {which} forces and their proof of optimality differ"
            f" by {rounded(worst['duality_gap'])} of the cost at most, and activations leave their bounds by"
            f" {rounded(worst['bound_violation'])}.",
        )


def write_recording_report(found: Result, path: Path | str) -> None:
    """Write the report of a recording to a file, whole or not at all.

    Raises:
        BadInput: the path cannot be written.
    """
    text = recording_html(found)
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def recording_html(of: Result) -> str:
    """The report as text."""
    summary = RecordedSummary.of(of)
    result, found = summary.result, summary.totals
    shown = {
        "what": f"Recorded: {found.frames} frames over {found.end - found.start:.1f} s are analysed.",
        "ghosts": [(float(time), Markup(posture_view(result, f))) for f, time in enumerate(result.times)],
        "loads": Markup(load_course(found, summary.limits, summary.level, summary.load)),
        "inclination": Markup(inclination_course(found)),
        "effort": Markup(effort_course(found)),
        "certificate": Markup(certificate_course(found)),
        "lacks": found.lacks.words(),
        "levels": level_rows(found),
        "covered": float(found.levels.duration[0]),
        "markers": found.residuals,
        "marker_rms": found.total_residual_mm,
        "ground": None if found.ground is None else found.ground.words(),
    }
    return render([summary], recording=shown)


def level_rows(found: Recording) -> list[dict[str, Any]]:
    """Loads of the lumbar discs and the one above over the recording; times over limits of lumbar discs."""
    levels = found.levels
    return [
        {
            "level": level,
            "mean": float(levels.mean[k]),
            "peak": float(levels.peak[k]),
            "time": float(levels.peak_time[k]),
            "cumulative": float(levels.cumulative[k]),
            "action": float(levels.above[0, k]) if level in LUMBAR else None,
            "maximum": float(levels.above[1, k]) if level in LUMBAR else None,
            "shear": float(levels.shear_peak[k]),
        }
        for level in SHOWN_LEVELS
        for k in [SPINE.index(level)]
    ]
