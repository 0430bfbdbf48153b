"""Exercises by the muscles that they load or lengthen, and the effort that was measured in them."""

from collections.abc import Collection
from typing import Any

from dorsum.anatomy.atlas.atlas import Atlas
from dorsum.anatomy.atlas.words import spellings
from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import ClinicalRow

LITTLE_PCT = 20.0  # of maximum: activity up to here is called low [DiGiovine1992, recalled]; assumed
STRENGTHENS_PCT = 45.0  # of maximum: below it endurance rather than strength is trained [Ekstrom2007]
LEAST_PCT = {"strengthens": STRENGTHENS_PCT, "strengthens (endurance)": LITTLE_PCT}  # what an effect asks for


def listed(atlas: Atlas, loads: str | None = None, lengthens: str | None = None) -> dict[str, Any]:
    """Exercises, all or those that load, or lengthen, a muscle; and what was measured of it."""
    asked = loads if loads is not None else lengthens
    wanted = set(atlas.ids if asked is None else atlas.names.parts(asked))
    documents = {row.document: row.title for row in atlas.tables.documents}
    told_by = {row.claim: documents[row.document] for row in atlas.claims}
    found = [
        {
            "id": row.id,
            "exercise": row.subject,
            "effect": row.effect,
            "muscles": list(row.muscles),
            "how": row.detail,
            "evidence": row.evidence,
            "documents": sorted({told_by[claim] for claim in row.claims}),
            "contradicted": against(atlas.tables, row, wanted),
            "source": list(row.source),
            "confidence": row.confidence,
        }
        for row in atlas.tables.clinical
        if row.type == "exercise"
        and not wanted.isdisjoint(row.muscles)
        and (loads is None or row.effect != "stretches")
        and (lengthens is None or "stretches" in row.effect)
    ]
    return {"exercises": found, "measured": [] if lengthens is not None else _measured(atlas, asked, wanted)}


def against(tables: Tables, row: ClinicalRow, wanted: Collection[str]) -> list[str]:
    """What was measured of wanted muscles against the effect that a row tells, in sentences.

    "Strengthens" asks for 45 % of maximum, "strengthens (endurance)" for 20 %.
    """
    least = LEAST_PCT.get(row.effect)
    if least is None:
        return []
    tasks = {of.task for of in tables.exercises if of.clinical == row.id}
    of_row = {*row.muscles} & {*wanted}
    measured = {
        (of.exercise, of.quantity, "; ".join(of.source)): of
        for of in (*tables.exercise_emg, *tables.exercise_activity)
    }
    found = []
    for pair in tables.exercise_pairs:
        of = measured[pair.exercise, pair.quantity, pair.study]
        if pair.task not in tasks or not of_row & {*pair.muscles} or of.comparison not in ("=", "~", "<"):
            continue
        if of.value is not None and of.value < least:
            sd = "" if of.sd is None else f" ± {of.sd:g}"
            what = f"{pair.exercise}: {pair.quantity} {of.value:g}{sd} %"
            found.append(f"{what}, below the {least:g} % that “{row.effect}” asks for ({pair.study})")
    return found


def _measured(atlas: Atlas, asked: str | None, wanted: set[str]) -> list[dict[str, Any]]:
    """Rows of `exercise_emg.csv` and `exercise_activity.csv`; of one muscle, those whose quantity names it,
    or what it belongs to."""
    return [
        {
            "exercise": row.exercise,
            "quantity": row.quantity,
            "comparison": row.comparison,
            "value": row.value,
            "sd": row.sd,
            "unit": row.unit,
            "note": row.note,
            "source": list(row.source),
        }
        for row in (*atlas.tables.exercise_emg, *atlas.tables.exercise_activity)
        if asked is None or not wanted.isdisjoint(_named(atlas, row.quantity))
    ]


def _named(atlas: Atlas, quantity: str) -> set[str]:
    """Parts that a measured quantity names, such as `rectus abdominis/external oblique`."""
    plain = next(spellings(quantity.partition(",")[0]))
    found = [atlas.names.matches(name) for name in plain.split("/")]
    return {part for matches in found if len(matches) == 1 for part in matches[0]}
