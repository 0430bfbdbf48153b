"""What the spiral is asked, checked: who, what day, what rates, what is weak at first and what is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dorsum import inputs
from dorsum.body.skeleton import Floats
from dorsum.clinic.days import Day
from dorsum.clinic.lived import Asked, Back, Lived
from dorsum.clinic.rates import State, StrengthRates
from dorsum.errors import UnknownName
from dorsum.motion.analyze import Who, model_for
from dorsum.motion.task import Task

MOST_SESSIONS = 14
LEAST_USE = 1e-3  # of activation: a muscle that is used less in the usual day loses nothing by disuse
AGES_FROM = 25.0  # years
BED, DESK = "bed", "desk"


@dataclass(frozen=True, kw_only=True)
class Training:
    """An exercise, done so many times a week, which asks so much of every muscle as its balance says."""

    task: Task
    sessions: float

    @classmethod
    def of(cls, exercise: Task | str, sessions: float) -> Training:
        """An exercise by the name of a task, or of a file; sessions a week.

        Raises:
            BadInput, UnknownName: there is no such task, or it makes no sense.
        """
        often = inputs.within("sessions a week", sessions, 0.0, MOST_SESSIONS)
        return cls(task=exercise if isinstance(exercise, Task) else Task.find(exercise), sessions=often)


class Slopes(NamedTuple):
    """What a weakness of each muscle (n,), by its share, changes of a day: activity (n, parts, n), and effort
    (n,), over that of the day."""

    activity: Floats
    effort: Floats


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is asked: who, what day, what rates, what is weak at first and what is trained."""

    back: Back
    rates: StrengthRates
    day: Day
    usual: Day
    training: tuple[Training, ...]
    start: State
    held_back: Floats  # (n,) share of the drive that is held back all the time
    ageing: bool
    weak: Mapping[str, float]

    def with_rates(self, rates: StrengthRates) -> Setting:
        """The same with other rates; what is known of the usual day is kept."""
        made = replace(self, rates=rates)
        made.__dict__.update(before=self.before, slopes=self.slopes)
        return made

    @cached_property
    def healthy(self) -> State:
        """All muscles as they usually are."""
        n = len(self.back.names)
        return State(np.ones(n), np.ones(n))

    @cached_property
    def before(self) -> Lived:
        """The usual day with usual muscles."""
        return self.back.lived(self.usual, self.healthy)

    @cached_property
    def slopes(self) -> Slopes:
        """What the usual day asks more where a muscle is weaker."""
        from dorsum.clinic.spiral_gain import slopes_of

        return slopes_of(self)

    def asked(self, state: State) -> tuple[Lived, list[Asked]]:
        """What the day and the exercises ask of muscles in a state."""
        model = self.back.changed(State(state.size, state.drive * (1.0 - self.held_back)))
        return self.back.lived_with(self.day, model), [
            self.back.asked(each.task, model) for each in self.training
        ]

    def avoided(self, lived: Lived, rates: StrengthRates | None = None) -> float:
        """The share of the active hours that is kept."""
        more = lived.effort / self.before.effort - 1.0
        return float(np.clip(1.0 - (rates or self.rates).avoidance * max(more, 0.0), 0.0, 1.0))

    def use(self, lived: Lived, rates: StrengthRates | None = None) -> Floats:
        """Use (n,) of every muscle, over that of the usual day."""
        usual = self.before.use()
        # what is held back of a muscle is not used; its activation is told of what is left
        now = lived.use(self.avoided(lived, rates)) * (1.0 - self.held_back)
        return np.where(usual > LEAST_USE, now / np.maximum(usual, LEAST_USE), 1.0)

    def trained(self, asked: Sequence[Asked], rates: StrengthRates | None = None) -> Floats:
        """The share (n,) of full training that the exercises are: of each muscle the best of them."""
        shares = [np.zeros(len(self.back.names))]
        for each, found in zip(self.training, asked, strict=True):
            peak = found.peak * (1.0 - self.held_back)
            shares.append((rates or self.rates).training(peak, each.sessions))
        return np.asarray(np.max(shares, axis=0))


def setting(
    subject: Who = None,
    *,
    weak: Mapping[str, float] | None = None,
    hold_back: Mapping[str, float] | None = None,
    day: Day | str = DESK,
    usual: Day | str | None = None,
    train: Sequence[Training | tuple[Task | str, float]] = (),
    rates: StrengthRates | str = "middle",
    changes: Mapping[str, float] | None = None,
    posture: str = "giving",
) -> Setting:
    """What `spiral` is asked, checked."""
    if posture not in ("giving", "exact"):
        raise UnknownName("posture", posture, ("giving", "exact"))
    model = model_for(subject if subject is not None else "male")
    back, tables = Back(model, posture), model.body.tables
    lived = Day.find(tables, day) if isinstance(day, str) else day
    if usual is None:
        usual = DESK if lived.title == BED else lived
    n = len(back.names)
    size, held = np.ones(n), np.zeros(n)
    for name, value in (weak or {}).items():
        size[back.chosen(name)] *= inputs.within(f"weak {name}", value, 0.05, 1.5, "times")
    for name, value in (hold_back or {}).items():
        held[back.chosen(name)] = inputs.within(f"held back of {name}", value, 0.0, 0.95)
    if not isinstance(rates, StrengthRates):
        rates = StrengthRates.of(tables, rates, changes)
    age = model.body.subject.age_years
    return Setting(
        back=back,
        rates=rates,
        day=lived,
        usual=Day.find(tables, usual) if isinstance(usual, str) else usual,
        training=tuple(each if isinstance(each, Training) else Training.of(*each) for each in train),
        start=State(size, np.ones(n)),
        held_back=held,
        ageing=age is not None and age >= AGES_FROM,
        weak=dict(weak or {}),
    )
