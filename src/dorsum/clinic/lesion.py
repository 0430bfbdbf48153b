"""A task before and after muscles are weakened: what discs bear, who takes over, what lacks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.body.names import SIDES
from dorsum.body.scan import Ints
from dorsum.clinic.pair import Pair, Who
from dorsum.clinic.weakening import Weakening
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import RECORDINGS, analyze
from dorsum.motion.task import Task
from dorsum.words import percent

LEAST_N = 1.0  # of a muscle's force: what changes less is not told


@dataclass(frozen=True)
class LevelChange:
    """What a level bears at most over the task, N: compression, and shear forward where that is largest."""

    level: str
    before_n: float
    after_n: float
    shear_before_n: float
    shear_after_n: float


@dataclass(frozen=True)
class MuscleChange:
    """The greatest force of a muscle of one side over the task, N, and its activation at most."""

    muscle: str
    name: str
    side: str
    before_n: float
    after_n: float
    activation_before: float
    activation_after: float
    weakened: bool


@dataclass(frozen=True, eq=False)
class Lesion:
    """The same task of the same body before and after.

    Where one of the two is not balanced (`Result.shortfall`) its loads are lower bounds, and so are changes.
    """

    weakening: Weakening
    before: Result
    after: Result

    @cached_property
    def levels(self) -> tuple[LevelChange, ...]:
        """Every level, caudal → cranial."""
        found = []
        for i, level in enumerate(self.before.levels):
            numbers = []
            for result in (self.before, self.after):
                compression, shear = np.asarray(result.compression)[:, i], np.asarray(result.anterior_shear)
                numbers.append((float(np.nanmax(compression)), float(shear[np.abs(shear[:, i]).argmax(), i])))
            (before, shear_before), (after, shear_after) = numbers
            found.append(LevelChange(level, before, after, shear_before, shear_after))
        return tuple(found)

    @cached_property
    def muscles(self) -> tuple[MuscleChange, ...]:
        """Muscles whose force changes by at least 1 N, those that change most first."""
        names = {row.muscle: row.name for row in self.before.body.tables.muscles}
        lost = Pair(self.before.body, self.weakening).taken
        found = []
        for muscle in dict.fromkeys(self.before.body.fascicles.muscles):
            for side in SIDES:
                each = self.before.body.of_muscle(muscle, side)
                (before, effort), (after, effort_after) = (_most(r, each) for r in (self.before, self.after))
                if abs(after - before) >= LEAST_N:
                    weak, name = bool(lost[each].any()), names[muscle]
                    found.append(MuscleChange(muscle, name, side, before, after, effort, effort_after, weak))
        return tuple(sorted(found, key=lambda each: -abs(each.after_n - each.before_n)))

    @property
    def worst(self) -> LevelChange:
        """The lumbar level that bears most after."""
        return max(self.levels[:5], key=lambda each: each.after_n)

    @property
    def lacks(self) -> tuple[str, str]:
        """What muscles lack before and after; empty where they hold it."""
        short = (self.before.shortfall, self.after.shortfall)
        before, after = ("" if each is None else each.words for each in short)
        return before, after

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "weakening": asdict(self.weakening),
            "task": self.before.task,
            "subject": self.before.subject.as_dict(),
            "facts": self.before.tables_digest,
            "sources": sorted({row.key for row in self.before.sources} | set(self.weakening.sources)),
            "uncertainty": uncertainty(self),
            "levels": [asdict(level) for level in self.levels],
            "muscles": [asdict(muscle) for muscle in self.muscles],
            "lacks": dict(zip(("before", "after"), self.lacks, strict=True)),
            "notes": list(self.weakening.notes),
        }


def compare_weakened(
    task: Task | str | Path,
    weakening: Weakening,
    who: Who | None = None,
    *,
    objective: Objective | str = DEFAULT,
    options: Options | None = None,
    **recording: Any,
) -> Lesion:
    """A task or a recording before and after a weakening; the arguments are those of `analyze`.

    Raises:
        BadInput, UnknownName: the task, subject or a muscle makes no sense.
    """
    asked = task
    if not isinstance(task, Task) and Path(task).suffix.lower() not in RECORDINGS:
        asked = Task.find(task)
    person = who if who is not None else (asked.subject if isinstance(asked, Task) else None) or "male"
    pair = Pair.of(person, weakening)
    before, after = (
        analyze(asked, body, objective=objective, options=options, **recording)
        for body in (pair.whole, pair.weak)
    )
    after = replace(
        after,
        title=f"{after.title}: {weakening.words}",
        assumptions=(*(f"{weakening.words}.",), *weakening.notes, *after.assumptions),
    )
    return Lesion(weakening, before, after)


def uncertainty(lesion: Lesion) -> str:
    """What kind of error the change has, in a sentence."""
    share = percent(lesion.before.assumed_share)
    kinds = {"stated": "as stated", "measured": "by supply that was measured"}
    lost = kinds.get(lesion.weakening.kind, f"{lesion.weakening.kind}, by the rules told")
    return (
        f"One model with one rule of sharing, no spread of people; {share} of the fascicles have an estimated"
        f" or assumed area; what is lost is {lost}."
    )


def _most(result: Result, fascicles: Ints) -> tuple[float, float]:
    force = np.nan_to_num(np.asarray(result.forces)[:, fascicles]).sum(axis=1)
    effort = np.nan_to_num(np.asarray(result.activations)[:, fascicles])
    return float(force.max()), float(effort.max())
