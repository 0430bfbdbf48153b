"""Exercises held by the model: what every muscle does in them, and what every level of the spine bears.

An exercise is a task. Beside the spine the joints that its limbs work with are balanced (`exercises.csv`);
where the search for how far joints give does not come to rest, or the spine's own joints lack moment, the
last group is left out, and so on, and the answer says so. A muscle of a group that is left out takes no part,
which is not the same as being at rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import ExerciseRow
from dorsum.body.groups import ALL
from dorsum.body.names import LUMBAR, SIDES, SPINE
from dorsum.errors import BadInput, UnknownName
from dorsum.ledger import Ledger
from dorsum.motion.task import Task

if TYPE_CHECKING:
    from dorsum.body.body import Body
    from dorsum.body.subject import Subject
    from dorsum.mechanics.result import Result

LEDGER = Ledger(
    "clinic/exercises.json",
    code=(
        *("units.py", "body/*.py", "mechanics/*.py", "motion/*.py", "kernel/source/*"),
        *("clinic/exercises.py", "motion/exercises/*.toml", "motion/library/*.toml"),
    ),
    make="make clinic",
)
FIGURES = 4  # of what is stored
SUBJECT = "male"  # whose results are stored


@dataclass(frozen=True)
class Held:
    """What the model finds of one exercise.

    activity: muscle → mean activation of its fascicles on the right and left, weighed by volume; what takes
    no part is not in it. compression, shear (forward), N, by level. lacks: what muscles lack, in words.
    settled: whether the joints came to rest. free: the groups that were balanced beside the spine.
    """

    exercise: str
    title: str
    free: tuple[str, ...]
    compression: Mapping[str, float]
    shear: Mapping[str, float]
    activity: Mapping[str, tuple[float, float]]
    lacks: str
    settled: bool

    @property
    def sound(self) -> bool:
        """Whether muscles hold it and joints came to rest; else loads are lower bounds, or to be doubted."""
        return not self.lacks and self.settled

    @property
    def doubt(self) -> str:
        """Why its numbers are to be doubted; empty where for nothing."""
        told = (
            f"{self.lacks}: loads are lower bounds" if self.lacks else "",
            "" if self.settled else UNSETTLED,
        )
        return "; ".join(filter(None, told))

    def of(self, muscles: Sequence[str], volumes: Mapping[str, float], side: str = "both") -> float | None:
        """Activity of muscles together, weighed by volume: of one side, or of the one that works more.

        None where none of them takes part.
        """
        found = [name for name in muscles if name in self.activity]
        if not found:
            return None
        whole = sum(volumes[name] for name in found)
        sides = [sum(self.activity[name][i] * volumes[name] for name in found) / whole for i in range(2)]
        return max(sides) if side == "both" else sides[SIDES.index(side)]


UNSETTLED = "the search for how far joints give did not come to rest"


def named(tables: Tables, exercise: str) -> ExerciseRow:
    """The row of an exercise.

    Raises:
        UnknownName: there is none of that name; the nearest names are told.
    """
    rows = {row.task: row for row in tables.exercises}
    if exercise not in rows:
        raise UnknownName("exercise", exercise, rows)
    return rows[exercise]


def hold(row: ExerciseRow, subject: Subject | Body | str = SUBJECT) -> Held:
    """One exercise held by a body."""
    return held(Task.named(row.task), row.free, subject)


def held(task: Task, free: Sequence[str], subject: Subject | Body | str = SUBJECT) -> Held:
    """A held posture with as many of the groups as it can be trusted with: see the module."""
    from dorsum.mechanics.analysis import Options
    from dorsum.motion.analyze import analyze

    groups = tuple(free)
    while True:
        found = analyze(task, subject, options=Options(free=groups))
        if not groups or trusted(found):
            return read(task, groups, found)
        groups = groups[:-1]


def trusted(result: Result) -> bool:
    """Whether joints came to rest, and no joint of the spine lacks moment."""
    short = result.shortfall
    return settled(result) and (short is None or short.joint not in SPINE)


def settled(result: Result) -> bool:
    """Whether the search for how far joints give came to rest."""
    given = result.analysis.given
    return given is None or bool(given.settled.all())


def read(task: Task, groups: tuple[str, ...], result: Result) -> Held:
    """What a result says of an exercise."""
    levels = result.body.levels.names
    rows = {name: i for i, name in enumerate(levels)}
    loads = {
        name: {level: float(result.array(name)[0, rows[level]]) for level in of}
        for name, of in (("compression", SPINE), ("anterior_shear", LUMBAR))
    }
    short = result.shortfall
    return Held(
        exercise=task.name,
        title=task.title,
        free=groups,
        compression=loads["compression"],
        shear=loads["anterior_shear"],
        activity=activity(result),
        lacks="" if short is None else short.words,
        settled=settled(result),
    )


def activity(result: Result) -> dict[str, tuple[float, float]]:
    """Mean activation of every muscle that takes part, right and left, its fascicles weighed by volume."""
    fascicles, values = result.body.fascicles, result.array("activation")[0]
    weights = fascicles.maximal_force * fascicles.optimal_fibre_length
    sums: dict[str, list[float]] = {}
    for i in result.body.active:
        at = sums.setdefault(fascicles.routes.muscles[i], [0.0, 0.0, 0.0, 0.0])
        side = SIDES.index(fascicles.routes.sides[i])
        at[side] += float(weights[i] * values[i])
        at[2 + side] += float(weights[i])
    return {
        muscle: (right / of_right, left / of_left)
        for muscle, (right, left, of_right, of_left) in sums.items()
        if of_right and of_left
    }


def volumes(body: Body) -> dict[str, float]:
    """Maximal force times fibre length of every muscle's right half, N·m: what activities are weighed by."""
    of, found = body.fascicles, dict[str, float]()
    for i in body.active:
        if of.routes.sides[i] == SIDES[0]:
            weight = float(of.maximal_force[i] * of.optimal_fibre_length[i])
            found[of.routes.muscles[i]] = found.get(of.routes.muscles[i], 0.0) + weight
    return found


def plain(found: Held) -> dict[str, Any]:
    """An exercise as it is stored."""
    return {
        **{name: getattr(found, name) for name in ("exercise", "title", "lacks", "settled")},
        "free": list(found.free),
        "compression": {level: _short(value) for level, value in found.compression.items()},
        "shear": {level: _short(value) for level, value in found.shear.items()},
        "activity": {name: [_short(v) for v in of] for name, of in found.activity.items()},
    }


def _short(value: float) -> float:
    return float(f"{value:.{FIGURES}g}")


def from_plain(row: Mapping[str, Any]) -> Held:
    """An exercise that was stored."""
    activities = {name: (of[0], of[1]) for name, of in row["activity"].items()}
    return Held(**{**row, "free": tuple(row["free"]), "activity": activities})


@dataclass(frozen=True)
class Computed:
    """Exercises of one body: `who` it is in words, the digest that names its facts, the volumes that
    activities are weighed by, and the exercises that it cannot be put into, with the reason."""

    who: str
    digest: str
    volumes: Mapping[str, float]
    exercises: tuple[Held, ...]
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_name(self) -> dict[str, Held]:
        """Exercise → what was found."""
        return {found.exercise: found for found in self.exercises}


def compute(rows: Iterable[ExerciseRow], subject: Subject | Body | str = SUBJECT) -> Computed:
    """Some exercises of the table held by a body."""
    from dorsum.body.body import Body

    body = subject if isinstance(subject, Body) else Body.of(subject)
    found, refused = [], {}
    for row in rows:
        try:
            found.append(hold(row, body))
        except BadInput as error:
            refused[row.task] = str(error)
    who = f"{body.subject.name}: {body.subject.words}"
    return Computed(who, body.tables.digest, volumes(body.freed(ALL)), tuple(found), refused)


def plain_of(found: Computed) -> dict[str, Any]:
    """Exercises as they are stored."""
    return {
        "who": found.who,
        "digest": found.digest,
        "volumes": {name: _short(volume) for name, volume in found.volumes.items()},
        "refused": dict(found.refused),
        "exercises": [plain(each) for each in found.exercises],
    }


@lru_cache(maxsize=1)
def stored() -> Computed:
    """The exercises of the built-in man when they were last computed."""
    kept = LEDGER.stored()
    return Computed(**{**kept, "exercises": tuple(from_plain(row) for row in kept["exercises"])})
