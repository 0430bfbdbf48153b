"""Which bone of the page a mesh shows, by whatever its owner called it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import SIDES

FMA = re.compile(r"(?<![a-z])fma[\s:_-]?(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """A surface of the page and the bone of it that a mesh is: an FMA id, or nothing for the whole."""

    surface: str
    bone: str = ""


class Names:
    """The names of what is drawn: of the page, of the FMA and FMA ids; letters and digits count only."""

    def __init__(self, tables: Tables, surfaces: Iterable[str]) -> None:
        """`surfaces` are the names on the page."""
        self.tables, self.surfaces = tables, tuple(surfaces)

    @cached_property
    def _by_id(self) -> dict[str, Shown]:
        return {row.fma_id: Shown(row.surface, row.fma_id) for row in self.tables.bone_fma}

    @cached_property
    def _by_name(self) -> dict[str, Shown]:
        found = {}
        for surface in self.surfaces:
            for name in (surface, _side_first(surface)):
                found[plain(name)] = Shown(surface)
        for row in self.tables.bone_fma:
            found[plain(row.name)] = Shown(row.surface, row.fma_id)
        return found

    @cached_property
    def _muscles(self) -> tuple[set[str], set[str]]:
        ids = {row.fma_id for row in self.tables.muscles if row.fma_id}
        words = {name for row in self.tables.muscles for name in (row.muscle, row.name, row.part_of) if name}
        return ids, {plain(word) for word in words}

    def find(self, name: str) -> Shown | None:
        """What a name means; None if it means nothing that is drawn."""
        ids = fma_ids(name)
        if ids:
            return next((self._by_id[i] for i in ids if i in self._by_id), None)
        return self._by_name.get(plain(name))

    def is_muscle(self, name: str) -> bool:
        """Whether a name or id means a muscle of the tables, of either side."""
        ids, words = self._muscles
        padded = f" {plain(name)} "
        return bool(ids & set(fma_ids(name))) or any(f" {word} " in padded for word in words)


def fma_ids(name: str) -> list[str]:
    """The ids in a name, as the tables write them: `FMA:13074`."""
    return [f"FMA:{number}" for number in FMA.findall(name)]


def plain(name: str) -> str:
    """Lower case, anything but letters and digits as one space."""
    return re.sub(r"[\W_]+", " ", name.lower()).strip()


def _side_first(surface: str) -> str:
    bone, _, side = surface.rpartition("_")
    return f"{side} {bone}" if side in SIDES else surface
