"""What was held: how long, why no longer, and how all stood meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.clinic.fatigue import Rates, rested
from dorsum.mechanics.model import Model
from dorsum.motion.task import Task

JOINT = "L4/L5"  # at which it is told what muscles and tissue bear


class Moment(NamedTuple):
    """How a task stands at a time: arrays of the columns of the balance, of the levels, and the posture."""

    seconds: float
    tired: Floats  # (m,) M_F
    activity: Floats  # (m,) of fresh strength at work, mean over a movement
    force: Floats  # (m,) N of fascicles, at work, mean over a movement
    compression: Floats  # (n_levels,) N, greatest of a movement
    muscles_nm: float  # extension of `JOINT` by muscles, at the frame where they do most
    tissue_nm: float  # and by springs of the joint and stretched fibres


@dataclass(frozen=True, eq=False)
class Endurance:
    """How long it was held, why no longer, and all that changed meanwhile.

    `seconds` is None where it was held for all the time looked at, `looked_s`. `lacking` says what the
    muscles then lacked.
    """

    task: Task
    model: Model
    rates: Rates
    seconds: float | None
    looked_s: float
    lacking: str
    course: tuple[Moment, ...]
    postures: int  # that were found: 1 where it was never found anew
    period_s: float | None  # of repeated work
    work_s: float  # of each period
    legs_held: bool

    @property
    def start(self) -> Moment:
        """With fresh muscles."""
        return self.course[0]

    @property
    def end(self) -> Moment:
        """The last that was held."""
        return self.course[-1]

    @property
    def repetitions(self) -> int | None:
        """Bouts that were held, of repeated work that ends."""
        if self.period_s is None or self.seconds is None:
            return None
        return round(self.seconds / self.period_s)

    def rested(self, seconds: float) -> Floats:
        """(m,) tired shares when nothing was asked for some seconds after the end."""
        return rested(self.end.tired, seconds, self.rates)

    @cached_property
    def weight(self) -> Floats:
        """(n,) N, fresh maximal force of the fascicles that take part."""
        return np.asarray(self.model.mech.fibres.maximal_force)

    def of_muscle(self, values: Floats) -> dict[str, float]:
        """Values (n, …) of fascicles as the mean of every muscle, by strength, both sides together."""
        found: dict[str, list[float]] = {}
        for muscle, value, weight in zip(self.model.topology.muscles, values, self.weight, strict=False):
            sums = found.setdefault(muscle, [0.0, 0.0])
            sums[0] += float(value * weight)
            sums[1] += float(weight)
        return {muscle: of / by for muscle, (of, by) in found.items()}
