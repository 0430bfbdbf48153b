"""Changes of a lift, each by itself: what the level that bears most then bears less.

A change is told by the slope there (`lift_slopes`), locally and all else equal, and computed in full, the
body standing anew by the rule. Where the two differ by more than `APART`, the second is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from dorsum.errors import BadInput
from dorsum.lifting.analyze import LiftResult
from dorsum.lifting.course import task_of
from dorsum.lifting.lift import STYLES, Lift
from dorsum.lifting.lift_slopes import LiftSlopes, held_at, leaning_stance
from dorsum.lifting.niosh_rules import equation
from dorsum.lifting.posture import Stance, stances_of_many
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze

APART = 0.1  # of a change in full: by more its slope does not tell it
KN = 1000.0
# What is asked of each change, at most: kg, cm and °.
LESS_KG, NEARER_CM, MOVED_CM, TURNED_DEG, LEANED_DEG = 2.0, 10.0, 20.0, 30.0, 10.0
SLOWER = 1.5  # times as long
Whose = Literal["job", "person"]


@dataclass(frozen=True)
class Change:
    """A change of a lift, and by how much the level that bears most then bears more, or less.

    local: N, by the slope; None where there is none. full: N, computed anew; None where it cannot be
    (`why`). `of`: N, what changes; at: where.
    """

    of_whom: Literal["job", "person"]
    words: str
    local: float | None
    full: float | None
    of: float
    at: str
    why: str = ""

    @property
    def told(self) -> float | None:
        """N: by the slope where that tells it well, else in full; None where the body cannot do it."""
        return self.full if self.local is None or self.full is None or self.differs else self.local

    @property
    def differs(self) -> bool:
        """Whether the slope alone would tell another size."""
        if self.full is None or self.local is None:
            return False
        return abs(self.full - self.local) > APART * abs(self.full)

    @property
    def size(self) -> str:
        """`−0.41 kN`."""
        return f"{(self.told or 0.0) / KN:+.2f} kN".replace("-", "−")

    def line(self) -> str:
        """`10 cm nearer: −0.41 kN at L5/S1 (of 3.40)`."""
        slope = f"; by its slope here {(self.local or 0.0) / KN:+.2f}".replace("-", "−")
        return (
            f"{self.words}: {self.size} at {self.at} (of {self.of / KN:.2f}){slope if self.differs else ''}"
        )


class _Asked(NamedTuple):
    """A change that is asked for: by how much of what (a name of the slopes, or empty), and the lift then."""

    of_whom: Whose
    words: str
    name: str
    by: float
    lift: Lift


def changes_of(result: LiftResult, slopes: LiftSlopes) -> Iterator[Change]:
    """All that is asked: hands nearer, less to the side, towards the height that NIOSH calls best."""
    model, lift, which = result.model, result.lift, slopes.which
    place = result.places[which]
    asked = list(_asked(result, slopes))
    stood = stances_of_many(model, [(each.lift, each.lift.start) for each in asked])
    at = f"{slopes.level}{_at(result, slopes)}"

    def change(whom: Whose, words: str, local: float | None, lift: Lift, stance: Stance | BadInput) -> Change:
        full, why = _in_full(result, slopes, lift, stance)
        return Change(whom, words, local, full, slopes.newton, at, why)

    for each, stance in zip(asked, stood, strict=True):
        local = slopes.by[each.name] * each.by if each.name else None
        yield change(each.of_whom, each.words, local, each.lift, stance)
    if result.moving is not None:
        yield _slower(result, result.moving)
    lean = LEANED_DEG if slopes.by["trunk_deg"] < 0.0 else -LEANED_DEG
    trunk = result.stances[which].trunk_inclination + lean
    words = f"the trunk {abs(lean):g}° {'more upright' if lean < 0.0 else 'farther forward'}, hands there"
    if trunk >= 0.0:
        try:
            leaned: Stance | BadInput = leaning_stance(result, which, trunk)
        except BadInput as error:
            leaned = error
        yield change("person", words, slopes.by["trunk_deg"] * lean, held_at(lift, place), leaned)


def _at(result: LiftResult, slopes: LiftSlopes) -> str:
    return f" at the {slopes.where}" if result.lift.end is not None else ""


def _asked(result: LiftResult, slopes: LiftSlopes) -> Iterator[_Asked]:
    lift, place, at = result.lift, result.places[slopes.which], _at(result, slopes)
    if less := min(LESS_KG, lift.mass_kg):
        lighter = held_at(replace(lift, mass_kg=lift.mass_kg - less), place)
        yield _Asked("job", f"{less:g} kg less", "mass_kg", -less, lighter)
    if nearer := min(NEARER_CM, place.horizontal_cm):
        there = held_at(lift, replace(place, horizontal_cm=place.horizontal_cm - nearer))
        yield _Asked("job", f"{nearer:g} cm nearer{at}", "horizontal_cm", -nearer, there)
    best = equation(result.model.body.tables, "metric").value("vertical_reference")
    if by := float(np.clip(best - place.vertical_cm, -MOVED_CM, MOVED_CM)):
        words = f"{abs(by):g} cm {'higher' if by > 0.0 else 'lower'}{at}"
        there = held_at(lift, replace(place, vertical_cm=place.vertical_cm + by))
        yield _Asked("job", words, "vertical_cm", by, there)
    if aside := float(np.clip(-place.asymmetry_deg, -TURNED_DEG, TURNED_DEG)):
        there = held_at(lift, replace(place, asymmetry_deg=place.asymmetry_deg + aside))
        yield _Asked("job", f"{abs(aside):g}° less to the side{at}", "asymmetry_deg", aside, there)
    for style in STYLES:
        if style != lift.style:
            yield _Asked("person", f"style {style}", "", 0.0, held_at(replace(lift, style=style), place))


def _in_full(
    result: LiftResult, slopes: LiftSlopes, lift: Lift, stance: Stance | BadInput
) -> tuple[float | None, str]:
    """By how much the level's load changes with the load held so, N; else why that cannot be told."""
    if isinstance(stance, BadInput):
        return None, str(stance)
    held = result.held[slopes.which]
    try:
        task = task_of(result.model, lift, [stance])
        found = analyze(task, result.model, objective=held.objective, options=held.options)
    except BadInput as error:
        return None, str(error)
    if not found.balanced.all():
        return None, "muscles do not hold it"
    at = list(found.levels).index(slopes.level)
    return float(np.asarray(found.compression)[0, at]) - slopes.newton, ""


def _slower(result: LiftResult, moving: Result) -> Change:
    """The whole lift in more time: what the peak of the movement then is less."""
    frame, level = moving.peak
    lift = replace(result.lift, seconds=SLOWER * result.seconds)
    task = task_of(result.model, lift, result.stances)
    other = analyze(task, result.model, objective=moving.objective, options=moving.options)
    peak = float(np.asarray(moving.compression)[frame, level])
    less = float(np.asarray(other.compression)[:, level].max()) - peak
    words = f"lifting in {lift.seconds:.1f} s, not {result.seconds:.1f} s"
    return Change("job", words, None, less, peak, f"{moving.levels[level]}, moving")
