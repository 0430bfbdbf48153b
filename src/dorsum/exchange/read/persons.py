"""Whose markers they are: programs write the name of a person or an object before those of the markers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.marker_names import meanings
from dorsum.exchange.read.name_maps import NameMap
from dorsum.words import FEW, listed

SEPARATORS = (":", "_", "|", ".", " ", "-")
FEWEST = 5  # known markers that make a person


class SeveralPersons(BadInput):
    """A file of several persons, of whom none is asked for."""

    def __init__(self, message: str, persons: Sequence[str]) -> None:
        super().__init__(message)
        self.persons = tuple(persons)


@dataclass(frozen=True)
class Person:
    """The markers of one person, and those that belong to no other."""

    columns: tuple[int, ...]
    names: tuple[str, ...]  # without the person's name, each only once
    notes: tuple[str, ...]
    persons: tuple[str, ...] = ()  # all that are there


def person_of(path: Path, names: Sequence[str], asked: str | None, own: NameMap) -> Person:
    """Choose a person.

    Raises:
        SeveralPersons: there are several and none is asked for.
        BadInput, UnknownName: one is asked for who is not there.
    """
    persons = _persons(names, own)
    if asked is not None and asked not in persons:
        if not persons:
            raise BadInput(f"--person {asked}: {path.name} names no persons before its markers")
        raise UnknownName("person", asked, persons)
    if asked is None and len(persons) > 1:
        raise SeveralPersons(
            f"{path} has {len(persons)} persons: {listed(persons, most=FEW)};"
            f" choose one, such as --person {next(iter(persons))}",
            list(persons),
        )
    chosen = asked if asked is not None else next(iter(persons), None)
    notes: list[str] = []
    mine = persons.get(chosen or "", {})
    others = {i for person, columns in persons.items() if person != chosen for i in columns}
    if len(persons) > 1:
        notes.append(f"Of {len(persons)} persons {chosen} is read.")
    elif chosen is not None:
        notes.append(f"Names are read without their prefix {chosen}{names[next(iter(mine))][len(chosen)]}.")
    columns = tuple(i for i in range(len(names)) if i not in others)
    once, on_doubles = _once([mine.get(i, names[i]) for i in columns])
    return Person(columns, once, (*notes, *on_doubles), tuple(persons))


def _persons(names: Sequence[str], own: NameMap) -> dict[str, dict[int, str]]:
    """Columns of each person, and the names that are left of theirs."""
    known = len(meanings(names, own))
    for separator in SEPARATORS:
        groups: dict[str, dict[int, str]] = {}
        for i, name in enumerate(names):
            before, mark, after = name.partition(separator)
            if mark and before and after:
                groups.setdefault(before, {})[i] = after
        found = {
            person: columns
            for person, columns in groups.items()
            if len(meanings(list(columns.values()), own)) >= FEWEST
        }
        if found and (separator == ":" or known < FEWEST):
            return found
    prefixes = {name.partition(":")[0] for name in names}
    if len(prefixes) == 1 and all(":" in name for name in names):
        return {prefixes.pop(): {i: name.partition(":")[2] for i, name in enumerate(names)}}
    return {}


def _once(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Each name only once."""
    once: dict[str, None] = {}  # a set that keeps the order
    again: dict[str, int] = {}  # and the last number given
    for name in names:
        own = name or "unnamed"
        while own in once:
            again[name] = again.get(name, 1) + 1
            own = f"{name or 'unnamed'}_{again[name]}"
        once[own] = None
    notes = [f"Markers of the same name are numbered: {listed(again, most=FEW)}."] if again else []
    return tuple(once), notes
