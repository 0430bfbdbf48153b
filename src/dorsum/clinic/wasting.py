"""Muscles that have wasted by published shares: multifidus beside a painful level, and all muscles by age."""

from __future__ import annotations

from typing import Any

from dorsum import inputs
from dorsum.anatomy.read import Tables, load
from dorsum.body.names import LUMBAR
from dorsum.body.strength import ALL
from dorsum.body.subject import RANGES
from dorsum.clinic.weakening import Side, Weakening, on_side, sided
from dorsum.errors import UnknownName

MULTIFIDUS = "multifidus_lumborum"
BESIDE_PAIN, AGEING = "ATR-01", "ageing"  # rows of `muscle_changes` and `strength_rates`
YOUNG = 25.0  # years, from which on the rate of `ageing` counts
VERTEBRAE = tuple(joint.split("/")[0] for joint in reversed(LUMBAR))


def beside_injury(level: str, side: Side = "right", *, tables: Tables | None = None) -> Weakening:
    """Multifidus on the side of acute pain at a lumbar level, smaller than on the other (Hides 1994).

    Raises:
        UnknownName: no such lumbar vertebra.
    """
    tables = tables or load()
    if level not in VERTEBRAE:
        raise UnknownName("lumbar vertebra", level, VERTEBRAE)
    row = _row(tables.muscle_changes, "row", BESIDE_PAIN)
    lost = _percent(row.said)
    of = tuple(
        each.fascicle
        for each in tables.fascicles
        if each.muscle == MULTIFIDUS and each.insertion_bone == level
    )
    return Weakening(
        words=f"multifidus of {level} wasted as beside acute pain, {lost:g} % smaller{on_side(side)}",
        size=sided(of, 1.0 - lost / 100.0, side),
        kind="assumed",
        sources=row.source,
        notes=(
            f"{row.condition}: {row.said} ({'; '.join(row.source)}, {row.provenance}).",
            "The area at one level is taken for that of the fascicles of its spinous process: an assumption.",
        ),
    )


def aged(age_years: float, *, tables: Tables | None = None) -> Weakening:
    """All muscles smaller by an age: the share a year of `strength_rates`, from 25 years on.

    Raises:
        BadInput: an age out of the range of a subject.
    """
    tables = tables or load()
    age = inputs.within("age_years", age_years, *RANGES["age_years"])
    row = _row(tables.strength_rates, "rate", AGEING)
    left = 1.0 - row.middle / 100.0 * max(0.0, age - YOUNG)
    return Weakening(
        words=f"muscles of {age:g} years, {100.0 * left:.0f} % of their size",
        size={ALL: left},
        kind=row.kind,
        sources=row.source,
        notes=(
            f"Age: {row.middle:g} ({row.mild:g} to {row.harsh:g}) {row.unit} lost from {YOUNG:.0f} years on,"
            f" {row.note} ({'; '.join(row.source)}).",
            "The force of legs falls about three times as fast as their size after 70 (ATR-37): of the back"
            " no such rate was found, and none is taken. Sex is in the body: a woman's muscles have a smaller"
            " area (`female_muscle_area_factor`).",
        ),
    )


def _row(rows: Any, column: str, key: str) -> Any:
    return next(row for row in rows if getattr(row, column) == key)


def _percent(said: str) -> float:
    """The first number of a published statement, such as `area below the other side: 31 (23 to 39) %`."""
    return float(said.split(":")[1].split()[0])
