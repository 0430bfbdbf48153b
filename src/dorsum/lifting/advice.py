"""What should change in a lift, how many kilograms until its limits, and how many people have the strength.

Every change is told by itself (`changes`), where the lift, held still, bears most. Changes of the job come
before changes of the person; no posture is called the right one.

Told is what changes the load by more than a trunk does that leans `posture_error_words` (`constants.csv`)
more or less, hands where they are: so well a posture is known and repeated. What else a load is uncertain by
(a fifth to a third of it, `docs/validation.md`) a difference shares with what it is taken from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dorsum.lifting.analyze import LiftResult
from dorsum.lifting.changes import KN, Change, changes_of
from dorsum.lifting.lift_slopes import LiftSlopes, lift_slopes
from dorsum.lifting.limits import EDITIONS, PublishedLimit, compression_limits
from dorsum.lifting.most_mass import MOST_KG, Masses, MostMass
from dorsum.lifting.static_strength import StaticStrength, static_strength

KNOWN = "posture_error_words"
ACTION = EDITIONS["compression_action_limit"]


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
        """The answer in words."""
        return [*self._changes(), *self._masses(), *self.people.lines()]

    def _changes(self) -> Iterator[str]:
        slopes = self.slopes
        if not self.held:
            yield f"Muscles do not hold the load at the {slopes.where}: what to change is not told."
            return
        yield (
            f"Held still at the {slopes.where}, {slopes.level} bears most, {slopes.newton / KN:.2f} kN. What"
            " would lower that, each by itself, locally, all else equal:"
        )
        for whom, head in (
            ("job", "The job:"),
            ("person", "The person (no posture is the right one; loads on knees and breath count, too):"),
        ):
            found = [change.line() for change in self.told if change.of_whom == whom]
            if found:
                yield head
                yield from (f"- {line}" for line in found)
        if not self.told:
            yield "- nothing here by more than the posture is known"
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


def advise(result: LiftResult) -> Advice:
    """What should change in a lift that was analysed, its limits in kg, and who has the strength for it.

    It takes as long as some thirty held postures, and longer far beyond strength.

    Raises:
        BadInput: there is no compiled kernel, or the objective has no name.
    """
    slopes = lift_slopes(result)
    masses = Masses(result)
    tables = result.model.body.tables
    limit = next(each for each in compression_limits(tables=tables) if each.edition == ACTION)
    assert limit.value is not None
    held = bool(result.held[slopes.which].balanced.all())
    found = sorted(changes_of(result, slopes) if held else (), key=lambda c: (c.of_whom, c.told or 0.0))
    error = tables.constant(KNOWN)
    return Advice(
        slopes=slopes,
        changes=tuple(found),
        error=error,
        uncertainty=abs(float(np.nan_to_num(slopes.by["trunk_deg"]))) * error,
        held=held,
        limit=limit,
        until_limit=masses.until_compression(limit.value),
        until_muscles=masses.until_muscles_fail(),
        people=static_strength(result, slopes.which),
        moves=result.lift.end is not None,
    )
