"""Words as people write them: what is the same name, and what a few words may stand for."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from dorsum.errors import UnknownName

T = TypeVar("T")

SILENT = {"a", "and", "lymph", "m", "mm", "muscle", "muscles", "musculi", "musculus", "n", "of", "the", "to"}
SAME = {
    "arteries": "artery",
    "branches": "branch",
    "nerves": "nerve",
    "nodes": "node",
    "processes": "process",
    "rami": "ramus",
    "ribs": "rib",
    "veins": "vein",
}


def words(text: str) -> tuple[str, ...]:
    """The words that count: no case, no marks, no `musculus`; a bone keeps its number (`rib 5` is `rib5`)."""
    text = re.sub(r"\b(ribs?) (\d)", r"rib\2", text.lower().replace("_", " "))
    found = re.findall(r"[^\W_]+(?:/[^\W_]+)?", text.replace("'", "").replace("-", " "))
    same = [SAME.get(word, word) for word in found]
    return tuple(word for word in same if word not in SILENT) or tuple(same)


def key(text: str) -> str:
    """Two spellings of one name have one key."""
    return " ".join(words(text))


def spellings(name: str) -> Iterator[str]:
    """A name without its brackets, and with what they hold in place of the word before."""
    yield re.sub(r"\s*\([^)]*\)", "", name)
    if re.search(r"\S+ \([^)]+\)", name):
        yield re.sub(r"\S+ \(([^)]+)\)", r"\1", name)


def fits(asked: Collection[str], name: Iterable[str]) -> bool:
    """Whether every word asked for begins a word of the name; with a figure in it, it must be that word."""
    of_name = tuple(name)
    return all(any(_begins(word, other) for other in of_name) for word in asked)


def index(names: Iterable[str]) -> Mapping[str, set[str]]:
    """Every word of the names, which are words by spaces, to the names that have it."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for word in name.split():
            found[word].add(name)
    return found


def fitting(asked: Collection[str], names: Mapping[str, set[str]]) -> set[str]:
    """The names of an `index` that `fits` the words, found without going through them all."""
    return set.intersection(*(_with(word, names) for word in asked)) if asked else set()


def _with(word: str, names: Mapping[str, set[str]]) -> set[str]:
    if _exact(word):
        return names.get(word, set())
    return set().union(*(found for other, found in names.items() if other.startswith(word)))


def _exact(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _begins(word: str, other: str) -> bool:
    return other == word if _exact(word) else other.startswith(word)


def choose(
    kind: str, asked: str, things: Iterable[T], names: Callable[[T], Iterable[str]], *, exact: bool = True
) -> list[T]:
    """The things of that very name, if `exact`; else, or if there are none, those whose name holds its words.

    Raises:
        UnknownName: if there are none either.
    """
    named = [(thing, tuple(dict.fromkeys(names(thing)))) for thing in things]
    wanted = words(asked)
    same = [thing for thing, all_ in named if any(words(name) == wanted for name in all_)]
    like = [thing for thing, all_ in named if any(fits(wanted, words(name)) for name in all_)]
    found = same if exact and same else like
    if not (wanted and found):
        raise UnknownName(kind, asked, {name for _, all_ in named for name in all_})
    return found
