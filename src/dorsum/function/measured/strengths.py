"""Every row of `strength.csv`: the greatest moment of a person, or of muscles looked at alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dorsum.anatomy.rows import StrengthRow
from dorsum.function.measured.answered import Answers
from dorsum.function.measured.comparison import Compared, band, closed, study_of, verdict
from dorsum.function.measured.turning import POSTURES, published, turns
from dorsum.function.strength import Strength, capacity, strength
from dorsum.mechanics.model import Model

SUBJECT = {"M": "male", "F": "female"}
AGAINST_PAD = "against a pad, upright"  # how a person's strength is computed
# Sources that sum up muscles instead of measuring people, and the muscles that they sum up.
SUMS = {
    "Bogduk1992a": ("iliocostalis_lumborum", "longissimus_thoracis", "multifidus_lumborum"),
    "Phillips2008": ("quadratus_lumborum",),
}


def compare_strengths(answers: Answers) -> Iterator[Compared]:
    """All rows in the order of the table."""

    @cache
    def held(subject: str, joint: str, direction: str) -> Strength:
        return strength(answers.model(subject), joint, direction)

    for row in answers.tables.strength:
        subject = SUBJECT[row.sex]
        summed = next((SUMS[key] for key in row.source if key in SUMS), None)
        if row.posture in POSTURES:
            yield _turned(row, answers.model(subject))
        elif summed:
            model = answers.model(subject)
            chosen = [f.muscle.startswith(summed) for f in model.body.fascicles]
            yield _compared(row, capacity(model, row.joint, row.direction, chosen), "muscles alone", "")
        else:
            found = held(subject, row.joint, row.direction)
            unit = "N·m" if row.direction == "twist" else "N"
            note = (
                f"pad on {found.pad}, {found.push:.0f} {unit}, {found.held}; gives way at {found.gives_way};"
                f" joint alone: {found.muscles_nm:.0f} N·m, with the muscles left out {found.all_nm:.0f}"
            )
            yield _compared(row, found.moment_nm, AGAINST_PAD, note)


def _turned(row: StrengthRow, model: Model) -> Compared:
    """What back muscles turn a segment with, by the areas of the source; with those in use beside it."""
    flexion, counted = POSTURES[row.posture]
    found = turns(model, row.joint, flexion)
    ours = counted(published(model, row.joint, flexion))
    note = f"with the areas of the source; {counted(found):.1f} N·m with those in use"
    return _compared(row, ours, "about the long axis of the lumbar spine", note)


def _compared(row: StrengthRow, ours: float, how: str, note: str) -> Compared:
    ends = band(row.mean_nm, row.low_nm, row.high_nm, row.sd_nm)
    sex = "men" if row.sex == "M" else "women"
    return Compared(
        kind="strength",
        row=f"{row.joint} {row.direction} {row.sex} {study_of(row)} {row.posture}",
        what=f"{row.direction} at {row.joint}, {sex}, {row.posture}",
        study=study_of(row),
        provenance=row.provenance,
        n="" if row.n is None else str(row.n),
        measured=row.mean_nm,
        low=closed(ends[0]),
        high=closed(ends[1]),
        unit="N·m",
        ours=ours,
        verdict=verdict(ours, ends),
        how=how,
        note=note,
    )
