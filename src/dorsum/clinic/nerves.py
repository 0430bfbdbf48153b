"""A cut nerve or root as a weakening: which muscles can still be called upon, and with what share.

Supply is what `Atlas.lost` tells of the tables. A muscle that keeps none pulls no more; it still resists when
it is stretched, as on the day of the cut. One that keeps some keeps a share by rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.atlas.lost import Affected, Lost, Supply
from dorsum.clinic.weakening import Side, Weakening, checked_side, in_the_model, on_side, sided

# Muscles whose every fascicle has the nerve of the vertebra whose spinous process it is attached to alone
# (note of its row in `muscle_nerves.csv`).
BY_LEVEL = ("multifidus_lumborum",)
SHARES = (
    "Where a muscle keeps part of its supply, every constant root of every motor nerve counts alike: an"
    " assumption, for no share of a root was measured. Roots that reach it in part of people count for none."
)
LEVELS = (
    "Of multifidus, each medial branch is that of the fascicles of its own spinous process (Bogduk 1982)."
)


def cut_nerve(
    nerve: str | None = None, root: str | None = None, side: Side = "right", *, atlas: Atlas | None = None
) -> Weakening:
    """A nerve, a root of all nerves, or that root in that nerve, cut on one side or both.

    Raises:
        UnknownName: no such nerve, root or side.
        BadInput: the name fits several nerves, or the model has none of the muscles.
    """
    side, atlas = checked_side(side), atlas or Atlas()
    lost = atlas.lost(nerve, root)
    active: dict[str, float] = {}
    for found in lost.gone:
        active |= sided(found.part.ids, 0.0, side)
    for found in lost.partly:
        active |= _partly(found, side)
    notes = [SHARES] if any(0.0 < share < 1.0 for share in active.values()) else []
    notes += [LEVELS] if any(found.part.ids[0] in BY_LEVEL for found in lost.partly) else []
    supply = [row for found in (*lost.gone, *lost.partly) for row in found.part.nerves if row.role == "motor"]
    told = Weakening(
        words=f"{_named(lost)} cut{on_side(side)}",
        active=active,
        kind="assumed" if SHARES in notes else "measured",
        sources=tuple(sorted({key for row in supply for key in row.source})),
        notes=tuple(notes),
    )
    return in_the_model(told, atlas)


def _partly(found: Affected, side: Side) -> dict[str, float]:
    """What can still be called upon of a muscle that keeps part of its supply."""
    (muscle,) = found.part.ids
    if muscle in BY_LEVEL:
        lost = {root for row in found.loses for root in row.roots}
        of = tuple(row.fascicle for row in found.part.fascicles if row.insertion_bone in lost)
        return sided(of, 0.0, side)
    kept, lost_roots = _roots(found.keeps), _roots(found.loses)
    return sided((muscle,), kept / (kept + lost_roots), side) if lost_roots else {}


def _roots(supplies: Iterable[Supply]) -> int:
    return sum(len(row.roots) for row in supplies)


def _named(lost: Lost) -> str:
    if not lost.roots:
        return lost.nerves[0].name
    (root,) = lost.roots
    of = [row.name for row in lost.nerves if root in row.roots]
    return f"root {root}" + (f" of the {of[0]}" if of else "")
