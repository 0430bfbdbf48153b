"""Where the muscles lack balance: built-in tasks, postures inside the stated ranges, recordings.

A moment that nothing bears is told by its row, the joint and direction. Either the muscles that pull this way
there have no more strength, or what they would do at other joints keeps them from it. Muscles that are left
out of the balance could give some of it: they are named, those that give most first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from dorsum.body.skeleton import CERVICAL
from dorsum.function.stimulate import pull_of
from dorsum.mechanics.analysis import POSTURES
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.mechanics.shortfall import WORDS, Shortfall
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task, built_in_names

SUBJECTS = ("male", "female")
# Postures inside the ranges that are stated for whole regions: a title for each.
IN_RANGE: Mapping[str, Posture] = MappingProxyType(
    {
        "neck flexed 40°": Posture(neck_flexion=40.0),
        "neck extended 40°": Posture(neck_flexion=-40.0),
        "neck bent 40°": Posture(neck_bending=40.0),
        "neck turned 40°": Posture(neck_twist=40.0),
        "lumbar spine turned 6°": Posture(lumbar_twist=6.0),
        "lumbar spine bent 25°": Posture(lumbar_bending=25.0),
    }
)
# Recordings of the repository, a title for each, and how they are analysed.
RECORDINGS: Mapping[str, tuple[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "opencap_squats1.mot": ("squat, OpenCap", {"from_s": 1.7, "to_s": 3.2, "rate_hz": 20.0}),
        "rehazenter_2014001_walk.c3d": ("walk, Rehazenter", {}),
    }
)
NAMED = 3  # muscles that are left out
LEAST_NM = 0.5  # N·m: one that gives less is not named


@dataclass(frozen=True)
class Lack:
    """What lacks in one task or recording with one body and one way to take the posture.

    short, frames: those that lack more than the bound of the reserves, of how many; trunk_short those that
    lack most below the neck, in_trunk each of them with its row. moment_nm, row: the largest of all, such as
    `L5/S1 extension`. used: share of what all muscles that pull this way at the joint could give in the
    frame that they give, None of a recording; left_out: the muscles left out that pull this way, with their
    moments at full strength in standing.
    """

    what: str
    subject: str
    posture: str
    frames: int
    short: int
    trunk_short: int
    in_trunk: str
    moment_nm: float
    row: str
    used: float | None
    left_out: str

    @property
    def lacks(self) -> bool:
        """Whether any frame lacks something."""
        return self.short > 0


def held_lacks() -> Iterator[Lack]:
    """Every built-in task and every posture of `IN_RANGE`, man and woman, joints giving and as stated."""
    tasks = [Task.named(name) for name in built_in_names()]
    tasks += [Task(title=title, posture=posture) for title, posture in IN_RANGE.items()]
    for subject in SUBJECTS:
        model = model_for(subject)
        for task in tasks:
            for posture in POSTURES:
                yield lack_of(analyze(task, model, posture=posture), task.title)


def recorded_lacks(folder: Path) -> Iterator[Lack]:
    """The recordings of a folder, joints giving and as stated."""
    for name, (title, how) in RECORDINGS.items():
        for posture in POSTURES:
            yield lack_of(analyze(folder / name, posture=posture, **how), title)


def lack_of(result: Result, what: str) -> Lack:
    """What a result lacks."""
    shortfalls = result.shortfalls
    worst = shortfalls.worst
    trunk = [found for found in shortfalls.each if found.joint not in CERVICAL]
    return Lack(
        what=what,
        subject=result.body.subject.name,
        posture=result.options.posture,
        frames=len(shortfalls.balanced),
        short=len(shortfalls.each),
        trunk_short=len(trunk),
        in_trunk="; ".join(
            f"{found.time:.2f} s {found.moment:.1f} N·m {found.joint} {found.direction}" for found in trunk
        ),
        moment_nm=0.0 if worst is None else worst.moment,
        row="" if worst is None else f"{worst.joint} {worst.direction}",
        used=None if worst is None else _used(result, worst),
        left_out="" if worst is None else _left_out(result.model, worst),
    )


def _row(short: Shortfall) -> tuple[str, float]:
    """Axis and sign of what is missing."""
    return next(
        (axis, sign)
        for axis, words in WORDS.items()
        for word, sign in zip(words, (1.0, -1.0), strict=True)
        if word == short.direction
    )


def _used(result: Result, short: Shortfall) -> float | None:
    """Share of what the muscles that pull this way at the joint could give that they give."""
    if not result.computed:
        return None
    axis, sign = _row(short)
    found, n_active = result.analysis, len(result.model.active)
    row = result.model.rows.names.index(f"{short.joint} {axis}")
    moments = sign * found.problem.columns.frame(short.frame)[row, :n_active]
    gain = found.problem.upper[short.frame, :n_active]
    pulling = moments > 0
    most = float((moments * gain)[pulling].sum())
    given = float((moments * found.solution.values[short.frame, :n_active])[pulling].sum())
    return given / most if most > 0 else None


def _left_out(model: Model, short: Shortfall) -> str:
    """Muscles that are left out and pull this way in standing, with their moments."""
    axis, sign = _row(short)
    pull = pull_of(model)
    arms = pull.moment_arms(np.zeros(len(pull.names)))[:, pull.coordinates.position[f"{short.joint} {axis}"]]
    given: dict[str, float] = {}
    for fascicle, arm in zip(model.body.fascicles, arms, strict=True):
        if not fascicle.takes_part and sign * arm > 0:
            given[fascicle.muscle] = given.get(fascicle.muscle, 0.0) + sign * arm * fascicle.maximal_force
    named = sorted((m for m in given if given[m] >= LEAST_NM), key=lambda m: -given[m])[:NAMED]
    return ", ".join(f"{model.body.tables.muscle(m).name} {given[m]:.0f} N·m" for m in named)
