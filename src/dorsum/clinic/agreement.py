"""Exercises beside what was measured in them: row by row, and how a study ranks them.

Which exercise answers which row stands in `exercise_pairs.csv`, written down before the first run. Activity
cannot be ranked across studies (other loads, other maxima), so it is ranked within one, muscle by muscle,
where it has five exercises at least. The rules, set before the first run:

- a row agrees within two standard deviations, or a quarter of the value where none is published;
- rank is Spearman's ρ; two exercises of a study that one posture answers count once each;
- its interval holds the middle 95 % of 2000 draws of as many exercises, drawn with repetition; draws with one
  value alone are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import ExerciseEmgRow, ExercisePairRow
from dorsum.body.skeleton import Floats
from dorsum.clinic.exercises import Computed
from dorsum.function.measured.comparison import NOT_COMPUTED, OUTSIDE, band, verdict

LEVEL = "L4/L5"  # where published loads are told
FEWEST = 5  # exercises of a study that make a rank
DRAWS, MIDDLE, SEED = 2000, 95.0, 20261201
BAR = 0.5  # the median over studies to reach
BACK = ("multifidus", "longissimus", "erector spinae", "trapezius", "latissimus", "rhomboid", "levator")


@dataclass(frozen=True)
class Beside:
    """A measured row and what the model says of it, both in % of maximum or N.

    ours is None where no exercise answers it or the muscle takes no part in it; why says so.
    """

    study: str
    exercise: str
    quantity: str
    measured: float
    sd: float | None
    comparison: str
    unit: str
    provenance: str
    task: str
    muscles: tuple[str, ...]
    side: str
    ours: float | None
    verdict: str
    why: str

    @property
    def disagrees(self) -> bool:
        """Whether model and measurement differ by more than the spread."""
        return self.verdict == OUTSIDE

    @property
    def words(self) -> str:
        """`5 ± 4 % (Ekstrom2007)`."""
        sign = "" if self.comparison == "=" else f"{self.comparison} "
        spread = "" if self.sd is None else f" ± {self.sd:g}"
        return f"{sign}{self.measured:g}{spread} {self.unit} ({self.study})"


@dataclass(frozen=True)
class Rank:
    """How model and study rank the exercises of a muscle; low, high: ends of the bootstrap's interval."""

    study: str
    quantity: str
    rho: float
    low: float
    high: float
    n: int
    without: int  # exercises of the study that no posture answers, or in which the muscle takes no part

    @property
    def of_back(self) -> bool:
        """Whether it is of a muscle of the back."""
        return any(word in self.quantity for word in BACK)

    @property
    def missed(self) -> bool:
        """Whether it stays below the bar, or below nothing for a muscle of the back: to be explained."""
        return self.rho < BAR


def beside(tables: Tables, computed: Computed) -> Iterator[Beside]:
    """Every measured row, in the order of the pairs."""
    measured = {
        (row.exercise, row.quantity, "; ".join(row.source)): row
        for row in (*tables.exercise_emg, *tables.exercise_activity)
    }
    for pair in tables.exercise_pairs:
        yield _beside(measured[pair.exercise, pair.quantity, pair.study], pair, computed)


def _beside(row: ExerciseEmgRow, pair: ExercisePairRow, computed: Computed) -> Beside:
    ours, why = _ours(pair, computed)
    assert row.value is not None  # of the rows with a pair: tested
    ends = {"<": (float("-inf"), row.value), ">": (row.value, float("inf"))}.get(
        row.comparison, band(row.value, sd=row.sd)
    )
    return Beside(
        study=pair.study,
        exercise=pair.exercise,
        quantity=pair.quantity,
        measured=row.value,
        sd=row.sd,
        comparison=row.comparison,
        unit="N" if row.unit == "n" else "%",
        provenance=row.provenance,
        task=pair.task,
        muscles=pair.muscles,
        side=pair.side,
        ours=ours,
        verdict=NOT_COMPUTED if ours is None else verdict(ours, ends),
        why=why,
    )


def _ours(pair: ExercisePairRow, computed: Computed) -> tuple[float | None, str]:
    found = computed.by_name.get(pair.task)
    if found is None:
        return None, pair.remark
    if not pair.muscles:
        return found.compression[LEVEL], pair.remark
    share = found.of(pair.muscles, computed.volumes, pair.side)
    if share is None:
        return None, "takes no part: its joints are not balanced in this exercise"
    return 100.0 * share, pair.remark


def ranks(rows: Sequence[Beside]) -> tuple[Rank, ...]:
    """Of every study and muscle with exercises enough; loads of a study are ranked alike."""
    groups: dict[tuple[str, str], list[Beside]] = {}
    for row in rows:
        if row.comparison != "<":
            groups.setdefault((row.study, row.quantity.partition(",")[0]), []).append(row)
    found = []
    for (study, quantity), of in groups.items():
        pairs = np.array([(row.measured, row.ours) for row in of if row.ours is not None])
        if len(pairs) < FEWEST or len(set(pairs[:, 0])) < 2 or len(set(pairs[:, 1])) < 2:
            continue
        low, high = interval(pairs)
        missing = len(of) - len(pairs)
        found.append(Rank(study, quantity, spearman(pairs), low, high, len(pairs), missing))
    return tuple(found)


def spearman(pairs: Floats) -> float:
    """Spearman's ρ of pairs (n, 2): the correlation of their ranks, equal values sharing theirs."""
    return float(_correlation(_ranks(pairs[None]))[0])


def interval(pairs: Floats) -> tuple[float, float]:
    """The middle of what ρ is in draws of as many pairs, drawn with repetition."""
    drawn = np.random.default_rng(SEED).integers(0, len(pairs), (DRAWS, len(pairs)))
    rho = _correlation(_ranks(pairs[drawn]))
    tail = (100.0 - MIDDLE) / 2.0
    low, high = np.percentile(rho[np.isfinite(rho)], [tail, 100.0 - tail])
    return float(low), float(high)


def _ranks(pairs: Floats) -> Floats:
    """Ranks (draws, n, 2) of values (draws, n, 2) among their n; ties have the mean of theirs."""
    less = (pairs[:, None, :, :] < pairs[:, :, None, :]).sum(axis=2)
    same = (pairs[:, None, :, :] == pairs[:, :, None, :]).sum(axis=2)
    return np.asarray(less + (same - 1) / 2.0)


def _correlation(values: Floats) -> Floats:
    off = values - values.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        both = (off[..., 0] * off[..., 1]).sum(axis=1)
        return np.asarray(both / np.sqrt((off**2).sum(axis=1).prod(axis=1)))


def by_study(found: Sequence[Rank]) -> dict[str, float]:
    """The median over a study's muscles, loads left out."""
    studies = dict.fromkeys(rank.study for rank in found if "compression" not in rank.quantity)
    return {
        study: median(r.rho for r in found if r.study == study and "compression" not in r.quantity)
        for study in studies
    }
