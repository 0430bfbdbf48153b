"""How work goes in time: bouts, and rests in which nothing is asked."""

from __future__ import annotations

from typing import NamedTuple

from dorsum import inputs
from dorsum.errors import BadInput
from dorsum.motion.task import Task

TICK = 0.25  # s, of a posture held without rest: endurance is told to so much
MOST_PER_MINUTE = 60.0
USUAL_WORK = 0.5  # share of a period at work where none is told


class Cycle(NamedTuple):
    """Work and rest of one period, s."""

    work: float
    rest: float
    repeated: bool  # by the user's word; else a posture held or a movement back to back


def cycle_of(task: Task, per_minute: float | None, work: float | None) -> Cycle:
    """The cycle that is asked for.

    Raises:
        BadInput: it makes no sense.
    """
    lasts = task.keyframes[-1].time_s - task.keyframes[0].time_s if task.moves else None
    if per_minute is None:
        if work is not None:
            raise BadInput("work: the share of a period at work needs per_minute, how often a minute")
        return Cycle(TICK if lasts is None else lasts, 0.0, lasts is not None)
    if not (inputs.finite("per_minute", per_minute) > 0.0 and per_minute <= MOST_PER_MINUTE):
        raise BadInput(
            f"per_minute = {per_minute:g}: must be above 0 and at most {MOST_PER_MINUTE:g} a minute"
        )
    period = 60.0 / per_minute
    if lasts is not None:
        if work is not None:
            raise BadInput("work: a movement takes as long as its keyframes say; work is for a posture")
        if lasts > period:
            raise BadInput(
                f"per_minute = {per_minute:g}: the movement takes {lasts:g} s, longer than {period:g} s"
            )
        return Cycle(lasts, period - lasts, True)
    share = USUAL_WORK if work is None else inputs.finite("work", work)
    if not 0.0 < share <= 1.0:
        raise BadInput(f"work = {share:g}: the share of a period at work must be above 0 and at most 1")
    return Cycle(share * period, (1.0 - share) * period, True)
