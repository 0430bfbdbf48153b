"""`docs/lesions.md`: published nerve lesions beside the model's figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import NerveLesionRow
from dorsum.clinic.compared import NOT_ASKED, VERDICTS, Held
from dorsum.report.markdown import prose, table

HEAD = "# Cut nerves: what studies saw, beside the model\n"
INTRODUCTION = """
Made by `make clinic`; do not edit. A test computes a sample anew and refuses what rests on other facts or
code. Facts and a simulation: no diagnosis, nothing for clinical decisions.

{all} rows of `nerve_lesions.csv` tell what was lost with a nerve, a root or a muscle taken as a flap; {asked}
have a question that the model can be asked, the same nerve cut in its man of 1.75 m and 75 kg, on the right.
Which row is held against which question, and the rule of the verdict, were written down and committed before
the first run. Changed with figures in sight: where the scapula goes was first read off a pull of the lost
muscles alone, by which it rises without trapezius; now what the other muscles cannot stop goes first. NRV-23,
told of rising from a chair, was first asked of standing, where 1.6 % of the hip's extension goes, and is now
asked of sitting. The lower ends of NRV-01 and NRV-03, which print none, had stood as 0 and were taken out.

The sense is that published in {right} of {asked}: strength falls (by 5 % at least), the arm is held less
high, the pelvis drops, the scapula goes the ways that are named. {sized} rows print ends: the figure lies
between them in {inside}. *Recalled* rows are quoted from memory of the source, not read in it.

A model that holds clavicle and scapula where healthy people have them cannot say how high an arm goes that
lets its scapula wing: it says that the muscles left do not hold it there, and what moment is missing.
"""
PREDICTION = """
Strength after a neurotomy of medial branches was not measured. The model's figure is a prediction: with the
medial branch of L3 cut on one side the greatest effort at L5/S1, upright, goes so: {words}. By
`dorsum cut "posterior rami, medial branches" --root L3 --task standing_bent_forward` come what takes over and
what the discs bear.
"""


def lesions_page(tables: Tables, held: Sequence[Held]) -> str:
    """The page as Markdown."""
    rows = {row.lesion: row for row in tables.nerve_lesions}
    asked = [each for each in held if each.verdict != NOT_ASKED]
    sized = [each for each in asked if rows[each.lesion].low is not None]
    counts = Counter(each.verdict for each in held)
    parts = [
        HEAD,
        prose(
            INTRODUCTION.format(
                all=len(held),
                asked=len(asked),
                right=sum(bool(each.right) for each in asked),
                sized=len(sized),
                inside=counts[VERDICTS[0]],
            )
        )
        + "\n",
        "## Every row that has a question\n",
        table(
            ("row", "cut", "condition", "published", "model", "verdict"),
            (_compared(rows[each.lesion], each) for each in asked),
        ),
        "## Causes of misses\n",
        table(("row", "where", "cause"), ((row.lesion, row.cause, row.text) for row in tables.lesion_misses)),
        "## A prediction\n",
        prose(PREDICTION.format(words="; ".join(_predicted(tables, held)))) + "\n",
        "## Not compared\n",
        table(
            ("row", "cut", "condition", "published", "why not"),
            _not_compared(tables, [each for each in held if each.verdict == NOT_ASKED]),
        ),
    ]
    return "\n".join(parts)


def _compared(row: NerveLesionRow, held: Held) -> tuple[str, ...]:
    figure = "" if held.figure is None else f"**{held.figure:.0f} {row.unit}**: "
    return row.lesion, cut(row), row.condition, _said(row), f"{figure}{held.words}", held.verdict


def _not_compared(tables: Tables, held: Iterable[Held]) -> Iterable[tuple[str, ...]]:
    rows = {row.lesion: row for row in tables.nerve_lesions}
    for each in held:
        row = rows[each.lesion]
        yield row.lesion, cut(row), row.condition, _said(row), row.reason


def _predicted(tables: Tables, held: Sequence[Held]) -> list[str]:
    rows = {row.lesion: row for row in tables.nerve_lesions}
    return [each.words for each in held if rows[each.lesion].question == "prediction"]


def _said(row: NerveLesionRow) -> str:
    return f"{row.said} ({'; '.join(row.source)}, {row.provenance}, confidence {row.confidence})"


def cut(row: NerveLesionRow) -> str:
    """What was cut or taken, in words."""
    if row.taken is not None:
        return f"{row.taken.replace('_', ' ')} taken"
    nerve = (row.nerve or "root").replace("_", " ")
    return f"{nerve} {row.root}".strip()
