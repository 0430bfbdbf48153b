"""How much stronger or weaker a subject is than the tables."""

from __future__ import annotations

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.errors import UnknownName

ALL = "all"  # in place of the name of a muscle: every one


def area_factor(tables: Tables, subject: Subject) -> float:
    """Cross-section of the subject's muscles over that of a man of the reference mass.

    What goes with a force or a volume of muscles goes with it; lengths are taken to be alike.
    """
    factor: float = (subject.mass_kg / tables.constant("reference_mass")) ** (2.0 / 3.0)
    return factor * (tables.constant("female_muscle_area_factor") if subject.sex == "female" else 1.0)


def muscle_factors(tables: Tables, subject: Subject) -> Floats:
    """Factor on the maximal force of every muscle part: the subject's areas, then his own factors."""
    factor = np.full(len(tables.muscles), area_factor(tables, subject))
    for name, value in subject.strength.items():
        parts = np.array([name in (ALL, row.muscle, row.part_of) for row in tables.muscles])
        if not parts.any():
            known = {ALL, *(name for row in tables.muscles for name in (row.muscle, row.part_of) if name)}
            raise UnknownName("muscle", name, known)
        factor[parts] *= value
    return factor
