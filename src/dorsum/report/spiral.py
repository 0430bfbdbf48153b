"""The answer of the spiral in lines, tables and one page: strength, loads, the loop, what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.clinic.lived import names_of
from dorsum.clinic.spiral import Spiral
from dorsum.clinic.spiral_fatigue import tired_day
from dorsum.report.answer import person
from dorsum.report.chart import Chart
from dorsum.report.standalone import svg_file

MOST_MUSCLES = 8  # told by name
SEEK = (
    "Weakness, numbness or tingling of a leg, trouble with bladder or bowel, fever, or pain after a fall need"
    " a doctor, not a plan of exercises (`dorsum pain`)."
)
NOT = "Facts and a simulation: no diagnosis, no prescription."
COLOURS = ("#2b6f77", "#b8562f", "#6a5acd", "#7a8b2d", "#8c4a7d", "#3f6fb0", "#a07d1c", "#555555")


class Row(NamedTuple):
    """A muscle, both sides alike as one: strength at first, at last and at rest, in % of the usual."""

    muscle: str
    first: float
    last: float
    rest: float


def rows_of(answer: Spiral, most: int | None = MOST_MUSCLES) -> list[Row]:
    """The muscles that change most, those that are watched before others."""
    names = answer.asked.back.names
    rest = np.asarray(answer.rests.strength)
    found: dict[str, Row] = {}
    watched = answer.watched
    order = sorted(
        range(len(names)),
        key=lambda i: (not watched[i], -max(abs(1.0 - answer.strength[k][i]) for k in (0, -1))),
    )
    for i in order:
        muscle, side = names[i]
        at = [float(100.0 * x) for x in (answer.strength[0][i], answer.strength[-1][i], rest[i])]
        name = muscle.replace("_", " ")
        other = found.get(name)
        if other is None:
            found[name] = Row(name, *at)
        elif max(abs(a - b) for a, b in zip(other[1:], at, strict=True)) > 0.5:
            found[f"{name}, {side}"] = Row(f"{name}, {side}", *at)
    return list(found.values())[:most]


def course(answer: Spiral) -> list[dict[str, Any]]:
    """A row for a week now and then: strength of what is watched, use, hours given up, load."""
    picked = np.unique(np.linspace(0, len(answer.weeks) - 1, 13).round().astype(int))
    return [
        {
            "day": week.day,
            "strength_percent": round(100.0 * answer.mean(week.strength), 2),
            "use_percent": round(100.0 * answer.mean(week.use), 1),
            "active_hours_kept_percent": round(100.0 * week.kept, 1),
            "effort_percent": round(100.0 * week.effort, 1),
            "compression_n": {
                level: round(float(n)) for level, n in zip(answer.levels, week.compression, strict=True)
            },
            "balanced": week.balanced,
        }
        for week in (answer.weeks[i] for i in picked)
    ]


def hangs_on(answer: Spiral) -> list[dict[str, Any]]:
    """The answer by each set of rates: how much the verdict hangs on them."""
    return [
        {
            "rates": name,
            "avoidance": other.asked.rates.avoidance,
            "verdict": other.verdict,
            "last_percent": 100.0 * other.mean(other.weeks[-1].strength),
            "rest_percent": 100.0 * other.mean(other.rests.strength),
            "gain": other.loop.gain,
            "critical": other.loop.critical,
        }
        for name, other in answer.by_rates.items()
    ]


def hanging(answer: Spiral) -> tuple[tuple[str, ...], list[list[str]]]:
    """The same as a table."""
    head = ("rates", "verdict", f"day {answer.days}", "in the end", "gain of the loop", "runs away above")
    rows = [
        [
            row["rates"],
            row["verdict"],
            f"{row['last_percent']:.0f} %",
            f"{row['rest_percent']:.0f} %",
            f"{row['gain']:.2f}",
            "never" if row["critical"] is None else f"{row['critical']:.1f}",
        ]
        for row in hangs_on(answer)
    ]
    return head, rows


def as_dict(answer: Spiral) -> dict[str, Any]:
    """JSON of an answer."""
    asked, body = answer.asked, answer.asked.back.model.body
    return {
        "headline": answer.headline,
        "verdict": answer.verdict,
        "said": answer.said,
        "subject": body.subject.name,
        "facts": facts(body.tables),
        "days": answer.days,
        "day": asked.day.title,
        "usual_day": asked.usual.title,
        "day_parts": {part.task.name: part.hours for part in asked.day.parts},
        "training": [{"exercise": t.task.name, "sessions_a_week": t.sessions} for t in asked.training],
        "rates": {name: getattr(asked.rates, name) for name in asked.rates.__dataclass_fields__},
        "loop": {
            "gain": answer.loop.gain,
            "runs_away_above_avoidance": answer.loop.critical,
            "effort_per_weakness": answer.loop.effort,
            "words": answer.loop.words,
            "by_rates": hangs_on(answer),
        },
        "muscles": [
            {"muscle": row.muscle, "first": row.first, "last": row.last, "rest": row.rest}
            for row in rows_of(answer, None)
        ],
        "course": course(answer),
        "trained": trained(answer),
        "tired": tired(answer),
        "notes": list(notes(answer)),
    }


def facts(tables: Tables) -> dict[str, Any]:
    """What the numbers rest on: the digest of the body's facts and of the rates, with sources and kinds."""
    return {
        "digest": tables.digest,
        "rates_digest": tables.digest_of("strength_rates"),
        "days_digest": tables.digest_of("days"),
        "rates": {
            row.rate: {"kind": row.kind, "provenance": row.provenance, "sources": list(row.source)}
            for row in tables.strength_rates
        },
    }


def trained(answer: Spiral) -> dict[str, float]:
    """How much of full training the exercises are at first, of the muscles that they train."""
    share = answer.weeks[0].trained
    names = names_of(answer.asked.back, share > 0.0)
    return {name: round(float(x), 3) for name, x in zip(names, share[share > 0.0], strict=True)}


def notes(answer: Spiral) -> Iterator[str]:
    """What has to be known of an answer."""
    asked = answer.asked
    yield answer.said
    yield (
        f"The usual day, {asked.usual.title}, is taken to keep what there is"
        + (f"; lived is another, {asked.day.title}." if asked.day.title != asked.usual.title else ".")
    )
    if asked.rates.avoidance > 0.0:
        yield (
            f"Assumed: who has to work 10 % harder gives up {10 * asked.rates.avoidance:g} % of the active"
            " hours (rate avoidance)."
        )
    if answer.verdict == "recovers":
        yield (
            "Usual use gives back here what was lost, as quickly as disuse takes it, harsh rates quicker than"
            " mild ones. In people with a first spell of pain it did not within ten weeks, but for those who"
            " exercised (Hides 1996, recalled)."
        )
    if asked.training and not trained(answer):
        least = min(asked.rates.training_from, 1.0)
        yield f"The exercises ask no muscle for more than {100 * least:.0f} % activation: none is trained."
    if asked.ageing:
        yield f"Age takes {asked.rates.ageing:g} % of the size a year."
    if not all(week.balanced for week in answer.weeks):
        first = next(week.day for week in answer.weeks if not week.balanced)
        yield f"From day {first} on muscles cannot hold some task of the day: loads are lower bounds there."
    yield SEEK
    yield NOT


def lines(answer: Spiral) -> Iterator[str]:
    """The answer before its tables."""
    yield answer.headline
    who = person(answer.asked.back.model.body.subject)
    yield f"{who[:1].upper()}{who[1:]}. A day: {answer.asked.day.words}."
    yield answer.loop.words
    first, last = tired(answer)
    left = "" if last["held"] else "; some muscle has less left in the evening than the hardest part asks"
    most, later, morning = first["most_percent"], last["most_percent"], last["morning_percent"]
    yield (
        f"Tired by the evening: {most:.0f} % of these muscles at first, {later:.0f} % on day {last['day']};"
        f" in the morning {morning:.1f} %{left} (rates of efforts held until they fail, stretched far)."
    )


def tired(answer: Spiral) -> list[dict[str, Any]]:
    """How tired the muscles that are watched are in the first day and the last."""
    found = []
    for week in (answer.weeks[0], answer.weeks[-1]):
        day = tired_day(answer.asked.back, answer.asked.asked(week.state)[0])
        most, morning = 100.0 * answer.mean(day.most), 100.0 * answer.mean(day.morning)
        found.append({"day": week.day, "most_percent": most, "morning_percent": morning, "held": day.held})
    return found


def picture(answer: Spiral) -> str:
    """Strength of the muscles that change most, and the load of the disc that bears most, over the days."""
    width, height, left, top = 760.0, 430.0, 60.0, 26.0
    chart = Chart(width, height)
    days = np.array([week.day for week in answer.weeks], dtype=float)
    x = left + (width - left - 230.0) * days / max(days[-1], 1.0)
    strength = 100.0 * answer.strength
    picked = sorted(range(strength.shape[1]), key=lambda i: (not answer.watched[i], -np.ptp(strength[:, i])))
    picked = [i for i in picked if answer.asked.back.names[i][1] == "right"][: len(COLOURS)]
    low, high = (float(f(strength[:, picked])) for f in (np.min, np.max))
    low, high = min(low, 95.0) - 2.0, max(high, 100.0) + 2.0
    plot = 250.0
    rounds = range(int(np.ceil(low / 10) * 10), int(high) + 1, 10)
    ticks = [(f"{percent} %", top + plot * (high - percent) / (high - low)) for percent in rounds]
    style = [".grid{stroke:#ddd}", "text{font-size:12px}.tick{text-anchor:end}.name{text-anchor:start}"]
    for k, i in enumerate(picked):
        chart.curve(x, top + plot * (high - strength[:, i]) / (high - low), f"c{k}")
        chart.line(x[-1] + 12.0, top + 8.0 + 17.0 * k, x[-1] + 30.0, top + 8.0 + 17.0 * k, f"c{k}")
        chart.text(
            x[-1] + 36.0, top + 12.0 + 17.0 * k, answer.asked.back.names[i][0].replace("_", " ")[:30], "name"
        )
        style.append(f".c{k}{{fill:none;stroke:{COLOURS[k]};stroke-width:2}}")
    load = np.array([week.compression.max() for week in answer.weeks])
    floor, roof = float(load.min() * 0.95), float(load.max() * 1.05) + 1.0
    base = top + plot + 40.0
    chart.curve(x, base + 80.0 * (roof - load) / (roof - floor), "load")
    style.append(".load{fill:none;stroke:#333;stroke-width:2}")
    ticks += [(f"{newton:.0f} N", y) for newton, y in ((roof, base), (floor, base + 80.0))]
    for words, y in ticks:
        chart.line(left, y, x[-1], y, "grid")
        chart.text(left - 6.0, y + 4.0, words, "tick")
    chart.text(x[-1] + 12.0, base + 40.0, "disc that bears most", "name")
    for day in (0, int(days[-1])):
        chart.text(left if day == 0 else float(x[-1]), height - 14.0, f"day {day}")
    return svg_file(width, height, "Strength of muscles over the days", "".join(chart.parts), "".join(style))


def html(answer: Spiral) -> str:
    """One page that stands alone."""
    style = (
        "body{font:16px/1.5 system-ui,sans-serif;max-width:820px;margin:2rem auto;padding:0 1rem;"
        "color:#222;background:#fbfaf7}table{border-collapse:collapse;margin:1rem 0}"
        "td,th{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd}"
        "td:first-child,th:first-child{text-align:left}td+td{white-space:nowrap}"
        ".wide{overflow-x:auto}svg{max-width:100%;height:auto}"
        "@media(max-width:500px){td,th{padding:.2rem .4rem;font-size:14px}}"
        "@media(prefers-color-scheme:dark){body{color:#ddd;background:#1c1b19}td,th{border-color:#444}}"
    )
    muscles = [[row.muscle, *(f"{x:.0f} %" for x in row[1:])] for row in rows_of(answer, 20)]
    when = [
        [
            str(row["day"]),
            f"{row['strength_percent']:.0f} %",
            f"{row['use_percent']:.0f} %",
            f"{row['active_hours_kept_percent']:.0f} %",
            f"{max(row['compression_n'].values())} N",
        ]
        for row in course(answer)
    ]
    parts = [
        f"<h1>The spiral as a what-if</h1><p><b>{escape(answer.headline)}</b></p>",
        *(f"<p>{escape(line)}</p>" for line in list(lines(answer))[1:]),
        picture(answer),
        "<h2>Muscles</h2>",
        _table(("muscle", "at first", f"day {answer.days}", "in the end"), muscles),
        "<h2>Course</h2>",
        _table(("day", "strength", "use", "active hours kept", "most on a disc"), when),
        "<h2>What it hangs on</h2>",
        _table(*hanging(answer)),
        "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes(answer)) + "</ul>",
        f"<p><small>facts {answer.asked.back.model.body.tables.digest[:12]}</small></p>",
    ]
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Spiral</title>'
    top = f'<!doctype html><html lang="en"><head>{head}<style>{style}</style></head><body>'
    return f"{top}{''.join(parts)}</body></html>\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><tr>{top}</tr>{body}</table></div>'
