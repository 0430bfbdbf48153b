"""One measured row beside the model's answer, and the rules by which it counts as met.

The rules were set before the first run; that bands end at nought and that a study's own standing is no test
of a ratio to it was added after, and turned no miss into a hit:

- a published spread is the band: low and high as printed, else mean ± 2 SD, not below nought;
- a pressure of the one man of Wilke 1999 may lie within the published factors that turn force into pressure;
- where no spread is published the band is a quarter to each side;
- of an ordering (more in one task than in another) only the sense counts;
- a row that the model was built from is an input, not a test; so is what the other rows are measured by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from dorsum.anatomy.rows import Cited

# Share of the mean to each side where no spread is published; assumed. Measured standard deviations are 0.17
# to 0.57 of the mean in strength (`strength.csv`), about half of it in activity (`exercise_emg.csv`).
UNPUBLISHED_SPREAD = 0.25
STANDARD_DEVIATIONS = 2.0  # to each side, where one is published

INSIDE, OUTSIDE, INPUT, UNJUDGED, NOT_COMPUTED = "inside", "outside", "input", "not judged", "not computed"
NO_BALANCE = "no balance"  # the model finds no answer: a miss
MISSES = (OUTSIDE, NO_BALANCE)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "pressure": "Load on the discs",
        "strength": "Strength by direction",
        "arm": "Moment arms by level",
        "range": "Range of motion and posture",
        "exercise": "Muscle activity and load in exercises",
    }
)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A measured row and what the model says.

    `measured` is None where only a range or an ordering is published, `low` and `high` the band, `ours` None
    where nothing was computed. `how` names the task or the computation, `note` what was assumed or why not.
    `null` is what the simplest model of a load says in the same unit (`function.null`), None of other rows.
    """

    kind: str
    row: str  # what names it in its table
    what: str
    study: str
    provenance: str
    n: str
    measured: float | None
    low: float | None
    high: float | None
    unit: str
    ours: float | None
    verdict: str
    how: str = ""
    note: str = ""
    null: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the row needs an explanation."""
        return self.verdict in MISSES

    @property
    def met_by_little(self) -> bool:
        """Whether the row counts as inside in a band so wide that it goes down to nought."""
        return self.verdict == INSIDE and self.low == 0.0 and self.measured is not None

    @property
    def judged(self) -> bool:
        """Whether the row tests the model."""
        return self.missed or self.verdict == INSIDE


def study_of(row: Cited) -> str:
    """The sources of a row in one word or few."""
    return "; ".join(row.source)


def band(
    mean: float | None, low: float | None = None, high: float | None = None, sd: float | None = None
) -> tuple[float, float]:
    """The band of a measured value by the rules above; a missing end of a printed range is open."""
    if low is not None or high is not None:
        return (float("-inf") if low is None else low, float("inf") if high is None else high)
    assert mean is not None  # a row has a mean or a range: tested
    if sd is not None:
        return max(mean - STANDARD_DEVIATIONS * sd, 0.0), mean + STANDARD_DEVIATIONS * sd
    half = UNPUBLISHED_SPREAD * abs(mean)
    return mean - half, mean + half


def verdict(value: float | None, ends: tuple[float, float]) -> str:
    """Inside or outside a band; no answer is no balance."""
    if value is None:
        return NO_BALANCE
    return INSIDE if ends[0] <= value <= ends[1] else OUTSIDE


def closed(end: float) -> float | None:
    """An end of a band for storing: None where it is open."""
    return None if end in (float("inf"), float("-inf")) else end


def median_ratio(rows: Sequence[Compared]) -> float | None:
    """Median of ours over measured, of the rows that are no inputs and have both; else None."""
    found = [
        row.ours / row.measured
        for row in rows
        if row.ours is not None and row.measured and row.verdict not in (INPUT, NOT_COMPUTED)
    ]
    return median(found) if found else None


def counts(rows: Sequence[Compared]) -> dict[str, int]:
    """Verdict → how many rows."""
    names = (INSIDE, OUTSIDE, NO_BALANCE, INPUT, UNJUDGED, NOT_COMPUTED)
    return {name: sum(row.verdict == name for row in rows) for name in names}
