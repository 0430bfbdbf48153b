"""The sections of `docs/validation.md` that put every measured row beside the model's answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import MissCauseRow
from dorsum.function.measured.agreement import agreements, said_of_null
from dorsum.function.measured.comparison import (
    INPUT,
    INSIDE,
    KINDS,
    MISSES,
    NO_BALANCE,
    NOT_COMPUTED,
    OUTSIDE,
    UNJUDGED,
    Compared,
)
from dorsum.function.measured.exercises import Rank
from dorsum.function.measured.results import summary
from dorsum.report.markdown import folded, prose, table

RULES = """\
A published spread is the band: low and high as printed, else mean ± 2 SD. The pressures of the one
man of Wilke 1999 may lie within the published factors that turn force into pressure. Where no
spread is published the band is a quarter to each side. Of an ordering only the sense counts. A row
that the model was built from is an input and tests nothing; values of other models and of postures
that the model does not have stand beside ours and are not judged. These rules hold for every row;
no constant was changed to meet one.
"""
NO_CAUSE = "Not looked into yet: `miss_causes.csv` has no row for it."
NEVER = "never"  # the model does not do it at all
FOLDED = {
    UNJUDGED: "values to look at, not judged",
    INPUT: "inputs of the model, or what other rows are measured by",
    NOT_COMPUTED: "not computed, and why",
}
FIGURES = {
    "pressure": "Measured and computed load of the discs",
    "strength": "Strength by direction, measured and computed",
    "arm": "Moment arms by level, published bands and the model",
    "exercise": "Activity of the trunk muscles in exercises, measured and computed",
}
ABOUT = {
    "pressure": """\
Every row of `disc_pressure.csv`: pressure in MPa, force in N, or force relative to relaxed standing
where the study gives no more. What task answers which row, and what had to be assumed where a
paper's angle was not seen, stands in `answers.csv`.
""",
    "strength": """\
Every row of `strength.csv`. The model stands upright with the pelvis held and works against a pad,
at T4 for the trunk, at the head's centre of mass for the neck; the greatest push that leaves every
one of the 25 joints in balance is found by a linear program (`dorsum strength`); of the neck with
girdle and hyoid in balance, too, and the thorax strapped. A test pushes the
ordinary analysis to that limit and beyond. The remark says which joint gives way first, and what
the muscles could do if the joint stood alone. What the back muscles of one side turn a lumbar
segment with is counted fully active about the long axis of the lumbar spine, from the centre of
L5/S1 to that of T12/L1, since the source names no axis.
""",
    "arm": """\
Every row of `moment_arm_bands.csv`: the arm of a whole muscle, mean of its fascicles weighted by
maximal force, as the slope of their lengths. Extending and bending to the own side are positive.
Where a study measured how far the middle of a muscle lies from that of the disc in a slice, the
same is computed of the lines that cross the slice: it is no arm where they lean.
""",
    "range": """\
The ranges of the model's joints are published ranges, so that most rows are inputs. What is tested
is one study against another, the sum of the joints against the whole, and what the model does in
postures: where the back falls silent, how far the pelvis turns in sitting, how much moment the
turning lines lose.
""",
    "exercise": """\
Every row of `exercise_emg.csv`. Activation is the mean of a muscle's fascicles weighted by maximal
force, of the side that was measured, in % of maximum; electrodes measure what lies under them, in %
of the greatest voluntary effort. The bands of single rows are wide and often reach nought, so that
a row inside says little: what tests the model is the rank of the exercises (Spearman's ρ).
""",
}

SIMPLEST = """\
A model that knows no anatomy stands beside ours: compression = W + M/60 mm. W is the downward force of
all that acts from outside on what is above the disc (weight, inertia, loads in the hands, supports;
nought where they bear it), M its moment in flexion, extension and side-bending about the joint's centre,
60 mm one arm for all muscles, assumed before the comparison was run (50 to 75 are in use), of the same tasks
in the posture as stated; no muscle, ligament or abdominal pressure. Ratio is the median of computed over
measured, error the root of the mean square of computed over measured less one.
"""


def summary_section(rows: Sequence[Compared]) -> str:
    """How many rows of each kind are filled and how they came out."""
    found = summary(rows)
    total = {
        key: sum(of[key] for of in found.values())
        for key in ("rows", INSIDE, OUTSIDE, NO_BALANCE, INPUT, UNJUDGED, NOT_COMPUTED)
    }
    misses = total[OUTSIDE] + total[NO_BALANCE]
    lines = [[KINDS[kind], *_counted(of), _ratio(of["median_ratio"])] for kind, of in found.items()]
    lines.append(["**all**", *_counted(total), ""])
    head = ["", "rows", "inside", "outside", "no balance", "input", "not judged", "not computed"]
    words = (
        f"Of {total['rows']} measured rows, all are filled: {total[INSIDE] + misses} test the model,"
        f" {total[INSIDE]} of these lie inside their band, and {misses} are missed, each with its cause"
        f" further down. Of those inside, {sum(row.met_by_little for row in rows)} have a band that begins at"
        " nought, since people differ so much: they say little, and a model that does too little passes."
        f" {total[NOT_COMPUTED]} rows say why they were not computed. The last column is the"
        " median of ours over measured."
    )
    return "\n".join(["## Summary\n", prose(words) + "\n", table([*head, "ours / measured"], lines), RULES])


def _counted(of: Mapping[str, Any]) -> list[str]:
    return [str(of[key]) for key in ("rows", INSIDE, OUTSIDE, NO_BALANCE, INPUT, UNJUDGED, NOT_COMPUTED)]


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def kind_section(kind: str, rows: Sequence[Compared], ranks: Sequence[Rank]) -> str:
    """One kind: figure, the rows that test the model, then the others folded away."""
    chosen = [row for row in rows if row.kind == kind]
    parts = [f"## {KINDS[kind]}\n", ABOUT[kind]]
    if kind in FIGURES:
        parts.append(f"![{FIGURES[kind]}](pictures/validation_{kind}.svg)\n")
    if kind == "pressure":
        parts += ["### Beside the simplest model\n", null_section(rows)]
    if kind == "exercise":
        parts += ["### Ranks\n", rank_table(ranks)]
    parts.append(rows_table(row for row in chosen if row.judged))
    for verdict, title in FOLDED.items():
        of = [row for row in chosen if row.verdict == verdict]
        if of:
            parts.append(folded(f"{len(of)} rows: {title}", rows_table(of)))
    return "\n".join(parts)


def null_section(rows: Sequence[Compared]) -> str:
    """Ours and the simplest model beside each set of loads."""
    found = agreements(rows)
    head = [
        "data",
        "rows",
        "inside",
        "by the simplest",
        "ratio",
        "by the simplest",
        "error",
        "by the simplest",
    ]
    lines = (
        [
            *(each.data, str(each.rows), str(each.inside), str(each.null_inside)),
            *(_ratio(each.ratio), _ratio(each.null_ratio), _ratio(each.error), _ratio(each.null_error)),
        ]
        for each in found
    )
    return "\n".join([SIMPLEST, table(head, lines), prose(said_of_null(found)) + "\n"])


def rank_table(ranks: Sequence[Rank]) -> str:
    """Spearman's ρ of each group."""
    rows = (
        [rank.group, "" if rank.rho is None else f"{rank.rho:.2f}", str(rank.n), str(rank.without)]
        for rank in ranks
    )
    return table(["group", "ρ", "exercises", "no balance"], rows)


def rows_table(rows: Iterable[Compared]) -> str:
    """Measured, ours, verdict and remark, one line each; * marks what was recalled, not read.

    Where any of the rows tells of a load the simplest model stands beside ours.
    """
    rows = list(rows)
    loads = any(row.null is not None for row in rows)
    head = ["what", "study", "n", "measured", "band", "ours", *["simplest"] * loads, "", "by", "remark"]
    return table(head, (_cells(row, loads) for row in rows))


def _cells(row: Compared, loads: bool) -> list[str]:
    star = "" if row.provenance in ("read", "derived") else " *"
    measured = f"{number(row.measured)} {row.unit}{star}" if row.measured is not None else "–"
    ours = NEVER if row.verdict == OUTSIDE and row.ours is None else number(row.ours)
    size = re.search(r"n[=~]\s*~?(\d+)", row.n)
    n = size.group(1) if size else row.n if row.n.isdigit() else ""
    task = row.how.replace("_", " ")
    simplest = [number(row.null)] * loads
    return [row.what, row.study, n, measured, _band(row), ours, *simplest, row.verdict, task, row.note]


def _band(row: Compared) -> str:
    if row.low is None and row.high is None:
        return ""
    if row.low is None:
        return f"up to {number(row.high)}"
    if row.high is None:
        return f"from {number(row.low)}"
    return f"{number(row.low)} to {number(row.high)}"


def number(value: float | None) -> str:
    """Three figures, or nothing."""
    if value is None:
        return ""
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace("-", "−")


def misses_section(rows: Sequence[Compared], tables: Tables) -> str:
    """Every miss with its cause; misses of one cause stand together."""
    causes: dict[tuple[str, str], MissCauseRow] = {(row.compared, row.row): row for row in tables.miss_causes}
    together: dict[tuple[str, str, str], list[Compared]] = {}
    for row in rows:
        if row.verdict in MISSES:
            found = causes.get((row.kind, row.row))
            cause = ("", NO_CAUSE) if found is None else (found.cause, found.text)
            together.setdefault((row.kind, *cause), []).append(row)
    lines = (
        [KINDS[kind], "; ".join(_missed(of)), cause, text] for (kind, cause, text), of in together.items()
    )
    return "\n".join(["## What the model misses, and why\n", table(["", "rows", "cause", "why"], lines)])


def _missed(rows: Iterable[Compared]) -> Iterator[str]:
    for row in rows:
        none = NO_BALANCE if row.verdict == NO_BALANCE else NEVER
        ours = none if row.ours is None else number(row.ours)
        against = number(row.measured) if row.measured is not None else _band(row)
        yield f"{row.what}, {row.study} ({ours} against {against})"


def other_models_section(tables: Tables) -> str:
    """What other models reach against measurement, as published."""
    rows = (
        [row.study, row.model, row.task, row.in_vivo_reference, row.result]
        for row in tables.model_comparisons
    )
    head = ["study", "model", "tasks", "against", "result"]
    return "\n".join(["## Other models against measurement\n", table(head, rows)])
