"""Exercises by the muscles that they load or lengthen, and the effort that was measured in them."""

from typing import Any

from dorsum.anatomy.atlas.atlas import Atlas
from dorsum.anatomy.atlas.words import spellings


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


def _measured(atlas: Atlas, asked: str | None, wanted: set[str]) -> list[dict[str, Any]]:
    """Rows of `exercise_emg.csv`; of one muscle, those whose quantity names it, or what it belongs to."""
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
        for row in atlas.tables.exercise_emg
        if asked is None or not wanted.isdisjoint(_named(atlas, row.quantity))
    ]


def _named(atlas: Atlas, quantity: str) -> set[str]:
    """Parts that a measured quantity names, such as `rectus abdominis/external oblique`."""
    plain = next(spellings(quantity))
    found = [atlas.names.matches(name) for name in plain.split("/")]
    return {part for matches in found if len(matches) == 1 for part in matches[0]}
