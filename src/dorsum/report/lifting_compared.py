"""`docs/lifting.md`: lifts that studies compared, and regressions of compression, beside the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import LiftingComparisonRow
from dorsum.lifting.compared import NO_DIFFERENCE, VERDICTS, Posed
from dorsum.lifting.regressions import MASSES, STYLES, Held
from dorsum.report.chart import number
from dorsum.report.lifting_regressions import regression_section
from dorsum.report.markdown import folded, prose, table

TOPICS = {
    "style": "Stoop against squat",
    "reach": "Near against far",
    "hands": "One hand against two, loads beside the body, leaning",
    "speed": "Slow against fast",
    "mass": "Heavy against light",
    "height": "High against low",
    "asymmetry": "Aside against straight ahead",
    "people": "Women against men, skilled against new",
    "stance": "Other ways to stand",
}
NEXT_TO_NOTHING = 1e-3  # of a, below which b makes no ratio
SENSES = {"more": "a > b", "less": "a < b", "same": "a ≈ b"}
CAUSES = {
    "posed": "what the study does not tell",
    "rule": "a rule of posture or course",
    "model": "the model of the back",
    "study": "the study",
}
TOP = "# Lifts: published comparisons and regressions beside the model\n"
HEAD_TEXT = """
Made by `make lifting`; do not edit. A test computes a sample anew and refuses what rests on other facts
or code.

Studies compared two lifts each: which costs the back more, and by how much. Both lifts of {posed}
comparisons are put to the model as `Lift(...)`; their words (`lifting_trials.csv`, with what the study
does not tell and what was assumed for it) and the rule of the verdict were written down before the first
was computed. Changed after that, before a number of the comparison had been seen: whole lifts became held
ones but where speed is compared, for courses in which muscles fall short take minutes, and some are
refused; the crate of LC-45 went where arms reach. Changed with numbers in sight: sizes outside a spread
are told as misses, too, where they had counted with the same sense. {left} comparisons are not posed,
each for a stated reason. Most studies were read in their abstracts alone: where hands, feet and boxes
were is seldom told there, and the assumed reach decides much.

The verdict: *inside the spread*, where the model's ratio or difference lies between the printed ends;
else *same sense* (*size outside* where a spread was printed), *no difference* (less than {percent:.0f} %
of the larger) or *other sense*; *refused*, where the program finds no such lift. Where no spread was
printed, the size is shown and not judged.

Lifts are held still where they start, near which studies find the peak; where speed is compared they
move, and loads are peaks over the lift. In fast lifts of 20 kg the muscles of the model fall short in
between, and loads would be lower bounds.
"""
STYLE_HEAD = """
Neither way is the better one. In the studies the sign turns with the case: squat costs less where the load
passes between the knees or the feet stand beside it, more where it stays in front of the knees, and from a
height of 50 cm there is no difference. A posture found by rule does not choose: it takes the reach that it is
given. Where the box has to stay in front of the knees, the reach of the squat was set larger (55 cm against
44 cm) before the first run; where it passes between them, both have 44 cm. The two tables below show what the
same reach gives everywhere.
"""
GRID_HEAD = """
Compression of L5/S1 in squat over that in stoop, held still, {mass:g} kg, the built-in man, **same reach**:
what the style does by itself.
"""
FRONT = """
And with the squat's box kept off by the knees, 15 cm further out than the stoop's:
"""


def lifting_page(tables: Tables, posed: Mapping[str, Posed], held: Sequence[Held]) -> str:
    """The page as Markdown."""
    left = len(tables.lifting_comparisons) - len(posed)
    head = HEAD_TEXT.format(posed=len(posed), left=left, percent=100 * NO_DIFFERENCE)
    parts = [TOP, prose(head), "", *_summary(tables, posed), *_misses(tables, posed)]
    for topic, title in TOPICS.items():
        rows = [row for row in tables.lifting_comparisons if row.topic == topic]
        if rows:
            parts += [f"\n## {title}\n", *(_style(held) if topic == "style" else []), *_rows(rows, posed)]
    parts += ["\n## Compression beside published regressions\n", *regression_section(tables, held)]
    parts += ["\n## What each lift was\n", *_trials(tables, posed)]
    return "\n".join(parts) + "\n"


def _summary(tables: Tables, posed: Mapping[str, Posed]) -> Iterator[str]:
    yield "\n## In short\n"
    topics = {row.comparison: row.topic for row in tables.lifting_comparisons}
    counts: dict[str, Counter[str]] = {}
    for name, found in posed.items():
        counts.setdefault(topics[name], Counter())[found.verdict] += 1
    body = [
        [TOPICS[topic], str(counts[topic].total()), *(str(counts[topic][verdict]) for verdict in VERDICTS)]
        for topic in TOPICS
        if topic in counts
    ]
    total = Counter(found.verdict for found in posed.values())
    body.append(["**all**", str(len(posed)), *(str(total[verdict]) for verdict in VERDICTS)])
    yield table(["comparison", "posed", *VERDICTS], body)


def _misses(tables: Tables, posed: Mapping[str, Posed]) -> Iterator[str]:
    rows = {row.comparison: row for row in tables.lifting_comparisons}
    yield "\n## What misses, and why\n"
    yield table(
        ["", "comparison", "published", "model", "cause", "why"],
        (
            [
                miss.comparison,
                _what(rows[miss.comparison]),
                _published(rows[miss.comparison]),
                f"{_found(rows[miss.comparison], posed[miss.comparison])}, {posed[miss.comparison].verdict}",
                CAUSES[miss.cause],
                miss.text,
            ]
            for miss in tables.lifting_misses
        ),
    )


def _what(row: LiftingComparisonRow) -> str:
    return f"{row.condition_a} / {row.condition_b}: {row.measure} {row.level}".strip()


def _published(row: LiftingComparisonRow) -> str:
    """Size and spread as printed, else the sense."""
    unit = _unit(row)
    if row.value is None:
        values = f", {row.a_value:g} and {row.b_value:g} {row.unit}" if row.a_value and row.b_value else ""
        return f"{SENSES[row.sense]}{values}"
    text = number(row.value, "+.3g" if row.relation == "difference" else ".2f") + unit
    if row.low is not None and row.high is not None:
        form = "+.3g" if row.relation == "difference" else ".2f"
        return f"{text} ({number(row.low, form)} to {number(row.high, form)})"
    return text


def _found(row: LiftingComparisonRow, found: Posed) -> str:
    if found.a is None or found.b is None or found.found is None:
        return "-"
    if row.relation == "order" and abs(found.b) < NEXT_TO_NOTHING * abs(found.a):
        return SENSES["more"]
    return number(found.found, "+.3g" if row.relation == "difference" else ".2f") + _unit(row)


def _unit(row: LiftingComparisonRow) -> str:
    return f" {row.unit}".replace("N.m", "N·m") if row.relation == "difference" and row.unit else ""


def _rows(rows: Iterable[LiftingComparisonRow], posed: Mapping[str, Posed]) -> Iterator[str]:
    """The posed rows of a topic, then those that are not, with the reason."""
    rows = list(rows)
    shown = [row for row in rows if row.comparison in posed]
    if shown:
        yield table(
            ["", "study", "a / b", "of", "published a/b or a − b", "model", "model's a, b", "verdict"],
            (_row(row, posed[row.comparison]) for row in shown),
        )
    rest = [row for row in rows if row.comparison not in posed]
    if rest:
        yield f"Not posed ({len(rest)}):\n"
        for row in rest:
            yield f"- {row.comparison}, {_study(row)}: {_what(row)}, {_published(row)}. {_reason(row)}."
        yield ""


def _reason(row: LiftingComparisonRow) -> str:
    return row.why_not_posed[0].upper() + row.why_not_posed[1:]


def _row(row: LiftingComparisonRow, found: Posed) -> list[str]:
    spread = row.spread or ("no spread printed" if row.value is not None else "no size printed")
    bound = "" if found.balanced else " (muscles fall short: lower bounds)"
    return [
        row.comparison,
        f"{_study(row)}, {row.people}",
        f"{row.condition_a} / {row.condition_b}",
        f"{row.measure} {row.level}".strip(),
        f"{_published(row)}; {spread}",
        _found(row, found),
        found.words if found.found is None else f"{found.a:.4g}, {found.b:.4g} {found.unit}{bound}",
        found.verdict,
    ]


def _study(row: LiftingComparisonRow) -> str:
    recalled = ", recalled" if row.provenance == "recalled" else ""
    return f"{', '.join(row.source)}{recalled}"


def _style(held: Sequence[Held]) -> Iterator[str]:
    """Squat over stoop on the grid."""
    yield prose(STYLE_HEAD)
    of: dict[str, dict[tuple[float, float], float]] = {}
    for row in held:
        if row.style in STYLES:
            of.setdefault(row.style, {})[row.horizontal_cm, row.vertical_cm] = row.ours["L5/S1"]
    across = sorted({h for h, _ in of["stoop"]})
    down = sorted({v for _, v in of["stoop"]})
    yield "\n" + prose(GRID_HEAD.format(mass=MASSES[len(MASSES) // 2])) + "\n"
    yield table(
        ["hands at", *(f"{h:g} cm before the ankles" for h in across)],
        ([f"{v:g} cm", *(f"{of['squat'][h, v] / of['stoop'][h, v]:.2f}" for h in across)] for v in down),
    )
    yield prose(FRONT) + "\n"
    pairs = list(pairwise(across))
    yield table(
        ["hands at", *(f"squat {far:g}, stoop {near:g} cm" for near, far in pairs)],
        (
            [f"{v:g} cm", *(f"{of['squat'][far, v] / of['stoop'][near, v]:.2f}" for near, far in pairs)]
            for v in down
        ),
    )


def _trials(tables: Tables, posed: Mapping[str, Posed]) -> Iterator[str]:
    """Every lift in words, folded."""
    rows = []
    for trial in tables.lifting_trials:
        end = (
            "held"
            if trial.end_h_cm is None
            else f"to {trial.end_h_cm:g}, {trial.end_v_cm:g}"
            + (f", {trial.end_asymmetry_deg:g}°" if trial.end_asymmetry_deg else "")
        )
        aside = f", {trial.start_asymmetry_deg:g}°" if trial.start_asymmetry_deg else ""
        found = posed[trial.comparison]
        bends = dict(part.split(": ", 1) for part in found.words.split("; ")) if found.found else {}
        rows.append(
            [
                f"{trial.comparison} {trial.side}",
                f"{trial.mass_kg:g}",
                f"{trial.start_h_cm:g}, {trial.start_v_cm:g}{aside} {end}",
                f"{trial.style}, {trial.hands}, {trial.body}",
                "" if trial.seconds is None else f"{trial.seconds:g}",
                bends.get(trial.side, ""),
                trial.assumed,
            ]
        )
    yield folded(
        f"The {len(rows)} lifts",
        table(["", "kg", "H, V cm", "style, hands, body", "s", "at the start", "assumed"], rows),
    )
