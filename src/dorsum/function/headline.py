"""What a pull did, answered first: the joint that the muscle is for, then the largest other movement.

What a muscle is for are the actions that the atlas states of it (`action_codes` in `muscles.csv`). Rules:

- An action counts where this pull can show it: of paired parts always, of the spine and pelvis those of one
  side if one side pulls and those of both if both do; with one side alone, what both do counts as weak.
- The part for which most is stated, each action weighed by the greatest force of what has it, leads; then
  what is stated to be weak or disputed decides, then the order of the tables.
- An action is found if the part moves so by more than 0.1° or mm. What is not found is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from typing import Any

from dorsum.anatomy.atlas.filters import movements as coded
from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import MovedPartRow
from dorsum.function.movements import amount, unit
from dorsum.function.stimulate import LEAST, Movement, Stimulation, locked_by
from dorsum.words import listed

MOST = 2  # stated movements that the headline tells
MIDLINE = ("spine", "pelvis")  # `told_as` of parts that have no side
UNTOLD = "none"  # `told_as` of parts whose movement the model does not tell
IN_WORDS = {
    "lateral_flexion_ipsilateral": "bending to the same side",
    "lateral_flexion_contralateral": "bending to the opposite side",
    "rotation_ipsilateral": "turning to the same side",
    "rotation_contralateral": "turning to the opposite side",
    "pelvic_hike": "raising of the same side",
    "pelvic_level": "raising of the opposite side",
}


@dataclass(frozen=True)
class Action:
    """A stated action that this pull can show, and how far the part went so (negative: the other way)."""

    part: MovedPartRow
    motion: str
    size: float
    held: bool  # the joints of the part were

    @property
    def words(self) -> str:
        """`turning to the same side`."""
        return IN_WORDS.get(self.motion, self.motion.replace("_", " "))

    @property
    def found(self) -> bool:
        """Whether the part moves so."""
        return self.size > LEAST


@dataclass
class _For:
    """How much is stated for a part, and what."""

    strong: float = 0.0
    weak: float = 0.0
    actions: dict[str, tuple[Action, bool]] = field(default_factory=dict)  # motion → and whether it is weak


@dataclass(frozen=True)
class Headline:
    """A pull in words, one sentence each: what the muscle is for, the largest other, what was not found."""

    done: Stimulation

    @property
    def sentences(self) -> tuple[str, ...]:
        """The headline first."""
        said = [self.first, self.other, self.missing]
        return tuple(sentence for sentence in said if sentence)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        first, *besides = self.sentences
        return {"headline": first, "besides": besides}

    @cached_property
    def stated(self) -> Mapping[str, _For]:
        """Part → what is stated for it, as far as this pull can show it."""
        done, tables = self.done, self.done.model.body.tables
        parts = {row.part: row for row in tables.moved_parts}
        regions, motions = spoken(tables)
        force = {member: 0.0 for member in done.members}
        for fascicle in done.model.body.fascicles:
            if fascicle.muscle in force:
                force[fascicle.muscle] += fascicle.maximal_force
        found: dict[str, _For] = {}
        for row in tables.muscles:
            if row.muscle not in force:
                continue
            sides = [code.partition(":")[0] for code in row.action_codes.split("|") if code]
            for who, (movement, region, standing) in zip(sides, coded(row), strict=True):
                part = parts.get(regions.get(region, ""))
                if (
                    part is None
                    or part.told_as == UNTOLD
                    or (part.told_as in MIDLINE and who == "U" and done.side == "both")
                ):
                    continue
                action = self._action(part, motions.get(movement, movement))
                if isnan(action.size):
                    continue
                both = part.told_as in MIDLINE and who == "B" and done.side != "both"
                weak = bool(standing) or both
                here = found.setdefault(part.part, _For())
                known = here.actions.get(action.motion)
                here.actions[action.motion] = (action, weak and (known is None or known[1]))
                if weak:
                    here.weak += force[row.muscle]
                else:
                    here.strong += force[row.muscle]
        return found

    def _action(self, part: MovedPartRow, motion: str) -> Action:
        done = self.done
        side = "right" if done.side == "both" else done.side
        size = amount(done.posed, part, motion, side)
        joints = [i for i, at in enumerate(done.pull.coordinates) if {at.joint, at.kind} & set(part.joints)]
        locked = locked_by(done.model, done.pull, done.held)
        return Action(part, motion, size, bool(joints) and all(locked[i] for i in joints))

    @cached_property
    def lead(self) -> tuple[MovedPartRow, list[Action]] | None:
        """The part that the muscle is for, of those that move as stated, and how; None where none does."""
        ranked = sorted(self.stated.values(), key=lambda one: (-one.strong, -one.weak))
        for one in ranked:
            found = [action for action, _ in one.actions.values() if action.found]
            if found:
                return found[0].part, found[:MOST]
        return None

    @property
    def first(self) -> str:
        """`Scapula, each side: depression 8.1 mm, upward rotation 3.2°.`"""
        if self.lead is None:
            other = self._largest(())
            return f"{_capital(self._told(other))}." if other else "Nothing moves by more than 0.1°."
        part, found = self.lead
        told = ", ".join(f"{one.words} {_size(one.size, unit(part, one.motion))}" for one in found)
        return f"{_capital(self._name(part.part, part.told_as not in MIDLINE))}: {told}."

    @property
    def other(self) -> str:
        """The largest movement elsewhere; empty where there is none or it is told already."""
        found = None if self.lead is None else self._largest(self.lead[0].joints)
        return f"Largest other movement: {self._told(found)}." if found else ""

    @property
    def missing(self) -> str:
        """What is stated and was not found; of weak actions only where nothing else is stated."""
        known = [pair for one in self.stated.values() for pair in one.actions.values()]
        told = [action for action, weak in known if not weak] or [action for action, _ in known]
        lost = [action for action in told if not action.found]
        if not known:
            return f"What is stated cannot be seen in this pull: {self._untold}." if self._untold else ""
        if self.done.activation == 0.0:
            return ""
        said = listed([f"{one.words} ({_plain(one.part.part)}{', held still' * one.held})" for one in lost])
        return f"Stated but not found in this pull: {said}." if lost else ""

    @property
    def _untold(self) -> str:
        """What is stated, in the words of `actions.csv`."""
        tables = self.done.model.body.tables
        means = {(row.part, row.token): row.definition for row in tables.actions}
        rows = [row for row in tables.muscles if row.muscle in self.done.members]
        said = {
            f"{means['movement', m]} ({means['region', r]})": None for row in rows for m, r, _ in coded(row)
        }
        return "; ".join(said)

    def _largest(self, joints: Iterable[str]) -> Movement | None:
        """The largest turn of a part that shares no joint with those told; a shift where nothing turns."""
        tables, told = self.done.model.body.tables, set(joints)
        named = {row.part.replace("_", " "): set(row.joints) for row in tables.moved_parts}
        others = [move for move in self.done.parts if not told & named[move.what]]
        return max(others, key=lambda move: (move.unit == "°", move.amount), default=None)

    def _told(self, move: Movement) -> str:
        name = self._name(move.what, bool(move.side), move.side)
        return f"{name}, {move.movement} {_size(move.amount, move.unit)}"

    def _name(self, part: str, paired: bool, side: str = "") -> str:
        if not paired:
            return _plain(part)
        return (
            f"{_plain(part)}, each side"
            if self.done.side == "both"
            else f"{side or self.done.side} {_plain(part)}"
        )


def spoken(tables: Tables) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What `mechanical_claims.csv` calls the regions and movements of action codes: part, motion by token."""
    regions: dict[str, str] = {}
    motions: dict[str, str] = {}
    for row in tables.mechanical_claims:
        for movement, region in _tokens(row.action_code):
            regions[region] = row.body_moved
            motions[movement] = row.motion
    return regions, motions


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    movement, at, region = code.partition(":")[2].partition("@")
    for standing in ("_weak", "_disputed"):
        movement, region = movement.replace(standing, ""), region.replace(standing, "")
    if at:
        yield movement, region


def _size(value: float, of: str) -> str:
    return f"{value:.1f}{'°' if of == '°' else ' mm'}"


def _plain(name: str) -> str:
    what, *numbers = name.split("_")
    return f"ribs {' to '.join(numbers)}" if what == "ribs" and numbers else name.replace("_", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
