"""Every name of every muscle, part and group, and the parts that it stands for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from dorsum.anatomy.atlas.words import fitting, index, key, spellings, words
from dorsum.anatomy.read import Tables
from dorsum.errors import BadInput, UnknownName

Parts = tuple[str, ...]

FEWEST_LETTERS = 3  # of a word that stands for a longer one
MOST_NAMED = 8  # names in one message


class Names:
    """Names to parts, by their ids, in the order of `muscles.csv`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._place = {row.muscle: i for i, row in enumerate(tables.muscles)}

    def parts(self, name: str) -> Parts:
        """The parts that a name stands for.

        Raises:
            BadInput: if the name fits several muscles.
            UnknownName: if it fits none, with the nearest names.
        """
        several = self.matches(name)
        if len(several) == 1:
            return several[0]
        if several:
            titles = sorted({self.title(parts) for parts in several}, key=str.lower)
            more = f" or {len(titles) - MOST_NAMED} others" * (len(titles) > MOST_NAMED)
            raise BadInput(f"{name!r} may be {', '.join(titles[:MOST_NAMED])}{more}: say which")
        raise UnknownName("muscle", name, self.spelled)

    def matches(self, name: str) -> list[Parts]:
        """What a name may stand for: one thing if it is a name, or if one thing holds all that it fits."""
        found = self._by_key.get(key(name))
        if found is not None:
            return [found]
        wanted = words(name)
        if not wanted or any(len(word) < FEWEST_LETTERS for word in wanted):
            return []
        several = {self._by_key[other] for other in fitting(wanted, self._by_word)}
        whole = max(several, key=len, default=())
        return [whole] if whole and all(set(parts) <= set(whole) for parts in several) else list(several)

    def title(self, parts: Parts) -> str:
        """What these parts together are called."""
        return self._titles.get(parts) or next(
            (row.synonym.capitalize() for row in self._tables.synonyms if self._order(row.muscles) == parts),
            " + ".join(parts),
        )

    def also(self, parts: Parts) -> list[str]:
        """The other names of these parts."""
        title = self.title(parts)
        found = [row.synonym for row in self._tables.synonyms if self._order(row.muscles) == parts]
        return [name for name in found if key(name) != key(title)]

    @cached_property
    def spelled(self) -> list[str]:
        """All names as they are written."""
        return sorted({name for name, _ in self._all()})

    @cached_property
    def _by_key(self) -> Mapping[str, Parts]:
        found: dict[str, Parts] = {}
        for name, parts in self._all():
            found.setdefault(key(name), self._order(parts))
        return found

    @cached_property
    def _by_word(self) -> Mapping[str, set[str]]:
        return index(self._by_key)

    @cached_property
    def _titles(self) -> Mapping[Parts, str]:
        titles: dict[Parts, str] = {(row.muscle,): row.name for row in self._tables.muscles}
        for row in self._tables.synonyms:
            if row.usage == "group":
                titles.setdefault(self._order(row.muscles), row.synonym[0].upper() + row.synonym[1:])
        wholes = {parts: name[0].upper() + name[1:] for name, parts in self._wholes.items() if len(parts) > 1}
        return titles | wholes

    @cached_property
    def _wholes(self) -> Mapping[str, Parts]:
        wholes: dict[str, list[str]] = defaultdict(list)
        for row in self._tables.muscles:
            if row.part_of:
                wholes[row.part_of].append(row.muscle)
        return {name: tuple(parts) for name, parts in wholes.items()}

    def _all(self) -> Iterator[tuple[str, Parts]]:
        """Names and their parts; where two names are spelled alike, the first one counts."""
        rows = self._tables.muscles
        yield from ((row.muscle, (row.muscle,)) for row in rows)
        yield from ((name, (row.muscle,)) for row in rows for name in (row.name, *spellings(row.name)))
        yield from self._wholes.items()
        yield from ((row.synonym, row.muscles) for row in self._tables.synonyms)
        for column in ("latin_name", "ta2_id", "fma_id", "uberon_id"):
            shared: dict[str, list[str]] = defaultdict(list)
            for row in rows:
                if getattr(row, column):
                    shared[getattr(row, column)].append(row.muscle)
            yield from ((name, tuple(parts)) for name, parts in shared.items())
            if column == "ta2_id":
                yield from ((f"TA2:{name}", tuple(parts)) for name, parts in shared.items())

    def _order(self, parts: Parts) -> Parts:
        return tuple(sorted(parts, key=self._place.__getitem__))
