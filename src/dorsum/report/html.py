"""The report: one HTML file that stands alone, for one task or several side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dorsum import __version__
from dorsum.body.skeleton import SIDES
from dorsum.files import write_whole
from dorsum.mechanics.objectives import words_of
from dorsum.mechanics.result import Result
from dorsum.report.answer import comparison, doubts, ring
from dorsum.report.chart import TONES, number
from dorsum.report.courses import JOINTS, effort_course, ghost_frames, load_course
from dorsum.report.drawn.colours import css, gradient, ramp
from dorsum.report.effort import MuscleEffort
from dorsum.report.figure import ResultFigure
from dorsum.report.limits import kilonewton
from dorsum.report.moment_parts import moment_course
from dorsum.report.needed import needed
from dorsum.report.picture import back_view, posture_view, side_view
from dorsum.report.profiles import gauge, level_profile
from dorsum.report.summary import (
    SYSTEMS,
    Summary,
    summaries_of,
)
from dorsum.units import KPA
from dorsum.words import percent

if TYPE_CHECKING:
    from dorsum.function.validate import Validation
    from dorsum.report.lift import LiftAnswer

UNIT = re.compile(r"(\d) (kN|N|MPa|kPa|%|m|kg|s)(?!\w)")
VIEW_BOX = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')
ZONES = ("below", "between", "above")
EFFORT_SCALES = (0.05, 0.10, 0.20, 0.50, 1.0)  # full width of a muscle's bar
LEAST_COURSE = 3600.0  # N: the action limit is in the picture


def write_report(
    results: Sequence[Result] | Result,
    path: Path | str,
    validation: Validation | None = None,
    *,
    measured: Sequence[str | None] | None = None,
    refused: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write the report of `report_html` to a file, whole or not at all.

    Raises:
        BadInput: the path cannot be written.
    """
    text = report_html(results, validation, measured=measured, refused=refused)
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def report_html(
    results: Sequence[Result] | Result,
    validation: Validation | None = None,
    *,
    measured: Sequence[str | None] | None = None,
    refused: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The report as text. `validation` adds how the model agrees with pressures measured in people.

    `measured` holds, for each result, a task of `disc_pressure.csv` to compare with, or None for no
    comparison; without it built-in tasks are compared with their own. `refused` tells tasks that were asked
    for as well, and why they are not answered.
    """
    results = [results] if isinstance(results, Result) else list(results)
    return render(summaries_of(results, measured), validation, refused=refused)


def write_lift_report(answer: LiftAnswer, path: Path | str) -> None:
    """Write the report of a lift: that of what it asks of the back, and what published rules say.

    Raises:
        BadInput: the path cannot be written.
    """
    text = render(summaries_of([answer.found.result], [None]), lift=answer)
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def render(
    summaries: Sequence[Summary],
    validation: Validation | None = None,
    recording: dict[str, Any] | None = None,
    refused: Mapping[str, str] = MappingProxyType({}),
    lift: LiftAnswer | None = None,
) -> str:
    """The page of some summaries; `recording` is what its own template shows of a recorded motion, `lift`
    the answer to a lift."""
    results = [summary.result for summary in summaries]
    page = environment().get_template("report.html.j2")
    return page.render(
        tasks=[_task(summary, i) for i, summary in enumerate(summaries)],
        comparison=comparison(summaries),
        worst_zone=max((zone_of(s) for s in summaries), key=ZONES.index),
        one_person=all(r.body.subject == results[0].body.subject for r in results),
        gauge=Markup(gauge(summaries)),
        profile=Markup(level_profile(summaries)),
        efforts=_efforts(summaries),
        movements=[] if recording else _movements(summaries),
        recording=recording,
        lift=lift,
        refused=refused,
        lacks=any(s.lacks or s.warnings or s.failed for s in summaries),
        ramp=gradient(),
        levels=results[0].levels,
        rib_levels=results[0].rib_cage_levels,
        sources=sorted(
            {row.key: row for r in results for row in r.sources}.values(), key=lambda row: row.citation
        ),
        assumed=[row for row in results[0].body.tables.constants if row.kind == "assumed"],
        validation=validation,
        version=__version__,
    )


def environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dorsum.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )
    environment.filters |= {
        "kn": kilonewton,
        "percent": percent,
        "number": number,
        "name": lambda text: text.replace("_", " "),
    }
    return environment


def _unbroken(value: Any) -> Any:
    """Plain text with numbers tied to their units; what is marked as HTML stays as it is."""
    return UNIT.sub("\\1\u00a0\\2", value) if type(value) is str else value


def zone_of(summary: Summary) -> str:
    """The zone of a summary's load; the lowest where it is held against no limit."""
    return ZONES[0] if summary.failed else summary.limits.zone(summary.compression)


def _task(summary: Summary, index: int) -> dict[str, Any]:
    """What the template shows of one task."""
    result, frame = summary.result, summary.peak_frame
    return {
        "tone": f"t{index % TONES}",
        "summary": summary,
        "result": result,
        "subject": result.body.subject,
        "frame": frame,
        "zone": zone_of(summary),
        "side": _view(side_view(result, frame)),
        "side_caption": "from the side" if ResultFigure.of(result, frame).from_the_side else "from behind",
        "back": _view(back_view(result, frame)),
        "deep": _view(back_view(result, frame, deep=True)),
        "objective": words_of(result.objective),
        "certificate": summary.certificate,
        "doubts": [*doubts(summary), *ring(summary)],
        "needed": needed(summary.result),
        "rib_cage": result.rib_cage_moments[frame],
        "abdomen_kpa": float(result.array("abdominal_pressure")[frame] / KPA),
        "digest": result.body.tables.digest[:12],
    }


def _view(svg: str) -> dict[str, Any]:
    """A picture and its width over its height, by which pictures share a row."""
    box = VIEW_BOX.search(svg)
    assert box is not None  # every picture has one
    return {"svg": Markup(svg), "aspect": float(box[1]) / float(box[2])}


def _efforts(summaries: Sequence[Summary]) -> dict[str, Any]:
    """Muscles by system, each with a cell per task; those at rest apart."""
    efforts = [summary.muscles for summary in summaries]
    most = max(m.peak for muscles in efforts for m in muscles if m.peak == m.peak)
    scale = next(step for step in EFFORT_SCALES if most <= step + 1e-9 or step == EFFORT_SCALES[-1])
    systems = []
    for system, title in SYSTEMS.items():
        rows = [same for same in zip(*efforts, strict=True) if same[0].row.system == system]
        taking = [same for same in rows if not any(m.peak != m.peak for m in same)]
        works = [any(not s.rests(m) for s, m in zip(summaries, same, strict=True)) for same in taking]
        working = [same for same, does in zip(taking, works, strict=True) if does]
        systems.append(
            {
                "title": title,
                "rows": [_row(same, scale) for same in working],
                "resting": [same[0].row.name for same, does in zip(taking, works, strict=True) if not does],
                "left_out": [same[0].row.name for same in rows if same not in taking],
            }
        )
    return {"systems": systems, "scale": scale}


def _row(same: Sequence[MuscleEffort], scale: float) -> dict[str, Any]:
    """One muscle: its name, and for each task effort, bar and force of both sides."""
    cells = [
        {
            side: {
                "activation": m.activation[side],
                "greatest": m.greatest[side],
                "width": 100 * min(m.activation[side] / scale, 1.0),
                "colour": css(ramp(m.activation[side])),
                "force": m.force[side],
            }
            for side in SIDES
        }
        for m in same
    ]
    return {"name": same[0].row.name, "latin": same[0].row.latin_name, "cells": cells}


def _movements(summaries: Sequence[Summary]) -> list[dict[str, Any]]:
    """Courses over time of the tasks that move, on one scale of load."""
    moving = [(i, s) for i, s in enumerate(summaries) if s.moves]
    top = max([LEAST_COURSE, *(1.1 * s.compression for _, s in moving)])
    found = []
    for i, summary in moving:
        loads = {joint: summary.result.compression[:, summary.result.levels.index(joint)] for joint in JOINTS}
        found.append(
            {
                "tone": f"t{i % TONES}",
                "summary": summary,
                "loads": Markup(load_course(summary, top)),
                "effort": Markup(effort_course(summary)),
                "parts": Markup(moment_course(summary.result)) if summary.result.computed else "",
                "ghosts": [
                    (float(summary.result.times[f]), Markup(posture_view(summary.result, f)))
                    for f in ghost_frames(summary)
                ],
                "joints": [
                    (joint, float(load.mean()), float(load.max()), summary.cumulative(joint))
                    for joint, load in loads.items()
                ],
            }
        )
    return found
