"""Sitting for hours, with breaks and without: how tissue creeps and comes back, and what extensors then do.

The angles are those of the task, found as joints give with fresh muscles. What the moment of the tissue is
over that in full flexion (`sitting_full_flexion`) creeps it, joint by joint. Then two things are told: how
many degrees farther the lumbar spine would sink if tissue bore as much as at first, and what muscles must do
to keep the posture, since tissue that has crept bears less at the same angles. In a break the person stands;
muscles that stand recover at the rate of work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dorsum import inputs
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.body.subject import Subject
from dorsum.clinic.creep import Creep, rows_of_flexion
from dorsum.clinic.endured import JOINT
from dorsum.clinic.fatigue import rates_of, tired_after
from dorsum.clinic.held import Held, posed
from dorsum.errors import BadInput
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.motion.analyze import model_for
from dorsum.motion.task import Task
from dorsum.units import DEGREE
from dorsum.wanted import check

STEP = 60.0  # s between balances; creep and fatigue are solved in closed form in between
FULL, STANDING = "sitting_full_flexion", "standing_relaxed"
MOST_HOURS = 24.0
EXTENSORS = ("sacrospinal", "transversospinal")  # groups of `muscles.csv`
NOT_SHOWN = "no interval is shown to prevent pain"


class Stand(NamedTuple):
    """How it stands at a time of the sitting."""

    seconds: float
    seated: bool  # else in a break
    sunk_deg: float  # of the lumbar spine, under the moment that its tissue bears at first
    tissue_nm: float  # extension of `JOINT` by tissue, at the angles of the posture
    muscles_nm: float  # and by muscles
    active: float  # mean activity of the extensors, of their fresh strength
    tired: float  # mean tired share of the extensors
    compression: float  # N, of the lumbar disc that bears most


@dataclass(frozen=True, eq=False)
class Course:
    """One way to sit: with breaks or without."""

    stands: tuple[Stand, ...]
    creep: tuple[Creep, ...]

    @property
    def minutes(self) -> Floats:
        """(stands,) since the start."""
        return np.array([stand.seconds for stand in self.stands]) / 60.0

    def of(self, name: str) -> Floats:
        """(stands,) a field of `Stand`."""
        return np.array([getattr(stand, name) for stand in self.stands], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Sitting:
    """Hours of sitting: the course without breaks, and the one with them where any were asked for."""

    task: Task
    model: Model
    hours: float
    every_minutes: float | None
    break_minutes: float
    load: Floats  # (lumbar joints,) moment of the tissue over that in full flexion
    straight: Course
    broken: Course | None
    assumptions: tuple[str, ...]


def sit(
    hours: float = 3.0,
    breaks: float | None = None,
    break_minutes: float = 2.0,
    posture: Task | str | Path = "sitting_slouched",
    subject: Subject | Body | Model | str | None = None,
    *,
    objective: Objective | str = DEFAULT,
    options: Options | None = None,
) -> Sitting:
    """Sit for hours, with a break of `break_minutes` after every `breaks` minutes of sitting.

    Raises:
        BadInput: a number makes no sense, or the task moves or does not flex the lumbar spine.
    """
    hours = inputs.within("hours", hours, STEP / 3600.0, MOST_HOURS, "h")
    check_breaks(hours, breaks, break_minutes)
    task = posture if isinstance(posture, Task) else Task.find(posture)
    if task.moves:
        raise BadInput(f"{task.title!r} moves: sit takes a posture that is held")
    who = subject if subject is not None else task.subject or "male"
    model, rule = model_for(who, options), Objective.of(objective)
    options = replace(options or Options(), free=model.body.free)
    seat = _Seat(model, task, rule, options)
    return Sitting(
        task=task,
        model=model,
        hours=hours,
        every_minutes=breaks,
        break_minutes=break_minutes,
        load=seat.load,
        straight=seat.course(hours, None, break_minutes),
        broken=None if breaks is None else seat.course(hours, breaks, break_minutes),
        assumptions=(*task.assumptions, *ASSUMED),
    )


ASSUMED = (
    "creep is proportional to the moment that tissue bears over that in full flexion; it comes with 9.4 min,"
    " half of it goes in 2 min and the rest ever more slowly (McGill and Brown 1992)",
    "the angles stay those of the posture; feet, seat and backrest push as at first",
    "in a break the person stands relaxed; what standing does to water in the discs is not in the model",
    "muscles tire and recover by the three-compartment model, at work all the time",
)


def check_breaks(hours: float, breaks: float | None, break_minutes: float) -> None:
    """Refuse breaks that make no sense."""
    if breaks is None:
        return
    inputs.within("breaks", breaks, STEP / 60.0, 60.0 * MOST_HOURS, "min")
    inputs.within("break_minutes", break_minutes, STEP / 60.0, 60.0 * MOST_HOURS, "min")
    if break_minutes >= breaks:
        raise BadInput(
            f"break_minutes = {break_minutes:g}: a break must be shorter than the {breaks:g} min of sitting"
            " between breaks"
        )
    if breaks >= 60.0 * hours:
        raise BadInput(f"breaks = {breaks:g} min: the first would come after the {hours:g} h of sitting")


class _Seat:
    """A posture to sit in, and standing for the breaks."""

    def __init__(self, model: Model, task: Task, rule: Objective, options: Options) -> None:
        self.model, self.rates = model, rates_of(model)
        self.rule, self.options = rule, options
        frames = {
            name: posed(model, each, rule, options)
            for name, each in (("task", task), (FULL, Task.named(FULL)), (STANDING, Task.named(STANDING)))
        }
        self.frames, rows = frames["task"], rows_of_flexion(model)
        self.sitting, self.standing = (
            Held(model, frames[name], rule, options) for name in ("task", STANDING)
        )
        full = Held(model, frames[FULL], rule, options)
        most = full.equations.passive[0, rows]
        self.load = np.maximum(self.sitting.equations.passive[0, rows] / most, 0.0)
        self.upright = np.maximum(self.standing.equations.passive[0, rows] / most, 0.0)
        if not self.load.any():
            raise BadInput(
                f"{task.title!r} does not flex the lumbar spine: its tissue bears no flexion to creep under"
            )
        by_group = {row.muscle: row.group in EXTENSORS for row in model.body.tables.muscles}
        strength = np.asarray(model.mech.fibres.maximal_force)
        weight = np.array([by_group[m] for m in model.topology.muscles]) * strength
        self.weight = np.append(weight / weight.sum(), np.zeros(len(model.actuators.names)))

    def course(self, hours: float, breaks: float | None, break_minutes: float) -> Course:
        """One way to sit."""
        creep, tired = Creep.none(self.model.body.tables), np.zeros(self.sitting.size)
        ends, now, seated, since = 3600.0 * hours, 0.0, True, 0.0
        held, answer = self.at(creep), None
        stands, states = [], []
        while True:
            check()
            held = self.at(creep) if seated else self.standing
            answer = held.answer(tired, answer)
            stands.append(self.stand(now, seated, creep, tired, held, answer))
            states.append(creep)
            if now >= ends:
                return Course(tuple(stands), tuple(states))
            lasts = np.inf if breaks is None else 60.0 * (breaks if seated else break_minutes)
            step = min(STEP, ends - now, lasts - since)
            tired = tired_after(tired, answer.tiring[0], step, self.rates)
            creep = creep.after(step, self.load if seated else self.upright)
            now, since = now + step, since + step
            if since >= lasts:
                seated, since, answer = not seated, 0.0, None

    def at(self, creep: Creep) -> Held:
        """The posture with tissue that has crept."""
        return Held(self.model, creep.applied(self.model, self.frames), self.rule, self.options)

    def stand(self, now, seated, creep, tired, held, answer) -> Stand:  # type: ignore[no-untyped-def]
        """How it stands."""
        muscles, tissue = held.extension(answer, JOINT)
        lumbar = [self.model.body.levels.names.index(level) for level in LUMBAR]
        return Stand(
            now,
            seated,
            creep.lumbar(self.model) / DEGREE,
            float(tissue[0]),
            float(muscles[0]),
            float(answer.activity[0] @ self.weight),
            float(tired @ self.weight),
            float(held.compression(answer)[0, lumbar].max()),
        )
