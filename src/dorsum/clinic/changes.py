"""Published changes of muscles beside what the rates say of the same: every row that has a protocol.

No rate is taken from a row that stands here. The rules, set before the first run:

- where ends were published (or stand in the table with their reason), the answer of the middle rates lies
  inside them or outside;
- else the published value lies between the answers of mild and harsh rates, or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import MuscleChangeRow
from dorsum.clinic.rates import SETS, USUAL, State, StrengthRates
from dorsum.clinic.spiral_setting import BED, DESK, Setting, setting

INSIDE, OUTSIDE = "inside the spread", "outside the spread"
BETWEEN, BEYOND = "between mild and harsh", "beyond mild and harsh"
PERCENT = 100.0
GROUPS = {
    "multifidus": ("multifidus_lumborum",),
    "erector": ("iliocostalis_lumborum_pars_lumborum", "longissimus_thoracis_pars_lumborum"),
    "quadratus": ("quadratus_lumborum",),
}
SIDE_AT_FOUR_WEEKS, TRAINED_AT_FOUR_WEEKS = 0.168, 0.007  # ATR-03 and ATR-05
SESSIONS, HEAVY = 3.0, 1.0  # a week, and the activation of heavy training


@dataclass(frozen=True)
class Compared:
    """What the rates say of one row: the answers of mild, middle and harsh rates, and the verdict."""

    row: str
    mild: float | None
    middle: float | None
    harsh: float | None
    verdict: str


class Bed:
    """Use of every muscle in strict bed rest, over that of a desk day, and the muscles of groups."""

    def __init__(self, asked: Setting | None = None) -> None:
        self.asked = asked or setting(day=BED, usual=DESK)
        lived, _ = self.asked.asked(self.asked.healthy)
        self.use = self.asked.use(lived)

    def of(self, group: str, values: Any) -> float:
        """Mean of the muscles of a group by volume; `extensors` are those of the back."""
        back = self.asked.back
        chosen = back.extends
        if group in GROUPS:
            chosen = np.any([back.chosen(name) for name in GROUPS[group]], axis=0)
        weight = back.volume * chosen
        return float(np.broadcast_to(values, weight.shape) @ weight / weight.sum())

    def after(self, rates: StrengthRates, days: int) -> State:
        """Muscles after so many days in bed."""
        return rates.days(USUAL, days, self.use)


def answers(bed: Bed, rates: StrengthRates) -> Mapping[str, float]:
    """The answer of a set of rates to every protocol, in the units of the table."""

    def lost(strength: Any) -> float:
        return float(PERCENT * (1.0 - strength))

    at60 = bed.after(rates, 60)
    full, once = rates.training(HEAVY, SESSIONS), rates.training(HEAVY, 1.0)
    gain = {k: rates.days(USUAL, 70, 1.0, t).strength - 1.0 for k, t in (("full", full), ("once", once))}
    trained = rates.days(USUAL, 60, 1.0, full)
    held = rates.days(trained, 28)
    aged = {years: 1.0 - rates.ageing / PERCENT * years for years in (1, 10)}
    small = rates.training(0.3, SESSIONS)  # low load: activation of 0.3, as published for such exercises

    def side(left: float, days: int, share: Any) -> float:
        return lost(rates.days(State(1.0 - left, 1.0), days, 1.0, share).size)

    return {
        "bed_60 multifidus": lost(bed.of("multifidus", at60.size)),
        "bed_60 erector": lost(bed.of("erector", at60.size)),
        "bed_60 quadratus": lost(bed.of("quadratus", at60.size)),
        "bed_60 then_trained_90": lost(bed.of("multifidus", rates.days(at60, 90, 1.0, full).size)),
        "bed_90 strength": lost(bed.of("extensors", bed.after(rates, 90).strength)),
        "side_10_weeks alone": side(SIDE_AT_FOUR_WEEKS, 42, 0.0),
        "side_10_weeks trained": side(TRAINED_AT_FOUR_WEEKS, 42, small),
        "side_4_weeks trained": side(SIDE_AT_FOUR_WEEKS, 28, small),
        "age_10_years": lost(aged[10]),
        "age_1_year": lost(aged[1]),
        "age_strength_1_year": lost(aged[1]),
        "denervated_30": lost(rates.days(USUAL, 30, 0.0).size),
        "train_10_weeks size": PERCENT * float(rates.days(USUAL, 70, 1.0, full).size - 1.0),
        "train_10_weeks strength once": PERCENT * float(gain["once"]),
        "once_against_three": float(gain["once"] / gain["full"]),
        "train_1_year strength": PERCENT * float(rates.days(USUAL, 365, 1.0, full).strength - 1.0),
        "held_4_weeks": lost(held.strength / trained.strength),
    }


def compare(tables: Tables, bed: Bed) -> Iterator[Compared]:
    """Every row with a protocol beside the answers of the three sets."""
    of = {name: answers(bed, StrengthRates.of(tables, name)) for name in SETS}
    for row in tables.muscle_changes:
        if row.protocol:
            mild, middle, harsh = (of[name][row.protocol] for name in SETS)
            yield Compared(row.row, mild, middle, harsh, verdict(row, mild, middle, harsh))


def verdict(row: MuscleChangeRow, mild: float, middle: float, harsh: float) -> str:
    """By the rules of this module."""
    if row.low is not None or row.high is not None:
        low, high = (-np.inf if row.low is None else row.low), (np.inf if row.high is None else row.high)
        return INSIDE if low <= middle <= high else OUTSIDE
    assert row.value is not None
    return BETWEEN if min(mild, harsh) <= row.value <= max(mild, harsh) else BEYOND
