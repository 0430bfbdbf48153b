"""What is known of pain in words: the sections of the answer in their order, for terminal and page alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

FIRST = 10  # muscles told; the answer itself has all
MEMORY = "general knowledge, unread"
UNTOLD = {
    "definition",
    "classification",
    "time",
    "factor",
    "prevention",
    "limits",
}  # effects that say nothing of their own
SPOKEN = {
    "association": "seen along with it",
    "differential": "can be mistaken for it",
    "diagnostic": "to find the cause",
    "muscular": "of muscles",
    "neural": "of nerves",
}  # other words for effects
TESTS = " (sens: of the ill, share found; spec: of the well, share cleared; LR: factor on the odds)"
OF_ROWS = {
    "signs": "Signs named",
    "course": "Course",
    "conditions": "Conditions of these places",
    "tests": "Tests and what they tell",
    "imaging": "Imaging",
    "treatments": "Treatments and their evidence",
    "advice": "Advice and its evidence",
}
MUSCLES = "Muscles whose pain may be felt here"
SHARE = " (share of the places that the drawn zone of each covers; a disputed concept)"
NO_MUSCLE = "No muscle of our tables is drawn with pain in these places"
ZONES = {"essential": "main zone", "spillover": "fainter zone"}


class Row(NamedTuple):
    """What a row is about, and what is said of it; muscles: parts that it names."""

    name: str
    text: str
    muscles: tuple[str, ...] = ()


class Section(NamedTuple):
    """A part of the answer; note: what its words mean."""

    key: str
    title: str
    note: str
    rows: tuple[Row, ...]


def sections(found: dict[str, Any]) -> Iterator[Section]:
    """The parts of an answer that hold anything, in their order; what to do comes before them all."""
    if found["red_flags"]:
        rows = [Row(row["do"].upper(), text(row)) for row in found["red_flags"]]
        yield Section("red_flags", "Warning signs named", "", tuple(rows))
    watch = [Row(do, "; ".join(signs)) for do, signs in found["watch_for"].items() if signs]
    yield Section("watch_for", "Warning signs to know", "", tuple(watch))
    for key, title in OF_ROWS.items():
        if found[key]:
            yield _facts(key, title, found[key], TESTS if key == "tests" else "")
    muscles = [
        Row(f"{row['explains']:.0%} {row['subject']}", zone(row), tuple(row["muscles"]))
        for row in found["muscles"][:FIRST]
    ]
    title, note = (MUSCLES, SHARE) if muscles else (NO_MUSCLE, "")
    yield Section("muscles", title, note, tuple(muscles))
    if found["exercises"]:
        yield _facts("exercises", "Exercises of the first muscles", found["exercises"])
    sources = [Row(named(key), citation) for key, citation in found["sources"].items()]
    yield Section("sources", "Sources", "", tuple(sources))


def _facts(key: str, title: str, found: list[dict[str, Any]], note: str = "") -> Section:
    return Section(key, title, note, tuple(Row(row["subject"], text(row)) for row in found))


def text(row: dict[str, Any]) -> str:
    """A fact with its evidence and sources."""
    effect = "" if row["effect"] in UNTOLD else SPOKEN.get(row["effect"], row["effect"])
    about = row["subject"] if "do" in row else effect
    said = "; ".join([*filter(None, (about, row["detail"], row["evidence"])), *row.get("documents_say", ())])
    elsewhere = row.get("listed_for")
    if elsewhere:
        said += f"; our sources list it for the {', '.join(elsewhere)}, ask about it all the same"
    return f"{said} [{origin(row)}]"


def origin(row: dict[str, Any]) -> str:
    """Sources and how well a fact stands."""
    return f"{', '.join(map(named, row['source']))}; {row['confidence']} confidence"


def named(key: str) -> str:
    """A source as it is told."""
    return MEMORY if key == "recall" else key


def zone(row: dict[str, Any]) -> str:
    """Which places a zone covers, and where else it lies."""
    covered = [
        f"{word}: {', '.join(place.replace('_', ' ') for place in row[kind])}"
        for kind, word in ZONES.items()
        if row[kind]
    ]
    elsewhere = f"also {', '.join(row['elsewhere'])}" if row["elsewhere"] else "nowhere else"
    return f"{'; '.join(covered)}; {elsewhere} [{origin(row)}]"
