"""Warning signs: which hold for a place, what is meant by plain words, and what to do first."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from dorsum.anatomy import rows
from dorsum.anatomy.atlas.words import choose
from dorsum.anatomy.read import Tables
from dorsum.words import listed

URGENCY = {
    "emergency": "seek emergency care now",
    "urgent": "see a doctor promptly",
    "assess": "have it assessed",
}
RULE = (
    "One sign alone seldom means disease; several, or new weakness, a numb saddle (between the legs), "
    "bladder or bowel change: emergency now. No sign listed here does not rule disease out."
)
NO_SIGN = "No warning sign is named: look through the signs below; with any of them do what is said there."
NO_OWN = "no region-specific sign in our sources; the general signs apply"
AREAS = {
    "neck": "neck",
    "thoracic": "mid-back",
    "shoulder_girdle": "shoulder",
    "low_back": "low back",
    "hip": "hip",
    "any": "any place",
}
REVIEW = 4  # weeks; red flag RED-15
LONG = "RED-15"


class Named(NamedTuple):
    """What was said, and a sign of the tables that it means; `own`: one for the places asked."""

    said: str
    row: rows.ClinicalRow
    own: bool


def urgency(row: rows.ClinicalRow) -> int:
    """0 is most urgent; what is no warning sign comes last."""
    return list(URGENCY).index(row.effect) if row.type == "red_flag" else len(URGENCY)


def holds(row: rows.ClinicalRow, areas: Collection[str], regions: Collection[str] = ()) -> bool:
    """Whether a row speaks of these areas; a condition or test that names regions: of these regions.

    What helps any place is told of places of the back, not of a belly.
    """
    if "any" in row.areas:
        return bool(areas) or row.type not in ("treatment", "advice")
    if row.type in ("condition", "test") and row.regions:
        return not set(regions).isdisjoint(row.regions)
    return not set(areas).isdisjoint(row.areas)


def known(tables: Tables) -> list[rows.ClinicalRow]:
    """Warning signs and symptoms."""
    return [row for row in tables.clinical if row.type in ("red_flag", "symptom")]


def called(row: rows.ClinicalRow) -> list[str]:
    """What a sign can be asked by."""
    return [row.subject, *row.plain_words]


def find(tables: Tables, said: Sequence[str], areas: Collection[str]) -> list[Named]:
    """Signs by plain words: those of the areas, and what is more urgent elsewhere or known there alone.

    An id of the listing means that very sign.

    Raises:
        UnknownName: for words that no sign is called by.
    """
    found: dict[str, Named] = {}
    ids = {row.id: row for row in known(tables)}
    for words in said:
        if words in ids:
            row = ids[words]
            found.setdefault(row.id, Named(row.subject, row, holds(row, areas)))
            continue
        meant = choose("sign", words, known(tables), called)
        own = [row for row in meant if holds(row, areas)]
        least = min(map(urgency, own), default=len(URGENCY) + 1)
        other = [row for row in meant if row not in own and urgency(row) < least]
        for row in own + [row for row in other if urgency(row) == min(map(urgency, other))]:
            found.setdefault(row.id, Named(words, row, row in own))
    return sorted(found.values(), key=lambda one: urgency(one.row))


def by_place(tables: Tables, regions: Collection[str]) -> list[Named]:
    """Warning signs that pain in such a region is by itself."""
    names = {row.region: row.name for row in tables.regions}
    flags = [row for row in tables.clinical if row.type == "red_flag"]
    return [
        Named(f"pain: {names[region]}", row, True)
        for row in flags
        for region in sorted(set(regions).intersection(row.regions))[:1]
    ]


def first(named: Iterable[Named], other: Iterable[Named] = ()) -> tuple[str, str]:
    """How urgent it is, and what to do in one sentence: for signs named and `other` that place or time are.

    Without a warning sign the first is empty.
    """
    flags = [one for one in named if one.row.type == "red_flag"]
    said = list(dict.fromkeys(one.said for one in _apart(flags)))
    if len(said) > 1:
        return "emergency", f"Several warning signs together ({listed(said)}): {URGENCY['emergency']}."
    worst = min([*flags, *other], key=lambda one: urgency(one.row), default=None)
    if worst is None:
        return "", NO_SIGN
    do = URGENCY[worst.row.effect]
    return worst.row.effect, f"{do[0].upper()}{do[1:]}: {worst.row.subject}."


def _apart(flags: Iterable[Named]) -> Iterator[Named]:
    """Signs without those that a word for another means, too: an accident is one sign, whoever lists it."""
    seen: set[str] = set()
    for one in flags:
        words = set(called(one.row))
        if seen.isdisjoint(words):
            yield one
        seen |= words


def to_know(tables: Tables, areas: Collection[str]) -> dict[str, list[str]]:
    """What to do, and the signs of these areas that ask for it, their own before the general ones."""
    found = listing(tables, areas)
    return {do: [sign["sign"] for sign in found if sign["do"] == do] for do in URGENCY.values()}


def without_own(tables: Tables, places: dict[str, set[str]]) -> list[str]:
    """Places, with their areas, for which the sources hold no sign but the general ones."""
    flags = [row for row in tables.clinical if row.type == "red_flag" and "any" not in row.areas]
    return [place for place, areas in places.items() if not any(holds(row, areas) for row in flags)]


def listing(tables: Tables, areas: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Every sign that can be named, most urgent first, its own before the general; of some areas, or all."""
    found = [row for row in known(tables) if areas is None or holds(row, areas)]
    return [
        {
            "id": row.id,
            "sign": row.subject,
            "do": URGENCY[row.effect] if row.type == "red_flag" else "tells the sort of pain",
            "areas": [AREAS[area] for area in row.areas],
            "plain_words": list(row.plain_words),
            "detail": row.detail,
        }
        for row in sorted(found, key=lambda row: (urgency(row), "any" in row.areas))
    ]
