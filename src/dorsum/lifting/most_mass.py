"""How many kilograms until: a disc's compression reaches a limit, muscles hold the lift no more.

The load is held still at the start and at the end of the lift; for every mass that is tried the body stands
anew by the rule and is balanced anew. A root is found between a mass that is below and one that is above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Literal

import numpy as np

from dorsum.body.skeleton import LUMBAR
from dorsum.errors import BadInput
from dorsum.lifting.analyze import LiftResult, held_task
from dorsum.lifting.course import stances_of_each, task_of
from dorsum.lifting.lift import Lift
from dorsum.lifting.lift_slopes import worst_held
from dorsum.lifting.posture import Stance
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.wanted import check

MOST_KG = 100.0  # up to which it is looked for
HELD_TO_KG = 0.5  # how near the mass that muscles hold is found
GROWS, LEAST_KG = 1.12, 2.0  # from a mass to the next that is tried: far beyond strength balance is slow
TO_N = 1.0  # how near the compression is, which solver and give leave open
MOST_TRIES = 40
AT_ONCE = 6  # postures of heavier masses that are found together: most lifts are so far from strength
TINY = 1e-6  # kg, that do not count
Verdict = Literal["found", "already", "not within", "muscles before"]


@dataclass(frozen=True)
class Tried:
    """A mass held still at start and end: the most compression of a lumbar level, and what muscles lack.

    lacks: N·m, 0 where they hold it, else the compression is a lower bound; None where the body cannot stand
    with it by the rule.
    """

    kg: float
    newton: float
    level: str
    lacks: float | None

    @property
    def held(self) -> bool:
        """Whether muscles hold it."""
        return self.lacks == 0.0


@dataclass(frozen=True)
class MostMass:
    """The mass at which a lift reaches a limit; `kg` is None unless the verdict is `found`."""

    kg: float | None
    verdict: Verdict
    level: str  # that reaches it; empty where muscles are asked for
    tried: tuple[Tried, ...]  # by mass

    @property
    def monotone(self) -> bool:
        """Whether of all masses tried none that is heavier loads less, nor is held where a lighter is not."""
        loads = [each.newton for each in self.tried if each.held]
        rising = all(high >= low - TO_N for low, high in pairwise(loads))
        return rising and all(low.held or not high.held for low, high in pairwise(self.tried))


def heavier(kg: float) -> Iterator[float]:
    """Masses that are tried one after the other, until muscles do not hold one."""
    while kg < MOST_KG:
        kg = min(max(GROWS * kg, kg + LEAST_KG), MOST_KG)
        yield kg


class Masses:
    """A lift with other masses, each analysed once."""

    def __init__(self, result: LiftResult) -> None:
        self.result = result
        self.own = result.lift.mass_kg
        self.known: dict[float, Tried] = {self.own: _told(self.own, result.held)}
        begin = self.own if self.known[self.own].held else 0.0
        self._first = (0.0, *islice(heavier(begin), AT_ONCE))
        self._stood: dict[float, list[Stance] | BadInput] = {}

    def at(self, kg: float) -> Tried:
        """The lift with another mass, held still."""
        if kg not in self.known:
            self.known[kg] = self._analysed(kg)
        return self.known[kg]

    def tried(self) -> tuple[Tried, ...]:
        """All so far, by mass."""
        return tuple(self.known[kg] for kg in sorted(self.known))

    def _analysed(self, kg: float) -> Tried:
        """Both ends, that which bears most first; what muscles do not hold there needs no other."""
        check()
        result, first = self.result, worst_held(self.result)[0]
        model, lift = result.model, self._lift(kg)
        try:
            task = task_of(model, lift, self._stances(kg))
            found: list[Result] = []
            for which in (first, 1 - first)[: len(result.held)]:
                held = result.held[which]
                ask = held_task(task, which)
                found.append(analyze(ask, model, objective=held.objective, options=held.options))
                if not found[-1].balanced.all():
                    break
        except BadInput:
            return Tried(kg, float("nan"), "", None)
        return _told(kg, found)

    def _lift(self, kg: float) -> Lift:
        return replace(self.result.lift, mass_kg=kg)

    def _stances(self, kg: float) -> list[Stance]:
        """How the body stands with a mass; of those that are surely tried all at once, which takes little
        longer than one.

        Raises:
            BadInput: it cannot stand so.
        """
        if kg not in self._stood:
            masses = list(dict.fromkeys([kg, *(self._first if kg in self._first else ())]))
            found = stances_of_each(self.result.model, [self._lift(each) for each in masses])
            self._stood |= zip(masses, found, strict=True)
        stood = self._stood[kg]
        if isinstance(stood, BadInput):
            raise stood
        return stood

    def until_muscles_fail(self) -> MostMass:
        """The greatest mass that muscles hold at start and end, to `HELD_TO_KG`."""
        if not self.at(0.0).held:
            return self._found(None, "already")
        kg = self.own if self.at(self.own).held else 0.0
        for each in heavier(kg):
            if not self.at(kg).held:
                break
            kg = each
        if self.at(kg).held:
            return self._found(None, "not within")
        for _ in range(MOST_TRIES):
            low = max(each.kg for each in self.tried() if each.held and each.kg < kg)
            kg = min(each.kg for each in self.tried() if not each.held and each.kg > low)
            if kg - low <= HELD_TO_KG:
                break
            self.at(self._between(low, kg))
        return self._found(low, "found")

    def _between(self, low: float, high: float) -> float:
        """Where what two masses lack would be nothing, grew it in a line, and that is near; else halfway."""
        half = (low + high) / 2.0
        lacking = [(each.kg, each.lacks) for each in self.tried() if each.kg >= high and each.lacks]
        if len(lacking) < 2 or lacking[1][1] <= lacking[0][1]:
            return half
        (first, lacks), (second, more) = lacking[:2]
        root = first - lacks * (second - first) / (more - lacks) - HELD_TO_KG / 2.0
        return root if half < root < high - HELD_TO_KG / 4.0 else half

    def until_compression(self, newton: float) -> MostMass:
        """The mass from which a lumbar level bears so much; looked for where muscles hold it."""
        if self.at(0.0).newton >= newton:
            return self._found(0.0, "already", self.at(0.0).level)
        most = self.until_muscles_fail()
        if most.verdict == "already":
            return self._found(None, "muscles before")
        top = self.at(MOST_KG if most.kg is None else most.kg)
        if top.newton < newton:
            return self._found(None, "not within" if most.kg is None else "muscles before")
        for i in range(MOST_TRIES):
            held = [each for each in self.tried() if each.held]
            first, second = sorted(held, key=lambda each: abs(each.newton - newton))[:2]
            low = max(each.kg for each in held if each.newton < newton)
            high = min(each.kg for each in held if each.newton >= newton and each.kg > low)
            if abs(first.newton - newton) <= TO_N or high - low <= TINY:
                break
            rise = (second.newton - first.newton) / (second.kg - first.kg)
            root = first.kg + (newton - first.newton) / rise if rise else low
            self.at(root if low < root < high and i % 4 != 3 else (low + high) / 2.0)
        return self._found(first.kg, "found", first.level)

    def _found(self, kg: float | None, verdict: Verdict, level: str = "") -> MostMass:
        return MostMass(None if verdict != "found" else kg, verdict, level, self.tried())


def _told(kg: float, found: Sequence[Result]) -> Tried:
    """What is told of a load that is held still at some places."""
    names = list(found[0].levels)
    loads = np.max([np.asarray(held.compression)[0] for held in found], axis=0)
    level = max(LUMBAR, key=lambda each: loads[names.index(each)])
    short = [held.shortfall.moment for held in found if held.shortfall is not None]
    return Tried(kg, float(loads[names.index(level)]), level, max(short, default=0.0))
