"""Share of people who have the static strength for a lift: the model's greatest moment, with its spread.

An average woman and an average man hold the load where the lift bears most, as the rule has them stand.
Weight of body and load ask for so much extension at L5/S1; so much the model's muscles and passive tissue can
give there at most (`function.strength`; what the body's own weight takes of it counts as given and as asked).
Others of the sex are taken to be spread normally about that, by `strength_spread` of `lifting_rules.csv`. It
is not what people chose to lift (`acceptable`), and says nothing of a spine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from dorsum.anatomy.rows import Sex
from dorsum.errors import BadInput, NoEquilibrium
from dorsum.function.strength import Effort, greatest_push, pad_push
from dorsum.lifting.acceptable import PEOPLE
from dorsum.lifting.analyze import LiftResult
from dorsum.lifting.course import task_of
from dorsum.lifting.lift_slopes import held_at
from dorsum.lifting.posture import Stance, posture_of, stances
from dorsum.lifting.published import cite, share
from dorsum.mechanics.analysis import Frames, Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import net_moments
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import unsupported
from dorsum.units import DEGREE

JOINT = "L5/S1"
AVERAGE: Mapping[Sex, str] = {"F": "female", "M": "male"}  # built-in subjects
MEANING = (
    "who has the static strength by the model's prediction, with its spread;"
    " not who may safely lift, not for one person"
)


@dataclass(frozen=True)
class Able:
    """People of a sex: what a lift asks of the average one, and what that one can give, N·m at L5/S1.

    spread: SD of the strength over its mean, between `spread_low` and `spread_high`; source: of that.
    """

    sex: Sex
    asked_nm: float
    strength_nm: float
    spread: float
    spread_low: float
    spread_high: float

    @property
    def percent(self) -> float:
        """Of people who can give what is asked of the average one."""
        return able(self.asked_nm, self.strength_nm, self.spread)

    @property
    def between(self) -> tuple[float, float]:
        """The same with the least and the greatest spread, the lower first, %."""
        ends = [able(self.asked_nm, self.strength_nm, s) for s in (self.spread_low, self.spread_high)]
        return min(ends), max(ends)

    @property
    def words(self) -> str:
        """`89 % of men (81 to 94 %; 214 of 310 N·m are asked of the average one)`."""
        low, high = self.between
        return (
            f"{share(self.percent)} of {PEOPLE[self.sex]} ({low:.0f} to {high:.0f} %;"
            f" {self.asked_nm:.0f} of {self.strength_nm:.0f} N·m are asked of the average one)"
        )


def able(asked: float, mean: float, spread: float) -> float:
    """% of people with a strength of at least `asked`: normal, with a mean and an SD of `spread` · mean."""
    return 100.0 * (1.0 - NormalDist(mean, spread * mean).cdf(asked))


@dataclass(frozen=True)
class StaticStrength:
    """Both sexes, and why one of them has no figure."""

    able: tuple[Able, ...]
    missing: tuple[str, ...]
    source: str

    def lines(self) -> list[str]:
        """The answer in words."""
        if not self.able:
            return list(self.missing)
        told, first = "; ".join(each.words for each in self.able), self.able[0]
        low, mean, high = (100.0 * s for s in (first.spread_low, first.spread, first.spread_high))
        return [
            f"{told}: {MEANING}.",
            *self.missing,
            f"Trunk extension at {JOINT} with the load held still, a spread of {mean:.0f} % ({low:.0f} to"
            f" {high:.0f} %) within a sex: {self.source}.",
        ]


def static_strength(result: LiftResult, which: int) -> StaticStrength:
    """What share of women and men has the static strength for the start (0) or end (1) of a lift."""
    tables = result.model.body.tables
    row = next(row for row in tables.lifting_rules if row.rule == "strength_spread")
    found, missing = [], []
    for sex in AVERAGE:
        try:
            asked, most = _of(result, which, AVERAGE[sex])
        except (BadInput, NoEquilibrium) as error:
            missing.append(f"For {PEOPLE[sex]} there is no share: {error}.")
            continue
        found.append(Able(sex, asked, most, row.value, row.low, row.high))
    recalled = ", recalled, not read" if row.provenance == "recalled" else ""
    return StaticStrength(tuple(found), tuple(missing), f"{cite(tables, row.source[0])}{recalled}")


def _of(result: LiftResult, which: int, name: str) -> tuple[float, float]:
    """What is asked of a built-in subject, and the most that it can give, N·m."""
    options = result.held[which].options
    model = model_for(name, options)
    lift = held_at(result.lift, result.places[which])
    (stance,) = stances(model, lift, [lift.start])
    frames = unsupported(task_of(model, lift, [stance]), model)
    return _extension(model, frames), greatest_extension(model, stance, options)


def greatest_extension(model: Model, stance: Stance, options: Options) -> float:
    """The greatest moment that extends at L5/S1 in a stance, N·m, own weight counted.

    A pad on T4 pushes at right angles to the trunk, forward of who stands and down on who is bent.
    """
    lean = stance.trunk_inclination * DEGREE
    effort = Effort("extension", (np.cos(lean), -np.sin(lean), 0.0), (0.0, 0.0, 0.0), {"z": 1.0})
    found = greatest_push(model, JOINT, effort, posture_of(model, stance), options)
    pushed = found.times * pad_push(model, found.frames, JOINT, effort)
    return _extension(model, found.frames._replace(external=pushed))


def _extension(model: Model, frames: Frames) -> float:
    """The net moment that extends at L5/S1, N·m."""
    return float(net_moments(model, frames)[0, model.joint(JOINT), 0])
