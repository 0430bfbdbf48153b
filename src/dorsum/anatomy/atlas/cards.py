"""What a deck of learning cards asks: from muscle to fact, and from fact to all muscles that share it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dorsum.anatomy.atlas.atlas import Atlas
from dorsum.anatomy.atlas.muscle import Muscle
from dorsum.anatomy.atlas.sheet import Vocabulary, actions, field, lymph, veins

MOST = 6  # muscles that one answer may ask to name; a longer list is no question but a table
FACTS = ("origin", "insertion", "action", "nerve", "supply")
# Nearly every muscle does something of these, so that the few said to do it are no answer.
NOT_ASKED = ("stabilise", "compression", "proprioception", "tension")


@dataclass(frozen=True)
class MuscleCards:
    """A muscle part with lines of text for each of `FACTS`; what is not known has none and is not asked."""

    muscle: str
    name: str
    latin: str
    facts: Mapping[str, tuple[str, ...]]
    sources: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class SharedCard:
    """A question whose answer is every muscle part that shares a fact; `key` stays when texts change.

    Of a named region it may be something else; muscles are those that its picture shows.
    """

    key: str
    question: str
    clues: tuple[str, ...]
    muscles: tuple[str, ...]
    answers: tuple[str, ...]  # one line for each
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Deck:
    """Cards of some muscle parts. A shared card is in it if one of them belongs to its answer or picture."""

    muscles: tuple[MuscleCards, ...]
    shared: tuple[SharedCard, ...]
    regions: tuple[SharedCard, ...]

    @property
    def pictured(self) -> tuple[str, ...]:
        """Every muscle part that a card shows."""
        ids = [card.muscle for card in self.muscles] + [
            m for card in (*self.shared, *self.regions) for m in card.muscles
        ]
        return tuple(dict.fromkeys(ids))


def deck(atlas: Atlas, parts: Iterable[Muscle]) -> Deck:
    """The cards of muscle parts."""
    parts = tuple(parts)
    chosen = {part.ids[0] for part in parts}
    shared, regions = (
        tuple(card for card in cards if not chosen.isdisjoint(card.muscles))
        for cards in (_shared(atlas), _of_regions(atlas))
    )
    return Deck(tuple(_muscle_cards(part) for part in parts), shared, regions)


def _muscle_cards(part: Muscle) -> MuscleCards:
    (row,) = part.records
    nerves = {nerve.nerve: nerve.name for nerve in part.atlas.tables.nerves}
    facts = {
        "origin": (row.origin,),
        "insertion": (row.insertion,),
        "action": _named(("both sides", row.action_bilateral), ("one side", row.action_unilateral)),
        "nerve": tuple(
            f"{nerves[found.nerve]}: {_roots(found.roots, found.variable_roots)}"
            + f" ({found.role})" * (found.role != "motor")
            for found in part.nerves
        ),
        "supply": _named(
            ("arteries", row.arterial_supply),
            ("veins", ", ".join(vein["vein"] for vein in veins(part))),
            ("lymph", ", ".join(dict.fromkeys(nodes["nodes"] for nodes in lymph(part)))),
        ),
    }
    sources = f"{field(row, 'confidence')} confidence; {', '.join(row.source)}"
    return MuscleCards(row.muscle, row.name, row.latin_name, facts, sources, _tags(part))


def _named(*found: tuple[str, str | None]) -> tuple[str, ...]:
    return tuple(f"{name}: {text}" for name, text in found if text)


def _roots(roots: Iterable[str], variable: Iterable[str]) -> str:
    return " ".join([*roots, *(f"({root})" for root in variable)])


def _tags(part: Muscle) -> tuple[str, ...]:
    """Layer, and each part of the skeleton that a slip is attached to."""
    tables = part.atlas.tables
    regions = {body.body: body.region for body in tables.bodies}
    bones = {bone for row in part.slips for bone in (row.origin_bone, row.insertion_bone)}
    bodies = {row.body for row in tables.bones if row.bone in bones and row.body is not None}
    found = {regions[body] for body in bodies}
    return (f"layer::{part.records[0].layer}", *(f"region::{region}" for region in sorted(found)))


def _shared(atlas: Atlas) -> Iterator[SharedCard]:
    """Courses, nerves, arteries and movements that at most `MOST` muscle parts share."""
    yield from _courses(atlas)
    tables = atlas.tables
    nerves: dict[str, dict[str, str]] = defaultdict(dict)
    for found in tables.muscle_nerves:
        if found.role == "motor":
            nerves[found.nerve][found.muscle] = _roots(found.roots, found.variable_roots)
    for nerve in tables.nerves:
        yield from _card(atlas, "nerve", nerve.nerve, [f"nerve: {nerve.name}"], nerves[nerve.nerve])
    arteries: dict[str, dict[str, str]] = defaultdict(dict)
    for supplied in tables.muscle_arteries:
        arteries[supplied.artery][supplied.muscle] = supplied.branch
    for artery in tables.arteries:
        clue = [f"artery: {artery.name}"]
        yield from _card(atlas, "supply", artery.artery, clue, arteries[artery.artery])
    yield from _movements(atlas)


def _courses(atlas: Atlas) -> Iterator[SharedCard]:
    courses: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in atlas.tables.muscles:
        courses[row.origin, row.insertion][row.muscle] = ""
    for (origin, insertion), found in courses.items():
        clues = [f"origin: {origin}", f"insertion: {insertion}"]
        yield from _card(atlas, "course", next(iter(found)), clues, found)


def _movements(atlas: Atlas) -> Iterator[SharedCard]:
    vocabulary: Vocabulary = {(row.part, row.token): row.definition for row in atlas.tables.actions}
    moved: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    means = {}
    for row in atlas.tables.muscles:
        for action in actions(row, vocabulary):
            key = action["movement"], action["region"]
            means[key] = action["means"]
            sides = f"{action['sides']}{', ' * bool(action['standing'])}{action['standing']}"
            before = moved[key].get(row.muscle)
            moved[key][row.muscle] = f"{before}; {sides}" if before else sides
    for (movement, region), found in moved.items():
        if movement not in NOT_ASKED:
            words = movement.replace("_ipsi", " to the same side").replace("_contra", " to the opposite side")
            clue = f"action: {words}, {region}: {means[movement, region]}".replace("_", " ")
            yield from _card(atlas, "action", f"{movement}@{region}", [clue], found)


# What is asked of a named region, and the roles in `region_parts.csv` that answer it.
ASKED_OF_REGIONS = {
    "bounds": ("What bounds it?", ("bound",)),
    "floor": ("What are its floor and its roof?", ("floor", "roof")),
    "content": ("What does it contain?", ("content",)),
    "attached": ("What is it attached to?", ("attached",)),
    "arises": ("Which muscles arise from it or pull on it?", ("arises",)),
}


def _of_regions(atlas: Atlas) -> Iterator[SharedCard]:
    """What bounds, covers and fills a triangle or space, and what a layer of fascia holds."""
    for region in atlas.regions:
        shown = region.of("bound") or (*region.of("arises"), *region.of("within"))
        muscles = tuple(dict.fromkeys(muscle for row in shown for muscle in row.muscles))
        parts = [part for part in atlas.parts if part.ids[0] in muscles]
        tags = tuple(sorted({"about::region", *(tag for part in parts for tag in _tags(part))}))
        for about, (question, roles) in ASKED_OF_REGIONS.items():
            rows = [row for role in roles for row in region.of(role)]
            several = len(roles) > 1
            answers = tuple(
                f"{row.role}: " * several + f"{row.side}: " * bool(row.side) + row.what for row in rows
            )
            if answers:
                key = f"region:{region.id}:{about}"
                yield SharedCard(key, question, (region.name,), muscles, answers, tags)


def _card(
    atlas: Atlas, about: str, key: str, clues: Sequence[str], found: Mapping[str, str]
) -> Iterator[SharedCard]:
    """The card of a fact, with a remark on each muscle that shares it.

    There is none where none or too many do, or where the fact names them: the nerve to subclavius.
    """
    parts = [part for part in atlas.parts if part.ids[0] in found]
    if not 0 < len(parts) <= MOST or any(_named_by(clues, part) for part in parts):
        return
    which = "Which muscle part" if len(parts) == 1 else f"Which {len(parts)} muscle parts"
    yield SharedCard(
        key=f"{about}:{key}",
        question=f"{which} of the back and around it?",
        clues=tuple(clues),
        muscles=tuple(part.ids[0] for part in parts),
        answers=tuple(part.name + f": {found[part.ids[0]]}" * bool(found[part.ids[0]]) for part in parts),
        tags=tuple(sorted({f"about::{about}", *(tag for part in parts for tag in _tags(part))})),
    )


def _named_by(clues: Sequence[str], part: Muscle) -> bool:
    return any(re.search(rf"\b{re.escape(part.name)}\b", clue, re.IGNORECASE) for clue in clues)
