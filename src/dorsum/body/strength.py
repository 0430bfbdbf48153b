"""How much stronger or weaker a subject is than the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import FascicleRow
from dorsum.body.names import SIDES
from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.errors import UnknownName

ALL = "all"  # in place of the name of a muscle: every one
# Of the force of a muscle that cannot contract at all, so that what it resists with when it is stretched can
# still be told as a share of its force. Assumed: a thousandth moves nothing.
LEAST_ACTIVE = 1e-3


def area_factor(tables: Tables, subject: Subject) -> float:
    """Cross-section of the subject's muscles over that of a man of the reference mass.

    What goes with a force or a volume of muscles goes with it; lengths are taken to be alike.
    """
    factor: float = (subject.mass_kg / tables.constant("reference_mass")) ** (2.0 / 3.0)
    return factor * (tables.constant("female_muscle_area_factor") if subject.sex == "female" else 1.0)


def size_factors(
    tables: Tables, subject: Subject, rows: Sequence[FascicleRow], sides: Sequence[str]
) -> Floats:
    """Factor (n,) on the maximal force of every fascicle: the subject's areas, then his own factors."""
    return area_factor(tables, subject) * factors_of(tables, subject.strength, rows, sides)


def active_shares(
    tables: Tables, subject: Subject, rows: Sequence[FascicleRow], sides: Sequence[str]
) -> Floats:
    """Share (n,) of every fascicle's force that can still be called upon."""
    return np.maximum(factors_of(tables, subject.active, rows, sides), LEAST_ACTIVE)


def factors_of(
    tables: Tables, told: Mapping[str, float], rows: Sequence[FascicleRow], sides: Sequence[str]
) -> Floats:
    """What is told by name as a factor (n,) on every fascicle, given by its row and its side.

    Raises:
        UnknownName: a name is no muscle, part or fascicle.
    """
    factor = np.ones(len(rows))
    if not told:
        return factor
    whole = {row.muscle: row.part_of for row in tables.muscles}
    named = [(ALL, row.fascicle, row.muscle, whole[row.muscle]) for row in rows]
    for name, value in told.items():
        asked, side = parted(name)
        chosen = np.array([asked in names for names in named])
        if not chosen.any() and asked not in {ALL, *whole, *whole.values()}:
            known = {ALL, *whole, *(name for name in whole.values() if name)}
            raise UnknownName("muscle", asked, known | {row.fascicle for row in rows})
        factor[chosen & np.array([side in ("", of) for of in sides])] *= value
    return factor


def parted(name: str) -> tuple[str, str]:
    """`multifidus right` as the name of a muscle, part or fascicle and a side; no side stands for both."""
    start, _, end = name.rpartition(" ")
    return (start.strip(), end) if end in SIDES and start.strip() else (name, "")
