"""What OpenSim said of the model when it was last asked, kept with digests of what it was asked about.

The whole comparison takes minutes (`make judges`), so the page of validation reads it
here; a test refuses stale ones and asks OpenSim anew about a sample.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dorsum.anatomy.read import Tables
from dorsum.judges.agreement import Agreement
from dorsum.ledger import Ledger

LEDGER = Ledger(
    "judges/opensim/judgements.json",
    code=(
        *("units.py", "body/*.py", "mechanics/*.py", "motion/*.py", "exchange/write/osim/*.py"),
        *("kernel/source/*", "judges/agreement.py", "judges/opensim/*.py"),
    ),
    make="make judges",
)


@dataclass(frozen=True)
class Judgements:
    """The stored comparisons and the speeds measured beside them."""

    opensim: str  # its version
    machine: str
    rows: tuple[Agreement, ...]
    ours_ms: float  # a frame of the whole job of `judge_forces`
    opensim_ms: float

    @property
    def ratio(self) -> float:
        """How many times faster ours was, in the same run on one core."""
        return self.opensim_ms / self.ours_ms


def stored() -> Judgements:
    """The judgements of the last `python docs/judge_opensim.py`."""
    found = LEDGER.stored()
    rows = tuple(Agreement(**row) for row in found.pop("rows"))
    return Judgements(rows=rows, **found)


def store(
    tables: Tables, opensim: str, machine: str, rows: Iterable[Agreement], speeds_ms: tuple[float, float]
) -> None:
    """Keep judgements on the tables which were asked; speeds (ours, OpenSim's) in ms a frame."""
    kept = {
        "opensim": opensim,
        "machine": machine,
        "ours_ms": float(f"{speeds_ms[0]:.3g}"),
        "opensim_ms": float(f"{speeds_ms[1]:.3g}"),
        "rows": [_rounded(row) for row in rows],
    }
    LEDGER.store(kept, tables.asked, tables.digest_of)


def _rounded(row: Agreement) -> dict[str, object]:
    """A comparison as JSON, its measured numbers with three figures."""
    values = {name: value for name, value in row._asdict().items() if value not in (None, "")}
    return {**values, **{name: float(f"{values[name]:.3g}") for name in ("largest", "seconds")}}
