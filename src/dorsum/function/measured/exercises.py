"""Every row of `exercise_emg.csv`: activity of muscles in % of maximum, load on L4/L5, and orderings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from dorsum.anatomy.rows import AnswerRow, ExerciseEmgRow
from dorsum.function.measured.answered import Answers, activation_pct, compression, simplest_compression
from dorsum.function.measured.comparison import (
    INSIDE,
    NO_BALANCE,
    NOT_COMPUTED,
    OUTSIDE,
    Compared,
    band,
    closed,
    study_of,
    verdict,
)
from dorsum.mechanics.result import Result
from dorsum.units import PERCENT

LEVEL = "L4/L5"
UNITS: Mapping[str, str] = MappingProxyType(
    {"pct_mvic": "%", "pct_mvc": "%", "n": "N", "ordering": "% of the other"}
)
LOADS = ("n", "ordering")  # units of rows that tell of a load
FEWEST = 3  # exercises that make a rank


def compare_exercises(answers: Answers) -> Iterator[Compared]:
    """All rows in the order of the table."""
    for row in answers.tables.exercise_emg:
        name = f"{row.exercise} | {row.quantity} | {study_of(row)}"
        answer = answers.row("exercise_emg", name)
        ends = _band(row)
        said, ours, note = _answered(answers, row, answer, ends)
        yield Compared(
            kind="exercise",
            row=name,
            what=f"{row.exercise}: {row.quantity}" + (f" ({row.note})" if row.unit == "ordering" else ""),
            study=study_of(row),
            provenance=row.provenance,
            n="",
            measured=row.value,
            low=ends and closed(ends[0]),
            high=ends and closed(ends[1]),
            unit=UNITS[row.unit],
            ours=ours,
            verdict=said,
            how=answer.task,
            note=note,
            null=_simplest(answers, row, answer),
        )


def _band(row: ExerciseEmgRow) -> tuple[float, float] | None:
    if row.comparison == "ordering":
        return 100.0, float("inf")
    assert row.value is not None  # tested
    if row.comparison == "<":
        return float("-inf"), row.value
    if row.comparison == ">":
        return row.value, float("inf")
    return band(row.value, sd=row.sd)


def _answered(
    answers: Answers, row: ExerciseEmgRow, answer: AnswerRow, ends: tuple[float, float] | None
) -> tuple[str, float | None, str]:
    """Verdict, the model's value and a note."""
    if not answer.task:
        return NOT_COMPUTED, None, answer.remark
    assert ends is not None
    found = answers.result(answer.task, answer.subject, answer.load_kg)
    if not isinstance(found, Result):
        return NO_BALANCE, None, found
    if row.comparison == "ordering":
        ours = compression(found, LEVEL) / compression(_other(answers, answer), LEVEL) / PERCENT
        return (INSIDE if ours > 100.0 else OUTSIDE), ours, answer.remark
    if row.unit == "n":
        ours = compression(found, LEVEL)
    else:
        ours = activation_pct(found, answer.muscles, answer.side)
    return verdict(ours, ends), ours, answer.remark


def _other(answers: Answers, answer: AnswerRow) -> Result:
    """The task that an ordering compares with."""
    (against,) = answer.against
    other = answers.result(against, answer.subject, answer.against_kg)
    assert isinstance(other, Result)  # the task balances: tested
    return other


def _simplest(answers: Answers, row: ExerciseEmgRow, answer: AnswerRow) -> float | None:
    """What the simplest model says of a load; it knows nothing of activity."""
    found = answers.result(answer.task, answer.subject, answer.load_kg) if answer.task else ""
    if row.unit not in LOADS or not isinstance(found, Result):
        return None
    force = simplest_compression(found, LEVEL)
    return (
        force if row.unit == "n" else force / simplest_compression(_other(answers, answer), LEVEL) / PERCENT
    )


@dataclass(frozen=True)
class Rank:
    """How the model ranks the exercises of a group beside measurement: Spearman's ρ over n pairs.

    ρ is None for fewer than three exercises. `without` counts those that the model cannot balance.
    """

    group: str
    rho: float | None
    n: int
    without: int


def ranks(rows: Sequence[Compared]) -> tuple[Rank, ...]:
    """Ranks of Ekstrom's exercises for each muscle and over all, and of the loads of two other studies.

    A row that only bounds a value from one side has no place in a rank.
    """
    rows = [row for row in rows if row.kind == "exercise" and row.how]
    trunk = [row for row in rows if row.study == "Ekstrom2007" and row.unit == "%"]
    muscles = list(dict.fromkeys(row.what.split(": ")[1] for row in trunk))
    groups = {muscle: [row for row in trunk if row.what.endswith(f": {muscle}")] for muscle in muscles}
    groups["all four muscles"] = trunk
    groups["compression of L4/L5"] = [row for row in rows if row.unit == "N" and row.low is not None]
    return tuple(_rank(name, chosen) for name, chosen in groups.items())


def _rank(group: str, rows: Sequence[Compared]) -> Rank:
    from scipy.stats import spearmanr

    both = [(row.measured, row.ours) for row in rows if row.measured is not None and row.ours is not None]
    rho = None
    if len(both) >= FEWEST:
        rho = float(spearmanr(*np.array(both).T).statistic)
    return Rank(group, rho, len(both), sum(row.ours is None for row in rows))
