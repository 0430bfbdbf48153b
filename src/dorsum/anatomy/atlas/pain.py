"""What the tables say of pain in given places: warnings first, then what may refer there. No diagnosis."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dorsum.anatomy import rows
from dorsum.anatomy.atlas import signs
from dorsum.anatomy.atlas.atlas import Atlas
from dorsum.anatomy.atlas.words import choose
from dorsum.anatomy.read import Tables
from dorsum.errors import BadInput
from dorsum.words import listed

DISCLAIMER = (
    "This is a table of facts, not an examination: it does not diagnose, and it does not replace a doctor. "
    "Muscle referral zones are expert drawings of a disputed concept."
)
WEIGHT = {"essential": 1.0, "spillover": 0.5}
WEEKS = {"d": 1 / 7, "w": 1.0, "m": 52 / 12, "y": 52.0}
LONGEST = 100 * 52  # weeks
ACUTE, SUBACUTE = 4, 12  # weeks; ACP2017, and the guidelines for the neck have the same
COURSE = {"PRO-01": "acute", "PRO-05": "acute", "PRO-04": "subacute", "PRO-03": "chronic"}
NONE_HELD = "our sources hold no {} for pain in {}"
TIERS = ("A", "B", "C", "none")


def regions(tables: Tables, place: str) -> list[rows.RegionRow]:
    """Regions by name or by plain words, such as `low back`."""
    return choose("region", place, tables.regions, lambda row: [row.region, row.name, *row.plain_words])


def areas_of(tables: Tables, at: Iterable[str]) -> set[str]:
    """The areas of the body, by which the facts of the clinic go, that places lie in."""
    return {area for place in at for row in regions(tables, place) for area in row.areas}


def signs_of(tables: Tables, at: Sequence[str]) -> list[dict[str, Any]]:
    """Signs that can be named with pain in these places; all of them without a place."""
    return signs.listing(tables, areas_of(tables, at) if at else None)


def places(tables: Tables) -> list[dict[str, Any]]:
    """Every place by the name that asks for it, from head to foot; those that mean several regions first.

    Names that mean the same regions are one place: the first of them is its name, the others are `also`.
    """
    several: dict[frozenset[str], list[str]] = {}
    single: dict[frozenset[str], list[str]] = {frozenset([row.region]): [row.name] for row in tables.regions}
    for word in dict.fromkeys(word for row in tables.regions for word in row.plain_words):
        meant = frozenset(row.region for row in regions(tables, word))
        names = (single if len(meant) == 1 else several).setdefault(meant, [])
        if word not in names:
            names.append(word)
    order = [row.region for row in tables.regions]
    return [
        {"name": names[0], "also": names[1:], "regions": sorted(meant, key=order.index)}
        for meant, names in [*several.items(), *single.items()]
    ]


def weeks(since: str) -> float:
    """A time such as `5w` or `3 days`, in weeks."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?(d|w|m|y)(?:ays?|eeks?|onths?|ears?)?", since.strip().lower())
    if match is None:
        raise BadInput(f"cannot read the time {since!r}: write a number and d, w, m or y, such as 5w")
    found = float(match[1]) * WEEKS[match[2]]
    if not 0 < found <= LONGEST:
        raise BadInput(f"the time {since!r} must be more than nothing and at most 100 years")
    return found


def answer(atlas: Atlas, at: Sequence[str], since: str | None, said: Sequence[str]) -> dict[str, Any]:
    """All that is said of pain at these places, for so long, with these signs; of no other place.

    Raises:
        BadInput: without a place, or for a time that cannot be read.
        UnknownName: for a place or sign that is not in the tables.
    """
    tables = atlas.tables
    if not at:
        raise BadInput("say where it hurts: --at, such as --at 'low back'; see `dorsum regions`")
    places = {place: {row.region: set(row.areas) for row in regions(tables, place)} for place in at}
    areas: dict[str, set[str]] = {place: set().union(*found.values()) for place, found in places.items()}
    everywhere = set().union(*places.values())
    within: set[str] = set().union(*areas.values())
    spent = None if since is None else weeks(since)
    named = signs.find(tables, said, within)
    muscles = _ranked(tables, {place: set(found) for place, found in places.items()})
    cite = _Citing(tables)
    of_place = [row for row in tables.clinical if signs.holds(row, within, everywhere)]
    sort = {
        kind: cite.best_first(row for row in of_place if row.type == kind)
        for kind in ("condition", "test", "treatment", "advice", "prognosis")
    }
    other = signs.by_place(tables, everywhere)
    if spent is not None and spent >= signs.REVIEW:
        other += [signs.Named(f"since {since}", row, True) for row in of_place if row.id == signs.LONG]
    flags = {one.row.id: one for one in [*other, *named] if one.row.type == "red_flag"}.values()
    do, first = signs.first(named, other)
    return {
        "first": first,
        "do": do,
        "rule": signs.RULE,
        "red_flags": [_flag(one, cite) for one in sorted(flags, key=lambda one: signs.urgency(one.row))],
        "watch_for": signs.to_know(tables, within),
        "lacks": list(_lacks(tables, places, areas)),
        "signs": [cite(one.row) for one in named if one.row.type == "symptom"],
        "places": {place: sorted(found) for place, found in places.items()},
        "muscles": muscles,
        "conditions": [cite(row) for row in sort["condition"]],
        "course": [cite(row) for row in sort["prognosis"] if _in_stage(row, spent)],
        "imaging": [_with_claims(atlas, cite, row) for row in sort["treatment"] if "imaging" in row.subject],
        "treatments": [cite(row) for row in sort["treatment"] if "imaging" not in row.subject],
        "tests": [cite(row) for row in sort["test"]],
        "exercises": [
            cite(row)
            for row in tables.clinical
            if row.type == "exercise"
            and any(not set(row.muscles).isdisjoint(found["muscles"]) for found in muscles[:3])
        ],
        "advice": [cite(row) for row in sort["advice"]],
        "sources": cite.cited([key for found in muscles for key in found["source"]]),
        "disclaimer": DISCLAIMER,
    }


def _lacks(tables: Tables, places: Iterable[str], areas: dict[str, set[str]]) -> Iterator[str]:
    """What the sources do not know of a place, in sentences."""
    for place in signs.without_own(tables, areas):
        yield f"{place}: {signs.NO_OWN}"
    for kind, what in (("prognosis", "course"), ("treatment", "treatment")):
        own = [row for row in _of(tables, kind) if "any" not in row.areas]
        without = [place for place in places if not any(signs.holds(row, areas[place]) for row in own)]
        if without:
            yield NONE_HELD.format(what, listed(without, "or"))


def _of(tables: Tables, sort: str) -> list[rows.ClinicalRow]:
    return [row for row in tables.clinical if row.type == sort]


def _flag(one: signs.Named, cite: "_Citing") -> dict[str, Any]:
    elsewhere = [] if one.own else [signs.AREAS[area] for area in one.row.areas]
    return {"do": signs.URGENCY[one.row.effect], "said": one.said, "listed_for": elsewhere, **cite(one.row)}


def _ranked(tables: Tables, places: dict[str, set[str]]) -> list[dict[str, Any]]:
    """Referral zones that cover a place, by the share of the places that they explain."""
    zones: dict[str, list[rows.ClinicalRow]] = {}
    names = {row.region: row.name for row in tables.regions}
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
                        names[r]
                        for r in {r for row in zone for r in row.regions} - set().union(*places.values())
                    ),
                    "confidence": zone[0].confidence,
                    "evidence": zone[0].evidence,
                    "source": sorted({key for row in zone for key in row.source}),
                }
            )
    return sorted(found, key=lambda row: (-row["explains"], len(row["elsewhere"])))


def _weight(zone: Iterable[rows.ClinicalRow], wanted: set[str]) -> float:
    return max((WEIGHT[row.effect] for row in zone if not wanted.isdisjoint(row.regions)), default=0.0)


def _in_stage(row: rows.ClinicalRow, spent: float | None) -> bool:
    """Whether a course is told of pain that lasts so long; what has no stage is told of any."""
    if spent is None or row.id not in COURSE:
        return True
    return COURSE[row.id] == ("acute" if spent < ACUTE else "subacute" if spent <= SUBACUTE else "chronic")


def _with_claims(atlas: Atlas, cite: "_Citing", row: rows.ClinicalRow) -> dict[str, Any]:
    said = [claim for claim in atlas.claims if claim.claim in row.claims]
    documents = {document.document: document.title for document in atlas.tables.documents}
    return cite(row) | {
        "documents_say": [
            f"{documents[claim.document]}: {claim.object} ({claim.verdict}; {claim.note})" for claim in said
        ]
    }


class _Citing:
    """Rows as they are told, with their sources by tier; it remembers which were cited."""

    def __init__(self, tables: Tables) -> None:
        self.sources = {row.key: row for row in tables.sources}
        self.used: set[str] = set()

    def __call__(self, row: rows.ClinicalRow) -> dict[str, Any]:
        source = sorted(row.source, key=self._tier)
        self.used.update(source)
        return {
            "id": row.id,
            "subject": row.subject,
            "effect": row.effect,
            "detail": row.detail,
            "evidence": row.evidence,
            "confidence": row.confidence,
            "provenance": row.provenance,
            "source": source,
        }

    def _tier(self, key: str) -> int:
        return TIERS.index(self.sources[key].tier)

    def best_first(self, found: Iterable[rows.ClinicalRow]) -> list[rows.ClinicalRow]:
        """Guidelines, studies and textbooks before web pages, and these before memory alone."""
        return sorted(found, key=lambda row: min(map(self._tier, row.source)))

    def cited(self, more: Iterable[str]) -> dict[str, str]:
        """The citations of all that was told, by key."""
        keys = sorted(self.used.union(more), key=lambda key: (self._tier(key), key.lower()))
        return {key: self.sources[key].citation for key in keys}
