"""A job analysed: what each part does to the discs, how it adds up over the shift, and what contributes most.

Damage is the fatigue index by modelled disc force (`damage`): every repetition, and every time that a posture
is taken, counts once with its greatest compression. It knows nothing of how long a disc is held down; that is
told beside it, as force times time. Both are told of one disc: that which the whole shift damages most.

A lift that no posture reaches is left out of all that asks the body, and is named: then the sums are lower
bounds. Rules that ask the words of a lift alone count it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum
from typing import NamedTuple

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.lifting.analyze import analyze_lift
from dorsum.lifting.course import task_of
from dorsum.lifting.damage import DailyDamage, Fatigue, ForceTask, daily_damage, fatigue, moment_task
from dorsum.lifting.job import Holding, Job, Lifting, Part
from dorsum.lifting.job_index import JobIndex, index_of
from dorsum.lifting.lift import Lift
from dorsum.lifting.many import Way, ways_of
from dorsum.lifting.place import hip_arm
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import Who, analyze, model_for
from dorsum.motion.task import Task
from dorsum.words import listed, percent

HALF = 0.5
KN = 1e3
MOST_NAMED = 6  # parts in the first sentence


class Loads(NamedTuple):
    """What a part does once: of each lumbar disc the greatest compression, N, and force times time, N·s and
    N²·s; arm: how far the load is from the hips at most, m, of lifts; balanced: whether muscles hold it."""

    peak: Mapping[str, float]
    impulse: Mapping[str, float]
    squared: Mapping[str, float]
    arm: float | None
    balanced: bool


@dataclass(frozen=True, eq=False)
class Shift:
    """What a shift asks of a body."""

    job: Job
    body: Body
    posture: str
    loads: tuple[Loads | BadInput, ...]  # of the parts; why, where no posture does it

    def __repr__(self) -> str:
        return f"<Shift {self.job.title}: {self.headline}>"

    @cached_property
    def done(self) -> dict[int, Loads]:
        """The loads of the parts that a posture does."""
        return {i: once for i, once in enumerate(self.loads) if isinstance(once, Loads)}

    @cached_property
    def missing(self) -> dict[int, str]:
        """Why, of the parts that none does: then sums over the shift are lower bounds."""
        return {i: str(why) for i, why in enumerate(self.loads) if isinstance(why, BadInput)}

    @cached_property
    def level(self) -> str:
        """The lumbar disc that the shift damages most."""
        return max(LUMBAR, key=lambda level: self._fatigue(level).total)

    @cached_property
    def damage(self) -> Fatigue:
        """The fatigue index of that disc."""
        return self._fatigue(self.level)

    def _fatigue(self, level: str) -> Fatigue:
        tasks = [
            ForceTask(compression=once.peak[level], repetitions=part.times, name=part.title)
            for part, once in self._pairs()
        ]
        return fatigue(tasks, tables=self.body.tables)

    def _pairs(self) -> list[tuple[Part, Loads]]:
        return [(self.job.parts[i], once) for i, once in self.done.items()]

    @cached_property
    def damages(self) -> tuple[float | None, ...]:
        """The damage that each part does; None of one that no posture does."""
        of_part = dict(zip(self.done, self.damage.of_task, strict=True))
        return tuple(of_part.get(i) for i in range(len(self.loads)))

    @property
    def shares(self) -> tuple[float | None, ...]:
        """Of the damage, for each part."""
        return tuple(None if one is None else one / self.damage.total for one in self.damages)

    @cached_property
    def ranked(self) -> tuple[int, ...]:
        """The parts from what contributes most on; last those that no posture does."""
        of_part = dict(zip(self.done, self.damage.of_task, strict=True))
        return (*sorted(of_part, key=lambda i: -of_part[i]), *self.missing)

    @property
    def half(self) -> tuple[int, ...]:
        """The fewest parts that do half of the damage."""
        done = np.cumsum([one for i in self.ranked if (one := self.shares[i]) is not None])
        return self.ranked[: int(np.searchsorted(done, HALF - 1e-12)) + 1]

    def worst(self, part: int) -> tuple[str, float]:
        """The lumbar disc that a part presses most, and how much, N."""
        return max(self.done[part].peak.items(), key=lambda pair: pair[1])

    def held(self, part: int) -> float:
        """Force times time of the disc over the shift, N·s."""
        return self.job.parts[part].times * self.done[part].impulse[self.level]

    @property
    def impulse(self) -> float:
        """Of all parts, N·s."""
        return fsum(self.held(i) for i in self.done)

    @property
    def squared(self) -> float:
        """Squared force times time of all parts, N²·s."""
        return fsum(part.times * once.squared[self.level] for part, once in self._pairs())

    @cached_property
    def lifft(self) -> DailyDamage | None:
        """LiFFT of the lifts; none where the job has no lift."""
        tasks = [
            moment_task(part.lift.mass_kg, once.arm, part.times, name=part.title)
            for part, once in self._pairs()
            if isinstance(part, Lifting) and once.arm is not None
        ]
        return daily_damage(tasks, tables=self.body.tables) if tasks else None

    @cached_property
    def index(self) -> JobIndex:
        """The NIOSH index of the lifts, or why there is none."""
        return index_of(self.job, self.body.tables)

    @property
    def headline(self) -> str:
        """`Half of the day's damage comes from 3 of 14 parts: …`."""
        half, n = self.half, len(self.done)
        names = [f"{self.job.parts[i].title} ({percent(self.shares[i] or 0.0)})" for i in half]
        of = "the one part" if n == 1 else f"{len(half)} of {n} parts"
        least = f" that could be computed, {len(self.missing)} could not" if self.missing else ""
        return f"Half of the day's damage comes from {of}{least}: {listed(names, most=MOST_NAMED)}."

    def lacks(self) -> list[str]:
        """What the parts lack that no posture does, in words."""
        if not self.missing:
            return []
        return [
            *(f"{self.job.parts[i].title} is left out: {why}." for i, why in self.missing.items()),
            "Damage, force times time and LiFFT of the shift leave out what no posture does: they are lower"
            " bounds. The index of NIOSH asks no posture and counts every lift.",
        ]

    @property
    def unbalanced(self) -> tuple[str, ...]:
        """Parts that the muscles cannot hold, so that their loads are lower bounds."""
        return tuple(part.title for part, once in self._pairs() if not once.balanced)


def analyze_job(job: Job, subject: Who = None, *, posture: str = "giving") -> Shift:
    """What a shift asks of a body: the argument's, else the job's own, else the built-in `male`.

    Joints give, unless `posture` is `"exact"`. Equal parts are computed once. A lift that no posture does is
    left out and named (`Shift.missing`).

    Raises:
        BadInput, UnknownName: none of the lifts can be done, or another part: the sentence names it.
    """
    model = model_for(subject if subject is not None else job.subject or "male")
    options = Options(posture=posture)
    differ: dict[object, Part] = {}
    for part in job.parts:
        differ.setdefault(_key(part), part)
    known = dict(zip(differ, _loads_of(model, list(differ.values()), options), strict=True))
    loads = tuple(_of(part, known[_key(part)]) for part in job.parts)
    if all(isinstance(once, BadInput) for once in loads):
        raise BadInput(f"{job.parts[0].title}: {loads[0]}")
    return Shift(job, model.body, posture, loads)


def _loads_of(model: Model, parts: list[Part], options: Options) -> list[Loads | BadInput]:
    """The loads of parts that differ: lifts at once, all else one by one."""
    lifts = [part for part in parts if isinstance(part, Lifting)]
    if model.body.free:  # what holds these joints is found lift by lift
        ways = iter([_one(model, part, options) for part in lifts])
    else:
        found = ways_of(model, [part.lift for part in lifts], options)
        ways = iter([_of_way(model, way) for way in found])
    return [next(ways) if isinstance(part, Lifting) else _held(model, part, options) for part in parts]


def _key(part: Part) -> object:
    """What makes a part equal to another: not how often, how long, or how it is called."""
    what = part.lift if isinstance(part, Lifting) else part.what
    if isinstance(what, Lift):
        return replace(what, title="-", grip="good", per_minute=None, hours=None, subject=None)
    return repr(replace(what, title="-", name="-")) + repr(what.postures) + repr((what.loads, what.keyframes))


def _of(part: Part, once: Loads | BadInput) -> Loads | BadInput:
    """The loads of a part from those of one second of what it holds; of what moves they are as they are."""
    if isinstance(once, BadInput) or not _still(part):
        return once
    assert isinstance(part, Holding)
    assert part.seconds is not None
    longer = {name: value * part.seconds for name, value in once.impulse.items()}
    squared = {name: value * part.seconds for name, value in once.squared.items()}
    return once._replace(impulse=longer, squared=squared)


def _still(part: Part) -> bool:
    return isinstance(part, Holding) and not (isinstance(part.what, Task) and part.what.moves)


def _of_way(model: Model, way: Way | BadInput) -> Loads | BadInput:
    if isinstance(way, BadInput):
        return way
    rows = _lumbar(model)
    return _told(way.held[:, rows], way.moving[:, rows], way.times, way.arm, way.balanced)


def _one(model: Model, part: Lifting, options: Options) -> Loads | BadInput:
    """A lift by itself."""
    try:
        found = analyze_lift(part.lift, model, options=options)
    except BadInput as error:
        return error
    assert found.moving is not None  # a lift of a job has an end
    rows = _lumbar(model)
    held = np.concatenate([np.asarray(each.compression)[:, rows] for each in found.held])
    moving = np.asarray(found.moving.compression)[:, rows]
    return _told(held, moving, np.asarray(found.moving.times), hip_arm(found), found.balanced)


def _held(model: Model, part: Holding, options: Options) -> Loads | BadInput:
    try:
        task = task_of(model, part.what) if isinstance(part.what, Lift) else part.what
        found = analyze(task, model, options=options)
    except (BadInput, UnknownName) as error:
        if isinstance(part.what, Lift) and isinstance(error, BadInput):
            return error
        raise BadInput(f"{part.title}: {error}") from error
    loads = np.asarray(found.compression)[:, _lumbar(model)]
    return _told(loads, loads, np.asarray(found.times), None, bool(found.balanced.all()))


def _lumbar(model: Model) -> list[int]:
    names = list(model.body.levels.names)
    return [names.index(level) for level in LUMBAR]


def _told(held: Floats, along: Floats, times: Floats, arm: float | None, balanced: bool) -> Loads:
    """Loads of lumbar discs (frames, discs) N, held and along a course; of one second where nothing moves."""
    peak = np.maximum(held.max(axis=0), along.max(axis=0))
    once, twice = along[0], along[0] ** 2
    if len(times) > 1:
        once, twice = (np.trapezoid(of, times, axis=0) for of in (along, along**2))
    by_level = [dict(zip(LUMBAR, of.tolist(), strict=True)) for of in (peak, once, twice)]
    return Loads(by_level[0], by_level[1], by_level[2], arm, balanced)
