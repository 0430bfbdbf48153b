"""What the names of markers mean: by the sets of `marker_names`, or by a map of the user's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dorsum.anatomy.read import load
from dorsum.anatomy.rows import MarkerPlaceRow
from dorsum.exchange.read.name_maps import NameMap, names_of, side_of

SEPARATOR = re.compile(r"[.\s-]+")
OWN, OF_MODEL = "your map", "your model"
# Height of a body in a map that does not name a place.
HIGH = re.compile(r"C\d|T[1-8]$|sternum|clavicle|scapula|skull|temporal")
MIDDLE, LOW = re.compile(r"pelvis|ilium|sacrum"), re.compile(r"foot|calcaneus")


@dataclass(frozen=True)
class Meaning:
    """What a name stands for."""

    marker_set: str
    place: str | None  # of `marker_places`; None where it tells nothing, or lies where a map says
    side: str
    height: str | None = None  # high, middle or low
    depth: str | None = None  # front or back
    twin: str | None = None  # of a marker without a name of its place: alike of that on the other side

    @property
    def placed(self) -> bool:
        """Whether it lies at a landmark, or where a map or a model says."""
        return self.place is not None or self.marker_set in (OWN, OF_MODEL)


def folded(name: str) -> str:
    """A marker's name without what sets write differently."""
    return SEPARATOR.sub("_", name.strip().upper()).removesuffix("_STUDY")


def meanings(names: Sequence[str], own: NameMap | None = None) -> dict[str, Meaning]:
    """What is known of the names, by the names as they stand in the file.

    Where two sets mean different things by a name, that set counts which knows more of all the names; a map
    of the user's counts before all sets, and a model of theirs after them.
    """
    sets, mine, modelled = marker_sets(), _own(own or NameMap()), _of_model(own or NameMap())
    asked = {name: folded(name) for name in names}
    ranked = sorted(sets.values(), key=lambda known: -sum(name in known for name in asked.values()))
    found: dict[str, Meaning] = {}
    for name, key in asked.items():
        by_set = next((known[key] for known in ranked if key in known), None)
        meaning = mine.get(key) or by_set or modelled.get(key)
        if meaning is not None:
            found[name] = meaning
    return found


def marker_set(found: Mapping[str, Meaning]) -> str:
    """The set that most of the names are of; empty without any."""
    sets = [meaning.marker_set for meaning in found.values()]
    return max(dict.fromkeys(sets), key=sets.count) if sets else ""


@cache
def marker_places() -> Mapping[str, MarkerPlaceRow]:
    """All places by name."""
    return {row.place: row for row in load().marker_places}


@cache
def marker_sets() -> Mapping[str, Mapping[str, Meaning]]:
    """All sets: folded names, and what they mean."""
    sets: dict[str, dict[str, Meaning]] = {}
    for row in load().marker_names:
        place = marker_places()[row.place] if row.place else None
        height, depth = (place.height, place.depth) if place else (None, None)
        meaning = Meaning(row.marker_set, row.place, row.side, height, depth)
        sets.setdefault(row.marker_set, {})[folded(row.name)] = meaning
    return sets


def _own(own: NameMap) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for where, row in own.markers:
        place = marker_places().get(str(row.get("place")))
        on = str(row.get("bone", row.get("body", "")))
        height, depth = (place.height, place.depth) if place else (_height_of(on), None)
        twin = f"{on} {row['landmark']}" if "landmark" in row else None
        meaning = Meaning(OWN, place.place if place else None, side_of(row, where), height, depth, twin)
        found |= dict.fromkeys(map(folded, names_of(row, where)), meaning)
    return found


def _of_model(own: NameMap) -> dict[str, Meaning]:
    markers = {} if own.on_model is None else own.on_model.markers
    return {
        folded(name): Meaning(OF_MODEL, None, of.side, of.height, None, of.twin)
        for name, of in markers.items()
    }


def _height_of(body: str) -> str | None:
    heights = {"high": HIGH, "middle": MIDDLE, "low": LOW}
    return next((height for height, bodies in heights.items() if bodies.match(body)), None)
