"""What OpenSim said of the model when it was last asked, kept with a digest of the tables it was asked about.

The whole comparison takes minutes (`make judges`), so the page of validation reads it
here; a test refuses a stale digest and asks OpenSim anew about a sample.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dorsum.anatomy.read import Tables
from dorsum.function import claims
from dorsum.judges.agreement import Agreement

STORED = Path(__file__).with_name("judgements.json")
RESTS_ON = tuple(
    name for name in claims.RESTS_ON if name not in ("mechanical_claims", "fixed_ends", "moved_parts")
)


@dataclass(frozen=True)
class Judgements:
    """The stored comparisons and the speeds measured beside them."""

    inputs: str  # digest of the tables
    opensim: str  # its version
    machine: str
    rows: tuple[Agreement, ...]
    ours_ms: float  # a frame of the whole job of `judge_forces`
    opensim_ms: float

    @property
    def ratio(self) -> float:
        """How many times faster ours was, in the same run on one core."""
        return self.opensim_ms / self.ours_ms


def digest(tables: Tables) -> str:
    """The digest of the tables that the judgements rest on."""
    return claims.inputs(tables, RESTS_ON)


def stored(path: Path = STORED) -> Judgements:
    """The judgements of the last `python docs/judge_opensim.py`."""
    found = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(Agreement(**row) for row in found.pop("rows"))
    return Judgements(rows=rows, **found)


def store(
    tables: Tables,
    opensim: str,
    machine: str,
    rows: Iterable[Agreement],
    speeds_ms: tuple[float, float],
    path: Path = STORED,
) -> None:
    """Write judgements as JSON, one line a comparison; speeds (ours, OpenSim's) in ms a frame."""
    head = {
        "inputs": digest(tables),
        "opensim": opensim,
        "machine": machine,
        "ours_ms": float(f"{speeds_ms[0]:.3g}"),
        "opensim_ms": float(f"{speeds_ms[1]:.3g}"),
    }
    lines = ",\n".join(json.dumps(_rounded(row), ensure_ascii=False) for row in rows)
    text = json.dumps(head, ensure_ascii=False)[:-1] + f', "rows": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8")


def _rounded(row: Agreement) -> dict[str, object]:
    """A comparison as JSON, its measured numbers with three figures."""
    values = {name: value for name, value in row._asdict().items() if value not in (None, "")}
    return {**values, **{name: float(f"{values[name]:.3g}") for name in ("largest", "seconds")}}
