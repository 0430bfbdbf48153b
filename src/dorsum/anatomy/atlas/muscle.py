"""One muscle, or a part of it, with all that the tables know of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, TypeVar

from dorsum.anatomy import rows

if TYPE_CHECKING:
    from dorsum.anatomy.atlas.atlas import Atlas

T = TypeVar("T")

LISTED = 6  # parts named in a representation


@dataclass(frozen=True, eq=False, repr=False)
class Muscle:
    """A muscle, a part of one, or a group: `records` are its parts in `muscles.csv`."""

    atlas: Atlas
    name: str
    records: tuple[rows.MuscleRow, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the parts."""
        return tuple(row.muscle for row in self.records)

    @cached_property
    def parts(self) -> tuple[Muscle, ...]:
        """Its parts; one that has no parts is its own."""
        return tuple(Muscle(self.atlas, row.name, (row,)) for row in self.records)

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Its other names, Latin ones apart."""
        return tuple(self.atlas.names.also(self.ids))

    @cached_property
    def slips(self) -> tuple[rows.SlipRow, ...]:
        """Its slips as anatomists describe them."""
        return self._own(self.atlas.tables.slips)

    @cached_property
    def fascicles(self) -> tuple[rows.FascicleRow, ...]:
        """Its lines of force, of the right side."""
        return self._own(self.atlas.tables.fascicles)

    @cached_property
    def nerves(self) -> tuple[rows.MuscleNerveRow, ...]:
        """Its nerves with the roots that reach it, part by part."""
        return self._own(self.atlas.tables.muscle_nerves)

    @property
    def roots(self) -> tuple[str, ...]:
        """Roots of its nerves, sensory ones too, caudal last."""
        found = {root for row in self.nerves for root in row.roots}
        return tuple(root for root in self.atlas.roots if root in found)

    @cached_property
    def arteries(self) -> tuple[rows.MuscleArteryRow, ...]:
        """Its arteries, part by part."""
        return self._own(self.atlas.tables.muscle_arteries)

    @cached_property
    def veins(self) -> tuple[rows.MuscleVeinRow, ...]:
        """Its veins, part by part."""
        return self._own(self.atlas.tables.muscle_veins)

    @cached_property
    def lymph(self) -> tuple[rows.MuscleLymphRow, ...]:
        """The lymph nodes that it, or the skin over it, drains into, part by part."""
        return self._own(self.atlas.tables.muscle_lymph)

    @cached_property
    def pain(self) -> tuple[rows.ClinicalRow, ...]:
        """Where pain of its trigger points is said to be felt."""
        return self._clinical("pain_referral")

    @cached_property
    def exercises(self) -> tuple[rows.ClinicalRow, ...]:
        """Exercises that load, move or lengthen it."""
        return self._clinical("exercise")

    @cached_property
    def conditions(self) -> tuple[rows.ClinicalRow, ...]:
        """Conditions that concern it."""
        return self._clinical("condition")

    @cached_property
    def claims(self) -> tuple[rows.ClaimRow, ...]:
        """What the documents say of it, or of the muscles that it belongs to; the closest first."""
        about = self.atlas.claimed
        mine = set(self.ids)
        found = [row for row in self.atlas.claims if mine & about[row.claim]]
        return tuple(sorted(found, key=lambda row: len(about[row.claim] ^ mine)))

    @property
    def sources(self) -> tuple[rows.SourceRow, ...]:
        """Where its facts come from."""
        supply = (*self.nerves, *self.arteries, *self.veins, *self.lymph)
        keys = {key for row in (*self.records, *supply, *self.slips) for key in row.source}
        return tuple(row for row in self.atlas.tables.sources if row.key in keys)

    def _own(self, table: Iterable[T]) -> tuple[T, ...]:
        return tuple(row for row in table if row.muscle in self.ids)  # type: ignore[attr-defined]

    def _clinical(self, sort: str) -> tuple[rows.ClinicalRow, ...]:
        return tuple(
            row
            for row in self.atlas.tables.clinical
            if row.type == sort and not set(self.ids).isdisjoint(row.muscles)
        )

    def __repr__(self) -> str:
        counts = f"{len(self.slips)} slips, {len(self.fascicles)} fascicles"
        roots = f"roots {' '.join(self.roots)}"
        if len(self.records) == 1:
            return f"<Muscle {self.ids[0]}: {self.name}; {counts}; {roots}>"
        more = ", …" * (len(self.ids) > LISTED)
        parts = f"{len(self.ids)} parts ({', '.join(self.ids[:LISTED])}{more})"
        return f"<Muscle {self.name}: {parts}; {counts}; {roots}>"

    def _repr_html_(self) -> str:
        from dorsum.anatomy.atlas.sheet import field

        columns = ("latin_name", "layer", "origin", "insertion", "innervation", "arterial_supply")
        head = "".join(f"<th>{escape(column.replace('_', ' '))}</th>" for column in ("part", *columns))
        body = "".join(
            "<tr>"
            + "".join(f"<td>{escape(text)}</td>" for text in (row.name, *(field(row, c) for c in columns)))
            + "</tr>"
            for row in self.records
        )
        return f"<table><caption>{escape(self.name)}</caption><tr>{head}</tr>{body}</table>"
