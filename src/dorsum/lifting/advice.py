"""What should change in a lift, how many kilograms until its limits, and how many people have the strength.

Every change is told by itself (`changes`), where the lift, held still, bears most. Changes of the job come
before changes of the person; no posture is called the right one.

Told is what changes the load by more than a trunk does that leans `posture_error_words` (`constants.csv`)
more or less, hands where they are: so well a posture is known and repeated. What else a load is uncertain by
(a fifth to a third of it, `docs/validation.md`) a difference shares with what it is taken from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from dorsum.lifting.analyze import LiftResult
from dorsum.lifting.changes import KN, Change, changes_of
from dorsum.lifting.lift_slopes import LiftSlopes, lift_slopes
from dorsum.lifting.limits import EDITIONS, PublishedLimit, compression_limits
from dorsum.lifting.most_mass import MOST_KG, Masses, MostMass
from dorsum.lifting.static_strength import StaticStrength, static_strength
from dorsum.wanted import check

KNOWN = "posture_error_words"
ACTION = EDITIONS["compression_action_limit"]
# What is done, and the share of the whole time at which each begins.
SLOPES, CHANGES, MASSES, STRENGTH = STEPS = (
    ("Slopes where it bears most", 0.0),
    ("Each change by itself", 0.1),
    ("Kilograms until limits", 0.4),
    ("The strength of women and men", 0.8),
)
Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class Said:
    """The answer in words, by what it is about: sentences, of `job` and `person` one for each change."""

    head: str
    job: tuple[str, ...]
    person: tuple[str, ...]
    beside: tuple[str, ...]  # what changes nothing, or the wrong way, and how well that is known
    masses: tuple[str, ...]
    people: tuple[str, ...]

    def lines(self) -> list[str]:
        """All, one after the other."""
        told = [self.head]
        for head, changes in ((JOB, self.job), (PERSON, self.person)):
            told += [head, *(f"- {line}" for line in changes)] if changes else []
        return [*told, *self.beside, *self.masses, *self.people]


JOB = "The job:"
PERSON = "The person (no posture is the right one; loads on knees and breath count, too):"


@dataclass(frozen=True)
class Advice:
    """What `advise` found; `lines` are for terminal, page and report."""

    slopes: LiftSlopes
    changes: tuple[Change, ...]  # of the job, then of the person; each the largest first
    error: float  # °, by which a trunk may lean otherwise than is told
    uncertainty: float  # N, what that changes: below it no change is told
    held: bool  # whether muscles hold the load where it bears most; else nothing is told to change
    limit: PublishedLimit
    until_limit: MostMass
    until_muscles: MostMass
    people: StaticStrength
    moves: bool  # whether the lift is more than a load that is held

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes that lower the load by more than the uncertainty."""
        return tuple(c for c in self.changes if c.told is not None and c.told < -self.uncertainty)

    def lines(self) -> list[str]:
        """The answer in words, a sentence a line."""
        return self.said().lines()

    def said(self) -> Said:
        """The answer in words."""
        slopes = self.slopes
        head = (
            f"Held still at the {slopes.where}, {slopes.level} bears most, {slopes.newton / KN:.2f} kN. What"
            " would lower that, each by itself, locally, all else equal:"
            if self.held
            else f"Muscles do not hold the load at the {slopes.where}: what to change is not told."
        )
        job, person = (
            tuple(change.line() for change in self.told if change.of_whom == whom)
            for whom in ("job", "person")
        )
        beside = tuple(self._beside()) if self.held else ()
        return Said(head, job, person, beside, tuple(self._masses()), tuple(self.people.lines()))

    def _beside(self) -> Iterator[str]:
        """What lowers nothing by more than is known, and how well that is."""
        if not self.told:
            yield "Nothing here by more than the posture is known."
        jobs = [c for c in self.changes if c.of_whom == "job" and c not in self.told]
        if of_no_use := "; ".join(f"{c.words} ({c.size})" for c in jobs if c.told is not None):
            yield f"By the model these do less here, or the opposite: {of_no_use}."
        yield from (f"{c.words}: cannot be, {c.why}." for c in jobs if c.told is None)
        yield (
            f"Changes below {self.uncertainty / KN:.2f} kN are not told: a trunk that leans {self.error:g}°"
            " more or less changes as much. A load itself is known to 20 to 30 %, differences better."
        )

    def _masses(self) -> Iterator[str]:
        limit, still = f"{(self.limit.value or 0.0) / KN:g} kN", ", held still" if self.moves else ""
        found = self.until_limit
        told = {
            "found": f"{found.level} reaches {limit} from {found.kg or 0.0:.1f} kg{still}",
            "already": f"{found.level} is above {limit} already with empty hands",
            "not within": f"no level reaches {limit} within {MOST_KG:g} kg{still}",
            "muscles before": f"muscles give way before a level reaches {limit}{still}",
        }[found.verdict]
        yield f"{told[0].upper()}{told[1:]} ({self.limit.edition}; a value for design, not for one person)."
        most = self.until_muscles
        yield {
            "found": f"The muscles of this body hold up to about {most.kg or 0.0:.0f} kg there{still}; that"
            " is strength, not safety.",
            "already": "The muscles of this body do not hold it even with empty hands.",
            "not within": f"The muscles of this body hold more than {MOST_KG:g} kg there{still}; that is"
            " strength, not safety.",
        }[most.verdict]
        for each, what in ((found, "compression"), (most, "what muscles hold")):
            if not each.monotone:
                yield f"Not every heavier load does more here: other masses may have the same {what}."
                break


def advise(result: LiftResult, tell: Tell = lambda doing, done: None) -> Advice:
    """What should change in a lift that was analysed, its limits in kg, and who has the strength for it.

    It takes as long as some thirty held postures, and longer far beyond strength; `tell` hears what is being
    done, and what share of the time is over.

    Raises:
        BadInput: there is no compiled kernel, or the objective has no name.
        Unwanted: nobody waits for it any more.
    """

    def begin(step: tuple[str, float]) -> None:
        check()
        tell(*step)

    begin(SLOPES)
    slopes = lift_slopes(result)
    masses = Masses(result)
    tables = result.model.body.tables
    limit = next(each for each in compression_limits(tables=tables) if each.edition == ACTION)
    assert limit.value is not None
    held = bool(result.held[slopes.which].balanced.all())
    begin(CHANGES)
    found = sorted(changes_of(result, slopes) if held else (), key=lambda c: (c.of_whom, c.told or 0.0))
    begin(MASSES)
    until_limit, until_muscles = masses.until_compression(limit.value), masses.until_muscles_fail()
    begin(STRENGTH)
    error = tables.constant(KNOWN)
    return Advice(
        slopes=slopes,
        changes=tuple(found),
        error=error,
        uncertainty=abs(float(np.nan_to_num(slopes.by["trunk_deg"]))) * error,
        held=held,
        limit=limit,
        until_limit=until_limit,
        until_muscles=until_muscles,
        people=static_strength(result, slopes.which),
        moves=result.lift.end is not None,
    )
