"""How a muscle gains and loses with its use: the assumed rates of `strength_rates.csv`, and what they say.

A muscle has a size and a drive, both 1 as its owner usually has them; its strength is their product. Use is
its mean activation over a day, told over that of the usual day, which keeps what there is (assumed). Less use
lowers what is kept in the end, down to what is left without any; training above a threshold of activation
raises it; size and drive each go there by a time of their own:

    kept(q) = without + (1 − without) min(1, q),   end = (1 − φ) kept(q) + φ (1 + trained),
    d size/dt = (end − size) / time

φ is how much of full training there is: it grows evenly between two activations, and with the sessions a
week. Age lowers the size that is kept, year by year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from dorsum import inputs
from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import Floats
from dorsum.errors import UnknownName

SETS = ("mild", "middle", "harsh")
DAYS = 365.25  # of a year
PERCENT = 100.0
# What a rate may be: a time more than nothing, a share of what there is.
MOST = {"size_without_use": 1.0, "drive_without_use": 1.0, "training_from": 1.0, "training_full": 1.0}
LEAST = {"size_time": 1.0, "drive_time": 1.0, "sessions_full": 0.1, "training_full": 1e-3}
FAR = 1e4


class State(NamedTuple):
    """Size and drive of muscles, of what their owner usually has; arrays of one shape, or numbers."""

    size: Any
    drive: Any

    @property
    def strength(self) -> Floats:
        """Of what is usual."""
        return np.asarray(self.size * self.drive)


@dataclass(frozen=True, kw_only=True)
class StrengthRates:
    """The rates, by the names of `strength_rates.csv`; `name` is of the set they were taken from."""

    size_time: float
    size_without_use: float
    drive_time: float
    drive_without_use: float
    size_trained: float
    drive_trained: float
    training_from: float
    training_full: float
    sessions_full: float
    avoidance: float
    ageing: float
    name: str = "middle"

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.name != "name":
                least, most = LEAST.get(field.name, 0.0), MOST.get(field.name, FAR)
                inputs.within(f"rate {field.name}", getattr(self, field.name), least, most)
        if self.training_from > self.training_full:
            inputs.within("rate training_from", self.training_from, 0.0, self.training_full)

    @classmethod
    def of(
        cls, tables: Tables, name: str = "middle", told: Mapping[str, float] | None = None
    ) -> StrengthRates:
        """The rates of a set, `mild`, `middle` or `harsh`, with others in place of those that are told.

        Raises:
            UnknownName: no such set, or rate.
            BadInput: a rate out of its range.
        """
        if name not in SETS:
            raise UnknownName("set of rates", name, SETS)
        of = {row.rate: float(getattr(row, name)) for row in tables.strength_rates}
        for rate, value in (told or {}).items():
            if rate not in of:
                raise UnknownName("rate", rate, of)
            of[rate] = inputs.finite(f"rate {rate}", value)
        return cls(name=f"{name}, changed" if told else name, **of)

    def training(self, activation: Any, sessions: float) -> Floats:
        """φ: how much of full training sessions a week at an activation are."""
        span = max(self.training_full - self.training_from, 1e-9)
        share = np.clip((np.asarray(activation) - self.training_from) / span, 0.0, 1.0)
        return np.asarray(share * min(1.0, sessions / self.sessions_full))

    def end(self, use: Any, trained: Any = 0.0, years: float = 0.0) -> State:
        """Where size and drive go with a use, of the usual, and a share of full training; years of age that
        have gone by since the start."""
        kept = np.minimum(1.0, use)
        aged = 1.0 - self.ageing / PERCENT * years
        ends = (
            (1.0 - trained) * (without + (1.0 - without) * kept) + trained * (1.0 + gained)
            for without, gained in (
                (self.size_without_use, self.size_trained),
                (self.drive_without_use, self.drive_trained),
            )
        )
        size, drive = ends
        return State(size * aged, drive)

    def after(self, state: State, end: State, days: float) -> State:
        """The state some days later, the end unchanged meanwhile."""
        return State(
            *(
                goal + (now - goal) * np.exp(-days / time)
                for now, goal, time in zip(state, end, (self.size_time, self.drive_time), strict=True)
            )
        )

    def days(
        self, state: State, days: int, use: Any = 1.0, trained: Any = 0.0, ageing: bool = False
    ) -> State:
        """The state after whole days that are all alike."""
        for day in range(days):
            years = (day + 1) / DAYS if ageing else 0.0
            state = self.after(state, self.end(use, trained, years), 1.0)
        return state


USUAL = State(1.0, 1.0)
