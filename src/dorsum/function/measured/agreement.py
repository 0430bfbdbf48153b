"""How well ours and the simplest model of a load (`function.null`) agree with each set of measured loads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from dorsum.function.measured.comparison import INSIDE, Compared, verdict
from dorsum.function.validate import STUDY

OUTSIDE_WILKE = "all measured loads but Wilke's"
WITHOUT_LYING = "these without lying"  # where the simplest model says nought
BY_EMG = "loads of models driven by EMG"  # the loads among the exercises, which nobody measured


@dataclass(frozen=True)
class Agreement:
    """Rows of one set that tell of a load and are judged: how many, and how two models agree with them.

    inside: rows inside their band. ratio: median of computed over measured. error: root of the mean square of
    computed over measured less one; None where the set holds only bands.
    """

    data: str
    rows: int
    inside: int
    null_inside: int
    ratio: float | None
    null_ratio: float | None
    error: float | None
    null_error: float | None

    @property
    def beats_null(self) -> bool:
        """Whether ours has more rows inside and the smaller error."""
        if self.error is None or self.null_error is None:
            return self.inside > self.null_inside
        return self.inside > self.null_inside and self.error < self.null_error


def agreements(rows: Sequence[Compared]) -> tuple[Agreement, ...]:
    """Each data set of measured loads, all of them but Wilke's, and the loads of models driven by EMG."""
    loads = [row for row in rows if row.null is not None and row.judged]
    measured = [row for row in loads if row.kind == "pressure"]
    sets = {
        study: [r for r in measured if r.study == study] for study in dict.fromkeys(r.study for r in measured)
    }
    sets[OUTSIDE_WILKE] = others = [row for row in measured if row.study != STUDY]
    sets[WITHOUT_LYING] = [row for row in others if not row.how.startswith("lying")]
    sets[BY_EMG] = [row for row in loads if row.kind == "exercise"]
    return tuple(_agreement(name, chosen) for name, chosen in sets.items() if chosen)


def said_of_null(found: Sequence[Agreement]) -> str:
    """Whether ours beats the simplest model outside Wilke, in sentences with their figures."""
    return " ".join(_said(each) for each in found if each.data in (OUTSIDE_WILKE, WITHOUT_LYING, BY_EMG))


def _said(found: Agreement) -> str:
    by = (
        f"{found.inside} of {found.rows} rows inside against {found.null_inside},"
        f" error {_percent(found.error)} against {_percent(found.null_error)}"
    )
    if found.beats_null:
        return f"Ours beats weight and one muscle on {found.data}: {by}."
    return f"Ours does not beat weight and one muscle on {found.data}: {by}."


def _percent(error: float | None) -> str:
    return "unknown" if error is None else f"{error:.0%}".replace("%", " %")


def _agreement(data: str, rows: Sequence[Compared]) -> Agreement:
    known = [row for row in rows if row.measured]
    ours, null = (
        [value / (row.measured or 1.0) for row, value in _values(known, w)] for w in ("ours", "null")
    )
    return Agreement(
        data=data,
        rows=len(rows),
        inside=sum(row.verdict == INSIDE for row in rows),
        null_inside=sum(verdict(row.null, _ends(row)) == INSIDE for row in rows),
        ratio=median(ours) if ours else None,
        null_ratio=median(null) if null else None,
        error=_error(ours),
        null_error=_error(null),
    )


def _values(rows: Sequence[Compared], which: str) -> Iterator[tuple[Compared, float]]:
    """Rows and what a model says of them, of those that ours balances."""
    return ((row, getattr(row, which)) for row in rows if row.ours is not None)


def _ends(row: Compared) -> tuple[float, float]:
    return (
        float("-inf") if row.low is None else row.low,
        float("inf") if row.high is None else row.high,
    )


def _error(ratios: Sequence[float]) -> float | None:
    return fmean((ratio - 1.0) ** 2 for ratio in ratios) ** 0.5 if ratios else None
