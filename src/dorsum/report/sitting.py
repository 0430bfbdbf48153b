"""The answer of `dorsum sit`: one set of sentences and charts for all that shows it."""

from __future__ import annotations

from typing import Any

import numpy as np

from dorsum.body.skeleton import LUMBAR
from dorsum.clinic.endured import JOINT
from dorsum.clinic.sitting import NOT_SHOWN, Course, Sitting
from dorsum.report.courses import LEFT, WIDTH, TimeScale, apart
from dorsum.report.endurance import NOT_CLINICAL, nm
from dorsum.words import percent

COLUMNS = 60  # of a course in a terminal
LAW = ("CR-01", "CR-02", "CR-03", "CR-17")  # rows that the law of creep follows from
BARS = " ▁▂▃▄▅▆▇█"


def headline(found: Sitting) -> str:
    """The tissue's course in a sentence."""
    straight = found.straight
    said = (
        f"{found.task.title}, {found.hours:g} h: without a break the lumbar spine would sink by"
        f" {straight.of('sunk_deg').max():.1f}°"
    )
    if found.broken is None:
        return f"{said}; {NOT_SHOWN}."
    broken = found.broken.of("sunk_deg")
    return (
        f"{said}, with {found.break_minutes:g} min of standing after every {found.every_minutes:g} min by at"
        f" most {broken.max():.1f}°, {broken.mean():.1f}° on average; {NOT_SHOWN}."
    )


def sentences(found: Sitting) -> list[str]:
    """What tissue and muscles do, in numbers."""
    told = []
    for name, course in _courses(found):
        seated = [stand for stand in course.stands if stand.seated]
        first, last = seated[0], seated[-1]
        told.append(
            f"{name}: at the same angles tissue gives {nm(first.tissue_nm)} of extension at {JOINT} at first,"
            f" {nm(last.tissue_nm)} in the end; muscles {nm(first.muscles_nm)}, then {nm(last.muscles_nm)}."
            f" Extensors work at {percent(first.active)}, then {percent(last.active)} of their strength;"
            f" {percent(last.tired)} of it is tired in the end."
        )
    told.append(
        f"Tissue bears {percent(float(found.load.mean()))} of what it bears in full flexion. After 20 min of"
        " full flexion people's backs gave way by 5.5°; half was back after 2 min, not all of it after 30"
        " (McGill and Brown 1992)."
    )
    told.append(
        "Whether creep of this size matters for pain or injury was not shown; nor is pain computed here."
    )
    return told


def _courses(found: Sitting) -> list[tuple[str, Course]]:
    named = [("Without breaks", found.straight)]
    return named if found.broken is None else [*named, ("With breaks", found.broken)]


def data(found: Sitting) -> dict[str, Any]:
    """The answer as plain values."""

    def plain(course: Course) -> list[dict[str, Any]]:
        return [stand._asdict() for stand in course.stands]

    return {
        "task": found.task.name,
        "title": found.task.title,
        "subject": found.model.body.subject.name,
        "facts": found.model.body.tables.digest,
        "hours": found.hours,
        "break_every_min": found.every_minutes,
        "break_min": None if found.every_minutes is None else found.break_minutes,
        "load_of_full_flexion": dict(zip(LUMBAR, found.load.tolist(), strict=True)),
        "without_breaks": plain(found.straight),
        "with_breaks": None if found.broken is None else plain(found.broken),
        "not_shown": NOT_SHOWN,
        "rests_on": {
            "creep_digest": found.model.body.tables.digest_of("creep")[:12],
            "rows": [
                {"id": row.id, "value": row.value, "kind": row.kind, "source": list(row.source)}
                for row in found.model.body.tables.creep
                if row.id in LAW
            ],
        },
        "assumptions": list(found.assumptions),
        "disclaimer": NOT_CLINICAL,
    }


def lines(found: Sitting) -> list[str]:
    """The courses of the creep drawn in signs, one on the same scale below the other."""
    top = max(float(course.of("sunk_deg").max()) for _, course in _courses(found))
    drawn = []
    for name, course in _courses(found):
        at = np.linspace(0.0, 60.0 * found.hours, COLUMNS)
        values = np.interp(at, course.minutes, course.of("sunk_deg")) / (top or 1.0)
        signs = "".join(BARS[round(float(value) * (len(BARS) - 1))] for value in values)
        drawn.append(f"{name.lower():>15} {signs}")
    return [*drawn, f"{'':>15} 0{'':{COLUMNS - 8}}{found.hours:g} h; full height {top:.1f}°"]


def charts(found: Sitting) -> list[tuple[str, str]]:
    """Caption and SVG: how far tissue has crept, and how tired the extensors are."""
    return [
        ("How far the lumbar spine would sink, °", _sit_chart(found, "sunk_deg", "deg", 1.0)),
        ("Tired share of the extensors", _sit_chart(found, "tired", "%", 100.0)),
    ]


def _sit_chart(found: Sitting, field: str, unit: str, factor: float) -> str:
    courses = _courses(found)
    top = 1.15 * max(float(course.of(field).max()) for _, course in courses) or 1.0
    scale = TimeScale(courses[0][1].minutes, top, 240.0, unit="min")
    scale.axes(unit, factor)
    heights = apart([scale.y(float(course.of(field)[-1])) for _, course in courses])
    for k, ((name, course), height) in enumerate(zip(courses, heights, strict=True)):
        scale.course(course.minutes, course.of(field), f"line c{k}")
        scale.chart.text(LEFT + WIDTH + 8, height + 4, name.lower(), f"series c{k}")
    return scale.chart.svg(f"{field.replace('_', ' ')} over time")
