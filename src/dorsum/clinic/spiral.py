"""The spiral as a what-if of assumed rates: use, disuse, training, and what they leave of every muscle.

A day asks every muscle for some activation (`lived`), by a full balance at least once a week. Use over that
of the usual day, which keeps what there is, says where size and drive go (`rates`); day by day, use is taken
straight between two balances. Who has to work harder gives up a share of the active hours (`avoidance`, an
assumption that stands for pain and fear: neither is in the model).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dorsum import inputs
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.clinic.days import Day
from dorsum.clinic.lived import Which
from dorsum.clinic.rates import DAYS, SETS, State, StrengthRates
from dorsum.clinic.spiral_setting import DESK, Setting, Training, setting
from dorsum.errors import BadInput
from dorsum.motion.analyze import Who
from dorsum.motion.task import Task

if TYPE_CHECKING:
    from dorsum.clinic.spiral_gain import Loop

WEEK = 7
MOST_DAYS = 3660
KEPT = 0.01  # of the strength: what counts as a change
SAID = (
    "No study shows the whole loop; the result follows from the rates, which are assumed for muscles of the"
    " back; pain is not an output."
)


@dataclass(frozen=True, eq=False)
class Week:
    """One balance, and the state that it is of."""

    day: int
    state: State
    use: Floats  # (n,) over that of the usual day
    trained: Floats  # (n,) share of full training
    kept: float  # share of the active hours that is not given up
    effort: float  # of the extensors, over that of the usual day
    compression: Floats  # (levels,) of the lumbar discs, N: the most over the parts of the day
    balanced: bool

    @property
    def strength(self) -> Floats:
        """(n,) of what is usual."""
        return self.state.strength


@dataclass(frozen=True, eq=False)
class Spiral:
    """How strength, use and loads went, balance by balance."""

    asked: Setting
    weeks: tuple[Week, ...]

    def __repr__(self) -> str:
        return f"<Spiral of {self.asked.back.model.body.subject.name}: {self.headline}>"

    @property
    def days(self) -> int:
        """How many days went by."""
        return self.weeks[-1].day

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the lumbar discs."""
        return tuple(LUMBAR)

    @cached_property
    def strength(self) -> Floats:
        """(balances, n) of what is usual."""
        return np.stack([week.strength for week in self.weeks])

    @cached_property
    def loop(self) -> Loop:
        """Whether a small weakness feeds itself: the gain of the loop, made linear."""
        from dorsum.clinic.spiral_gain import loop_of

        return loop_of(self.asked)

    @cached_property
    def rests(self) -> State:
        """Where it settles: muscles that the day keeps as they are, found by balance after balance."""
        from dorsum.clinic.spiral_gain import rest_of

        return rest_of(self.asked, self.weeks[-1].state)

    @cached_property
    def watched(self) -> Which:
        """Which muscles (n,) the answer is about: those that are weak or held back, else the extensors."""
        told = (self.asked.start.strength < 1.0) | (self.asked.held_back > 0.0)
        return np.asarray(told if told.any() else self.asked.back.extends)

    def mean(self, strength: Floats) -> float:
        """Of the muscles that are watched, by volume."""
        weight = self.asked.back.volume * self.watched
        return float(strength @ weight / weight.sum())

    @property
    def verdict(self) -> str:
        """`runs away`, `settles weaker`, `recovers`, `stays` or `gains`: of the muscles that are watched."""
        end, first = self.mean(self.rests.strength) - 1.0, self.mean(self.strength[0]) - 1.0
        if end < -KEPT:
            return "runs away" if self.loop.gain > 1.0 else "settles weaker"
        if end > KEPT:
            return "gains"
        return "recovers" if first < -KEPT else "stays"

    @property
    def headline(self) -> str:
        """One sentence: what becomes of it."""
        first, last = self.weeks[0], self.weeks[-1]
        told = self.asked.weak or {"the extensors of the back": 1.0}
        who = "the muscles held back" if self.asked.held_back.any() else " and ".join(told).replace("_", " ")
        begins, ends, rests = (
            100.0 * self.mean(s) for s in (first.strength, last.strength, self.rests.strength)
        )
        loads = [float(week.compression.max()) for week in (first, last)]
        return (
            f"With {self.asked.rates.name} rates it {self.verdict}: {who} from {begins:.0f} to"
            f" {ends:.0f} % of the usual strength in {last.day} days, {rests:.0f} % in the end; the disc that"
            f" bears most in the day from {loads[0]:.0f} to {loads[1]:.0f} N."
        )

    @cached_property
    def by_rates(self) -> Mapping[str, Spiral]:
        """The same with mild, middle and harsh rates: how much the answer hangs on them."""
        tables, own = self.asked.back.model.body.tables, self.asked.rates.name
        step = max(1, self.weeks[1].day - self.weeks[0].day)
        found = {own: self}
        for name in SETS:
            if name != own:
                asked = self.asked.with_rates(StrengthRates.of(tables, name))
                found[name] = Spiral(asked, tuple(_weeks(asked, self.days, step)))
        return {name: found[name] for name in (*SETS, *(other for other in found if other not in SETS))}

    @property
    def said(self) -> str:
        """What has to be known of it."""
        return SAID


def spiral(
    subject: Who = None,
    *,
    weak: Mapping[str, float] | None = None,
    hold_back: Mapping[str, float] | None = None,
    days: int = 365,
    day: Day | str = DESK,
    usual: Day | str | None = None,
    train: Sequence[Training | tuple[Task | str, float]] = (),
    rates: StrengthRates | str = "middle",
    changes: Mapping[str, float] | None = None,
    every: int = WEEK,
    posture: str = "giving",
) -> Spiral:
    """What becomes of muscles in so many days that are all alike.

    `weak` is what is left of the size of muscles at first, `hold_back` the share of their drive that is held
    back all the time, as pain may do, both by the names of muscles, parts or `all`, `… right` and `… left`
    of one side. `usual` is the day that has kept the muscles as they were: the same, unless that is `bed`.
    `train` are exercises and sessions a week. `changes` are rates in place of those of the set. `every` so
    many days, a week at most, all is balanced.

    Raises:
        BadInput, UnknownName: what is asked makes no sense.
    """
    asked = setting(
        subject,
        weak=weak,
        hold_back=hold_back,
        day=day,
        usual=usual,
        train=train,
        rates=rates,
        changes=changes,
        posture=posture,
    )
    span = inputs.within("days", days, 1, MOST_DAYS)
    step = inputs.within("every", every, 1, WEEK, "days")
    for name, value in (("days", span), ("every", step)):
        if not float(value).is_integer():
            raise BadInput(f"{name} = {value:g}: must be a whole number")
    return Spiral(asked, tuple(_weeks(asked, int(span), int(step))))


def _weeks(asked: Setting, days: int, step: int) -> list[Week]:
    """From balance to balance: a first guess with the use at its start, then with that at both ends."""
    state, found = asked.start, [_week(asked, 0, asked.start)]
    for day in range(0, days, step):
        span, before = min(step, days - day), found[-1]
        guess = _through(asked, state, day, span, before, before)
        after = _week(asked, day + span, guess)
        state = _through(asked, state, day, span, before, after)
        found.append(replace(after, state=state))
    return found


def _through(asked: Setting, state: State, day: int, span: int, before: Week, after: Week) -> State:
    """The state some days on, with use and training straight from one balance to the next."""
    for i in range(span):
        share = (i + 0.5) / span
        use, trained = (
            (1.0 - share) * getattr(before, name) + share * getattr(after, name)
            for name in ("use", "trained")
        )
        years = (day + i + 1) / DAYS if asked.ageing else 0.0
        state = asked.rates.after(state, asked.rates.end(use, trained, years), 1.0)
    return state


def _week(asked: Setting, day: int, state: State) -> Week:
    lived, exercises = asked.asked(state)
    return Week(
        day=day,
        state=state,
        use=asked.use(lived),
        trained=asked.trained(exercises),
        kept=asked.avoided(lived),
        effort=lived.effort / asked.before.effort,
        compression=lived.compression.max(axis=0),
        balanced=all(lived.balanced) and all(each.balanced for each in exercises),
    )
