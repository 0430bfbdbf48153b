"""The result of a recording as the page shows it: some of its frames, the body shown moved as recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from dorsum.exchange.write.results import save_result
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.recorded.needed import needed_of
from dorsum.report.limits import bounded
from dorsum.report.needed import needed_words
from dorsum.report.recording import RecordedSummary, recording_html
from dorsum.view.api import answers as api
from dorsum.view.api.recordings import RecordedAnswer
from dorsum.view.own_task import person
from dorsum.view.recordings import without
from dorsum.view.scene import limits_of
from dorsum.view.work import HARDEST, arrays_of, efforts, joints_give, packed, spent, transforms_of

MOST_SHOWN = 300  # frames at 16 kB each; the time line has as many places

NO_VERDICT = "No verdict about limits."


@dataclass(frozen=True)
class RecordedMotion:
    """A result with the figures that the page shows, and the model of the back that moves there."""

    whole: Result
    shown: Model

    @cached_property
    def frames(self) -> NDArray[np.intp]:
        """Those that are shown."""
        n, peak = len(self.whole.times), self.whole.peak[0]
        even = np.linspace(0, n - 1, min(n, MOST_SHOWN)).round().astype(int)
        return np.unique(np.append(even, peak))

    def any_near(self, of: NDArray[np.bool_]) -> list[bool]:
        """Whether something holds of any of the frames nearest to each shown one; `of` is (all frames,)."""
        after = np.append(0, (self.frames[1:] + self.frames[:-1]) // 2 + 1)
        return [bool(one) for one in np.logical_or.reduceat(of, after)]

    @cached_property
    def strength_used(self) -> api.StrengthUsed:
        """What share of the strength its hardest moments take: found when asked for."""
        found = needed_of(self.whole)
        shares = {place: share if isfinite(share) else None for place, share in found.shares.items()}
        return api.StrengthUsed(words=needed_words(found), shares=shares)

    def answer(self) -> bytes:
        """Head and arrays."""
        result = self.whole.at(self.frames)
        posed = self.shown.place(np.asarray(result.angles))
        places, content = packed(arrays_of(result, transforms_of(posed.rotation, posed.origin)))
        line = self._head(result, places).model_dump_json().encode()
        return line + b" " * (-(len(line) + 1) % 4) + b"\n" + content

    def _head(self, result: Result, places: dict[str, tuple[int, int]]) -> RecordedAnswer:
        summary = RecordedSummary.of(self.whole)
        totals, whole, who = summary.totals, self.whole, self.whole.body.subject
        trusted = None if summary.failed else summary.trusted
        fit = totals.total_residual_mm
        said = [
            summary.shear_words,
            summary.limits_passed,
            *totals.lacks.words(),
            summary.hardest,
            *spent(summary),
            "" if fit is None else f"The body follows {len(totals.residuals)} markers to {fit:.0f} mm.",
            "" if totals.ground is None else totals.ground.words(),
            *summary.beyond_ring,
            *summary.certificate,
        ]
        return RecordedAnswer(
            task=whole.task,
            title=whole.title,
            subject=who.name,
            whose=person(who),
            assumptions=[*whole.assumptions, *self._picture()],
            headline=f"{NO_VERDICT} {summary.as_computed}" if summary.failed else summary.headline,
            peak=api.Peak(
                level=summary.level,
                compression_n=summary.compression if trusted is None else trusted,
                words=summary.load if trusted is None else bounded(trusted, summary.lacks),
                known=not summary.lacks and not summary.failed,
            ),
            reference=summary.reference,
            failed=list(summary.failed),
            sentences=[text for text in said if text],
            warnings=list(summary.warnings),
            balanced=[not lacks for lacks in self.any_near(~np.asarray(whole.balanced))],
            doubtful=self.any_near(np.asarray(whole.doubtful)),
            short_nm=result.short_nm.tolist(),
            short_at=list(result.short_at),
            shortfall=summary.lacking or None,
            peak_frame=int(np.searchsorted(self.frames, whole.peak[0])),
            limits=[] if summary.failed else limits_of(whole.body),
            hardest=efforts(summary)[:HARDEST],
            gives=joints_give(summary.gives),
            certificate=api.Certificate(**whole.certificate()),
            frames=len(self.frames),
            of=len(whole.times),
            person=f"{person(who)}: {totals.recorded.who}",
            binary=api.AnalyzeArrays(**places),
        )

    def _picture(self) -> list[str]:
        """What is to be known of the picture."""
        told = []
        if (n := len(self.whole.times)) > len(self.frames):
            told.append(f"Of {n} frames {len(self.frames)} are shown; loads and totals are of all.")
        here, there = self.shown.body.subject, self.whole.body.subject
        if replace(here, name=there.name) != there:
            told.append(f"The picture moves another body, a {person(here)}, as recorded.")
        return told


def without_folder(result: Result, folder: Path) -> Result:
    """A result whose sentences do not name the folder in which its file lay for a while."""
    found = result.recorded
    assert found is not None  # asked for recordings only

    def clean(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(without(folder, text) for text in texts)

    recorded = replace(
        found,
        path=Path(found.path).name,
        who=without(folder, found.who),
        notes=clean(found.notes),
        told=clean(found.told),
        failed=clean(found.failed),
    )
    return replace(result, recorded=recorded, assumptions=clean(result.assumptions))


def file_of(result: Result, suffix: str) -> bytes:
    """A recording as a file."""
    if suffix == "html":
        return recording_html(result).encode()
    if suffix == "json":
        found = RecordedSummary.of(result).totals.as_dict()
        return f"{json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False)}\n".encode()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"result.{suffix}"
        save_result(result, path)
        return path.read_bytes()
