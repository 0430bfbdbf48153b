"""How long a posture is held or a task repeated: until the muscles can no longer balance it.

Time goes in cycles: a bout of work and a rest in which nothing is asked. A posture held without rest is a
cycle of a quarter of a second without one. Over a cycle the tired shares s of all fascicles go from s to
D s + B: D is exact, B follows from the balance at s. Many cycles are taken at once, B going in a straight
line from that at their start to that at their end; as many as let both roads, with B as at the start and as
it goes, differ by no more than `TOLERANCE`.

The posture is found as joints give with fresh muscles, and anew wherever muscles have tired by a fifth more,
or can hold the old one no longer: so load goes over to tissue, too. A movement stays as it was found.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dorsum import inputs
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.body.subject import Subject
from dorsum.clinic.cycles import TICK, Cycle, cycle_of
from dorsum.clinic.endurance_tests import find
from dorsum.clinic.endured import JOINT, Endurance, Moment
from dorsum.clinic.fatigue import after_cycles, rates_of, rested, tired_after
from dorsum.clinic.held import Answer, Held, posed, tired_body
from dorsum.errors import BadInput
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.motion.analyze import model_for
from dorsum.motion.task import Task
from dorsum.wanted import check

LONGEST_BOUT = 5.0  # s of work over which the balance is taken to change in a straight line
TOLERANCE = 1e-3  # of a fascicle, between the two roads over the cycles taken at once
ANEW = 0.2  # share of a fascicle that has tired more since the posture was found, which is then found anew
MOST_POSTURES = 40
SHIFT_MINUTES = 480.0
TIRES = 0.01  # share of any fascicle; where none tires by more, nothing does


def endure(
    task: Task | str | Path,
    subject: Subject | Body | Model | str | None = None,
    *,
    per_minute: float | None = None,
    work: float | None = None,
    most_minutes: float = SHIFT_MINUTES,
    legs_held: bool = False,
    sags: bool = True,
    tired: Floats | None = None,
    objective: Objective | str = DEFAULT,
    options: Options | None = None,
) -> Endurance:
    """Hold a task, or repeat it `per_minute` times with `work` of each period at work and the rest at rest.

    A movement is repeated back to back unless `per_minute` says; then it rests for what is left of a period.
    `legs_held`: the pelvis is free and what bears the body acts on the legs, so that hips work, too. Unless
    it `sags` the posture stays as fresh muscles hold it best. `tired` (m,) starts with muscles that are tired
    already (`Endurance.rested`).

    Raises:
        BadInput: a number makes no sense, a movement does not fit into its period, or nothing tires.
    """
    options = options or Options()
    if not isinstance(task, Task):
        task, free, alone = find(task)
        legs_held = legs_held or alone
        options = replace(options, free=(*(options.free or ()), *free) or None)
    if legs_held:
        options = replace(options, free=(*(options.free or ()), "hips"))
    inputs.within("most_minutes", most_minutes, 1 / 60, 24 * 60, "min")
    who = subject if subject is not None else task.subject or "male"
    model = model_for(who, options)
    options = replace(options, free=model.body.free)
    cycle = cycle_of(task, per_minute, work)
    most = MOST_POSTURES if sags and not task.moves else 1
    run = _Run(model, task, Objective.of(objective), options, legs_held, cycle, most)
    return run.until(60.0 * most_minutes, np.zeros(run.held.size) if tired is None else np.asarray(tired))


class _Over(NamedTuple):
    """What one cycle does: the tired shares it adds, what was lacking, and the balance at its start."""

    added: Floats  # B (m,)
    lacking: float  # N·m, the most at any time of the work
    answer: Answer  # at the start of the work
    last: Answer  # at its end


class _Run:
    """One task under way."""

    def __init__(
        self,
        model: Model,
        task: Task,
        rule: Objective,
        options: Options,
        legs: bool,
        cycle: Cycle,
        most: int,
    ) -> None:
        self.model, self.task, self.rule, self.options = model, task, rule, options
        self.legs, self.cycle, self.rates = legs, cycle, rates_of(model)
        self.bound = model.body.tables.constant("reserve_bound")
        self.postures, self.most = 0, most
        self.pose(np.zeros(len(model.variables)))
        rates, period = self.rates, cycle.work + cycle.rest
        self.decay = np.exp(-rates.recovery * (cycle.work + rates.rest * cycle.rest))
        self.period = period

    def pose(self, tired: Floats) -> None:
        """Find the posture with muscles as tired."""
        model = self.model
        if tired.any():
            model = Model(tired_body(model.body, model.active, tired[: len(model.active)]))
        frames = posed(model, self.task, self.rule, self.options, self.legs)
        self.held = Held(self.model, frames, self.rule, self.options)
        self.found_with, self.postures = tired, self.postures + 1

    @cached_property
    def shares(self) -> Floats:
        """(frames,) of the time of a movement that each frame stands for."""
        times = self.held.frames.times
        if len(times) == 1:
            return np.ones(1)
        return np.asarray(np.gradient(times) / np.gradient(times).sum())

    def over(self, tired: Floats, start: Answer | None) -> _Over:
        """One cycle from tired shares (m,)."""
        steps = max(1, int(np.ceil(self.cycle.work / LONGEST_BOUT)))
        seconds, first, now = self.cycle.work / steps, None, tired
        answer = self.held.answer(now, start)
        first, lacking = answer, float(answer.lacking.max())
        for _ in range(steps):
            activity = self.shares @ answer.tiring
            if self.cycle.work > TICK:
                then = self.held.answer(tired_after(now, activity, seconds, self.rates), answer)
                now = tired_after(now, activity, seconds, self.rates, self.shares @ then.tiring)
                answer, lacking = then, max(lacking, float(then.lacking.max()))
            else:
                now = tired_after(now, activity, seconds, self.rates)
        now = rested(now, self.cycle.rest, self.rates)
        return _Over(now - self.decay * tired, lacking, first, answer)

    def holds(self, over: _Over) -> bool:
        """Whether nothing lacked more than a balance may."""
        return over.lacking <= self.bound

    def until(self, seconds: float, tired: Floats) -> Endurance:
        """Go on until it is held no more, or for so many seconds."""
        if tired.any() and self.most > 1:
            self.pose(tired)
        left, done, step = int(np.ceil(seconds / self.period)), 0, 1
        now = self.over(tired, None)
        course = [self.moment(0.0, tired, now)]
        while self.holds(now) and done < left:
            check()
            step = min(step, left - done)
            after, then = self.ahead(tired, now, step)
            off = float(np.abs(after - after_cycles(tired, self.decay, now.added, now.added, step)).max())
            if step > 1 and (off > TOLERANCE or not self.holds(then)):
                step = max(1, int(step * 0.9 * (TOLERANCE / off) ** 0.5) if self.holds(then) else step // 2)
                continue
            if not self.holds(then):
                then = self.anew(after, then)
                if not self.holds(then):
                    break
            elif np.abs(after - self.found_with).max() > ANEW and self.postures < self.most:
                then = self.anew(after, then)
            tired, now, done = after, then, done + step
            course.append(self.moment(done * self.period, tired, now))
            step = max(step + 1, int(step * min(3.0, 0.9 * (TOLERANCE / max(off, 1e-9)) ** 0.5)))
        return self.ended(course, now if not self.holds(now) else then, done, left, seconds)

    def ahead(self, tired: Floats, now: _Over, step: int) -> tuple[Floats, _Over]:
        """Tired shares so many cycles on, and the cycle there."""
        guess = after_cycles(tired, self.decay, now.added, now.added, step)
        then = self.over(guess, now.last)
        after = after_cycles(tired, self.decay, now.added, then.added, step)
        return after, self.over(after, then.last)

    def anew(self, tired: Floats, old: _Over) -> _Over:
        """The cycle with the posture found anew, where that is held better."""
        if self.postures >= self.most:
            return old
        before = self.held
        self.pose(tired)
        found = self.over(tired, None)
        if not self.holds(found) and found.lacking >= old.lacking:
            self.held = before
            return old
        return found

    def ended(self, course: list[Moment], last: _Over, done: int, left: int, seconds: float) -> Endurance:
        """What was found."""
        endless = done >= left
        if endless and course[-1].tired.max() < TIRES:
            raise BadInput(
                f"nothing in {self.task.title!r} tires: in {seconds / 60:g} min no fascicle by"
                f" {course[-1].tired.max():.1%} of its strength"
            )
        worst = self.held.shortfalls(last.last if last.last.lacking.max() > self.bound else last.answer).worst
        return Endurance(
            task=self.task,
            model=self.model,
            rates=self.rates,
            seconds=None if endless else done * self.period,
            looked_s=left * self.period,
            lacking="" if endless or worst is None else worst.words,
            course=tuple(course),
            postures=self.postures,
            period_s=self.period if self.cycle.repeated else None,
            work_s=self.cycle.work,
            legs_held=self.legs,
        )

    def moment(self, seconds: float, tired: Floats, over: _Over) -> Moment:
        """How it stands."""
        held, answer = self.held, over.answer
        muscles, tissue = held.extension(answer, JOINT)
        at = int(np.abs(muscles).argmax())
        lumbar = [self.model.body.levels.names.index(level) for level in LUMBAR]
        return Moment(
            seconds,
            tired,
            np.asarray(self.shares @ answer.activity),
            np.asarray(self.shares @ held.tension(answer)),
            np.asarray(held.compression(answer)[:, lumbar].max(axis=0)),
            float(muscles[at]),
            float(tissue[at]),
        )
