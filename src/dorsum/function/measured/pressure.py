"""Every row of `disc_pressure.csv`: pressure in a disc, force on it, or force relative to standing."""

from __future__ import annotations

from collections.abc import Iterator

from dorsum.anatomy.rows import DiscPressureRow
from dorsum.body.skeleton import SPINE
from dorsum.function.measured.answered import Answers, compression, simplest_compression
from dorsum.function.measured.comparison import (
    INPUT,
    INSIDE,
    NOT_COMPUTED,
    OUTSIDE,
    Compared,
    band,
    closed,
    study_of,
    verdict,
)
from dorsum.function.validate import STUDY
from dorsum.mechanics.result import Result
from dorsum.motion.task import built_in_names
from dorsum.units import MPA, PERCENT

# The discs that a level of a study stands for, where it is no joint of the model.
LEVELS = {"L3/4-L5/S1": "L4/L5", "L1 or L3 implant": "L1/L2", "VBR": "L1/L2"}
RELATIVE = ("Nachemson1976", "Dreischarf2015")  # studies of which only the ratio to standing can be compared
STANDING, PER_STANDING = "standing_relaxed", "% of standing"


def compare_pressures(answers: Answers) -> Iterator[Compared]:
    """All rows in the order of the table."""
    for row in answers.tables.disc_pressure:
        yield _compared(answers, row)


def _compared(answers: Answers, row: DiscPressureRow) -> Compared:
    name = f"{row.study} {row.task}"
    if row.study == STUDY and row.task in built_in_names():
        task, subject, remark = row.task, "wilke", ""
    else:
        answer = answers.row("disc_pressure", name)
        task, subject, remark = answer.task, answer.subject, answer.remark
        if answer.against:
            return _ordering(answers, row, name)
    measured, unit = _measured(row)
    found = answers.result(task, subject) if task else remark
    ours = simplest = None
    if isinstance(found, Result):
        ours, told = _ours(answers, row, found, subject, unit)
        simplest = _simplest(answers, row, found, subject, unit)
        remark = "; ".join(filter(None, (remark, told)))
    elif task:
        remark = found
    ends = _band(answers, row, measured)
    return Compared(
        kind="pressure",
        row=name,
        what=f"{row.title}, {row.level}",
        study=study_of(row),
        provenance=row.provenance,
        n=row.subject,
        measured=measured,
        low=ends and closed(ends[0]),
        high=ends and closed(ends[1]),
        unit=unit,
        ours=ours,
        verdict=_verdict(ours, ends, task, unit),
        how=task,
        note=remark,
        null=simplest,
    )


def _verdict(ours: float | None, ends: tuple[float, float] | None, task: str, unit: str) -> str:
    """The verdict; standing in % of standing is what the other rows are measured by."""
    if not task or ends is None:
        return NOT_COMPUTED
    return INPUT if (task, unit) == (STANDING, PER_STANDING) else verdict(ours, ends)


def _measured(row: DiscPressureRow) -> tuple[float | None, str]:
    """The value compared and its unit."""
    if row.pressure_mpa is not None or row.low_mpa is not None:
        return row.pressure_mpa, "MPa"
    if row.relative_to_standing_pct is not None and (row.study in RELATIVE or row.force_n is None):
        return row.relative_to_standing_pct, PER_STANDING
    return row.force_n, "N"


def _band(answers: Answers, row: DiscPressureRow, measured: float | None) -> tuple[float, float] | None:
    """The published factors for the one man of Wilke 1999 (a printed range is rounding), else `band`."""
    if row.study == STUDY and measured is not None:
        factor = next(r for r in answers.tables.pressure_conversion if r.quantity == "force_factor")
        used, low, high = factor.value or 0.0, factor.low or 0.0, factor.high or 0.0  # given: tested
        return measured * used / high, measured * used / low
    if measured is None and row.low_mpa is None:
        return None
    return band(measured, row.low_mpa, row.high_mpa)


def _ours(
    answers: Answers, row: DiscPressureRow, found: Result, subject: str, unit: str
) -> tuple[float | None, str]:
    """The model's value in the unit of the row, and the ratio to standing where both are known."""
    level = LEVELS.get(row.level, row.level)
    force = compression(found, level)
    standing = answers.result(STANDING, subject)
    ratio = force / compression(standing, level) / PERCENT if isinstance(standing, Result) else None
    if unit == "MPa":
        return float(found.array("disc_pressure")[:, SPINE.index(level)].max() / MPA), ""
    if unit == "N":
        told = ""
        if ratio is not None and row.relative_to_standing_pct is not None:
            told = f"of standing: measured {row.relative_to_standing_pct:.0f} %, ours {ratio:.0f} %"
        return force, told
    return ratio, ""


def _simplest(answers: Answers, row: DiscPressureRow, found: Result, subject: str, unit: str) -> float | None:
    """The same value by the simplest model."""
    level = LEVELS.get(row.level, row.level)
    force = simplest_compression(found, level)
    if unit == "N":
        return force
    if unit == "MPa":
        area = float(found.body.levels.disc_area[SPINE.index(level)])
        return force / (answers.tables.constant("force_correction_factor") * area) / MPA
    standing = answers.result(STANDING, subject)
    return force / simplest_compression(standing, level) / PERCENT if isinstance(standing, Result) else None


def _ordering(answers: Answers, row: DiscPressureRow, name: str) -> Compared:
    """A row that says only where the load is greatest: ours is the ratio to the next greatest, in %."""
    answer = answers.row("disc_pressure", name)
    found = answers.result(answer.task, answer.subject, answer.load_kg)
    others = {task: answers.result(task, answer.subject, answer.against_kg) for task in answer.against}
    ours, simplest, note = None, None, found if isinstance(found, str) else ""
    if isinstance(found, Result):
        balanced = {task: result for task, result in others.items() if isinstance(result, Result)}
        forces = {task: compression(result, row.level) for task, result in balanced.items()}
        most = max(forces, key=lambda task: forces[task])
        ours = compression(found, row.level) / forces[most] / PERCENT
        note = f"next greatest: {most.replace('_', ' ')}"
        next_by_null = max(simplest_compression(result, row.level) for result in balanced.values())
        simplest = simplest_compression(found, row.level) / next_by_null / PERCENT
    return Compared(
        kind="pressure",
        row=name,
        what=f"{row.title}, {row.level}",
        study=study_of(row),
        provenance=row.provenance,
        n=row.subject,
        measured=None,
        low=100.0,
        high=None,
        unit="% of the next",
        ours=ours,
        verdict=INSIDE if ours is not None and ours > 100.0 else OUTSIDE,
        how=answer.task,
        note=note,
        null=simplest,
    )
