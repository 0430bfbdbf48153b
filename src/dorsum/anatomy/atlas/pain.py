"""What the tables say of pain in given places: warnings first, then what may refer there. No diagnosis."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from dorsum.anatomy import rows
from dorsum.anatomy.atlas.atlas import Atlas
from dorsum.anatomy.atlas.words import choose
from dorsum.anatomy.read import Tables
from dorsum.errors import BadInput

DISCLAIMER = (
    "This is a table of facts, not an examination: it does not diagnose, and it does not replace a doctor. "
    "Muscle referral zones are expert drawings of a disputed concept."
)
WEIGHT = {"essential": 1.0, "spillover": 0.5}
WEEKS = {"d": 1 / 7, "w": 1.0, "m": 52 / 12, "y": 52.0}
LONGEST = 100 * 52  # weeks
ACUTE, SUBACUTE, REVIEW = 4, 12, 4  # weeks; ACP2017 for the first two, red flag RED-15 for the last
COURSE = {"acute": ("PRO-01", "PRO-05"), "subacute": ("PRO-04",), "chronic": ("PRO-03",)}
URGENCY = {
    "emergency": "seek emergency care now",
    "urgent": "see a doctor promptly",
    "assess": "have it assessed",
}


def regions(tables: Tables, place: str) -> list[rows.RegionRow]:
    """Regions by name or by plain words, such as `low back`."""
    return choose("region", place, tables.regions, lambda row: [row.region, *row.plain_words])


def weeks(since: str) -> float:
    """A time such as `5w` or `3 days`, in weeks."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?(d|w|m|y)(?:ays?|eeks?|onths?|ears?)?", since.strip().lower())
    if match is None:
        raise BadInput(f"cannot read the time {since!r}: write a number and d, w, m or y, such as 5w")
    found = float(match[1]) * WEEKS[match[2]]
    if not 0 < found <= LONGEST:
        raise BadInput(f"the time {since!r} must be more than nothing and at most 100 years")
    return found


def answer(atlas: Atlas, at: Sequence[str], since: str | None, signs: Sequence[str]) -> dict[str, Any]:
    """All that is said of pain at these places, for so long, with these signs."""
    tables = atlas.tables
    if not at:
        raise BadInput("say where it hurts: --at, such as --at 'low back'; see `dorsum regions`")
    places = {place: {row.region for row in regions(tables, place)} for place in at}
    spent = None if since is None else weeks(since)
    everywhere = set().union(*places.values())
    muscles = _ranked(tables, places)
    return {
        "red_flags": [_flag(row) for row in _named_flags(tables, signs, spent)],
        "watch_for": {
            do: [row.subject for row in _of(tables, "red_flag") if row.effect == effect]
            for effect, do in URGENCY.items()
        },
        "signs": [_short(row) for row in _signs(tables, signs) if row.type == "symptom"],
        "places": {place: sorted(found) for place, found in places.items()},
        "muscles": muscles,
        "conditions": [
            _short(row)
            for row in _of(tables, "condition")
            if not row.regions or not everywhere.isdisjoint(row.regions)
        ],
        "course": _course(tables, spent),
        "imaging": [_with_claims(atlas, row) for row in _of(tables, "treatment") if "imaging" in row.subject],
        "treatments": [_short(row) for row in _of(tables, "treatment") if "imaging" not in row.subject],
        "exercises": [
            _short(row)
            for row in _of(tables, "exercise")
            if any(not set(row.muscles).isdisjoint(found["muscles"]) for found in muscles[:3])
        ],
        "advice": [_short(row) for row in _of(tables, "advice")],
        "disclaimer": DISCLAIMER,
    }


def _of(tables: Tables, sort: str) -> list[rows.ClinicalRow]:
    return [row for row in tables.clinical if row.type == sort]


def _signs(tables: Tables, signs: Iterable[str]) -> list[rows.ClinicalRow]:
    known = [row for row in tables.clinical if row.type in ("red_flag", "symptom")]
    found: list[rows.ClinicalRow] = []
    for sign in signs:
        found += choose("sign", sign, known, lambda row: [row.subject, row.detail], exact=False)
    return list(dict.fromkeys(found))


def _named_flags(tables: Tables, signs: Iterable[str], spent: float | None) -> list[rows.ClinicalRow]:
    found = [row for row in _signs(tables, signs) if row.type == "red_flag"]
    if spent is not None and spent >= REVIEW:
        found += [row for row in tables.clinical if row.id == "RED-15" and row not in found]
    return sorted(found, key=lambda row: list(URGENCY).index(row.effect))


def _flag(row: rows.ClinicalRow) -> dict[str, Any]:
    return {"do": URGENCY[row.effect], **_short(row)}


def _ranked(tables: Tables, places: dict[str, set[str]]) -> list[dict[str, Any]]:
    """Referral zones that cover a place, by the share of the places that they explain."""
    zones: dict[str, list[rows.ClinicalRow]] = {}
    for row in _of(tables, "pain_referral"):
        zones.setdefault(row.subject, []).append(row)
    found = []
    for subject, zone in zones.items():
        covered = {place: _weight(zone, wanted) for place, wanted in places.items()}
        if any(covered.values()):
            found.append(
                {
                    "subject": subject,
                    "muscles": list(zone[0].muscles),
                    "explains": round(sum(covered.values()) / len(places), 3),
                    "essential": [place for place, weight in covered.items() if weight == 1],
                    "spillover": [place for place, weight in covered.items() if 0 < weight < 1],
                    "elsewhere": sorted(
                        {r for row in zone for r in row.regions} - set().union(*places.values())
                    ),
                    "confidence": zone[0].confidence,
                    "evidence": zone[0].evidence,
                    "source": sorted({key for row in zone for key in row.source}),
                }
            )
    return sorted(found, key=lambda row: (-row["explains"], len(row["elsewhere"])))


def _weight(zone: Iterable[rows.ClinicalRow], wanted: set[str]) -> float:
    return max((WEIGHT[row.effect] for row in zone if not wanted.isdisjoint(row.regions)), default=0.0)


def _course(tables: Tables, spent: float | None) -> list[dict[str, Any]]:
    found = _of(tables, "prognosis")
    if spent is not None:
        stage = "acute" if spent < ACUTE else "subacute" if spent <= SUBACUTE else "chronic"
        found = [row for row in found if row.id in (*COURSE[stage], "PRO-02")]
    return [_short(row) for row in found]


def _with_claims(atlas: Atlas, row: rows.ClinicalRow) -> dict[str, Any]:
    said = [claim for claim in atlas.claims if claim.claim in row.claims]
    documents = {document.document: document.title for document in atlas.tables.documents}
    return _short(row) | {
        "documents_say": [
            f"{documents[claim.document]}: {claim.object} ({claim.verdict}; {claim.note})" for claim in said
        ]
    }


def _short(row: rows.ClinicalRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "subject": row.subject,
        "effect": row.effect,
        "detail": row.detail,
        "evidence": row.evidence,
        "confidence": row.confidence,
        "source": list(row.source),
    }
