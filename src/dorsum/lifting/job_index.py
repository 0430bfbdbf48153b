"""The NIOSH index of the lifts of a job: composite, variable or sequential, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsum.anatomy.read import Tables
from dorsum.errors import BadInput
from dorsum.lifting import niosh
from dorsum.lifting.composite import Composite, Sampled, composite_of, variable
from dorsum.lifting.conditions import Conditions
from dorsum.lifting.job import MINUTES, Job, Lifting
from dorsum.lifting.niosh import LiftingIndex, LiftingTask, lifting_index
from dorsum.lifting.niosh_rules import NAME, equation
from dorsum.lifting.published import Refused
from dorsum.lifting.sequential import Sequential, sequential_of

MOST_BY_TURNS = 10  # tasks of a composite index; of more the variable one is told (assumed)
ORIGIN = (
    "The start of each lift alone counts in it: a load that is placed with care asks for its end, too, which"
    " a job does not tell."
)


@dataclass(frozen=True)
class JobIndex:
    """An index of the lifts of a job; none, and why."""

    rule: str
    found: Composite | Sequential | LiftingIndex | Refused | None
    how: str  # by what rule it was chosen, or why there is none

    @property
    def index(self) -> float | None:
        """The number, where there is one."""
        if isinstance(self.found, LiftingIndex):
            return self.found.li
        return self.found.index if isinstance(self.found, Composite | Sequential) else None

    def lines(self) -> list[str]:
        """The answer in words, for terminal, page and report."""
        if self.found is None:
            return [f"No {self.rule}: {self.how}"]
        end = [] if isinstance(self.found, Refused) else [self.how, ORIGIN]
        return [*self.found.lines(), *end]


def index_of(job: Job, tables: Tables) -> JobIndex:
    """Of lifts by turns within hours the composite index, of many the variable one; of lifts that each tell
    their own hours, one after another, the sequential one."""
    lifts = job.lifts
    if not lifts:
        return JobIndex(NAME, None, "the job has no lift.")
    own = [part.hours for part in lifts]
    if any(own) and not all(own) and job.hours is None:
        missing = next(part.title for part in lifts if part.hours is None)
        return JobIndex(NAME, None, f"the hours of {missing} are not told.")
    after = all(own) and job.hours is None
    hours = job.hours
    if hours is None and not after:
        return JobIndex(NAME, None, "the hours in which the lifts are done are not told.")
    try:
        tasks = [_task(part, part.hours if after else hours) for part in lifts]
        if len(tasks) == 1:
            return JobIndex(NAME, lifting_index(tasks[0], tables=tables), "The job has one lift.")
        if after:
            how = "The lifts come one after another, each in its own hours."
            return JobIndex("sequential lifting index", sequential_of(tasks, tables=tables), how)
        how = f"The lifts are taken as done by turns, all within {hours:g} h."
        if len(tasks) <= MOST_BY_TURNS:
            return JobIndex("composite lifting index", composite_of(tasks, tables=tables), how)
        how += f" Of more than {MOST_BY_TURNS} the variable index is told (assumed)."
        return JobIndex("variable lifting index", _variable(tasks, tables), how)
    except BadInput as error:
        return JobIndex(NAME, None, f"{error}.")


def _task(part: Lifting, hours: float | None) -> LiftingTask:
    assert hours is not None
    lift, end = part.lift, part.lift.end
    assert end is not None  # of a lift of a job
    start, end_ = (
        niosh.Hands(at.horizontal_cm, at.vertical_cm, abs(at.asymmetry_deg)) for at in (lift.start, end)
    )
    grip = {"good": "good", "fair": "fair", "poor": "poor"}[lift.grip]
    return LiftingTask(
        load=lift.mass_kg,
        origin=start,
        destination=end_,
        frequency=part.times / (hours * MINUTES),
        hours=hours,
        grip=grip,  # type: ignore[arg-type]
        conditions=Conditions(hands=2 if lift.hands == "both" else 1),
        name=part.title,
    )


def _variable(tasks: Sequence[LiftingTask], tables: Tables) -> Composite | Refused:
    found = [lifting_index(task, tables=tables) for task in tasks]
    for task, one in zip(tasks, found, strict=True):
        if isinstance(one, Refused):
            return Refused("variable lifting index", (f"{task.name}: {one.reasons[0]}",), one.source)
    sampled = []
    for one in found:
        assert isinstance(one, LiftingIndex)
        if one.fili is None:
            raise BadInput(f"{one.task.name}: {one.undefined.rstrip('.')}")
        sampled.append(Sampled(one.fili, one.task.frequency))
    eq = equation(tables, "metric")
    below = any(eq.is_below(task.origin.vertical) for task in tasks)
    return variable(sampled, tasks[0].hours, below, tables=tables)
