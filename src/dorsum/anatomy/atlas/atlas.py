"""Questions to the tables, in the words of anatomy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import get_args

from dorsum.anatomy import rows
from dorsum.anatomy.atlas import filters
from dorsum.anatomy.atlas import region as named
from dorsum.anatomy.atlas.lost import Lost, cut
from dorsum.anatomy.atlas.muscle import Muscle
from dorsum.anatomy.atlas.names import Names
from dorsum.anatomy.atlas.region import Region
from dorsum.anatomy.read import load
from dorsum.anatomy.rows.supply import Root
from dorsum.errors import UnknownName


class Atlas:
    """The facts of the tables: `muscle` by name, `find` by what is known, `claims` of the documents."""

    roots: tuple[str, ...] = get_args(Root)

    def __init__(self, folder: Path | str | None = None) -> None:
        self.tables = load(folder)
        self.names = Names(self.tables)

    def muscle(self, name: str) -> Muscle:
        """A muscle, a part or a group by any of its names or ids, in any case.

        Raises:
            BadInput: if the name fits several.
            UnknownName: if it fits none, with the nearest names.
        """
        return self._muscle(self.names.parts(name))

    def region(self, name: str) -> Region:
        """A named region, such as a triangle between muscles or a layer of fascia, by any of its names.

        Raises:
            BadInput: if the name fits several.
            UnknownName: if it fits none, with the nearest names.
        """
        return named.region(self, name)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Every named region, in the order of `named_regions.csv`."""
        return tuple(Region(self, row) for row in self.tables.named_regions)

    def about(self, name: str) -> Muscle | list[Region]:
        """What goes by a name: a muscle, or named regions; a name in full counts before parts of names.

        Raises:
            BadInput: if the name fits several muscles.
            UnknownName: if it fits nothing, with the nearest names of muscles and regions.
        """
        found = named.regions(self, name, exact=True) or (
            [] if self.names.matches(name) else named.regions(self, name)
        )
        if found:
            return found
        if not self.names.matches(name):
            raise UnknownName("muscle", name, {*self.names.spelled, *named.known(self)})
        return self.muscle(name)

    @cached_property
    def parts(self) -> tuple[Muscle, ...]:
        """Every muscle part, in the order of `muscles.csv`."""
        return tuple(Muscle(self, row.name, (row,)) for row in self.tables.muscles)

    def find(
        self,
        *,
        layer: str | None = None,
        group: str | None = None,
        nerve: str | None = None,
        root: str | None = None,
        artery: str | None = None,
        vein: str | None = None,
        lymph: str | None = None,
        attaches_to: str | None = None,
        crosses: str | None = None,
        moves: str | None = None,
        action: str | None = None,
        intrinsic: bool | None = None,
        region: str | None = None,
        bounds: str | None = None,
    ) -> tuple[Muscle, ...]:
        """Muscle parts of which all that is asked holds; `find_slips` says through which slips.

        group: a group of muscles, a system or a whole muscle. root: motor or sensory, of the roots that are
        constant. vein and lymph: the first that drain the part; lymph nodes also those of the skin over it.
        crosses: a joint with an end of a slip on either side. moves and action hold of one and the
        same movement. region: part of the skeleton that a slip is attached to. bounds: a named region.

        Raises:
            BadInput: if `bounds` names a fascia, which has none.
            UnknownName: for a value that nothing in the tables is called.
        """
        found = set(self.ids)
        if layer is not None:
            found &= filters.of_layer(self.tables, layer)
        if group is not None:
            found &= filters.of_group(self.tables, self.names, group)
        if nerve is not None or root is not None:
            found &= filters.of_nerve(self.tables, nerve, root)
        if artery is not None:
            found &= filters.of_artery(self.tables, artery)
        if vein is not None:
            found &= filters.of_vein(self.tables, vein)
        if lymph is not None:
            found &= filters.of_lymph(self.tables, lymph)
        if moves is not None or action is not None:
            found &= filters.of_action(self.tables, moves, action)
        if intrinsic is not None:
            found &= filters.of_origin(self.tables, intrinsic)
        if bounds is not None:
            found &= named.bounding(self, bounds)
        if not (attaches_to is None and crosses is None and region is None):
            found &= {row.muscle for row in self.find_slips(attaches_to, crosses, region)}
        return tuple(part for part in self.parts if part.ids[0] in found)

    def find_slips(
        self, attaches_to: str | None = None, crosses: str | None = None, region: str | None = None
    ) -> tuple[rows.SlipRow, ...]:
        """The slips of which all that is asked holds."""
        return filters.slips(self.tables, attaches_to, crosses, region)

    def lost(self, nerve: str | None = None, root: str | None = None) -> Lost:
        """What is lost when a nerve is cut, a root of all nerves, or that root in that nerve: facts only.

        Raises:
            BadInput: if nothing is named, the name fits several nerves, or the nerve has no such root.
            UnknownName: if no nerve or root is called so, with the nearest names.
        """
        return cut(self, nerve, root)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all parts."""
        return tuple(row.muscle for row in self.tables.muscles)

    @property
    def claims(self) -> tuple[rows.ClaimRow, ...]:
        """Every statement of the five documents, with its verdict."""
        return self.tables.claims

    @cached_property
    def claimed(self) -> Mapping[str, frozenset[str]]:
        """Claim to the parts that it speaks of; none if it speaks of no muscle in particular."""
        subjects = {row.subject: self._spoken_of(row.subject) for row in self.claims}
        return {row.claim: subjects[row.subject] for row in self.claims}

    def _spoken_of(self, subject: str) -> frozenset[str]:
        found = self.names.matches(subject)
        return frozenset(found[0] if len(found) == 1 else ())

    def _muscle(self, ids: tuple[str, ...]) -> Muscle:
        chosen = set(ids)
        return Muscle(
            self, self.names.title(ids), tuple(row for row in self.tables.muscles if row.muscle in chosen)
        )

    def __repr__(self) -> str:
        counts = f"{len(self.ids)} muscle parts, {len(self.tables.slips)} slips, {len(self.claims)} claims"
        return f"<Atlas: {counts}>"
