"""A lift analysed: posture and course by rule, and what muscles and discs bear from its start to its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dorsum.body.skeleton import LUMBAR
from dorsum.lifting.course import seconds_of, speed_of, stances_of, task_of
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.posture import Stance
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import Who, analyze, model_for
from dorsum.motion.task import Task


@dataclass(frozen=True, eq=False)
class LiftResult:
    """What a lift asks of a body: `held` with its load held still at start and end, `moving` in between."""

    lift: Lift
    model: Model
    stances: tuple[Stance, ...]  # at the start, and at the end if there is one
    task: Task
    held: tuple[Result, ...]  # as many
    moving: Result | None  # None: the load is held at its start
    seconds: float
    speed_m_s: float

    def __repr__(self) -> str:
        level, newton = self.worst
        return f"<LiftResult {self.lift.title}: {level} bears {newton:.0f} N>"

    @cached_property
    def result(self) -> Result:
        """That which tells the most: of the movement, else of the load held."""
        return self.moving if self.moving is not None else self.held[0]

    @cached_property
    def compression(self) -> dict[str, float]:
        """The greatest compression of each lumbar disc over the lift, N, at rest or moving."""
        every = (*self.held, *(() if self.moving is None else (self.moving,)))
        names = list(self.model.body.levels.names)
        peaks = np.max([np.asarray(r.compression).max(axis=0) for r in every], axis=0)
        return {level: float(peaks[names.index(level)]) for level in LUMBAR}

    @cached_property
    def worst(self) -> tuple[str, float]:
        """The lumbar disc that bears most, and how much, N."""
        return max(self.compression.items(), key=lambda pair: pair[1])

    @property
    def places(self) -> tuple[Hands, ...]:
        """Where the hands start and end."""
        return tuple(at for at in (self.lift.start, self.lift.end) if at is not None)

    @cached_property
    def balanced(self) -> bool:
        """Whether muscles hold every posture of it; else loads are lower bounds."""
        every = (*self.held, *(() if self.moving is None else (self.moving,)))
        return all(bool(r.balanced.all()) for r in every)


def analyze_lift(
    lift: Lift,
    subject: Who = None,
    *,
    objective: Objective | str = DEFAULT,
    options: Options | None = None,
    moving: bool = True,
) -> LiftResult:
    """Analyse a lift for a body: the argument's, else the lift's own, else the built-in `male`.

    Start and end are analysed as postures that are held, and the way between them as a movement, unless
    `moving` is false.

    Raises:
        BadInput, UnknownName: the hands cannot be there, or the subject makes no sense.
    """
    model = model_for(subject if subject is not None else lift.subject or "male", options)
    stances = stances_of(model, lift)
    task = task_of(model, lift, stances)
    held = [held_task(task, k) for k in range(len(stances))]

    def asked(task: Task) -> Result:
        return analyze(task, model, objective=objective, options=options)

    return LiftResult(
        lift=lift,
        model=model,
        stances=tuple(stances),
        task=task,
        held=tuple(asked(each) for each in held),
        moving=asked(task) if moving and lift.end is not None else None,
        seconds=seconds_of(model, lift),
        speed_m_s=speed_of(model, lift),
    )


def held_task(task: Task, which: int) -> Task:
    """The posture of the start (0) or the end (1) of a lift's task, its load held still."""
    if not task.moves:
        return task
    at = task.keyframes[which]
    assert at.load_m is not None  # of a lift
    forward, up, right = at.load_m
    load = replace(task.loads[0], forward_m=forward, up_m=up, right_m=right)
    where = "end" if which else "start"
    return replace(
        task,
        name=f"{task.name}_{where}",
        title=f"{task.title}, at its {where}",
        posture=at.posture,
        keyframes=(),
        frames=0,
        loads=(load,),
    )
