"""The answer of `dorsum endure`: one set of sentences, rows and charts for all that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.clinic.endured import JOINT, Endurance
from dorsum.clinic.fatigue import rates_of_group
from dorsum.clinic.published import beside_test
from dorsum.report.chart import number
from dorsum.report.courses import LEFT, WIDTH, TimeScale, apart
from dorsum.words import listed

NOT_CLINICAL = "A simulation: not a diagnosis, not a prescription, not for clinical decisions."
MOST_MUSCLES = 8  # in a table or a chart


class MuscleRow(NamedTuple):
    """What a muscle does, both sides together."""

    muscle: str
    first_n: float  # N it pulls with actively, fresh
    last_n: float
    tired: float  # share of its strength, in the end


def nm(moment: float) -> str:
    """`12.3 N·m`."""
    return f"{number(moment, '.1f')} N·m"


def duration(seconds: float) -> str:
    """`2 min 34 s`, `3 h 5 min`, `9.5 s`."""
    if seconds < 10.0:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    hours, left = divmod(minutes, 60)
    if hours:
        return f"{hours} h {left} min" if left else f"{hours} h"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def headline(found: Endurance) -> str:
    """How long it was held, and why no longer."""
    title = found.task.title
    if found.seconds is None:
        return f"{title}: held for all {duration(found.looked_s)} that were looked at."
    if found.seconds == 0.0:
        return f"{title}: not held even with fresh muscles: {found.lacking}."
    if found.repetitions is not None:
        return f"{title}: {found.repetitions} times, {duration(found.seconds)}; then {found.lacking}."
    return f"{title}: held {duration(found.seconds)}; then {found.lacking}."


def sentences(found: Endurance) -> list[str]:
    """What changed meanwhile, and what was published beside."""
    first, last = found.start, found.end
    lines = []
    if found.period_s is not None:
        rest = found.period_s - found.work_s
        lines.append(
            f"Each {duration(found.period_s)}: {duration(found.work_s)} work, {duration(rest)} rest."
        )
    lines.append(
        f"Extension of {JOINT} at first: muscles {nm(first.muscles_nm)}, tissue {nm(first.tissue_nm)}; in the"
        f" end {nm(last.muscles_nm)} and {nm(last.tissue_nm)}. The lumbar disc that bears most bears"
        f" {first.compression.max():.0f} N at first, {last.compression.max():.0f} N in the end"
        f" ({LUMBAR[int(last.compression.argmax())]})."
    )
    rows = muscle_rows(found)
    more = [row for row in rows if row.last_n > row.first_n + 1.0]
    less = [row for row in rows if row.last_n < row.first_n - 1.0]
    if more and less:
        lines.append(f"Load went from {_named(less, -1)} to {_named(more, 1)}.")
    for row in beside_test(found.model.body.tables, found.task.name, found.model.body.subject.sex):
        spread = "" if row.low is None else f" ({row.low:g} to {row.high:g})"
        told = " recalled," if row.provenance == "recalled" else ""
        lines.append(f"Published: {row.value:g} s{spread}, {row.condition},{told} {', '.join(row.source)}.")
    return lines


def _named(rows: Sequence[MuscleRow], way: int) -> str:
    order = sorted(rows, key=lambda row: -way * (row.last_n - row.first_n))[:3]
    return listed(f"{spoken(row.muscle)} ({row.first_n:.0f} → {row.last_n:.0f} N)" for row in order)


def spoken(name: str) -> str:
    """An id of the tables as people read it."""
    return name.replace("_", " ")


def assumed(found: Endurance) -> list[str]:
    """What the answer rests on."""
    tables, sex = found.model.body.tables, found.model.body.subject.sex
    trunk = rates_of_group(tables, "trunk", sex)
    return [
        *found.task.assumptions,
        f"three compartments of every fascicle (Xia and Frey-Law 2008); trunk F {trunk.fatigue:.3g} /s, R"
        f" {trunk.recovery:.3g} /s (Frey-Law 2012), of a {found.model.body.subject.sex} by what each sex was"
        f" measured to hold (Clark 2003); r = {trunk.rest:g} at rest, for the trunk assumed",
        "at tone a muscle does not tire; rib cage and girdle where moments stand in for them do not either",
        f"the posture was found {found.postures} times, as joints give with what muscles have left"
        if found.postures > 1
        else "the posture stays as it was found with fresh muscles",
        *(
            ["what bears the body acts on the legs, half on each; pelvis and hips are balanced"]
            if found.legs_held
            else []
        ),
        "of a model, not a person: people's times spread by 29 to 47 % about the curve (Frey-Law 2012)",
    ]


def muscle_rows(found: Endurance) -> list[MuscleRow]:
    """Every muscle, those that pull most in the end or at first before the others."""
    first, last = _sums(found, found.start.force), _sums(found, found.end.force)
    tired = found.of_muscle(found.end.tired)
    rows = [MuscleRow(name, first[name], last[name], tired[name]) for name in first]
    return sorted(rows, key=lambda row: -max(row.first_n, row.last_n))


def _sums(found: Endurance, forces: Floats) -> dict[str, float]:
    sums: dict[str, float] = {}
    for muscle, force in zip(found.model.topology.muscles, forces, strict=False):
        sums[muscle] = sums.get(muscle, 0.0) + float(force)
    return sums


def endurance_data(found: Endurance) -> dict[str, Any]:
    """The answer as plain values."""
    body = found.model.body
    return {
        "task": found.task.name,
        "title": found.task.title,
        "subject": body.subject.name,
        "facts": body.tables.digest,
        "seconds": found.seconds,
        "looked_s": found.looked_s,
        "repetitions": found.repetitions,
        "lacking": found.lacking,
        "period_s": found.period_s,
        "work_s": None if found.period_s is None else found.work_s,
        "legs_held": found.legs_held,
        "course": [
            {
                "seconds": each.seconds,
                "muscles_nm": each.muscles_nm,
                "tissue_nm": each.tissue_nm,
                "compression_n": float(each.compression.max()),
                "tired": float(each.tired[: len(found.weight)] @ found.weight / found.weight.sum()),
            }
            for each in found.course
        ],
        "muscles": [row._asdict() for row in muscle_rows(found)],
        "published": [
            {"id": row.id, "seconds": row.value, "condition": row.condition, "source": list(row.source)}
            for row in beside_test(body.tables, found.task.name, body.subject.sex)
        ],
        "rests_on": rests_on(body.tables),
        "assumptions": assumed(found),
        "disclaimer": NOT_CLINICAL,
    }


# The rows that rates of the trunk follow from: F, R, r, how sexes are split, how long each held half.
RATES = ("FM-29", "FM-30", "FM-64", "FM-65", "EN-18", "EN-19")


def rests_on(tables: Tables) -> dict[str, Any]:
    """The rows of the rates with where they come from, and a digest that any change of them changes."""
    rows = [row for row in (*tables.fatigue_models, *tables.endurance_times) if row.id in RATES]
    return {
        "rates_digest": tables.digest_of("fatigue_models")[:12],
        "groups_digest": tables.digest_of("fatigue_groups")[:12],
        "rows": [
            {
                "id": row.id,
                "quantity": row.quantity,
                "value": row.value,
                "kind": row.kind,
                "provenance": row.provenance,
                "source": list(row.source),
            }
            for row in rows
        ],
    }


def endurance_charts(found: Endurance) -> list[tuple[str, str]]:
    """Caption and SVG: how tired the muscles are that work most, and how they share the work."""
    if len(found.course) < 2:
        return []
    names = [row.muscle for row in muscle_rows(found)[:5]]
    times = np.array([each.seconds for each in found.course])
    tired = {name: [] for name in names}  # type: dict[str, list[float]]
    force = {name: [] for name in names}  # type: dict[str, list[float]]
    for each in found.course:
        of, sums = found.of_muscle(each.tired), _sums(found, each.force)
        for name in names:
            tired[name].append(of[name])
            force[name].append(sums[name])
    return [
        ("Tired share of the five muscles that pull most", _lines(times, tired, "%", 100.0)),
        ("What they pull with, both sides", _lines(times, force, "N", 1.0)),
    ]


def _lines(times: Floats, of: dict[str, list[float]], unit: str, factor: float) -> str:
    top = 1.1 * max(max(values) for values in of.values()) or 1.0
    scale = TimeScale(times, top, 240.0)
    scale.axes(unit, factor)
    heights = apart([scale.y(values[-1]) for values in of.values()])
    for k, ((name, values), height) in enumerate(zip(of.items(), heights, strict=True)):
        scale.course(times, np.array(values), f"line t{k}")
        scale.chart.text(LEFT + WIDTH + 8, height + 4, spoken(name)[:24], f"series t{k}")
    return scale.chart.svg("Courses over time")
