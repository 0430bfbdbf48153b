"""A posture or movement held by muscles of which a share is tired: the balance, spread anew every time.

The angles are those found once (`posed`), and so are the equations; what changes is how much of each fascicle
can still be called upon. A fascicle of which the share M_F is tired is in the balance as one of so much less
area: its bound is (1 − M_F) of what it was, and so is the volume by which the objective weighs its force over
its strength, w (1 − M_F) (x / (1 − M_F))ᵖ, so that what is tired hands over. What its fibres resist with when
stretched stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dorsum.body.body import Body, Ints
from dorsum.body.names import SIDES
from dorsum.body.scan import fixed
from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.mechanics.analysis import (
    Analysis,
    Frames,
    Options,
    apparent_gravity,
    build_problem,
    loads,
    set_up,
)
from dorsum.mechanics.inertia import weights
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import LEAST_GAIN, Objective
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.shortfall import Shortfalls
from dorsum.mechanics.sockets import with_sockets
from dorsum.mechanics.solve import solve
from dorsum.mechanics.statics import Equations
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.task import Task

LEAST_FRESH = 1e-3  # of a fascicle: the least share that is kept, so that a balance can be told
MUSCLES_FIRST = 1e4  # times the usual price of what muscles lack, so that they do all that they can


def posed(model: Model, task: Task, rule: Objective, options: Options, legs_held: bool = False) -> Frames:
    """The frames of a task, joints standing where fresh or tired muscles hold them best; `legs_held` as in
    `on_legs`."""
    analysis = analyse_pose(model, pose_of(task, model), rule, options)
    return on_legs(model, analysis) if legs_held else analysis.frames


def on_legs(model: Model, analysis: Analysis) -> Frames:
    """The same posture with the pelvis free: what bears the body acts on the legs, half of it on each.

    So hips are balanced against all that pelvis and trunk weigh, as where thighs and shanks are strapped to a
    bench and the pelvis lies beyond its edge.

    Raises:
        BadInput: hips are not free, or contacts bear the body already.
    """
    if "hips" not in model.body.free:
        raise BadInput("legs_held: hips must be free (Options(free='hips'))")
    frames = analysis.frames
    if frames.velocities.any() or frames.accelerations.any() or analysis.borne is not None:
        raise BadInput(
            "legs_held: is for a posture that the pelvis's hold alone bears: no seat, floor or couch"
        )
    acting = weights(model.body.masses, model.place(frames.angles), apparent_gravity(model, frames)[:, None])
    total = (np.asarray(acting) + frames.external).sum(axis=1)
    external = frames.external.copy()
    for side in SIDES:
        external[:, model.body.skeleton.index(f"femur_{side}")] -= total / len(SIDES)
    return frames._replace(external=external)


def tired_body(body: Body, active: Ints, tired: Floats) -> Body:
    """The body with muscles that can call upon the rest alone; `tired` (m,) of the fascicles `active`."""
    left = np.ones(len(body.fascicles))
    left[active] = np.maximum(1.0 - tired, LEAST_FRESH)
    fascicles = body.fascicles
    share = fixed(fascicles.make.passive_share / left)
    weaker = replace(
        fascicles,
        maximal_force=fixed(fascicles.maximal_force * left),
        make=fascicles.make._replace(passive_share=share),
    )
    return replace(body, fascicles=weaker)


class Answer(NamedTuple):
    """How muscles hold all frames with what is left of them."""

    activity: Floats  # (frames, m) of each column's fresh strength
    tiring: Floats  # (frames, m) M_A: what of the activity tires
    lacking: Floats  # (frames,) N·m, the largest moment that nothing holds
    solution: Solution


@dataclass(frozen=True, eq=False)
class Held:
    """The balance of some frames, asked again and again."""

    model: Model
    frames: Frames
    rule: Objective
    options: Options

    @cached_property
    def problem(self) -> Problem:
        """That of fresh muscles."""
        eq = self.equations
        problem = build_problem(self.model, eq, self.rule, self.options)
        if sockets := self.model.sockets:
            problem = with_sockets(sockets, self.model.mech, eq, eq.carried, problem)
        return replace(problem, reserve_weight=problem.reserve_weight * MUSCLES_FIRST)

    @cached_property
    def equations(self) -> Equations:
        """What is asked of fresh muscles, and of tired ones alike."""
        return set_up(self.model, self.frames, self.options)

    @cached_property
    def size(self) -> int:
        """m: fascicles that take part, and actuators."""
        return len(self.model.variables)

    @cached_property
    def tone(self) -> Floats:
        """(frames, n) the least that fascicles pull with, over F₀, but for the wall of the abdomen."""
        tone = self.model.tone if self.options.tone else np.zeros(len(self.model.active))
        return np.asarray(tone * self.problem.upper[:, : len(self.model.active)])

    @cached_property
    def strength(self) -> Floats:
        """(frames, m) what each column can do at most over F₀, fresh."""
        return np.asarray(np.maximum(self.problem.upper[:, : self.size], LEAST_GAIN))

    def weakened(self, tired: Floats) -> Problem:
        """The problem with shares (m,) of the columns tired."""
        problem, left = self.problem, np.ones(self.problem.shape[2])
        left[: self.size] = np.maximum(1.0 - tired, LEAST_FRESH)
        upper, lower, n = problem.upper * left, problem.lower * 1.0, self.tone.shape[1]
        by_tone = lower[:, :n] <= self.tone
        lower[:, :n][by_tone] = (self.tone * left[:n])[by_tone]
        return replace(
            problem,
            matrices=problem.columns,
            upper=upper,
            lower=np.minimum(lower, upper),
            weights=problem.weights * left ** (1 - problem.power),
        )

    def answer(self, tired: Floats, start: Answer | None = None) -> Answer:
        """The balance with shares (m,) of the columns tired, from a `start` nearby."""
        multipliers = None if start is None else start.solution.multipliers
        found = solve(self.weakened(tired), start=multipliers)
        activity = np.abs(found.values[:, : self.size]) / self.strength
        return Answer(activity, self.tiring(activity), np.abs(found.reserves).max(axis=1), found)

    def tiring(self, activity: Floats) -> Floats:
        """What of an activity tires: none at tone, all from twice the tone on (assumed), in a straight line
        between. A muscle at rest pulls with its tone for hours."""
        tone = np.zeros(self.size)
        tone[: len(self.model.active)] = self.model.tone if self.options.tone else 0.0
        return np.clip(2.0 * (activity - tone), 0.0, activity)

    def compression(self, answer: Answer) -> Floats:
        """(frames, n_levels) N."""
        return loads(self.model, self.equations, answer.solution.values[:, : len(self.model.active)])[2]

    def tension(self, answer: Answer) -> Floats:
        """(frames, n) N that fascicles pull with actively."""
        n = len(self.model.active)
        strength = self.model.mech.fibres.maximal_force * self.equations.gains.cosine
        return np.asarray(strength * answer.solution.values[:, :n])

    def extension(self, answer: Answer, joint: str) -> tuple[Floats, Floats]:
        """(frames,) N·m of extension about a joint: by active muscles, and by what is stretched, springs of
        the joint and fibres."""
        eq, row = self.equations, self.model.rows.index_of(f"{joint} z")
        columns, n = self.problem.columns, len(self.model.active)
        stretched = np.zeros((len(self.frames.times), self.problem.shape[2]))
        strength = self.model.mech.fibres.maximal_force * eq.gains.cosine
        stretched[:, :n] = eq.fibre_passive / strength
        active = columns.moments(answer.solution.values)[:, row]
        return np.asarray(active), np.asarray(eq.passive[:, row] + columns.moments(stretched)[:, row])

    def shortfalls(self, answer: Answer) -> Shortfalls:
        """What is lacking where, in words."""
        rows, bound = self.model.rows.names, self.model.body.tables.constant("reserve_bound")
        whole = answer.solution
        of_rows = replace(whole, reserves=whole.reserves[:, : len(rows)])
        return Shortfalls.of(of_rows, self.frames.times, rows, bound)
