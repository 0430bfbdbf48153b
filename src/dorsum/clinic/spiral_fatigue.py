"""How tired each muscle is in a day of the spiral, and whether a night takes it away.

The three compartments of `fatigue`. What is no rest is done by turns all day: each muscle tires by the
mean of what the parts ask above tone, and recovers by the mean of its rates, the quick one where a part
asks nothing of it. The rest comes last and asks nothing. Days are lived one after the other until
mornings are alike. It is told beside the answer and changes no strength: where tired muscles hand on what
they bear, `dorsum endure` tells. The rates were fitted to efforts that are held until they fail: for
light work all day they are stretched far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.clinic.fatigue import Rates, rates_of, rested, tired_after
from dorsum.clinic.lived import Back, Lived
from dorsum.clinic.spiral_setting import LEAST_USE

SECONDS = 3600.0  # of an hour
MOST_DAYS, ALIKE = 14, 1e-4


@dataclass(frozen=True, eq=False)
class TiredDay:
    """The share of each muscle (n,) that is tired in the morning and at its most; held: whether every muscle
    has as much left in the evening as the hardest part asks."""

    morning: Floats
    most: Floats
    held: bool


def tired_day(back: Back, lived: Lived) -> TiredDay:
    """A day like those before it, from getting up on: the rest comes last."""
    rates, parts = rates_of_muscles(back), lived.day.parts
    active = np.array([0.0 if part.rest else part.hours for part in parts])
    awake, asleep = active.sum(), sum(part.hours for part in parts if part.rest)
    mean = active @ lived.activation / max(awake, 1e-9)
    hardest = lived.activation[active > 0.0].max(axis=0, initial=0.0)
    idle = active @ (lived.activation < LEAST_USE) / max(awake, 1e-9)
    working = rates._replace(recovery=rates.recovery * (1.0 + (rates.rest - 1.0) * idle))
    morning = most = np.zeros(len(back.names))
    for _ in range(MOST_DAYS):
        most = np.minimum(tired_after(morning, mean, awake * SECONDS, working), 1.0)
        before, morning = morning, rested(most, asleep * SECONDS, rates)
        if float(np.abs(morning - before).max()) < ALIKE:
            break
    return TiredDay(morning, np.maximum(most, morning), bool(np.all(most + hardest <= 1.0)))


def rates_of_muscles(back: Back) -> Rates:
    """The rates (n,) by which muscles tire and recover: all fascicles of one have the same."""
    fascicles, active = back.model.body.fascicles, list(back.model.active)
    column: dict[tuple[str, str], int] = {}
    for k, i in enumerate(active):
        column.setdefault((fascicles.muscles[i], fascicles.sides[i]), k)
    at = np.array([column[name] for name in back.names])
    return Rates(*(np.asarray(of)[at] for of in rates_of(back.model)))
