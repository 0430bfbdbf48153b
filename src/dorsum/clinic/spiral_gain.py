"""Whether the loop feeds itself: its gain about usual muscles, made linear, and where it comes to rest.

A small weakness δ v of the muscles changes what the usual day asks of each (`slopes`: a full balance with
every muscle weakened by itself). That says where the strength would go in the end, 1 − δ w. From v to w is
the loop once around; only what weakens is passed on, for what a day asks more than usual keeps what there is
and adds nothing. Going around again and again (power iteration), v becomes the weakness that the loop passes
on best, and the ratio of w to v its gain: above 1 a weakness grows from round to round, below 1 it dies out.
That hangs on no time of the rates, and is a second road to what the course day by day shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.clinic.rates import State, StrengthRates
from dorsum.clinic.spiral_setting import LEAST_USE, Setting, Slopes

SMALL = 1e-3  # of the strength: the weakness of one muscle; slopes add up, which those of 2 % do not
ROUNDS, LAST = 40, 4  # around the loop, and the last of them, of which the gain is the mean
MOST_AVOIDED = 1000.0  # of avoidance: where a loop that never feeds itself is given up
REST_ROUNDS, AT_REST = 60, 5e-4
HALVINGS = 30


@dataclass(frozen=True, eq=False)
class Loop:
    """What the loop does to a small weakness.

    gain: of one round; effort: relative rise of the extensors' effort if all of them are weaker by as much;
    critical: the avoidance from which the gain is 1, None where no avoidance makes it so.
    """

    gain: float
    effort: float
    critical: float | None
    weakness: Floats  # (n,) that the loop passes on best, the greatest 1

    @property
    def words(self) -> str:
        """The gain in a sentence."""
        what = "dies out" if self.gain < 1.0 else "grows by itself"
        told = f"A small weakness {what}: the loop passes on {100 * self.gain:.0f} % of it in a round."
        if self.critical is None:
            return f"{told} No avoidance makes it run away."
        return (
            f"{told} It would run away if each 1 % more effort cost more than {self.critical:.1f} % of the"
            " active hours; no study measures that."
        )


def slopes_of(asked: Setting) -> Slopes:
    """What the usual day asks more when one muscle after another is a little weaker."""
    before, n = asked.before, len(asked.back.names)
    activity, effort = np.empty((n, *before.activation.shape)), np.empty(n)
    for i in range(n):
        size = np.ones(n)
        size[i] -= SMALL
        lived = asked.back.lived(asked.usual, State(size, np.ones(n)))
        activity[i] = (lived.activation - before.activation) / SMALL
        effort[i] = (lived.effort / before.effort - 1.0) / SMALL
    return Slopes(activity, effort)


def loop_of(asked: Setting, rates: StrengthRates | None = None) -> Loop:
    """The gain of the loop about usual muscles in the usual day, by the rates asked for unless others are
    told."""
    rates = rates or asked.rates
    once, starts = Round.of(asked, rates), _starts(asked)
    gain, weakness = _best(once, starts, rates.avoidance)
    effort = float(asked.slopes.effort @ asked.back.extends)
    return Loop(gain, effort, _critical(once, starts), weakness)


@dataclass(frozen=True, eq=False)
class Round:
    """One round of the loop for weaknesses (…, n), made of the slopes once."""

    use: Floats  # (n, n) change of each muscle's use by the weakness of each, over its usual use
    effort: Floats  # (n,)
    active: Floats  # (n,) share of the use that is lost with all active hours
    lost: float  # of the strength in the end, without any use

    @classmethod
    def of(cls, asked: Setting, rates: StrengthRates) -> Round:
        """The round of what is asked."""
        lived, slopes = asked.before, asked.slopes
        usual = lived.use()
        over = np.where(usual > LEAST_USE, 1.0 / np.maximum(usual, LEAST_USE), 0.0)
        use = np.stack([replace(lived, activation=each).use() for each in slopes.activity]) * over
        share = 2.0 - rates.size_without_use - rates.drive_without_use
        return cls(use, slopes.effort, (usual - lived.use(0.0)) * over, share)

    def passed_on(self, weakness: Floats, avoidance: float) -> Floats:
        """The weakness that a round leaves of another, both over the same small number."""
        harder = np.maximum(weakness @ self.effort, 0.0)[..., None]
        return np.asarray(self.lost * np.maximum(avoidance * harder * self.active - weakness @ self.use, 0.0))


def rest_of(asked: Setting, state: State) -> State:
    """Where size and drive come to rest, from a state on, age and all that is held back unchanged."""
    for _ in range(REST_ROUNDS):
        lived, exercises = asked.asked(state)
        end = asked.rates.end(asked.use(lived), asked.trained(exercises))
        end = State(*(np.broadcast_to(of, state.size.shape) for of in end))
        step = max(float(np.abs(goal - now).max()) for goal, now in zip(end, state, strict=True))
        state = State(*(0.5 * (goal + now) for goal, now in zip(end, state, strict=True)))
        if step < AT_REST:
            break
    return state


def _starts(asked: Setting) -> Floats:
    """What is weak at first, the extensors, all muscles, and each by itself (starts, n)."""
    n = len(asked.back.names)
    lost = np.maximum(1.0 - asked.start.strength, 0.0)
    return np.stack([lost, asked.back.extends.astype(float), np.ones(n), *np.eye(n)])


def _best(once: Round, starts: Floats, avoidance: float) -> tuple[float, Floats]:
    """The greatest gain that going around leaves of any start, and its weakness, the greatest 1."""
    weakness, gains = starts, np.zeros((LAST, len(starts)))
    for i in range(ROUNDS):
        weakness = weakness / np.maximum(weakness.max(axis=1, keepdims=True), 1e-300)
        passed = once.passed_on(weakness, avoidance)
        gains[i % LAST] = passed.max(axis=1)
        if i + 1 < ROUNDS:
            weakness = passed
    mean = np.exp(np.log(np.maximum(gains, 1e-300)).mean(axis=0))  # a weakness may go round by turns
    best = int(np.argmax(mean))
    return float(mean[best]), weakness[best]


def _critical(once: Round, starts: Floats) -> float | None:
    """The avoidance at which the gain is 1, by halving."""
    low, high = 0.0, MOST_AVOIDED
    if _best(once, starts, high)[0] <= 1.0:
        return None
    if _best(once, starts, low)[0] > 1.0:
        return 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _best(once, starts, middle)[0] <= 1.0 else (low, middle)
    return high
