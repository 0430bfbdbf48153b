"""A job analysed: what each part does to the discs, how it adds up over the shift, and what contributes most.

Damage is the fatigue index by modelled disc force (`damage`): every repetition, and every time that a posture
is taken, counts once with its greatest compression. It knows nothing of how long a disc is held down; that is
told beside it, as force times time. Both are told of one disc: that which the whole shift damages most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum
from typing import Any, NamedTuple

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
    loads: tuple[Loads, ...]  # of the parts

    def __repr__(self) -> str:
        return f"<Shift {self.job.title}: {self.headline}>"

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
            for part, once in zip(self.job.parts, self.loads, strict=True)
        ]
        return fatigue(tasks, tables=self.body.tables)

    @property
    def shares(self) -> tuple[float, ...]:
        """Of the damage, for each part."""
        return tuple(one / self.damage.total for one in self.damage.of_task)

    @cached_property
    def ranked(self) -> tuple[int, ...]:
        """The parts from what contributes most on."""
        return tuple(sorted(range(len(self.loads)), key=lambda i: -self.damage.of_task[i]))

    @property
    def half(self) -> tuple[int, ...]:
        """The fewest parts that do half of the damage."""
        done = np.cumsum([self.shares[i] for i in self.ranked])
        return self.ranked[: int(np.searchsorted(done, HALF - 1e-12)) + 1]

    def worst(self, part: int) -> tuple[str, float]:
        """The lumbar disc that a part presses most, and how much, N."""
        return max(self.loads[part].peak.items(), key=lambda pair: pair[1])

    def held(self, part: int) -> float:
        """Force times time of the disc over the shift, N·s."""
        return self.job.parts[part].times * self.loads[part].impulse[self.level]

    @property
    def impulse(self) -> float:
        """Of all parts, N·s."""
        return fsum(self.held(i) for i in range(len(self.loads)))

    @property
    def squared(self) -> float:
        """Squared force times time of all parts, N²·s."""
        parts = zip(self.job.parts, self.loads, strict=True)
        return fsum(part.times * once.squared[self.level] for part, once in parts)

    @cached_property
    def lifft(self) -> DailyDamage | None:
        """LiFFT of the lifts; none where the job has no lift."""
        tasks = [
            moment_task(part.lift.mass_kg, once.arm, part.times, name=part.title)
            for part, once in zip(self.job.parts, self.loads, strict=True)
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
        half, n = self.half, len(self.loads)
        names = [f"{self.job.parts[i].title} ({percent(self.shares[i])})" for i in half]
        of = "the one part" if n == 1 else f"{len(half)} of {n} parts"
        return f"Half of the day's damage comes from {of}: {listed(names, most=MOST_NAMED)}."

    @property
    def unbalanced(self) -> tuple[str, ...]:
        """Parts that the muscles cannot hold, so that their loads are lower bounds."""
        pairs = zip(self.job.parts, self.loads, strict=True)
        return tuple(part.title for part, once in pairs if not once.balanced)


def analyze_job(job: Job, subject: Who = None, *, posture: str = "giving") -> Shift:
    """What a shift asks of a body: the argument's, else the job's own, else the built-in `male`.

    Joints give, unless `posture` is `"exact"`. Equal parts are computed once.

    Raises:
        BadInput, UnknownName: a part cannot be done: the sentence names it.
    """
    model = model_for(subject if subject is not None else job.subject or "male")
    options = Options(posture=posture)
    differ: dict[object, Part] = {}
    for part in job.parts:
        differ.setdefault(_key(part), part)
    known = dict(zip(differ, _loads_of(model, list(differ.values()), options), strict=True))
    return Shift(job, model.body, posture, tuple(_of(part, known[_key(part)]) for part in job.parts))


def _loads_of(model: Model, parts: list[Part], options: Options) -> list[Loads]:
    """The loads of parts that differ: lifts with exact postures at once, all else one by one."""
    lifts = [part for part in parts if isinstance(part, Lifting)]
    if options.posture != "exact" or model.body.free:  # what gives or holds is found lift by lift
        ways = iter([_one(model, part, options) for part in lifts])
    else:
        found = ways_of(model, [part.lift for part in lifts])
        ways = iter([_of_way(model, part, way) for part, way in zip(lifts, found, strict=True)])
    return [next(ways) if isinstance(part, Lifting) else _held(model, part, options) for part in parts]


def _key(part: Part) -> object:
    """What makes a part equal to another: not how often, how long, or how it is called."""
    what = part.lift if isinstance(part, Lifting) else part.what
    if isinstance(what, Lift):
        return replace(what, title="-", grip="good", per_minute=None, hours=None, subject=None)
    return repr(replace(what, title="-", name="-")) + repr(what.postures) + repr((what.loads, what.keyframes))


def _of(part: Part, once: Loads) -> Loads:
    """The loads of a part from those of one second of what it holds; of what moves they are as they are."""
    if not _still(part):
        return once
    assert isinstance(part, Holding)
    assert part.seconds is not None
    longer = {name: value * part.seconds for name, value in once.impulse.items()}
    squared = {name: value * part.seconds for name, value in once.squared.items()}
    return once._replace(impulse=longer, squared=squared)


def _still(part: Part) -> bool:
    return isinstance(part, Holding) and not (isinstance(part.what, Task) and part.what.moves)


def _of_way(model: Model, part: Lifting, way: Way | BadInput) -> Loads:
    if isinstance(way, BadInput):
        raise BadInput(f"{part.title}: {way}") from way
    rows = _lumbar(model)
    return _told(way.held[:, rows], way.moving[:, rows], way.times, way.arm, way.balanced)


def _one(model: Model, part: Lifting, options: Options) -> Loads:
    """A lift by itself."""
    try:
        found = analyze_lift(part.lift, model, options=options)
    except (BadInput, UnknownName) as error:
        raise BadInput(f"{part.title}: {error}") from error
    assert found.moving is not None  # a lift of a job has an end
    rows = _lumbar(model)
    held = np.concatenate([np.asarray(each.compression)[:, rows] for each in found.held])
    moving = np.asarray(found.moving.compression)[:, rows]
    return _told(held, moving, np.asarray(found.moving.times), hip_arm(found), found.balanced)


def _held(model: Model, part: Holding, options: Options) -> Loads:
    try:
        task = task_of(model, part.what) if isinstance(part.what, Lift) else part.what
        found = analyze(task, model, options=options)
    except (BadInput, UnknownName) as error:
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


def as_dict(shift: Shift) -> dict[str, Any]:
    """JSON of a shift."""
    lifft, index = shift.lifft, shift.index
    return {
        "job": shift.job.title,
        "subject": shift.body.subject.name,
        "headline": shift.headline,
        "level": shift.level,
        "posture": shift.posture,
        "damage": {
            "index": shift.damage.total,
            "beyond_fitted": shift.damage.beyond,
            "strength_n": shift.damage.strength,
            "words": shift.damage.lines(),
        },
        "force_time_kn_s": shift.impulse / KN,
        "squared_force_time_kn2_s": shift.squared / KN**2,
        "lifft": None if lifft is None else {"daily": lifft.daily, "percent": lifft.chance} | _words(lifft),
        "niosh": {"rule": index.rule, "index": index.index, "words": index.lines()},
        "parts": rows_of(shift),
    }


def _words(lifft: DailyDamage) -> dict[str, list[str]]:
    return {"words": lifft.lines()}


def rows_of(shift: Shift) -> list[dict[str, Any]]:
    """A row for every part, from what contributes most on."""
    lifft = shift.lifft
    arms = iter(() if lifft is None else lifft.of_task)
    doses = [next(arms) if isinstance(part, Lifting) else None for part in shift.job.parts]
    rows = []
    for i in shift.ranked:
        part, once = shift.job.parts[i], shift.loads[i]
        level, newton = shift.worst(i)
        rows.append(
            {
                "part": part.title,
                "kind": "lift" if isinstance(part, Lifting) else "held",
                "times": part.times,
                "share": shift.shares[i],
                "damage": shift.damage.of_task[i],
                "worst_level": level,
                "compression_n": newton,
                "percent_of_strength": shift.damage.percent[i],
                "force_time_kn_s": shift.held(i) / KN,
                "lifft_damage": doses[i],
                "arm_cm": None if once.arm is None else 100.0 * once.arm,
                "balanced": once.balanced,
            }
        )
    return rows
