"""What is lost when a nerve or a root is cut, as the tables of supply tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dorsum.anatomy import rows
from dorsum.anatomy.atlas.filters import known_root, movements
from dorsum.anatomy.atlas.words import choose, fits, words
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from dorsum.anatomy.atlas.atlas import Atlas
    from dorsum.anatomy.atlas.muscle import Muscle


@dataclass(frozen=True)
class Supply:
    """A nerve of a part with some of its roots; variable ones reach it in part of people."""

    nerve: str
    roots: tuple[str, ...]
    variable_roots: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Affected:
    """A part that loses something: what of its supply is cut and what of its motor supply is left."""

    part: Muscle
    loses: tuple[Supply, ...]
    keeps: tuple[Supply, ...]


@dataclass(frozen=True)
class Action:
    """What parts without motor supply did: who of the tables still does it, and who only a little.

    standing: `weak` or `disputed` if it was no more than that of any of them. weakly: parts of which it is no
    more than that, or that the same cut weakens.
    """

    movement: str
    region: str
    standing: str
    by: tuple[Muscle, ...]
    still: tuple[Muscle, ...]
    weakly: tuple[Muscle, ...]


@dataclass(frozen=True, repr=False)
class Lost:
    """What is lost on the side of a cut, as facts: nothing here is simulated.

    roots: empty if the nerves are cut whole. gone: parts without any constant motor supply. partly: those
    that lose some of it. sensory: parts that lose sensory supply, disputed: parts that lose what the sources
    do not agree on; both may stand under the others, too. The tables hold the nerves of muscles, not of skin.
    """

    atlas: Atlas
    nerves: tuple[rows.NerveRow, ...]
    roots: tuple[str, ...]
    gone: tuple[Affected, ...]
    partly: tuple[Affected, ...]
    sensory: tuple[Affected, ...]
    disputed: tuple[Affected, ...]

    @property
    def cut(self) -> str:
        """What is cut, in words."""
        names = "; ".join(row.name for row in self.nerves)
        if self.roots:
            return f"root {' '.join(self.roots)}" + f" of {names}" * bool(names)
        return names

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Every movement of the parts in `gone`, in their order, on one side or both."""
        gone = {found.part for found in self.gone}
        hurt = {found.part for found in self.partly}
        done = dict.fromkeys(
            (movement, region)
            for found in self.gone
            for movement, region, _ in movements(found.part.records[0])
        )
        actions = []
        for movement, region in done:
            able = {part: _best(part, movement, region) for part in self.atlas.parts}
            by = {part: how for part, how in able.items() if part in gone and how is not None}
            left = {part: how for part, how in able.items() if part not in gone and how is not None}
            still = tuple(part for part, how in left.items() if not how and part not in hurt)
            weakly = tuple(part for part in left if part not in still)
            actions.append(Action(movement, region, min(by.values()), tuple(by), still, weakly))
        return tuple(actions)

    @property
    def alone(self) -> tuple[Action, ...]:
        """The movements that no part of the tables does any more, not even weakly."""
        return tuple(action for action in self.actions if not (action.still or action.weakly))

    def __repr__(self) -> str:
        ids = ", ".join(found.part.ids[0] for found in self.gone)
        return f"<Lost with {self.cut}: {ids or 'no part whole'}; {len(self.partly)} more in part>"


def cut(atlas: Atlas, nerve: str | None, root: str | None) -> Lost:
    """What is lost with a nerve, a root, or a root of a nerve."""
    if nerve is None and root is None:
        raise BadInput("name the nerve that is cut, or the root, or both")
    tables = atlas.tables
    only = None if root is None else known_root(tables, root)
    nerves = () if nerve is None else _nerves(tables.nerves, nerve)
    if only and nerves and not any(only in row.roots for row in nerves):
        owned = " ".join(name for name in atlas.roots if any(name in row.roots for row in nerves))
        raise BadInput(f"{nerves[0].name}: its roots are {owned}, {only} is not among them")
    names = {row.nerve: row.name for row in tables.nerves}
    cut_nerves = {row.nerve for row in nerves} or set(names)
    found: dict[str, list[Affected]] = {"gone": [], "partly": [], "sensory": [], "disputed": []}
    for part in atlas.parts:
        split = {row: _split(row, cut_nerves, only, names) for row in part.nerves}
        keeps = [kept for row, (_, kept) in split.items() if row.role == "motor" and _some(kept)]
        for role in ("motor", "sensory", "disputed"):
            loses = [lost for row, (lost, _) in split.items() if row.role == role and _some(lost)]
            if loses:
                found[_list(role, keeps)].append(Affected(part, tuple(loses), tuple(keeps)))
    lists = {name: tuple(affected) for name, affected in found.items()}
    return Lost(atlas=atlas, nerves=nerves, roots=(only,) if only else (), **lists)


def _list(role: str, keeps: Iterable[Supply]) -> str:
    if role != "motor":
        return role
    return "partly" if any(kept.roots for kept in keeps) else "gone"


def _nerves(nerves: Iterable[rows.NerveRow], asked: str) -> tuple[rows.NerveRow, ...]:
    """The nerve of a name, with all that are branches of it by name, as those of the posterior rami are."""
    if asked.upper() in {root for row in nerves for root in row.roots if row.ramus != "cranial"}:
        raise BadInput(f"{asked} is a root, not a nerve: use --root {asked.upper()}")
    found = choose("nerve", asked, nerves, _named, exact=False)
    whole = [row for row in found if words(asked) in map(words, _named(row))]
    if len(found) > 1 and not whole:
        raise BadInput(f"{asked!r} may be {'; '.join(row.name for row in found)}: say which")
    names = {words(name) for row in whole or found for name in _named(row)}
    return tuple(
        row for row in nerves if any(fits(name, words(other)) for name in names for other in _named(row))
    )


def _named(row: rows.NerveRow) -> list[str]:
    return [row.name, *row.synonyms]


def _split(
    row: rows.MuscleNerveRow, cut_nerves: set[str], root: str | None, names: dict[str, str]
) -> tuple[Supply, Supply]:
    """What is lost of one nerve of a part, and what is kept."""

    def supply(lost: bool) -> Supply:
        def these(roots: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(r for r in roots if (row.nerve in cut_nerves and root in (None, r)) is lost)

        return Supply(names[row.nerve], these(row.roots), these(row.variable_roots), row.note)

    return supply(True), supply(False)


def _some(supply: Supply) -> bool:
    return bool(supply.roots or supply.variable_roots)


def _best(part: Muscle, movement: str, region: str) -> str | None:
    """How a part does a movement: plainly (empty), `weak` or `disputed`; None if not at all."""
    how = [standing for m, r, standing in movements(part.records[0]) if (m, r) == (movement, region)]
    return min(how, default=None)
