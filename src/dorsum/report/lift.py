"""The answer to a lift: what discs and muscles bear, beside what published rules say, for every way out.

What the model computes and what rules say are never mixed: each sentence names where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dorsum.body.skeleton import LUMBAR
from dorsum.lifting.analyze import LiftResult
from dorsum.lifting.lean_begins import beginning
from dorsum.lifting.limits import PublishedLimit
from dorsum.lifting.limits import lines as limit_lines
from dorsum.lifting.place import stated_arm
from dorsum.lifting.rules import LiftRules
from dorsum.mechanics.gives import Gives
from dorsum.mechanics.result import Result
from dorsum.report.answer import person
from dorsum.report.gives import assumed_of_postures
from dorsum.report.lift_rules import Section, in_full, in_short
from dorsum.report.limits import Limits, bounded
from dorsum.report.needed import beyond, shares_of, shares_words

START, END, WAY = "held at the start", "held at the end", "on the way"


@dataclass(frozen=True)
class LevelLoad:
    """What a lumbar disc bears in a lift, N; `when` it bears most."""

    level: str
    start: float
    end: float | None
    greatest: float
    when: str


@dataclass(frozen=True, eq=False)
class LiftAnswer:
    """A lift analysed, and what published rules say of it."""

    found: LiftResult
    rules: LiftRules

    @classmethod
    def of(cls, found: LiftResult, *, control: bool = False, per_day: float | None = None) -> LiftAnswer:
        """The answer to an analysed lift.

        control: the load is placed with care at the destination. per_day: lifts a day, where that does not
        follow from pace and hours.

        Raises:
            BadInput: a rule has no row for what was told, such as its pace.
        """
        rules = LiftRules(
            lift=found.lift,
            tables=found.model.body.tables,
            control=control,
            per_day=per_day,
            speed_m_s=None if found.lift.seconds is None else found.speed_m_s,
            arm_m=stated_arm(found.model, found.lift, found.task),
        )
        return cls(found, rules)

    def __repr__(self) -> str:
        return f"<LiftAnswer {self.first}>"

    @cached_property
    def results(self) -> tuple[tuple[str, Result], ...]:
        """Each analysis, and which it is."""
        found = self.found
        held = list(zip((START, END), found.held, strict=False))
        return (*held, *(() if found.moving is None else ((WAY, found.moving),)))

    @cached_property
    def levels(self) -> tuple[LevelLoad, ...]:
        """What every lumbar disc bears, caudal first."""
        return tuple(self._level(i, level) for i, level in enumerate(LUMBAR))

    def _level(self, i: int, level: str) -> LevelLoad:
        held = [float(result.compression[0, i]) for result in self.found.held]
        loads = dict(zip((START, END), held, strict=False))
        if self.found.moving is not None:
            course = np.asarray(self.found.moving.compression)[:, i]
            top = int(course.argmax())
            if course[top] >= max(held):
                when = f"at {self.found.moving.times[top]:.1f} of {self.found.seconds:.1f} s"
                loads = {when: float(course[top])}
        when, greatest = max(loads.items(), key=lambda pair: pair[1])
        return LevelLoad(level, held[0], held[1] if len(held) > 1 else None, greatest, when)

    @cached_property
    def worst(self) -> LevelLoad:
        """Of the lumbar disc that bears most."""
        return max(self.levels, key=lambda load: load.greatest)

    @cached_property
    def shear(self) -> tuple[str, float]:
        """The lumbar joint of the greatest shear over the lift, and its size, N."""
        n = len(LUMBAR)
        sizes = np.max(
            [np.hypot(r.anterior_shear[:, :n], r.right_shear[:, :n]).max(axis=0) for _, r in self.results],
            axis=0,
        )
        return LUMBAR[int(sizes.argmax())], float(sizes.max())

    @property
    def at_least(self) -> bool:
        """Whether loads are lower bounds, for muscles lack something somewhere on the way."""
        return not self.found.balanced

    @cached_property
    def lower(self) -> Mapping[str, bool]:
        """Whether the loads of each analysis are lower bounds."""
        return {where: not bool(result.balanced.all()) for where, result in self.results}

    def cells(self, load: LevelLoad) -> tuple[str, str, str]:
        """Loads held at the start and at the end, and the greatest, N; marked where they are lower bounds."""
        held = [_cell(load.start, self.lower[START])]
        held.append("" if load.end is None else _cell(load.end, self.lower[END]))
        return (held[0], held[1], _cell(load.greatest, self.at_least))

    @property
    def shortfalls(self) -> tuple[str, ...]:
        """What muscles lack, where they do."""
        short = [(where, result.shortfall) for where, result in self.results]
        return tuple(
            f"{where if where in (START, END) else f'at {lack.time:.1f} s'} {lack.words}"
            for where, lack in short
            if lack is not None
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the numbers should be doubted for."""
        if self.found.moving is not None:  # it begins and ends with the postures that are held
            return self.found.moving.warnings
        return tuple(f"{text} ({where})" for where, result in self.results for text in result.warnings)

    @cached_property
    def strength_used(self) -> Mapping[str, float]:
        """By place the share of the subject's strength that the hardest moment takes; found when asked."""
        every = [shares_of(result) for _, result in self.results]
        return {place: max(each[place] for each in every if place in each) for place in every[0]}

    @cached_property
    def limits(self) -> tuple[PublishedLimit, ...]:
        """Published limits of compression."""
        return self.rules.compression_limits(self.found.model.body.subject)

    @cached_property
    def first(self) -> str:
        """The worst in a sentence; where muscles lack something it is a lower bound."""
        worst, subject = self.worst, self.found.model.body
        load = bounded(worst.greatest, self.at_least)
        held = [] if worst.when == START else [f"{bounded(worst.start, self.lower[START])} {START}"]
        if worst.end is not None and worst.when != END:
            held.append(f"{bounded(worst.end, self.lower[END])} {END}")
        besides = f" ({', '.join(held)})" if held else ""
        zone = Limits.of(subject).zone(worst.greatest)
        against = Limits.of(subject).share(worst.greatest, self.at_least)
        told = "" if self.at_least and zone == "below" else f": {against}"
        lacks = f"; {'; '.join(self.shortfalls)}" if self.at_least else ""
        most = "" if self.at_least or not held else "at most "
        when = f", {worst.when}" if worst.end is not None else ""
        return f"{worst.level} bears {most}{load}{when}{besides}{told}{lacks}."

    @property
    def lines(self) -> tuple[str, ...]:
        """The answer in short: strength, and a sentence of each published rule; `sections` has it all."""
        doubted = [f"{text[:1].upper()}{text[1:]}." for text in self.warnings]
        told = (self._strength, self._usual, *in_short(self.rules), *self._begins, *doubted)
        return tuple(line for line in told if line)

    @cached_property
    def _begins(self) -> tuple[str, ...]:
        """Where the trunk begins to lean, of the start and the end of a lift that are there."""
        found, told = self.found, []
        for where, place, stance in zip(("start", "end"), found.places, found.stances, strict=False):
            begins = beginning(found.model, found.lift, place, stance)
            if begins is not None:
                told.append(f"At the {where} the trunk begins to lean, {begins.words}.")
        return tuple(told)

    @property
    def _strength(self) -> str:
        used = self.strength_used
        if not used:
            return ""
        at = "In its hardest moment it takes" if self.found.moving is not None else "It takes"
        return f"{at} {shares_words(used)}.{'' if self.at_least else beyond(used)}"

    @property
    def _usual(self) -> str:
        """How fast the lift is where its time is not told: its greatest load hangs on that."""
        found = self.found
        if found.moving is None or found.lift.seconds is not None:
            return ""
        speed = f"{found.speed_m_s:.2f} m/s, as fast as hands usually go"
        return f"The lift is taken to last {found.seconds:.1f} s ({speed}): a slower one loads the back less."

    @cached_property
    def assumed(self) -> tuple[str, ...]:
        """Everything that was assumed: body, posture, course, and what the rules were asked without."""
        found = self.found
        told = [person(found.model.body.subject), *found.task.assumptions]
        told += assumed_of_postures([Gives.of(result) for _, result in self.results])
        told += [text for _, result in self.results for text in (*result.assumptions, *result.beyond_ring)]
        if found.lift.end is not None and found.lift.seconds is None:
            usual = f"{found.speed_m_s:.2f} m/s, as fast as hands usually go"
            told.append(f"the lift takes {found.seconds:.1f} s: {usual}")
        if found.lift.end is not None and found.moving is None:
            told.append("what lies between start and end, and its speed, is left out")
        if found.model.body.subject.age_years is None:
            told.append("no age is told: limits by age and the reference mass of ISO 11228-1 are left out")
        return (*dict.fromkeys(told), *self.rules.assumed())

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All that rules say, each number with its source, under titles; limits against what discs bear."""
        (joint, size), worst = self.shear, self.worst
        bound = "at least " if self.at_least else ""
        subject, rules = self.found.model.body.subject, self.rules
        force = f"{bound}{worst.greatest:.0f} N"
        found: list[Section] = [
            *in_full(rules),
            (
                f"Limits of compression, against {force} at {worst.level}",
                tuple(limit_lines(self.limits, worst.greatest)),
            ),
            (
                f"Limits of shear, against {bound}{size:.0f} N at {joint}",
                tuple(limit_lines(rules.shear_limits(), size)[:-1]),
            ),
        ]
        if (fatigue := rules.fatigue(worst.greatest)) is not None:
            found.insert(2, (f"Fatigue of the disc by the modelled force of {force}", tuple(fatigue.lines())))
        if masses := rules.mass_limits(subject):
            found.append(("Reference mass", tuple(limit_lines(masses, self.found.lift.mass_kg)[:-1])))
        return tuple(found)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what does not exist is None."""
        from dorsum.report.lift_data import lift_as_dict

        return lift_as_dict(self)


def _cell(newton: float, lower: bool) -> str:
    return f"{'≥ ' * lower}{newton:.0f}"
